//! The error of an invalid value, the checks of constraints, and the placeholder of hidden values.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::Serialize;
use serde::de::{Error, Expected, Unexpected};

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

    /// The error of a format that reads the value.
    pub(crate) fn of_format<E: Error>(self) -> E {
        E::invalid_value(Unexpected::Other(self.type_name), &self.expected)
    }
}

impl std::fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a valid {}, expected {}", self.type_name, self.expected)
    }
}

impl std::error::Error for InvalidValue {}

/// The error of reading a sensitive value that is not `expected`. It does not have the value that was read.
#[cold]
pub(crate) fn hidden<E: Error>(expected: &dyn Expected) -> E {
    E::invalid_value(Unexpected::Other("a sensitive value"), expected)
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
    let nearest = quotient.round();
    (quotient - nearest).abs() <= f64::EPSILON * nearest.abs()
}

/// Whether all elements differ. They are compared as JSON.
pub(crate) fn is_unique<T: Serialize>(values: &[T]) -> bool {
    let mut seen = std::collections::HashSet::new();
    values.iter().all(|value| serde_json::to_string(value).is_ok_and(|text| seen.insert(text)))
}
