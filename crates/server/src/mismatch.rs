// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The error of JSON that does not fit its type. It says in data what would fit and never holds the value, which may be personal.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// Why a value does not fit its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// A required property is absent: its name.
    Missing(&'static str),
    /// The value is not what is expected: a description that follows "must be", such as `an integer`.
    Expected(String),
    /// The type does not say what it expects.
    Unspecified,
}

impl Mismatch {
    /// The value is not `expected`.
    pub(crate) fn expected(expected: impl fmt::Display) -> Self {
        Mismatch::Expected(expected.to_string())
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Missing(name) => write!(f, "missing field `{name}`"),
            Mismatch::Expected(expected) => write!(f, "invalid value, expected {expected}"),
            Mismatch::Unspecified => f.write_str("invalid value"),
        }
    }
}

impl std::error::Error for Mismatch {}

/// The error does not have the value that was found, nor the text of `custom`, which may quote it.
impl Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Mismatch::Unspecified
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::expected(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::expected(expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Mismatch::expected(expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Mismatch::expected(OneOf(expected))
    }

    fn missing_field(name: &'static str) -> Self {
        Mismatch::Missing(name)
    }
}

/// Names of which one is expected.
pub(crate) struct OneOf<'a>(pub(crate) &'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [one] => write!(f, "`{one}`"),
            [one, other] => write!(f, "`{one}` or `{other}`"),
            names => {
                f.write_str("one of ")?;
                names.iter().enumerate().try_for_each(|(at, name)| {
                    let separator = if at == 0 { "" } else { ", " };
                    write!(f, "{separator}`{name}`")
                })
            }
        }
    }
}

impl Expected for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An integer type as a `deserialize_` function of serde names it, in words.
pub(crate) fn integer_of(bits: u32, is_signed: bool) -> String {
    format!("an integer of {bits} bits{}", if is_signed { "" } else { " without a sign" })
}

/// An array of fixed length, in words.
pub(crate) fn of_length(length: usize) -> String {
    format!("an array of {length} element{}", if length == 1 { "" } else { "s" })
}
