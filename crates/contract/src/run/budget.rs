//! Counts and limits the requests that the server may act on.

use super::send::Reply;
use crate::derive::{Case, is_safe};

/// The number of requests that the server may still act on.
pub(super) struct Budget {
    left: usize,
    acted_on: usize,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Self {
        Budget { left: limit, acted_on: 0 }
    }

    /// Whether no further request that the server may act on is allowed.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Counts a request. A server acts on an unsafe request if its response is a success. It may have acted on one if it
    /// responded with a server error or not at all. A rejected request has no effect.
    pub(super) fn count(&mut self, case: &Case, reply: &Reply) {
        if is_safe(&case.request.method) {
            return;
        }
        let (acted, may_have_acted) = match reply {
            Reply::Response(received) => (received.status.is_success(), received.status.is_server_error()),
            Reply::Failed(_) => (false, true),
            Reply::RateLimited => (false, false),
        };
        self.acted_on += usize::from(acted);
        if acted || may_have_acted {
            self.left = self.left.saturating_sub(1);
        }
    }

    /// Counts a request that deletes what an earlier request of the run created. The limit does not include it: it takes back a
    /// request that the limit includes.
    pub(super) fn count_deletion(&mut self, reply: &Reply) {
        self.acted_on += usize::from(matches!(reply, Reply::Response(received) if received.status.is_success()));
    }

    /// The number of requests that the server acted on.
    pub(super) fn acted_on(&self) -> usize {
        self.acted_on
    }
}
