//! Checks an object of OpenAPI against its fixed fields: unknown keys, values of a wrong type, missing required keys.

use crate::diagnostics::Diagnostics;
use crate::nearest::nearest;
use crate::node::{Entry, Node, Value};
use crate::problem::{Kind, Problem};
use crate::version::Version;

/// The type that the value of a key must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Text,
    Bool,
    Number,
    Count,
    Array,
    Object,
    /// A schema: an object, or from OpenAPI 3.1 on also a boolean.
    Schema,
    Any,
}

/// The fixed fields of one kind of object.
pub(crate) struct Shape {
    /// The kind of object.
    pub object: crate::problem::Object,
    /// Each key of OpenAPI 3.0 and the type of its value.
    pub keys: &'static [(&'static str, Is)],
    /// The keys of later versions, each with the first version that has it.
    pub later: &'static [(Version, &'static str, Is)],
    /// Later keys that documents of an earlier version have in practice, each with the first version in which it is accepted.
    pub early: &'static [(Version, &'static str)],
    /// The keys that must be present.
    pub required: &'static [&'static str],
    /// Required keys that are optional from a version on.
    pub optional: &'static [(Version, &'static str)],
}

impl Shape {
    /// A shape without keys, for the fields that most shapes leave empty.
    pub(crate) const NONE: Shape = Shape {
        object: crate::problem::Object::OpenApi,
        keys: &[],
        later: &[],
        early: &[],
        required: &[],
        optional: &[],
    };

    /// The keys in a version of OpenAPI.
    fn keys_in(&self, version: Version) -> impl Iterator<Item = (&'static str, Is)> {
        let is_early = move |key: &str| self.early.iter().any(|(since, own)| *own == key && version >= *since);
        let later = self.later.iter().filter(move |(since, key, _)| version >= *since || is_early(key));
        self.keys.iter().copied().chain(later.map(|(_, key, is)| (*key, *is)))
    }

    /// The keys that an object of a version must have.
    fn required_in(&self, version: Version) -> impl Iterator<Item = &'static str> {
        let is_optional = move |key: &str| self.optional.iter().any(|(since, own)| *own == key && version >= *since);
        self.required.iter().copied().filter(move |key| !is_optional(key))
    }

    /// The first version that has a key, if it is later than `version`.
    fn since(&self, key: &str, version: Version) -> Option<Version> {
        self.later.iter().find(|(since, own, _)| *own == key && *since > version).map(|(since, ..)| *since)
    }
}

/// Keys whose values are documentation. A wrong type in one of them changes nothing on the wire.
const WORDS: &[&str] = &[
    "bearerFormat",
    "contact",
    "deprecated",
    "description",
    "email",
    "externalDocs",
    "identifier",
    "kind",
    "license",
    "links",
    "name",
    "oauth2MetadataUrl",
    "operationId",
    "parent",
    "summary",
    "tags",
    "termsOfService",
    "title",
    "version",
    "xml",
];

/// Keys with a map or a list whose value `null` means that there is nothing in it: the generators of some frameworks write their empty
/// collections so.
const COLLECTIONS: &[&str] = &[
    "callbacks",
    "content",
    "encoding",
    "examples",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "requestBodies",
    "responses",
    "schemas",
    "security",
    "securitySchemes",
    "servers",
    "variables",
    "webhooks",
];

/// Whether the value of an optional key is `null` in place of an empty map or list. It counts as absent.
pub(super) fn is_empty_collection(key: &str, value: &Node) -> bool {
    matches!(value.value, Value::Null) && COLLECTIONS.contains(&key)
}

impl Is {
    pub(super) fn accepts(self, node: &Node) -> bool {
        match (self, &node.value) {
            (Is::Any, _)
            | (Is::Text, Value::String(_))
            | (Is::Bool, Value::Bool(_))
            | (Is::Number, Value::Number(_))
            | (Is::Array, Value::Array(_))
            | (Is::Object, Value::Object(_)) => true,
            (Is::Count, Value::Number(_)) => node.as_count().is_some(),
            (Is::Schema, Value::Object(_)) => true,
            (Is::Schema, Value::Bool(_)) => node.version.has_json_schema(),
            _ => false,
        }
    }

    pub(super) fn expected(self) -> &'static str {
        match self {
            Is::Text => "a string",
            Is::Bool => "a boolean",
            Is::Number => "a number",
            Is::Count => "a non-negative integer",
            Is::Array => "an array",
            Is::Object | Is::Schema => "an object",
            Is::Any => "a value",
        }
    }
}

