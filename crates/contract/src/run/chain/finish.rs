//! The last part of chains: deletes what was created, resources that name others first.

use std::time::Duration;

use serde_json::Value;

use super::instance::{Instance, path_of};
use super::pending::is_accepted;
use super::{Chains, IN_ITS_STATE, NOT_NOW, PAUSES, Reply, is_success, status_of, with_violations};
use crate::chain::{Step, is_equal};
use crate::kind::ViolationKind;
use crate::outcome::{Effect, LeftBehind, Outcome};
use crate::run::budget::Budget;
use crate::run::send::send;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

/// Why a resource that the run created is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotDeleted {
    #[error("the document has no operation that deletes it")]
    NoOperation,
    #[error("the response was not 201, so it may have been there before")]
    NotOurs,
    #[error("it may have been there before")]
    Unsure,
    #[error("no valid request deletes it")]
    NoRequest,
    #[error("DELETE returned {0}")]
    Status(u16),
    #[error("DELETE got no response")]
    NoResponse,
    #[error("it was not deleted")]
    NotReached,
}

/// What the cases about deleting an instance came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deletion {
    /// No request was sent.
    NotSent,
    /// The server does not delete the instance in its state; another one may show more.
    NotNow,
    /// The cases have their outcomes.
    Decided,
}

impl NotDeleted {
    /// Whether a reply to DELETE tells that the resource is gone.
    ///
    /// # Errors
    ///
    /// The reason why it is not.
    pub(super) fn check(reply: &Reply) -> Result<(), Self> {
        match status_of(reply) {
            // Another case deleted it.
            404 | 410 => Ok(()),
            _ if is_success(reply) => Ok(()),
            _ => Err(NotDeleted::by(reply)),
        }
    }

    /// The reason in a reply to DELETE that is not a success.
    fn by(reply: &Reply) -> Self {
        match reply {
            Reply::Response(received) => NotDeleted::Status(received.status.as_u16()),
            Reply::RateLimited => NotDeleted::Status(429),
            Reply::Failed(..) => NotDeleted::NoResponse,
        }
    }
}

