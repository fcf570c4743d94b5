//! Sends the cases that compare responses to several safe requests, at the times of a run when most elements exist.

use super::INTERRUPTED;
use super::budget::Budget;
use super::chain::Chains;
use super::credential::{Placeholders, missing};
use super::semantics::Relations;
use super::session::Session;
use crate::chain::{Relation, RelationCase};
use crate::derive::Case;
use crate::known::Known;
use crate::outcome::Outcome;
use crate::transport::Transport;

/// The cases, with their outcomes as far as they are known.
pub(super) struct Related<'r, T> {
    relations: Relations<'r, Session<'r, T>>,
    cases: Vec<(RelationCase, Option<Outcome>)>,
    /// Whether the cases were sent before the first request that deletes a resource.
    is_before_deletions_sent: bool,
}

impl<'r, T: Transport> Related<'r, T> {
    pub(super) fn new(relations: Relations<'r, Session<'r, T>>, cases: Vec<RelationCase>) -> Self {
        let cases = cases.into_iter().map(|case| (case, None)).collect();
        Related { relations, cases, is_before_deletions_sent: false }
    }

    /// Sends the cases of filters, because chains created elements with different values to filter by, which other cases may remove;
    /// and those of lists whose elements name others, which are deleted next.
    pub(super) async fn send_after_chains(&mut self, budget: &mut Budget, chains: &Chains<'_, Session<'r, T>>) {
        for (relation, outcome) in &mut self.cases {
            let is_filter = matches!(
                relation.relation,
                Relation::Filter { .. } | Relation::FreeFilter { .. } | Relation::FilteredTotal { .. }
            );
            let is_dependent = relation.case.operation.is_some_and(|operation| chains.lists_dependent(operation));
            if is_filter || is_dependent {
                *outcome = Some(decide(&self.relations, budget, &chains.known, relation).await);
            }
        }
    }

    /// Sends all cases that are not decided yet, once: before the first request that deletes a resource.
    pub(super) async fn send_before_deletions(
        &mut self,
        budget: &mut Budget,
        known: &Known,
        placeholders: &Placeholders,
    ) {
        if std::mem::replace(&mut self.is_before_deletions_sent, true) {
            return;
        }
        let Relations { api, options, .. } = self.relations;
        for (relation, outcome) in self.cases.iter_mut().filter(|(_, outcome)| is_open(outcome.as_ref())) {
            if placeholders.skip_reason(&missing(api, &relation.case, &options.credentials)).is_none() {
                *outcome = Some(decide(&self.relations, budget, known, relation).await);
            }
        }
    }

    /// The outcomes of all cases. Those that are not decided yet are sent.
    pub(super) async fn finish(
        self,
        budget: &mut Budget,
        known: &Known,
        placeholders: &Placeholders,
    ) -> Vec<(Case, Outcome)> {
        let Relations { api, options, .. } = self.relations;
        let mut found = Vec::new();
        for (mut relation, outcome) in self.cases {
            let outcome = match outcome.filter(|outcome| !is_open(Some(outcome))) {
                Some(outcome) => outcome,
                None => match placeholders.skip_reason(&missing(api, &relation.case, &options.credentials)) {
                    Some(reason) => Outcome::Skipped(reason),
                    None => decide(&self.relations, budget, known, &mut relation).await,
                },
            };
            found.push((relation.case, outcome));
        }
        found
    }
}

/// Sends the requests of a case, and notes the response that its outcome rests on.
async fn decide<T: Transport>(
    relations: &Relations<'_, Session<'_, T>>,
    budget: &mut Budget,
    known: &Known,
    relation: &mut RelationCase,
) -> Outcome {
    if budget.is_interrupted() {
        return Outcome::Skipped(INTERRUPTED.to_owned());
    }
    let outcome = relations.outcome(budget, known, relation).await;
    relations.transport.note_judged(&relation.case.id, &relation.case.request);
    outcome
}

/// Whether a later request may still decide about a case.
fn is_open(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, None | Some(Outcome::Inconclusive { .. }))
}
