//! How many requests came in a window of time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A counter that starts anew with the first request after a window's end.
#[derive(Debug)]
pub struct Rate {
    window: Duration,
    state: Mutex<(Instant, u32)>,
}

impl Rate {
    /// Nothing has come yet.
    pub fn new(window: Duration) -> Self {
        Rate { window, state: Mutex::new((Instant::now(), 0)) }
    }

    /// Counts a request. Where it is one more than `limit` in this window: the seconds until the next, 1 at the least.
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
