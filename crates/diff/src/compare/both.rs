//! An operation in both documents.

use model::api::{CredentialSet, Operation, Scheme};

use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::PartId;
use crate::rust::Crates;

/// The schemes and sets of schemes of both APIs.
pub(super) struct Credentials<'v, N> {
    pub old: (&'v [Scheme<N>], &'v [CredentialSet]),
    pub new: (&'v [Scheme<N>], &'v [CredentialSet]),
}

/// One operation in both documents.
pub(super) struct Both<'v, N> {
    pub old: &'v Operation<N>,
    pub new: &'v Operation<N>,
    pub sender: Sender,
    /// The operation in reports.
    pub label: String,
}

impl<N> Both<'_, N> {
    /// Adds a change of the operation, or of a part of it.
    pub(super) fn add(&self, id: PartId, within: &str, difference: Difference, changes: &mut Changes) {
        let subject = if within.is_empty() { self.label.clone() } else { format!("{} {within}", self.label) };
        let operations = std::slice::from_ref(&self.label);
        changes.add(id, Part { subject: &subject, operations, sender: self.sender }, difference);
    }

    /// Adds a change that breaks programs over these crates, whatever its rule says.
    pub(super) fn add_in_rust(
        &self,
        id: PartId,
        crates: Crates,
        within: &str,
        difference: Difference,
        changes: &mut Changes,
    ) {
        let subject = format!("{} {within}", self.label);
        let operations = std::slice::from_ref(&self.label);
        changes.add_in_rust(id, crates, Part { subject: &subject, operations, sender: self.sender }, difference);
    }

    /// Adds a change at the places of the operation.
    pub(super) fn add_here(&self, id: PartId, message: String, changes: &mut Changes) {
        self.add(id, "", self.here(message), changes);
    }

    /// A difference at the places of the operation.
    pub(super) fn here(&self, message: String) -> Difference {
        let (old, new) = (Some(self.old.annotations.at), Some(self.new.annotations.at));
        Difference { old, new, detail: message.clone(), message }
    }
}

/// Returns method and path of an operation, or method and name of a webhook.
pub(super) fn label<N>(operation: &Operation<N>, sender: Sender) -> String {
    let template = operation.template();
    match sender {
        Sender::Caller => format!("{} {template}", operation.method),
        // The path of a webhook is its name as one segment.
        Sender::Provider => format!("webhook {} {}", operation.method, template.trim_start_matches('/')),
    }
}

/// Returns words as a list, in backticks.
pub(super) fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
