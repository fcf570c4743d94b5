//! The places where references can be, for each kind of object (OpenAPI 3.0.4 to 3.2.0, Reference Object). A `$ref` in an example or
//! an extension is not a reference, and a property may be called `$ref`.

use std::collections::HashSet;

use crate::node::{Node, Value};
use crate::schema::Schema;
use crate::schema::children::Held;
use crate::source::Span;

/// The kinds of objects that contain references or can be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ObjectKind {
    Document,
    Components,
    PathItem,
    Operation,
    /// A header has some of the fields of a parameter.
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Example,
    SecurityScheme,
    /// [`Schema::held`] lists the objects within a schema.
    Schema,
    /// A value of a discriminator's `mapping`: a reference or a name.
    Mapping,
}

/// How the value of a key contains objects.
#[derive(Clone, Copy)]
enum Nesting {
    One,
    List,
    Map,
}

use Nesting::{List, Map, One};

const OPERATION: (Nesting, ObjectKind) = (One, ObjectKind::Operation);

/// Returns the objects under a key of an object. Schemas are handled by [`Schema::held`] instead.
fn held(object: ObjectKind, key: &str) -> Option<(Nesting, ObjectKind)> {
    Some(match (object, key) {
        (ObjectKind::Document, "paths" | "webhooks") => (Map, ObjectKind::PathItem),
        (ObjectKind::Document, "components") => (One, ObjectKind::Components),
        (ObjectKind::Components, "schemas") => (Map, ObjectKind::Schema),
        (ObjectKind::Components, "responses") => (Map, ObjectKind::Response),
        (ObjectKind::Components, "parameters" | "headers") => (Map, ObjectKind::Parameter),
        (ObjectKind::Components, "examples") => (Map, ObjectKind::Example),
        (ObjectKind::Components, "requestBodies") => (Map, ObjectKind::RequestBody),
        (ObjectKind::Components, "securitySchemes") => (Map, ObjectKind::SecurityScheme),
        (ObjectKind::Components, "pathItems") => (Map, ObjectKind::PathItem),
        (ObjectKind::Components, "mediaTypes") => (Map, ObjectKind::MediaType),
        (
            ObjectKind::PathItem,
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query",
        ) => OPERATION,
        (ObjectKind::PathItem, "additionalOperations") => (Map, ObjectKind::Operation),
        (ObjectKind::PathItem | ObjectKind::Operation, "parameters") => (List, ObjectKind::Parameter),
        (ObjectKind::Operation, "requestBody") => (One, ObjectKind::RequestBody),
        (ObjectKind::Operation, "responses") => (Map, ObjectKind::Response),
        (ObjectKind::Parameter | ObjectKind::RequestBody | ObjectKind::Response, "content") => {
            (Map, ObjectKind::MediaType)
        }
        (ObjectKind::MediaType, "itemSchema") => (One, ObjectKind::Schema),
        (ObjectKind::Parameter | ObjectKind::MediaType, "schema") => (One, ObjectKind::Schema),
        (ObjectKind::Parameter | ObjectKind::MediaType, "examples") => (Map, ObjectKind::Example),
        (ObjectKind::MediaType, "encoding") => (Map, ObjectKind::Encoding),
        (ObjectKind::Response | ObjectKind::Encoding, "headers") => (Map, ObjectKind::Parameter),
        _ => return None,
    })
}

/// A reference: the value of a `$ref`, and the kind of object that it must lead to.
pub(super) type FoundReference<'d> = (&'d Node, ObjectKind);

/// Collects the references in an object. Objects that were visited before are skipped.
pub(super) fn references<'d>(
    node: &'d Node,
    object: ObjectKind,
    seen: &mut HashSet<(Span, ObjectKind)>,
    found: &mut Vec<FoundReference<'d>>,
) {
    if !matches!(node.value, Value::Object(_)) || !seen.insert((node.at, object)) {
        return;
    }
    if let Some(reference) = node.get("$ref") {
        found.push((reference, object));
        // Other keys beside `$ref` are ignored.
        if !(node.version.counts_siblings() && matches!(object, ObjectKind::PathItem | ObjectKind::Schema)) {
            return;
        }
    }
    if object == ObjectKind::Schema {
        for held in Schema::of(node).held() {
            match held {
                Held::Schema(schema) => references(schema.node(), ObjectKind::Schema, seen, found),
                Held::Mapping(value) => found.push((value, ObjectKind::Mapping)),
            }
        }
        return;
    }
    for entry in node.entries() {
        match held(object, &entry.key) {
            Some((One, inner)) => references(&entry.value, inner, seen, found),
            Some((List, inner)) => {
                entry.value.elements().iter().for_each(|element| references(element, inner, seen, found));
            }
            Some((Map, inner)) => {
                entry.value.entries().iter().for_each(|entry| references(&entry.value, inner, seen, found));
            }
            None => {}
        }
    }
}
