//! Receives exchanges as they are checked.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use model::Api;

use super::Exchange;

/// When an exchange took place.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// When the request arrived.
    pub started: SystemTime,
    /// The time from the request to the last byte of the response.
    pub took: Duration,
}

/// Receives each exchange that a [`WitnessLayer`](crate::WitnessLayer) checks.
pub trait Recorder: Send + Sync {
    /// Called once for each exchange, after its response. `operation` is an index into [`Api::operations`]; `None` if the
    /// document has no operation for the request.
    fn record(&self, api: &Api, operation: Option<usize>, exchange: &Exchange, timing: Timing);
}

impl<R: Recorder + ?Sized> Recorder for Arc<R> {
    fn record(&self, api: &Api, operation: Option<usize>, exchange: &Exchange, timing: Timing) {
        self.as_ref().record(api, operation, exchange, timing);
    }
}
