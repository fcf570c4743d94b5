// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects. A table for each type generates its serde implementations and its JSON Schema.
//!
//! Derived implementations would do the same at several times the cost in compile time and memory. The largest documents have tens
//! of thousands of properties.

#![allow(dead_code, unused_imports, reason = "which parts are used depends on the document")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use schemars::{Schema, SchemaGenerator};
use serde::de::value::UnitDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::nullable::Nullable;
use super::setter::{BuildError, Fault};
use super::strictness::is_strict_about_shape;

/// The table of a type: each property with its setter, the type of its value and its name in JSON, and how other properties are
/// handled: `others ignored`, `others refused`, or `rest` with the field that holds them. It declares the builder of the type,
/// which also holds the properties while an object is read.
///
/// A setter takes a value of the type (`set`), what becomes one (`into`), what may become one (`convert`), a value that is checked
/// (`check`), elements (`each`), or entries (`entries`). Types of literals are concrete where the literal has no other.
macro_rules! properties {
    (
        $name:ident by $builder:ident $(: $doc:literal)? {
            $(
                $(#[$attribute:meta])*
                $kind:ident $field:ident
                $(set($one:ty))? $(into($into:ty))? $(convert($converted:ty))? $(check($inner:ty as $checked:ty))?
                $(each($element:ty as $list:ty))? $(entries($value:ty as $map:ty))?
                $(or $(#[$of_null:meta])* $null:ident)?: $ty:ty = $wire:literal $(: $field_doc:literal)?;
            )*
        }
        $(others $others:ident)?
        $(rest $rest:ident: $rest_ty:ty)?
    ) => {
        #[doc = concat!("Builder of [`", stringify!($name), "`](types::", stringify!($name), ").")]
        #[must_use = "`build` makes the value"]
        pub struct $builder {
            $($field: $crate::object::slot::$kind<$ty>,)*
            $($rest: std::collections::BTreeMap<String, $rest_ty>,)?
            // No property has a name that starts with two underscores.
            __faults: Vec<$crate::setter::Fault>,
        }

        impl types::$name {
            /// Creates a builder without any value.
            pub fn builder() -> $builder {
                $crate::object::Builder::empty()
            }
        }

        impl $builder {
            $(
                /// Sets the field of this name.
                $(#[$attribute])*
                pub fn $field(
                    mut self,
                    value: $($one)? $(impl Into<$into>)? $(impl TryInto<$converted, Error: std::fmt::Display>)? $($inner)?
                        $(impl IntoIterator<Item = $element>)? $(impl IntoIterator<Item = (String, $value)>)?,
                ) -> Self {
                    $($crate::setter::set::<_, $one>(&mut self.$field, value);)?
                    $($crate::setter::set::<_, $into>(&mut self.$field, value.into());)?
                    $($crate::setter::convert::<_, $converted, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::convert::<_, $checked, _>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::list::<_, $list, $element>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    $($crate::setter::entries::<_, $map, $value>(
                        &mut self.$field, value, &mut self.__faults, stringify!($field), $wire,
                    );)?
                    self
                }

                $(
                    /// Sets the field to `null`.
                    $(#[$of_null])*
                    pub fn $null(mut self) -> Self {
                        $crate::setter::null::$kind(&mut self.$field);
                        self
                    }
                )?
            )*

            $(
                /// Sets the properties that the schema does not list.
                pub fn $rest(
                    mut self,
                    values: impl IntoIterator<Item = (String, $rest_ty)>,
                ) -> Self {
                    let listed = <types::$name as $crate::object::Object>::PROPERTIES;
                    self.$rest = $crate::setter::others(values, listed, &mut self.__faults, stringify!($rest));
                    self
                }
            )?

            /// Makes the value.
            ///
            /// # Errors
            ///
            /// The required properties that were not set, and the values that do not fit.
            pub fn build(self) -> Result<types::$name, $crate::setter::BuildError> {
                $crate::object::build(self)
            }
        }

        impl std::fmt::Debug for $builder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($builder), " { .. }"))
            }
        }

        impl TryFrom<$builder> for types::$name {
            type Error = $crate::setter::BuildError;

            fn try_from(builder: $builder) -> Result<Self, $crate::setter::BuildError> {
                builder.build()
            }
        }

        impl $crate::object::Builder for $builder {
            const NAME: &'static str = stringify!($name);

            type Built = types::$name;

            fn empty() -> Self {
                $builder {
                    $($field: $crate::object::empty!($kind),)*
                    $($rest: std::collections::BTreeMap::new(),)?
                    __faults: Vec::new(),
                }
            }

            fn faults(&mut self) -> &mut Vec<$crate::setter::Fault> {
                &mut self.__faults
            }
        }

        impl $crate::object::Object for types::$name {
            type Builder = $builder;

            const PROPERTIES: &'static [$crate::object::Property] = &[$($crate::object::Property {
                field: stringify!($field),
                name: $wire,
                is_required: $crate::object::is_required::$kind,
                doc: &[$($field_doc)?],
                schema: $crate::object::schema_of::$kind::<$ty>,
            },)*];

            #[allow(unused_variables, reason = "which are used depends on the table")]
            fn read<'de, __A: serde::de::MapAccess<'de>>(
                builder: &mut $builder,
                name: std::borrow::Cow<'de, str>,
                object: &mut __A,
            ) -> Result<(), __A::Error> {
                match &*name {
                    $($wire => $crate::object::read_value::$kind(&mut builder.$field, &name, object),)*
                    $(_ => $crate::object::read_other::$others(&name, <Self as $crate::object::Object>::PROPERTIES, object),)?
                    $(_ => $crate::object::keep(&mut builder.$rest, name, object),)?
                }
            }

            fn finish(builder: $builder) -> Result<Self, $builder> {
                match builder {
                    $builder { $($field: $crate::object::pattern!($kind, $field),)* $($rest,)? .. } => {
                        Ok(types::$name { $($field,)* $($rest,)? })
                    }
                    #[allow(unreachable_patterns, reason = "all properties may be optional")]
                    builder => Err(builder),
                }
            }

            #[allow(unused_variables, reason = "the table may be empty")]
            fn missing(builder: &$builder) -> Vec<$crate::setter::Fault> {
                $crate::object::missing(Self::PROPERTIES, &[$($crate::object::is_missing::$kind(&builder.$field)),*])
            }
        }

        impl<'de> serde::Deserialize<'de> for types::$name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                $crate::object::read(deserializer)
            }
        }

        impl serde::Serialize for types::$name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                #[allow(unused_mut, reason = "the table may be empty")]
                let mut object = $crate::object::Writer::start(serializer);
                $(object.$kind($wire, &self.$field);)*
                $(object.others(&self.$rest);)?
                object.end()
            }
        }

        impl schemars::JsonSchema for types::$name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let properties = <Self as $crate::object::Object>::PROPERTIES;
                $(let others = $crate::object::describe_others::$others();)?
                $(let others = Some(generator.subschema_for::<$rest_ty>());)?
                $crate::object::describe(generator, &[$($doc)?], properties, others)
            }
        }
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
    (nullable, $field:ident) => {
        $field
    };
}

