//! The names of Rust items that programs use.

use std::collections::BTreeMap;

use model::api::{Api, TitledValue, TypeKind, TypeRef, Unknown};
use model::json_schema::place_of;
use model::source::Span;

use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::part_id;

/// The named items of the types crate, each with the place of its schema.
type Names = BTreeMap<String, Option<Span>>;

/// Adds a change for each type, field or variant of the old document whose name the new one does not have. Nothing is added if the types crate
/// breaks by another change, which may be the reason.
pub(super) fn compare(old: &Api<String>, new: &Api<String>, changes: &mut Changes) {
    if changes.broken().types {
        return;
    }
    let (before, mut after) = (names(old), names(new));
    // A type that has lost the names of its values is still there.
    after.extend(new.types.iter().map(|def| (def.name.clone(), None)));
    let gone: Vec<(&String, &Option<Span>)> = before.iter().filter(|(name, _)| !after.contains_key(*name)).collect();
    for (name, at) in &gone {
        // The fields and variants of a type that is gone are gone with it.
        if gone.iter().any(|(whole, _)| name.strip_prefix(whole.as_str()).is_some_and(|rest| rest.starts_with("::"))) {
            continue;
        }
        let part = Part { subject: "Rust names", operations: &[], sender: Sender::Caller };
        let message = format!("`types::{name}` has another name, or is gone; `x-rust-name` keeps a name");
        let difference = Difference { old: **at, new: None, message, detail: (*name).clone() };
        changes.add(part_id!("rust-name-changed"), part, difference);
    }
}

/// Returns the types that programs name, their fields and variants. Types with constraints are read and made without their names, except
/// those with constants for titled values.
fn names(api: &Api<String>) -> Names {
    let mut names = Names::new();
    for def in &api.types {
        let at = api.definitions.get(&def.origin).and_then(|schema| place_of(schema, None));
        let members: Vec<String> = match &def.kind {
            TypeKind::Struct(object) => {
                let others = match &object.unknown {
                    Unknown::Kept { field, .. } => Some(field),
                    Unknown::Ignored | Unknown::Rejected => None,
                };
                object.fields.iter().map(|field| &field.name).chain(others).cloned().collect()
            }
            TypeKind::Enum(variants) => variants.iter().map(|variant| variant.name.clone()).collect(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| variant.name.clone()).collect(),
            // `Debug` does not show the values of a sensitive type, and no constant does.
            TypeKind::Constrained { inner: TypeRef::Integer(_), titled, .. } if !def.sensitive => {
                let constants: Vec<String> = titled.iter().filter_map(TitledValue::constant).collect();
                if constants.is_empty() {
                    continue;
                }
                constants
            }
            TypeKind::Alias(_) | TypeKind::Constrained { .. } => continue,
        };
        names.extend(members.into_iter().map(|member| (format!("{}::{member}", def.name), at)));
        names.insert(def.name.clone(), at);
    }
    names
}
