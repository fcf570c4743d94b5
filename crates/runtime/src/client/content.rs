//! Reads response bodies that are not JSON, and responses of several types.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use bytes::Bytes;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::Client;
use super::error::{Error, ErrorResponse};
use super::receive;

/// Returns the index of the media types that a response has; 0 if it has none of them.
pub(crate) fn media_type(response: &Response, known: &[&[&str]]) -> usize {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let found = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence);
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

/// Reads the JSON body of a documented success as one of several types.
pub(crate) async fn json<T: DeserializeOwned, U, E>(
    client: &Client,
    response: Response,
    wrap: fn(T) -> U,
) -> Result<ResponseValue<U>, Error<E>> {
    let (value, status, headers, _) = receive::read(client, response).await?;
    Ok(ResponseValue::new(wrap(value), status, headers))
}

/// Reads the text of a documented success.
pub(crate) async fn text<U, E>(
    client: &Client,
    response: Response,
    wrap: fn(String) -> U,
) -> Result<ResponseValue<U>, Error<E>> {
    let (text, status, headers, _) = read_text(client, response).await?;
    Ok(ResponseValue::new(wrap(text), status, headers))
}

/// The bytes of a documented success, as a stream.
pub(crate) fn stream<U>(response: Response, wrap: fn(ByteStream) -> U) -> ResponseValue<U> {
    let (status, headers) = (response.status(), response.headers().clone());
    ResponseValue::new(wrap(ResponseValue::stream(response).into_inner()), status, headers)
}

/// Reads the JSON body of a documented error as one of several types.
pub(crate) async fn json_error<T: DeserializeOwned, E>(
    client: &Client,
    response: Response,
    wrap: fn(T) -> E,
) -> Error<E> {
    match receive::read(client, response).await {
        Ok((value, status, headers, body)) => {
            let excerpt = receive::excerpt(client, &body, true);
            Error::ErrorResponse(ErrorResponse { value: wrap(value), status, headers, excerpt })
        }
        Err(error) => error,
    }
}

/// Reads the text of a documented error.
pub(crate) async fn text_error<E>(client: &Client, response: Response, wrap: fn(String) -> E) -> Error<E> {
    match read_text(client, response).await {
        Ok((value, status, headers, body)) => {
            let excerpt = receive::excerpt(client, &body, true);
            Error::ErrorResponse(ErrorResponse { value: wrap(value), status, headers, excerpt })
        }
        Err(error) => error,
    }
}

/// Reads the bytes of a documented error.
pub(crate) async fn bytes_error<E>(client: &Client, response: Response, wrap: fn(Bytes) -> E) -> Error<E> {
    let (status, headers) = (response.status(), response.headers().clone());
    match response.bytes().await {
        Ok(body) => {
            let excerpt = receive::excerpt(client, &body, true);
            Error::ErrorResponse(ErrorResponse { value: wrap(body), status, headers, excerpt })
        }
        Err(source) => Error::ResponseBodyError { status, source: source.without_url() },
    }
}

async fn read_text<E>(client: &Client, response: Response) -> Result<receive::Read<String>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = match response.bytes().await {
        Ok(body) => body,
        Err(source) => return Err(Error::ResponseBodyError { status, source: source.without_url() }),
    };
    match std::str::from_utf8(&body) {
        Ok(text) => Ok((text.to_owned(), status, headers, body)),
        Err(_) => Err(Error::InvalidResponsePayload {
            status,
            headers,
            body: receive::excerpt(client, &body, true),
            reason: "it is not text in UTF-8".to_owned(),
        }),
    }
}