/// The field of a builder that no value was set for.
macro_rules! empty {
    (required) => {
        None
    };
    (optional) => {
        None
    };
    (nullable) => {
        types::Nullable::Absent
    };
}

pub(crate) use {empty, pattern, properties};

/// The fields of builders, by the word in the table.
#[allow(non_camel_case_types, reason = "the words in the table")]
pub(crate) mod slot {
    pub(crate) type required<T> = Option<T>;
    pub(crate) type optional<T> = Option<T>;
    pub(crate) type nullable<T> = super::Nullable<T>;
}

/// A builder of an object.
pub(crate) trait Builder: Sized {
    /// The name of the type that it makes.
    const NAME: &'static str;

    type Built: Object<Builder = Self>;

    fn empty() -> Self;

    /// The values that do not fit.
    fn faults(&mut self) -> &mut Vec<Fault>;
}

/// Makes the value of a builder.
pub(crate) fn build<B: Builder>(mut builder: B) -> Result<B::Built, BuildError> {
    let mut faults = std::mem::take(builder.faults());
    match B::Built::finish(builder) {
        Ok(built) if faults.is_empty() => Ok(built),
        Ok(_) => Err(BuildError::new(B::NAME, faults)),
        Err(builder) => {
            // A required property whose value does not fit was not left out.
            let missing = B::Built::missing(&builder)
                .into_iter()
                .filter(|fault| faults.iter().all(|known| known.field != fault.field));
            faults = missing.chain(faults.iter().cloned()).collect();
            Err(BuildError::new(B::NAME, faults))
        }
    }
}

/// A type that is a JSON object.
pub(crate) trait Object: Sized {
    /// Holds the properties that have been read.
    type Builder: Builder<Built = Self>;

    /// The properties in the table.
    const PROPERTIES: &'static [Property];

    fn read<'de, A: MapAccess<'de>>(
        builder: &mut Self::Builder,
        name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error>;

    /// The builder as the error, if a property is missing.
    fn finish(builder: Self::Builder) -> Result<Self, Self::Builder>;

    /// The required properties that are missing.
    fn missing(builder: &Self::Builder) -> Vec<Fault>;
}

/// Reads an object. Unlike derived implementations, it does not accept an array of the properties' values.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    struct Properties<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Properties<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
            let mut builder = T::Builder::empty();
            while let Some(Name(name)) = object.next_key()? {
                T::read(&mut builder, name, &mut object)?;
            }
            T::finish(builder).map_err(|builder| {
                A::Error::missing_field(T::missing(&builder).first().map_or("", |fault| fault.property))
            })
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

/// Reads a property, by the word in the table. `null` is rejected unless the type accepts it.
pub(crate) mod read_value {
    use super::{Deserialize, Error, MapAccess, NullIsAbsent, Nullable, is_strict_about_shape};

