// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects. A table for each type generates its serde implementations and its JSON Schema.
//!
//! Derived implementations would do the same at several times the cost in compile time and memory. The largest documents have tens
//! of thousands of properties.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// The table of a type: each property with the type of its value, and how other properties are handled: `others ignored`, `others
/// refused`, or `rest` with the field that holds them.
macro_rules! properties {
    (
        $name:ident $(: $doc:literal)? {
            $($kind:ident $field:ident: $ty:ty = $wire:literal $(: $field_doc:literal)?;)*
        }
        $(others $others:ident)?
        $(rest $rest:ident: $rest_ty:ty)?
    ) => {
        // No generated type has a name that starts with two underscores.
        const _: () = {
            pub(crate) struct __Slots {
                $($field: Option<$ty>,)*
                $($rest: std::collections::BTreeMap<String, $rest_ty>,)?
            }

            impl<'de> $crate::object::Object<'de> for $name {
                type Slots = __Slots;

                const PROPERTIES: &'static [&'static str] = &[$($wire),*];

                fn empty() -> __Slots {
                    __Slots { $($field: None,)* $($rest: std::collections::BTreeMap::new(),)? }
                }

                #[allow(unused_variables, reason = "which are used depends on the table")]
                fn read<__A: serde::de::MapAccess<'de>>(
                    slots: &mut __Slots,
                    name: std::borrow::Cow<'de, str>,
                    object: &mut __A,
                ) -> Result<(), __A::Error> {
                    match &*name {
                        $($wire => $crate::object::read_value(&mut slots.$field, &name, object),)*
                        $(_ => $crate::object::read_other::$others(&name, Self::PROPERTIES, object),)?
                        $(_ => $crate::object::keep(&mut slots.$rest, name, object),)?
                    }
                }

                #[allow(unused_variables, reason = "all properties may be optional")]
                fn finish<__E: serde::de::Error>(slots: __Slots) -> Result<Self, __E> {
                    match slots {
                        __Slots { $($field: $crate::object::pattern!($kind, $field),)* $($rest,)? } => {
                            Ok($name { $($field,)* $($rest,)? })
                        }
                        #[allow(unreachable_patterns, reason = "all properties may be optional")]
                        slots => Err($crate::object::missing(&[
                            $(($wire, $crate::object::is_required::$kind && slots.$field.is_none()),)*
                        ])),
                    }
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                    $crate::object::read(deserializer)
                }
            }

            impl serde::Serialize for $name {
                fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                    #[allow(unused_mut, reason = "the table may be empty")]
                    let mut object = $crate::object::Writer::start(serializer)?;
                    $(object.$kind($wire, &self.$field)?;)*
                    $(object.others(&self.$rest)?;)?
                    object.end()
                }
            }

            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn schema_id() -> std::borrow::Cow<'static, str> {
                    concat!(module_path!(), "::", stringify!($name)).into()
                }

                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    let properties: &[$crate::object::Property] = &[$($crate::object::Property {
                        name: $wire,
                        is_required: $crate::object::is_required::$kind,
                        doc: &[$($field_doc)?],
                        schema: schemars::SchemaGenerator::subschema_for::<$ty>,
                    },)*];
                    $(let others = $crate::object::describe_others::$others();)?
                    $(let others = Some(generator.subschema_for::<$rest_ty>());)?
                    $crate::object::describe(generator, &[$($doc)?], properties, others)
                }
            }
        };
    };
}

/// The pattern that a property must match once the object is read.
macro_rules! pattern {
    (required, $field:ident) => {
        Some($field)
    };
    (optional, $field:ident) => {
        $field
    };
}

pub(crate) use {pattern, properties};

/// A type that is a JSON object.
pub(crate) trait Object<'de>: Sized {
    /// The properties that have been read.
    type Slots;

    /// The names of the properties in the table.
    const PROPERTIES: &'static [&'static str];

    fn empty() -> Self::Slots;

    fn read<A: MapAccess<'de>>(slots: &mut Self::Slots, name: Cow<'de, str>, object: &mut A) -> Result<(), A::Error>;

    fn finish<E: Error>(slots: Self::Slots) -> Result<Self, E>;
}

