//! Sends the request of a batch. If it fails, sends requests with fewer of its changes until each failure has a name.

use std::collections::HashMap;

use super::batch::{Batch, together};
use super::budget::Budget;
use super::chain::{Chains, Moved};
use super::credential::Placeholders;
use super::send::{Reply, send};
use super::{Options, outcome};
use crate::derive::combined::Combiner;
use crate::derive::{Case, Expectation};
use crate::fresh::Freshness;
use crate::judge::Judge;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::Transport;
use crate::variation::{Change, OptionalPart, Parts};
use crate::violation::{Severity, Violation};

/// How often a request is repeated with other values if the server says that it contradicts a stored resource.
const MAX_CONFLICTS: u32 = 6;

/// The state of a run that all batches share.
#[derive(Debug, Default)]
pub(super) struct RunState {
    /// The number of requests, so that each has values of its own.
    used: usize,
    /// The distance from the values that earlier runs used.
    offset: usize,
    /// The violations of the smallest request, by the index of the operation.
    smallest: HashMap<usize, Vec<Violation>>,
}

/// The means to test batches.
pub(super) struct Trials<'r, T> {
    pub transport: &'r T,
    pub options: &'r Options,
    pub judge: &'r Judge<'r>,
    pub cases: &'r [Case],
    pub budget: &'r mut Budget,
    pub placeholders: &'r mut Placeholders,
    /// The resources that the requests are about.
    pub chains: &'r Chains<'r, T>,
    pub shared: &'r mut RunState,
    /// The instances that moved.
    pub moves: &'r [Moved],
    /// The path of the resource that cases are derived with, and that of the resource that the requests are sent to.
    pub other_path: Option<(String, String)>,
    /// The requests with an unsafe method that succeeded, with their replies.
    pub acted_on: Vec<(Case, Reply)>,
}

/// Makes a valid request with fresh values.
type Made<'r> = &'r dyn Fn(Freshness) -> Option<Request>;

/// The failure of a request with several changes.
struct BatchFailure {
    violations: Vec<Violation>,
    request: Request,
    /// Whether the server rejected the request.
    is_rejection: bool,
}

/// The outcome of one case, with the request that showed it.
pub(super) type Result = (usize, Outcome, Option<Request>);

/// Cases that are still to be tested.
enum TrialStep {
    /// Sends them in one request.
    Send(Vec<usize>),
    /// Decides about the second part of a batch that failed, when the outcomes of the first part are there.
    Rest { first: Vec<usize>, second: Vec<usize> },
}

