//! Requests with dates in the future, where the server refuses others.

use super::{Chains, Reply, is_success, status_of};
use crate::derive::Case;
use crate::request::Request;
use crate::run::budget::Budget;
use crate::run::future::{after_refusal, in_future};
use crate::run::send::send;
use crate::transport::Transport;

impl<T: Transport> Chains<'_, T> {
    /// A request of an operation, with dates in the future if an earlier request of it showed that the server wants them.
    pub(in crate::run) fn dated(&self, operation: Option<usize>, request: Request) -> Request {
        let is_wanted = operation.is_some_and(|operation| self.future.borrow().contains(&operation));
        let other = if is_wanted { in_future(&request) } else { None };
        other.unwrap_or(request)
    }

    /// After a refusal that names a date: the reply to the same request with dates in the future, and that request, if it is a success or a server error.
    pub(in crate::run) async fn in_future(
        &self,
        case: &Case,
        request: &Request,
        reply: &Reply,
    ) -> Option<(Reply, Request)> {
        let operation = case.operation?;
        let other = after_refusal(request, reply)?;
        let second = send(self.transport, self.options, &other).await;
        if is_success(&second) {
            self.future.borrow_mut().insert(operation);
        }
        // A server error is worth a report, whatever the dates are.
        let is_worth = is_success(&second) || status_of(&second) >= 500;
        is_worth.then_some((second, other))
    }

    /// Sends the request of a case, and once more with dates in the future if the server refuses it for its dates.
    pub(super) async fn send_dated(&self, budget: &mut Budget, case: &mut Case) -> Reply {
        let reply = self.send(budget, case).await;
        match self.in_future(case, &case.request, &reply).await {
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
