//! The places where references can be, for each kind of object (OpenAPI 3.0.4 to 3.2.0, Reference Object). A `$ref` in an example or
//! an extension is not a reference, and a property may be called `$ref`.

use std::collections::HashSet;

use crate::node::{Node, Value};
use crate::schema::Schema;
use crate::schema::children::Held;
use crate::source::Span;

/// The kinds of objects that contain references or can be referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Object {
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

const OPERATION: (Nesting, Object) = (One, Object::Operation);

/// Returns the objects under a key of an object. Schemas are handled by [`Schema::held`] instead.
fn held(object: Object, key: &str) -> Option<(Nesting, Object)> {
    Some(match (object, key) {
        (Object::Document, "paths" | "webhooks") => (Map, Object::PathItem),
        (Object::Document, "components") => (One, Object::Components),
        (Object::Components, "schemas") => (Map, Object::Schema),
        (Object::Components, "responses") => (Map, Object::Response),
        (Object::Components, "parameters" | "headers") => (Map, Object::Parameter),
        (Object::Components, "examples") => (Map, Object::Example),
        (Object::Components, "requestBodies") => (Map, Object::RequestBody),
        (Object::Components, "securitySchemes") => (Map, Object::SecurityScheme),
        (Object::Components, "pathItems") => (Map, Object::PathItem),
        (Object::Components, "mediaTypes") => (Map, Object::MediaType),
        (Object::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query") => {
            OPERATION
        }
        (Object::PathItem, "additionalOperations") => (Map, Object::Operation),
        (Object::PathItem | Object::Operation, "parameters") => (List, Object::Parameter),
        (Object::Operation, "requestBody") => (One, Object::RequestBody),
        (Object::Operation, "responses") => (Map, Object::Response),
        (Object::Parameter | Object::RequestBody | Object::Response, "content") => (Map, Object::MediaType),
        (Object::MediaType, "itemSchema") => (One, Object::Schema),
        (Object::Parameter | Object::MediaType, "schema") => (One, Object::Schema),
        (Object::Parameter | Object::MediaType, "examples") => (Map, Object::Example),
        (Object::MediaType, "encoding") => (Map, Object::Encoding),
        (Object::Response | Object::Encoding, "headers") => (Map, Object::Parameter),
        _ => return None,
    })
}

/// A reference: the value of a `$ref`, and the kind of object that it must lead to.
pub(super) type FoundReference<'d> = (&'d Node, Object);

/// Collects the references in an object. Objects that were visited before are skipped.
pub(super) fn references<'d>(
    node: &'d Node,
    object: Object,
    seen: &mut HashSet<(Span, Object)>,
    found: &mut Vec<FoundReference<'d>>,
) {
    if !matches!(node.value, Value::Object(_)) || !seen.insert((node.at, object)) {
        return;
    }
    if let Some(reference) = node.get("$ref") {
        found.push((reference, object));
        // Other keys beside `$ref` are ignored.
        if !(node.version.has_json_schema() && matches!(object, Object::PathItem | Object::Schema)) {
            return;
        }
    }
    if object == Object::Schema {
        for held in Schema::of(node).held() {
            match held {
                Held::Schema(schema) => references(schema.node(), Object::Schema, seen, found),
                Held::Mapping(value) => found.push((value, Object::Mapping)),
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
