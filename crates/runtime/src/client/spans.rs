//! The feature `tracing`: a layer that makes a span of each request.

use std::pin::Pin;
use std::task::{Context, Poll};

use ::tracing::{Instrument, Span, field::Empty, info_span};
use http::HeaderValue;
use tower_layer::Layer;
use tower_service::Service;

use super::attempts::Attempts;
use super::call::Operation;
use super::trace_context;

/// A layer that makes a span of each request, with the names of OpenTelemetry's semantic conventions for HTTP clients.
///
/// The span has the `operationId`, the method, the path with the names of its parameters, the status code, the number of attempts that a
/// `RetryLayer` below this layer made, and the id of the trace. It has no URL, no headers and no bodies, which may hold secrets.
///
/// The request gets a header `traceparent` (W3C Trace Context), unless it has one: set it with `header` of the call to continue a
/// trace.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct TracingLayer;

impl TracingLayer {
    /// Makes the layer.
    pub fn new() -> Self {
        TracingLayer
    }
}

impl<S> Layer<S> for TracingLayer {
    type Service = Traced<S>;

    fn layer(&self, inner: S) -> Traced<S> {
        Traced { inner }
    }
}

/// The service of a [`TracingLayer`].
#[derive(Clone, Debug)]
pub struct Traced<S> {
    inner: S,
}

impl<S, R, B> Service<http::Request<R>> for Traced<S>
where
    S: Service<http::Request<R>, Response = http::Response<B>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<B>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<B>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<R>) -> Self::Future {
        let given = request.headers().get(trace_context::HEADER).and_then(|value| value.to_str().ok());
        let trace_id = match given {
            Some(given) => trace_context::trace_id(given).map(str::to_owned),
            None => {
                let made = trace_context::new();
                let trace_id = trace_context::trace_id(&made).map(str::to_owned);
                if let Ok(value) = HeaderValue::try_from(made) {
                    request.headers_mut().insert(trace_context::HEADER, value);
                }
                trace_id
            }
        };
        let span = span(request.method(), request.extensions().get::<Operation>(), trace_id.as_deref());
        let attempts = request.extensions_mut().get_or_insert_default::<Attempts>().clone();
        let response = span.in_scope(|| self.inner.call(request));
        let of_response = span.clone();
        let traced = async move {
            let result = response.await;
            of_response.record("attempts", attempts.get().max(1));
            match &result {
                Ok(response) => {
                    let status = response.status();
                    of_response.record("http.response.status_code", status.as_u16());
                    if status.is_client_error() || status.is_server_error() {
                        of_response.record("error.type", status.as_str());
                    }
                }
                // The text of the error may hold the URL.
                Err(_) => drop(of_response.record("error.type", "transport")),
            }
            result
        };
        Box::pin(traced.instrument(span))
    }
}

fn span(method: &http::Method, operation: Option<&Operation>, trace_id: Option<&str>) -> Span {
    let span = info_span!(
        "request",
        otel.kind = "client",
        otel.name = Empty,
        operation = Empty,
        http.request.method = method.as_str(),
        url.template = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
        attempts = Empty,
        trace_id,
    );
    if let Some(operation) = operation {
        span.record("otel.name", format_args!("{} {}", operation.method, operation.path));
        span.record("operation", operation.id);
        span.record("url.template", operation.path);
    }
    span
}
