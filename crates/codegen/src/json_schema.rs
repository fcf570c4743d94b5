//! OpenAPI 3.0 schema → JSON Schema (draft 2020-12), for what checks values against a document.
//!
//! Differences that matter (OpenAPI 3.0.4, Schema Object): `nullable`, boolean `exclusiveMinimum` and
//! `exclusiveMaximum`, `$ref` into `components`, and the ranges of `int32` and `int64`.

use serde_json::{Map, Value, json};

use crate::node::{Node, Value as Written};

/// Keys whose value is kept as it is.
const KEPT: &[&str] = &[
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
];

/// Formats that are held. Any other is an annotation, as it is for the generated types.
const FORMATS: &[&str] = &["date-time", "date", "uuid"];

/// The JSON Schema that accepts what an OpenAPI schema accepts. References lead to `#/$defs/…`: put the result beside
/// [`definitions`], or inside one of them.
pub fn schema(node: &Node) -> Value {
    if let Some(reference) = node.str("$ref") {
        return json!({ "$ref": reference.replacen("#/components/schemas/", "#/$defs/", 1) });
    }
    let mut out = Map::new();
    for entry in node.entries() {
        let value = &entry.value;
        match entry.key.as_str() {
            key if KEPT.contains(&key) => insert(&mut out, key, value.to_json()),
            // No keywords of JSON Schema's: what compares and shows values looks for them.
            "x-volatile" | "x-sensitive" => insert(&mut out, &entry.key, value.to_json()),
            "format" if value.as_str() == Some("password") => insert(&mut out, "x-sensitive", true.into()),
            "type" => insert(&mut out, "type", value.to_json()),
            "format" if value.as_str().is_some_and(|format| FORMATS.contains(&format)) => {
                insert(&mut out, "format", value.to_json())
            }
            // As `x-volatile`: who makes up a text cannot know that it is one of the format. `password` is about display.
            "format" if node.str("type") == Some("string") && value.as_str() != Some("password") => {
                insert(&mut out, "x-format", value.to_json())
            }
            "items" | "not" => insert(&mut out, &entry.key, schema(value)),
            "allOf" | "oneOf" | "anyOf" => insert(&mut out, &entry.key, value.elements().iter().map(schema).collect()),
            "properties" => {
                let properties = value.entries().iter().map(|entry| (entry.key.clone(), schema(&entry.value)));
                insert(&mut out, "properties", Value::Object(properties.collect()));
            }
            "additionalProperties" => {
                let additional = if matches!(value.value, Written::Bool(_)) { value.to_json() } else { schema(value) };
                insert(&mut out, "additionalProperties", additional);
            }
            "enum" => insert(&mut out, "enum", value.to_json()),
            _ => {}
        }
    }
    bounds(node, &mut out);
    if node.is_true("nullable") { nullable(out) } else { Value::Object(out) }
}

/// The JSON Schemas of all components, for `$defs`.
pub fn definitions(document: &Node) -> Map<String, Value> {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let entries = schemas.map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.clone(), schema(&entry.value))).collect()
}

fn insert(out: &mut Map<String, Value>, key: &str, value: Value) {
    out.insert(key.to_owned(), value);
}

fn bounds(node: &Node, out: &mut Map<String, Value>) {
    let range = match node.str("format") {
        Some("int32") => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        _ if node.str("type") == Some("integer") => Some((i64::MIN, i64::MAX)),
        _ => None,
    };
    for (key, exclusive, limit) in [
        ("minimum", "exclusiveMinimum", range.map(|(least, _)| least)),
        ("maximum", "exclusiveMaximum", range.map(|(_, most)| most)),
    ] {
        match node.get(key).map(Node::to_json) {
            Some(bound) if node.is_true(exclusive) => insert(out, exclusive, bound),
            Some(bound) => insert(out, key, bound),
            None => {}
        }
        if let (Some(limit), None) = (limit, out.get(key)) {
            insert(out, key, limit.into());
        }
    }
}

fn nullable(mut schema: Map<String, Value>) -> Value {
    match schema.get("type").cloned() {
        Some(Value::String(ty)) => {
            insert(&mut schema, "type", json!([ty, "null"]));
            if let Some(Value::Array(values)) = schema.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        // Without a `type`, the words of the document are about everything but `null`.
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}
