//! Requests that a server acts on later: 202 says that it has not done so yet (RFC 9110 section 15.3.3).

use super::Reply;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::violation::Violation;

pub(super) const NOT_YET: &str = "an earlier response was 202, so the server may not have acted on the request yet";

/// Whether the server has only accepted a request.
pub(super) fn is_accepted(reply: &Reply) -> bool {
    matches!(reply, Reply::Response(received) if received.status.as_u16() == 202)
}

/// The outcome of a case that shows the state of a resource, after such a request: an old state shows nothing.
pub(super) fn excused(outcome: Outcome) -> Outcome {
    let (Outcome::Failed(violations) | Outcome::Advisory(violations)) = &outcome else { return outcome };
    if !violations.iter().all(is_about_state) {
        return outcome;
    }
    let status = violations.iter().find_map(|violation| match violation.kind {
        ViolationKind::Status { got, .. } => Some(got),
        _ => None,
    });
    Outcome::Inconclusive { status: status.unwrap_or(200), reason: NOT_YET }
}

/// Whether a violation is that a resource is in another state: absent, still there, or with other values.
fn is_about_state(violation: &Violation) -> bool {
    match violation.kind {
        ViolationKind::Status { got, .. } => matches!(got, 200..=299 | 404 | 410),
        ViolationKind::Stored { .. }
        | ViolationKind::NotReplaced
        | ViolationKind::NotCleared
        | ViolationKind::NotListed
        | ViolationKind::StillListed => true,
        _ => false,
    }
}
