//! Enumerations of strings. A table for each type generates its texts, its serde implementations and its JSON Schema.

use std::fmt;
use std::marker::PhantomData;

use schemars::Schema;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::{Map, Value};

/// The table of a type: each value with its string.
macro_rules! values {
    ($name:ident $(: $doc:literal)? { $($value:ident = $text:literal;)* }) => {
        impl $name {
            /// Every value, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// The string of the value.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidValue> {
                let found = Self::ALL.iter().find(|value| value.as_str() == text);
                found.copied().ok_or($crate::InvalidValue::new(stringify!($name), "one of its values"))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> Result<Self, $crate::InvalidValue> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> Result<Self, $crate::InvalidValue> {
                text.parse()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                $crate::enumeration::read(deserializer, &[$($text),*])
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::enumeration::describe(&[$($doc)?], &[$($text),*])
            }
        }
    };
}

pub(crate) use values;

/// Reads one of `texts`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: std::str::FromStr>(
    deserializer: D,
    texts: &'static [&'static str],
) -> Result<T, D::Error> {
    struct Text<T>(&'static [&'static str], PhantomData<T>);

    impl<T: std::str::FromStr> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|_| E::unknown_variant(text, self.0))
        }
    }

    deserializer.deserialize_str(Text(texts, PhantomData))
}

/// The JSON Schema of an enumeration.
pub(crate) fn describe(doc: &[&str], texts: &[&str]) -> Schema {
    let described = doc.iter().map(|text| ("description".to_owned(), Value::from(*text)));
    let listed = [("type".to_owned(), Value::from("string")), ("enum".to_owned(), Value::from(texts))];
    described.chain(listed).collect::<Map<_, _>>().into()
}
