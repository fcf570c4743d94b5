//! Texts → JSON values, by the schemas that they are to fit.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::text::Within;
use crate::schema::Validators;

/// What kind of value a schema is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A single text.
    Scalar,
    Array,
    Object,
}

/// How a value is spelled, before its schema says what it is. Texts are decoded.
#[derive(Clone, Debug)]
pub(super) enum Spelling {
    Scalar(String),
    Array(Vec<String>),
    Object(Vec<(String, String)>),
    /// A value already.
    Whole(Value),
    /// In a way that no style has.
    Nested,
}

/// The schema of what says nothing.
pub(super) const ANY: &Value = &Value::Bool(true);

/// The shapes that a schema has, each with the alternative that has it. A schema that does not say is about any text.
pub(super) fn shapes<'s>(validators: &'s Validators, schema: &'s Value) -> Vec<(Shape, &'s Value)> {
    let mut found: Vec<(Shape, &Value)> = Vec::new();
    for schema in validators.alternatives(schema) {
        let types = match validators.keyword(schema, "type") {
            Some(Value::String(ty)) => vec![ty.as_str()],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let has = |key: &str| validators.keyword(schema, key).is_some();
        let shape = if types.contains(&"array") || types.is_empty() && has("items") {
            Shape::Array
        } else if types.contains(&"object")
            || types.is_empty() && (has("properties") || has("additionalProperties") || has("required"))
        {
            Shape::Object
        } else if types.is_empty() && has("anyOf") {
            // Its alternatives have one.
            continue;
        } else {
            Shape::Scalar
        };
        found.push((shape, schema));
    }
    found
}

/// A text as a value of a schema: as text where that fits, else as the number or boolean that JSON has it for.
pub(super) fn scalar(validators: &Validators, schema: &Value, text: String) -> Value {
    let other = serde_json::from_str::<Value>(&text).ok().filter(|value| value.is_number() || value.is_boolean());
    let text = Value::String(text);
    match other {
        Some(other) if !validators.accepts(schema, &text) => {
            let is_of_text = matches!(validators.keyword(schema, "type"), Some(ty) if ty == "string");
            if is_of_text && !validators.accepts(schema, &other) { text } else { other }
        }
        _ => text,
    }
}

/// A text within a list. `None` where its schema is about lists: how those nest, no style says (OpenAPI 3.0.4, Style
/// Values), so that anything but JSON text, which is what many write, says nothing about the value.
fn element(validators: &Validators, schema: &Value, text: &str) -> Option<Value> {
    let nested = serde_json::from_str::<Value>(text).ok().filter(|value| value.is_array() || value.is_object());
    let shapes = shapes(validators, schema);
    let is_single = shapes.iter().any(|(shape, _)| *shape == Shape::Scalar);
    let is_only_single = shapes.iter().all(|(shape, _)| *shape == Shape::Scalar);
    match nested {
        // Of a schema with both, a text that is JSON of the one kind is no text of the other, unless only that fits.
        Some(nested) if !is_single || !is_only_single && validators.accepts(schema, &nested) => Some(nested),
        _ if is_single => Some(scalar(validators, schema, text.to_owned())),
        _ => None,
    }
}

/// A spelling as a value of a schema; `None` where it nests in a way that no style has.
pub(super) fn value(validators: &Validators, schema: &Value, spelling: Spelling) -> Option<Value> {
    match spelling {
        Spelling::Whole(value) => Some(value),
        Spelling::Nested => None,
        Spelling::Scalar(text) => Some(scalar(validators, schema, text)),
        Spelling::Array(texts) => {
            let items = validators.keyword(schema, "items").unwrap_or(ANY);
            texts.iter().map(|text| element(validators, items, text)).collect()
        }
        Spelling::Object(entries) => {
            let mut object = Map::new();
            for (key, text) in entries {
                let property = validators.property(schema, &key).unwrap_or(ANY);
                object.insert(key, element(validators, property, &text)?);
            }
            Some(Value::Object(object))
        }
    }
}

/// One step into a value whose parts stand in brackets after its name, and what it leads to.
pub(super) type Deep<'t> = (Vec<String>, &'t str);

/// A value out of `[key][inner]` and texts. Arrays repeat the name, with or without `[]`, or have indexes: OpenAPI 3.0
/// defines properties alone.
pub(super) fn deep(
    validators: &Validators,
    schema: &Value,
    found: &[Deep<'_>],
    within: Within,
) -> Result<Value, String> {
    let could_be = |shape: Shape| match shape {
        Shape::Scalar => found.len() == 1 && found[0].0.is_empty(),
        Shape::Object => found.iter().all(|(path, _)| !path.is_empty()),
        Shape::Array => found.iter().all(|(path, _)| path.first().is_none_or(|step| is_place(step))),
    };
    let mut refused = "as one value in brackets for each property, got others".to_owned();
    let mut read = None;
    for (shape, schema) in shapes(validators, schema).into_iter().filter(|(shape, _)| could_be(*shape)) {
        match deep_as(validators, shape, schema, found, within) {
            Ok(value) if validators.accepts(schema, &value) => return Ok(value),
            Ok(value) => read = read.or(Some(value)),
            Err(why) => refused = why,
        }
    }
    read.ok_or(refused)
}

fn deep_as(
    validators: &Validators,
    shape: Shape,
    schema: &Value,
    found: &[Deep<'_>],
    within: Within,
) -> Result<Value, String> {
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
                let property = validators.property(schema, key).unwrap_or(ANY);
                object.insert(key.clone(), deep(validators, property, &inner, within)?);
            }
            Ok(Value::Object(object))
        }
        (Shape::Array, _) => {
            let items = validators.keyword(schema, "items").unwrap_or(ANY);
            let elements = places(found).into_values().map(|of_one| deep(validators, items, &of_one, within));
            elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        (Shape::Scalar, [(_, text), ..]) => Ok(scalar(validators, schema, within.read(text)?)),
        (Shape::Scalar, []) => Err("as one value in brackets for each property, got none".to_owned()),
    }
}

/// The parts of the elements of an array by their places: an index says it, and each text without one is the next.
fn places<'t>(found: &[Deep<'t>]) -> BTreeMap<usize, Vec<Deep<'t>>> {
    let mut elements: BTreeMap<usize, Vec<Deep<'t>>> = BTreeMap::new();
    for (path, text) in found {
        let next = elements.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
        let place = path.first().and_then(|step| step.parse().ok()).unwrap_or(next);
        elements.entry(place).or_default().push((path.get(1..).unwrap_or_default().to_vec(), text));
    }
    elements
}

/// Whether a step is one into an array.
fn is_place(step: &str) -> bool {
    step.bytes().all(|byte| byte.is_ascii_digit())
}
