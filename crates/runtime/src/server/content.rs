//! Bodies that are not JSON alone: which media type a request has, and what is read of it; answers that are not JSON.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::rejection::{Location, Reason, Rejection};
use super::request::{collect, expectation, read_json};
use super::style::{Kind, Pairs, Style};

fn whole(reason: Reason) -> Rejection {
    Rejection::new(Location::Body, "", reason)
}

fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Which of the accepted media types a request's body has, by index; `None` for a request without a body.
pub(crate) fn choose(
    headers: &HeaderMap,
    body: &Body,
    accepted: &[&[&str]],
    all: &'static str,
) -> Result<Option<usize>, Rejection> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let value = match (values.next(), values.next()) {
        (None, _) if body.is_end_stream() => return Ok(None),
        (Some(value), None) => value.to_str().map(essence).unwrap_or_default(),
        _ => return Err(whole(Reason::UnsupportedMediaType { accepted: all })),
    };
    // Nothing is a form without fields, or an empty text; it is no JSON.
    if body.is_end_stream() && value.ends_with("json") {
        return Ok(None);
    }
    let of = |alike: &&[&str]| alike.iter().filter_map(|media_type| distance(&essence(media_type), &value)).min();
    let found = accepted.iter().enumerate().filter_map(|(index, alike)| Some((of(alike)?, index))).min();
    let found = found.map(|(_, index)| index);
    found.map(Some).ok_or_else(|| whole(Reason::UnsupportedMediaType { accepted: all }))
}

/// How far a documented media type is from one: it itself is nearest, then a range such as `image/*`, then `*/*`
/// (OpenAPI 3.0.4, Request Body Object: the most specific key counts). `None` if it is another one.
fn distance(documented: &str, value: &str) -> Option<u8> {
    match documented.strip_suffix('*') {
        _ if documented == value => Some(0),
        Some("*/") => Some(2),
        Some(top) => value.starts_with(top).then_some(1),
        None => None,
    }
}

/// A body that must be there and is not.
pub(crate) fn missing() -> Rejection {
    whole(Reason::Missing)
}

/// A body as the JSON of a `T`.
pub(crate) async fn json<T: DeserializeOwned>(body: Body, limit: usize) -> Result<T, Rejection> {
    read_json(&collect(body, limit).await?)
}

/// A body as text in UTF-8.
pub(crate) async fn text(body: Body, limit: usize) -> Result<String, Rejection> {
    String::from_utf8(collect(body, limit).await?)
        .map_err(|_| whole(Reason::Malformed { expected: "text in UTF-8".to_owned() }))
}

/// A body as a form.
pub(crate) async fn form<T: DeserializeOwned>(
    body: Body,
    limit: usize,
    kind: &Kind,
    parts: &[(&str, Style, bool)],
) -> Result<T, Rejection> {
    let text = text(body, limit).await?;
    let value = Pairs::form(&text).object(kind, parts)?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let name = if path == "." { String::new() } else { path };
        let message = error.inner().to_string();
        match message.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
            Some((field, _)) => Rejection::new(Location::Body, field, Reason::Missing),
            None => Rejection::malformed(Location::Body, name, expectation(&message)),
        }
    })
}

/// An answer with a JSON body of another media type than `application/json`.
pub(crate) fn json_as<T: Serialize>(status: StatusCode, media_type: &'static str, body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => sent(status, media_type, Body::from(bytes)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// An answer with another body.
pub(crate) fn sent(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], body).into_response()
}
