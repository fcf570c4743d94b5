//! The server behind the proxy.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::header::HOST;
use http::uri::{Parts, PathAndQuery};
use http::{Request, Response, Uri, Version};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower_service::Service;

use super::ProxyError;
use super::fields::{add_via, remove_hop_by_hop};
use crate::layer::WitnessBody;

/// Sends requests to a server.
#[derive(Clone)]
pub(super) struct Upstream {
    /// The URL before the target of a request.
    base: Uri,
    client: Client<HttpsConnector<HttpConnector>, WitnessBody<Incoming>>,
}

/// Why there is no response. The message does not contain the URL, because it may hold a credential.
#[derive(Debug, thiserror::Error)]
pub(super) enum UpstreamError {
    #[error("the target of the request is not valid")]
    Target,
    #[error("{}", root_cause(.0))]
    Client(hyper_util::client::legacy::Error),
}

impl Upstream {
    pub(super) fn new(url: &str) -> Result<Self, ProxyError> {
        let base: Uri = url.parse().map_err(|_| ProxyError::Url)?;
        let has_scheme = matches!(base.scheme_str(), Some("http" | "https"));
        if !has_scheme || base.authority().is_none() || base.query().is_some() {
            return Err(ProxyError::Url);
        }
        let tls = HttpsConnectorBuilder::new().try_with_platform_verifier();
        let tls = tls.map_err(|error| ProxyError::Tls(std::io::Error::other(error)))?;
        let connector = tls.https_or_http().enable_http1().build();
        // A connection of its own for each request: servers close idle ones, and then the next request fails.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(Upstream { base, client })
    }

    /// The URL of a request at the server: its target is appended as it was sent.
    fn url(&self, sent: &Uri) -> Option<Uri> {
        let target = sent.path_and_query().map_or("/", PathAndQuery::as_str);
        let target = format!("{}{target}", self.base.path().trim_end_matches('/'));
        let mut parts = Parts::default();
        parts.scheme = self.base.scheme().cloned();
        parts.authority = self.base.authority().cloned();
        parts.path_and_query = Some(target.parse().ok()?);
        Uri::from_parts(parts).ok()
    }
}

impl Service<Request<WitnessBody<Incoming>>> for Upstream {
    type Response = Response<Incoming>;
    type Error = UpstreamError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, UpstreamError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), UpstreamError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<WitnessBody<Incoming>>) -> Self::Future {
        let Some(url) = self.url(request.uri()) else {
            return Box::pin(std::future::ready(Err(UpstreamError::Target)));
        };
        *request.uri_mut() = url;
        // An intermediary sends its own version (RFC 9110 section 2.5).
        *request.version_mut() = Version::HTTP_11;
        let headers = request.headers_mut();
        remove_hop_by_hop(headers);
        // The client adds that of the server.
        headers.remove(HOST);
        add_via(headers);
        let sent = self.client.request(request);
        Box::pin(async move {
            let mut response = sent.await.map_err(UpstreamError::Client)?;
            *response.version_mut() = Version::HTTP_11;
            remove_hop_by_hop(response.headers_mut());
            Ok(response)
        })
    }
}

/// The message of the innermost error, which is that of the operating system or the protocol.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
