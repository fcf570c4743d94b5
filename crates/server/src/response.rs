// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Turns typed responses into HTTP.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use serde::Serialize;

use super::rejection::Rejection;
use super::types;

/// A status code of a documented range: `StatusOf<4>` is one of 400 to 499.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusOf<const HUNDREDS: u16>(StatusCode);

impl<const HUNDREDS: u16> StatusOf<HUNDREDS> {
    /// The first status code of the range.
    pub(crate) fn lowest() -> Self {
        StatusOf(status(HUNDREDS * 100))
    }

    /// Returns the status code.
    pub fn get(self) -> StatusCode {
        self.0
    }
}

/// The error of a status code outside the documented range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusOutOfRange;

impl std::fmt::Display for StatusOutOfRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the status is not of the documented range")
    }
}

impl std::error::Error for StatusOutOfRange {}

impl<const HUNDREDS: u16> TryFrom<StatusCode> for StatusOf<HUNDREDS> {
    type Error = StatusOutOfRange;

    fn try_from(status: StatusCode) -> Result<Self, StatusOutOfRange> {
        if status.as_u16() / 100 == HUNDREDS { Ok(StatusOf(status)) } else { Err(StatusOutOfRange) }
    }
}

/// A status code of the document, from 100 to 599.
pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The response in place of one that the document does not allow, or that cannot be made. The reason is logged.
pub(crate) fn failed(reason: &dyn std::fmt::Display) -> Response {
    log_failure(reason);
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Logs why there is no documented response, or why a stream of items ends early.
#[cfg(feature = "tracing")]
pub(crate) fn log_failure(reason: &dyn std::fmt::Display) {
    tracing::error!(error = %reason, "no documented response");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn log_failure(_: &dyn std::fmt::Display) {}

/// A response with a JSON body. It becomes a 500 if the body has a value that the document does not list.
pub(crate) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    match types::strict(|| serde_json::to_vec(body)) {
        Ok(bytes) => {
            (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode) -> Response {
    status.into_response()
}

/// A body for which the document has no `content`. Clones share one body: only the first one that is sent has it.
#[derive(Clone)]
pub(crate) struct UndocumentedBody {
    content_type: String,
    /// `None` once it is sent.
    body: Arc<Mutex<Option<Body>>>,
}

impl UndocumentedBody {
    pub(crate) fn new(content_type: impl Into<String>, body: impl Into<Body>) -> Self {
        UndocumentedBody { content_type: content_type.into(), body: Arc::new(Mutex::new(Some(body.into()))) }
    }
}

impl PartialEq for UndocumentedBody {
    fn eq(&self, other: &Self) -> bool {
        self.content_type == other.content_type && Arc::ptr_eq(&self.body, &other.body)
    }
}

impl std::fmt::Debug for UndocumentedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UndocumentedBody").field("content_type", &self.content_type).finish_non_exhaustive()
    }
}

/// A response for which the document has no `content`. It becomes a 500 if the body was already sent, if the content type is no valid header
/// value, or if the status code, which may be one of a range, allows no content (RFC 9110 sections 6.4.1 and 15.3.6).
pub(crate) fn undocumented(status: StatusCode, body: Option<UndocumentedBody>) -> Response {
    let Some(UndocumentedBody { content_type, body }) = body else { return empty(status) };
    let is_without_content = status.is_informational()
        || [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    if is_without_content {
        return failed(&format_args!("a response with the status code {status} has no body"));
    }
    let Ok(content_type) = HeaderValue::try_from(content_type) else {
        return failed(&"the content type of the body is no valid header value");
    };
    match body.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(body) => (status, [(header::CONTENT_TYPE, content_type)], body).into_response(),
        None => failed(&"the body was already sent, with a clone of the response"),
    }
}

/// Adds a header. If no header can hold the value, the response becomes a 500: without the header it would not be what the
/// document says.
pub(crate) fn with_header<T: Serialize>(mut response: Response, name: &'static str, value: &T) -> Response {
    let text = match types::strict(|| serde_json::to_value(value)) {
        // Lists are separated by commas (OpenAPI 3.0.4, Header Object: style `simple`).
        Ok(serde_json::Value::Array(elements)) => elements.iter().map(text).collect::<Vec<_>>().join(","),
        Ok(serde_json::Value::Object(entries)) => {
            entries.iter().map(|(key, value)| format!("{key},{}", text(value))).collect::<Vec<_>>().join(",")
        }
        Ok(value) => text(&value),
        Err(error) => return failed(&format_args!("the header `{name}`: {error}")),
    };
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::try_from(text)) {
        (Ok(name), Ok(value)) => {
            response.headers_mut().append(name, value);
            response
        }
        _ => failed(&format_args!("no header `{name}` can have the value")),
    }
}

/// The JSON text of a value, without the quotes of a string.
fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Problem details (RFC 9457), for operations that document no response to a rejected request.
pub(crate) fn problem(code: u16, rejection: &Rejection) -> Response {
    let status = status(code);
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": code,
        "detail": rejection.to_string(),
    });
    let mut response = json(status, &body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// Adds the challenges of the security schemes to a response with 401, unless it has a challenge already: such a response has at
/// least one (RFC 9110 section 11.6.1).
pub(crate) fn challenged(mut response: Response, challenges: &[&'static str]) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED && !response.headers().contains_key(header::WWW_AUTHENTICATE) {
        for challenge in challenges {
            response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
    }
    response
}

/// A response of an operation for HEAD. It has no `Content-Length` unless the implementation sets it: the length of the response
/// to GET is not known here, and no other may be sent (RFC 9110 section 8.6).
pub(crate) fn to_head(response: Response) -> Response {
    // axum adds the length of a body that knows it. The length of mapped frames is unknown.
    response.map(|body| Body::new(body.map_frame(|frame| frame)))
}
