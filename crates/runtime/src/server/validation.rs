//! Checks the parts of requests against the document's JSON Schema where their types do not have all of its constraints.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, json_of, read_json, read_named, read_value};
use super::schema::{Schema, Violation};

/// Reads the bytes of a JSON body.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8], schema: &Schema) -> Result<T, Rejection> {
    let value: Value = read_json(bytes)?;
    let typed = read_value(value.clone())?;
    body(&value, schema)?;
    Ok(typed)
}

/// Checks a body.
pub(crate) fn body(value: &Value, schema: &Schema) -> Result<(), Rejection> {
    let Some(violation) = schema.violation(value) else { return Ok(()) };
    let name = path(value, &violation.pointer);
    Err(rejection(Location::Body, name, violation))
}

/// Returns why an item of a stream does not fit its schema.
pub(crate) fn item(value: &Value, schema: &Schema) -> Option<String> {
    let Violation { pointer, keyword } = schema.violation(value)?;
    Some(format!("`{pointer}` violates `{keyword}`"))
}

/// Checks a body of text.
pub(crate) fn text(text: String, schema: &Schema) -> Result<String, Rejection> {
    let value = Value::String(text);
    body(&value, schema)?;
    Ok(if let Value::String(text) = value { text } else { String::new() })
}

/// Checks a parameter.
pub(crate) fn parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: T,
    schema: &Schema,
) -> Result<T, Rejection> {
    let json = serde_json::to_value(&value)
        .map_err(|_| Rejection::malformed(location, name, "a value that JSON can express"))?;
    let Some(violation) = schema.violation(&json) else { return Ok(value) };
    Err(rejection(location, name.to_owned(), violation))
}

/// Checks a parameter that may be absent.
pub(crate) fn optional_parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: Option<T>,
    schema: &Schema,
) -> Result<Option<T>, Rejection> {
    value.map(|value| parameter(location, name, value, schema)).transpose()
}

/// Checks a parameter whose text may also be JSON of another type: one of the two must fit.
pub(crate) fn text_parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: T,
    schema: &Schema,
) -> Result<T, Rejection> {
    let json = serde_json::to_value(&value).ok();
    let read = json.as_ref().and_then(Value::as_str).and_then(|text| serde_json::from_str::<Value>(text).ok());
    match read.filter(|read| schema.violation(read).is_none()) {
        Some(_) => Ok(value),
        None => parameter(location, name, value, schema),
    }
}

/// Checks a parameter that may be absent, and whose text may also be JSON of another type.
pub(crate) fn optional_text_parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: Option<T>,
    schema: &Schema,
) -> Result<Option<T>, Rejection> {
    value.map(|value| text_parameter(location, name, value, schema)).transpose()
}

/// Checks a list of texts. An element that does not fit as text may be a number, a boolean or `null`. The list is validated
/// twice, whatever its length.
pub(crate) fn list_parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: T,
    schema: &Schema,
) -> Result<T, Rejection> {
    let Ok(mut json) = serde_json::to_value(&value) else { return parameter(location, name, value, schema) };
    for index in schema.violating_elements(&json) {
        if let Some(element) = json.get_mut(index)
            && let Some(read) = element.as_str().and_then(scalar)
        {
            *element = read;
        }
    }
    match schema.violation(&json) {
        Some(violation) => Err(rejection(location, name.to_owned(), violation)),
        None => Ok(value),
    }
}

/// Reads a text that is a JSON number, a boolean or `null`.
fn scalar(text: &str) -> Option<Value> {
    let read = [Text::Number, Text::Boolean].into_iter().find_map(|kind| json_of(Cow::Borrowed(text), kind));
    read.or_else(|| (text == "null").then_some(Value::Null))
}

/// Checks a list of texts that may be absent.
pub(crate) fn optional_list_parameter<T: Serialize>(
    location: Location,
    name: &str,
    value: Option<T>,
    schema: &Schema,
) -> Result<Option<T>, Rejection> {
    value.map(|value| list_parameter(location, name, value, schema)).transpose()
}

fn rejection(location: Location, name: String, violation: Violation) -> Rejection {
    let Violation { pointer, keyword } = violation;
    Rejection::new(location, name, Reason::Violated { keyword, pointer })
}

/// The path to a part of a body, as in other rejections: `Data.Codes[0]`.
fn path(value: &Value, pointer: &str) -> String {
    let mut path = String::new();
    let mut within = Some(value);
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        within = match within {
            Some(Value::Array(elements)) => {
                path.push_str(&format!("[{key}]"));
                key.parse::<usize>().ok().and_then(|index| elements.get(index))
            }
            other => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
                other.and_then(|value| value.get(&key))
            }
        };
    }
    path
}

/// The parts of a multipart body as one value.
#[derive(Default)]
pub(crate) struct PartValues(Map<String, Value>);

impl PartValues {
    /// Adds a part that is not a file, and reads it as its type.
    pub(crate) fn value<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        value: Option<Value>,
    ) -> Result<Option<T>, Rejection> {
        let Some(value) = value else { return Ok(None) };
        self.0.insert(name.to_owned(), value.clone());
        read_named(Location::Body, name, value).map(Some)
    }

    /// Adds a file. Its content is not validated.
    pub(crate) fn file<T>(&mut self, name: &'static str, file: Option<T>) -> Option<T> {
        if file.is_some() {
            self.0.insert(name.to_owned(), "".into());
        }
        file
    }

    /// Adds several files.
    pub(crate) fn files<T>(&mut self, name: &'static str, files: Option<Vec<T>>) -> Option<Vec<T>> {
        if let Some(files) = &files {
            self.0.insert(name.to_owned(), files.iter().map(|_| "").collect());
        }
        files
    }

    /// Checks the whole body.
    pub(crate) fn check(self, schema: &Schema) -> Result<(), Rejection> {
        body(&Value::Object(self.0), schema)
    }
}
