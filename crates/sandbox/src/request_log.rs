//! Logs one line for each request, without data that may hold an API key or a phone number.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::middleware::{Applied, CutConnection};

/// Logs method, route, status code and time, but not the path, query, headers and body.
pub async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    // A request can have any text as its method. Only known methods are logged.
    let method = known(request.method().as_str());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let applied = response.extensions().get::<Applied>().map(|applied| applied.0.as_str());
    let is_cut = response.extensions().get::<CutConnection>().is_some();
    tracing::info!(
        method,
        route,
        status = response.status().as_u16(),
        ms = start.elapsed().as_secs_f64() * 1000.0,
        prefer = applied,
        cut = is_cut.then_some("connection"),
        "request"
    );
    response
}

/// A known method, or `other`.
fn known(method: &str) -> &'static str {
    const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    METHODS.into_iter().find(|known| *known == method).unwrap_or("other")
}
