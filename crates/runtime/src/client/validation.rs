//! Checks the parts of requests against the document's JSON Schema before they are sent, where their types do not have all
//! of its constraints.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::Serialize;
use serde_json::{Map, Value};

use super::error::Error;
use super::schema::{Schema, Violation};

/// A part of a request that does not fit its schema.
pub(crate) struct Unfit {
    part: &'static str,
    violation: Violation,
}

/// Checks a part of a request: `body`, or a parameter by its name.
pub(crate) fn check<T: Serialize + ?Sized>(part: &'static str, value: &T, schema: &Schema) -> Result<(), Unfit> {
    let violation = match serde_json::to_value(value) {
        Ok(value) => schema.violation(&value),
        // A value without a form in JSON, such as a map whose keys are no strings.
        Err(_) => Some(Violation { pointer: String::new(), keyword: "type".to_owned() }),
    };
    violation.map_or(Ok(()), |violation| Err(Unfit { part, violation }))
}

/// The parts of a multipart body as one value.
#[derive(Default)]
pub(crate) struct PartValues(Map<String, Value>);

impl PartValues {
    /// Adds a part that is not a file.
    pub(crate) fn value<T: Serialize>(mut self, name: &str, value: Option<&T>) -> Self {
        if let Some(Ok(value)) = value.map(serde_json::to_value) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Adds a file. Its content is not checked.
    pub(crate) fn file<T>(mut self, name: &str, file: Option<&T>) -> Self {
        if file.is_some() {
            self.0.insert(name.to_owned(), "".into());
        }
        self
    }

    /// Adds several files.
    pub(crate) fn files<T>(mut self, name: &str, files: Option<&Vec<T>>) -> Self {
        // An empty list has no parts.
        if let Some(files) = files.filter(|files| !files.is_empty()) {
            self.0.insert(name.to_owned(), files.iter().map(|_| "").collect());
        }
        self
    }

    /// Returns the whole value.
    pub(crate) fn done(self) -> Value {
        Value::Object(self.0)
    }
}

impl<E> From<Unfit> for Error<E> {
    fn from(Unfit { part, violation }: Unfit) -> Self {
        let Violation { pointer, keyword } = violation;
        Error::InvalidValue { part, pointer, keyword }
    }
}
