//! Requests an event stream again after its connection failed (HTML, section 9.2.3).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::item_stream::{BoxError, Chunks};

/// The time before a stream is requested again, unless a `retry` field sets another.
const DELAY: Duration = Duration::from_secs(3);

/// The chunks of the new response. `None` if the server ends the stream with 204.
type Result = std::result::Result<Option<Chunks>, BoxError>;

/// A request that is sent again.
type Sending = Pin<Box<dyn Future<Output = Result> + Send>>;

/// Sends the request of a stream again, with `Last-Event-ID` if there is one.
pub(crate) type Again = Box<dyn Fn(Option<String>) -> Sending + Send>;

/// The repetitions of the request of a stream.
pub(crate) struct Reconnect {
    again: Again,
    /// The largest number of repetitions without an event between them.
    limit: u32,
    left: u32,
    sending: Option<Sending>,
}

impl Reconnect {
    /// A request that is not repeated until [`set_limit`](Self::set_limit) allows it.
    pub(crate) fn new(again: Again) -> Self {
        Reconnect { again, limit: 0, left: 0, sending: None }
    }

    pub(crate) fn set_limit(&mut self, limit: u32) {
        (self.limit, self.left) = (limit, limit);
    }

    /// An event arrived.
    pub(crate) fn succeeded(&mut self) {
        self.left = self.limit;
    }

    /// Starts a repetition after the connection failed. Returns whether there is one left.
    pub(crate) fn start(&mut self, last_id: Option<&str>, retry: Option<u64>) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let delay = retry.map_or(DELAY, Duration::from_millis);
        // An empty id resets the id (HTML, section 9.2.6).
        let sending = (self.again)(last_id.filter(|id| !id.is_empty()).map(str::to_owned));
        self.sending = Some(Box::pin(async move {
            tokio::time::sleep(delay).await;
            sending.await
        }));
        true
    }

    /// Polls the request that is being sent. Ready with `None` if there is none.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result>> {
        let Some(sending) = &mut self.sending else { return Poll::Ready(None) };
        let result = std::task::ready!(sending.as_mut().poll(cx));
        self.sending = None;
        Poll::Ready(Some(result))
    }
}
