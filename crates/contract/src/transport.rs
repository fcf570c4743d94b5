//! Sends requests: over the network, or to a service in this process.

#[cfg(feature = "network")]
mod network;

use std::future::Future;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Full};

#[cfg(feature = "network")]
pub use network::Network;

use crate::request::Request;

/// The maximum length of a response body in bytes. It bounds the memory that an endless body takes.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A response with its whole body.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Why no complete response was received. Messages do not contain the URL, because it may hold a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The request is not valid HTTP, or TLS cannot be set up.
    #[error("expected a response, got none: the request cannot be sent: {0}")]
    Request(String),
    /// No connection to the server could be made, so the server has not received the request.
    #[error("expected a response, got none: {0}")]
    Unreachable(String),
    /// No response came in time.
    #[error("expected a response, got none within {limit} ms")]
    Timeout {
        /// The limit in milliseconds.
        limit: u128,
    },
    /// The server closed the connection, or sent something other than HTTP.
    #[error("expected a response, got none: {0}")]
    Connection(String),
    /// The connection ended before the body.
    #[error("expected a whole body, got an incomplete one (status {status})")]
    BodyInterrupted {
        /// The status code of the response.
        status: StatusCode,
    },
    /// The body is longer than 8 MiB.
    #[error("expected a body of up to {BODY_LIMIT} bytes, got more (status {status})")]
    BodyTooLarge {
        /// The status code of the response.
        status: StatusCode,
    },
    /// The service in this process returned an error.
    #[error("expected a response, got an error of the service")]
    Service,
}

impl SendError {
    /// The message of the operating system or the HTTP library, without `expected …`.
    pub fn reason(&self) -> String {
        match self {
            SendError::Request(reason) | SendError::Connection(reason) | SendError::Unreachable(reason) => {
                reason.clone()
            }
            other => other.to_string(),
        }
    }
}

/// The limit of requests that a server may act on, if the user gives none.
pub(crate) const DEFAULT_MAX_ACCEPTED: usize = 20;

/// Sends requests to a server.
pub trait Transport {
    /// Sends one request on a connection of its own, without retries, and does not follow redirects.
    fn send(&self, request: &Request) -> impl Future<Output = Result<HttpResponse, SendError>>;

    /// The path of the server's URL, which precedes the paths of all requests: `/v1`, or nothing.
    fn base_path(&self) -> &str {
        ""
    }

    /// The limit of requests that the server may act on, if [`Options::max_accepted`](crate::Options::max_accepted) has none.
    fn default_max_accepted(&self) -> usize {
        DEFAULT_MAX_ACCEPTED
    }
}

/// A service in this process. Each request is sent to a clone of the service.
#[derive(Debug)]
pub struct InProcess<S>(
    /// The service, such as an `axum::Router`.
    pub S,
);

impl<S, B> Transport for InProcess<S>
where
    S: tower_service::Service<http::Request<Full<Bytes>>, Response = http::Response<B>> + Clone,
    B: http_body::Body<Data = Bytes>,
{
    fn default_max_accepted(&self) -> usize {
        usize::MAX
    }

    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(request.target());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(length) = request.content_length() {
            builder = builder.header(CONTENT_LENGTH, length);
        }
        let body = Full::new(Bytes::from(request.body.clone()));
        let request = builder.body(body).map_err(|error| SendError::Request(error.to_string()))?;
        let mut service = self.0.clone();
        std::future::poll_fn(|context| service.poll_ready(context)).await.map_err(|_| SendError::Service)?;
        let response = service.call(request).await.map_err(|_| SendError::Service)?;
        let (parts, body) = response.into_parts();
        let status = parts.status;
        let mut body = std::pin::pin!(body);
        let mut bytes = Vec::new();
        while let Some(frame) = body.as_mut().frame().await {
            let frame = frame.map_err(|_| SendError::BodyInterrupted { status })?;
            bytes.extend(frame.into_data().unwrap_or_default());
            if bytes.len() > BODY_LIMIT {
                return Err(SendError::BodyTooLarge { status });
            }
        }
        Ok(HttpResponse { status, headers: parts.headers, body: bytes.into() })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http::header::CONTENT_LENGTH;
    use http_body_util::Full;

    use super::{InProcess, Transport};
    use crate::request::Request;

    /// Returns the `content-length` of the request as the body.
    #[derive(Clone)]
    struct Lengths;

    impl tower_service::Service<http::Request<Full<Bytes>>> for Lengths {
        type Response = http::Response<Full<Bytes>>;
        type Error = Infallible;
        type Future = Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: http::Request<Full<Bytes>>) -> Self::Future {
            let length = request.headers().get(CONTENT_LENGTH).map(|length| Bytes::copy_from_slice(length.as_bytes()));
            ready(Ok(http::Response::new(Full::new(length.unwrap_or_default()))))
        }
    }

    #[test]
    fn a_service_in_this_process_gets_the_length_of_the_body() -> Result<(), Box<dyn std::error::Error>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        for (method, body, expected) in [("POST", "", "0"), ("PUT", "{}", "2"), ("GET", "", "")] {
            let mut request = Request::new(method, "/notes");
            request.body = body.as_bytes().to_vec();
            let response = runtime.block_on(InProcess(Lengths).send(&request))?;
            assert_eq!(response.body, expected, "{method}");
        }
        Ok(())
    }
}