/// Returns the problem of a value that stands in place of an object. A text that looks like a reference is the value of a `$ref`.
pub(super) fn no_object(node: &Node, what: &str, expected: &'static str) -> Kind {
    let names_file = |text: &str| [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
    let is_reference = |text: &str| !text.contains("://") && (text.contains("#/") || names_file(text));
    if node.as_str().is_some_and(is_reference) {
        let (what, why) = ("a `$ref`".to_owned(), "cannot stand for a map of names".to_owned());
        return Kind::Invalid { what, why, instead: "write each name, with a `$ref` to its object" };
    }
    Kind::WrongType { what: what.to_owned(), expected, found: node.kind() }
}

/// Reports keys that the shape does not have, values of a wrong type, and missing required keys.
pub(crate) fn check(diagnostics: &mut Diagnostics, node: &Node, shape: &Shape) {
    if !matches!(node.value, Value::Object(_)) {
        return diagnostics.report(node.at, no_object(node, "this value", shape.object.name()));
    }
    let entries: Vec<&Entry> = node.entries().iter().collect();
    check_entries(diagnostics, (node, node.version), &entries, shape);
}

/// Does the same as [`check`] for some entries of an object, by the rules of a version.
pub(super) fn check_entries(
    diagnostics: &mut Diagnostics,
    (node, version): (&Node, Version),
    entries: &[&Entry],
    shape: &Shape,
) {
    for entry in entries {
        match shape.keys_in(version).find(|(key, _)| *key == entry.key) {
            Some((key, is)) if !is.accepts(&entry.value) => {
                let (what, found) = (format!("`{key}`"), entry.value.kind());
                let kind = Kind::WrongType { what, expected: is.expected(), found };
                let is_required = shape.required_in(version).any(|required| required == key);
                if WORDS.contains(&key) || (!is_required && is_empty_collection(key, &entry.value)) {
                    diagnostics.tolerable(entry.value.at, kind);
                } else {
                    diagnostics.report(entry.value.at, kind);
                }
            }
            None => {
                if let Some(since) = shape.since(&entry.key, version) {
                    let kind = Kind::LaterKey { object: shape.object, key: entry.key.clone(), since };
                    diagnostics.report(entry.key_at, kind);
                    continue;
                }
                let nearest = nearest(&entry.key, shape.keys_in(version).map(|(key, _)| key));
                // Extensions are allowed everywhere. One that is almost a known one is taken for a misspelling of it.
                if entry.key.starts_with("x-") && !nearest.is_some_and(|nearest| nearest.starts_with("x-")) {
                    continue;
                }
                let is_twice = nearest.is_some_and(|nearest| node.get(nearest).is_some());
                let kind = Kind::UnknownKey { object: shape.object, key: entry.key.clone(), nearest };
                if is_twice {
                    // The object has the field that it may be a misspelling of.
                    diagnostics.tolerable(entry.key_at, kind);
                } else {
                    diagnostics.report(entry.key_at, kind);
                }
            }
            Some(_) => {}
        }
    }
    for key in shape.required_in(version) {
        if node.get(key).is_none() {
            let at = node.entries().first().map_or(node.at, |entry| entry.key_at);
            diagnostics.problem(Problem::new(at, Kind::MissingKey { object: shape.object, key }));
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::problem::Severity;
    use crate::view::fixed_fields;
    use crate::view::test_support::load;

    /// Checks a YAML value as a parameter; returns the severity, code and help of each problem.
    fn checked(text: &str, is_tolerant: bool) -> Vec<(Severity, String, String)> {
        let bundle = load(text);
        let mut diagnostics = Diagnostics::new(is_tolerant);
        check(&mut diagnostics, &bundle.root, &fixed_fields::PARAMETER);
        let problems = diagnostics.finish();
        problems
            .iter()
            .map(|problem| {
                (problem.severity(), problem.kind.code().into_owned(), problem.kind.suggestion().into_owned())
            })
            .collect()
    }

    fn error(code: &str, help: &str) -> (Severity, String, String) {
        (Severity::Error, code.to_owned(), help.to_owned())
    }

    #[test]
    fn fixed_fields_and_extensions_are_accepted() {
        let text = "{name: page, in: query, required: false, schema: {}, example: 1, x-anything: [1]}";
        assert_eq!(checked(text, false), Vec::new());
    }

    #[test]
    fn a_misspelt_key_is_reported_with_the_nearest_one() {
        assert_eq!(
            checked("{name: page, in: query, requierd: true}", false),
            [error("unknown-key", "did you mean `required`? (the names of extensions start with `x-`)")]
        );
    }

    #[test]
    fn a_missing_key_and_a_wrong_type_are_reported() {
        assert_eq!(
            checked("{name: page, required: 'yes'}", false),
            [error("wrong-type", "write a boolean"), error("missing-key", "add `in`")]
        );
        assert_eq!(checked("[page]", false), [error("wrong-type", "write a parameter object")]);
    }

    #[test]
    fn a_wrong_type_in_documentation_is_tolerable_and_elsewhere_is_not() {
        let severities = |text| {
            let problems = checked(text, true).into_iter();
            problems.map(|(severity, ..)| severity).collect::<Vec<_>>()
        };
        assert_eq!(severities("{name: page, in: query, description: 5}"), [Severity::Warning]);
        assert_eq!(severities("{name: page, in: query, explode: 5}"), [Severity::Error]);
        assert_eq!(severities("{name: page, in: query, examples: null}"), [Severity::Warning]);
        assert_eq!(severities("{name: page, in: query, examples: 5}"), [Severity::Error]);
        assert_eq!(severities("{name: page, in: query, schema: null}"), [Severity::Error]);
    }
}