impl<T: Transport> Trials<'_, T> {
    /// The outcomes of all cases of a batch. `missing` are the security schemes without a credential.
    pub(super) async fn run(&mut self, batch: &Batch, combiner: &Combiner<'_>, missing: &[String]) -> Vec<Result> {
        let optional = combiner.optional_parts();
        let mut results: Vec<Result> = Vec::new();
        // A server that counts versions rejects each other one, whatever the other changes are.
        let versions = self.chains.versions(batch.operation);
        let is_of_version = |member: &usize| {
            let mut changes = self.cases[*member].variation.iter().flat_map(|variation| &variation.changes);
            changes.any(|change| versions.iter().any(|name| change.is_of_property(name)))
        };
        let (own, others): (Vec<usize>, Vec<usize>) = batch.members.iter().partition(|member| is_of_version(member));
        let mut steps: Vec<TrialStep> = own.into_iter().map(|member| TrialStep::Send(vec![member])).collect();
        steps.extend((!others.is_empty()).then_some(TrialStep::Send(others)));
        let mut failure: Option<BatchFailure> = None;
        while let Some(step) = steps.pop() {
            let members = match step {
                TrialStep::Send(members) => members,
                TrialStep::Rest { first, second } => {
                    let has_passed = |member: &usize| {
                        let mut own = results.iter().filter(|(index, ..)| index == member);
                        own.any(|(_, outcome, _)| matches!(outcome, Outcome::Passed { .. }))
                    };
                    // If the first part passed, the failure is in the second.
                    if second.len() > 1 && first.iter().all(has_passed) {
                        self.split(second, &mut steps);
                        continue;
                    }
                    second
                }
            };
            if self.budget.is_spent() {
                // A case that cannot fail may be the cause of a rejection. Then nothing is known about the others.
                let is_open = |index: &&usize| !results.iter().any(|(known, ..)| known == *index);
                let mut open = batch.members.iter().filter(is_open);
                let may_be_advice = open.any(|index| self.cases[*index].severity < self.options.fail_on);
                let failure = failure.as_ref().filter(|failure| !(failure.is_rejection && may_be_advice));
                results.extend(self.left_over(&members, failure));
                continue;
            }
            let (present, changes) = together(self.cases, batch, &members, &optional);
            let is_present = |part: &OptionalPart| present.contains(part);
            let other_path = self.other_path.clone();
            let (chains, moves) = (self.chains, self.moves);
            let at_other = |mut request: Request| {
                // The combiner knows the ids from the beginning.
                for moved in moves {
                    request = chains.redirected(moved, Some(batch.operation), &request).unwrap_or(request);
                }
                if let Some((_, other)) = other_path.as_ref().filter(|(own, _)| *own == request.path) {
                    request.path.clone_from(other);
                }
                request
            };
            let made = |freshness: Freshness| {
                // The tested text may be the one that is taken.
                let others: Vec<Change> = changes.iter().map(|change| change.varied(freshness.count)).collect();
                let varied = || combiner.request(&is_present, &others.iter().collect::<Vec<_>>(), freshness);
                let other = if freshness.is_thorough { varied() } else { None };
                other.or_else(|| combiner.request(&is_present, &changes, freshness)).map(&at_other)
            };
            let case = self.whole(&members);
            let is_changed = |name: &str| changes.iter().any(|change| change.is_of_property(name));
            let Some((reply, request)) = self.send(&case, members.len() == 1, (&made, &is_changed)).await else {
                self.split(members, &mut steps);
                continue;
            };
            let case = Case { request: request.clone(), ..case };
            self.budget.count(&case, &reply);
            let is_success = matches!(&reply, Reply::Response(received) if received.status.is_success());
            if case.may_act && is_success {
                self.acted_on.push((case.clone(), reply.clone()));
            }
            // A server may reject an unusual value with 403 too.
            let is_smallest = members.iter().any(|member| self.is_smallest(*member));
            let rejected = if is_smallest { self.placeholders.check(&case, missing, &reply) } else { None };
            if let Some(outcome) = rejected {
                let rest = self.placeholders.skip_reason(missing).unwrap_or_default();
                let all = members.into_iter().enumerate();
                results.extend(all.map(|(at, index)| match at {
                    0 => (index, outcome.clone(), Some(request.clone())),
                    _ => (index, Outcome::Skipped(rest.clone()), None),
                }));
                continue;
            }
            let is_rejection = matches!(&reply, Reply::Response(received) if received.status.is_client_error());
            match outcome(self.judge, self.options, &case, reply) {
                // The rejection is allowed for one of them, and says nothing about the others.
                Outcome::Passed { status } if is_rejection && members.len() > 1 => {
                    let (free, others): (Vec<usize>, Vec<usize>) =
                        members.into_iter().partition(|member| self.may_reject(*member));
                    let passed = |index| (index, Outcome::Passed { status }, Some(request.clone()));
                    results.extend(free.into_iter().map(passed));
                    steps.push(TrialStep::Send(others));
                }
                Outcome::Failed(violations) | Outcome::Advisory(violations)
                    if members.len() > 1 && !self.is_of_smallest(batch.operation, &violations) =>
                {
                    failure.get_or_insert(BatchFailure { violations, request, is_rejection });
                    self.split(members, &mut steps);
                }
                all => results.extend(members.into_iter().map(|index| (index, all.clone(), Some(request.clone())))),
            }
        }
        if let Some(failure) = failure {
            name_combination(&mut results, failure);
        }
        self.remember_smallest(batch.operation, &results);
        results
    }

    /// Whether the smallest request of the operation failed in the same way, so that the changes are not the cause.
    fn is_of_smallest(&self, operation: usize, violations: &[Violation]) -> bool {
        let known = self.shared.smallest.get(&operation);
        let key = |violation: &Violation| (violation.kind.clone(), violation.part.clone(), violation.rests_on);
        known.is_some_and(|known| violations.iter().map(key).eq(known.iter().map(key)))
    }

    fn remember_smallest(&mut self, operation: usize, results: &[Result]) {
        for (index, outcome, _) in results {
            if let (true, Outcome::Failed(violations)) = (self.is_smallest(*index), outcome) {
                self.shared.smallest.insert(operation, violations.clone());
            }
        }
    }

    /// Sends a request, and again with other values if the server says that it contradicts a stored resource. `None` if there is no
    /// valid request with all changes. `is_changed` is whether a change is about a property of the body.
    async fn send(
        &mut self,
        case: &Case,
        is_alone: bool,
        (made, is_changed): (Made<'_>, &dyn Fn(&str) -> bool),
    ) -> Option<(Reply, Request)> {
        let before = self.shared.offset;
        self.shared.used += 1;
        let first = Freshness { count: self.shared.used + before, is_thorough: false };
        let mut request = made(first).or_else(|| is_alone.then(|| case.request.clone()))?;
        let chains = self.chains;
        for conflict in 0.. {
            if let Some(operation) = case.operation {
                request = chains.with_versions(operation, request, is_changed).await;
            }
            request = chains.dated(case.operation, request);
            let reply = send(self.transport, self.options, &request).await;
            if let Some(dated) = chains.redated(case, &request, &reply).await {
                return Some(dated);
            }
            let is_conflict = matches!(&reply, Reply::Response(received) if received.status.as_u16() == 409);
            // Frameworks that check unique properties with all others respond with 400 or 422 to a value that is taken.
            let may_be_taken = conflict == 0
                && matches!(&reply, Reply::Response(received) if matches!(received.status.as_u16(), 400 | 422));
            if !is_conflict && !may_be_taken {
                return Some((reply, request));
            }
            // First the next values, then values far from those of earlier runs.
            let jump = if conflict == 0 { 0 } else { 16 << (2 * conflict) };
            let freshness = Freshness { count: self.shared.used + 1 + self.shared.offset + jump, is_thorough: true };
            let next = made(freshness).filter(|next| conflict < MAX_CONFLICTS && next.body != request.body);
            let Some(next) = next else {
                self.shared.offset = before;
                return Some((reply, request));
            };
            self.budget.count(case, &reply);
            self.shared.used += 1;
            self.shared.offset += jump;
            request = next;
        }
        None
    }

    /// Adds the steps that test two parts of some cases that failed together: the others and those that only practice asks for, which many
    /// servers reject; then those that the document demands, and the others.
    fn split(&self, mut members: Vec<usize>, steps: &mut Vec<TrialStep>) {
        let severity = |member: &usize| self.cases[*member].severity;
        members.sort_by_key(|member| std::cmp::Reverse(severity(member)));
        let above = |least: Severity| members.iter().filter(|member| severity(member) >= least).count();
        let cuts = [above(Severity::Should), above(Severity::Must)];
        let at = cuts.into_iter().find(|at| (1..members.len()).contains(at)).unwrap_or(members.len() / 2);
        let second = members.split_off(at.max(1));
        steps.push(TrialStep::Rest { first: members.clone(), second });
        steps.push(TrialStep::Send(members));
    }

    /// A case that stands for several. The server may reject it if it may reject one of them.
    fn whole(&self, members: &[usize]) -> Case {
        let first = members.first().copied().unwrap_or_default();
        let mut whole = self.cases[first].clone();
        if let Some(free) = members.iter().find(|member| self.may_reject(**member)) {
            whole.expect = self.cases[*free].expect.clone();
        }
        let severity = members.iter().map(|member| self.cases[*member].severity).max();
        whole.severity = severity.unwrap_or(Severity::Must);
        whole.may_be_unrouted = members.iter().all(|member| self.cases[*member].may_be_unrouted);
        whole.is_made_up = members.iter().any(|member| self.cases[*member].is_made_up);
        whole
    }

    fn is_smallest(&self, member: usize) -> bool {
        self.cases[member].variation.as_ref().is_some_and(|variation| variation.parts == Parts::Least)
    }

    fn may_reject(&self, member: usize) -> bool {
        matches!(self.cases[member].expect, Expectation::SuccessOrRejection(_))
    }

    /// The outcomes of cases that cannot be sent any more.
    fn left_over(&self, members: &[usize], failure: Option<&BatchFailure>) -> Vec<Result> {
        let Some(failure) = failure else {
            let skipped = |index: &usize| (*index, Outcome::Skipped(self.budget.reason().to_owned()), None);
            return members.iter().map(skipped).collect();
        };
        let ids: Vec<&str> = members.iter().map(|member| self.cases[*member].id.as_str()).collect();
        let end = match self.budget.is_interrupted() {
            true => "the run was interrupted",
            false => "the limit of requests is reached",
        };
        let note = match ids.as_slice() {
            [_] => format!("; another case of the same request may be the cause, and {end}"),
            ids => format!("; one of these {} cases fails, and {end}: {}", ids.len(), ids.join(", ")),
        };
        // A rejection is as severe as the cases that are left: others may have been the demanded ones.
        let most = members.iter().map(|member| self.cases[*member].severity).max().unwrap_or(Severity::Advice);
        let noted: Vec<Violation> = failure
            .violations
            .iter()
            .map(|violation| Violation {
                message: format!("{}{note}", violation.message),
                severity: if failure.is_rejection { violation.severity.min(most) } else { violation.severity },
                ..violation.clone()
            })
            .collect();
        let fails = noted.iter().any(|violation| violation.severity >= self.options.fail_on);
        let outcome = if fails { Outcome::Failed(noted) } else { Outcome::Advisory(noted) };
        members.iter().map(|member| (*member, outcome.clone(), Some(failure.request.clone()))).collect()
    }
}

/// If a request failed with several changes and none of them failed alone, the first case has the failure. A rejection is not one: a
/// document cannot say which values contradict each other.
fn name_combination(results: &mut [Result], failure: BatchFailure) {
    let has_failed = |(_, outcome, _): &Result| matches!(outcome, Outcome::Failed(_) | Outcome::Advisory(_));
    if failure.is_rejection || results.iter().any(has_failed) {
        return;
    }
    let passed = results.iter_mut().find(|(_, outcome, _)| matches!(outcome, Outcome::Passed { .. }));
    if let Some((_, outcome, sent)) = passed {
        let note = |violation: Violation| Violation {
            message: format!("{}; only a request with several changes fails", violation.message),
            ..violation
        };
        *outcome = Outcome::Failed(failure.violations.into_iter().map(note).collect());
        *sent = Some(failure.request);
    }
}
