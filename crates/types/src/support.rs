// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! What the types need beside serde: values that are absent, `null` or hidden, and the error of a value that does not fit.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

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

/// Reads an optional property that is there: its value is held to the type, so `null` is refused unless the type has it.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a required property that may be `null`. Serde itself would take an absent one for `null`.
pub(crate) fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// Stands for a required property that may be `null`, where the JSON Schema is derived.
pub(crate) struct Nullable<T>(std::marker::PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Nullable<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        <Option<T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <Option<T>>::json_schema(generator)
    }
}

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

/// Makes of what serde derives for `remote = "Self"` the real thing, but for one difference: an object is read from an
/// object only. What serde derives by itself takes an array of the properties' values too.
#[allow(unused_macros, reason = "a document may have no object")]
macro_rules! object {
    ($name:ident) => {
        impl serde::Serialize for $name {
            // The document may have a schema of any name, but none starts with two underscores.
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                $name::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                $name::deserialize($crate::support::ObjectOnly(deserializer))
            }
        }
    };
}

#[allow(unused_imports, reason = "a document may have no object")]
pub(crate) use object;

/// A deserializer that is asked for a struct and gives a map.
pub(crate) struct ObjectOnly<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectOnly<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
