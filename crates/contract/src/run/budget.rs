//! Counts and limits the requests that the server may act on.

use std::collections::HashSet;

use super::send::Reply;
use super::{INTERRUPTED, IS_SAFE, Interruption, LIMIT_REACHED};
use crate::derive::{Case, Group, is_safe};
use crate::violation::Severity;

/// The number of requests that the server may still act on.
pub(super) struct Budget {
    left: usize,
    acted_on: usize,
    /// Why a request is not sent if none is left.
    reason: &'static str,
    interruption: Interruption,
}

impl Budget {
    pub(super) fn new(limit: usize, interruption: &Interruption) -> Self {
        let reason = if limit == 0 { IS_SAFE } else { LIMIT_REACHED };
        Budget { left: limit, acted_on: 0, reason, interruption: interruption.clone() }
    }

    /// Whether no further request that the server may act on is allowed.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0 || self.is_interrupted()
    }

    /// Whether no further request of any case is allowed.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interruption.is_requested()
    }

    /// Why a request is not sent.
    pub(super) fn reason(&self) -> &'static str {
        if self.is_interrupted() { INTERRUPTED } else { self.reason }
    }

    /// Counts a request. A server acts on an unsafe request if its response is a success. It may have acted on one if it
    /// responded with a server error or not at all. A rejected request has no effect. Returns whether the limit includes the request.
    pub(super) fn count(&mut self, case: &Case, reply: &Reply) -> bool {
        if is_safe(&case.request.method) {
            return false;
        }
        let (acted, may_have_acted) = match reply {
            Reply::Response(received) => (received.status.is_success(), received.status.is_server_error()),
            Reply::Failed(..) => (false, true),
            Reply::RateLimited => (false, false),
        };
        self.acted_on += usize::from(acted);
        let is_counted = acted || may_have_acted;
        self.left = self.left.saturating_sub(usize::from(is_counted));
        is_counted
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

/// The part of the limit for requests that a text recommends to reject. They are sent before those that a server must accept, because a
/// strict server rejects them, which costs nothing. A lenient server accepts them: then the others are sent last.
pub(super) struct Leniency {
    left: usize,
    postponed: HashSet<usize>,
}

impl Leniency {
    /// A tenth of the limit of a run.
    pub(super) fn new(limit: usize) -> Self {
        Leniency { left: limit / 10, postponed: HashSet::new() }
    }

    /// Whether a case is to be sent later. Each case, named by its index, is postponed once.
    pub(super) fn postpones(&mut self, index: usize, case: &Case) -> bool {
        self.left == 0 && is_recommended(case) && self.postponed.insert(index)
    }

    /// Counts a request. `is_counted` is whether the limit of the run includes it.
    pub(super) fn count(&mut self, case: &Case, is_counted: bool) {
        self.left = self.left.saturating_sub(usize::from(is_counted && is_recommended(case)));
    }
}

fn is_recommended(case: &Case) -> bool {
    case.group == Group::Rejected && case.severity == Severity::Should && case.may_act
}
