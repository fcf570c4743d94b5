//! Cases that say nothing, because the server rejects a plainer request of their operation too.

use std::collections::{HashMap, HashSet};

use model::Api;
use model::api::path::without_slash;
use model::api::{Operation, Segment, Status};

use crate::chain::is_same_path;
use crate::conformance::documented;
use crate::derive::{Case, Expectation, Group, changes_nothing};
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::known::ELEMENT;
use crate::label::{BodyChange, ChangedPart, Holder, Label, Mutation, PathStep};
use crate::outcome::Outcome;
use crate::violation::{Severity, Violation};

const REJECTED_TOO: &str =
    "the server rejects a plainer request of the operation with the same status; see the failed cases of the operation";

const NOT_PERMITTED: &str = "the response says that the caller may not do this; give a credential that may";

const NOT_IN_THIS_STATE: &str = "the response says that the resource is not in a state for the request";

const MADE_UP_REFERENCE: &str =
    "the request may name a resource that the runner made up; give the id of one that exists with --value";

/// Makes accepted cases inconclusive if the server rejects them with a documented 400 or 422 and their path or body has a made-up value that may
/// name a resource. `made_up` are the places of such values. A case fails if the server accepts such values in other requests, and the
/// case does not change them: then another part is the cause.
pub(super) fn excuse_made_up(api: &Api, outcomes: &mut [(Case, Outcome)], made_up: &dyn Fn(&Case) -> Vec<Vec<String>>) {
    let mut accepted: HashMap<usize, Vec<Vec<String>>> = HashMap::new();
    for (case, outcome) in outcomes.iter().filter(|(case, _)| case.group == Group::Accepted) {
        let Some(operation) = case.operation else { continue };
        if is_accepted(case, outcome) {
            accepted.entry(operation).or_default().extend(made_up(case));
        }
    }
    for (case, outcome) in outcomes {
        let Some(operation) = case.operation else { continue };
        let status = rejection(case, outcome).filter(|status| matches!(status, 400 | 422));
        let is_documented = |status: &u16| documented(&api.operations[operation], *status, "").is_some();
        let Some(status) = status.filter(is_documented) else { continue };
        let known = accepted.get(&operation).map(Vec::as_slice).unwrap_or_default();
        if made_up(case).iter().any(|place| !known.contains(place) || changes(&case.label, place)) {
            *outcome = Outcome::Inconclusive { status, reason: MADE_UP_REFERENCE };
        }
    }
}

/// Makes accepted cases inconclusive if no valid request of their operation succeeds, and the responses say why: a documented 403 (RFC 9110
/// section 15.5.4), or a documented 409 or 423 of a change of one resource (section 15.5.10, RFC 4918 section 11.3), such as to restore what is not
/// deleted, or to delete what is in use.
pub(super) fn excuse_forbidden(api: &Api, outcomes: &mut [(Case, Outcome)]) {
    let accepted: HashSet<usize> = outcomes
        .iter()
        .filter(|(case, outcome)| case.has_credential && is_accepted(case, outcome))
        .filter_map(|(case, _)| case.operation.filter(|_| case.expect == Expectation::Success))
        .collect();
    for (case, outcome) in outcomes {
        let Some(index) = case.operation.filter(|index| !accepted.contains(index)) else { continue };
        let operation = &api.operations[index];
        let has = |status: u16| operation.responses.iter().any(|response| response.status == Status::Code(status));
        let Some(status) = rejection(case, outcome).filter(|status| has(*status)) else { continue };
        let reason = match status {
            403 => NOT_PERMITTED,
            409 | 423 if is_of_one(operation) && has_states(api, operation) => NOT_IN_THIS_STATE,
            _ => continue,
        };
        *outcome = Outcome::Inconclusive { status, reason };
    }
}

/// Whether an operation changes one resource: POST of a path such as `/files/{fileId}/restore`, or another method of `/files/{fileId}`.
fn is_of_one(operation: &Operation) -> bool {
    matches!(
        (operation.method.as_str(), without_slash(&operation.path)),
        ("POST", [.., Segment::Parameter(_), Segment::Literal(_)])
            | ("PUT" | "PATCH" | "DELETE", [.., Segment::Parameter(_)])
    )
}

/// Whether the document has operations that bring the resource of an operation into a state, or that make something a part of it: a POST below
/// its path. A new resource without them can be changed and deleted.
fn has_states(api: &Api, operation: &Operation) -> bool {
    let own = without_slash(&operation.path);
    let own = if operation.method == "POST" { &own[..own.len().saturating_sub(1)] } else { own };
    api.operations.iter().any(|other| {
        other.method == "POST" && other.path.len() > own.len() && is_same_path(&other.path[..own.len()], own)
    })
}

/// Whether the server accepted the request of a case, whatever else its response shows.
fn is_accepted(case: &Case, outcome: &Outcome) -> bool {
    let is_other = |violation: &Violation| {
        !matches!(
            violation.kind,
            ViolationKind::Status { .. } | ViolationKind::UndocumentedStatus(_) | ViolationKind::NoResponse
        )
    };
    match outcome {
        Outcome::Passed { status } => (200..400).contains(status),
        // Without a violation of the status, it is the expected success.
        Outcome::Failed(violations) | Outcome::Advisory(violations) => {
            case.expect == Expectation::Success && violations.iter().all(is_other)
        }
        Outcome::KnownFailure(_) | Outcome::Inconclusive { .. } | Outcome::Skipped(_) => false,
    }
}

