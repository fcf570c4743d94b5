//! The Rust types of the parts that programs use, where two types are the same on the wire.

mod convert;

use std::collections::{BTreeMap, HashSet};

use model::api::{Api, Operation, TypeDef, TypeId, TypeKind, TypeRef};
use model::source::Span;

use super::both::label;
use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::part_id;
use crate::rust::Crates;
use convert::is_convertible;

/// A part of the generated crates whose type has a name.
struct Use {
    /// The name of the type.
    ty: String,
    /// The name of the type that callers may pass instead: it converts into this one, the form of a schema in requests.
    accepted: Option<String>,
    /// The crates that have the part.
    crates: Crates,
    at: Option<Span>,
}

/// The uses of named types, by operation or type, and part.
type Uses = BTreeMap<(String, String), Use>;

/// Adds a change for each part whose type has another name. The rules for values report changes of the type itself. Nothing is added if the
/// crate breaks by another change, which may be the reason.
pub(super) fn compare(old: &Api<String>, new: &Api<String>, changes: &mut Changes) {
    let (before, after) = (uses(old), uses(new));
    let is_known = |name: &str| new.types.iter().any(|def| def.name == name && is_used_by_name(def));
    let mut found = Vec::new();
    for ((owner, part), was) in &before {
        let Some(is) = after.get(&(owner.clone(), part.clone())).filter(|is| is.ty != was.ty) else { continue };
        // Another rule reports names that are gone.
        if was.crates.types && !is_known(&was.ty) {
            continue;
        }
        let is_accepted = is.accepted.as_ref() == Some(&was.ty);
        let crates = Crates { client: was.crates.client && !is_accepted, ..was.crates };
        found.push((owner, part, was, is, crates));
    }
    let broken = changes.broken();
    for (owner, part, was, is, crates) in found {
        let crates = Crates {
            types: crates.types && !broken.types,
            client: crates.client && !broken.client,
            server: crates.server && !broken.server,
        };
        if crates.is_empty() {
            continue;
        }
        let message = format!("the type of the {part} was `types::{}` and is `types::{}`", was.ty, is.ty);
        let difference = Difference { old: was.at, new: is.at, message, detail: part.clone() };
        let operations = if crates.types { &[][..] } else { std::slice::from_ref(owner) };
        changes.add_in_rust(
            part_id!("rust-type-replaced"),
            crates,
            Part { subject: owner, operations, sender: Sender::Caller },
            difference,
        );
    }
}

/// Whether programs name the type: not one with constraints, which they use as the plain one.
fn is_used_by_name(def: &TypeDef<String>) -> bool {
    matches!(def.defined(), Some(TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_)))
}

fn uses(api: &Api<String>) -> Uses {
    let mut uses = Uses::new();
    for def in &api.types {
        let fields = match def.defined() {
            Some(TypeKind::Struct(object)) => object.fields.iter(),
            _ => continue,
        };
        for field in fields {
            let key = (format!("types::{}", def.name), format!("field `{}`", field.name));
            add(api, &mut uses, key, &field.ty, Crates::TYPES, None);
        }
    }
    api.operations.iter().for_each(|operation| of_operation(api, operation, &mut uses));
    uses
}

fn of_operation(api: &Api<String>, operation: &Operation<String>, uses: &mut Uses) {
    let label = label(operation);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    for content in contents.clone() {
        let key = (label.clone(), format!("request body {}", content.media_types.join(", ")));
        add(api, uses, key.clone(), &content.ty, Crates::BOTH, Some(content.at));
        // A body of several contents is an enum, whose variants have the types.
        if let (1, Some(used)) = (contents.clone().count(), uses.get_mut(&key)) {
            used.accepted = accepted(api, &content.ty);
        }
    }
    for parameter in &operation.parameters {
        let key = (label.clone(), format!("{} parameter `{}`", parameter.location.word(), parameter.wire));
        add(api, uses, key, &parameter.ty, Crates::BOTH, Some(parameter.at));
    }
    for response in &operation.responses {
        for header in &response.headers {
            let key = (label.clone(), format!("{} header `{}`", response.variant, header.wire));
            add(api, uses, key, &header.ty, Crates::BOTH, Some(header.annotations.at));
        }
        for content in &response.contents {
            let part = format!("{} body {}", response.variant, content.media_types.join(", "));
            add(api, uses, (label.clone(), part), &content.ty, Crates::BOTH, Some(content.at));
        }
    }
}

/// Adds a use of the named type that a type has in it.
fn add(api: &Api<String>, uses: &mut Uses, key: (String, String), ty: &TypeRef, crates: Crates, at: Option<Span>) {
    let Some(def) = named(api, ty).map(|id| api.type_named(id)).filter(|def| is_used_by_name(def)) else { return };
    uses.insert(key, Use { ty: def.name.clone(), accepted: None, crates, at });
}

/// Returns the name of the type that converts into `ty`, the form of a schema in requests.
fn accepted(api: &Api<String>, ty: &TypeRef) -> Option<String> {
    let TypeRef::Named(id) = ty.without_null() else { return None };
    let base = api.type_named(*id).form_of?;
    is_convertible(api, base, *id, &mut HashSet::new()).then(|| api.type_named(base).name.clone())
}

/// Returns the named type in lists, maps and aliases.
fn named(api: &Api<String>, ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => named(api, inner),
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => named(api, inner),
            _ => Some(*id),
        },
        _ => None,
    }
}
