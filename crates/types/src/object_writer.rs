// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects: writing their properties.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::nullable::Nullable;

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

    pub(crate) fn required_foreign<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    pub(crate) fn optional_foreign<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.optional(name, value);
    }

    pub(crate) fn nullable_foreign<T: Serialize>(&mut self, name: &str, value: &Nullable<T>) {
        self.nullable(name, value);
    }

    pub(crate) fn others<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        rest.iter().for_each(|(name, value)| self.required(name, value));
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}
