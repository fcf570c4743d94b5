//! The properties that builders set, because they have only one value.

use model::api::{Api, Field, TypeDef, TypeKind};
use model::json_schema::place_of;
use model::source::Span;

use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::part_id;

/// Adds a change for each required property that `build` of the old types crate sets and that of the new one does not. Programs compile, but
/// values cannot be built until they set it.
pub(super) fn compare(old: &Api<String>, new: &Api<String>, changes: &mut Changes) {
    for before in &old.types {
        let Some(after) = new.types.iter().find(|after| after.name == before.name) else { continue };
        for field in fields(before).iter().filter(|field| is_set(field)) {
            let same = fields(after).iter().find(|other| other.wire == field.wire);
            if same.is_none_or(|same| !same.required || is_set(same)) {
                continue;
            }
            let subject = format!("types::{}", before.name);
            let message =
                format!("`build` of `{subject}` no longer sets `{}`: its schema has no `const` any more", field.name);
            let (old, new) = (place(old, before, &field.wire), place(new, after, &field.wire));
            let part = Part { subject: &subject, operations: &[], sender: Sender::Caller };
            let difference = Difference { old, new, message, detail: field.wire.clone() };
            changes.add(part_id!("rust-constant-removed"), part, difference);
        }
    }
}

fn fields(def: &TypeDef<String>) -> &[Field<String>] {
    match def.defined() {
        Some(TypeKind::Struct(object)) => &object.fields,
        _ => &[],
    }
}

/// Returns whether `build` sets a property.
fn is_set(field: &Field<String>) -> bool {
    field.required && field.constant.is_some()
}

/// Returns the place of a property in the schema of a type, if this is a component.
fn place(api: &Api<String>, def: &TypeDef<String>, property: &str) -> Option<Span> {
    place_of(api.definitions.get(&def.origin)?.get("properties")?.get(property)?, None)
}