    pub(crate) fn required<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
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

    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        slot: &mut Option<T>,
        name: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        if is_strict_about_shape() {
            return required(slot, name, object);
        }
        if slot.is_some() {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        let NullIsAbsent(value) = object.next_value()?;
        *slot = value;
        Ok(())
    }

    pub(crate) fn nullable<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        slot: &mut Nullable<T>,
        name: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        if !slot.is_absent() {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        *slot = object.next_value()?;
        Ok(())
    }
}

/// A property as a newer server may send it: `null` is read as absent, unless the type has a value for it.
struct NullIsAbsent<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NullIsAbsent<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Optional<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Optional<T> {
            type Value = NullIsAbsent<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_none<E: Error>(self) -> Result<NullIsAbsent<T>, E> {
                Ok(NullIsAbsent(T::deserialize(UnitDeserializer::<E>::new()).ok()))
            }

            fn visit_unit<E: Error>(self) -> Result<NullIsAbsent<T>, E> {
                self.visit_none()
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<NullIsAbsent<T>, D::Error> {
                T::deserialize(deserializer).map(|value| NullIsAbsent(Some(value)))
            }
        }

        deserializer.deserialize_option(Optional(PhantomData))
    }
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
    use super::{Error, IgnoredAny, MapAccess, Property, is_strict_about_shape};

    pub(crate) fn ignored<'de, A: MapAccess<'de>>(
        _name: &str,
        _known: &'static [Property],
        object: &mut A,
    ) -> Result<(), A::Error> {
        object.next_value::<IgnoredAny>().map(|_| ())
    }

    pub(crate) fn refused<'de, A: MapAccess<'de>>(
        name: &str,
        known: &'static [Property],
        object: &mut A,
    ) -> Result<(), A::Error> {
        if !is_strict_about_shape() {
            return ignored(name, known, object);
        }
        let known: Vec<String> = known.iter().map(|property| format!("`{}`", property.name)).collect();
        let expected = match known.as_slice() {
            [] => "there are no fields".to_owned(),
            [one] => format!("expected {one}"),
            [one, two] => format!("expected {one} or {two}"),
            several => format!("expected one of {}", several.join(", ")),
        };
        Err(A::Error::custom(format_args!("unknown field `{name}`, {expected}")))
    }
}

/// The missing properties of a table. `are_missing` tells for each whether it is.
#[cold]
pub(crate) fn missing(properties: &'static [Property], are_missing: &[bool]) -> Vec<Fault> {
    let missing = properties.iter().zip(are_missing).filter(|(_, is_missing)| **is_missing);
    missing.map(|(property, _)| Fault { field: property.field, property: property.name, reason: None }).collect()
}

/// Whether a required property has no value, by the word in the table.
pub(crate) mod is_missing {
    pub(crate) fn required<T>(slot: &Option<T>) -> bool {
        slot.is_none()
    }

    pub(crate) fn optional<T>(_slot: &T) -> bool {
        false
    }

    pub(crate) use optional as nullable;
}

/// An object that is being written, or the error of a property. It keeps the error, because `?` after each property would be most
/// of the code of a large object.
pub(crate) struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    pub(crate) fn start(serializer: S) -> Self {
        Writer(serializer.serialize_map(None))
    }

    pub(crate) fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(object) = &mut self.0
            && let Err(error) = object.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    pub(crate) fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    pub(crate) fn nullable<T: Serialize>(&mut self, name: &str, value: &Nullable<T>) {
        if !value.is_absent() {
            self.required(name, value);
        }
    }

    pub(crate) fn others<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        rest.iter().for_each(|(name, value)| self.required(name, value));
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

/// Whether a property is required, by the word in the table.
#[allow(non_upper_case_globals, reason = "the words in the table")]
pub(crate) mod is_required {
    pub(crate) const required: bool = true;
    pub(crate) const optional: bool = false;
    pub(crate) const nullable: bool = false;
}

/// The JSON Schema of a property, by the word in the table.
pub(crate) mod schema_of {
    use super::{Schema, SchemaGenerator};

    pub(crate) fn required<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    pub(crate) use required as optional;

    pub(crate) fn nullable<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<T>>()
    }
}

/// A property in the table of an object.
pub(crate) struct Property {
    pub(crate) field: &'static str,
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
