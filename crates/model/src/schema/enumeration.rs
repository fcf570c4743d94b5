//! The values that a schema lists.

use serde_json::Value;

use super::{Keyword, Schema, Type};
use crate::node::Node;
use crate::source::Span;

/// The list of all values that fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Enumeration<'d> {
    /// Where the list stands.
    pub at: Span,
    /// The values in order, as they are written. See [`intended`].
    pub values: &'d [Node],
}

impl<'d> Schema<'d> {
    /// The values that fit, if the schema lists them. Without a value if the list is empty or, which is an error, no list.
    pub(crate) fn enumeration(self) -> Option<Enumeration<'d>> {
        self.value(Keyword::Enum).map(|list| Enumeration { at: list.at, values: list.elements() })
    }
}

/// A listed value as its schema's type intends it: among strings, a number or a boolean of YAML is text; among numbers and
/// booleans, quoted text that reads as one is one.
pub(crate) fn intended(node: &Node, ty: Option<Type>) -> Value {
    let value = node.to_json();
    match (ty, &value) {
        (Some(Type::String), Value::Number(_) | Value::Bool(_)) => value.to_string().into(),
        (Some(ty @ (Type::Integer | Type::Number | Type::Boolean)), Value::String(text)) => {
            serde_json::from_str(text).ok().filter(|read| ty.accepts(read)).unwrap_or(value)
        }
        _ => value,
    }
}
