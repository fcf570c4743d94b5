//! Requests → typed values, by the book: what is repeated, malformed or missing is a [`Rejection`].

#![allow(dead_code, reason = "which parts are used depends on the document")]

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::json::unique_keys;
use super::rejection::{Location, Reason, Rejection};

/// How the text of a parameter reads before its type looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    String,
    Boolean,
    Integer,
    Number,
    /// As the type finds it.
    Any,
}

/// The parameters of one place, as far as the document names them.
pub(crate) struct Values {
    pub(crate) location: Location,
    pub(crate) pairs: Vec<(String, Result<String, ()>)>,
}

impl Values {
    /// The query (WHATWG URL, `application/x-www-form-urlencoded`): `+` is a space, percent-encoded UTF-8. Pairs whose
    /// name cannot be decoded are no parameter of the document's; values that cannot are refused when they are asked for.
    pub(crate) fn query(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(&name.replace('+', " ")).ok()?, decode(&value.replace('+', " "))))
        });
        Values { location: Location::Query, pairs: pairs.collect() }
    }

    /// The segments of the path that the document has placeholders for, by their position.
    pub(crate) fn path(parts: &Parts, names: &[(usize, &str)]) -> Self {
        let segments: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
        let pair = |(at, name): &(usize, &str)| Some(((*name).to_owned(), decode(segments.get(*at)?)));
        Values { location: Location::Path, pairs: names.iter().filter_map(pair).collect() }
    }

    /// The headers of these names.
    pub(crate) fn headers(parts: &Parts, names: &[&str]) -> Self {
        let of_name = |name: &&str| {
            let values: Vec<_> = parts
                .headers
                .get_all(*name)
                .iter()
                .map(|value| std::str::from_utf8(value.as_bytes()).map(str::to_owned).map_err(drop))
                .collect();
            let name = (*name).to_owned();
            values.into_iter().map(move |value| (name.clone(), value))
        };
        Values { location: Location::Header, pairs: names.iter().flat_map(of_name).collect() }
    }

    fn texts(&self, name: &str) -> Result<Vec<&str>, Rejection> {
        let found = self.pairs.iter().filter(|(known, _)| known == name);
        let texts = found.map(|(_, text)| text.as_deref().map_err(|()| self.malformed(name, "percent-encoded UTF-8")));
        texts.collect()
    }

    fn malformed(&self, name: &str, expected: &str) -> Rejection {
        Rejection::malformed(self.location, name, expected)
    }

    /// The text of a parameter that stands there once or not at all.
    fn single(&self, name: &str) -> Result<Option<&str>, Rejection> {
        match self.texts(name)?.as_slice() {
            [] => Ok(None),
            [text] => Ok(Some(text)),
            _ => Err(Rejection::new(self.location, name, Reason::Repeated)),
        }
    }

    /// A parameter that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<Option<T>, Rejection> {
        self.single(name)?.map(|found| self.value(name, found, text)).transpose()
    }

    /// A parameter that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<T, Rejection> {
        self.optional(name, text)?.ok_or_else(|| Rejection::new(self.location, name, Reason::Missing))
    }

    /// An array that may be absent, one pair for each element.
    pub(crate) fn optional_array<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<Option<T>, Rejection> {
        let texts = self.texts(name)?;
        if texts.is_empty() {
            return Ok(None);
        }
        let elements =
            texts.into_iter().map(|found| json_of(found, text).ok_or_else(|| self.malformed(name, expected(text))));
        let array = serde_json::Value::Array(elements.collect::<Result<_, _>>()?);
        serde_json::from_value(array).map(Some).map_err(|error| self.malformed(name, &expectation(&error.to_string())))
    }

    /// An array that must have an element.
    pub(crate) fn required_array<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<T, Rejection> {
        self.optional_array(name, text)?.ok_or_else(|| Rejection::new(self.location, name, Reason::Missing))
    }

    fn value<T: DeserializeOwned>(&self, name: &str, found: &str, text: Text) -> Result<T, Rejection> {
        let value = json_of(found, text).ok_or_else(|| self.malformed(name, expected(text)))?;
        serde_json::from_value(value).map_err(|error| self.malformed(name, &expectation(&error.to_string())))
    }
}

