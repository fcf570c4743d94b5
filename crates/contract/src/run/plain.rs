//! Cases that say nothing, because the server rejects a plainer request of their operation too.

use std::collections::HashMap;

use crate::derive::{Case, Group, changes_nothing};
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::label::{BodyChange, ChangedPart, Holder, Label, Mutation};
use crate::outcome::Outcome;
use crate::violation::Violation;

const REJECTED_TOO: &str =
    "the server rejects a plainer request of the operation with the same status; see the failed cases of the operation";

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
