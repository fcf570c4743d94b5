//! The values that a schema lists (`enum`, and `const` from 3.1).

use serde_json::Value;

use super::{Keyword, Schema, Type};
use crate::node::{self, Node};
use crate::source::Span;

/// A list of all allowed values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Enumeration<'d> {
    /// The place of the list.
    pub at: Span,
    /// The values in order, as written. See [`intended`].
    pub values: &'d [Node],
}

impl<'d> Schema<'d> {
    /// Returns the allowed values, if the schema lists them. There are no values if the list is empty or has a wrong type.
    pub(crate) fn enumeration(self) -> Option<Enumeration<'d>> {
        if let Some(only) = self.value(Keyword::Const) {
            return Some(Enumeration { at: only.at, values: std::slice::from_ref(only) });
        }
        self.value(Keyword::Enum).map(|list| Enumeration { at: list.at, values: list.elements() })
    }

    /// Returns the value of `const`, in the type of the schema.
    pub(crate) fn constant(self) -> Option<Value> {
        let ty = self.type_name().and_then(Type::parse).or_else(|| self.constant_type());
        Some(intended(self.value(Keyword::Const)?, ty))
    }

    /// Returns the only value that the schema lists, by `const` or by an `enum` of one value.
    pub(crate) fn only_value(self) -> Option<Value> {
        match self.enumeration()?.values {
            [only] => Some(intended(only, self.type_name().and_then(Type::parse))),
            _ => None,
        }
    }

    /// Returns the type of the value of `const`.
    pub(crate) fn constant_type(self) -> Option<Type> {
        Some(match &self.value(Keyword::Const)?.value {
            node::Value::Null => Type::Null,
            node::Value::Bool(_) => Type::Boolean,
            node::Value::Number(number) if number.is_f64() => Type::Number,
            node::Value::Number(_) => Type::Integer,
            node::Value::String(_) => Type::String,
            node::Value::Array(_) => Type::Array,
            node::Value::Object(_) => Type::Object,
        })
    }
}

/// Converts a listed value to the type of its schema: in a schema for strings, an unquoted number or boolean of YAML is a
/// string; in a schema for numbers or booleans, a quoted number or boolean is a number or a boolean.
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
