//! Reads the parameters and JSON bodies of requests. A part that is missing, repeated or malformed is a [`Rejection`].

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json::{self, Fault};
use super::mismatch::Mismatch;
use super::rejection::{Location, Reason, Rejection};

/// How the text of a parameter is read before its type sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    String,
    Boolean,
    Integer,
    Number,
    /// Left to the type.
    Any,
}

/// The occurrences of one parameter in a request, still encoded. They are decoded when the parameter is read, so that an
/// error in it is reported in the order of the parameters.
#[derive(Clone)]
pub(crate) struct Parameter<'r> {
    location: Location,
    name: &'static str,
    first: Option<&'r [u8]>,
    /// Occurrences after the first. Most parameters have none, and an empty vector does not allocate.
    others: Vec<&'r [u8]>,
}

/// Finds the parameters of the given names in the query, in one pass. The order of the result is that of `names`, which are
/// distinct.
pub(crate) fn query<'r, const N: usize>(parts: &'r Parts, names: [&'static str; N]) -> [Parameter<'r>; N] {
    let mut parameters = names.map(|name| Parameter::new(Location::Query, name));
    for (name, value) in pairs(parts) {
        if let Some(parameter) = names.iter().position(|known| *known == name).and_then(|at| parameters.get_mut(at)) {
            parameter.push(value.as_bytes());
        }
    }
    parameters
}

/// The pairs of the query (WHATWG URL, `application/x-www-form-urlencoded`): decoded names and encoded values. A pair whose
/// name cannot be decoded is skipped, because no document can name it.
pub(crate) fn pairs(parts: &Parts) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let query = parts.uri.query().unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode_form(name)?, value))
    })
}

/// Finds parameters in the path, each by the position of its segment; the first segment is 0.
pub(crate) fn path<'r, const N: usize>(parts: &'r Parts, names: [(usize, &'static str); N]) -> [Parameter<'r>; N] {
    names.map(|(at, name)| {
        let mut parameter = Parameter::new(Location::Path, name);
        parameter.first = parts.uri.path().split('/').skip(1).nth(at).map(str::as_bytes);
        parameter
    })
}

/// Finds the parameters of the given names in the headers. The order of the result is that of `names`.
pub(crate) fn headers<'r, const N: usize>(parts: &'r Parts, names: [&'static str; N]) -> [Parameter<'r>; N] {
    names.map(|name| {
        let mut parameter = Parameter::new(Location::Header, name);
        parts.headers.get_all(name).iter().for_each(|value| parameter.push(value.as_bytes()));
        parameter
    })
}

impl<'r> Parameter<'r> {
    /// A parameter that does not occur.
    pub(crate) fn new(location: Location, name: &'static str) -> Self {
        Parameter { location, name, first: None, others: Vec::new() }
    }

    /// Adds an occurrence.
    pub(crate) fn push(&mut self, encoded: &'r [u8]) {
        match self.first {
            None => self.first = Some(encoded),
            Some(_) => self.others.push(encoded),
        }
    }

    fn rejected(&self, reason: Reason) -> Rejection {
        Rejection::new(self.location, self.name, reason)
    }

    fn malformed(&self, expected: &str) -> Rejection {
        Rejection::malformed(self.location, self.name, expected)
    }

    fn decoded(&self, encoded: &'r [u8]) -> Result<Cow<'r, str>, Rejection> {
        let text = std::str::from_utf8(encoded).ok();
        let decoded = match self.location {
            Location::Query => text.and_then(decode_form),
            Location::Path => text.and_then(decode),
            _ => text.map(Cow::Borrowed),
        };
        decoded.ok_or_else(|| self.malformed("percent-encoded UTF-8"))
    }

    /// The text of a parameter that may occur once.
    pub(crate) fn text(&self) -> Result<Option<Cow<'r, str>>, Rejection> {
        let Some(first) = self.first else { return Ok(None) };
        let text = self.decoded(first)?;
        if self.others.is_empty() {
            return Ok(Some(text));
        }
        self.others.iter().try_for_each(|other| self.decoded(other).map(drop))?;
        Err(self.rejected(Reason::Repeated))
    }

    /// Reads a parameter that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(&self, text: Text) -> Result<Option<T>, Rejection> {
        let Some(value) = self.value(text)? else { return Ok(None) };
        read_named(self.location, self.name, value).map(Some)
    }

    /// Reads a parameter that must be present.
    pub(crate) fn required<T: DeserializeOwned>(&self, text: Text) -> Result<T, Rejection> {
        self.optional(text)?.ok_or_else(|| self.rejected(Reason::Missing))
    }

    /// Reads an array with one occurrence for each element; `None` if there is none.
    pub(crate) fn optional_array<T: DeserializeOwned>(&self, text: Text) -> Result<Option<T>, Rejection> {
        let Some(value) = self.array(text)? else { return Ok(None) };
        read_named(self.location, self.name, value).map(Some)
    }

    /// Reads an array that must have an element.
    pub(crate) fn required_array<T: DeserializeOwned>(&self, text: Text) -> Result<T, Rejection> {
        self.optional_array(text)?.ok_or_else(|| self.rejected(Reason::Missing))
    }

    fn value(&self, text: Text) -> Result<Option<Value>, Rejection> {
        let Some(found) = self.text()? else { return Ok(None) };
        json_of(found, text).map(Some).ok_or_else(|| self.malformed(expected(text)))
    }

    fn array(&self, text: Text) -> Result<Option<Value>, Rejection> {
        let Some(first) = self.first else { return Ok(None) };
        let encoded = || std::iter::once(first).chain(self.others.iter().copied());
        // An element that cannot be decoded is reported before one of another type.
        encoded().try_for_each(|encoded| self.decoded(encoded).map(drop))?;
        let elements = encoded()
            .map(|encoded| json_of(self.decoded(encoded)?, text).ok_or_else(|| self.malformed(expected(text))));
        elements.collect::<Result<_, _>>().map(|elements| Some(Value::Array(elements)))
    }
}

