//! Bodies that are streams of items: JSON Lines, JSON text sequences and server-sent events.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::event_stream::{Fields, Parser};
use super::incoming::Incoming;
use super::reconnect::Reconnect;
use super::redact;
use super::response::ByteStream;
use super::split::{Lines, Sequence, TooLarge};
use super::transport::TransportError;

/// The largest number of bytes of one item, unless [`ItemStream::item_limit`] sets another.
const ITEM_LIMIT: usize = 4 * 1024 * 1024;

/// The text with which several APIs end an event stream. It is no JSON.
const DONE: &str = "[DONE]";

/// A server-sent event whose data is JSON, or a text. In a stream of texts, `[DONE]` is a text as others; otherwise it ends the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The value of the field `data`.
    pub data: T,
    /// The field `event`: the type of the event. `None` if the event has none or an empty one.
    pub event: Option<String>,
    /// The field `id`.
    pub id: Option<String>,
    /// The field `retry`: the time to wait before the stream is requested again.
    pub retry: Option<Duration>,
}

/// A body that is a stream of items.
///
/// It implements [`Stream`], and [`next`](Self::next) reads it without another crate. An item that cannot be read is an error, and
/// the next items follow. After any other error the stream ends. Dropping it closes the connection.
pub struct ItemStream<T> {
    incoming: Incoming,
    splitter: Splitter,
    read: fn(Item) -> Read<T>,
    /// The texts that no error may show.
    secrets: Vec<SecretString>,
    /// The number of items that have been read.
    count: u64,
    reconnect: Reconnect,
    /// The error after the items that have arrived.
    failure: Option<StreamError>,
    is_done: bool,
}

/// Why a stream has no next item.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection failed before the end of the stream.
    Transport(TransportError),
    /// An item has more bytes than the limit: see [`ItemStream::item_limit`].
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An item does not fit the document.
    InvalidItem {
        /// The number of items before it.
        index: u64,
        /// Why it does not fit.
        reason: String,
    },
}

impl std::fmt::Display for StreamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StreamError::Transport(source) => write!(f, "the stream is incomplete: {source}"),
            StreamError::TooLarge { limit } => write!(f, "an item of the stream is larger than {limit} bytes"),
            StreamError::InvalidItem { index, reason } => {
                write!(f, "item {index} of the stream does not fit the document: {reason}")
            }
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows the underlying error itself.
            StreamError::Transport(source) => std::error::Error::source(source),
            _ => None,
        }
    }
}

/// An item before it is deserialized.
enum Item {
    Text(Vec<u8>),
    Event(Fields),
}

/// The result of deserializing an item.
enum Read<T> {
    Item(T),
    Invalid(serde_json::Error),
    /// The item ends the stream.
    End,
}

enum Splitter {
    Lines(Lines),
    Sequence(Sequence),
    Events(Parser),
}

impl Splitter {
    fn next(&mut self) -> Option<Item> {
        match self {
            Splitter::Lines(lines) => lines.next().map(Item::Text),
            Splitter::Sequence(sequence) => sequence.next().map(Item::Text),
            Splitter::Events(parser) => parser.next().map(Item::Event),
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        match self {
            Splitter::Lines(lines) => lines.push(chunk),
            Splitter::Sequence(sequence) => sequence.push(chunk),
            Splitter::Events(parser) => parser.push(chunk),
        }
    }

    fn finish(&mut self) {
        match self {
            Splitter::Lines(lines) => lines.finish(),
            Splitter::Sequence(sequence) => sequence.finish(),
            // An event that has not ended is discarded (HTML, section 9.2.6).
            Splitter::Events(_) => {}
        }
    }
}

impl<T> ItemStream<T> {
    fn new(bytes: ByteStream, splitter: Splitter, read: fn(Item) -> Read<T>) -> Self {
        let mut incoming = bytes.into_incoming();
        let (secrets, reconnect) = (incoming.secrets(), Reconnect::new(incoming.take_again()));
        ItemStream { incoming, splitter, read, secrets, count: 0, reconnect, failure: None, is_done: false }
    }

    /// Changes the largest number of bytes of one item. The default is 4 MiB.
    #[must_use]
    pub fn item_limit(mut self, bytes: usize) -> Self {
        match &mut self.splitter {
            Splitter::Lines(lines) => lines.set_limit(bytes),
            Splitter::Sequence(sequence) => sequence.set_limit(bytes),
            Splitter::Events(parser) => parser.set_limit(bytes),
        }
        self
    }

    /// Requests an event stream again when its connection fails, up to `limit` times without an event in between. The default is not to.
    ///
    /// The request has the header `Last-Event-ID` with [`last_event_id`](Self::last_event_id), and is sent after the time of the last `retry`
    /// field, else after three seconds. A stream that ends without an error is not requested again. A request that is not `GET` may have its
    /// effect twice. For other streams and requests with a streamed body, this does nothing.
    #[must_use]
    pub fn reconnect(mut self, limit: u32) -> Self {
        self.reconnect.set_limit(limit);
        self
    }

    /// Begins to request the stream again after the connection failed. Returns whether it does.
    fn is_reconnecting(&mut self) -> bool {
        let Splitter::Events(parser) = &mut self.splitter else { return false };
        let is_started = self.reconnect.start(parser.last_id(), parser.retry());
        if is_started {
            parser.restart();
        }
        is_started
    }

