//! Values of responses that the document does not list. Only deserializing makes them.

#![allow(dead_code, reason = "which types are used depends on the document")]

use serde_json::Value;

use super::support::Redacted;

/// The string of an enum that the document does not list.
///
/// `Debug` does not show that of an enum that the document marks as sensitive.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnlistedValue {
    text: String,
    is_sensitive: bool,
}

impl UnlistedValue {
    pub(crate) fn new(text: &str, is_sensitive: bool) -> Self {
        UnlistedValue { text: text.to_owned(), is_sensitive }
    }

    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Debug for UnlistedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: &dyn std::fmt::Debug = if self.is_sensitive { &Redacted } else { &self.text };
        f.debug_tuple("UnlistedValue").field(text).finish()
    }
}

/// A value that fits no alternative of a union.
///
/// `Debug` does not show it: the document does not say which of its parts are sensitive.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnlistedJson(pub(crate) Value);

impl UnlistedJson {
    /// Returns the JSON value.
    pub fn as_json(&self) -> &Value {
        &self.0
    }
}

impl std::fmt::Debug for UnlistedJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnlistedJson(..)")
    }
}
