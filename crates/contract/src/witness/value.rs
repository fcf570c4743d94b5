//! Converts text to JSON values. The schema decides on the types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::misspelling::Misspelling;
use super::text::Encoding;
use crate::schemas::Schemas;

/// The shape of a schema's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One text: a string, number, boolean or `null`.
    Scalar,
    Array,
    Object,
}

/// The parts of a value's text, decoded, before the schema decides on their types.
#[derive(Clone, Debug)]
pub(super) enum Spelling {
    Scalar(String),
    Array(Vec<String>),
    Object(Vec<(String, String)>),
    /// A JSON value.
    Parsed(Value),
    /// A nested value that no style defines. It is not checked.
    Nested,
}

/// The schema that accepts every value.
pub(super) const ANY: &Value = &Value::Bool(true);

/// The shapes of a schema and its alternatives, each with the alternative. A schema without a type has the shape of text.
pub(super) fn shapes<'s>(schemas: &'s Schemas, schema: &'s Value) -> Vec<(Shape, &'s Value)> {
    let mut found: Vec<(Shape, &Value)> = Vec::new();
    for schema in schemas.alternatives(schema) {
        let types = match schemas.keyword(schema, "type") {
            Some(Value::String(ty)) => vec![ty.as_str()],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let has = |key: &str| schemas.keyword(schema, key).is_some();
        let shape = if types.contains(&"array") || types.is_empty() && (has("items") || has("prefixItems")) {
            Shape::Array
        } else if types.contains(&"object")
            || types.is_empty() && (has("properties") || has("additionalProperties") || has("required"))
        {
            Shape::Object
        } else if types.is_empty() && schemas.choice(schema).is_some() {
            // Its alternatives have shapes.
            continue;
        } else {
            Shape::Scalar
        };
        found.push((shape, schema));
    }
    found
}

/// Converts text: to a string if that fits the schema, else to the number or boolean that the text is in JSON.
pub(super) fn scalar(schemas: &Schemas, schema: &Value, text: String) -> Value {
    let other = serde_json::from_str::<Value>(&text).ok().filter(|value| value.is_number() || value.is_boolean());
    let text = Value::String(text);
    match other {
        Some(other) if !schemas.accepts(schema, &text) => {
            let is_of_text = matches!(schemas.keyword(schema, "type"), Some(ty) if ty == "string");
            if is_of_text && !schemas.accepts(schema, &other) { text } else { other }
        }
        _ => text,
    }
}

/// Converts an element of a list. `None` if its schema is of lists or objects and the text is not JSON: no style defines
/// nested values (OpenAPI 3.0.4, Style Values), but many clients send JSON.
fn element(schemas: &Schemas, schema: &Value, text: &str) -> Option<Value> {
    let nested = serde_json::from_str::<Value>(text).ok().filter(|value| value.is_array() || value.is_object());
    let shapes = shapes(schemas, schema);
    let is_single = shapes.iter().any(|(shape, _)| *shape == Shape::Scalar);
    let is_only_single = shapes.iter().all(|(shape, _)| *shape == Shape::Scalar);
    match nested {
        // If the schema accepts texts too, JSON text is a nested value only if that fits.
        Some(nested) if !is_single || !is_only_single && schemas.accepts(schema, &nested) => Some(nested),
        _ if is_single => Some(scalar(schemas, schema, text.to_owned())),
        _ => None,
    }
}

/// Converts a spelling; `None` if it is nested in a way that no style defines.
pub(super) fn value(schemas: &Schemas, schema: &Value, spelling: Spelling) -> Option<Value> {
    match spelling {
        Spelling::Parsed(value) => Some(value),
        Spelling::Nested => None,
        Spelling::Scalar(text) => Some(scalar(schemas, schema, text)),
        Spelling::Array(texts) => {
            let items = schemas.keyword(schema, "items").unwrap_or(ANY);
            let first = schemas.keyword(schema, "prefixItems").and_then(Value::as_array);
            let item = |index: usize| first.and_then(|first| first.get(index)).unwrap_or(items);
            texts.iter().enumerate().map(|(index, text)| element(schemas, item(index), text)).collect()
        }
        Spelling::Object(entries) => {
            let mut object = Map::new();
            for (key, text) in entries {
                let property = schemas.property(schema, &key).unwrap_or(ANY);
                object.insert(key, element(schemas, property, &text)?);
            }
            Some(Value::Object(object))
        }
    }
}

/// The keys in brackets after a parameter's name, and the text.
pub(super) type Deep<'t> = (Vec<String>, &'t str);

/// Converts a `deepObject` parameter: `name[key][inner]=text`. OpenAPI 3.0 defines objects only. Arrays are accepted as
/// repeated names, with or without `[]`, and with indexes.
pub(super) fn deep(
    schemas: &Schemas,
    schema: &Value,
    found: &[Deep<'_>],
    encoding: Encoding,
) -> Result<Value, Misspelling> {
    let could_be = |shape: Shape| match shape {
        Shape::Scalar => found.len() == 1 && found[0].0.is_empty(),
        Shape::Object => found.iter().all(|(path, _)| !path.is_empty()),
        Shape::Array => found.iter().all(|(path, _)| path.first().is_none_or(|step| is_index(step))),
    };
    let mut error = Misspelling::NotDeepObject;
    let mut read = None;
    for (shape, schema) in shapes(schemas, schema).into_iter().filter(|(shape, _)| could_be(*shape)) {
        match deep_as(schemas, shape, schema, found, encoding) {
            Ok(value) if schemas.accepts(schema, &value) => return Ok(value),
            Ok(value) => read = read.or(Some(value)),
            Err(misspelling) => error = misspelling,
        }
    }
    read.ok_or(error)
}

fn deep_as(
    schemas: &Schemas,
    shape: Shape,
    schema: &Value,
    found: &[Deep<'_>],
    encoding: Encoding,
) -> Result<Value, Misspelling> {
    match (shape, found) {
        (Shape::Object, _) => {
            let mut keys: Vec<&String> = Vec::new();
            for key in found.iter().filter_map(|(path, _)| path.first()) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            let mut object = Map::new();
            for key in keys {
                let of_key = found.iter().filter(|(path, _)| path.first() == Some(key));
                let inner: Vec<Deep<'_>> = of_key.map(|(path, text)| (path[1..].to_vec(), *text)).collect();
                let property = schemas.property(schema, key).unwrap_or(ANY);
                object.insert(key.clone(), deep(schemas, property, &inner, encoding)?);
            }
            Ok(Value::Object(object))
        }
        (Shape::Array, _) => {
            let items = schemas.keyword(schema, "items").unwrap_or(ANY);
            let elements = by_index(found).into_values().map(|of_one| deep(schemas, items, &of_one, encoding));
            elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        (Shape::Scalar, [(_, text), ..]) => Ok(scalar(schemas, schema, encoding.decode(text)?)),
        (Shape::Scalar, []) => Err(Misspelling::NotDeepObject),
    }
}

/// The parts of array elements by index. A part without an index belongs to the next element.
fn by_index<'t>(found: &[Deep<'t>]) -> BTreeMap<usize, Vec<Deep<'t>>> {
    let mut elements: BTreeMap<usize, Vec<Deep<'t>>> = BTreeMap::new();
    for (path, text) in found {
        let next = elements.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
        let place = path.first().and_then(|step| step.parse().ok()).unwrap_or(next);
        elements.entry(place).or_default().push((path.get(1..).unwrap_or_default().to_vec(), text));
    }
    elements
}

/// Whether a key is an array index, or empty.
fn is_index(step: &str) -> bool {
    step.bytes().all(|byte| byte.is_ascii_digit())
}
