//! Changes resources that are there once, such as `/settings`, compares what they have then, and takes the changes back.

use std::time::Duration;

use serde_json::{Map, Value};

use super::pending::{excused, is_accepted};
use super::read::owned;
use super::{Chains, IN_ITS_STATE, IS_OFF, IS_SAFE, LIMIT_REACHED, NOT_NOW, PAUSES, Reply, is_success, status_of};
use crate::chain::{
    Maker, Replacement, Singleton, SingletonCase, SingletonStep, differences, other_flags, other_values, plain_values,
    put_versions, representation, shows_all, singleton_cases,
};
use crate::derive::Case;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::run::send::send;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

const NOT_THERE: &str = "GET returned no object at the beginning, so nothing is compared";
const REJECTED: &str = "the server rejects the values; other cases of the operation tell whether it may";
const NO_CHANGE: &str = "no value that could be changed was found, or the server did not change it";
/// The maximum number of values that are sent alone after the server rejected all together.
const MAX_ALONE: usize = 3;
const NOT_RESTORABLE: &str = "no request can set the values from the beginning again: GET does not show all of them";

/// The state of a singleton.
#[derive(Debug)]
pub(super) struct Single {
    /// Its operations: those that change it can restore it too.
    of: Singleton,
    /// The body that GET returned at the beginning.
    before: Option<Value>,
    /// Whether a request of the chain has changed it.
    is_changed: bool,
    /// Why its cases cannot go on.
    stopped: Option<&'static str>,
}

impl Single {
    pub(super) fn new(of: Singleton) -> Self {
        Single { of, before: None, is_changed: false, stopped: None }
    }
}

/// The values that a later response must have.
struct ExpectedValues {
    /// The values, with the text of a message that says where they are from.
    values: Vec<(Value, &'static str)>,
    /// How severe it is that a value is not `null`.
    of_null: Severity,
    is_pending: bool,
}

impl<T: Transport> Chains<'_, T> {
    /// Derives the cases of singletons again, because the parameters of their paths are known now, and sends them.
    pub(super) async fn singletons(&mut self, budget: &mut Budget) {
        let singletons: Vec<Singleton> = self.single.iter().map(|single| single.of).collect();
        let cases = singleton_cases(&self.maker(), &singletons);
        self.single_cases = cases.into_iter().map(|case| (case, None)).collect();
        for index in 0..self.single.len() {
            self.singleton(budget, index).await;
        }
    }

    async fn singleton(&mut self, budget: &mut Budget, index: usize) {
        let Some(read) = self.single_case(index, SingletonStep::Read).filter(|_| !budget.is_spent()) else { return };
        let reply = self.send(budget, &read).await;
        let before = self.resource_of(&read, &reply);
        let status = status_of(&reply);
        let outcome = match before.is_object() || status >= 500 {
            true => self.outcome(&read, reply, Vec::new()),
            false => Outcome::Inconclusive { status, reason: NOT_THERE },
        };
        self.set_single(index, SingletonStep::Read, &read, outcome);
        if !before.is_object() {
            self.single[index].stopped = Some(NOT_THERE);
            return;
        }
        self.single[index].before = Some(before.clone());
        self.keep_restorable(index, &before);
        if self.single[index].stopped.is_some() {
            return;
        }
        let current = self.update_singleton(budget, index, &before).await.unwrap_or(before);
        self.patch_singleton(budget, index, &current).await;
        self.flip_singleton(budget, index).await;
        self.restore_singleton(budget, index).await;
        self.single[index].stopped = Some(NO_CHANGE).filter(|_| !budget.is_spent());
    }

    /// Leaves out the operations that are not selected, and those that cannot set the values from the beginning again.
    fn keep_restorable(&mut self, index: usize, before: &Value) {
        let (api, schemas) = (self.api, self.judge.schemas());
        let is_selected = |step: SingletonStep| {
            let case = self.single_case(index, step);
            case.is_some_and(|case| self.options.selection.includes(api, &case))
        };
        let of = self.single[index].of;
        let shows = |put: &usize| shows_all(api, schemas, (of.read, *put), before);
        let fits = |operation: &usize| representation(api, schemas, (of.read, *operation), before).is_some();
        let replace = of.replace.filter(|put| is_selected(SingletonStep::Updated) && shows(put) && fits(put));
        let may_patch = is_selected(SingletonStep::Patched) && of.preserved().can_change(api, schemas, before);
        let change = of.change.filter(|patch| may_patch && fits(patch));
        self.single[index].of = Singleton { replace, change, ..of };
        if replace.or(change).is_none() {
            self.single[index].stopped = Some(NOT_RESTORABLE);
        }
    }