/// Reads an object. Unlike derived implementations, it does not accept an array of the properties' values.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Object<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Properties<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for Properties<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
            let mut slots = T::empty();
            while let Some(Name(name)) = object.next_key()? {
                T::read(&mut slots, name, &mut object)?;
            }
            T::finish(slots)
        }
    }

    deserializer.deserialize_map(Properties(PhantomData))
}

/// The name of a property, borrowed if possible.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a property's name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }

            fn visit_string<E>(self, name: String) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name)))
            }
        }

        deserializer.deserialize_identifier(Text)
    }
}

/// Reads a property. `null` is rejected unless the type accepts it.
pub(crate) fn read_value<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    slot: &mut Option<T>,
    name: &str,
    object: &mut A,
) -> Result<(), A::Error> {
    if slot.is_some() {
        return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
    }
    *slot = Some(object.next_value()?);
    Ok(())
}

/// Reads a property that is not in the table and keeps it.
pub(crate) fn keep<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    rest: &mut BTreeMap<String, T>,
    name: Cow<'de, str>,
    object: &mut A,
) -> Result<(), A::Error> {
    rest.insert(name.into_owned(), object.next_value()?);
    Ok(())
}

/// How a property that is not in the table is handled, by the word in the table.
pub(crate) mod read_other {
    use super::{Error, IgnoredAny, MapAccess};

    pub(crate) fn ignored<'de, A: MapAccess<'de>>(
        _name: &str,
        _known: &'static [&'static str],
        object: &mut A,
    ) -> Result<(), A::Error> {
        object.next_value::<IgnoredAny>().map(|_| ())
    }

    pub(crate) fn refused<'de, A: MapAccess<'de>>(
        name: &str,
        known: &'static [&'static str],
        _object: &mut A,
    ) -> Result<(), A::Error> {
        Err(A::Error::unknown_field(name, known))
    }
}

/// The error of the first missing property. `properties` has the names in the table, each with whether it is missing.
pub(crate) fn missing<E: Error>(properties: &[(&'static str, bool)]) -> E {
    let first = properties.iter().find(|(_, is_missing)| *is_missing);
    E::missing_field(first.map_or("", |(name, _)| name))
}

/// An object that is being written.
pub(crate) struct Writer<S: Serializer>(S::SerializeMap);

impl<S: Serializer> Writer<S> {
    pub(crate) fn start(serializer: S) -> Result<Self, S::Error> {
        serializer.serialize_map(None).map(Writer)
    }

    pub(crate) fn required<T: Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_entry(name, value)
    }

    pub(crate) fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) -> Result<(), S::Error> {
        value.as_ref().map_or(Ok(()), |value| self.0.serialize_entry(name, value))
    }

    pub(crate) fn others<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) -> Result<(), S::Error> {
        rest.iter().try_for_each(|(name, value)| self.0.serialize_entry(name, value))
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

/// Whether a property is required, by the word in the table.
#[allow(non_upper_case_globals, reason = "the words in the table")]
pub(crate) mod is_required {
    pub(crate) const required: bool = true;
    pub(crate) const optional: bool = false;
}

/// A property in the JSON Schema of an object.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) is_required: bool,
    pub(crate) doc: &'static [&'static str],
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The schema of properties that are not in the table, by the word in the table.
pub(crate) mod describe_others {
    use super::Schema;

    pub(crate) fn ignored() -> Option<Schema> {
        None
    }

    pub(crate) fn refused() -> Option<Schema> {
        Some(false.into())
    }
}

/// The JSON Schema of an object.
pub(crate) fn describe(
    generator: &mut SchemaGenerator,
    doc: &[&str],
    properties: &[Property],
    others: Option<Schema>,
) -> Schema {
    let mut described = Map::new();
    for property in properties {
        let mut schema = (property.schema)(generator);
        for text in property.doc {
            schema.insert("description".to_owned(), Value::from(*text));
        }
        described.insert(property.name.to_owned(), schema.to_value());
    }
    let required: Vec<Value> =
        properties.iter().filter(|property| property.is_required).map(|property| property.name.into()).collect();
    let mut schema = Schema::default();
    for text in doc {
        schema.insert("description".to_owned(), Value::from(*text));
    }
    schema.insert("type".to_owned(), Value::from("object"));
    if !described.is_empty() {
        schema.insert("properties".to_owned(), Value::from(described));
    }
    if let Some(others) = others {
        schema.insert("additionalProperties".to_owned(), others.to_value());
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::from(required));
    }
    schema
}
