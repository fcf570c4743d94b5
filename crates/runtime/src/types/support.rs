//! What the types need beside serde: values that are hidden, and the error of a value that does not fit.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use serde::Serialize;

/// A value that its schema refuses. The value itself is not part of the error: it may be personal.
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

/// Shown in place of a value that is not to be seen.
pub(crate) struct Redacted;

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether a number is a whole multiple of `step`, as far as binary fractions can tell.
pub(crate) fn is_multiple(value: f64, step: f64) -> bool {
    let quotient = value / step;
    (quotient - quotient.round()).abs() <= f64::EPSILON * quotient.abs().max(1.0)
}

/// Whether no element stands twice. Elements are compared as JSON, in one pass.
pub(crate) fn is_unique<T: Serialize>(values: &[T]) -> bool {
    let mut seen = std::collections::HashSet::new();
    values.iter().all(|value| serde_json::to_string(value).is_ok_and(|text| seen.insert(text)))
}
