// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Reads responses with JSON bodies or none, and makes excerpts of bodies for errors.

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use super::Client;
use super::error::{Error, ErrorResponse, Excerpt};
use progenitor_client::{ClientInfo, ResponseValue};

/// The number of bytes of a body that an error holds.
const EXCERPT_BYTES: usize = 1024;

/// Reads the JSON body of a documented success.
pub(crate) async fn json<T: DeserializeOwned, E>(
    client: &Client,
    response: Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let (value, status, headers, _) = read(client, response).await?;
    Ok(ResponseValue::new(value, status, headers))
}

/// Reads the JSON body of a documented error.
pub(crate) async fn json_error<E: DeserializeOwned>(client: &Client, response: Response) -> Error<E> {
    match read(client, response).await {
        Ok((value, status, headers, body)) => {
            let excerpt = excerpt(client, &body, true);
            Error::ErrorResponse(ErrorResponse { value, status, headers, excerpt })
        }
        Err(error) => error,
    }
}

/// A documented success without a body.
pub(crate) fn empty<T>(nothing: T, response: Response) -> ResponseValue<T> {
    ResponseValue::new(nothing, response.status(), response.headers().clone())
}

/// A documented error without a body.
pub(crate) async fn empty_error<E>(nothing: E, client: &Client, response: Response) -> Error<E> {
    let (status, headers) = (response.status(), response.headers().clone());
    let excerpt = beginning(client, response).await;
    Error::ErrorResponse(ErrorResponse { value: nothing, status, headers, excerpt })
}

/// The error of a status code that is not documented.
pub(crate) async fn unexpected<E>(client: &Client, response: Response) -> Error<E> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = beginning(client, response).await;
    Error::UnexpectedResponse { status, headers, body }
}

/// A value with the status code, the headers and the body that it was read from.
pub(crate) type Read<T> = (T, reqwest::StatusCode, reqwest::header::HeaderMap, Bytes);

/// Reads a JSON body.
pub(crate) async fn read<T: DeserializeOwned, E>(client: &Client, response: Response) -> Result<Read<T>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = match response.bytes().await {
        Ok(body) => body,
        Err(source) => return Err(Error::ResponseBodyError { status, source: source.without_url() }),
    };
    match serde_json::from_slice(&body) {
        Ok(value) => Ok((value, status, headers, body)),
        Err(error) => {
            let body = excerpt(client, &body, true);
            // The error of serde may quote the body.
            let reason = scrub(client, error.to_string().into_bytes());
            let reason = String::from_utf8_lossy(&reason).into_owned();
            Err(Error::InvalidResponsePayload { status, headers, body, reason })
        }
    }
}

/// Reads the beginning of a body for an excerpt. An incomplete body is read as far as it arrived.
async fn beginning(client: &Client, mut response: Response) -> Excerpt {
    // A credential that begins within the excerpt may end beyond it.
    let enough = EXCERPT_BYTES + renderings(client).iter().map(Vec::len).max().unwrap_or(0);
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
    excerpt(client, &body.freeze(), is_whole)
}

/// Makes an excerpt of a body. Asterisks replace credentials.
pub(crate) fn excerpt(client: &Client, body: &Bytes, is_whole: bool) -> Excerpt {
    let longest = renderings(client).iter().map(Vec::len).max().unwrap_or(0);
    let window = body.len().min(EXCERPT_BYTES + longest);
    let scrubbed = scrub(client, body[..window].to_vec());
    let kept = &scrubbed[..scrubbed.len().min(EXCERPT_BYTES)];
    Excerpt { text: String::from_utf8_lossy(kept).into_owned(), is_cut: !is_whole || body.len() > EXCERPT_BYTES }
}

/// Replaces every byte of a credential with an asterisk.
fn scrub(client: &Client, mut text: Vec<u8>) -> Vec<u8> {
    for secret in renderings(client) {
        let mut at = 0;
        while at + secret.len() <= text.len() {
            if text[at..].starts_with(&secret) {
                text[at..at + secret.len()].fill(b'*');
                at += secret.len();
            } else {
                at += 1;
            }
        }
    }
    text
}

/// The forms in which a response may repeat the credentials: plain, percent-encoded as in a URL, escaped as in JSON. Longer forms
/// come first.
fn renderings(client: &Client) -> Vec<Vec<u8>> {
    let secrets = client.inner().secrets();
    let mut out = Vec::new();
    for secret in secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty()) {
        let encoded = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form = reqwest::Url::parse_with_params("http://a/", [("", secret)]);
        let form = form.ok().and_then(|url| url.query().map(|query| query.trim_start_matches('=').to_owned()));
        let json = serde_json::to_string(secret).unwrap_or_default().trim_matches('"').to_owned();
        out.extend([secret.to_owned(), encoded, form.unwrap_or_default(), json].map(String::into_bytes));
    }
    out.retain(|rendering| !rendering.is_empty());
    out.sort_by_key(|rendering| std::cmp::Reverse(rendering.len()));
    out.dedup();
    out
}
