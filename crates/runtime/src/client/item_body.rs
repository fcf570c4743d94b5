//! Request bodies that are streams of items: JSON Lines and JSON text sequences. Browsers cannot send streams.

#![cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::transport::BoxError;

/// Writes one item, or returns its error.
type Write<I> = fn(I) -> Result<Vec<u8>, BoxError>;

/// A body of JSON Lines.
pub(crate) fn lines<S>(items: S) -> reqwest::Body
where
    S: Stream + Send + 'static,
    S::Item: Serialize + 'static,
{
    body(items, |item| line(&item))
}

/// A body of JSON Lines. An error ends the body and the request.
pub(crate) fn try_lines<S, T, E>(items: S) -> reqwest::Body
where
    S: Stream<Item = Result<T, E>> + Send + 'static,
    T: Serialize + 'static,
    E: Into<BoxError> + 'static,
{
    body(items, |item| line(&item.map_err(Into::into)?))
}

/// A JSON text sequence.
pub(crate) fn sequence<S>(items: S) -> reqwest::Body
where
    S: Stream + Send + 'static,
    S::Item: Serialize + 'static,
{
    body(items, |item| text(&item))
}

/// A JSON text sequence. An error ends the body and the request.
pub(crate) fn try_sequence<S, T, E>(items: S) -> reqwest::Body
where
    S: Stream<Item = Result<T, E>> + Send + 'static,
    T: Serialize + 'static,
    E: Into<BoxError> + 'static,
{
    body(items, |item| text(&item.map_err(Into::into)?))
}

fn line<T: Serialize>(item: &T) -> Result<Vec<u8>, BoxError> {
    let mut line = serde_json::to_vec(item)?;
    line.push(b'\n');
    Ok(line)
}

/// One text of a sequence (RFC 7464 section 2.2).
fn text<T: Serialize>(item: &T) -> Result<Vec<u8>, BoxError> {
    let mut text = vec![0x1e];
    serde_json::to_writer(&mut text, item)?;
    text.push(b'\n');
    Ok(text)
}

fn body<S>(items: S, write: Write<S::Item>) -> reqwest::Body
where
    S: Stream + Send + 'static,
    S::Item: 'static,
{
    reqwest::Body::wrap_stream(Written { items: Some(Box::pin(items)), write })
}

/// The items of a stream as parts of a body. An item that is an error, or that has no JSON, ends the body and the request.
struct Written<S: Stream> {
    items: Option<Pin<Box<S>>>,
    write: Write<S::Item>,
}

impl<S: Stream> Stream for Written<S> {
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
