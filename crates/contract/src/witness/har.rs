//! Recordings: HAR 1.2, as browsers and proxies write it. Entries are read one at a time: a recording may be larger than memory.
//!
//! Bytes that are no text are in Base64, which `content.encoding` says of an answer's body. HAR has no such word for a
//! request's: here it is `postData.encoding`, in the same way.

use std::fmt::{Formatter, Result as Formatted};
use std::io::BufRead;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Exchange, Received};

/// Why a recording cannot be read. Nothing of what was recorded is in it.
#[derive(Debug, thiserror::Error)]
#[error("it is no HAR: {0}")]
pub struct HarError(String);

/// Gives every exchange of a recording to `each`, in their order.
///
/// # Errors
///
/// [`HarError`] where the text is no JSON, has no `log.entries`, or an entry is none. `each` has had those before it.
pub fn read(mut text: impl BufRead, each: &mut dyn FnMut(Exchange)) -> Result<(), HarError> {
    // Some tools write a byte order mark.
    if text.fill_buf().is_ok_and(|start| start.starts_with(b"\xef\xbb\xbf")) {
        text.consume(3);
    }
    let mut deserializer = serde_json::Deserializer::from_reader(text);
    let refused = |error: serde_json::Error| {
        // The position alone, where the parser might quote what stands there.
        let (line, column) = (error.line(), error.column());
        let own = error.to_string();
        let what = own.strip_prefix(OWN).and_then(|own| own.split(" at line ").next());
        HarError(what.map_or_else(|| format!("it is no JSON of HAR's form at {line}:{column}"), str::to_owned))
    };
    Step { path: &["log", "entries"], each }.deserialize(&mut deserializer).map_err(refused)?;
    deserializer.end().map_err(refused)
}

/// What messages start with that are made here.
const OWN: &str = "har: ";

/// A walk down to the entries, and over them.
struct Step<'a> {
    path: &'a [&'a str],
    each: &'a mut dyn FnMut(Exchange),
}

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() { deserializer.deserialize_seq(self) } else { deserializer.deserialize_map(self) }
    }
}

impl<'de> Visitor<'de> for Step<'_> {
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
                    map.next_value_seed(Step { path: rest, each: &mut self.each })?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match self.path {
            [name, ..] if !is_found => Err(A::Error::custom(format!("{OWN}it has no `{name}`"))),
            _ => Ok(()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(entry) = entries.next_element::<Value>()? {
            let wrong = |what: &str| A::Error::custom(format!("{OWN}entry {index} has no {what}"));
            (self.each)(exchange(&entry).map_err(wrong)?);
            index += 1;
        }
        Ok(())
    }
}

/// An entry, or what it lacks.
fn exchange(entry: &Value) -> Result<Exchange, &'static str> {
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
        // Fields without the text that they stood in.
        None if entry.pointer("/request/postData/params").is_some() => None,
        found => Some(bytes(found.unwrap_or_default(), text("/request/postData/encoding"))?),
    };
    Ok(Exchange {
        method: text("/request/method").ok_or("method")?.to_owned(),
        url: text("/request/url").ok_or("URL")?.to_owned(),
        headers,
        body,
        answer: answer(entry)?,
    })
}

fn answer(entry: &Value) -> Result<Option<Received>, &'static str> {
    let status = entry.pointer("/response/status").and_then(Value::as_u64).ok_or("status")?;
    // Browsers write 0 where nothing came.
    let code = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let Some(status) = code else { return Ok(None) };
    let content = |key: &str| entry.pointer("/response/content")?.get(key);
    let body = match content("text").and_then(Value::as_str) {
        Some(text) => Some(bytes(text, content("encoding").and_then(Value::as_str))?),
        None => content("size").and_then(Value::as_i64).filter(|size| *size == 0).map(|_| Bytes::new()),
    };
    Ok(Some(Received { status, headers: headers(entry, "/response/headers"), body }))
}

fn bytes(text: &str, encoding: Option<&str>) -> Result<Bytes, &'static str> {
    match encoding {
        Some("base64") => STANDARD.decode(text).map(Bytes::from).map_err(|_| "body of Base64 that can be read"),
        _ => Ok(Bytes::copy_from_slice(text.as_bytes())),
    }
}

/// Headers, without those of HTTP/2 that are none (`:path`; RFC 9113 section 8.3) and what no header can be.
fn headers(entry: &Value, pointer: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for header in entry.pointer(pointer).and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| header.get(key).and_then(Value::as_str).unwrap_or_default();
        let Ok(name) = HeaderName::from_bytes(text("name").as_bytes()) else { continue };
        // Several of one name stand on lines of one value in some recordings.
        for line in text("value").split('\n') {
            if let Ok(value) = HeaderValue::from_bytes(line.as_bytes()) {
                headers.append(name.clone(), value);
            }
        }
    }
    headers
}
