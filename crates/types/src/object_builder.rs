// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects: their builders, which also hold the properties while an object is read.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::borrow::Cow;

use serde::de::MapAccess;

use super::nullable::Nullable;
use super::object_schema::Property;
use super::setter::{BuildError, Fault, Required};

/// The fields of builders, by the word in the table.
#[allow(non_camel_case_types, reason = "the words in the table")]
pub(crate) mod slot {
    pub(crate) type required<T> = super::Required<T>;
    pub(crate) type optional<T> = Option<T>;
    pub(crate) type nullable<T> = super::Nullable<T>;

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use {nullable as nullable_foreign, optional as optional_foreign, required as required_foreign};
}

/// A builder of an object.
pub(crate) trait Builder: Sized {
    /// The name of the type that it makes.
    const NAME: &'static str;

    type Built: Object<Builder = Self>;

    fn empty() -> Self;

    /// The values that do not fit.
    fn faults(&mut self) -> &mut Vec<Fault>;

    /// Sets the required properties that have only one value and were not set.
    fn set_constants(&mut self) {}
}

/// Makes the value of a builder.
pub(crate) fn build<B: Builder>(mut builder: B) -> Result<B::Built, BuildError> {
    let faults = std::mem::take(builder.faults());
    builder.set_constants();
    match B::Built::finish(builder) {
        Ok(built) if faults.is_empty() => Ok(built),
        Ok(_) => Err(BuildError::new(B::NAME, faults)),
        Err(builder) => Err(incomplete(B::NAME, B::Built::missing(&builder), faults)),
    }
}

/// The error of a builder that lacks the properties `missing`.
fn incomplete(type_name: &'static str, mut missing: Vec<Fault>, mut faults: Vec<Fault>) -> BuildError {
    // A required property with an invalid value is not also reported as missing.
    missing.retain(|fault| faults.iter().all(|known| known.field != fault.field));
    missing.append(&mut faults);
    BuildError::new(type_name, missing)
}

/// A type that is a JSON object.
pub(crate) trait Object: Sized {
    /// Holds the properties that have been read.
    type Builder: Builder<Built = Self>;

    /// Whether errors of reading do not have the values that were read: a property is sensitive.
    const HIDES_ERRORS: bool;

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

/// The missing properties of a table. `are_missing` tells for each whether it is.
#[cold]
pub(crate) fn missing(properties: &'static [Property], are_missing: &[bool]) -> Vec<Fault> {
    let missing = properties.iter().zip(are_missing).filter(|(_, is_missing)| **is_missing);
    missing.map(|(property, _)| Fault { field: property.field, property: property.name, reason: None }).collect()
}

/// Whether a required property has no value, by the word in the table.
pub(crate) mod is_missing {
    pub(crate) fn required<T>(slot: &super::Required<T>) -> bool {
        slot.is_missing()
    }

    pub(crate) fn optional<T>(_slot: &T) -> bool {
        false
    }

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use optional as nullable;
    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use {optional as nullable_foreign, optional as optional_foreign, required as required_foreign};
}
