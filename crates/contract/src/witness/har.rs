//! Reads and writes recordings in HAR 1.2 format, as browsers and proxies write them. Entries are read one at a time, so a recording may
//! be larger than memory.
//!
//! HAR marks Base64 in bodies of responses with `content.encoding`. It has no such field for requests, so this module reads
//! `postData.encoding` in the same way.

mod write;

use std::fmt::{Formatter, Result as Formatted};
use std::io::BufRead;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Exchange, RecordedResponse};
pub use write::HarWriter;

/// Why a recording cannot be read. Messages do not contain recorded text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarError {
    /// Reading failed.
    #[error("{0}")]
    Io(std::io::Error),
    /// The text is not JSON, or a value has another type than in HAR.
    #[error("not JSON in HAR format at {line}:{column}")]
    Syntax {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// An object lacks a required key.
    #[error("not HAR: there is no `{0}`")]
    NoKey(&'static str),
    /// An entry lacks a field, or the field is not valid.
    #[error("entry {index} has no valid {field}")]
    Entry {
        /// Index into `log.entries`.
        index: usize,
        /// The field.
        field: &'static str,
    },
}

/// Calls `each` with every exchange of a recording, in order.
///
/// # Errors
///
/// [`HarError`] if the text is not JSON, has no `log.entries`, or an entry is not valid. `each` was called with the exchanges
/// before the error.
pub fn read(mut text: impl BufRead, each: &mut dyn FnMut(Exchange)) -> Result<(), HarError> {
    // Some tools write a byte order mark.
    if text.fill_buf().is_ok_and(|start| start.starts_with(b"\xef\xbb\xbf")) {
        text.consume(3);
    }
    let mut deserializer = serde_json::Deserializer::from_reader(text);
    let mut own = None;
    let done = PathSeed { path: &["log", "entries"], each, error: &mut own }.deserialize(&mut deserializer);
    done.and_then(|()| deserializer.end()).map_err(|error| match own {
        Some(own) => own,
        None if error.is_io() => HarError::Io(error.into()),
        // The parser's message may quote recorded text.
        None => HarError::Syntax { line: error.line(), column: error.column() },
    })
}

/// Walks down to the entries, and over them.
struct PathSeed<'a> {
    path: &'a [&'static str],
    each: &'a mut dyn FnMut(Exchange),
    /// The error that stopped the walk, unless it is one of the parser.
    error: &'a mut Option<HarError>,
}

impl<'de> DeserializeSeed<'de> for PathSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() { deserializer.deserialize_seq(self) } else { deserializer.deserialize_map(self) }
    }
}

impl<'de> Visitor<'de> for PathSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut Formatter<'_>) -> Formatted {
        f.write_str(if self.path.is_empty() { "an array of entries" } else { "an object" })
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut is_found = false;
        while let Some(key) = map.next_key::<String>()? {
            match self.path {
                [name, rest @ ..] if *name == key => {
                    is_found = true;
                    map.next_value_seed(PathSeed { path: rest, each: &mut self.each, error: &mut *self.error })?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match self.path {
            [name, ..] if !is_found => {
                *self.error = Some(HarError::NoKey(name));
                Err(A::Error::custom("no key"))
            }
            _ => Ok(()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(entry) = entries.next_element::<Value>()? {
            match exchange(&entry) {
                Ok(exchange) => (self.each)(exchange),
                Err(Invalid(field)) => {
                    *self.error = Some(HarError::Entry { index, field });
                    return Err(A::Error::custom("an entry"));
                }
            }
            index += 1;
        }
        Ok(())
    }
}

/// The field of an entry that is missing or not valid.
struct Invalid(&'static str);

/// The exchange of an entry.
fn exchange(entry: &Value) -> Result<Exchange, Invalid> {
    let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
    let mut headers = headers(entry, "/request/headers");
    let posted = text("/request/postData/mimeType").filter(|media_type| !media_type.is_empty());
    if let (Some(Ok(media_type)), false) =
        (posted.map(HeaderValue::from_str), headers.contains_key(http::header::CONTENT_TYPE))
    {
        headers.insert(http::header::CONTENT_TYPE, media_type);
    }
    let size = |pointer: &str| entry.pointer(pointer).and_then(Value::as_i64);
    let body = match text("/request/postData/text") {
        Some("") | None if size("/request/bodySize").is_some_and(|size| size > 0) => None,
        // The text of the form was not recorded, only its fields.
        None if entry.pointer("/request/postData/params").is_some() => None,
        found => Some(bytes(found.unwrap_or_default(), text("/request/postData/encoding"))?),
    };
    Ok(Exchange {
        method: text("/request/method").ok_or(Invalid("method"))?.to_owned(),
        url: text("/request/url").ok_or(Invalid("URL"))?.to_owned(),
        headers,
        body,
        response: response(entry)?,
    })
}

fn response(entry: &Value) -> Result<Option<RecordedResponse>, Invalid> {
    let status = entry.pointer("/response/status").and_then(Value::as_u64).ok_or(Invalid("status"))?;
    // Browsers write the status 0 if there was no response.
    let code = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let Some(status) = code else { return Ok(None) };
    let content = |key: &str| entry.pointer("/response/content")?.get(key);
    let body = match content("text").and_then(Value::as_str) {
        Some(text) => Some(bytes(text, content("encoding").and_then(Value::as_str))?),
        None => content("size").and_then(Value::as_i64).filter(|size| *size == 0).map(|_| Bytes::new()),
    };
    Ok(Some(RecordedResponse { status, headers: headers(entry, "/response/headers"), body }))
}

fn bytes(text: &str, encoding: Option<&str>) -> Result<Bytes, Invalid> {
    match encoding {
        Some("base64") => STANDARD.decode(text).map(Bytes::from).map_err(|_| Invalid("Base64 in a body")),
        _ => Ok(Bytes::copy_from_slice(text.as_bytes())),
    }
}

/// The valid headers. Pseudo-headers of HTTP/2 (`:path`, RFC 9113 section 8.3) are not headers, and are ignored.
fn headers(entry: &Value, pointer: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for header in entry.pointer(pointer).and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| header.get(key).and_then(Value::as_str).unwrap_or_default();
        let Ok(name) = HeaderName::from_bytes(text("name").as_bytes()) else { continue };
        // Some tools write several headers of one name as lines of one value.
        for line in text("value").split('\n') {
            if let Ok(value) = HeaderValue::from_bytes(line.as_bytes()) {
                headers.append(name.clone(), value);
            }
        }
    }
    headers
}
