//! Counts requests in a time window.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A counter of requests. The first request after the end of a window starts a new one.
#[derive(Debug)]
pub struct RateCounter {
    window: Duration,
    state: Mutex<(Instant, u32)>,
}

impl RateCounter {
    /// A counter without requests.
    pub fn new(window: Duration) -> Self {
        RateCounter { window, state: Mutex::new((Instant::now(), 0)) }
    }

    /// Counts a request. If the window has more than `limit` requests, returns the seconds until the next window, at least 1.
    pub fn count(&self, limit: u32) -> Option<i32> {
        let now = Instant::now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(state.0) >= self.window {
            *state = (now, 0);
        }
        state.1 = state.1.saturating_add(1);
        let left = self.window.saturating_sub(now.duration_since(state.0));
        let seconds = left.as_millis().div_ceil(1000).max(1);
        (state.1 > limit).then(|| i32::try_from(seconds).unwrap_or(i32::MAX))
    }
}
