//! The Rust types of the parts that programs use, where two types are the same on the wire.

mod convert;
mod returned;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use model::api::{Api, Operation, TypeDef, TypeId, TypeKind, TypeRef, Unknown};
use model::source::Span;

use super::both::label;
use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::part_id;
use crate::rust::Crates;
use convert::is_convertible;

/// A part of the generated crates whose type has a name, or a field.
struct Use {
    /// The type: its name with `types::`, or other words for a field.
    ty: String,
    /// The name of the type that callers may pass instead: it converts into this one, the form of a schema in requests.
    accepted: Option<String>,
    /// The crates that have the part.
    crates: Crates,
    /// The sender of the requests that have the part.
    sender: Sender,
    at: Option<Span>,
}

/// The uses of named types, by operation or type, and part.
type Uses = BTreeMap<(String, String), Use>;

/// A type that is replaced.
struct ReplacedType {
    /// The operation or type that has the part.
    owner: String,
    /// The part.
    part: String,
    crates: Crates,
    sender: Sender,
    message: String,
    old: Option<Span>,
    new: Option<Span>,
}

/// Adds a change for each part whose type has another name, and for each operation whose client returns another type. The rules for values
/// report changes of the type itself. Nothing is added if the crate breaks by another change, which may be the reason.
pub(super) fn compare(old: &Api<String>, new: &Api<String>, changes: &mut Changes) {
    let old = &*with_aliases(old, new);
    let mut found = replaced(old, new);
    // The type of a body tells more.
    let known: HashSet<String> = found.iter().filter(|one| one.crates.client).map(|one| one.owner.clone()).collect();
    found.extend(returned::compare(old, new).into_iter().filter(|one| !known.contains(&one.owner)));
    let broken = changes.broken();
    for ReplacedType { owner, part, crates, sender, message, old, new } in found {
        let crates = Crates {
            types: crates.types && !broken.types,
            client: crates.client && !broken.client,
            server: crates.server && !broken.server,
        };
        if crates.is_empty() {
            continue;
        }
        let difference = Difference { old, new, message, detail: part };
        let operations = if crates.types { &[][..] } else { std::slice::from_ref(&owner) };
        changes.add_in_rust(
            part_id!("rust-type-replaced"),
            crates,
            Part { subject: &owner, operations, sender },
            difference,
        );
    }
}

/// Returns the old API with new names of the types that the new API has an alias for, which programs use as before. Other rules report
/// properties and variants that are gone.
fn with_aliases<'a>(old: &'a Api<String>, new: &Api<String>) -> Cow<'a, Api<String>> {
    let mut found = Cow::Borrowed(old);
    for (index, def) in old.types.iter().enumerate().filter(|(_, def)| is_used_by_name(def)) {
        let Some(TypeKind::Alias(ty @ TypeRef::Named(_))) =
            new.types.iter().find(|other| other.name == def.name).map(|other| &other.kind)
        else {
            continue;
        };
        let target = named(new, ty).map(|id| new.type_named(id));
        if let Some(target) = target.filter(|target| is_used_by_name(target)) {
            found.to_mut().types[index].name = target.name.clone();
        }
    }
    found
}

/// Returns the parts whose type has another name.
fn replaced(old: &Api<String>, new: &Api<String>) -> Vec<ReplacedType> {
    let (before, after) = (uses(old), uses(new));
    let is_known = |ty: &str| {
        ty.strip_prefix("types::")
            .is_none_or(|name| new.types.iter().any(|def| def.name == name && is_used_by_name(def)))
    };
    let mut found = Vec::new();
    for (key, was) in before {
        let Some(is) = after.get(&key).filter(|is| is.ty != was.ty) else { continue };
        // Another rule reports names that are gone.
        if was.crates.types && !is_known(&was.ty) {
            continue;
        }
        let (owner, part) = key;
        let is_accepted = is.accepted.as_ref() == Some(&was.ty);
        found.push(ReplacedType {
            message: format!("the type of the {part} was `{}` and is `{}`", was.ty, is.ty),
            owner,
            part,
            crates: Crates { client: was.crates.client && !is_accepted, ..was.crates },
            sender: was.sender,
            old: was.at,
            new: is.at,
        });
    }
    found
}

/// Whether programs name the type: not one with constraints, which they use as the plain one.
fn is_used_by_name(def: &TypeDef<String>) -> bool {
    matches!(def.defined(), Some(TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_)))
}

