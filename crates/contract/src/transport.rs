//! Ways to a server: over the network, or a service in this process.

#[cfg(feature = "network")]
mod network;

use std::future::Future;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Full};

#[cfg(feature = "network")]
pub use network::Network;

use crate::request::Request;

/// Bytes of an answer's body that are read. No documented answer comes near it; an endless one is a failure.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer to judge. Nothing of it names the URL, which may hold a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The request could not be made into one of HTTP.
    #[error("expected an answer, got none: the request cannot be sent: {0}")]
    Request(String),
    /// The connection was refused or broke, or what came is not HTTP.
    #[error("expected an answer, got none: {0}")]
    Connection(String),
    /// The body broke off.
    #[error("expected a whole body, got one that broke off (status {status})")]
    Body {
        /// The status, which did come.
        status: StatusCode,
    },
    /// The body does not end.
    #[error("expected a body of up to {BODY_LIMIT} bytes, got more (status {status})")]
    Endless {
        /// The status.
        status: StatusCode,
    },
    /// The service failed instead of answering.
    #[error("expected an answer, got an error of the service")]
    Service,
}

impl Failure {
    /// What the operating system or the protocol says, without what was expected.
    pub fn reason(&self) -> String {
        match self {
            Failure::Request(reason) | Failure::Connection(reason) => reason.clone(),
            other => other.to_string(),
        }
    }
}

/// A way to a server.
pub trait Transport {
    /// Sends one request, once, and follows no redirect.
    fn send(&mut self, request: &Request) -> impl Future<Output = Result<Answer, Failure>>;
}

/// A service in this process.
#[derive(Debug)]
pub struct InProcess<S>(
    /// The service, such as an `axum::Router`.
    pub S,
);

impl<S, B> Transport for InProcess<S>
where
    S: tower_service::Service<http::Request<Full<Bytes>>, Response = http::Response<B>>,
    B: http_body::Body<Data = Bytes>,
{
    async fn send(&mut self, request: &Request) -> Result<Answer, Failure> {
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(request.target());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let body = Full::new(Bytes::from(request.body.clone()));
        let request = builder.body(body).map_err(|error| Failure::Request(error.to_string()))?;
        std::future::poll_fn(|context| self.0.poll_ready(context)).await.map_err(|_| Failure::Service)?;
        let response = self.0.call(request).await.map_err(|_| Failure::Service)?;
        let (parts, body) = response.into_parts();
        let status = parts.status;
        let mut body = std::pin::pin!(body);
        let mut bytes = Vec::new();
        while let Some(frame) = body.as_mut().frame().await {
            let frame = frame.map_err(|_| Failure::Body { status })?;
            bytes.extend(frame.into_data().unwrap_or_default());
            if bytes.len() > BODY_LIMIT {
                return Err(Failure::Endless { status });
            }
        }
        Ok(Answer { status, headers: parts.headers, body: bytes.into() })
    }
}
