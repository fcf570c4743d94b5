// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Documented successes, and bodies that arrive in parts.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::headers::HeaderError;
use super::incoming::Incoming;
use super::transport::TransportError;

/// A documented success, with the documented headers `H`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T, H = NoHeaders> {
    /// The body.
    pub body: T,
    /// The status code.
    pub status: StatusCode,
    /// All headers. [`headers`](Self::headers) reads the documented ones.
    pub raw_headers: HeaderMap,
    /// Whether `Debug` does not show the body: its type does not know that the document marks it as sensitive.
    is_hidden: bool,
    /// Whether the body may have a value that the document marks as sensitive, which its own type may hide.
    is_sensitive: bool,
    /// The body that the document does not describe, until it is taken.
    undocumented: Option<Arc<Mutex<Option<ByteStream>>>>,
    typed: PhantomData<fn() -> H>,
}

impl<T, H> Response<T, H> {
    pub(crate) fn new(body: T, status: StatusCode, raw_headers: HeaderMap) -> Self {
        Response {
            body,
            status,
            raw_headers,
            is_hidden: false,
            is_sensitive: false,
            undocumented: None,
            typed: PhantomData,
        }
    }

    /// Tells whether the body may have a sensitive value.
    pub(crate) fn sensitive(mut self, is_sensitive: bool) -> Self {
        self.is_sensitive = is_sensitive;
        self
    }

    /// Adds a body that the document does not describe.
    pub(crate) fn with_undocumented(mut self, body: ByteStream) -> Self {
        self.undocumented = Some(Arc::new(Mutex::new(Some(body))));
        self
    }

    /// Hides the body in `Debug`.
    pub(crate) fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Converts the body, and keeps the status code and the headers. `Debug` hides the new body if a success of the
    /// operation may have a sensitive value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Response<U, H> {
        let Response { body, status, raw_headers, is_hidden, is_sensitive, undocumented, typed } = self;
        // The new type does not know which of its values are sensitive.
        let is_hidden = is_hidden || is_sensitive;
        Response { body: convert(body), status, raw_headers, is_hidden, is_sensitive, undocumented, typed }
    }

    /// Returns the body.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// Takes the body of a response for which the document has no `content`. `Content-Type` in [`raw_headers`](Self::raw_headers) is its
    /// media type. `None` if the document has `content` for the response, if the response says that it has no body, or if the body was taken. Clones of a response
    /// share this body.
    ///
    /// The body arrives while it is read. Read it to its end: if it is dropped earlier, alone or with the response, the connection may close, and
    /// the server may stop its work. A body that is neither read nor dropped keeps its connection.
    pub fn take_undocumented_body(&mut self) -> Option<ByteStream> {
        let body = self.undocumented.take()?;
        let mut body = body.lock().unwrap_or_else(PoisonError::into_inner);
        body.take()
    }
}

impl<T, H> Response<T, H>
where
    H: for<'h> TryFrom<&'h HeaderMap, Error = HeaderError>,
{
    /// Reads the documented headers.
    ///
    /// # Errors
    ///
    /// A required header is absent or malformed. One that is not required is `None` then.
    pub fn headers(&self) -> Result<H, HeaderError> {
        H::try_from(&self.raw_headers)
    }
}

impl<T: std::fmt::Debug, H> std::fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: &dyn std::fmt::Debug = if self.is_hidden { &format_args!("[redacted]") } else { &self.body };
        f.debug_struct("Response").field("status", &self.status).field("body", body).finish_non_exhaustive()
    }
}

/// The headers of an operation that documents none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NoHeaders;

impl TryFrom<&HeaderMap> for NoHeaders {
    type Error = HeaderError;

    fn try_from(_: &HeaderMap) -> Result<Self, HeaderError> {
        Ok(NoHeaders)
    }
}

/// The headers of the errors of an operation that documents none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NoErrorHeaders;

impl From<&HeaderMap> for NoErrorHeaders {
    fn from(_: &HeaderMap) -> Self {
        NoErrorHeaders
    }
}

/// The body of a response, in the parts in which it arrives.
pub struct ByteStream(Incoming);

impl ByteStream {
    pub(crate) fn new(incoming: Incoming) -> Self {
        ByteStream(incoming)
    }

    /// Returns the response.
    #[allow(dead_code, reason = "only streams of items use it")]
    pub(crate) fn into_incoming(self) -> Incoming {
        self.0
    }

    /// Waits for the next part. `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`TransportError`] if the connection failed, or if no part arrived within the client's idle time limit.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.chunk().await
    }

    /// Reads the whole body.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, TransportError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_chunk(cx)
    }
}

impl std::fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}