/// Decodes percent-encoded UTF-8 (RFC 3986 section 2.1). `None` if it is not UTF-8, or if a `%` is not followed by two
/// hexadecimal digits.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    decoded(text, false)
}

/// Decodes a name or value of a query or form, in which `+` is a space.
pub(crate) fn decode_form(text: &str) -> Option<Cow<'_, str>> {
    decoded(text, true)
}

fn decoded(text: &str, plus_is_space: bool) -> Option<Cow<'_, str>> {
    let is_encoded = |byte: u8| byte == b'%' || (plus_is_space && byte == b'+');
    if !text.bytes().any(is_encoded) {
        return Some(Cow::Borrowed(text));
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            b'+' if plus_is_space => b' ',
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// The JSON value that a text is read as; `None` if the text is of another kind.
pub(crate) fn json_of(found: Cow<'_, str>, text: Text) -> Option<Value> {
    let is_number = found.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match text {
        Text::String | Text::Any => Some(Value::String(found.into_owned())),
        Text::Boolean => match &*found {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        Text::Integer if is_number => integer(&found),
        // The grammar of JSON numbers, which has neither `inf` nor `0x10`.
        Text::Number if is_number => serde_json::from_str::<serde_json::Number>(&found).ok().map(Into::into),
        Text::Integer | Text::Number => None,
    }
}

/// An integer of 64 bits, with or without a sign. Its type checks the range.
fn integer(text: &str) -> Option<Value> {
    text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from)).ok()
}

/// The words for a kind of text in a rejection.
pub(crate) fn expected(text: Text) -> &'static str {
    match text {
        Text::String | Text::Any => "text",
        Text::Boolean => "`true` or `false`",
        Text::Integer => "an integer",
        Text::Number => "a number",
    }
}

/// Reads a body of the media type `application/json`.
pub(crate) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body, limit: usize) -> Result<T, Rejection> {
    read_json(&json_text(headers, body, limit).await?)
}

