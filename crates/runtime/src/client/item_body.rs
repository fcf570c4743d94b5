//! Request bodies that are streams of items: JSON Lines and JSON text sequences. Browsers cannot send streams.

#![cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::response_body::BoxError;

/// A body of the items of a stream. `frame` writes one item: [`lines`] or [`sequence`].
pub(crate) fn body<S>(items: S, frame: fn(&S::Item) -> Result<Vec<u8>, BoxError>) -> reqwest::Body
where
    S: Stream + Send + 'static,
    S::Item: 'static,
{
    reqwest::Body::wrap_stream(Written { items: Some(Box::pin(items)), write: move |item| frame(&item) })
}

/// As [`body`], of a stream that may fail. An error ends the body and the request.
pub(crate) fn try_body<S, T, E>(items: S, frame: fn(&T) -> Result<Vec<u8>, BoxError>) -> reqwest::Body
where
    S: Stream<Item = Result<T, E>> + Send + 'static,
    T: 'static,
    E: Into<BoxError> + 'static,
{
    let write = move |item: Result<T, E>| frame(&item.map_err(Into::into)?);
    reqwest::Body::wrap_stream(Written { items: Some(Box::pin(items)), write })
}

/// An item of JSON Lines.
pub(crate) fn lines<T: Serialize>(item: &T) -> Result<Vec<u8>, BoxError> {
    let mut line = serde_json::to_vec(item)?;
    line.push(b'\n');
    Ok(line)
}

/// A text of a sequence (RFC 7464 section 2.2).
pub(crate) fn sequence<T: Serialize>(item: &T) -> Result<Vec<u8>, BoxError> {
    let mut text = vec![0x1e];
    serde_json::to_writer(&mut text, item)?;
    text.push(b'\n');
    Ok(text)
}

/// The items of a stream as parts of a body. An item that is an error, or that has no JSON, ends the body and the request.
struct Written<S, F> {
    items: Option<Pin<Box<S>>>,
    /// Writes one item, or returns its error.
    write: F,
}

impl<S: Stream, F> Stream for Written<S, F>
where
    F: Fn(S::Item) -> Result<Vec<u8>, BoxError> + Unpin,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(items) = &mut self.items else { return Poll::Ready(None) };
        let item = ready!(items.as_mut().poll_next(cx));
        let written = item.map(|item| (self.write)(item).map(Bytes::from));
        if !matches!(written, Some(Ok(_))) {
            self.items = None;
        }
        Poll::Ready(written)
    }
}
