// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The setters of builders, and the error of a builder that does not make a value.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use super::nullable::Nullable;

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
    Option<Option<T>>: value => Some(Some(value));
    Option<Option<Box<T>>>: value => Some(Some(Box::new(value)));
    Nullable<T>: value => Nullable::Value(value);
    Nullable<Box<T>>: value => Nullable::Value(Box::new(value));
}

/// The properties that a schema does not list.
impl<T> Slot<BTreeMap<String, T>> for BTreeMap<String, T> {
    fn fill(&mut self, value: BTreeMap<String, T>) {
        *self = value;
    }
}

/// Sets a property, or adds the error of the conversion to `faults`.
pub(crate) fn set<S: Slot<T>, T, E: Display>(
    slot: &mut S,
    value: Result<T, E>,
    faults: &mut Vec<Fault>,
    [field, property]: [&'static str; 2],
) {
    faults.retain(|fault| fault.field != field);
    match value {
        Ok(value) => slot.fill(value),
        Err(error) => faults.push(Fault { field, property, reason: Some(error.to_string()) }),
    }
}

/// Converts the properties that a schema does not list. `listed` are those that it lists.
pub(crate) fn others<T>(
    values: impl IntoIterator<Item = (String, T)>,
    listed: &[&str],
) -> Result<BTreeMap<String, T>, String> {
    let others: BTreeMap<String, T> = values.into_iter().collect();
    match others.keys().find(|name| listed.contains(&name.as_str())) {
        Some(name) => Err(format!("`{name}` has a setter of its own")),
        None => Ok(others),
    }
}

/// `null`, as the field of a builder has it.
pub(crate) mod null {
    use super::Nullable;

    pub(crate) fn required<T>() -> Option<Option<T>> {
        Some(None)
    }

    pub(crate) fn nullable<T>() -> Nullable<T> {
        Nullable::Null
    }
}
