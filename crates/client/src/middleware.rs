// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Layers that are functions.

use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use super::response_body::{BoxError, ResponseBody};
use super::transport::{HttpService, ResponseFuture};

/// Makes a layer of an asynchronous function that gets each request and the [`Next`] service. For
/// [`ClientBuilder::layer`](crate::ClientBuilder::layer).
///
/// ```ignore
/// let client = Client::builder()
///     .layer(from_fn(|mut request, next| async move {
///         request.headers_mut().insert("x-trace", HeaderValue::from_static("7"));
///         let response = next.run(request).await?;
///         println!("{}", response.status());
///         Ok(response)
///     }))
///     .build()?;
/// ```
pub fn from_fn<F, R>(function: F) -> FromFn<F>
where
    F: Fn(http::Request<reqwest::Body>, Next) -> R + Send + Sync + 'static,
    R: Future<Output = Result<http::Response<ResponseBody>, BoxError>> + Send + 'static,
{
    FromFn { function: Arc::new(function) }
}

/// A layer that is a function. Made by [`from_fn`].
pub struct FromFn<F> {
    function: Arc<F>,
}

impl<F> Clone for FromFn<F> {
    fn clone(&self) -> Self {
        FromFn { function: Arc::clone(&self.function) }
    }
}

impl<F> std::fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}

impl<F> Layer<HttpService> for FromFn<F> {
    type Service = FromFnService<F>;

    fn layer(&self, inner: HttpService) -> FromFnService<F> {
        FromFnService { function: Arc::clone(&self.function), inner }
    }
}

/// The service of [`FromFn`].
pub struct FromFnService<F> {
    function: Arc<F>,
    inner: HttpService,
}

impl<F> Clone for FromFnService<F> {
    fn clone(&self) -> Self {
        FromFnService { function: Arc::clone(&self.function), inner: self.inner.clone() }
    }
}

impl<F> std::fmt::Debug for FromFnService<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FromFnService").finish_non_exhaustive()
    }
}

impl<F, R> Service<http::Request<reqwest::Body>> for FromFnService<F>
where
    F: Fn(http::Request<reqwest::Body>, Next) -> R,
    R: Future<Output = Result<http::Response<ResponseBody>, BoxError>> + Send + 'static,
{
    type Response = http::Response<ResponseBody>;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> ResponseFuture {
        Box::pin((self.function)(request, Next(self.inner.clone())))
    }
}

/// The service below a layer that is a function: the next layer, or the HTTP client. A clone can send another request.
#[derive(Clone, Debug)]
pub struct Next(HttpService);

impl Next {
    /// Sends the request.
    ///
    /// # Errors
    ///
    /// The error of the next layer or of the HTTP client.
    pub async fn run(
        mut self,
        request: http::Request<reqwest::Body>,
    ) -> Result<http::Response<ResponseBody>, BoxError> {
        std::future::poll_fn(|cx| self.0.poll_ready(cx)).await?;
        self.0.call(request).await
    }
}
