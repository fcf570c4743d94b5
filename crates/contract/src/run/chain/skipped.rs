//! The cases of chains that no request decided.

use super::{Chains, IS_OFF};
use crate::chain::Step;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::run::{INTERRUPTED, IS_SAFE, LIMIT_REACHED};
use crate::transport::Transport;

const NO_ACTION: &str = "no request to the action succeeded and returned the resource";
const NO_SUCCESS: &str = "no request to the action succeeded";
const NOTHING_ADDED: &str = "no request added an element to the list";

impl<T: Transport> Chains<'_, T> {
    /// Marks all cases without an outcome as skipped.
    pub(in crate::run) fn skip_rest(&mut self, budget: &Budget) {
        let (is_on, is_safe) = (self.options.chains, budget.reason() == IS_SAFE);
        if budget.is_interrupted() {
            let of_single = self.single_cases.iter_mut().map(|(single, outcome)| (&single.case, outcome));
            let of_resources = self.cases.iter_mut().map(|(step, outcome)| (&step.case, outcome));
            let of_lists = self.added.iter_mut().map(|(added, outcome)| (&added.case, outcome));
            for (_, outcome) in
                of_single.chain(of_resources).chain(of_lists).filter(|(case, _)| case.skip_reason.is_none())
            {
                outcome.get_or_insert_with(|| Outcome::Skipped(INTERRUPTED.to_owned()));
            }
        }
        self.skip_singletons(is_safe);
        for (added, outcome) in &mut self.added {
            let reason = match added.case.skip_reason {
                Some(reason) => reason,
                None if !is_on => IS_OFF,
                None if is_safe => IS_SAFE,
                None => NOTHING_ADDED,
            };
            outcome.get_or_insert_with(|| Outcome::Skipped(reason.to_owned()));
        }
        for (case, outcome) in &mut self.cases {
            let reason = match (case.case.skip_reason, self.stopped[case.resource]) {
                (Some(reason), _) => reason,
                _ if !is_on => IS_OFF,
                _ if is_safe => IS_SAFE,
                (None, Some(reason)) => reason,
                (None, None) if matches!(case.step, Step::ReadAfterAction(_)) => NO_ACTION,
                (None, None) if matches!(case.step, Step::ActionTwice(_)) && !budget.is_spent() => NO_SUCCESS,
                (None, None) => LIMIT_REACHED,
            };
            outcome.get_or_insert_with(|| Outcome::Skipped(reason.to_owned()));
        }
    }
}