impl<T: Transport> Chains<'_, T> {
    /// Deletes all instances, and sends the cases about deleting.
    pub(in crate::run) async fn finish(&mut self, budget: &mut Budget) {
        self.find_all_lost(budget).await;
        let order: Vec<usize> = self.resources.order().into_iter().rev().collect();
        for index in order {
            let (others, rest): (Vec<Instance>, Vec<Instance>) =
                std::mem::take(&mut self.others).into_iter().partition(|instance| instance.resource == index);
            self.others = rest;
            let mut target = self.target(budget, index, &others).await;
            if let Some(of_case) = target.take() {
                // What names the first one may keep the server from deleting it. The last one is new.
                let spare = others.iter().rev().find(|other| other.is_ours && other.id() != of_case.id());
                target = match self.deleted(budget, index, (&of_case, spare.is_none()), &others).await {
                    Deletion::NotSent => None,
                    Deletion::Decided => Some(of_case),
                    Deletion::NotNow => {
                        let sent = match spare {
                            Some(spare) => self.deleted(budget, index, (spare, true), &others).await,
                            None => Deletion::NotSent,
                        };
                        spare.filter(|_| sent == Deletion::Decided).cloned()
                    }
                };
            }
            let is_target = |other: &Instance| target.as_ref().is_some_and(|target| target.id() == other.id());
            let first = self.first[index].take().filter(|first| !is_target(first));
            // Later ones may name earlier ones of the same kind.
            for instance in others.iter().rev().filter(|other| !is_target(other)).chain(&first) {
                if let Err(reason) = self.delete(budget, instance).await {
                    self.leave(index, instance, reason);
                }
            }
        }
        for instance in std::mem::take(&mut self.others) {
            self.leave(instance.resource, &instance, NotDeleted::NotReached);
        }
        self.drop_gone().await;
    }

    fn leave(&mut self, index: usize, instance: &Instance, reason: NotDeleted) {
        let resource = self.resource(index);
        self.leave_at(path_of(resource, instance), resource.create, reason);
    }

    /// Reports a resource that an operation created and that is still there.
    pub(super) fn leave_at(&mut self, path: String, create: usize, reason: NotDeleted) {
        let (operation, reason) = (self.api.operations[create].id.clone(), reason.to_string());
        let left = LeftBehind { path, operation, reason, effect: Effect::Created };
        // Several requests may name one, such as the cart that they put something into.
        if !self.left_behind.contains(&left) {
            self.left_behind.push(left);
        }
    }

    /// Sends DELETE to the path of a resource, by an operation whose parameters have these values. `None` if there is no valid request.
    pub(super) async fn send_delete(
        &self,
        budget: &mut Budget,
        (delete, path): (usize, String),
        values: &[(String, Value)],
    ) -> Option<Reply> {
        let mut request = self.maker().request(delete, values, None)?;
        request.path = path;
        let reply = send(self.transport, self.options, &request).await;
        budget.count_deletion(&reply);
        if is_success(&reply) {
            self.changes.note_deleted(&request.path);
        }
        Some(reply)
    }

    /// The instance to delete in the cases: that of the chain, or another one if a case deleted it by error.
    async fn target(&mut self, budget: &mut Budget, index: usize, others: &[Instance]) -> Option<Instance> {
        let first = self.first[index].clone()?;
        self.case(index, Step::Deleted)?;
        let Some(read) = self.case_on(index, Step::Read, &first) else { return Some(first) };
        let reply = self.send(budget, &read).await;
        match is_success(&reply) {
            true => Some(Instance { returned: self.resource_of(&read, &reply), ..first }),
            false => {
                let Some(other) = others.iter().find(|other| other.is_ours).cloned() else { return Some(first) };
                let Some(read) = self.case_on(index, Step::Read, &other) else { return Some(other) };
                let reply = self.send(budget, &read).await;
                Some(match is_success(&reply) {
                    true => Instance { returned: self.resource_of(&read, &reply), ..other },
                    false => other,
                })
            }
        }
    }

    /// Sends the cases about deleting. A run that was interrupted meanwhile does not. If the target is not the last one to try, a server that does
    /// not delete it in its state decides nothing.
    async fn deleted(
        &mut self,
        budget: &mut Budget,
        index: usize,
        (target, is_last): (&Instance, bool),
        others: &[Instance],
    ) -> Deletion {
        let Some(case) = self.case_on(index, Step::Deleted, target) else { return Deletion::NotSent };
        let is_other = |other: &&Instance| other.is_ours && other.id() != target.id();
        let other = others.iter().filter(is_other).find_map(|other| self.case_on(index, Step::Read, other));
        let is_there = match &other {
            Some(read) => is_success(&self.send(budget, read).await),
            None => false,
        };
        let reply = send(self.transport, self.options, &case.request).await;
        budget.count_deletion(&reply);
        let not_deleted = NotDeleted::by(&reply);
        if let NotDeleted::Status(status) = not_deleted
            && NOT_NOW.contains(&status)
        {
            if !is_last {
                return Deletion::NotNow;
            }
            let reason = IN_ITS_STATE;
            self.set(index, Step::Deleted, &case.request, Outcome::Inconclusive { status, reason });
            self.stopped[index] = Some(reason);
            self.leave(index, target, not_deleted);
            return Deletion::Decided;
        }
        let is_done = is_success(&reply);
        if is_done {
            self.changes.note_deleted(&case.request.path);
        }
        self.is_pending[index] = is_accepted(&reply);
        let mut more = Vec::new();
        if let Some(read) = other.filter(|_| is_there && is_done)
            && let Reply::Response(received) = self.send(budget, &read).await
            && matches!(received.status.as_u16(), 404 | 410)
        {
            let message =
                "expected only the resource of the path to be deleted, got another one deleted too".to_owned();
            more.push(self.violation(&case, Severity::Must, (ViolationKind::OtherDeleted, message)));
        }
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::Deleted, &case.request, outcome);
        if !is_done {
            self.stopped[index] = Some("the resource could not be deleted");
            self.leave(index, target, not_deleted);
            return Deletion::Decided;
        }
        self.gone(budget, index, target).await;
        self.listed_instance(budget, index, Step::Unlisted, target).await;
        if let Some(case) = self.case_on(index, Step::DeletedTwice, target) {
            let reply = send(self.transport, self.options, &case.request).await;
            budget.count_deletion(&reply);
            let outcome = self.outcome(&case, reply, Vec::new());
            self.set(index, Step::DeletedTwice, &case.request, outcome);
        }
        Deletion::Decided
    }

    /// Reads the deleted resource until it is gone, for at most a second.
    async fn gone(&mut self, budget: &mut Budget, index: usize, target: &Instance) {
        let Some(case) = self.case_on(index, Step::Gone, target) else { return };
        for attempt in 0.. {
            let reply = self.send(budget, &case).await;
            let is_marked = is_other_state(&target.returned, &self.resource_of(&case, &reply));
            let mut outcome = self.outcome(&case, reply, Vec::new());
            if let Outcome::Failed(violations) = &mut outcome
                && is_marked
            {
                outcome = self.in_other_state(std::mem::take(violations));
            }
            match PAUSES.get(attempt).filter(|_| !matches!(outcome, Outcome::Passed { .. })) {
                Some(pause) => tokio::time::sleep(Duration::from_millis(*pause)).await,
                None => return self.set(index, Step::Gone, &case.request, outcome),
            }
        }
    }

    /// The outcome of a case with these violations. Their status is a warning: the server keeps what was deleted in another state, such as
    /// `"status": "cancelled"`, and may do so (RFC 9110 section 9.3.5).
    fn in_other_state(&self, violations: Vec<Violation>) -> Outcome {
        let as_warning = |found: Violation| match found.kind {
            ViolationKind::Status { .. } => Violation { severity: found.severity.min(Severity::Should), ..found },
            _ => found,
        };
        let violations = violations.into_iter().map(as_warning).collect();
        with_violations(Outcome::Passed { status: 200 }, violations, self.options.fail_on)
    }

    /// Deletes an instance that this run created. A server error fails the case about deleting, although it has another instance.
    ///
    /// # Errors
    ///
    /// It may belong to others, no valid request deletes it, or the server did not delete it.
    pub(super) async fn delete(&mut self, budget: &mut Budget, instance: &Instance) -> Result<(), NotDeleted> {
        let Some(operation) = self.resource(instance.resource).delete else {
            return Err(NotDeleted::NoOperation);
        };
        if !instance.is_ours {
            return Err(NotDeleted::NotOurs);
        }
        let path = path_of(self.resource(instance.resource), instance);
        let reply = self.send_delete(budget, (operation, path), &instance.parameters).await;
        let reply = reply.ok_or(NotDeleted::NoRequest)?;
        if status_of(&reply) >= 500
            && let Some(case) = self.case_on(instance.resource, Step::Deleted, instance)
        {
            self.note_error(&case, &reply);
        }
        NotDeleted::check(&reply)
    }
}

/// Whether a resource that was deleted is shown in another state than before: a property that both have has another value, or one is
/// new, such as `deletedAt`.
fn is_other_state(before: &Value, after: &Value) -> bool {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return false };
    has_other_value(before, after) || new.iter().any(|(name, value)| !value.is_null() && !old.contains_key(name))
}

/// Whether a property that both objects have has another value.
pub(super) fn has_other_value(before: &Value, after: &Value) -> bool {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return false };
    new.iter().any(|(name, value)| old.get(name).is_some_and(|old| !is_equal(old, value)))
}
