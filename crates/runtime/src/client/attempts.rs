//! The number of attempts of a request, which layers share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The number of attempts of a request. A layer above the one that repeats requests puts it into the extensions of the request, and reads it
/// afterwards.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<AtomicU32>);

impl Attempts {
    /// Returns the number of attempts so far. 0 if no layer counts them.
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts an attempt.
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
