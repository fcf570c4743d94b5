// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Reads JSON strictly: one value, nothing after it, and no key twice in one object. RFC 8259 section 4 says that names
//! should be unique; readers differ in which of two equal ones they take.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::de::{Deserialize, DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::mismatch::Mismatch;
use super::types;
use super::watched::{State, Strict};

/// Why a text is rejected.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The text is not one JSON value.
    Syntax,
    /// A key occurs twice in one object. The path to it without the indexes of arrays, such as `Data.Sid`.
    Repeated(String),
    /// A value does not fit its type.
    Invalid {
        /// The path to the value, such as `Data.Codes[0]`; empty for the whole text.
        path: String,
        mismatch: Mismatch,
    },
}

/// Reads a text as a `T`. Of several faults, it reports syntax first, then the first repeated key, then the type.
pub(crate) fn read<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, Fault> {
    let mut state = State::default();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = types::strict(|| T::deserialize(Strict { inner: &mut deserializer, state: &mut state }));
    let is_end = |value| deserializer.end().map(|()| value).map_err(|_| Mismatch::Unspecified);
    match read.and_then(is_end) {
        Ok(value) if !state.is_doubtful => Ok(value),
        Ok(value) => unique_keys(text).map(|()| value),
        Err(mismatch) => Err(fault(text, state, mismatch)),
    }
}

/// The fault of a text that did not become a value. Reading stopped at `mismatch`, so the rest of the text is checked here.
fn fault(text: &[u8], state: State<'_>, mismatch: Mismatch) -> Fault {
    match unique_keys(text) {
        Err(fault) => fault,
        Ok(()) => {
            let (path, mismatch) = state.misfit(mismatch);
            Fault::Invalid { path, mismatch }
        }
    }
}

/// Reads a value as a `T`. An error comes with the path to the part that does not fit.
pub(crate) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, (String, Mismatch)> {
    let mut state = State::default();
    let read = types::strict(|| T::deserialize(Strict { inner: value, state: &mut state }));
    read.map_err(|mismatch| state.misfit(mismatch))
}

/// Checks a text without reading it as a type.
pub(crate) fn unique_keys(text: &[u8]) -> Result<(), Fault> {
    let mut state = State::default();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let checked = IgnoredAny::deserialize(Strict { inner: &mut deserializer, state: &mut state });
    match (checked.is_ok() && deserializer.end().is_ok(), state.repeated) {
        (false, _) => Err(Fault::Syntax),
        (true, Some(path)) => Err(Fault::Repeated(path)),
        (true, None) => Ok(()),
    }
}
