//! Enumerations whose values are not all strings.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::Serialize;

/// Parses JSON of the document.
pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Whether a value is in a list. Numbers are compared as JSON Schema does: `1` equals `1.0`.
pub(crate) fn is_listed<T: Serialize>(value: &T, list: &serde_json::Value) -> bool {
    let same = |one: &serde_json::Value, other: &serde_json::Value| {
        one == other || one.as_f64().is_some_and(|number| other.as_f64() == Some(number))
    };
    let listed = list.as_array().map(Vec::as_slice).unwrap_or_default();
    serde_json::to_value(value).is_ok_and(|value| listed.iter().any(|listed| same(listed, &value)))
}
