// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! A response whose body is not read yet, and the time limits of the body.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use secrecy::SecretString;

use super::call::{Again, Shared};
use super::clock::{self, Instant, Sleep};
use super::response_body::ResponseBody;
use super::transport::TransportError;

/// The time limit of the body of a response.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    None,
    /// For the whole body.
    Until(Instant),
    /// Between two parts of the body.
    Idle(Duration),
}

/// A response whose body is not read yet.
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ResponseBody,
    pub(crate) limit: Limit,
    pub(crate) timer: Option<Pin<Box<Sleep>>>,
    pub(crate) shared: Arc<Shared>,
    /// The tokens of sources that the request carried.
    pub(crate) tokens: Vec<SecretString>,
    /// Whether errors do not show the body.
    pub(crate) is_sensitive: bool,
    /// The call, if the response is a stream and the request can be sent again.
    pub(crate) again: Option<Box<Again>>,
}

impl Incoming {
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Makes the body a stream: the time limit applies to the time between two parts, and no longer to the whole.
    pub(crate) fn into_stream(mut self) -> Self {
        self.limit = self.shared.idle_timeout.map_or(Limit::None, Limit::Idle);
        self.timer = None;
        self
    }

    /// Whether it is known that no part of the body follows.
    pub(crate) fn has_ended(&self) -> bool {
        self.body.is_end_stream()
    }

    /// The texts that no error may show.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        [self.shared.credentials.secrets(), self.tokens.clone()].concat()
    }

    /// Takes the call of a stream, to send its request again.
    pub(crate) fn take_again(&mut self) -> Option<Box<Again>> {
        self.again.take()
    }

    pub(crate) fn error_body_limit(&self) -> usize {
        self.shared.error_body_limit
    }

    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }

    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Limit::Idle(_) = self.limit {
                        self.timer = None;
                    }
                    // Trailers are not documented.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(TransportError::new(error, &self.secrets()))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let timer = match self.limit {
                        Limit::None => return Poll::Pending,
                        Limit::Until(deadline) => {
                            self.timer.get_or_insert_with(|| Box::pin(clock::sleep_until(deadline)))
                        }
                        Limit::Idle(limit) => self.timer.get_or_insert_with(|| Box::pin(clock::sleep(limit))),
                    };
                    ready!(timer.as_mut().poll(cx));
                    return Poll::Ready(Some(Err(TransportError::timed_out())));
                }
            }
        }
    }
}