/// Returns the bytes of a body of the media type `application/json`.
pub(crate) async fn json_text(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Rejection> {
    const ACCEPTED: &str = "application/json";
    if !is_json(headers) {
        return Err(Rejection::new(Location::Body, "", Reason::UnsupportedMediaType { accepted: ACCEPTED }));
    }
    collect(body, limit).await
}

/// Reads the bytes of a JSON body.
pub(crate) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Rejection::new(Location::Body, "", Reason::Missing));
    }
    json::read(bytes).map_err(|fault| match fault {
        Fault::Repeated(name) => Rejection::new(Location::Body, name, Reason::Repeated),
        Fault::Syntax => Rejection::malformed(Location::Body, "", "JSON"),
        Fault::Invalid { path, mismatch } => misfit(Location::Body, path, mismatch),
    })
}

/// Reads the value of a JSON body, or of a form, as a type.
pub(crate) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, Rejection> {
    json::read_value(value).map_err(|(path, mismatch)| misfit(Location::Body, path, mismatch))
}

/// Reads the value of a parameter, or of a part of a body, as a type.
pub(crate) fn read_named<T: DeserializeOwned>(location: Location, name: &str, value: Value) -> Result<T, Rejection> {
    json::read_value(value).map_err(|(_, mismatch)| Rejection::malformed(location, name, expectation(mismatch)))
}

/// The rejection of a body whose value at `path` does not fit its type.
fn misfit(location: Location, path: String, mismatch: Mismatch) -> Rejection {
    match mismatch {
        Mismatch::Missing(property) if path.is_empty() => Rejection::new(location, property, Reason::Missing),
        Mismatch::Missing(property) => Rejection::new(location, format!("{path}.{property}"), Reason::Missing),
        mismatch => Rejection::malformed(location, path, expectation(mismatch)),
    }
}

/// The words after "must be" in a rejection.
fn expectation(mismatch: Mismatch) -> String {
    match mismatch {
        Mismatch::Missing(property) => format!("an object with `{property}`"),
        Mismatch::Expected(expected) => expected,
        Mismatch::Unspecified => "formatted correctly".to_owned(),
    }
}

/// Whether the content type is JSON in UTF-8 (RFC 8259 section 8.1). Parameters other than `charset` are ignored.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => {
            charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    is_json && is_utf8
}

/// Reads a body of up to `limit` bytes. A larger body is read too, up to eight times the limit, and discarded: a client that
/// is still sending would otherwise see a broken connection instead of the response.
pub(crate) async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Rejection> {
    // Most bodies arrive in one frame, which is not copied.
    let mut first = Bytes::new();
    let mut whole: Vec<u8> = Vec::new();
    let mut read = 0usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(Rejection::malformed(Location::Body, "", "sent to its end"));
        };
        let Ok(data) = frame.into_data() else { continue };
        let is_first = read == 0;
        read = read.saturating_add(data.len());
        if read > limit {
            (first, whole) = (Bytes::new(), Vec::new());
            if read > limit.saturating_mul(8) {
                break;
            }
        } else if is_first {
            first = data;
        } else {
            whole.extend_from_slice(&std::mem::take(&mut first));
            whole.extend_from_slice(&data);
        }
    }
    match (read > limit, whole.is_empty()) {
        (true, _) => Err(Rejection::new(Location::Body, "", Reason::TooLarge { limit })),
        (false, true) => Ok(first),
        (false, false) => Ok(whole.into()),
    }
}

/// Reads the default of a parameter. It fits its schema, so only a type of the user (`x-rust-type`) can reject it.
///
/// # Panics
///
/// If the type rejects it.
#[allow(clippy::panic, reason = "a type of the user rejects a value that the document has")]
pub(crate) fn default_value<T: DeserializeOwned>(json: &'static str) -> T {
    serde_json::from_str(json)
        .unwrap_or_else(|error| panic!("the type of a parameter rejects the default {json}: {error}"))
}
