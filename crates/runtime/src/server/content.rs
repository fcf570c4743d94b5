//! Reads bodies of several media types, and writes responses that are not `application/json`.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::parameters::Pairs;
use super::rejection::{Location, Reason, Rejection};
use super::request::{collect, read_json, read_value};
use super::response::failed;
use super::style::{Kind, Style};
use super::types;

fn whole(reason: Reason) -> Rejection {
    Rejection::new(Location::Body, "", reason)
}

fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the index of the accepted media type that a request's body has; `None` for a request without a body. `accepted` has
/// the media types of each content, and `all` lists them for the rejection.
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
    // An empty body can be a form without fields, or an empty text, but not JSON.
    if body.is_end_stream() && value.ends_with("json") {
        return Ok(None);
    }
    let of = |alike: &&[&str]| alike.iter().filter_map(|media_type| distance(&essence(media_type), &value)).min();
    let found = accepted.iter().enumerate().filter_map(|(index, alike)| Some((of(alike)?, index))).min();
    let found = found.map(|(_, index)| index);
    found.map(Some).ok_or_else(|| whole(Reason::UnsupportedMediaType { accepted: all }))
}

/// How well a documented media type matches `value`: 0 if they are equal, 1 for a range such as `image/*`, 2 for `*/*`, `None` if
/// it does not. The most specific one counts (OpenAPI 3.0.4, Request Body Object).
fn distance(documented: &str, value: &str) -> Option<u8> {
    match documented.strip_suffix('*') {
        _ if documented == value => Some(0),
        Some("*/") => Some(2),
        Some(top) => value.starts_with(top).then_some(1),
        None => None,
    }
}

/// The rejection of a request without a required body.
pub(crate) fn missing() -> Rejection {
    whole(Reason::Missing)
}

/// Reads a body as JSON.
pub(crate) async fn json<T: DeserializeOwned>(body: Body, limit: usize) -> Result<T, Rejection> {
    read_json(&collect(body, limit).await?)
}

/// Reads a body as text in UTF-8.
pub(crate) async fn text(body: Body, limit: usize) -> Result<String, Rejection> {
    let bytes = Vec::from(collect(body, limit).await?);
    String::from_utf8(bytes).map_err(|_| whole(Reason::Malformed { expected: "text in UTF-8".to_owned() }))
}

/// Reads a body as a form. `parts` has the style of each property.
pub(crate) async fn form<T: DeserializeOwned>(
    body: Body,
    limit: usize,
    kind: &Kind,
    parts: &[(&str, Style, bool)],
) -> Result<T, Rejection> {
    read_value(form_value(body, limit, kind, parts).await?)
}

/// Reads a body as a form, before its type sees it.
pub(crate) async fn form_value(
    body: Body,
    limit: usize,
    kind: &Kind,
    parts: &[(&str, Style, bool)],
) -> Result<Value, Rejection> {
    let text = text(body, limit).await?;
    Pairs::form(&text).object(kind, parts)
}

/// A response with a JSON body whose media type is not `application/json`.
pub(crate) fn json_as<T: Serialize>(status: StatusCode, media_type: &'static str, body: &T) -> Response {
    match types::strict(|| serde_json::to_vec(body)) {
        Ok(bytes) => sent(status, media_type, Body::from(bytes)),
        Err(error) => failed(&error),
    }
}

/// A response with a body that is not JSON.
pub(crate) fn sent(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], body).into_response()
}
