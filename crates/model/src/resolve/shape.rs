//! What an object of OpenAPI may hold: keys and the types of their values, so that a misspelt key or a value of a wrong
//! type is reported wherever it stands.

use super::context::Context;
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

/// One kind of object.
pub(crate) struct Shape {
    /// The kind of object.
    pub object: crate::problem::Object,
    pub keys: &'static [(&'static str, Is)],
    pub required: &'static [&'static str],
}

/// Keys whose values are for readers. One of a wrong type changes nothing on the wire.
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

impl Context<'_> {
    /// Reports keys that the shape does not have, values of a wrong type, and required keys that are missing.
    pub(crate) fn check(&mut self, node: &Node, shape: &Shape) {
        if !matches!(node.value, Value::Object(_)) {
            let (what, expected) = ("this value".to_owned(), shape.object.name());
            return self.report(node.at, Kind::WrongType { what, expected, found: node.kind() });
        }
        for entry in node.entries() {
            match shape.keys.iter().find(|(key, _)| *key == entry.key) {
                Some((key, is)) if !is.accepts(&entry.value) => {
                    let (what, found) = (format!("`{key}`"), entry.value.kind());
                    let kind = Kind::WrongType { what, expected: is.expected(), found };
                    if WORDS.contains(key) {
                        self.tolerable(entry.value.at, kind);
                    } else {
                        self.report(entry.value.at, kind);
                    }
                }
                None => {
                    let nearest = nearest(&entry.key, shape.keys.iter().map(|(key, _)| *key));
                    // Any extension may stand anywhere; one that is nearly one of ours is a slip.
                    if entry.key.starts_with("x-") && !nearest.is_some_and(|nearest| nearest.starts_with("x-")) {
                        continue;
                    }
                    let kind = Kind::UnknownKey { object: shape.object, key: entry.key.clone(), nearest };
                    self.report(entry.key_at, kind);
                }
                Some(_) => {}
            }
        }
        for key in shape.required {
            if node.get(key).is_none() {
                let at = node.entries().first().map_or(node.at, |entry| entry.key_at);
                self.problem(Problem::new(at, Kind::MissingKey { object: shape.object, key }));
            }
        }
    }
}
