//! The values of an `enum`.

use serde_json::Value;

use crate::node::Node;

/// A value of an `enum` as it is meant: in a list of strings, what YAML takes for a number or a boolean is text, and a
/// number in quotes is a number where numbers are asked for.
pub(crate) fn listed(node: &Node, kind: Option<&str>) -> Value {
    let value = node.to_json();
    match (kind, &value) {
        (Some("string"), Value::Number(_) | Value::Bool(_)) => value.to_string().into(),
        (Some("integer" | "number" | "boolean"), Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(read) if kind.is_some_and(|kind| is_of(&read, kind)) => read,
            _ => value,
        },
        _ => value,
    }
}

/// Whether a value is of one of the types of OpenAPI.
pub(crate) fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