    /// PUT with other booleans and listed values, after the cases about texts and numbers: a server may set others with them. A rejection says
    /// nothing then.
    async fn flip_singleton(&mut self, budget: &mut Budget, index: usize) {
        let Singleton { read, replace, .. } = self.single[index].of;
        let case = self.single_case(index, SingletonStep::Updated).filter(|_| !budget.is_spent());
        let (Some(operation), Some(mut case)) = (replace, case) else { return };
        let Some(read_case) = self.single_case(index, SingletonStep::Read) else { return };
        let now = self.send(budget, &read_case).await;
        let now = self.resource_of(&read_case, &now);
        let operations = (read, operation);
        let Some(whole) = representation(self.api, self.judge.schemas(), operations, &now) else { return };
        let flags = other_flags(self.api, self.judge.schemas(), operations, &now);
        let booleans: Map<String, Value> = flags.iter().filter(|(_, value)| value.is_boolean()).map(owned).collect();
        let both = [Some(flags.clone()), Some(booleans).filter(|booleans| booleans.len() < flags.len())];
        for flags in both.into_iter().flatten().filter(|flags| !flags.is_empty()) {
            let mut body = whole.clone();
            body.extend(flags.clone());
            let Some(request) = self.maker().request(operation, &[], Some(&Value::Object(body))) else { return };
            case.request = request;
            if budget.is_spent() {
                return;
            }
            let reply = self.send(budget, &case).await;
            let (status, is_pending) = (status_of(&reply), is_accepted(&reply));
            if (400..500).contains(&status) {
                continue;
            }
            self.single[index].is_changed = true;
            let (is_done, flags) = (is_success(&reply), Value::Object(flags));
            let more = self.singleton_violations(&case, &reply, &[(flags.clone(), "sent")], Severity::Should);
            let outcome = self.outcome(&case, reply, more);
            if matches!(outcome, Outcome::Failed(_)) || !self.has_outcome(index, SingletonStep::Updated) {
                self.set_single(index, SingletonStep::Updated, &case, outcome);
            }
            if is_done {
                let expected = ExpectedValues { values: vec![(flags, "sent")], of_null: Severity::Should, is_pending };
                self.read_singleton(budget, index, SingletonStep::ReadAfterUpdate, &expected).await;
            }
            return;
        }
    }

    fn has_outcome(&self, index: usize, step: SingletonStep) -> bool {
        let mut cases = self.single_cases.iter();
        cases.any(|(case, outcome)| case.singleton == index && case.step == step && outcome.is_some())
    }

    /// The request that sets the values from the beginning: of PUT all, of PATCH those that are others now. `None` if none does.
    async fn restoring_body(&self, budget: &mut Budget, index: usize, operation: usize) -> Option<Map<String, Value>> {
        let (api, schemas, of) = (self.api, self.judge.schemas(), self.single[index].of);
        let before = self.single[index].before.as_ref()?;
        let case = self.single_case(index, SingletonStep::Read)?;
        let now = self.send(budget, &case).await;
        let now = self.resource_of(&case, &now);
        let body = match Some(operation) == of.replace {
            true => of.preserved().replacing(api, schemas, before)?,
            false => of.preserved().changing(api, schemas, before, &now)?,
        };
        // The server compares the version with its own.
        Some(put_versions(body.clone(), before, &now).unwrap_or(body))
    }

    /// PUT with other values. Returns what GET returns then.
    async fn update_singleton(&mut self, budget: &mut Budget, index: usize, before: &Value) -> Option<Value> {
        let Singleton { read, replace, .. } = self.single[index].of;
        let operation = replace?;
        let case = self.single_case(index, SingletonStep::Updated).filter(|_| !budget.is_spent())?;
        let whole = representation(self.api, self.judge.schemas(), (read, operation), before)?;
        let changes = self.other_values((read, operation), before);
        // A server may reject one of the values, for a reason that the schema does not have.
        let alone = changes.iter().map(|change| Map::from_iter([owned(change)])).filter(|_| changes.len() > 1);
        for changes in [changes.clone()].into_iter().filter(|all| !all.is_empty()).chain(alone.take(MAX_ALONE)) {
            if budget.is_spent() || self.single[index].is_changed {
                break;
            }
            let mut body = whole.clone();
            body.extend(changes.clone());
            let (sent, changes) = (Value::Object(body), Value::Object(changes));
            let done = self.send_change(budget, index, (SingletonStep::Updated, case.clone()), (&sent, &changes)).await;
            let Some(is_pending) = done else { continue };
            let expected = ExpectedValues { values: vec![(changes, "sent")], of_null: Severity::Should, is_pending };
            return self.read_singleton(budget, index, SingletonStep::ReadAfterUpdate, &expected).await;
        }
        if self.single[index].is_changed || !changes.is_empty() {
            // It would not restore anything either.
            self.single[index].of.replace = None;
        }
        None
    }

