//! The types of the values of a schema.

use serde_json::Value;

use super::{Keyword, Schema};
use crate::node::Node;
use crate::problem::Kind;

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// Returns the type with a name, or `None` if there is none.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "string" => Type::String,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    }

    /// Returns the type with a name that a document may use.
    ///
    /// # Errors
    ///
    /// The problem to report: the name is not a type of OpenAPI, or it is `null`, which is written as `nullable` in OpenAPI
    /// 3.0.
    pub(crate) fn allowed(name: &str) -> Result<Self, Kind> {
        Type::parse(name).filter(|ty| *ty != Type::Null).ok_or_else(|| Kind::Invalid {
            what: format!("the type `{name}`"),
            why: "is not defined in OpenAPI 3.0".to_owned(),
            instead: "write `string`, `integer`, `number`, `boolean`, `array` or `object`; use `nullable: true` for null",
        })
    }

    /// Returns the name, as written in a document.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    /// Returns whether a value has this type. `1.0` is not an integer.
    pub(crate) fn accepts(self, value: &Value) -> bool {
        match self {
            Type::Null => value.is_null(),
            Type::Boolean => value.is_boolean(),
            Type::Integer => value.is_i64() || value.is_u64(),
            Type::Number => value.is_number(),
            Type::String => value.is_string(),
            Type::Array => value.is_array(),
            Type::Object => value.is_object(),
        }
    }
}

/// Derives the type of schemas without `type` from their keywords. In practice a schema with a keyword for objects or arrays
/// describes only these, although JSON Schema accepts all values of other types. `None` if no keyword implies a type.
pub(crate) fn implied(has: impl Fn(Keyword) -> bool) -> Option<Type> {
    if [Keyword::Properties, Keyword::AdditionalProperties, Keyword::Required].into_iter().any(&has) {
        return Some(Type::Object);
    }
    has(Keyword::Items).then_some(Type::Array)
}

impl<'d> Schema<'d> {
    /// Returns the names of the allowed types, as written. Empty if the schema has no `type`. A node may have a wrong type,
    /// which the check of fixed fields reports.
    pub(crate) fn types(self) -> &'d [Node] {
        self.value(Keyword::Type).map(std::slice::from_ref).unwrap_or_default()
    }

    /// Returns the name of the only allowed type besides null. It may not be a known type: see [`Type::parse`].
    pub(crate) fn type_name(self) -> Option<&'d str> {
        match self.types() {
            [only] => only.as_str(),
            _ => None,
        }
    }

    /// Returns whether this is the only allowed type besides null.
    pub(crate) fn is_type(self, ty: Type) -> bool {
        self.type_name() == Some(ty.name())
    }

    /// Returns the type that the other keywords imply, if the schema has neither a `type` nor an `enum`.
    pub(crate) fn implied_type(self) -> Option<Type> {
        let is_told = self.has(Keyword::Type) || self.has(Keyword::Enum);
        if is_told { None } else { implied(|keyword| self.has(keyword)) }
    }
}
