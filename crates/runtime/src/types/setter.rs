//! The setters of builders, and the error of a builder that does not make a value.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use serde::de::DeserializeOwned;

use super::nullable::Nullable;
use super::object_schema::Property;

/// The error of a builder that lacks a required property, or that was given a value that does not fit. It does not hold the
/// value, which may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    type_name: &'static str,
    faults: Vec<Fault>,
}

impl BuildError {
    pub(crate) fn new(type_name: &'static str, faults: Vec<Fault>) -> Self {
        BuildError { type_name, faults }
    }

    /// Returns the fields of the required properties that were not set.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.faults.iter().filter(|fault| fault.reason.is_none()).map(|fault| fault.field)
    }

    /// Returns the fields of the properties whose values do not fit.
    pub fn invalid(&self) -> impl Iterator<Item = &'static str> {
        self.faults.iter().filter(|fault| fault.reason.is_some()).map(|fault| fault.field)
    }
}

impl Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid {}", self.type_name)?;
        for (at, fault) in self.faults.iter().enumerate() {
            f.write_str(if at == 0 { ": " } else { "; " })?;
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

/// A property that is missing, or whose value does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    /// The name in JSON.
    pub(crate) property: &'static str,
    /// The error of the conversion; `None` if the property is missing.
    pub(crate) reason: Option<String>,
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.field)?;
        if self.field != self.property {
            write!(f, " (property `{}`)", self.property)?;
        }
        match &self.reason {
            None => f.write_str(" is missing"),
            Some(reason) => write!(f, ": {reason}"),
        }
    }
}

/// The field of a builder for a required property. `T` is an `Option` if the property accepts `null`.
pub(crate) enum Required<T> {
    Missing,
    Given(T),
}

impl<T> Required<T> {
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Required::Missing)
    }
}

/// A field of a builder that takes a `T`.
pub(crate) trait Slot<T> {
    fn fill(&mut self, value: T);
}

macro_rules! slots {
    ($($slot:ty: $value:ident => $filled:expr;)*) => {
        $(impl<T> Slot<T> for $slot {
            fn fill(&mut self, $value: T) {
                *self = $filled;
            }
        })*
    };
}

slots! {
    Option<T>: value => Some(value);
    Option<Box<T>>: value => Some(Box::new(value));
    Required<T>: value => Required::Given(value);
    Required<Box<T>>: value => Required::Given(Box::new(value));
    Required<Option<T>>: value => Required::Given(Some(value));
    Required<Option<Box<T>>>: value => Required::Given(Some(Box::new(value)));
    Nullable<T>: value => Nullable::Value(value);
    Nullable<Box<T>>: value => Nullable::Value(Box::new(value));
}

/// Sets a property.
pub(crate) fn set<S: Slot<T>, T>(slot: &mut S, value: T) {
    slot.fill(value);
}

/// Sets a required property without a value to `json`, its only value.
pub(crate) fn constant<T: DeserializeOwned>(slot: &mut Required<T>, json: &str) {
    if slot.is_missing()
        && let Ok(value) = serde_json::from_str(json)
    {
        *slot = Required::Given(value);
    }
}

/// Sets a property to what a value becomes, or adds the error of the conversion to `faults`.
pub(crate) fn convert<S: Slot<T>, T, V: TryInto<T, Error: Display>>(
    slot: &mut S,
    value: V,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) {
    settle(slot, value.try_into(), faults, field, property);
}

/// Sets a property to a converted value, or adds the error of the conversion to `faults`. An earlier fault of the property is removed.
fn settle<S: Slot<T>, T>(
    slot: &mut S,
    converted: Result<T, impl Display>,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) {
    faults.retain(|fault| fault.field != field);
    match converted {
        Ok(value) => slot.fill(value),
        Err(error) => faults.push(Fault { field, property, reason: Some(error.to_string()) }),
    }
}