/// Percent-decoding that takes a stray `%` for the mistake that it is (RFC 3986 section 2.1).
pub(crate) fn decode(text: &str) -> Result<String, ()> {
    let stray = text
        .split('%')
        .skip(1)
        .any(|rest| rest.len() < 2 || !rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    if stray {
        return Err(());
    }
    percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(drop)
}

pub(crate) fn json_of(found: &str, text: Text) -> Option<serde_json::Value> {
    let is_number = found.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match text {
        Text::String | Text::Any => Some(found.into()),
        Text::Boolean => match found {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        Text::Integer if is_number => found.parse::<i64>().ok().map(Into::into),
        // JSON's grammar of numbers, so that neither `inf` nor `0x10` is one.
        Text::Number if is_number => serde_json::from_str::<serde_json::Number>(found).ok().map(Into::into),
        Text::Integer | Text::Number => None,
    }
}

pub(crate) fn expected(text: Text) -> &'static str {
    match text {
        Text::String | Text::Any => "text",
        Text::Boolean => "`true` or `false`",
        Text::Integer => "an integer",
        Text::Number => "a number",
    }
}

/// What serde says was expected: the part of its message that quotes no value.
pub(crate) fn expectation(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    match message.rsplit_once("expected ") {
        Some((_, expected)) => expected.to_owned(),
        None => "formatted correctly".to_owned(),
    }
}

/// Reads the body as the JSON of a `T`.
pub(crate) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body, limit: usize) -> Result<T, Rejection> {
    const ACCEPTED: &str = "application/json";
    if !is_json(headers) {
        return Err(Rejection::new(Location::Body, "", Reason::UnsupportedMediaType { accepted: ACCEPTED }));
    }
    read_json(&collect(body, limit).await?)
}

/// Reads bytes as the JSON of a `T`.
pub(crate) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let whole = |reason| Rejection::new(Location::Body, "", reason);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(whole(Reason::Missing));
    }
    unique_keys(bytes).map_err(|fault| match fault {
        super::json::Fault::Repeated(name) => Rejection::new(Location::Body, name, Reason::Repeated),
        super::json::Fault::Syntax => whole(Reason::Malformed { expected: "JSON".to_owned() }),
    })?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let name = if path == "." { String::new() } else { path };
        let message = error.inner().to_string();
        // How serde words it is fixed by `serde::de::Error::missing_field`.
        match message.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
            Some((field, _)) if name.is_empty() => Rejection::new(Location::Body, field, Reason::Missing),
            Some((field, _)) => Rejection::new(Location::Body, format!("{name}.{field}"), Reason::Missing),
            None => Rejection::malformed(Location::Body, name, expectation(&message)),
        }
    })
}

/// Whether the content type is JSON in UTF-8 (RFC 8259 section 8.1); parameters other than a charset mean nothing.
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

/// Reads a body up to the limit. What is beyond it is read too, up to a multiple, and thrown away: a client that is
/// still sending would otherwise see a broken connection in place of the answer.
pub(crate) async fn collect(mut body: Body, limit: usize) -> Result<Vec<u8>, Rejection> {
    let mut bytes = Vec::new();
    let mut read = 0usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(Rejection::malformed(Location::Body, "", "sent to its end"));
        };
        let Ok(data) = frame.into_data() else { continue };
        read = read.saturating_add(data.len());
        if read <= limit {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
            if read > limit.saturating_mul(8) {
                break;
            }
        }
    }
    if read > limit { Err(Rejection::new(Location::Body, "", Reason::TooLarge { limit })) } else { Ok(bytes) }
}
