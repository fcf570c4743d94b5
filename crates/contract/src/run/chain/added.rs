//! Looks for elements without paths of their own, which requests added to lists.

use std::time::Duration;

use model::api::path;
use serde_json::Value;

use super::pages::SearchResult;
use super::{Chains, PAUSES, status_of};
use crate::chain::AddedCase;
use crate::encode;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::Severity;

const MAY_BE_GONE: &str = "the resource above the list may be gone";
const MORE_PAGES: &str = "the list may have more pages than the document describes";

impl<T: Transport> Chains<'_, T> {
    /// Looks for an element that each operation added, by the paths of the requests and the responses to them.
    pub(in crate::run) async fn find_added(&mut self, budget: &mut Budget, added: &[(String, Value)]) {
        for index in 0..self.added.len() {
            let AddedCase { added: list, case } = &self.added[index].0;
            let create = &self.api.operations[list.create];
            let is_it = |(to, body): &&(String, Value)| {
                // The response may be the resource of the path, which has another element now.
                let is_of_path = |id: &Value| to.split('/').any(|segment| segment == encode::text(id));
                let is_new = |id: &Value| !id.is_null() && !is_of_path(id);
                path::matches(&create.path, to) && body.pointer(&list.id).is_some_and(is_new)
            };
            let last = added.iter().rev().find(is_it);
            let Some((to, body)) = last.filter(|_| case.skip_reason.is_none() && !budget.is_interrupted()) else {
                continue;
            };
            let id = body.pointer(&list.id).cloned().unwrap_or_default();
            let (mut case, list) = (case.clone(), list.clone());
            case.request.path.clone_from(to);
            let outcome = self.find_element(budget, &mut case, (&list, &id)).await;
            (self.note_judged)(&case.id, &case.request);
            self.added[index].0.case = case;
            self.added[index].1 = Some(outcome);
        }
    }

    async fn find_element(
        &self,
        budget: &mut Budget,
        case: &mut crate::derive::Case,
        (added, id): (&crate::chain::Added, &Value),
    ) -> Outcome {
        let mut pauses = PAUSES.iter();
        loop {
            let (reply, search) = self.search(budget, case, &added.list, id).await;
            let status = status_of(&reply);
            let absent = match search {
                SearchResult::Absent => true,
                SearchResult::Found(_) => false,
                SearchResult::Failed if !(400..500).contains(&status) => false,
                SearchResult::Failed => return Outcome::Inconclusive { status, reason: MAY_BE_GONE },
                SearchResult::Unknown => return Outcome::Inconclusive { status, reason: MORE_PAGES },
            };
            if let Some(pause) = pauses.next().filter(|_| absent) {
                tokio::time::sleep(Duration::from_millis(*pause)).await;
                continue;
            }
            let message = "expected a list with the element that POST added, got a list without it".to_owned();
            // No text demands that the list has it.
            let more = absent.then(|| self.violation(case, Severity::Should, (ViolationKind::NotListed, message)));
            return self.outcome(case, reply, more.into_iter().collect());
        }
    }
}