/// Whether a case changes a place in the body, a part of it, or a part around it.
fn changes(label: &Label, place: &[String]) -> bool {
    let Label::Part(ChangedPart { holder: Holder::Body, path }, _) = label else { return false };
    let step = |step: &PathStep| match step {
        PathStep::Property(name) => Some(name.clone()),
        PathStep::Element | PathStep::Position(_) => Some(ELEMENT.to_owned()),
        PathStep::Alternative(_) => None,
    };
    let steps: Vec<String> = path.steps().iter().filter_map(step).collect();
    !steps.is_empty() && (place.starts_with(&steps) || steps.starts_with(place))
}

/// Makes accepted cases inconclusive if the server rejects a plainer request with the same status: the one with the required parts
/// alone, or the one with an optional part alone that the case has too. The document may have less than the server demands; one
/// failure says so.
pub(super) fn excuse(outcomes: &mut [(Case, Outcome)]) {
    let mut operations: HashMap<usize, Rejections> = HashMap::new();
    for (case, outcome) in outcomes.iter() {
        let Some(operation) = case.operation else { continue };
        let rejections = operations.entry(operation).or_default();
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
#[derive(Default)]
struct Rejections {
    /// The requests with the required parts or with one optional part, and the status of their responses.
    plain: Vec<(Label, u16)>,
    /// The status of the response to a change of nothing.
    unchanged: Option<u16>,
    is_whole_rejected: bool,
}

impl Rejections {
    fn add(&mut self, case: &Case, outcome: &Outcome) {
        let Some(status) = rejection(case, outcome) else { return };
        let is_plain = is_least(&case.label) || matches!(case.label, Label::Part(_, Mutation::Alone));
        if matches!(outcome, Outcome::Failed(_)) && is_plain {
            self.plain.push((case.label.clone(), status));
        }
        if case.label == Label::RequiredParts && changes_nothing(case) {
            self.unchanged = Some(status);
        }
        self.is_whole_rejected |= is_whole(&case.label);
    }

    /// Whether the response to a case says nothing.
    fn excuse(&self, case: &Case, status: u16) -> bool {
        let label = &case.label;
        // Where the required parts alone are rejected, no optional part is the cause.
        let least_only = self.plain.iter().any(|(plain, _)| is_least(plain));
        // If a request with all parts is accepted, the cause is a part that the plainest one lacks; the case without it names it.
        let lacks_cause = matches!(label, Label::Part(_, Mutation::Absent)) && !self.is_whole_rejected;
        let is_excused = |plain: &Label| match plain {
            Label::RequiredParts => *label != Label::RequiredParts && !lacks_cause,
            Label::Part(part, _) => !least_only && has_part(label, part),
            _ => false,
        };
        let repeats = *label != Label::RequiredParts && self.unchanged == Some(status) && changes_nothing(case);
        repeats || self.plain.iter().any(|(plain, of)| *of == status && is_excused(plain))
    }
}

/// Whether a request has no optional parts.
fn is_least(label: &Label) -> bool {
    matches!(label, Label::RequiredParts | Label::Body(BodyChange::RequiredProperties))
}

/// Whether a request has all optional parts.
fn is_whole(label: &Label) -> bool {
    matches!(label, Label::AllParts | Label::Body(BodyChange::AllProperties))
}

/// Whether a request has an optional part, and is not the one with that part alone.
fn has_part(label: &Label, part: &ChangedPart) -> bool {
    match label {
        Label::Part(_, Mutation::Alone) => false,
        Label::Part(absent, Mutation::Absent) => absent != part,
        Label::Part(changed, _) => is_about(changed, part),
        label => is_whole(label),
    }
}

/// Whether a change is about a parameter, or about a property of the body or a part of it.
fn is_about(changed: &ChangedPart, part: &ChangedPart) -> bool {
    match part.holder {
        Holder::Parameter { .. } => changed.holder == part.holder,
        Holder::Body => changed.holder == Holder::Body && changed.path.steps().starts_with(part.path.steps()),
    }
}

/// The status 4XX that a request was rejected with, if the rest of the response has warnings at most.
fn rejection(case: &Case, outcome: &Outcome) -> Option<u16> {
    let (Group::Accepted, Outcome::Failed(violations) | Outcome::Advisory(violations)) = (case.group, outcome) else {
        return None;
    };
    let (first, others) = violations.split_first()?;
    let ViolationKind::Status { expected: ExpectedStatus::Success, got } = first.kind else { return None };
    // A body that the document does not describe says nothing about the status.
    let is_warning = |other: &Violation| other.severity < Severity::Must;
    Some(got).filter(|got| (400..500).contains(got) && others.iter().all(is_warning))
}

#[cfg(test)]
mod tests {
    use super::has_part;
    use crate::label::{Bound, ChangedPart, Edge, Holder, Label, Mutation, PartPath};

    #[test]
    fn a_change_inside_a_property_has_the_property() {
        let contact = PartPath::default().property("contact");
        let part = ChangedPart { holder: Holder::Body, path: contact.clone() };
        let changed = |path: PartPath| Label::body(path, Edge::At(Bound::MaxLength).into());
        assert!(has_part(&changed(contact.clone()), &part));
        assert!(has_part(&changed(contact.property("mail")), &part));
        assert!(has_part(&changed(contact.alternative(2).property("street")), &part));
        assert!(!has_part(&changed(PartPath::default().property("name")), &part));
        assert!(!has_part(&Label::body(contact, Mutation::Alone), &part));
    }
}
