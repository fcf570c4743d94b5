//! A value that fits a schema: one that the document shows, else the smallest one that can be made up.

use serde_json::{Map, Value, json};

use crate::node::Node;
use crate::resolve::reference_target;

/// Inner optional properties are left out, so only schemas that need each other go deep.
const DEPTH_LIMIT: usize = 24;

/// Values in one sample at the most: schemas that need each other twice would double it at every level.
const SIZE_LIMIT: usize = 1_000;

/// A value for `schema`: its `example`, its `default`, the first of its `enum`, or one made up from its type. `None`
/// where nothing can be made up that is likely to fit, as for a `pattern`; whether it does fit is for the caller to check.
pub fn sample(document: &Node, schema: &Node) -> Option<Value> {
    at_depth(document, schema, 0, &mut 0)
}

fn at_depth(document: &Node, schema: &Node, depth: usize, size: &mut usize) -> Option<Value> {
    *size += 1;
    if depth > DEPTH_LIMIT || *size > SIZE_LIMIT {
        return None;
    }
    let schema = reference_target(document, schema)?;
    if let Some(shown) = schema.get("example").or(schema.get("default")) {
        return Some(shown.to_json());
    }
    if let Some(first) = schema.get("enum").and_then(|values| values.elements().first()) {
        return Some(first.to_json());
    }
    if let Some(members) = schema.get("allOf") {
        let mut merged = object(document, schema, depth, size)?;
        for member in members.elements() {
            match at_depth(document, member, depth + 1, size)? {
                Value::Object(properties) => merged.extend(properties),
                other => return Some(other),
            }
        }
        return Some(Value::Object(merged));
    }
    match schema.str("type") {
        Some("string") => string(schema),
        Some("integer") => number(schema, true),
        Some("number") => number(schema, false),
        Some("boolean") => Some(json!(true)),
        Some("array") => {
            let least = schema.get("minItems").and_then(|least| least.to_json().as_u64()).unwrap_or(0);
            match least {
                0 => Some(json!([])),
                1 => Some(json!([at_depth(document, schema.get("items")?, depth + 1, size)?])),
                _ => None,
            }
        }
        Some("object") => object(document, schema, depth, size).map(Value::Object),
        Some(_) => None,
        None if schema.get("properties").is_some() => object(document, schema, depth, size).map(Value::Object),
        None => Some(json!({})),
    }
}

fn object(document: &Node, schema: &Node, depth: usize, size: &mut usize) -> Option<Map<String, Value>> {
    let required = schema.get("required").map(Node::elements).unwrap_or_default();
    let mut out = Map::new();
    for name in required.iter().filter_map(Node::as_str) {
        if let Some(property) = schema.get("properties").and_then(|properties| properties.get(name)) {
            out.insert(name.to_owned(), at_depth(document, property, depth + 1, size)?);
        }
    }
    Some(out)
}

fn string(schema: &Node) -> Option<Value> {
    if schema.get("pattern").is_some() {
        return None;
    }
    let bound = |key| schema.get(key).and_then(|bound| bound.to_json().as_u64());
    let text = match schema.str("format") {
        Some("date-time") => "2020-01-31T12:00:00Z".to_owned(),
        Some("date") => "2020-01-31".to_owned(),
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        _ => "string".to_owned(),
    };
    let least = usize::try_from(bound("minLength").unwrap_or(0)).ok().filter(|least| *least < 10_000)?;
    let most = usize::try_from(bound("maxLength").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let padded = if text.len() < least { text.clone() + &"x".repeat(least - text.len()) } else { text };
    Some(padded.chars().take(most).collect::<String>().into())
}

fn number(schema: &Node, integer: bool) -> Option<Value> {
    let value = |key| schema.get(key).and_then(|bound| bound.to_json().as_f64());
    let step = value("multipleOf").unwrap_or(1.0);
    let least = value("minimum").map(|least| if schema.is_true("exclusiveMinimum") { least + step } else { least });
    let most = value("maximum").map(|most| if schema.is_true("exclusiveMaximum") { most - step } else { most });
    let start = least.unwrap_or_else(|| most.map_or(0.0, |most| most.min(0.0)));
    let stepped = (start / step).ceil() * step;
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = (stepped.fract() == 0.0 && stepped.abs() < 9e15).then_some(stepped as i64);
    match whole {
        Some(whole) => Some(whole.into()),
        None if integer => None,
        None => serde_json::Number::from_f64(stepped).map(Value::Number),
    }
}
