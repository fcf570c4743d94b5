//! The fixed fields of Schema Objects, by version.

use super::fixed_fields;
use super::shape::{Is, check, check_entries};
use crate::diagnostics::Diagnostics;
use crate::node::{Entry, Node, Value};
use crate::problem::Kind;
use crate::schema::{Holds, Keyword, LaterSpelling, Schema};
use crate::source::Span;
use crate::version::Version;

/// Checks the keywords of a schema. From OpenAPI 3.1 unknown keywords are allowed (JSON Schema 2020-12 core, section 6.5), and the
/// spellings of 3.0 that have no meaning any more are reported. `is_early`: the schema is one of 3.0 with spellings of 3.1, which are
/// reported.
pub(crate) fn check_schema(diagnostics: &mut Diagnostics, schema: Schema<'_>, is_early: bool) {
    let node = schema.node();
    if !node.version.has_json_schema() || !schema.is_object() {
        if schema.boolean().is_none() {
            check(diagnostics, node, &fixed_fields::SCHEMA);
        }
        if let Some(nullable) = schema.entry(Keyword::Nullable).filter(|_| is_early) {
            let LaterSpelling { keyword, instead } = LaterSpelling::NULLABLE_REFERENCE;
            diagnostics.report(nullable.key_at, Kind::LaterSpelling { keyword, instead });
        }
        return;
    }
    if is_early {
        check_early(diagnostics, node);
        return;
    }
    for entry in node.entries() {
        match (Keyword::parse(&entry.key), &entry.value.value) {
            (
                Some(keyword @ (Keyword::Nullable | Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum)),
                Value::Bool(is_set),
            ) => {
                let (keyword, instead) = old_spelling(node, keyword, *is_set);
                diagnostics.report(entry.key_at, Kind::OldSpelling { keyword, instead });
            }
            (Some(keyword), _) => check_keyword(diagnostics, keyword, entry),
            (None, _) => {}
        }
    }
}

/// Checks a schema of OpenAPI 3.0 that is read as one of 3.1: its spellings of 3.1, and its other keys as those of 3.0.
fn check_early(diagnostics: &mut Diagnostics, node: &Node) {
    let (later, own): (Vec<&Entry>, Vec<&Entry>) =
        node.entries().iter().partition(|entry| LaterSpelling::of(node, entry).is_some());
    for entry in later {
        if let Some(LaterSpelling { keyword, instead }) = LaterSpelling::of(node, entry) {
            diagnostics.report(entry.key_at, Kind::LaterSpelling { keyword, instead });
        }
        // A null among the names of types is meant as `null`.
        if let Some(keyword) = Keyword::parse(&entry.key).filter(|keyword| *keyword != Keyword::Type) {
            check_keyword(diagnostics, keyword, entry);
        }
    }
    check_entries(diagnostics, (node, Version::V3_0), &own, &fixed_fields::SCHEMA);
}

/// Checks the type of the value of a keyword.
fn check_keyword(diagnostics: &mut Diagnostics, keyword: Keyword, entry: &Entry) {
    match (keyword, &entry.value.value) {
        (Keyword::Dialect, Value::String(dialect)) => check_dialect(diagnostics, entry.value.at, dialect),
        (Keyword::Type, Value::Array(names)) if names.is_empty() => {
            let (what, why) = ("`type`".to_owned(), "is an empty list".into());
            let instead = "list the types, or remove `type`";
            diagnostics.tolerable(entry.value.at, Kind::Invalid { what, why, instead });
        }
        (Keyword::Type, Value::Array(names)) => {
            for name in names.iter().filter(|name| name.as_str().is_none()) {
                check_type_name(diagnostics, "an entry of `type`", name);
            }
        }
        (Keyword::DependentRequired, Value::Object(_)) => check_dependent_required(diagnostics, &entry.value),
        (Keyword::Type, Value::Null) => check_type_name(diagnostics, "`type`", &entry.value),
        (keyword, _) => check_type(diagnostics, keyword, entry),
    }
}

/// Returns a boolean keyword of OpenAPI 3.0 and how OpenAPI 3.1 spells its meaning beside the other keywords of the schema.
fn old_spelling(schema: &Node, keyword: Keyword, is_set: bool) -> (&'static str, &'static str) {
    let of = |keyword: Keyword| schema.entries().iter().find(|entry| Keyword::parse(&entry.key) == Some(keyword));
    let has = |keyword: Keyword| of(keyword).is_some();
    let lists_null = |entry: &Entry| match &entry.value.value {
        Value::Array(listed) => listed.iter().any(|value| matches!(value.value, Value::Null)),
        _ => false,
    };
    match (keyword, is_set) {
        (Keyword::ExclusiveMinimum, true) => {
            ("exclusiveMinimum: true", "write the number of `minimum` as `exclusiveMinimum`, and remove `minimum`")
        }
        (Keyword::ExclusiveMinimum, false) => ("exclusiveMinimum: false", "remove it: `minimum` includes its number"),
        (Keyword::ExclusiveMaximum, true) => {
            ("exclusiveMaximum: true", "write the number of `maximum` as `exclusiveMaximum`, and remove `maximum`")
        }
        (Keyword::ExclusiveMaximum, false) => ("exclusiveMaximum: false", "remove it: `maximum` includes its number"),
        (_, false) => ("nullable", "remove it: null is valid only where `type` has it"),
        _ if has(Keyword::Ref) || has(Keyword::AllOf) => {
            ("nullable", "make the schema one of two: `anyOf: [{...}, {type: \"null\"}]`")
        }
        _ if has(Keyword::AnyOf) || has(Keyword::OneOf) => ("nullable", "add the alternative `{type: \"null\"}`"),
        _ if of(Keyword::Enum).is_some_and(|entry| !lists_null(entry)) => {
            ("nullable", "add null to `type` and to `enum`: `type: [string, \"null\"]`")
        }
        _ => ("nullable", "add `null` to `type`: `type: [string, \"null\"]`"),
    }
}

