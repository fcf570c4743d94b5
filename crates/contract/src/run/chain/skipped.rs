//! The cases of chains that no request decided.

use super::{Chains, IS_OFF, NO_ACTION, NO_SUCCESS};
use crate::chain::Step;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::run::{INTERRUPTED, IS_SAFE, LIMIT_REACHED};
use crate::transport::Transport;

impl<T: Transport> Chains<'_, T> {
    /// Marks all cases without an outcome as skipped.
    pub(in crate::run) fn skip_rest(&mut self, budget: &Budget) {
        let (is_on, is_safe) = (self.options.chains, budget.reason() == IS_SAFE);
        if budget.is_interrupted() {
            let of_single = self.single_cases.iter_mut().map(|(single, outcome)| (&single.case, outcome));
            let of_resources = self.cases.iter_mut().map(|(step, outcome)| (&step.case, outcome));
            for (_, outcome) in of_single.chain(of_resources).filter(|(case, _)| case.skip_reason.is_none()) {
                outcome.get_or_insert_with(|| Outcome::Skipped(INTERRUPTED.to_owned()));
            }
        }
        self.skip_singletons(is_safe);
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
