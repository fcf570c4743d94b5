//! Cases that say nothing, because the server rejects a plainer request of their operation too.

use std::collections::{HashMap, HashSet};

use crate::derive::{Case, Group};
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::outcome::Outcome;
use crate::violation::Violation;

const REJECTED_TOO: &str =
    "the server rejects a plainer request of the operation with the same status; see the failed cases of the operation";

/// Makes accepted cases inconclusive if the server rejects a plainer request with the same status: the one with the required parts
/// alone, or the one with an optional part alone that the case has too. The document may have less than the server demands; one
/// failure says so.
pub(super) fn excuse(outcomes: &mut [(Case, Outcome)]) {
    let mut plain: HashMap<usize, Vec<(String, u16)>> = HashMap::new();
    let mut whole: HashSet<usize> = HashSet::new();
    for (case, outcome) in outcomes.iter() {
        let label = label(case);
        if let (Some(operation), Some(status)) = (case.operation, rejection(case, outcome))
            && label.ends_with(ALONE)
        {
            plain.entry(operation).or_default().push((label.to_owned(), status));
        }
        if let Some(operation) =
            case.operation.filter(|_| WHOLES.contains(&label) && rejection(case, outcome).is_some())
        {
            whole.insert(operation);
        }
    }
    // Where the required parts alone are rejected, no optional part is the cause.
    for labels in plain.values_mut() {
        if labels.iter().any(|(label, _)| LEASTS.contains(&label.as_str())) {
            labels.retain(|(label, _)| label == LEAST);
        }
    }
    for (case, outcome) in outcomes {
        let Some(status) = rejection(case, outcome) else { continue };
        let plain = case.operation.and_then(|operation| plain.get(&operation)).map(Vec::as_slice).unwrap_or_default();
        // If a request with all parts is accepted, the cause is a part that the plainest one lacks; the case without it names it.
        let lacks_cause = label(case).ends_with("-absent") && case.operation.is_some_and(|of| !whole.contains(&of));
        let is_excused = |plain: &str| has_all_of(label(case), plain) && !(plain == LEAST && lacks_cause);
        if plain.iter().any(|(plain, of)| *of == status && is_excused(plain)) {
            *outcome = Outcome::Inconclusive { status, reason: REJECTED_TOO };
        }
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

/// Whether the request with a label has all parts of another one, and more.
fn has_all_of(label: &str, plain: &str) -> bool {
    let Some(part) = plain.strip_suffix(ALONE).filter(|_| label != plain) else { return false };
    let is_of_part = label.strip_prefix(part).is_some_and(|rest| rest.starts_with('-') && rest != "-absent");
    let has_all = WHOLES.contains(&label);
    let lacks_other = label.strip_suffix("-absent").is_some_and(|absent| absent != part);
    plain == LEAST || is_of_part || has_all || lacks_other
}

/// The last part of the id of a case.
fn label(case: &Case) -> &str {
    case.id.splitn(3, '/').nth(2).unwrap_or_default()
}

/// The status 4XX that a request was rejected with, if nothing else is wrong with the response.
fn rejection(case: &Case, outcome: &Outcome) -> Option<u16> {
    let (Group::Accepted, Outcome::Failed(violations)) = (case.group, outcome) else { return None };
    let [Violation { kind: ViolationKind::Status { expected: ExpectedStatus::Success, got }, .. }] =
        violations.as_slice()
    else {
        return None;
    };
    Some(*got).filter(|got| (400..500).contains(got))
}
