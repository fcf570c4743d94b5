//! Reads a JSON value that has been read once, such as one whose alternative had to be found first. Errors say where in the value
//! they are, and do not have the value.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::Value;

use super::mismatch::{Mismatch, integer_of, of_length};

/// Why a value does not fit its type, and where in the value.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// The path to the part that does not fit, such as `lines[0].count`; empty for the whole value.
    path: String,
    mismatch: Mismatch,
}

/// Reads a value as a type.
pub(crate) fn read<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Misfit> {
    T::deserialize(Buffered(value))
}

impl Misfit {
    /// The whole value is not `expected`.
    pub(crate) fn expected(expected: impl fmt::Display) -> Self {
        Mismatch::expected(expected).into()
    }

    /// A required property is absent.
    pub(crate) fn missing(name: &'static str) -> Self {
        Mismatch::Missing(name).into()
    }

    /// The error of the value of which this is a part.
    pub(crate) fn within(mut self, key: fmt::Arguments<'_>) -> Self {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{key}{separator}{}", self.path);
        self
    }

    /// The error of a format that reads a type named `type_name`.
    pub(crate) fn of_format<E: Error>(self, type_name: &'static str) -> E {
        let Misfit { path, mismatch } = self;
        let misfit = |expected: &str| E::invalid_value(Unexpected::Other(type_name), &expected);
        match (path.as_str(), mismatch) {
            ("", Mismatch::Missing(name)) => E::missing_field(name),
            (path, Mismatch::Missing(name)) => misfit(&format!("a value whose `{path}` has `{name}`")),
            ("", Mismatch::Expected(expected)) => misfit(&expected),
            (path, Mismatch::Expected(expected)) => misfit(&format!("a value whose `{path}` is {expected}")),
            ("", Mismatch::Unspecified) => misfit("a value that fits its type"),
            (path, Mismatch::Unspecified) => misfit(&format!("a value whose `{path}` fits its type")),
        }
    }
}

impl From<Mismatch> for Misfit {
    fn from(mismatch: Mismatch) -> Self {
        Misfit { path: String::new(), mismatch }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.mismatch.fmt(f),
            path => write!(f, "{path}: {}", self.mismatch),
        }
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Mismatch::custom(text).into()
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::invalid_type(found, expected).into()
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Mismatch::invalid_value(found, expected).into()
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Mismatch::invalid_length(length, expected).into()
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Mismatch::unknown_variant(variant, expected).into()
    }

    fn missing_field(name: &'static str) -> Self {
        Misfit::missing(name)
    }
}

struct Buffered<'de>(&'de Value);

impl<'de> Buffered<'de> {
    /// Reads a number. The error does not depend on the words for the Rust type.
    fn number<V: Visitor<'de>>(self, visitor: V, out_of_range: impl FnOnce() -> String) -> Result<V::Value, Misfit> {
        let is_integer = self.0.is_i64() || self.0.is_u64();
        self.deserialize_any(visitor).map_err(|_| match is_integer {
            true => Misfit::expected(out_of_range()),
            false => Misfit::expected("an integer"),
        })
    }
}

macro_rules! integers {
    ($($method:ident($bits:literal, $is_signed:literal))*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            self.number(visitor, || integer_of($bits, $is_signed))
        })*
    };
}

impl<'de> Deserializer<'de> for Buffered<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                _ => Err(Misfit::expected("a number of 64 bits")),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(elements) => {
                let mut elements = Elements { all: elements.iter(), index: 0 };
                let read = visitor.visit_seq(&mut elements)?;
                if elements.all.len() > 0 { Err(Misfit::expected("an array with fewer elements")) } else { Ok(read) }
            }
            Value::Object(entries) => visitor.visit_map(Entries { all: entries.iter(), value: None, is_listed: false }),
        }
    }

    integers! {
        deserialize_i8(8, true) deserialize_i16(16, true) deserialize_i32(32, true) deserialize_i64(64, true)
        deserialize_u8(8, false) deserialize_u16(16, false) deserialize_u32(32, false) deserialize_u64(64, false)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor).map_err(|_| Misfit::expected("a number"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Array(elements) if elements.len() == len => self.deserialize_any(visitor),
            _ => Err(Misfit::expected(of_length(len))),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_tuple(len, visitor)
    }

    // No generated type is an enum to serde, but one that the document names may be. Where in it the error is stays unknown.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.0.deserialize_enum(name, variants, visitor).map_err(|_| Mismatch::Unspecified.into())
    }

    serde::forward_to_deserialize_any! {
        bool i128 u128 char str string bytes byte_buf unit unit_struct seq map struct identifier ignored_any
    }
}

struct Elements<'de> {
    all: std::slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some(element) = self.all.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Buffered(element)).map(Some).map_err(|misfit| misfit.within(format_args!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.all.len())
    }
}

struct Entries<'de> {
    all: serde_json::map::Iter<'de>,
    /// The entry whose value is next.
    value: Option<(&'de String, &'de Value)>,
    /// Whether the key of that entry was read as the name of a property. Other keys may be personal, and errors do not have them.
    is_listed: bool,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        self.value = self.all.next();
        let Some((key, _)) = self.value else { return Ok(None) };
        self.is_listed = false;
        seed.deserialize(Key { text: key, is_listed: &mut self.is_listed }).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let Some((key, value)) = self.value.take() else { return Err(Mismatch::Unspecified.into()) };
        let key = if self.is_listed { key.as_str() } else { "{}" };
        seed.deserialize(Buffered(value)).map_err(|misfit| misfit.within(format_args!("{key}")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.all.len())
    }
}

/// The key of an entry. Types that are no texts read it as `serde_json` does.
struct Key<'k, 'de> {
    text: &'de str,
    is_listed: &'k mut bool,
}

macro_rules! parsed {
    ($($method:ident: $ty:ty, $visit:ident;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            match self.text.parse::<$ty>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_borrowed_str(self.text),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        *self.is_listed = true;
        visitor.visit_borrowed_str(self.text)
    }

    parsed! {
        deserialize_bool: bool, visit_bool;
        deserialize_i8: i8, visit_i8;
        deserialize_i16: i16, visit_i16;
        deserialize_i32: i32, visit_i32;
        deserialize_i64: i64, visit_i64;
        deserialize_u8: u8, visit_u8;
        deserialize_u16: u16, visit_u16;
        deserialize_u32: u32, visit_u32;
        deserialize_u64: u64, visit_u64;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        BorrowedStrDeserializer::new(self.text).deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct ignored_any
    }
}
