//! Bodies that are streams of items: JSON Lines, JSON text sequences and server-sent events.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Sleep, sleep};

use super::response::log_failure;
use super::types;

/// A server-sent event whose data is JSON, or a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The value of the field `data`.
    pub data: T,
    /// The field `event`: the type of the event.
    pub event: Option<String>,
    /// The field `id`. A client that connects again sends the last one in `Last-Event-ID`.
    pub id: Option<String>,
    /// The field `retry`: the time that a client waits before it connects again.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// Makes an event that has data only.
    pub fn new(data: T) -> Self {
        Event { data, event: None, id: None, retry: None }
    }

    /// Sets the type of the event. It cannot have a line break.
    #[must_use]
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// Sets the id of the event. It can have neither a line break nor NUL.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the time that a client waits before it connects again.
    #[must_use]
    pub fn retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Event::new(data)
    }
}

/// A body that is a stream of items.
///
/// An item is taken from the stream when the connection can send it, and the stream is dropped when the client closes the connection. An
/// error of the stream closes the connection, so that the client sees that the body is incomplete.
///
/// A stream of items converts into it, and an iterator can be collected into it.
pub struct ItemStream<T> {
    source: Source<T>,
    keep_alive: Option<Duration>,
}

/// The items of a stream.
type Items<T> = Pin<Box<dyn Stream<Item = Result<T, BoxError>> + Send>>;

enum Source<T> {
    Items(Items<T>),
    /// A body that is written already.
    Body(Body),
}

impl<T: 'static> ItemStream<T> {
    /// Makes a body of the items of a stream.
    pub fn new<S>(items: S) -> Self
    where
        S: Stream<Item = T> + Send + 'static,
    {
        ItemStream::of(Source::Items(Box::pin(Infallible(Box::pin(items)))))
    }

    /// Makes a body of the items of a stream that may fail.
    pub fn fallible<S, E>(items: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        ItemStream::of(Source::Items(Box::pin(Fallible(Box::pin(items)))))
    }

    /// Sends a comment whenever no item was sent for `interval`, so that no proxy closes the connection for being idle. 15 seconds are common
    /// (HTML, section 9.2.7). The default is to send none, and so it is with an interval of zero.
    ///
    /// Only server-sent events have comments, which clients ignore. For JSON Lines and JSON text sequences, this does nothing. It needs the timers of
    /// a tokio runtime.
    #[must_use]
    pub fn keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = (!interval.is_zero()).then_some(interval);
        self
    }

    /// Takes a body that is written already.
    pub(crate) fn written(body: Body) -> Self {
        ItemStream::of(Source::Body(body))
    }
}

impl<T> ItemStream<T> {
    fn of(source: Source<T>) -> Self {
        ItemStream { source, keep_alive: None }
    }
}

impl<T: 'static, S: Stream<Item = T> + Send + 'static> From<S> for ItemStream<T> {
    fn from(items: S) -> Self {
        ItemStream::new(items)
    }
}

impl<T: Send + 'static> FromIterator<T> for ItemStream<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        ItemStream::of(Source::Items(Box::pin(Listed(items.into_iter()))))
    }
}

impl<T> std::fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}

struct Listed<T>(std::vec::IntoIter<T>);

// The items are never pinned.
impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

struct Infallible<S>(Pin<Box<S>>);

impl<S: Stream> Stream for Infallible<S> {
    type Item = Result<S::Item, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(Ok))
    }
}

struct Fallible<S>(Pin<Box<S>>);

impl<T, E: Into<BoxError>, S: Stream<Item = Result<T, E>>> Stream for Fallible<S> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(|item| item.map_err(Into::into)))
    }
}

/// The items of a stream as parts of a body. It ends after the first error.
struct Written<T> {
    items: Option<Items<T>>,
    write: fn(&T) -> Result<Vec<u8>, BoxError>,
    comments: Option<Comments>,
}

/// The comments of an event stream.
struct Comments {
    interval: Duration,
    /// Ends with the interval. `None` until the stream is polled and has no item.
    timer: Option<Pin<Box<Sleep>>>,
}

/// An empty comment (HTML, section 9.2.5). The empty line ends no event, because there is none.
const COMMENT: &[u8] = b":\n\n";

impl Comments {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(self.interval)));
        std::task::ready!(timer.as_mut().poll(cx));
        self.timer = None;
        Poll::Ready(Bytes::from_static(COMMENT))
    }
}

