//! Unit tests of the embedded files, in folders like theirs, and property tests of both sides together.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod item_stream;
mod roundtrip;
mod server;
mod styles;
mod types;

use axum::body::Body;
use axum::http::Request;
use axum::http::request::Parts;

/// The head of a GET request.
fn parts(uri: &str, headers: &[(&str, &str)]) -> Parts {
    let request =
        headers.iter().fold(Request::builder().uri(uri), |request, (name, value)| request.header(*name, *value));
    request.body(Body::empty()).expect("a request").into_parts().0
}
