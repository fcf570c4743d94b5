// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Sends requests: with the HTTP client or any tower service, below the layers of the caller.

use std::fmt::Write;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body;
use secrecy::SecretString;
use tower_layer::Layer;
use tower_service::Service;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use super::browser::execute;
use super::redact;
use super::response_body::{BoxError, ResponseBody};

/// The future of a response.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<http::Response<ResponseBody>, BoxError>> + Send>>;

/// The service that sends the requests of a client. Layers wrap it. Clones are cheap.
#[derive(Clone)]
pub struct HttpService(Arc<dyn Transport>);

impl HttpService {
    /// Takes any service of HTTP requests.
    pub fn new<S, B>(service: S) -> Self
    where
        S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        HttpService(Arc::new(Over(Mutex::new(service))))
    }

    pub(crate) fn http(client: reqwest::Client) -> Self {
        HttpService(Arc::new(HttpClient(client)))
    }
}

impl Service<http::Request<reqwest::Body>> for HttpService {
    type Response = http::Response<ResponseBody>;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // Each request has its own clone of the service, which is polled before the request is sent.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> ResponseFuture {
        self.0.send(request)
    }
}

impl std::fmt::Debug for HttpService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

trait Transport: Send + Sync {
    fn send(&self, request: http::Request<reqwest::Body>) -> ResponseFuture;
}

struct HttpClient(reqwest::Client);

impl Transport for HttpClient {
    fn send(&self, request: http::Request<reqwest::Body>) -> ResponseFuture {
        let client = self.0.clone();
        Box::pin(async move {
            let request = reqwest::Request::try_from(request)?;
            execute(client, request).await
        })
    }
}

/// Sends a request with the HTTP client.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
async fn execute(client: reqwest::Client, request: reqwest::Request) -> Result<http::Response<ResponseBody>, BoxError> {
    let response = http::Response::<reqwest::Body>::from(client.execute(request).await?);
    Ok(response.map(ResponseBody::new))
}

/// A service that may not be `Sync`: it is only locked to be cloned.
struct Over<S>(Mutex<S>);

impl<S, B> Transport for Over<S>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: http::Request<reqwest::Body>) -> ResponseFuture {
        let mut service = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(ResponseBody::new))
        })
    }
}

/// The layers of a client. The first one gets the request first, as with `tower::ServiceBuilder`.
#[derive(Default)]
pub(crate) struct Layers(Vec<Box<dyn FnOnce(HttpService) -> HttpService + Send>>);

impl Layers {
    pub(crate) fn add<L, B>(&mut self, layer: L)
    where
        L: Layer<HttpService> + Send + 'static,
        L::Service: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        <L::Service as Service<http::Request<reqwest::Body>>>::Future: Send,
        <L::Service as Service<http::Request<reqwest::Body>>>::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.0.push(Box::new(move |inner| HttpService::new(layer.layer(inner))));
    }

    pub(crate) fn over(self, service: HttpService) -> HttpService {
        self.0.into_iter().rev().fold(service, |inner, layer| layer(inner))
    }
}

/// The failure of a transport or of a source of tokens: the connection, a layer, or a time limit of the client. Neither `Display` nor `Debug` shows a
/// credential of the client.
pub struct TransportError(TransportErrorKind);

enum TransportErrorKind {
    TimedOut,
    Http(reqwest::Error),
    Other {
        error: BoxError,
        /// The texts of the error and its sources, without credentials.
        text: String,
    },
}

impl TransportError {
    pub(crate) fn timed_out() -> Self {
        TransportError(TransportErrorKind::TimedOut)
    }

    /// Takes the error of a service. `secrets` are the texts that it must not show.
    pub(crate) fn new(error: BoxError, secrets: &[SecretString]) -> Self {
        let error = match error.downcast::<reqwest::Error>() {
            // The URL may hold the credential, and personal data in the query.
            Ok(error) => return TransportError(TransportErrorKind::Http(error.without_url())),
            Err(error) => error,
        };
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            // Writing to a string does not fail.
            let _ = write!(text, ": {error}");
            source = error.source();
        }
        let text = String::from_utf8_lossy(&redact::scrub(secrets, text.into_bytes())).into_owned();
        TransportError(TransportErrorKind::Other { error, text })
    }

    /// The error of the HTTP client, if it is one.
    pub(crate) fn into_http(self) -> Result<reqwest::Error, Self> {
        match self.0 {
            TransportErrorKind::Http(error) => Ok(error),
            kind => Err(TransportError(kind)),
        }
    }

    /// Whether a time limit is exceeded.
    pub fn is_timeout(&self) -> bool {
        match &self.0 {
            TransportErrorKind::TimedOut => true,
            TransportErrorKind::Http(error) => error.is_timeout(),
            TransportErrorKind::Other { error, .. } => {
                error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut)
            }
        }
    }

    /// The error of the layer or service. Its own texts may show a credential.
    pub fn get_ref(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        match &self.0 {
            TransportErrorKind::TimedOut => None,
            TransportErrorKind::Http(error) => Some(error),
            TransportErrorKind::Other { error, .. } => Some(&**error),
        }
    }
}

impl std::fmt::Display for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            TransportErrorKind::TimedOut => f.write_str("the time limit is exceeded"),
            TransportErrorKind::Http(error) => write!(f, "{error}"),
            TransportErrorKind::Other { text, .. } => f.write_str(text),
        }
    }
}

impl std::fmt::Debug for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            TransportErrorKind::TimedOut => f.write_str("TimedOut"),
            TransportErrorKind::Http(error) => write!(f, "{error:?}"),
            TransportErrorKind::Other { text, .. } => write!(f, "{text:?}"),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            TransportErrorKind::Http(error) => error.source(),
            // `Display` shows the sources, without credentials.
            TransportErrorKind::TimedOut | TransportErrorKind::Other { .. } => None,
        }
    }
}
