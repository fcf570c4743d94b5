// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Reads the documented headers of responses (OpenAPI 3.0.4, Header Object: style `simple`).

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::types;

/// A header that does not fit the document. The error does not show its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeaderError {
    /// The name of the header.
    pub name: &'static str,
}

impl std::fmt::Display for HeaderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the header `{}` is absent or does not fit the document", self.name)
    }
}

impl std::error::Error for HeaderError {}

/// Reads the headers of one response, and collects errors.
pub(crate) struct Reader<'h> {
    headers: &'h HeaderMap,
    malformed: Vec<HeaderError>,
}

impl<'h> Reader<'h> {
    pub(crate) fn new(headers: &'h HeaderMap) -> Self {
        Reader { headers, malformed: Vec::new() }
    }

    /// Reads a header that every response has.
    pub(crate) fn required<T: DeserializeOwned>(&self, name: &'static str, reading: Reading) -> Result<T, HeaderError> {
        read(self.headers, name, reading)?.ok_or(HeaderError { name })
    }

    /// Reads a header. One that is malformed is `None`, and its error is collected.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &'static str, reading: Reading) -> Option<T> {
        read(self.headers, name, reading).unwrap_or_else(|error| {
            self.malformed.push(error);
            None
        })
    }

    /// Takes the errors of the headers that are read until now.
    pub(crate) fn malformed(&mut self) -> Vec<HeaderError> {
        std::mem::take(&mut self.malformed)
    }
}

/// How the text of a header is read before its type sees it.
#[allow(dead_code, reason = "which variants are used depends on the document")]
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// Text.
    Text,
    /// A number or a boolean.
    Json,
    /// Either of them, whichever the type accepts.
    Any,
    /// Elements separated by commas.
    List(&'static Reading),
    /// Keys and values in turn, separated by commas.
    Pairs,
}

/// Reads a header; `None` if it is absent.
pub(crate) fn read<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    reading: Reading,
) -> Result<Option<T>, HeaderError> {
    let malformed = || HeaderError { name };
    let lines = headers.get_all(name).iter().map(|value| std::str::from_utf8(value.as_bytes()));
    let lines: Vec<&str> = lines.collect::<Result<_, _>>().map_err(|_| malformed())?;
    let text = match (lines.as_slice(), reading) {
        ([], _) => return Ok(None),
        ([text], _) => (*text).to_owned(),
        // A list may be split over several header lines (RFC 9110 section 5.3).
        (lines, Reading::List(_)) => lines.join(","),
        _ => return Err(malformed()),
    };
    let candidates = [value(&text, reading), matches!(reading, Reading::Any).then(|| Value::String(text.clone()))];
    let first = || candidates.iter().flatten().find_map(|value| serde_json::from_value(value.clone()).ok());
    // A value that is listed in one form must not be taken for an unlisted one in the other.
    types::strict(first).or_else(first).map(Some).ok_or_else(malformed)
}

fn value(text: &str, reading: Reading) -> Option<Value> {
    match reading {
        Reading::Text => Some(text.into()),
        Reading::Json | Reading::Any => serde_json::from_str(text).ok(),
        Reading::List(_) if text.is_empty() => Some(Value::Array(Vec::new())),
        Reading::List(inner) => text.split(',').map(|part| value(part.trim(), *inner)).collect(),
        Reading::Pairs => {
            let parts: Vec<&str> = text.split(',').map(str::trim).collect();
            let mut object = Map::new();
            for pair in parts.chunks(2) {
                let [key, text] = pair else { return None };
                let read = value(text, Reading::Json).unwrap_or_else(|| (*text).into());
                object.insert((*key).to_owned(), read);
            }
            Some(Value::Object(object))
        }
    }
}
