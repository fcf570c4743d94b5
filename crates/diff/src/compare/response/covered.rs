//! A status that has a response of its own in one document, and that a range or `default` covers in the other.

use model::api::{Response, ResponseContent};

use super::super::changes::{Changes, Sender};
use super::super::value::{Flow, Values};
use super::range::is_within;
use super::{contents_of, schemas};
use crate::change::Severity;
use crate::rule::{Direction, PartId, part_id};

/// The difference between the bodies of two responses to the same status.
pub(super) struct Covered {
    pub id: PartId,
    /// The bodies of the new response.
    pub words: &'static str,
}

/// The sides that a difference breaks.
#[derive(Clone, Copy, Default)]
struct Broken {
    callers: bool,
    may_break_callers: bool,
    servers: bool,
}

/// Compares the bodies of two responses to the same status, one of which is that of a range or `default`. `None` if callers and servers of
/// both documents understand each other.
pub(super) fn compare<'v, N>(old: &'v Response<N>, new: &'v Response<N>, values: &Values<'v>) -> Option<Covered> {
    let (before, after) = (contents_of(old), contents_of(new));
    match (before.is_empty(), after.is_empty()) {
        (true, true) => return None,
        (true, false) => return Some(Covered { id: part_id!("response-status-narrowed"), words: "with a body" }),
        (false, true) => return Some(Covered { id: part_id!("response-status-loosened"), words: "without a body" }),
        (false, false) => {}
    }
    let mut broken = Broken::default();
    for (name, other) in &after {
        match before.iter().find(|(range, _)| has(range, name)) {
            Some((_, one)) => bodies(one, other, values, &mut broken),
            None => broken.callers = true,
        }
    }
    broken.servers |= before.iter().any(|(name, _)| !after.iter().any(|(range, _)| has(range, name)));
    let (id, words) = match broken {
        Broken { callers: true, servers: true, .. } => (part_id!("response-status-changed"), "with another body"),
        Broken { callers: true, .. } => (part_id!("response-status-widened"), "with a wider body"),
        Broken { may_break_callers: true, .. } => {
            (part_id!("response-status-loosened"), "with a body that may hold more")
        }
        Broken { servers: true, .. } => (part_id!("response-status-narrowed"), "with a narrower body"),
        Broken { .. } => return None,
    };
    Some(Covered { id, words })
}

/// Returns whether a media type is another one, or in it if it is a range.
fn has(range: &str, name: &str) -> bool {
    range.eq_ignore_ascii_case(name) || is_within(name, range)
}

/// Finds the sides that the values of two contents of one media type break.
fn bodies<'v, N>(one: &'v ResponseContent<N>, other: &'v ResponseContent<N>, values: &Values<'v>, broken: &mut Broken) {
    let (mut own, mut changes) = (values.without_pairs(), Changes::default());
    schemas(one, other, Flow::new(Direction::Response, Sender::Caller), ("", ""), &mut own);
    own.finish(&mut changes);
    for change in changes.finish() {
        broken.callers |= change.severity.breaks_callers();
        broken.servers |= change.severity.breaks_servers();
        broken.may_break_callers |= change.severity == Severity::MayBreakCallers;
    }
}
