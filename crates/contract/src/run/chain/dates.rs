//! Requests with other dates and times, where the server refuses those of the runner: dates in the future, and times without an offset.

use super::{Chains, Reply, is_success, status_of, with_violations};
use crate::derive::Case;
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::label::{Edge, Label, Mutation};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::run::budget::Budget;
use crate::run::future::{self, in_future};
use crate::run::local::{self, without_offsets};
use crate::run::send::send;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};

const IN_FUTURE: &str = "the server accepts only dates in the future";

impl<T: Transport> Chains<'_, T> {
    /// A request of an operation, with the dates and times that an earlier request of it showed the server to want.
    pub(in crate::run) fn dated(&self, operation: Option<usize>, request: Request) -> Request {
        let request = self.local(operation, request);
        let is_wanted = operation.is_some_and(|operation| self.future.borrow().contains(&operation));
        let other = if is_wanted { in_future(&request) } else { None };
        other.unwrap_or(request)
    }

    /// A request of an operation, without the offsets of its times if an earlier request of it showed that the server wants none.
    pub(in crate::run) fn local(&self, operation: Option<usize>, request: Request) -> Request {
        let is_wanted = operation.is_some_and(|operation| self.local.borrow().contains_key(&operation));
        let other = if is_wanted { without_offsets(&request) } else { None };
        other.map_or(request, |(other, _)| other)
    }

    /// After a refusal that other dates and times may prevent: the reply to the same request with such, and that request, if it is a success or a server
    /// error.
    pub(in crate::run) async fn redated(
        &self,
        case: &Case,
        request: &Request,
        reply: &Reply,
    ) -> Option<(Reply, Request)> {
        let operation = case.operation?;
        if let Some((other, time)) = local::after_refusal(request, reply) {
            let second = send(self.transport, self.options, &other).await;
            let found = match is_worth(&second) {
                true => Some((second, other)),
                // It may have been refused for its dates too.
                false => self.in_future(operation, &other, &second).await,
            };
            if let Some((accepted, _)) = &found {
                if is_success(accepted) {
                    let warning = || (case.id.clone(), self.refuses_offset(case, &time, status_of(reply)));
                    self.local.borrow_mut().entry(operation).or_insert_with(warning);
                }
                return found;
            }
        }
        self.in_future(operation, request, reply).await
    }

    /// The reply to a request with dates in the future after a refusal that names a date, if it is a success or a server error.
    async fn in_future(&self, operation: usize, request: &Request, reply: &Reply) -> Option<(Reply, Request)> {
        let other = future::after_refusal(request, reply)?;
        let second = send(self.transport, self.options, &other).await;
        if is_success(&second) {
            self.future.borrow_mut().insert(operation);
        }
        is_worth(&second).then_some((second, other))
    }

    /// A warning that the server accepts a time without its offset alone.
    fn refuses_offset(&self, case: &Case, time: &str, got: u16) -> Violation {
        let message =
            format!("expected the time `{time}` to be accepted, got {got}; the server accepts it without the offset");
        let kind = ViolationKind::Status { expected: ExpectedStatus::Success, got };
        let rests_on = Basis::Specification("JSON Schema Validation 2020-12 section 7.3.1");
        Violation { rests_on, ..self.violation(case, Severity::Should, (kind, message)) }
    }

    /// Adds the warnings about offsets to the outcomes of the cases that showed them. Where the server wants dates in the future, a rejection of the
    /// first day says nothing.
    pub(in crate::run) fn finish_dates(&self, outcomes: &mut [(Case, Outcome)]) {
        let future = self.future.borrow();
        for (case, outcome) in outcomes.iter_mut() {
            let is_first = matches!(case.label, Label::Part(_, Mutation::Edge(Edge::FirstDay)));
            let is_wanted = case.operation.is_some_and(|operation| future.contains(&operation));
            if let Outcome::Advisory(violations) | Outcome::Failed(violations) = &*outcome
                && let [Violation { kind: ViolationKind::Status { got: status @ (400 | 422), .. }, .. }] =
                    violations.as_slice()
                && is_first
                && is_wanted
            {
                *outcome = Outcome::Inconclusive { status: *status, reason: IN_FUTURE };
            }
        }
        for (id, warning) in self.local.borrow().values() {
            let found = outcomes.iter_mut().find(|(case, _)| case.id == *id);
            if let Some((_, outcome)) = found {
                *outcome = with_violations(outcome.clone(), vec![warning.clone()], self.options.fail_on);
            }
        }
    }

    /// Sends the request of a case, and once more with other dates and times if the server refuses it for these.
    pub(super) async fn send_dated(&self, budget: &mut Budget, case: &mut Case) -> Reply {
        let reply = self.send(budget, case).await;
        match self.redated(case, &case.request, &reply).await {
            Some((second, request)) => {
                case.request = request;
                budget.count(case, &second);
                self.changes.note(self.api, case, &second);
                second
            }
            None => reply,
        }
    }
}

/// Whether a reply to a request with other dates takes the place of the refusal: a server error is worth a report, whatever the dates are.
fn is_worth(reply: &Reply) -> bool {
    is_success(reply) || status_of(reply) >= 500
}