/// Sets an array, which may have constraints.
pub(crate) fn list<S: Slot<T>, T, E>(
    slot: &mut S,
    elements: impl IntoIterator<Item = E>,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) where
    Vec<E>: TryInto<T, Error: Display>,
{
    convert(slot, elements.into_iter().collect::<Vec<E>>(), faults, field, property);
}

/// Sets a map, which may have constraints.
pub(crate) fn entries<S: Slot<T>, T, V>(
    slot: &mut S,
    entries: impl IntoIterator<Item = (String, V)>,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) where
    BTreeMap<String, V>: TryInto<T, Error: Display>,
{
    convert(slot, entries.into_iter().collect::<BTreeMap<String, V>>(), faults, field, property);
}

/// The error of a list or a map: of one of its parts, or of the whole.
enum PartError<P, W> {
    /// An element, by its index.
    Element(usize, P),
    /// The value of an entry. The key may be personal.
    Value(P),
    Whole(W),
}

impl<P: Display, W: Display> Display for PartError<P, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartError::Element(at, error) => write!(f, "element {at}: {error}"),
            PartError::Value(error) => write!(f, "a value: {error}"),
            PartError::Whole(error) => error.fmt(f),
        }
    }
}

/// Sets an array of what its elements become, or adds the error of the first one that does not convert to `faults`.
pub(crate) fn every<S: Slot<T>, T, E, V: TryInto<E, Error: Display>>(
    slot: &mut S,
    elements: impl IntoIterator<Item = V>,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) where
    Vec<E>: TryInto<T, Error: Display>,
{
    let converted = elements.into_iter().enumerate().map(|(at, element)| {
        let element: Result<E, V::Error> = element.try_into();
        element.map_err(|error| PartError::Element(at, error))
    });
    let whole = |elements: Vec<E>| elements.try_into().map_err(PartError::Whole);
    settle(slot, converted.collect::<Result<Vec<E>, _>>().and_then(whole), faults, field, property);
}

/// Sets a map to what its keys and values become, or adds the error of the first value that does not convert to `faults`.
pub(crate) fn pairs<S: Slot<T>, T, E, K: Into<String>, V: TryInto<E, Error: Display>>(
    slot: &mut S,
    entries: impl IntoIterator<Item = (K, V)>,
    faults: &mut Vec<Fault>,
    field: &'static str,
    property: &'static str,
) where
    BTreeMap<String, E>: TryInto<T, Error: Display>,
{
    let converted = entries.into_iter().map(|(key, value)| {
        let (key, value): (String, Result<E, V::Error>) = (key.into(), value.try_into());
        Ok((key, value.map_err(PartError::Value)?))
    });
    let whole = |entries: BTreeMap<String, E>| entries.try_into().map_err(PartError::Whole);
    settle(slot, converted.collect::<Result<BTreeMap<String, E>, _>>().and_then(whole), faults, field, property);
}

/// The properties that a schema does not list. One that it lists is added to `faults`.
pub(crate) fn others<T>(
    values: impl IntoIterator<Item = (String, T)>,
    listed: &[Property],
    faults: &mut Vec<Fault>,
    field: &'static str,
) -> BTreeMap<String, T> {
    faults.retain(|fault| fault.field != field);
    let others: BTreeMap<String, T> = values.into_iter().collect();
    if let Some(property) = listed.iter().find(|property| others.contains_key(property.name)) {
        let reason = format!("`{}` has a setter of its own", property.name);
        faults.push(Fault { field, property: field, reason: Some(reason) });
    }
    others
}

/// Sets a property to `null`.
pub(crate) mod null {
    use super::{Nullable, Required};

    pub(crate) fn required<T>(slot: &mut Required<Option<T>>) {
        *slot = Required::Given(None);
    }

    pub(crate) fn nullable<T>(slot: &mut Nullable<T>) {
        *slot = Nullable::Null;
    }

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use {nullable as nullable_foreign, required as required_foreign};
}