fn uses(api: &Api<String>) -> Uses {
    let mut uses = Uses::new();
    for def in &api.types {
        let Some(TypeKind::Struct(object)) = def.defined() else { continue };
        let others = match &object.unknown {
            Unknown::Kept { field, ty } => Some((field, ty)),
            Unknown::Ignored | Unknown::Rejected => None,
        };
        for (field, ty) in object.fields.iter().map(|field| (&field.name, &field.ty)).chain(others) {
            let key = (format!("types::{}", def.name), format!("field `{field}`"));
            add(api, &mut uses, key.clone(), ty, (Crates::TYPES, Sender::Caller), None);
            // Other rules report most of these types, but not the first constant, or that of unlisted properties.
            uses.entry(key).or_insert_with(|| Use {
                ty: returned::ty(api, ty),
                accepted: None,
                crates: Crates::TYPES,
                sender: Sender::Caller,
                at: None,
            });
        }
    }
    for operation in &api.operations {
        of_operation(api, operation, (Crates::BOTH, Sender::Caller), &mut uses);
    }
    // The client does not have webhooks.
    for operation in &api.webhooks.operations {
        of_operation(api, operation, (Crates::SERVER, Sender::Provider), &mut uses);
    }
    uses
}

/// Adds the uses of an operation that these crates have, and whose requests this side sends.
fn of_operation(api: &Api<String>, operation: &Operation<String>, of: (Crates, Sender), uses: &mut Uses) {
    let label = label(operation, of.1);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    for content in contents.clone() {
        let key = (label.clone(), format!("request body {}", content.media_types.join(", ")));
        add(api, uses, key.clone(), &content.ty, of, Some(content.at));
        // A body of several contents is an enum, whose variants have the types.
        if let (1, Some(used)) = (contents.clone().count(), uses.get_mut(&key)) {
            used.accepted = accepted(api, &content.ty);
        }
    }
    for parameter in &operation.parameters {
        let key = (label.clone(), format!("{} parameter `{}`", parameter.location.word(), parameter.wire));
        add(api, uses, key, &parameter.ty, of, Some(parameter.at));
    }
    for response in &operation.responses {
        for header in &response.headers {
            let key = (label.clone(), format!("{} header `{}`", response.variant, header.wire));
            add(api, uses, key, &header.ty, of, Some(header.annotations.at));
        }
        for content in &response.contents {
            let part = format!("{} body {}", response.variant, content.media_types.join(", "));
            add(api, uses, (label.clone(), part), &content.ty, of, Some(content.at));
        }
    }
}

/// Adds a use of the named type that a type has in it.
fn add(
    api: &Api<String>,
    uses: &mut Uses,
    key: (String, String),
    ty: &TypeRef,
    (crates, sender): (Crates, Sender),
    at: Option<Span>,
) {
    let Some(def) = named(api, ty).map(|id| api.type_named(id)).filter(|def| is_used_by_name(def)) else { return };
    uses.insert(key, Use { ty: format!("types::{}", def.name), accepted: None, crates, sender, at });
}

/// Returns the name of the type that converts into `ty`, the form of a schema in requests.
fn accepted(api: &Api<String>, ty: &TypeRef) -> Option<String> {
    let TypeRef::Named(id) = ty.without_null() else { return None };
    let base = api.type_named(*id).form_of?;
    is_convertible(api, base, *id, &mut HashSet::new()).then(|| format!("types::{}", api.type_named(base).name))
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

#[cfg(test)]
mod tests {
    use model::Source;

    use crate::change::Change;

    fn replaced(document: &str, from: &str, to: &str) -> Vec<Change> {
        let api = |text: &str| model::resolve(&Source::new("a.yaml", text)).map(|(api, _)| api);
        let apis = (api(document), api(&document.replace(from, to)));
        let (Ok(old), Ok(new)) = apis else { return Vec::new() };
        let changes = crate::compare(&old, &new);
        changes.into_iter().filter(|change| change.id == "rust-type-replaced").collect()
    }

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
webhooks:
  changed:
    post:
      operationId: orderChanged
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'204': {description: Received.}}
paths:
  /orders:
    get:
      operationId: showOrder
      responses:
        '200': {description: The order., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        default: {description: An error., content: {application/json: {schema: {type: integer}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: integer}}}
";

    /// The owner of the API sends it, with `readOnly` properties, so that it has the type of responses.
    #[test]
    fn the_body_of_a_webhook_keeps_its_type_with_its_first_read_only_property() {
        let changes =
            replaced(DOCUMENT, "{id: {type: integer}}", "{id: {type: integer}, made: {type: string, readOnly: true}}");
        assert!(changes.is_empty(), "{changes:#?}");
    }

    #[test]
    fn another_type_of_a_success_breaks_the_client_and_one_more_of_an_error_does_not() {
        let of = |from: &str, to: &str| {
            replaced(DOCUMENT, from, to).iter().map(|change| change.rust.names().join(", ")).collect::<Vec<_>>()
        };
        let pdf = "description: The order., content: {application/pdf: {}, ";
        assert_eq!(of("description: The order., content: {", pdf), ["client"]);
        let text = "description: An error., content: {text/plain: {schema: {type: string}}, ";
        assert_eq!(of("description: An error., content: {", text), [""; 0]);
    }
}