    /// PATCH of one property.
    async fn patch_singleton(&mut self, budget: &mut Budget, index: usize, current: &Value) {
        let Singleton { read, change, .. } = self.single[index].of;
        let Some(operation) = change else { return };
        let case = self.single_case(index, SingletonStep::Patched).filter(|_| !budget.is_spent());
        let Some(content) = self.api.operations[operation].json_body() else { return };
        let schemas = self.judge.schemas();
        let whole = representation(self.api, schemas, (read, operation), current).unwrap_or_default();
        let changes = self.other_values((read, operation), current);
        let (Some(case), Some(change)) = (case, changes.iter().next().map(owned)) else { return };
        // Required properties must be there, whichever is changed.
        let required = whole.iter().filter(|(name, _)| schemas.is_required(&content.schema, name)).map(owned);
        let changes = Value::Object([change.clone()].into_iter().collect());
        let body: Map<String, Value> = required.chain([change]).collect();
        let plain = plain_values(self.api, schemas, (read, operation), &whole);
        let rest: Map<String, Value> = plain.iter().filter(|(name, _)| !body.contains_key(*name)).map(owned).collect();
        let sent = Value::Object(body);
        if !schemas.accepts(&content.schema, &sent) {
            return;
        }
        let done = self.send_change(budget, index, (SingletonStep::Patched, case), (&sent, &changes)).await;
        let Some(is_pending) = done else { return };
        let values = vec![(changes, "sent"), (Value::Object(rest), "the server returned before")];
        let expected = ExpectedValues { values, of_null: Severity::Should, is_pending };
        self.read_singleton(budget, index, SingletonStep::ReadAfterPatch, &expected).await;
    }

    /// Sends the values from the beginning, so that all other cases find them. The limit does not include the request: it takes a change back.
    async fn restore_singleton(&mut self, budget: &mut Budget, index: usize) {
        let Some(operation) = self.single[index].of.restoring().filter(|_| self.single[index].is_changed) else {
            return;
        };
        let case = self.single_case(index, SingletonStep::Restored);
        let values = self.restoring_body(budget, index, operation).await;
        let (Some(mut case), Some(values)) = (case, values) else { return };
        let operations = (self.single[index].of.read, operation);
        let plain = plain_values(self.api, self.judge.schemas(), operations, &values);
        case.operation = Some(operation);
        let sent = Value::Object(values);
        let Some(request) = self.maker().request(operation, &[], Some(&sent)) else { return };
        case.request = request;
        let reply = send(self.transport, self.options, &case.request).await;
        budget.count_deletion(&reply);
        let status = status_of(&reply);
        if (400..500).contains(&status) {
            let outcome = Outcome::Inconclusive { status, reason: REJECTED };
            return self.set_single(index, SingletonStep::Restored, &case, outcome);
        }
        let (is_pending, is_done) = (is_accepted(&reply), is_success(&reply));
        let outcome = self.outcome(&case, reply, Vec::new());
        self.set_single(index, SingletonStep::Restored, &case, outcome);
        if is_done {
            // Many servers read `null` as no change.
            let replaces = self.says_replace(operation) && case.request.method == "PUT";
            let of_null = if replaces { Severity::Must } else { Severity::Should };
            let expected = ExpectedValues { values: vec![(Value::Object(plain), "sent")], of_null, is_pending };
            self.read_singleton(budget, index, SingletonStep::Restored, &expected).await;
        }
    }

    /// Sends a body with changes, which the response must have. Returns whether the server acts on it later; `None` if it is not a success.
    async fn send_change(
        &mut self,
        budget: &mut Budget,
        index: usize,
        (step, mut case): (SingletonStep, Case),
        (sent, changes): (&Value, &Value),
    ) -> Option<bool> {
        let operation = case.operation?;
        case.request = self.maker().request(operation, &[], Some(sent))?;
        let reply = self.send(budget, &case).await;
        let (is_done, is_pending, status) = (is_success(&reply), is_accepted(&reply), status_of(&reply));
        self.single[index].is_changed |= is_done || !(400..500).contains(&status);
        // The values fit the schema alone: a server may have more rules.
        if (400..500).contains(&status) {
            let reason = if NOT_NOW.contains(&status) { IN_ITS_STATE } else { REJECTED };
            self.set_single(index, step, &case, Outcome::Inconclusive { status, reason });
            return None;
        }
        let more = self.singleton_violations(&case, &reply, &[(changes.clone(), "sent")], Severity::Should);
        let outcome = self.outcome(&case, reply, more);
        self.set_single(index, step, &case, outcome);
        is_done.then_some(is_pending)
    }

