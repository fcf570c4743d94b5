//! The order in which cases are sent.
//!
//! The number of requests that the server may act on is limited. Requests that a correct server rejects do not count, so they
//! are sent before those that it accepts. Within a phase, operations take turns.

use std::collections::{HashMap, HashSet};

use model::Api;

use super::batch::Batch;
use super::credential::missing;
use crate::credential::Credentials;
use crate::derive::{Case, Group, is_safe};
use crate::violation::Severity;

/// Phases of a run, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Phase {
    /// Whether the server accepts the placeholder of a credential that is not given.
    Placeholder,
    Documented,
    Rejected,
    /// Requests that a text recommends to reject.
    RejectedIfStrict,
    Accepted,
    /// Requests that delete a resource, which other requests need.
    Deleting,
    Routing,
    /// Cases that cannot fail by default.
    Recommended,
    Advised,
}

/// A case or batch that is sent next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    /// The case with this index.
    Case(usize),
    /// The batch with this index.
    Batch(usize),
}

/// The place of a unit: its phase, its turn among those of its operation, and the operation.
type SortKey = (Phase, usize, Option<usize>);

/// All cases of which `is_open` is true and all batches, in the order in which they are sent. A case that is in a batch is sent with it.
/// `sent` is the number of requests of each operation that chains have sent with accepted cases: these were its first turns.
pub(super) fn order(
    api: &Api,
    cases: &[Case],
    batches: &[Batch],
    credentials: &Credentials,
    is_open: &dyn Fn(&usize) -> bool,
    sent: &HashMap<usize, usize>,
) -> Vec<Unit> {
    let probes = placeholder_probes(api, cases, credentials);
    let in_batch: HashSet<usize> = batches.iter().flat_map(|batch| &batch.members).copied().collect();
    let is_alone = |index: &usize| !in_batch.contains(index) && is_open(index);
    let alone = (0..cases.len()).filter(is_alone).map(|index| (Unit::Case(index), vec![index]));
    let together = batches.iter().enumerate().map(|(index, batch)| (Unit::Batch(index), batch.members.clone()));
    let mut turns: HashMap<(Option<usize>, Phase), usize> = HashMap::new();
    let mut keyed: Vec<(SortKey, Unit)> = Vec::with_capacity(cases.len());
    for (unit, members) in together.chain(alone) {
        // A batch is as urgent as its most urgent case.
        let phase_of = |index: usize| if probes.contains(&index) { Phase::Placeholder } else { phase(&cases[index]) };
        let Some(phase) = members.iter().map(|index| phase_of(*index)).min() else { continue };
        let operation = members.first().and_then(|index| cases[*index].operation);
        let first = if phase == Phase::Accepted { operation.and_then(|operation| sent.get(&operation)) } else { None };
        let turn = turns.entry((operation, phase)).or_insert(first.copied().unwrap_or_default());
        keyed.push(((phase, *turn, operation), unit));
        *turn += 1;
    }
    keyed.sort();
    keyed.into_iter().map(|(_, unit)| unit).collect()
}

fn phase(case: &Case) -> Phase {
    match (case.group, case.severity) {
        (_, Severity::Advice) => Phase::Advised,
        (Group::Routing, _) => Phase::Routing,
        // Chains and semantics have an order of their own.
        (Group::Chain | Group::Semantics, _) => Phase::Documented,
        (Group::Rejected, Severity::Should) => Phase::RejectedIfStrict,
        (_, Severity::Should) => Phase::Recommended,
        (Group::Documented | Group::Accepted, Severity::Must) if case.request.method == "DELETE" => Phase::Deleting,
        (Group::Documented, Severity::Must) => Phase::Documented,
        (Group::Rejected, Severity::Must) => Phase::Rejected,
        (Group::Accepted, Severity::Must) => Phase::Accepted,
    }
}

/// For each security scheme without a credential, the first accepted case with it, of a safe method if there is one.
fn placeholder_probes(api: &Api, cases: &[Case], credentials: &Credentials) -> HashSet<usize> {
    let mut found: HashMap<String, usize> = HashMap::new();
    for is_safe_wanted in [true, false] {
        for (index, case) in cases.iter().enumerate() {
            if case.group == Group::Accepted && is_safe(&case.request.method) == is_safe_wanted {
                for name in missing(api, case, credentials) {
                    found.entry(name).or_insert(index);
                }
            }
        }
    }
    found.into_values().collect()
}
