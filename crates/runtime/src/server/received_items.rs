//! Request bodies that are streams of items: JSON Lines and JSON text sequences.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json::{self, Fault};
use super::split::{Lines, Sequence, TooLarge};

/// The largest number of bytes of one item, unless [`ReceivedItems::item_limit`] sets another.
const ITEM_LIMIT: usize = 4 * 1024 * 1024;

/// The items of a request body, as they arrive.
///
/// It implements [`Stream`], and [`next`](Self::next) reads it without another crate. An item that does not fit its schema is an error, and the
/// next items follow. After any other error the stream ends. The client sends no faster than the items are read.
pub struct ReceivedItems<T> {
    body: BodyDataStream,
    splitter: Splitter,
    read: fn(&[u8]) -> Result<T, Fault>,
    /// Returns why an item does not fit its schema, if its type does not have all constraints.
    check: Option<fn(&Value) -> Option<String>>,
    /// The number of items that have been read.
    count: u64,
    /// The error after the items that have arrived.
    failure: Option<ItemError>,
    is_done: bool,
}

/// Why a request body has no next item.
#[derive(Debug)]
#[non_exhaustive]
pub enum ItemError {
    /// The body did not arrive whole.
    Incomplete(axum::Error),
    /// An item has more bytes than the limit: see [`ReceivedItems::item_limit`].
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An item does not fit its schema.
    InvalidItem {
        /// The number of items before it.
        index: u64,
        /// Why it does not fit. It may quote the item.
        reason: String,
    },
}

impl std::fmt::Display for ItemError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ItemError::Incomplete(source) => write!(f, "the body is incomplete: {source}"),
            ItemError::TooLarge { limit } => write!(f, "an item of the body is larger than {limit} bytes"),
            ItemError::InvalidItem { index, reason } => {
                write!(f, "item {index} of the body does not fit the document: {reason}")
            }
        }
    }
}

impl std::error::Error for ItemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows the underlying error itself.
            ItemError::Incomplete(source) => std::error::Error::source(source),
            _ => None,
        }
    }
}

enum Splitter {
    Lines(Lines),
    Sequence(Sequence),
}

impl Splitter {
    fn next(&mut self) -> Option<Vec<u8>> {
        match self {
            Splitter::Lines(lines) => lines.next(),
            Splitter::Sequence(sequence) => sequence.next(),
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        match self {
            Splitter::Lines(lines) => lines.push(chunk),
            Splitter::Sequence(sequence) => sequence.push(chunk),
        }
    }

    fn finish(&mut self) {
        match self {
            Splitter::Lines(lines) => lines.finish(),
            Splitter::Sequence(sequence) => sequence.finish(),
        }
    }
}

impl<T: DeserializeOwned> ReceivedItems<T> {
    /// The items of JSON Lines.
    pub(crate) fn lines(body: Body) -> Self {
        ReceivedItems::new(body, Splitter::Lines(Lines::new(ITEM_LIMIT)))
    }

    /// The items of a JSON text sequence (RFC 7464).
    pub(crate) fn sequence(body: Body) -> Self {
        ReceivedItems::new(body, Splitter::Sequence(Sequence::new(ITEM_LIMIT)))
    }

    fn new(body: Body, splitter: Splitter) -> Self {
        let body = body.into_data_stream();
        ReceivedItems {
            body,
            splitter,
            read: |text| json::read(text),
            check: None,
            count: 0,
            failure: None,
            is_done: false,
        }
    }
}

impl<T> ReceivedItems<T> {
    /// Also checks each item with `check`, which returns why an item does not fit.
    pub(crate) fn checked(mut self, check: fn(&Value) -> Option<String>) -> Self {
        self.check = Some(check);
        self
    }

    /// Changes the largest number of bytes of one item. The default is 4 MiB.
    #[must_use]
    pub fn item_limit(mut self, bytes: usize) -> Self {
        match &mut self.splitter {
            Splitter::Lines(lines) => lines.set_limit(bytes),
            Splitter::Sequence(sequence) => sequence.set_limit(bytes),
        }
        self
    }

    /// Waits for the next item. `None` after the last one. A call that is cancelled loses no item.
    pub async fn next(&mut self) -> Option<Result<T, ItemError>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn item(&mut self, text: &[u8]) -> Result<T, ItemError> {
        let index = self.count;
        self.count += 1;
        let item = (self.read)(text).map_err(|fault| {
            let reason = match fault {
                Fault::Syntax => "it is not JSON".to_owned(),
                Fault::Repeated(key) => format!("`{key}` occurs twice"),
                Fault::Invalid { path, mismatch } if path.is_empty() => mismatch.to_string(),
                Fault::Invalid { path, mismatch } => format!("`{path}`: {mismatch}"),
            };
            ItemError::InvalidItem { index, reason }
        })?;
        // The type comes first, so that its errors are the same without the check.
        let violation = self.check.and_then(|check| match serde_json::from_slice(text) {
            Ok(value) => check(&value),
            Err(error) => Some(error.to_string()),
        });
        violation.map_or(Ok(item), |reason| Err(ItemError::InvalidItem { index, reason }))
    }
}

impl<T> Stream for ReceivedItems<T> {
    type Item = Result<T, ItemError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(text) = self.splitter.next() {
                return Poll::Ready(Some(self.item(&text)));
            }
            if let Some(failure) = self.failure.take() {
                self.is_done = true;
                return Poll::Ready(Some(Err(failure)));
            }
            if self.is_done {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => {
                    let pushed = self.splitter.push(&chunk);
                    self.failure = pushed.err().map(|TooLarge { limit }| ItemError::TooLarge { limit });
                }
                Some(Err(error)) => self.failure = Some(ItemError::Incomplete(error)),
                None => {
                    self.splitter.finish();
                    self.is_done = true;
                }
            }
        }
    }
}

impl<T> std::fmt::Debug for ReceivedItems<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReceivedItems").field("count", &self.count).finish_non_exhaustive()
    }
}
