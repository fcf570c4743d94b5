//! Requests an event stream again after its connection failed (HTML, section 9.2.3).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderValue;

use super::call::Again;
use super::clock;
use super::error::NoResponse;
use super::incoming::Incoming;
use super::transport::TransportError;

/// The time before a stream is requested again, unless a `retry` field sets another.
const DELAY: Duration = Duration::from_secs(3);

/// The new response. `None` if the server ends the stream with 204.
type Reconnected = Result<Option<Incoming>, TransportError>;

/// The repetitions of the request of a stream.
pub(crate) struct Reconnect {
    /// `None` while the request is sent, and if it cannot be sent again.
    again: Option<Box<Again>>,
    /// The largest number of repetitions without an event between them.
    limit: u32,
    left: u32,
    sending: Option<Pin<Box<dyn Future<Output = Reconnected> + Send>>>,
}

impl Reconnect {
    /// A request that is not repeated until [`set_limit`](Self::set_limit) allows it.
    pub(crate) fn new(again: Option<Box<Again>>) -> Self {
        Reconnect { again, limit: 0, left: 0, sending: None }
    }

    pub(crate) fn set_limit(&mut self, limit: u32) {
        (self.limit, self.left) = (limit, limit);
    }

    /// An event arrived.
    pub(crate) fn succeeded(&mut self) {
        self.left = self.limit;
    }

    /// Starts a repetition after the connection failed. Returns whether it does.
    pub(crate) fn start(&mut self, last_id: Option<&str>, retry: Option<u64>) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        let Some(again) = self.again.as_ref().and_then(|again| again.try_clone()) else { return false };
        self.left = left;
        let delay = retry.map_or(DELAY, Duration::from_millis);
        // After an empty id there is none (HTML, section 9.2.6). The header has the id in UTF-8.
        let id = last_id.filter(|id| !id.is_empty()).and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
        self.sending = Some(Box::pin(async move {
            clock::sleep(delay).await;
            sent(again, id).await
        }));
        true
    }

    /// Polls the request that is being sent. Ready with `None` if there is none.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Reconnected>> {
        let Some(sending) = &mut self.sending else { return Poll::Ready(None) };
        let result = std::task::ready!(sending.as_mut().poll(cx));
        self.sending = None;
        Poll::Ready(Some(result))
    }
}

async fn sent(again: Again, last_event_id: Option<HeaderValue>) -> Reconnected {
    let failed = |reason: String| TransportError::new(reason.into(), &[]);
    match again.send(last_event_id.as_ref()).await {
        Ok(response) if response.status == StatusCode::NO_CONTENT => Ok(None),
        Ok(response) if response.status.is_success() => Ok(Some(response.into_stream())),
        Ok(response) => Err(failed(format!("the stream was requested again, and the response is {}", response.status))),
        Err(NoResponse::Http(error)) => Err(TransportError::new(error.into(), &[])),
        Err(NoResponse::Token(error) | NoResponse::Transport(error)) => Err(error),
        Err(NoResponse::Unsendable(error)) => Err(failed(error.to_string())),
    }
}
