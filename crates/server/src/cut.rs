// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Responses that end early, to test clients with.

use std::future::poll_fn;
use std::io;
use std::str::FromStr;
use std::task::Poll;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use http_body_util::{BodyExt, Full};

/// When the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Before the first byte of the response.
    Connection,
    /// In the middle of the response body.
    Body,
}

/// The error of a text that is not a [`Cut`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCut;

impl std::fmt::Display for UnknownCut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected `connection` or `body`")
    }
}

impl std::error::Error for UnknownCut {}

impl FromStr for Cut {
    type Err = UnknownCut;

    fn from_str(text: &str) -> Result<Self, UnknownCut> {
        match text {
            "connection" => Ok(Cut::Connection),
            "body" => Ok(Cut::Body),
            _ => Err(UnknownCut),
        }
    }
}

/// Cuts a response. Without a connection, it is a response whose body fails, at once or half-way.
pub async fn cut(response: Response, cut: Cut) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = match cut {
        // hyper writes nothing if the body fails before the head is written.
        Cut::Connection => broken(Bytes::new(), false),
        // The head has the length of the whole body.
        Cut::Body => {
            let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(1)));
            broken(whole.slice(..whole.len() / 2), true)
        }
    };
    Response::from_parts(parts, body)
}

/// A body that fails after its start. hyper flushes its buffer while a body is pending, but not after it has failed.
fn broken(start: Bytes, is_flushed: bool) -> Body {
    let mut is_pending = is_flushed;
    let failure = poll_fn(move |context| {
        if std::mem::take(&mut is_pending) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err::<HeaderMap, io::Error>(io::ErrorKind::ConnectionAborted.into())))
    });
    let body = Full::new(start).map_err(|never| match never {}).with_trailers(failure);
    // The length of mapped frames is unknown, so that nobody compares it with the head.
    Body::new(body.map_frame(|frame| frame))
}