    /// Waits for the next item. `None` after the last one. A call that is cancelled loses no item.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The last `id` of an event stream. A request with the header `Last-Event-ID` asks for the events after it.
    pub fn last_event_id(&self) -> Option<&str> {
        match &self.splitter {
            Splitter::Events(parser) => parser.last_id(),
            Splitter::Lines(_) | Splitter::Sequence(_) => None,
        }
    }

    /// Deserializes an item.
    fn item(&mut self, item: Item) -> Option<Result<T, StreamError>> {
        let index = self.count;
        self.count += 1;
        match (self.read)(item) {
            Read::Item(item) => Some(Ok(item)),
            Read::Invalid(error) => {
                let reason = redact::reason(&error, &self.secrets, self.incoming.is_sensitive);
                Some(Err(StreamError::InvalidItem { index, reason }))
            }
            Read::End => {
                self.is_done = true;
                None
            }
        }
    }
}

impl<T: DeserializeOwned> ItemStream<T> {
    /// The items of JSON Lines.
    pub(crate) fn lines(bytes: ByteStream) -> Self {
        ItemStream::new(bytes, Splitter::Lines(Lines::new(ITEM_LIMIT)), text)
    }

    /// The items of a JSON text sequence (RFC 7464).
    pub(crate) fn sequence(bytes: ByteStream) -> Self {
        ItemStream::new(bytes, Splitter::Sequence(Sequence::new(ITEM_LIMIT)), text)
    }

    /// Server-sent events, each an object with its fields.
    pub(crate) fn fields(bytes: ByteStream) -> Self {
        ItemStream::new(bytes, Splitter::Events(Parser::new(ITEM_LIMIT)), fields)
    }
}

impl<T: DeserializeOwned> ItemStream<Event<T>> {
    /// Server-sent events whose data is JSON.
    pub(crate) fn events(bytes: ByteStream) -> Self {
        ItemStream::new(bytes, Splitter::Events(Parser::new(ITEM_LIMIT)), event)
    }

    /// Server-sent events whose data is a text.
    pub(crate) fn texts(bytes: ByteStream) -> Self {
        ItemStream::new(bytes, Splitter::Events(Parser::new(ITEM_LIMIT)), text_event)
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.is_done {
                return Poll::Ready(None);
            }
            if let Some(item) = self.splitter.next() {
                self.reconnect.succeeded();
                return Poll::Ready(self.item(item));
            }
            if let Some(failure) = self.failure.take() {
                if matches!(failure, StreamError::Transport(_)) && self.is_reconnecting() {
                    continue;
                }
                self.is_done = true;
                return Poll::Ready(Some(Err(failure)));
            }
            if let Some(result) = ready!(self.reconnect.poll(cx)) {
                match result {
                    Ok(Some(incoming)) => self.incoming = incoming,
                    Ok(None) => self.is_done = true,
                    Err(error) => self.failure = Some(StreamError::Transport(error)),
                }
                continue;
            }
            match ready!(self.incoming.poll_chunk(cx)) {
                Some(Ok(chunk)) => {
                    let pushed = self.splitter.push(&chunk);
                    self.failure = pushed.err().map(|TooLarge { limit }| StreamError::TooLarge { limit });
                }
                Some(Err(error)) => self.failure = Some(StreamError::Transport(error)),
                None => {
                    self.splitter.finish();
                    match self.splitter.next() {
                        Some(item) => {
                            let item = self.item(item);
                            self.is_done = true;
                            return Poll::Ready(item);
                        }
                        None => self.is_done = true,
                    }
                }
            }
        }
    }
}

impl<T> std::fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ItemStream").field("count", &self.count).finish_non_exhaustive()
    }
}

fn text<T: DeserializeOwned>(item: Item) -> Read<T> {
    match item {
        Item::Text(text) => serde_json::from_slice(&text).map_or_else(Read::Invalid, Read::Item),
        Item::Event(Fields { data, .. }) => serde_json::from_str(&data).map_or_else(Read::Invalid, Read::Item),
    }
}

fn event<T: DeserializeOwned>(item: Item) -> Read<Event<T>> {
    match item {
        Item::Event(fields) if fields.data == DONE => Read::End,
        item => event_of(item, |data| serde_json::from_str(&data)),
    }
}

fn text_event<T: DeserializeOwned>(item: Item) -> Read<Event<T>> {
    event_of(item, |data| serde_json::from_value(Value::String(data)))
}

fn event_of<T>(item: Item, read: fn(String) -> serde_json::Result<T>) -> Read<Event<T>> {
    let fields = match item {
        Item::Text(_) => Fields::default(),
        Item::Event(fields) => fields,
    };
    let Fields { id, event, data, retry } = fields;
    let event = event.filter(|event| !event.is_empty());
    match read(data) {
        Ok(data) => Read::Item(Event { data, event, id, retry: retry.map(Duration::from_millis) }),
        Err(error) => Read::Invalid(error),
    }
}

/// An item whose schema describes the fields of the event (OpenAPI 3.2.0, Special Considerations for Server-Sent Events).
fn fields<T: DeserializeOwned>(item: Item) -> Read<T> {
    let Item::Event(Fields { id, event, data, retry }) = item else { return Read::End };
    let mut object = Map::new();
    object.insert("data".to_owned(), data.into());
    object.extend(event.map(|event| ("event".to_owned(), event.into())));
    object.extend(id.map(|id| ("id".to_owned(), id.into())));
    object.extend(retry.map(|retry| ("retry".to_owned(), retry.into())));
    serde_json::from_value(Value::Object(object)).map_or_else(Read::Invalid, Read::Item)
}
