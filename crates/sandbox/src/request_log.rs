//! One line of log for each request: of what came only what can hold neither a key nor a phone number.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::perform::{Applied, CutConnection};

/// Logs method, route, status and time. Not the path as it came, the query, a header or a body.
pub async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    // A method can be any word, so only those of HTTP are repeated.
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

fn known(method: &str) -> &'static str {
    const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    METHODS.into_iter().find(|known| *known == method).unwrap_or("other")
}
