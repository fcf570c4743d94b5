// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects: reading their properties.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::UnitDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Unexpected, Visitor};

use super::mismatch::OneOf;
use super::nullable::Nullable;
use super::object_builder::{Builder, Object};
use super::object_schema::Property;
use super::setter::Required;
use super::strictness::is_strict_about_shape;
use super::support::hidden;

/// Reads an object. Unlike derived implementations, it does not accept an array of the properties' values.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    struct Properties<'f, T>(&'f Cell<ReadFailure>, PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Properties<'_, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
            let mut builder = T::Builder::empty();
            while let Some(Name(name)) = object.next_key()? {
                let shown = T::HIDES_ERRORS.then(|| name.clone());
                let read = T::read(&mut builder, name, &mut object);
                read.inspect_err(|_| self.0.set(ReadFailure::of(shown.as_deref(), T::PROPERTIES)))?;
            }
            T::finish(builder).map_err(|builder| {
                let name = T::missing(&builder).first().map_or("", |fault| fault.property);
                self.0.set(ReadFailure::Missing(name));
                A::Error::missing_field(name)
            })
        }
    }

    let fault = Cell::new(ReadFailure::NoObject);
    let read = deserializer.deserialize_map(Properties(&fault, PhantomData));
    read.map_err(|error| if T::HIDES_ERRORS { fault.get().hidden() } else { error })
}

/// Why an object with a sensitive property is not read.
#[derive(Clone, Copy)]
enum ReadFailure {
    NoObject,
    Missing(&'static str),
    /// The value of a property, with its name if the document lists it.
    Value(Option<&'static str>),
}

impl ReadFailure {
    /// The fault if the value of the property `name` is not read.
    fn of(name: Option<&str>, properties: &'static [Property]) -> Self {
        ReadFailure::Value(properties.iter().map(|property| property.name).find(|known| Some(*known) == name))
    }

    /// The error of reading, without the values that were read.
    #[cold]
    fn hidden<E: Error>(self) -> E {
        match self {
            ReadFailure::NoObject => hidden(&"an object"),
            ReadFailure::Missing(name) => E::missing_field(name),
            ReadFailure::Value(Some(name)) => hidden(&format!("an object with a valid `{name}`").as_str()),
            ReadFailure::Value(None) => hidden(&"an object with valid properties"),
        }
    }
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
    use super::{Deserialize, Error, MapAccess, NullIsAbsent, Nullable, Required, is_strict_about_shape};

    pub(crate) fn required<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        slot: &mut Required<T>,
        name: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        if !slot.is_missing() {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        *slot = Required::Given(object.next_value()?);
        Ok(())
    }

    pub(crate) fn optional<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
        slot: &mut Option<T>,
        name: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        *slot = if is_strict_about_shape() {
            Some(object.next_value()?)
        } else {
            let NullIsAbsent(value) = object.next_value()?;
            value
        };
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

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use {nullable as nullable_foreign, optional as optional_foreign, required as required_foreign};
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
    use super::{Error, IgnoredAny, MapAccess, OneOf, Property, Unexpected, is_strict_about_shape};

    pub(crate) fn ignored<'de, A: MapAccess<'de>>(
        _name: &str,
        _known: &'static [Property],
        object: &mut A,
    ) -> Result<(), A::Error> {
        object.next_value::<IgnoredAny>().map(|_| ())
    }

    pub(crate) fn rejected<'de, A: MapAccess<'de>>(
        name: &str,
        known: &'static [Property],
        object: &mut A,
    ) -> Result<(), A::Error> {
        if !is_strict_about_shape() {
            return ignored(name, known, object);
        }
        let names: Vec<&str> = known.iter().map(|property| property.name).collect();
        let expected = match names.as_slice() {
            [] => "an object without properties".to_owned(),
            names => format!("an object with no property but {}", OneOf(names)),
        };
        let found = format!("the property `{name}`");
        Err(A::Error::invalid_value(Unexpected::Other(&found), &expected.as_str()))
    }
}
