//! Types with the constraints of their schema. Their constructors check a value; a value of a newer server is kept unchecked.

#![allow(unused_macros, reason = "which are used depends on the document")]

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::strictness::{is_strict, is_strict_about_shape};
use super::support::{InvalidValue, hidden};

/// Implements the traits of every type with constraints: the value that it holds, the type to which it dereferences, and the
/// constraints in words. The type has a function `check`. Errors of reading a type that is `sensitive` do not have the value that was read.
macro_rules! value {
    ($name:ident($inner:ty) as $target:ty: $expected:literal, constant: $is_constant:literal $(, $sensitive:ident)?) => {
        impl $name {
            /// Returns the value.
            #[inline]
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $target;

            #[inline]
            fn deref(&self) -> &$target {
                &self.0
            }
        }

        impl std::convert::AsRef<$target> for $name {
            #[inline]
            fn as_ref(&self) -> &$target {
                &self.0
            }
        }

        impl From<$name> for $inner {
            #[inline]
            fn from(value: $name) -> $inner {
                value.0
            }
        }

        impl TryFrom<$inner> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(value: $inner) -> Result<Self, $crate::InvalidValue> {
                if Self::check(&value) {
                    Ok(Self(value))
                } else {
                    Err($crate::InvalidValue::new(stringify!($name), $expected))
                }
            }
        }

        impl PartialEq<$target> for $name {
            #[inline]
            fn eq(&self, other: &$target) -> bool {
                **self == *other
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                let hidden: &[&str] = &[$(stringify!($sensitive))?];
                let value = $crate::constrained::inner::<$inner, __D>(deserializer, hidden, $expected)?;
                $crate::constrained::read(value, Self, Self::try_from, $is_constant)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                $crate::constrained::write(&self.0, stringify!($name), |value| Self::check(value), serializer)
            }
        }
    };
}

/// Implements the further traits of a type around a string.
macro_rules! text {
    ($name:ident) => {
        impl $name {
            /// Returns the text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(value: &str) -> Result<Self, $crate::InvalidValue> {
                value.to_owned().try_into()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = $crate::InvalidValue;

            #[inline]
            fn try_from(value: &String) -> Result<Self, $crate::InvalidValue> {
                value.clone().try_into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            #[inline]
            fn from_str(value: &str) -> Result<Self, $crate::InvalidValue> {
                value.try_into()
            }
        }

        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self)
            }
        }

        impl PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                **self == **other
            }
        }

        impl PartialEq<String> for $name {
            #[inline]
            fn eq(&self, other: &String) -> bool {
                **self == **other
            }
        }
    };
}

/// Implements the further traits of a type around a number.
macro_rules! number {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

/// Implements the further traits of a type around a list.
macro_rules! list {
    ($name:ident of $element:ty) => {
        impl PartialEq<std::vec::Vec<$element>> for $name {
            #[inline]
            fn eq(&self, other: &std::vec::Vec<$element>) -> bool {
                self.0 == *other
            }
        }

        impl std::iter::IntoIterator for $name {
            type Item = $element;
            type IntoIter = std::vec::IntoIter<$element>;

            #[inline]
            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'list> std::iter::IntoIterator for &'list $name {
            type Item = &'list $element;
            type IntoIter = std::slice::Iter<'list, $element>;

            #[inline]
            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
    };
}

#[allow(unused_imports, reason = "which are used depends on the document")]
pub(crate) use {list, number, text, value};

/// Reads the value without its constraints, which are `expected`. `sensitive` is not empty if errors must not have the value.
pub(crate) fn inner<'de, V: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    sensitive: &[&str],
    expected: &'static str,
) -> Result<V, D::Error> {
    V::deserialize(deserializer).map_err(|error| if sensitive.is_empty() { error } else { hidden(&expected) })
}

/// The value that was read. It may violate the constraints, except in [`strict`](super::strictness::strict).
pub(crate) fn read<V, T, E: serde::de::Error>(
    value: V,
    unchecked: fn(V) -> T,
    checked: fn(V) -> Result<T, InvalidValue>,
    is_constant: bool,
) -> Result<T, E> {
    let is_checked = if is_constant { is_strict_about_shape() } else { is_strict() };
    if is_checked { checked(value).map_err(InvalidValue::of_format) } else { Ok(unchecked(value)) }
}

/// Writes a value. The error does not have the value, which may be personal.
pub(crate) fn write<V: Serialize, S: Serializer>(
    value: &V,
    type_name: &str,
    check: fn(&V) -> bool,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if is_strict() && !check(value) {
        return Err(serde::ser::Error::custom(format_args!("a {type_name} violates the constraints of the document")));
    }
    value.serialize(serializer)
}
