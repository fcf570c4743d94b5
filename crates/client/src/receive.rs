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

/// Reads the JSON body of a documented success.
pub(crate) async fn json<T: DeserializeOwned, H, E>(response: Incoming) -> Result<Response<T, H>, Error<E>> {
    json_as(response, |body| body).await
}

/// Reads the JSON body of a documented success as one of several types.
pub(crate) async fn json_as<T: DeserializeOwned, U, H, E>(
    response: Incoming,
    wrap: fn(T) -> U,
) -> Result<Response<U, H>, Error<E>> {
    let whole = Whole::read(response).await?;
    let body = whole.json()?;
    Ok(whole.success(wrap(body)))
}

/// Reads the text of a documented success.
pub(crate) async fn text_as<U, H, E>(response: Incoming, wrap: fn(String) -> U) -> Result<Response<U, H>, Error<E>> {
    let whole = Whole::read(response).await?;
    let body = whole.text()?;
    Ok(whole.success(wrap(body)))
}

/// A documented success whose body is a stream.
pub(crate) fn stream_as<U, H, E>(response: Incoming, wrap: fn(ByteStream) -> U) -> Result<Response<U, H>, Error<E>> {
    let (status, headers) = (response.status, response.headers.clone());
    Ok(Response::new(wrap(ByteStream::new(response)), status, headers, false))
}

/// A documented success without a body.
pub(crate) fn empty_as<U, H, E>(response: Incoming, nothing: U) -> Result<Response<U, H>, Error<E>> {
    Ok(Response::new(nothing, response.status, response.headers, false))
}

/// Reads the JSON body of a documented error.
pub(crate) async fn json_error<T: DeserializeOwned, E>(response: Incoming, wrap: impl FnOnce(T) -> E) -> Error<E> {
    match Whole::read(response).await {
        Ok(whole) => match whole.json() {
            Ok(body) => whole.error(wrap(body)),
            Err(error) => error.into(),
        },
        Err(error) => error.into(),
    }
}

/// Reads the text of a documented error.
pub(crate) async fn text_error<E>(response: Incoming, wrap: impl FnOnce(String) -> E) -> Error<E> {
    match Whole::read(response).await {
        Ok(whole) => match whole.text() {
            Ok(body) => whole.error(wrap(body)),
            Err(error) => error.into(),
        },
        Err(error) => error.into(),
    }
}

/// Reads the bytes of a documented error.
pub(crate) async fn bytes_error<E>(response: Incoming, wrap: impl FnOnce(Bytes) -> E) -> Error<E> {
    match Whole::read(response).await {
        Ok(whole) => {
            let body = wrap(whole.body.clone());
            whole.error(body)
        }
        Err(error) => error.into(),
    }
}

/// A documented error without a body.
pub(crate) async fn empty_error<E>(response: Incoming, error: E) -> Error<E> {
    Error::ErrorResponse(ErrorResponse::of(error, beginning(response).await))
}

/// The error of a status code that is not documented.
pub(crate) async fn unexpected<E>(response: Incoming) -> Error<E> {
    Error::UnexpectedResponse(beginning(response).await)
}

/// Returns the index of the media types that a response has; 0 if it has none of them.
pub(crate) fn media_type(response: &Incoming, known: &[&[&str]]) -> usize {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = response.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence);
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

/// A response that is read whole.
struct Whole {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    secrets: Vec<SecretString>,
    limit: usize,
    is_sensitive: bool,
}

impl Whole {
    async fn read(mut response: Incoming) -> Result<Self, Unread> {
        let mut body = BytesMut::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(source) => return Err(Unread { status: response.status, source }),
            }
        }
        let (secrets, limit, is_sensitive) = (response.secrets(), response.error_body_limit(), response.is_sensitive);
        let (status, headers) = (response.status, response.headers);
        Ok(Whole { status, headers, body: body.freeze(), secrets, limit, is_sensitive })
    }

    fn json<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        serde_json::from_slice(&self.body)
            .map_err(|error| self.misfit(redact::reason(&error, &self.secrets, self.is_sensitive)))
    }

    fn text(&self) -> Result<String, Misfit> {
        let text = std::str::from_utf8(&self.body).map_err(|_| self.misfit("it is not text in UTF-8".to_owned()))?;
        Ok(text.to_owned())
    }

    fn misfit(&self, reason: String) -> Misfit {
        Misfit { response: self.raw(), reason }
    }

    fn raw(&self) -> RawResponse {
        let (headers, secrets) = (self.headers.clone(), &self.secrets);
        RawResponse::new(self.status, headers, &self.body, true, self.limit, secrets, self.is_sensitive)
    }

    fn success<U, H>(self, body: U) -> Response<U, H> {
        Response::new(body, self.status, self.headers, self.is_sensitive)
    }

    fn error<E>(self, error: E) -> Error<E> {
        Error::ErrorResponse(ErrorResponse::of(error, self.raw()))
    }
}

/// Reads the beginning of a body. An incomplete body is read as far as it arrived.
async fn beginning(mut response: Incoming) -> RawResponse {
    let (secrets, limit) = (response.secrets(), response.error_body_limit());
    // A credential that begins within the excerpt may end beyond it.
    let enough = limit.max(RawResponse::EXCERPT + redact::longest(&secrets));
    let mut body = BytesMut::new();
    let mut is_whole = false;
    while body.len() <= enough {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => {
                is_whole = true;
                break;
            }
            Err(_) => break,
        }
    }
    let is_sensitive = response.is_sensitive;
    RawResponse::new(response.status, response.headers, &body.freeze(), is_whole, limit, &secrets, is_sensitive)
}
