//! The error of an invalid value, the checks of constraints, and the placeholder of hidden values.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::Serialize;

/// The error of a value that does not fit its schema. It does not hold the value, which may be personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    type_name: &'static str,
    expected: &'static str,
}

impl InvalidValue {
    pub(crate) const fn new(type_name: &'static str, expected: &'static str) -> Self {
        InvalidValue { type_name, expected }
    }
}

impl std::fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a valid {}, expected {}", self.type_name, self.expected)
    }
}

impl std::error::Error for InvalidValue {}

/// Removes the value that was read from an error of serde. The expected type and the names of the document's properties stay.
#[cold]
pub(crate) fn hidden<E: serde::de::Error>(error: E) -> E {
    const WITHOUT_VALUE: [&str; 4] =
        ["missing field `", "duplicate field `", "not a valid ", "invalid value, expected "];
    const WITH_VALUE: [&str; 5] =
        ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant ", "unknown field "];
    let text = error.to_string();
    let starts = |all: &[&str]| all.iter().any(|start| text.starts_with(start));
    if starts(&WITHOUT_VALUE) {
        return error;
    }
    // These texts end with the expected type, which is not of the input.
    match text.rsplit_once(", expected ").filter(|_| starts(&WITH_VALUE)) {
        Some((_, expected)) => E::custom(format_args!("invalid value, expected {expected}")),
        None => E::custom("invalid value"),
    }
}

/// Replaces a sensitive value in `Debug`.
pub(crate) struct Redacted;

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether a number is an integer multiple of `step`, within the precision of binary fractions.
pub(crate) fn is_multiple(value: f64, step: f64) -> bool {
    let quotient = value / step;
    (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
}

/// Whether all elements differ. They are compared as JSON.
pub(crate) fn is_unique<T: Serialize>(values: &[T]) -> bool {
    let mut seen = std::collections::HashSet::new();
    values.iter().all(|value| serde_json::to_string(value).is_ok_and(|text| seen.insert(text)))
}
