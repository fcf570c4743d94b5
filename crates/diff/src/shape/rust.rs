//! The Rust type that the generated crates have for a schema, as far as programs depend on it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Shape;

/// A Rust type. Texts, lists and maps with constraints are read and made as those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RustType {
    /// `serde_json::Value`.
    Any,
    Boolean,
    /// `i64`, `i32` or `f64`.
    Number(&'static str),
    /// A number with constraints.
    Constrained(&'static str),
    Text,
    /// A date, a time or a UUID, by its format.
    Format(&'static str),
    List,
    Tuple,
    Map,
    Struct,
    Enum,
    Union,
}

impl RustType {
    /// Returns whether a program that reads and makes the type does not compile with another type.
    pub(crate) fn breaks_with(self, new: RustType) -> bool {
        match (self, new) {
            // Programs convert a number with constraints to read it, which a plain one allows too.
            (RustType::Constrained(old), RustType::Number(new)) => old != new,
            (old, new) => old != new,
        }
    }

    /// Returns whether the type has a name of its own.
    pub(crate) fn is_named(self) -> bool {
        matches!(self, RustType::Struct | RustType::Enum | RustType::Union)
    }
}

impl Shape<'_> {
    /// Returns the Rust type of the values.
    pub(crate) fn rust_type(&self) -> RustType {
        if self.values.as_ref().is_some_and(|values| values.iter().all(|value| value.is_string() || value.is_null())) {
            return RustType::Enum;
        }
        if self.unions.iter().any(|union| union.alternatives.len() > 1) && self.properties.is_empty() {
            return RustType::Union;
        }
        let Some(types) = &self.types else {
            return if self.properties.is_empty() { RustType::Any } else { RustType::Struct };
        };
        let types: BTreeSet<&str> = types.iter().copied().filter(|ty| *ty != "null").collect();
        let format = self.annotation("format").and_then(Value::as_str).unwrap_or_default();
        let is_constrained = self.multiple_of.is_some() || self.limits.keys().any(|name| matches!(*name, "minimum" | "maximum"));
        let number = |name| if is_constrained { RustType::Constrained(name) } else { RustType::Number(name) };
        match types.iter().copied().collect::<Vec<_>>().as_slice() {
            ["boolean"] => RustType::Boolean,
            ["integer"] if format == "int32" => number("i32"),
            ["integer"] => number("i64"),
            ["number"] => number("f64"),
            ["string"] => match format {
                "date" => RustType::Format("date"),
                "date-time" => RustType::Format("date-time"),
                "uuid" => RustType::Format("uuid"),
                _ => RustType::Text,
            },
            ["array"] => if self.prefix.is_empty() { RustType::List } else { RustType::Tuple },
            ["object"] if self.properties.is_empty() && !self.additional.is_empty() => RustType::Map,
            ["object"] if self.properties.is_empty() => RustType::Map,
            ["object"] => RustType::Struct,
            [] => RustType::Any,
            _ => RustType::Union,
        }
    }
}
