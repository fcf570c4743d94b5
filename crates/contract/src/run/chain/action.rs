//! Actions: requests such as POST `/books/{bookId}/close`, which bring a resource into another state.

use std::time::Duration;

use serde_json::{Map, Value};

use super::instance::{Instance, path_of};
use super::pending::{excused, is_accepted};
use super::read::owned;
use super::{Chains, LIMIT_REACHED, PAUSES, Reply, is_success, status_of};
use crate::chain::{Resource, Step, StepCase, differences, is_equal};
use crate::derive::{Case, Group};
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

const NOT_SHOWN: &str = "the server does not show the resource after the action";

impl<T: Transport> Chains<'_, T> {
    /// The path of a request to an action: that of an instance of its own, because the action may bring it into a state in which the server
    /// rejects other requests. Rejected requests share one. `None` if the path of the request is not below the first instance.
    ///
    /// # Errors
    ///
    /// There is no other instance, and none may be created.
    pub(in crate::run) async fn action_path(
        &mut self,
        budget: &mut Budget,
        case: &Case,
    ) -> Result<Option<(String, String)>, &'static str> {
        let is_it = |resource: &Resource| case.operation.is_some_and(|of| resource.actions.contains(&of));
        let Some(index) = self.resources.all.iter().position(is_it) else { return Ok(None) };
        let Some(first) = &self.first[index] else { return Ok(None) };
        let own = path_of(self.resource(index), first);
        let path = case.request.path.as_str();
        let Some(verb) = path.strip_prefix(own.trim_end_matches('/')).filter(|verb| verb.starts_with('/')) else {
            return Ok(None);
        };
        if case.skip_reason.is_some() || !matches!(case.group, Group::Accepted | Group::Rejected | Group::Documented) {
            return Ok(None);
        }
        let is_rejected = case.group == Group::Rejected;
        let is_spare = |other: &&Instance| other.resource == index && other.is_ours && !other.is_used;
        let spare = self.others.iter().find(is_spare).filter(|_| is_rejected).cloned();
        let other = match spare {
            Some(spare) => spare,
            None if budget.is_spent() => return Err(LIMIT_REACHED),
            None => {
                // Others may be named once only.
                let Some(other) = self.create_other(budget, index, &|_, _| true).await else { return Ok(None) };
                self.others.push(Instance { is_used: !is_rejected, ..other.clone() });
                other
            }
        };
        let of_other = path_of(self.resource(index), &other);
        let path = format!("{}{verb}", of_other.trim_end_matches('/'));
        Ok(Some((case.request.path.clone(), path)))
    }

    /// Lets no other request to an action have an instance that a lenient server acted on, although the request has a defect.
    pub(super) fn retire(&mut self, action: usize, path: &str) {
        let resources = self.resources;
        let is_it = |instance: &&mut Instance| {
            let resource = &resources.all[instance.resource];
            resource.actions.contains(&action) && is_below(path, &path_of(resource, instance))
        };
        self.others.iter_mut().filter(is_it).for_each(|instance| instance.is_used = true);
    }

    /// Reads the instance after a successful request to an action: a property that the action changed by its response must not have the old value.
    pub(in crate::run) async fn read_after_action(&mut self, budget: &mut Budget, case: &Case, reply: &Reply) {
        let Some((action, instance)) = self.acted_on(case, reply) else { return };
        let index = instance.resource;
        let step = Step::ReadAfterAction(action);
        let Some(read) = self.case_on(index, step, &instance) else { return };
        let after = self.resource_of(case, reply);
        let own_id = self.id_pointer(index).and_then(|pointer| after.pointer(&pointer).cloned());
        if !own_id.is_some_and(|id| is_equal(&id, &instance.id())) {
            return;
        }
        let before = &instance.returned;
        // A value that replaces `null` may be one that the server shows once, such as a secret.
        let is_changed = |(name, value): &(&String, &Value)| {
            before.get(*name).is_some_and(|old| !old.is_null() && !is_equal(old, value))
        };
        let changed: Map<String, Value> =
            after.as_object().into_iter().flatten().filter(is_changed).map(owned).collect();
        let is_known = |(known, outcome): &(StepCase, Option<Outcome>)| {
            let is_found = matches!(outcome, Some(Outcome::Failed(_) | Outcome::Advisory(_)));
            known.resource == index && known.step == step && is_found
        };
        if changed.is_empty() || self.cases.iter().any(is_known) {
            return;
        }
        for attempt in 0.. {
            let reply_to_read = self.send(budget, &read).await;
            let got = self.resource_of(&read, &reply_to_read);
            // A later change of the server, such as the end of a job, has a third value.
            let is_old = |(name, _): &(&String, &Value)| {
                before.get(*name).zip(got.get(*name)).is_some_and(|(old, got)| is_equal(old, got))
            };
            let lost = Value::Object(changed.iter().filter(is_old).map(owned).collect());
            let more = self.lost_violations(&read, &reply_to_read, &lost, &got);
            let status = status_of(&reply_to_read);
            let outcome = match status {
                403 | 404 | 409 | 410 => Outcome::Inconclusive { status, reason: NOT_SHOWN },
                _ => self.outcome(&read, reply_to_read, more),
            };
            let is_done = matches!(outcome, Outcome::Passed { .. } | Outcome::Inconclusive { .. });
            if let Some(pause) = PAUSES.get(attempt).filter(|_| !is_done) {
                tokio::time::sleep(Duration::from_millis(*pause)).await;
                continue;
            }
            let outcome = if is_accepted(reply) { excused(outcome) } else { outcome };
            self.set(index, step, &read.request, outcome);
            return;
        }
    }

    /// The operation and the instance of an accepted request to an action that succeeded.
    fn acted_on(&self, case: &Case, reply: &Reply) -> Option<(usize, Instance)> {
        let action = case.operation.filter(|_| case.group == Group::Accepted && is_success(reply))?;
        let index = self.resources.all.iter().position(|of| of.actions.contains(&action))?;
        let is_it = |instance: &&Instance| {
            instance.resource == index && is_below(&case.request.path, &path_of(self.resource(index), instance))
        };
        let all = self.others.iter().chain(self.first[index].as_ref());
        Some((action, all.into_iter().find(is_it)?.clone()))
    }

    /// Sends the first request to an action that succeeded once more, to the same instance.
    pub(in crate::run) async fn act_again(&mut self, budget: &mut Budget, case: &Case, reply: &Reply) {
        let Some((action, instance)) = self.acted_on(case, reply).filter(|_| !budget.is_spent()) else { return };
        let step = Step::ActionTwice(action);
        let is_known = |(known, outcome): &(StepCase, Option<Outcome>)| {
            known.resource == instance.resource && known.step == step && outcome.is_some()
        };
        let Some(mut again) = self.case(instance.resource, step).filter(|_| !self.cases.iter().any(is_known)) else {
            return;
        };
        again.request = case.request.clone();
        let reply = self.send(budget, &again).await;
        self.delete_loose(budget, &again, &reply).await;
        let outcome = self.outcome(&again, reply, Vec::new());
        self.set(instance.resource, step, &again.request, outcome);
    }

    /// The values that an action returned, and that a later response does not have.
    fn lost_violations(&self, read: &Case, reply: &Reply, lost: &Value, got: &Value) -> Vec<Violation> {
        let place = match (reply, read.operation) {
            (Reply::Response(received), Some(operation)) if is_success(reply) => self.place(operation, received),
            _ => None,
        };
        let Some(place) = place else { return Vec::new() };
        let origin = (lost, "the response to the action");
        let found = differences(self.excerpt(&read.request), self.judge.schemas(), &place, origin, got);
        // The server may have brought the resource back into the state before, as a job that has ended.
        found.into_iter().map(|found| self.violation(read, Severity::Should, found.described())).collect()
    }
}

/// Whether a path continues that of an instance.
fn is_below(path: &str, instance: &str) -> bool {
    path.strip_prefix(instance.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
}
