//! Sends requests over the network.

use std::time::Duration;

use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use model::api::Framing;

use super::{BODY_LIMIT, HttpResponse, SendError, Transport};
use crate::request::Request;

/// A server at a base URL.
#[derive(Debug)]
pub struct Network {
    base: String,
    client: reqwest::Client,
}

impl Network {
    /// A server whose paths start with `base`: `https://api.example/v1`.
    ///
    /// # Errors
    ///
    /// [`SendError::Request`] if TLS cannot be set up.
    pub fn new(base: &str) -> Result<Self, SendError> {
        let client = builder().build();
        let client = client.map_err(|error| SendError::Request(error.without_url().to_string()))?;
        Ok(Network { base: base.trim_end_matches('/').to_owned(), client })
    }

    /// Checks that a server accepts connections. Sends `OPTIONS` to the base URL, which no operation acts on. A server that
    /// accepts the connection and sends no response is reachable.
    ///
    /// # Errors
    ///
    /// [`SendError::Unreachable`] if the server cannot be reached within `timeout`.
    pub async fn reach(&self, timeout: Duration) -> Result<(), SendError> {
        // The connection gets half of the time, so that a failed connection is not reported as a missing response.
        let client =
            builder().connect_timeout(timeout / 2).build().map_err(|error| SendError::Request(root_cause(&error)))?;
        let sent = client.request(reqwest::Method::OPTIONS, &self.base).timeout(timeout).send().await;
        match sent {
            Err(error) if error.is_connect() => Err(SendError::Unreachable(root_cause(&error.without_url()))),
            Err(error) if error.is_builder() => Err(SendError::Request(root_cause(&error.without_url()))),
            _ => Ok(()),
        }
    }
}

/// A client that sends requests to the base URL only: no redirects, no proxy, no retries. Each request has a connection of its
/// own, because servers close a connection after some errors, and the next request on it would fail.
fn builder() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).referer(false).no_proxy();
    let builder = builder.pool_max_idle_per_host(0);
    builder.retry(reqwest::retry::never())
}

impl Transport for Network {
    fn base_path(&self) -> &str {
        let authority = self.base.split_once("://").map_or(self.base.as_str(), |(_, rest)| rest);
        authority.find('/').map_or("", |at| &authority[at..])
    }

    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes());
        let method = method.map_err(|_| SendError::Request("the method is not valid".to_owned()))?;
        let mut builder = self.client.request(method, format!("{}{}", self.base, request.target()));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        // The client writes no length of an empty body.
        if let Some(length) = request.content_length() {
            builder = builder.header(CONTENT_LENGTH, length);
        }
        let sent = builder.body(request.body.clone()).send().await;
        let mut response = sent.map_err(|error| match error.is_connect() {
            true => SendError::Unreachable(root_cause(&error.without_url())),
            false => SendError::Connection(root_cause(&error.without_url())),
        })?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(HttpResponse { status, headers, body: body.into() }),
                // A stream of items need not end. Its last item may be cut off.
                Err(error) if error.is_timeout() && is_stream(&headers) => {
                    body.truncate(body.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1));
                    return Ok(HttpResponse { status, headers, body: body.into() });
                }
                Err(_) => return Err(SendError::BodyInterrupted { status }),
            }
            if body.len() > BODY_LIMIT {
                return Err(SendError::BodyTooLarge { status });
            }
        }
    }
}

/// Whether a body is a sequence of items that stand on lines of their own.
fn is_stream(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    matches!(media_type.and_then(Framing::of), Some(Framing::Events | Framing::Lines | Framing::Sequence))
}

/// The message of the innermost error, which is that of the operating system or the protocol.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
