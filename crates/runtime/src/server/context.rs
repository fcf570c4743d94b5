//! The parts of a request that its operation does not document.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, Uri};

/// The request that an operation is called with, apart from its body: method, URI, headers and extensions.
///
/// `Debug` shows neither header values nor the query, because they may hold credentials. A clone is cheap.
#[derive(Clone)]
pub struct Context {
    parts: Arc<Parts>,
    operation: &'static str,
    scopes: &'static [&'static str],
}

impl Context {
    pub(crate) fn new(parts: &Arc<Parts>, operation: &'static str) -> Self {
        Context { parts: Arc::clone(parts), operation, scopes: &[] }
    }

    /// Sets the scopes that the credential of the request must have.
    #[allow(dead_code, reason = "no operation of some documents has security")]
    pub(crate) fn requiring(self, scopes: &'static [&'static str]) -> Self {
        Context { scopes, ..self }
    }

    /// Returns the `operationId`, or a name derived from method and path if the document has none.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the scopes, or roles, that the document requires for the credential of this request (OpenAPI 3.0.4, Security
    /// Requirement Object). The implementation checks them.
    pub fn scopes(&self) -> &'static [&'static str] {
        self.scopes
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Returns the URI. In a router that is nested under a prefix, the prefix is removed.
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Returns the extensions, which layers around the router can add.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// Returns the address of the client's end of the connection. `None` unless the router is served with
    /// [`axum::Router::into_make_service_with_connect_info`] and [`SocketAddr`].
    pub fn peer(&self) -> Option<SocketAddr> {
        self.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| *address)
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("operation", &self.operation)
            .field("scopes", &self.scopes)
            .field("method", self.method())
            .finish_non_exhaustive()
    }
}
