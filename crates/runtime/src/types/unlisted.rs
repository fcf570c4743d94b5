//! Values of responses that the document does not list. Only deserializing makes them.

#![allow(dead_code, reason = "which types are used depends on the document")]

use serde_json::Value;

/// The string of an enum that the document does not list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnlistedValue(pub(crate) String);

impl UnlistedValue {
    /// Returns the string.
    pub fn as_str(&self) -> &str {
        &self.0
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
