//! Cases that say nothing, because the server rejects a plainer request of their operation too.

use std::collections::HashMap;

use model::Api;
use model::api::Operation;

use crate::derive::{Case, Group, changes_nothing};
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::outcome::Outcome;
use crate::violation::Violation;

const REJECTED_TOO: &str =
    "the server rejects a plainer request of the operation with the same status; see the failed cases of the operation";

/// Makes accepted cases inconclusive if the server rejects a plainer request with the same status: the one with the required parts
/// alone, or the one with an optional part alone that the case has too. The document may have less than the server demands; one
/// failure says so.
pub(super) fn excuse(api: &Api, outcomes: &mut [(Case, Outcome)]) {
    let mut operations: HashMap<usize, Rejections> = HashMap::new();
    for (case, outcome) in outcomes.iter() {
        let Some(operation) = case.operation else { continue };
        let rejections = operations.entry(operation).or_insert_with(|| Rejections::new(&api.operations[operation]));
        rejections.add(case, outcome);
    }
    for (case, outcome) in outcomes {
        let Some(rejections) = case.operation.and_then(|operation| operations.get(&operation)) else { continue };
        if let Some(status) = rejection(case, outcome).filter(|status| rejections.excuse(case, *status)) {
            *outcome = Outcome::Inconclusive { status, reason: REJECTED_TOO };
        }
    }
}

/// The plain requests of an operation that the server rejects.
struct Rejections {
    /// The labels of requests with the required parts or with one optional part, and the status of their responses.
    plain: Vec<(String, u16)>,
    /// The status of the response to a change of nothing.
    unchanged: Option<u16>,
    is_whole_rejected: bool,
    /// The first parts of the labels of cases about one parameter or property.
    parts: Vec<String>,
}

impl Rejections {
    fn new(operation: &Operation) -> Self {
        let parts =
            operation.parameters.iter().map(|parameter| format!("{}-{}", parameter.location.word(), parameter.wire));
        Rejections { plain: Vec::new(), unchanged: None, is_whole_rejected: false, parts: parts.collect() }
    }

    fn add(&mut self, case: &Case, outcome: &Outcome) {
        let label = case.label.as_str();
        let of_part = [ALONE, ABSENT].iter().find_map(|suffix| label.strip_suffix(suffix));
        self.parts.extend(of_part.filter(|_| !LEASTS.contains(&label)).map(str::to_owned));
        let Some(status) = rejection(case, outcome) else { return };
        if matches!(outcome, Outcome::Failed(_)) && label.ends_with(ALONE) {
            self.plain.push((label.to_owned(), status));
        }
        if label == LEAST && changes_nothing(case) {
            self.unchanged = Some(status);
        }
        self.is_whole_rejected |= WHOLES.contains(&label);
    }

    /// Whether the response to a case says nothing.
    fn excuse(&self, case: &Case, status: u16) -> bool {
        let label = case.label.as_str();
        let is_least = |plain: &str| LEASTS.contains(&plain);
        // Where the required parts alone are rejected, no optional part is the cause.
        let least_only = self.plain.iter().any(|(plain, _)| is_least(plain));
        // If a request with all parts is accepted, the cause is a part that the plainest one lacks; the case without it names it.
        let lacks_cause = label.ends_with(ABSENT) && !self.is_whole_rejected;
        let is_excused = |plain: &str| match is_least(plain) {
            true => plain == LEAST && label != LEAST && !lacks_cause,
            false => !least_only && self.has_part(label, plain),
        };
        let repeats = label != LEAST && self.unchanged == Some(status) && changes_nothing(case);
        repeats || self.plain.iter().any(|(plain, of)| *of == status && is_excused(plain))
    }

    /// Whether a request has the part of the request with the label `plain`, and is another one.
    fn has_part(&self, label: &str, plain: &str) -> bool {
        let Some(part) = plain.strip_suffix(ALONE).filter(|_| label != plain) else { return false };
        let without = label.strip_suffix(ABSENT);
        WHOLES.contains(&label)
            || without.is_some_and(|absent| absent != part)
            || (without.is_none() && self.part_of(label) == Some(part))
    }

    /// The part that a case is about: of `query-page` and `query-page-size`, the longest that the label starts with.
    fn part_of(&self, label: &str) -> Option<&str> {
        let is_of = |part: &&String| label.strip_prefix(part.as_str()).is_some_and(|rest| rest.starts_with('-'));
        self.parts.iter().filter(is_of).max_by_key(|part| part.len()).map(String::as_str)
    }
}

/// The end of the label of the request with the required parts.
const LEAST: &str = "required-parts-alone";
/// The labels of requests without optional parts.
const LEASTS: [&str; 2] = [LEAST, "body-required-properties-alone"];
/// The labels of requests with all optional parts.
const WHOLES: [&str; 2] = ["all-parts", "body-all-properties"];
/// The end of the label of a request with one optional part.
const ALONE: &str = "-alone";
/// The end of the label of a request without a part.
const ABSENT: &str = "-absent";

/// The status 4XX that a request was rejected with, if nothing else is wrong with the response.
fn rejection(case: &Case, outcome: &Outcome) -> Option<u16> {
    let (Group::Accepted, Outcome::Failed(violations) | Outcome::Advisory(violations)) = (case.group, outcome) else {
        return None;
    };
    let [Violation { kind: ViolationKind::Status { expected: ExpectedStatus::Success, got }, .. }] =
        violations.as_slice()
    else {
        return None;
    };
    Some(*got).filter(|got| (400..500).contains(got))
}
