//! Parsed JSON values that know their position in the document.
//!
//! The model of the `openapiv3` crate has no positions, skips unknown keys and merges repeated ones, so an error could not be
//! shown at its place. The document is therefore read into this tree.

use serde_json::Number;

use crate::source::Span;
use crate::version::Version;

/// The largest number up to which a floating-point number represents every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place of the value.
    pub at: Span,
    /// The version of OpenAPI of the file that contains the value.
    pub version: Version,
    /// The value.
    pub value: Value,
}

/// The kinds of JSON value.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as exact as `serde_json` holds it.
    Number(Number),
    /// A string.
    String(String),
    /// Elements in order.
    Array(Vec<Node>),
    /// Entries in the order of the document. Keys are unique.
    Object(Vec<Entry>),
}

/// One key of an object and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The place of the key.
    pub key_at: Span,
    /// The value.
    pub value: Node,
}

/// Returns a number without a fraction as an integer, if a float holds all integers of its size exactly.
pub(crate) fn whole(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

impl Node {
    /// Creates a node of OpenAPI 3.0. `load` changes the version of a whole file.
    pub fn new(at: Span, value: Value) -> Self {
        Node { at, version: Version::default(), value }
    }

    /// Sets the version of this value and of all values within it.
    pub(crate) fn set_version(&mut self, version: Version) {
        self.version = version;
        match &mut self.value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| element.set_version(version)),
            Value::Object(entries) => entries.iter_mut().for_each(|entry| entry.value.set_version(version)),
            _ => {}
        }
    }

    /// Returns the value of a key. `None` if this is not an object or does not have the key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns the entry of a key. `None` if this is not an object or does not have the key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Returns the entries of an object. Empty for any other value.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the elements of an array. Empty for any other value.
    pub fn elements(&self) -> &[Node] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// Returns the text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a non-negative integer. `2.0` is one too (JSON Schema 2020-12 Core, section 4.2.3).
    pub(crate) fn as_count(&self) -> Option<u64> {
        let Value::Number(number) = &self.value else { return None };
        let whole = || number.as_f64().filter(|value| value.fract() == 0.0 && (0.0..=EXACT).contains(value));
        // The conversion is exact in this range.
        number.as_u64().or_else(|| whole().map(|value| value as u64))
    }

    /// Returns the value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the string value of a key.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_str)
    }

    /// Returns whether `key` is present with the value `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// Converts the node to a JSON value without places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(value) => serde_json::Value::Number(value.clone()),
            Value::String(value) => value.as_str().into(),
            Value::Array(elements) => elements.iter().map(Node::to_json).collect(),
            Value::Object(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
        }
    }

    /// Returns the JSON type of the value with an article, such as `a string`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Returns the number of values in the tree, including this one.
    pub fn count(&self) -> usize {
        1 + self.elements().iter().map(Node::count).sum::<usize>()
            + self.entries().iter().map(|entry| entry.value.count()).sum::<usize>()
    }

    /// Returns the value at a JSON Pointer (RFC 6901) below this node. The tokens are already decoded.
    pub fn descend<'a>(&'a self, tokens: &[String]) -> Option<&'a Node> {
        tokens.iter().try_fold(self, |node, token| node.child(token))
    }

    /// Returns the value of a key, or the element of an array at an index.
    pub(crate) fn child(&self, token: &str) -> Option<&Node> {
        match &self.value {
            Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            _ => self.get(token),
        }
    }
}
