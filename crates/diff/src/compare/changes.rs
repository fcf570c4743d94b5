//! The changes found so far.

use std::collections::HashMap;

use model::source::Span;

use crate::change::{Change, Severity};
use crate::hash::hash;
use crate::rule::{Direction, PartId, ValueId};
use crate::rust::{Crates, InRust};

/// The side that sends requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sender {
    /// The callers of the API.
    Caller,
    /// The provider of the API: the operation is a webhook.
    Provider,
}

/// The part that changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'p> {
    pub subject: &'p str,
    pub operations: &'p [String],
    pub sender: Sender,
}

/// The difference.
#[derive(Clone, Debug, Default)]
pub(super) struct Difference {
    pub old: Option<Span>,
    pub new: Option<Span>,
    pub message: String,
    /// Tells this difference from others of the same rule and subject.
    pub detail: String,
}

/// The identity of a change: id, severity, places and message.
type ChangeKey = (String, Severity, Option<Span>, Option<Span>, String);

/// Collects changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    found: Vec<Change>,
    known: HashMap<ChangeKey, usize>,
}

impl Changes {
    /// Adds a change of a part other than a value.
    pub(super) fn add(&mut self, id: PartId, part: Part<'_>, difference: Difference) {
        let rust = match id.rule().rust {
            InRust::Breaks(crates) => crates,
            InRust::BreaksPlace | InRust::BreaksDefault | InRust::BreaksIfTypeDiffers => Crates::NONE,
        };
        self.add_in_rust(id, rust, part, difference);
    }

    /// Adds a change of a part other than a value, which breaks `crates`.
    pub(super) fn add_in_rust(&mut self, id: PartId, crates: Crates, part: Part<'_>, difference: Difference) {
        let rule = id.rule();
        let severity = match part.sender {
            Sender::Caller => rule.severity,
            Sender::Provider => mirrored(rule.severity),
        };
        self.push(rule.id.clone(), severity, crates, rule.advice, part, difference);
    }

    /// Adds a change of a value. `in_rust` returns the crates that an effect breaks.
    pub(super) fn add_value(
        &mut self,
        id: ValueId,
        direction: Direction,
        in_rust: impl Fn(InRust) -> Crates,
        part: Part<'_>,
        difference: Difference,
    ) {
        let own = id.rule(direction);
        // The caller of the API receives the request of a webhook.
        let effective = match part.sender {
            Sender::Caller => own,
            Sender::Provider => id.rule(direction.reversed()),
        };
        self.push(own.id.clone(), effective.severity, in_rust(own.rust), effective.advice, part, difference);
    }

    fn push(
        &mut self,
        id: String,
        severity: Severity,
        rust: Crates,
        advice: &'static str,
        part: Part<'_>,
        difference: Difference,
    ) {
        // The client does not have webhooks.
        let rust = Crates { client: rust.client && part.sender == Sender::Caller, ..rust };
        let Difference { old, new, message, detail } = difference;
        // A schema that is part of several others is compared in each of them.
        let key = (id.clone(), severity, old, new, message.clone());
        if let Some(known) = self.known.get(&key).and_then(|index| self.found.get_mut(*index))
            && (old.is_some() || new.is_some())
        {
            known.rust = known.rust | rust;
            // The first subject in the order of texts, so that the order of the document does not matter.
            if part.subject < known.subject.as_str() {
                known.subject = part.subject.to_owned();
                known.fingerprint = hash([id.as_str(), part.subject, &detail]);
            }
            for operation in part.operations {
                if !known.operations.contains(operation) {
                    known.operations.push(operation.clone());
                }
            }
            return;
        }
        self.known.insert(key, self.found.len());
        let fingerprint = hash([id.as_str(), part.subject, &detail]);
        let (subject, operations) = (part.subject.to_owned(), part.operations.to_vec());
        self.found.push(Change { id, severity, rust, subject, operations, old, new, message, advice, fingerprint });
    }

    /// Returns the crates that changes break.
    pub(super) fn broken(&self) -> Crates {
        self.found.iter().fold(Crates::NONE, |crates, change| crates | change.rust)
    }

    /// Returns the changes, sorted by severity, then by their places.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.found.sort_by(|one, other| {
            let key = |change: &Change| (change.severity, change.new.or(change.old), change.old);
            key(one).cmp(&key(other)).then_with(|| one.id.cmp(&other.id)).then_with(|| one.message.cmp(&other.message))
        });
        self.found
    }
}

/// The severity of a change of a webhook: its requests are sent by the provider.
fn mirrored(severity: Severity) -> Severity {
    match severity {
        Severity::BreaksCallers => Severity::BreaksServers,
        Severity::BreaksServers => Severity::BreaksCallers,
        other => other,
    }
}