/// Reports the name of a type that is not a string. A null without quotes is taken for `"null"`.
fn check_type_name(diagnostics: &mut Diagnostics, what: &str, name: &Node) {
    let (what, found) = (what.to_owned(), name.kind());
    match name.value {
        Value::Null => {
            diagnostics.tolerable(name.at, Kind::WrongType { what, expected: "the string `\"null\"`", found });
        }
        _ => diagnostics.report(name.at, Kind::WrongType { what, expected: Is::Text.expected(), found }),
    }
}

/// Reports values of `dependentRequired` that are no lists of names (JSON Schema Validation 2020-12 section 6.5.4).
fn check_dependent_required(diagnostics: &mut Diagnostics, node: &Node) {
    let wrong = |what: &str, expected: &'static str, node: &Node| {
        (node.at, Kind::WrongType { what: what.to_owned(), expected, found: node.kind() })
    };
    for entry in node.entries() {
        let is_list = matches!(entry.value.value, Value::Array(_));
        let list = (!is_list).then(|| wrong("an entry of `dependentRequired`", Is::Array.expected(), &entry.value));
        let names = entry.value.elements().iter().filter(|name| name.as_str().is_none());
        let names = names.map(|name| wrong("a name in `dependentRequired`", Is::Text.expected(), name));
        list.into_iter().chain(names).for_each(|(at, kind)| diagnostics.report(at, kind));
    }
}

/// Reports a dialect of JSON Schema other than 2020-12 and those of OpenAPI, which are based on it.
pub(super) fn check_dialect(diagnostics: &mut Diagnostics, at: Span, dialect: &str) {
    if !is_known_dialect(dialect) {
        let what = format!("the JSON Schema dialect `{dialect}`");
        let instead = "remove it: schemas are JSON Schema 2020-12 with the keywords of OpenAPI";
        diagnostics.unsupported(at, "json-schema-dialect", what, instead);
    }
}

fn is_known_dialect(uri: &str) -> bool {
    let uri = uri.trim_end_matches('#');
    let of_openapi = ["https://spec.openapis.org/oas/3.1/dialect/", "https://spec.openapis.org/oas/3.2/dialect/"];
    uri == "https://json-schema.org/draft/2020-12/schema" || of_openapi.iter().any(|start| uri.starts_with(start))
}

fn check_type(diagnostics: &mut Diagnostics, keyword: Keyword, entry: &Entry) {
    let is = expected(keyword);
    let is_boolean_schema = is == Is::Object && keyword.holds_schemas() && entry.value.as_bool().is_some();
    if is.accepts(&entry.value) || is_boolean_schema {
        return;
    }
    let (what, found) = (format!("`{}`", keyword.name()), entry.value.kind());
    let kind = Kind::WrongType { what, expected: is.expected(), found };
    // A wrong type in documentation changes nothing on the wire.
    if keyword.is_annotation() {
        diagnostics.tolerable(entry.value.at, kind);
    } else {
        diagnostics.report(entry.value.at, kind);
    }
}

/// Returns the type of the value of a keyword in JSON Schema 2020-12 and in the vocabulary of OpenAPI 3.1.
fn expected(keyword: Keyword) -> Is {
    match keyword.holds() {
        Some(Holds::One | Holds::Map) => return Is::Object,
        Some(Holds::List) => return Is::Array,
        None => {}
    }
    match keyword {
        Keyword::MultipleOf
        | Keyword::Minimum
        | Keyword::Maximum
        | Keyword::ExclusiveMinimum
        | Keyword::ExclusiveMaximum => Is::Number,
        Keyword::MinLength
        | Keyword::MaxLength
        | Keyword::MinItems
        | Keyword::MaxItems
        | Keyword::MinProperties
        | Keyword::MaxProperties
        | Keyword::MinContains
        | Keyword::MaxContains => Is::Count,
        Keyword::UniqueItems
        | Keyword::ReadOnly
        | Keyword::WriteOnly
        | Keyword::Deprecated
        | Keyword::Nullable
        | Keyword::Sensitive
        | Keyword::Volatile => Is::Bool,
        Keyword::Enum | Keyword::Required | Keyword::Examples => Is::Array,
        Keyword::DependentRequired
        | Keyword::Discriminator
        | Keyword::Xml
        | Keyword::ExternalDocs
        | Keyword::Vocabulary => Is::Object,
        Keyword::Ref
        | Keyword::Title
        | Keyword::Description
        | Keyword::Type
        | Keyword::Format
        | Keyword::Pattern
        | Keyword::ContentEncoding
        | Keyword::ContentMediaType
        | Keyword::Id
        | Keyword::Anchor
        | Keyword::DynamicAnchor
        | Keyword::DynamicRef
        | Keyword::Comment
        | Keyword::Dialect
        | Keyword::RustName => Is::Text,
        _ => Is::Any,
    }
}