impl<T> Stream for Written<T> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(items) = &mut self.items else { return Poll::Ready(None) };
        let Poll::Ready(item) = items.as_mut().poll_next(cx) else {
            return self
                .comments
                .as_mut()
                .map_or(Poll::Pending, |comments| comments.poll(cx).map(|text| Some(Ok(text))));
        };
        if let Some(comments) = &mut self.comments {
            comments.timer = None;
        }
        let write = |item: T| types::strict(|| (self.write)(&item));
        let written = item.map(|item| item.and_then(write).map(Bytes::from));
        if let Some(Err(error)) = &written {
            log_failure(error);
        }
        if !matches!(written, Some(Ok(_))) {
            self.items = None;
        }
        Poll::Ready(written)
    }
}

fn body<T: 'static>(items: ItemStream<T>, write: fn(&T) -> Result<Vec<u8>, BoxError>) -> Body {
    // Only event streams have comments.
    event_body(ItemStream { keep_alive: None, ..items }, write)
}

fn event_body<T: 'static>(items: ItemStream<T>, write: fn(&T) -> Result<Vec<u8>, BoxError>) -> Body {
    let comments = items.keep_alive.map(|interval| Comments { interval, timer: None });
    match items.source {
        Source::Items(items) => Body::from_stream(Written { items: Some(items), write, comments }),
        Source::Body(body) => body,
    }
}

/// A body of JSON Lines.
pub(crate) fn lines<T: Serialize + 'static>(items: ItemStream<T>) -> Body {
    body(items, |item| {
        let mut line = serde_json::to_vec(item)?;
        line.push(b'\n');
        Ok(line)
    })
}

/// A JSON text sequence (RFC 7464 section 2.2).
pub(crate) fn sequence<T: Serialize + 'static>(items: ItemStream<T>) -> Body {
    body(items, |item| {
        let mut text = vec![0x1e];
        serde_json::to_writer(&mut text, item)?;
        text.push(b'\n');
        Ok(text)
    })
}

/// Server-sent events whose data is JSON.
pub(crate) fn events<T: Serialize + 'static>(items: ItemStream<Event<T>>) -> Body {
    event_body(items, |event| written_event(event, &serde_json::to_string(&event.data)?))
}

/// Server-sent events whose data is a text. A line break in it is written as the end of one `data` line.
pub(crate) fn texts<T: Serialize + 'static>(items: ItemStream<Event<T>>) -> Body {
    event_body(items, |event| written_event(event, &plain(&serde_json::to_value(&event.data)?)))
}

/// Writes an event with this data.
fn written_event<T>(Event { event, id, retry, .. }: &Event<T>, data: &str) -> Result<Vec<u8>, BoxError> {
    let mut text = String::new();
    field(&mut text, "event", event.as_deref())?;
    field(&mut text, "id", id.as_deref())?;
    let retry = retry.map(|time| time.as_millis().to_string());
    field(&mut text, "retry", retry.as_deref())?;
    data_lines(&mut text, data)?;
    text.push('\n');
    Ok(text.into_bytes())
}

/// Server-sent events, each made of an object with its fields.
pub(crate) fn fields<T: Serialize + 'static>(items: ItemStream<T>) -> Body {
    event_body(items, |item| {
        let value = serde_json::to_value(item)?;
        let object = value.as_object().ok_or("an event is not an object")?;
        let mut text = String::new();
        for name in ["event", "id", "retry"] {
            let value = object.get(name).filter(|value| !value.is_null()).map(plain);
            field(&mut text, name, value.as_deref())?;
        }
        if let Some(data) = object.get("data") {
            data_lines(&mut text, &plain(data))?;
        }
        text.push('\n');
        Ok(text.into_bytes())
    })
}

/// Writes the data of an event. A line break is written as the end of one `data` line.
fn data_lines(text: &mut String, data: &str) -> Result<(), BoxError> {
    data.replace("\r\n", "\n").split(['\r', '\n']).try_for_each(|line| field(text, "data", Some(line)))
}

/// Writes a field of an event (HTML, section 9.2.5).
fn field(text: &mut String, name: &str, value: Option<&str>) -> Result<(), BoxError> {
    let Some(value) = value else { return Ok(()) };
    if value.contains(['\r', '\n']) || (name == "id" && value.contains('\0')) {
        return Err(format!("the field `{name}` of an event has a character that it cannot have").into());
    }
    text.push_str(name);
    text.push_str(": ");
    text.push_str(value);
    text.push('\n');
    Ok(())
}

/// The JSON text of a value, without the quotes of a string.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
