//! Limits the number of requests per second.

use std::cell::Cell;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// The time from the start of one request to the start of the next, and the earliest start of the next.
pub(super) struct Pace {
    interval: Option<Duration>,
    next: Cell<Option<Instant>>,
}

impl Pace {
    /// At most `rate` requests start per second.
    pub(super) fn new(rate: Option<NonZeroU32>) -> Self {
        Pace { interval: rate.map(|rate| Duration::from_secs(1) / rate.get()), next: Cell::new(None) }
    }

    /// Waits until the next request may start.
    pub(super) async fn wait(&self) {
        let Some(interval) = self.interval else { return };
        let now = Instant::now();
        let start = self.next.get().map_or(now, |next| next.max(now));
        self.next.set(Some(start + interval));
        tokio::time::sleep(start - now).await;
    }
}