    /// Reads the singleton until it has the values, but not longer than a second. Returns it.
    async fn read_singleton(
        &mut self,
        budget: &mut Budget,
        index: usize,
        step: SingletonStep,
        expected: &ExpectedValues,
    ) -> Option<Value> {
        // The case of a change has another method; its violations are about the values that GET returns.
        let read = self.single_case(index, SingletonStep::Read)?;
        let reported = self.single_case(index, step)?;
        let case = match reported.operation == read.operation {
            true => reported.clone(),
            false => Case { rests_on: reported.rests_on, ..read },
        };
        for attempt in 0.. {
            let reply = self.send(budget, &case).await;
            let got = self.resource_of(&case, &reply);
            let more = self.singleton_violations(&case, &reply, &expected.values, expected.of_null);
            let outcome = self.outcome(&case, reply, more);
            let is_done = matches!(outcome, Outcome::Passed { .. } | Outcome::Inconclusive { .. });
            if let Some(pause) = PAUSES.get(attempt).filter(|_| !is_done) {
                tokio::time::sleep(Duration::from_millis(*pause)).await;
                continue;
            }
            let outcome = if expected.is_pending { excused(outcome) } else { outcome };
            // The request itself may have a violation already.
            let is_known = |(known, outcome): &(SingletonCase, Option<Outcome>)| {
                let is_it = known.singleton == index && known.step == step;
                is_it && matches!(outcome, Some(Outcome::Failed(_) | Outcome::Advisory(_)))
            };
            if !self.single_cases.iter().any(is_known) || matches!(outcome, Outcome::Failed(_)) {
                self.set_single(index, step, &case, outcome);
            }
            return Some(got).filter(Value::is_object);
        }
        None
    }

    /// Differences between the values that are expected and those of a response.
    fn singleton_violations(
        &self,
        case: &Case,
        reply: &Reply,
        values: &[(Value, &str)],
        of_null: Severity,
    ) -> Vec<Violation> {
        let (Reply::Response(received), Some(operation)) = (reply, case.operation) else { return Vec::new() };
        let Some(place) = self.place(operation, received).filter(|_| is_success(reply)) else { return Vec::new() };
        let got = self.resource_of(case, reply);
        if !got.is_object() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (expected, origin) in values {
            let excerpt = self.excerpt(&case.request);
            for found in differences(excerpt, self.judge.schemas(), &place, (expected, origin), &got) {
                let is_null = expected.get(&found.property).is_some_and(Value::is_null);
                let violation = self.difference(case, found, &got);
                let severity = if is_null { violation.severity.min(of_null) } else { violation.severity };
                out.push(Violation { severity, ..violation });
            }
        }
        out
    }

    fn other_values(&mut self, operations: (usize, usize), current: &Value) -> Map<String, Value> {
        let how = Replacement { varies_listed: true, ..self.freshness(false) };
        let fresh = self.maker().body(operations.1, how).unwrap_or_default();
        other_values(self.api, self.judge.schemas(), operations, (&fresh, current))
    }

    /// The case of a step, if it is to be sent.
    fn single_case(&self, index: usize, step: SingletonStep) -> Option<Case> {
        let found = self.single_cases.iter().find(|(case, _)| case.singleton == index && case.step == step);
        found.map(|(found, _)| found.case.clone()).filter(|case| case.skip_reason.is_none())
    }

    fn set_single(&mut self, index: usize, step: SingletonStep, sent: &Case, outcome: Outcome) {
        let is_it = |(case, _): &&mut (SingletonCase, Option<Outcome>)| case.singleton == index && case.step == step;
        if let Some((case, known)) = self.single_cases.iter_mut().find(is_it) {
            (self.note_judged)(&case.case.id, &sent.request);
            case.case.request = sent.request.clone();
            *known = Some(outcome);
        }
    }

    /// Marks the cases of singletons without an outcome as skipped.
    pub(super) fn skip_singletons(&mut self, is_safe: bool) {
        let is_on = self.options.chains;
        for (case, outcome) in &mut self.single_cases {
            let reason = match (case.case.skip_reason, self.single[case.singleton].stopped) {
                (Some(reason), _) => reason,
                _ if !is_on => IS_OFF,
                _ if is_safe => IS_SAFE,
                (None, Some(reason)) => reason,
                (None, None) => LIMIT_REACHED,
            };
            outcome.get_or_insert_with(|| Outcome::Skipped(reason.to_owned()));
        }
    }
}

/// The cases of singletons at the beginning, without outcomes.
pub(super) fn without_outcomes(maker: &Maker<'_>, singletons: &[Singleton]) -> Vec<(SingletonCase, Option<Outcome>)> {
    singleton_cases(maker, singletons).into_iter().map(|case| (case, None)).collect()
}
