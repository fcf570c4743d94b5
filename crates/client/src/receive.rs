// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Reads responses.

use bytes::{Bytes, BytesMut};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::error::{Error, ErrorResponse, Misfit, Unread};
use super::incoming::Incoming;
use super::raw_response::RawResponse;
use super::redact;
use super::response::{ByteStream, Response};

/// The part of a body that is read before a response becomes a result.
#[derive(Clone, Copy)]
pub(crate) enum Extent {
    /// As much as an error holds. An incomplete body is read as far as it arrived.
    Beginning,
    Whole,
}

/// Reads the body of a response. `extent` returns the part that is read, by the status.
///
/// # Errors
///
/// The body is to be read whole, and does not arrive whole.
pub(crate) async fn read(mut response: Incoming, extent: fn(StatusCode) -> Extent) -> Result<Received, Unread> {
    let (secrets, limit) = (response.secrets(), response.error_body_limit());
    let enough = match extent(response.status) {
        // A credential that begins within the excerpt may end beyond it.
        Extent::Beginning => Some(limit.max(RawResponse::EXCERPT + redact::longest(&secrets))),
        Extent::Whole => None,
    };
    let mut body = BytesMut::new();
    let mut is_whole = false;
    while enough.is_none_or(|enough| body.len() <= enough) {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => {
                is_whole = true;
                break;
            }
            Err(source) if enough.is_none() => return Err(Unread { status: response.status, source }),
            Err(_) => break,
        }
    }
    let Incoming { status, headers, is_sensitive, .. } = response;
    Ok(Received { status, headers, body: body.freeze(), is_whole, secrets, limit, is_sensitive })
}

/// A response whose body is read.
pub(crate) struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    is_whole: bool,
    secrets: Vec<SecretString>,
    /// The number of bytes of the body that an error holds.
    limit: usize,
    is_sensitive: bool,
}

impl Received {
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A documented success with a JSON body.
    pub(crate) fn json<T: DeserializeOwned, H, E>(self) -> Result<Response<T, H>, Error<E>> {
        let body = self.typed()?;
        Ok(self.success(body))
    }

    /// A documented success with a JSON body of one of several types.
    pub(crate) fn json_as<T: DeserializeOwned, U, H, E>(self, wrap: fn(T) -> U) -> Result<Response<U, H>, Error<E>> {
        let body = self.typed()?;
        Ok(self.success(wrap(body)))
    }

    /// A documented success with a text.
    pub(crate) fn text_as<U, H, E>(self, wrap: fn(String) -> U) -> Result<Response<U, H>, Error<E>> {
        let body = self.text()?;
        Ok(self.success(wrap(body)))
    }

    /// A documented error with a JSON body.
    pub(crate) fn json_error<T: DeserializeOwned, E>(self, wrap: impl FnOnce(T) -> E) -> Error<E> {
        match self.typed() {
            Ok(body) => self.error(wrap(body)),
            Err(misfit) => misfit.into(),
        }
    }

    /// A documented error with a text.
    pub(crate) fn text_error<E>(self, wrap: impl FnOnce(String) -> E) -> Error<E> {
        match self.text() {
            Ok(body) => self.error(wrap(body)),
            Err(misfit) => misfit.into(),
        }
    }

    /// A documented error with bytes.
    pub(crate) fn bytes_error<E>(self, wrap: impl FnOnce(Bytes) -> E) -> Error<E> {
        let body = wrap(self.body.clone());
        self.error(body)
    }

    /// A documented error.
    pub(crate) fn error<E>(self, error: E) -> Error<E> {
        Error::ErrorResponse(ErrorResponse::of(error, self.into_raw()))
    }

    /// The error of a status code that is not documented.
    pub(crate) fn unexpected<E>(self) -> Error<E> {
        Error::UnexpectedResponse(self.into_raw())
    }

    fn success<U, H>(self, body: U) -> Response<U, H> {
        Response::new(body, self.status, self.headers).sensitive(self.is_sensitive)
    }

    fn typed<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        serde_json::from_slice(&self.body)
            .map_err(|error| self.misfit(redact::reason(&error, &self.secrets, self.is_sensitive)))
    }

    fn text(&self) -> Result<String, Misfit> {
        let text = std::str::from_utf8(&self.body).map_err(|_| self.misfit("it is not text in UTF-8".to_owned()))?;
        Ok(text.to_owned())
    }

    fn misfit(&self, reason: String) -> Misfit {
        Misfit { response: self.raw(self.headers.clone()), reason }
    }

    fn into_raw(mut self) -> RawResponse {
        let headers = std::mem::take(&mut self.headers);
        self.raw(headers)
    }

    fn raw(&self, headers: HeaderMap) -> RawResponse {
        let Received { status, body, is_whole, secrets, limit, is_sensitive, .. } = self;
        RawResponse::new(*status, headers, body, *is_whole, *limit, secrets, *is_sensitive)
    }
}

/// A documented success whose body is a stream.
pub(crate) fn stream_as<U, H, E>(response: Incoming, wrap: fn(ByteStream) -> U) -> Result<Response<U, H>, Error<E>> {
    let (status, headers) = (response.status, response.headers.clone());
    let is_sensitive = response.is_sensitive;
    Ok(Response::new(wrap(ByteStream::new(response.into_stream())), status, headers).sensitive(is_sensitive))
}

/// A documented success without content. OpenAPI does not say that it has no body, so the response holds the body, if there is one.
pub(crate) fn empty_as<U, H, E>(mut response: Incoming, nothing: U) -> Result<Response<U, H>, Error<E>> {
    let made =
        Response::new(nothing, response.status, std::mem::take(&mut response.headers)).sensitive(response.is_sensitive);
    if response.has_ended() {
        return Ok(made);
    }
    Ok(made.with_undocumented(ByteStream::new(response.into_stream())))
}

/// Returns the index of the media types that a response has; 0 if it has none of them.
pub(crate) fn media_type(headers: &HeaderMap, known: &[&[&str]]) -> usize {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence);
    let found = found.unwrap_or_default();
    let of = |alike: &&[&str]| alike.iter().filter_map(|media_type| distance(&essence(media_type), &found)).min();
    let nearest = known.iter().enumerate().filter_map(|(index, alike)| Some((of(alike)?, index))).min();
    nearest.map(|(_, index)| index).unwrap_or_default()
}

/// How well a documented media type matches `value`: 0 if they are equal, 1 for a range such as `image/*`, 2 for `*/*`, `None` if
/// it does not. The most specific one counts (OpenAPI 3.0.4, Response Object).
fn distance(documented: &str, value: &str) -> Option<u8> {
    match documented.strip_suffix('*') {
        _ if documented == value => Some(0),
        Some("*/") => Some(2),
        Some(top) => value.starts_with(top).then_some(1),
        None => None,
    }
}
