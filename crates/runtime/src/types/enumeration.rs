//! Enumerations of strings. A table for each type generates its texts, its serde implementations and its JSON Schema.

use std::fmt;

use schemars::Schema;
use serde::Serializer;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::{Map, Value};

use super::mismatch::OneOf;
use super::strictness::{is_strict, is_strict_about_shape};
use super::support::hidden;
use super::unlisted::UnlistedValue;

/// The table of a type: each value with its string. Errors of reading a type that is `sensitive`, and `Debug` of its unlisted values, do not
/// have the text that was read.
macro_rules! values {
    ($name:ident $(: $doc:literal)? { $($value:ident = $text:literal;)* } $($sensitive:ident)?) => {
        impl $name {
            /// The values that the document lists, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// Returns the string of the value.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$value => $text,)*
                    Self::Unlisted(text) => text.as_str(),
                }
            }
        }

        impl std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            #[inline]
            fn from_str(text: &str) -> Result<Self, $crate::InvalidValue> {
                let found = Self::ALL.iter().find(|value| value.as_str() == text);
                found.cloned().ok_or($crate::InvalidValue::new(stringify!($name), "one of its values"))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(text: &str) -> Result<Self, $crate::InvalidValue> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(text: String) -> Result<Self, $crate::InvalidValue> {
                text.parse()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                $crate::enumeration::write(self.as_str(), matches!(self, Self::Unlisted(_)), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                let is_sensitive = $crate::enumeration::is_sensitive(&[$(stringify!($sensitive))?]);
                $crate::enumeration::read(deserializer, &[$($text),*], is_sensitive, Self::Unlisted)
            }
        }

        impl schemars::JsonSchema for $name {
            #[inline]
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            #[inline]
            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            #[inline]
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::enumeration::describe(&[$($doc)?], &[$($text),*])
            }
        }
    };
}

pub(crate) use values;

/// Reads one of `texts`; any other text becomes `unlisted`, except in [`strict`](super::strictness::strict).
pub(crate) fn read<'de, D: Deserializer<'de>, T: std::str::FromStr>(
    deserializer: D,
    texts: &'static [&'static str],
    is_sensitive: bool,
    unlisted: fn(UnlistedValue) -> T,
) -> Result<T, D::Error> {
    struct Text<T>(&'static [&'static str], bool, fn(UnlistedValue) -> T);

    impl<T: std::str::FromStr> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            let Text(texts, is_sensitive, unlisted) = self;
            let is_rejected = if texts.len() == 1 { is_strict_about_shape() } else { is_strict() };
            match text.parse() {
                Ok(value) => Ok(value),
                Err(_) if is_rejected => Err(E::unknown_variant(text, texts)),
                Err(_) => Ok(unlisted(UnlistedValue::new(text, is_sensitive))),
            }
        }
    }

    let read = deserializer.deserialize_str(Text(texts, is_sensitive, unlisted));
    read.map_err(|error| if is_sensitive { hidden(&OneOf(texts)) } else { error })
}

/// Whether the table of a type ends in a word.
pub(crate) const fn is_sensitive(words: &[&str]) -> bool {
    !words.is_empty()
}

/// Writes the string of a value. The error does not have the string, which may be personal.
pub(crate) fn write<S: Serializer>(text: &str, is_unlisted: bool, serializer: S) -> Result<S::Ok, S::Error> {
    if is_unlisted && is_strict() {
        return Err(serde::ser::Error::custom("an enum has a value that the document does not list"));
    }
    serializer.serialize_str(text)
}

/// The JSON Schema of an enumeration.
#[inline]
pub(crate) fn describe(doc: &[&str], texts: &[&str]) -> Schema {
    let described = doc.iter().map(|text| ("description".to_owned(), Value::from(*text)));
    let listed = [("type".to_owned(), Value::from("string")), ("enum".to_owned(), Value::from(texts))];
    described.chain(listed).collect::<Map<_, _>>().into()
}
