//! Ends a run early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends a run early. Copies belong together: one that is kept outside of [`Options`](super::Options) interrupts the run with these options.
///
/// After [`Interruption::request`], the run sends no further cases. It deletes the resources that it created, restores those that it
/// changed, and returns its report, in which the other cases are skipped.
#[derive(Clone, Debug, Default)]
pub struct Interruption(Arc<AtomicBool>);

impl Interruption {
    /// Interrupts the run. The request that is under way is finished.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether the run is interrupted.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
