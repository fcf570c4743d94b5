//! Checks an object of OpenAPI against its fixed fields: unknown keys, values of a wrong type, missing required keys.

use crate::diagnostics::Diagnostics;
use crate::nearest::nearest;
use crate::node::{Node, Value};
use crate::problem::{Kind, Problem};

/// The type that the value of a key must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Text,
    Bool,
    Number,
    Count,
    Array,
    Object,
    Any,
}

/// The fixed fields of one kind of object.
pub(crate) struct Shape {
    /// The name of the object, with an article.
    pub object: &'static str,
    /// Each key and the type of its value.
    pub keys: &'static [(&'static str, Is)],
    /// The keys that must be present.
    pub required: &'static [&'static str],
}

/// Keys whose values are documentation. A wrong type in one of them changes nothing on the wire.
const WORDS: &[&str] = &[
    "bearerFormat",
    "contact",
    "deprecated",
    "description",
    "email",
    "externalDocs",
    "license",
    "links",
    "name",
    "operationId",
    "summary",
    "tags",
    "termsOfService",
    "title",
    "version",
    "xml",
];

impl Is {
    fn accepts(self, node: &Node) -> bool {
        match (self, &node.value) {
            (Is::Any, _)
            | (Is::Text, Value::String(_))
            | (Is::Bool, Value::Bool(_))
            | (Is::Number, Value::Number(_))
            | (Is::Array, Value::Array(_))
            | (Is::Object, Value::Object(_)) => true,
            (Is::Count, Value::Number(number)) => number.as_u64().is_some(),
            _ => false,
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Is::Text => "a string",
            Is::Bool => "a boolean",
            Is::Number => "a number",
            Is::Count => "a whole number from 0",
            Is::Array => "an array",
            Is::Object => "an object",
            Is::Any => "a value",
        }
    }
}

/// Reports keys that the shape does not have, values of a wrong type, and missing required keys.
pub(crate) fn check(diagnostics: &mut Diagnostics, node: &Node, shape: &Shape) {
    if !matches!(node.value, Value::Object(_)) {
        let what = shape.object.to_owned();
        return diagnostics.report(node.at, Kind::WrongType { what, expected: "an object", found: node.kind() });
    }
    for entry in node.entries() {
        match shape.keys.iter().find(|(key, _)| *key == entry.key) {
            Some((key, is)) if !is.accepts(&entry.value) => {
                let (what, found) = (format!("`{key}`"), entry.value.kind());
                let kind = Kind::WrongType { what, expected: is.expected(), found };
                if WORDS.contains(key) {
                    diagnostics.tolerable(entry.value.at, kind);
                } else {
                    diagnostics.report(entry.value.at, kind);
                }
            }
            None => {
                let nearest = nearest(&entry.key, shape.keys.iter().map(|(key, _)| *key));
                // Extensions are allowed everywhere. One that is almost a known one is taken for a misspelling of it.
                if entry.key.starts_with("x-") && !nearest.is_some_and(|nearest| nearest.starts_with("x-")) {
                    continue;
                }
                let kind = Kind::UnknownKey { object: shape.object, key: entry.key.clone(), nearest };
                diagnostics.report(entry.key_at, kind);
            }
            Some(_) => {}
        }
    }
    for key in shape.required {
        if node.get(key).is_none() {
            let at = node.entries().first().map_or(node.at, |entry| entry.key_at);
            diagnostics.problem(Problem::new(at, Kind::MissingKey { object: shape.object, key }));
        }
    }
}
