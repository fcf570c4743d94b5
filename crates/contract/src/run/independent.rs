//! Sends the cases whose outcome rests on one response: documented, rejected, accepted and routing cases.

use std::collections::{HashMap, HashSet};

use model::Api;

use super::batch::{Batch, batches, combiners};
use super::budget::{Budget, Leniency};
use super::chain::{Carried, Chains, LOST, Moved, with_violations};
use super::conflict::send_apart;
use super::credential::{Placeholders, missing};
use super::made_up::MadeUp;
use super::related::Related;
use super::schedule::{Unit, order};
use super::session::Session;
use super::trial::{self, RunState, Trials};
use super::{INTERRUPTED, OnOutcome, Options, outcome, plain};
use crate::chain::References;
use crate::derive::combined::Combiner;
use crate::derive::{Case, Group, Overlooked, acts_on_all, ends_access, ends_login, is_safe};
use crate::judge::Judge;
use crate::known::Known;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{DEFAULT_MAX_ACCEPTED, Transport};

/// Why a case is skipped after a failed one.
const FAILED_FAST: &str = "an earlier case failed, which ends the run";
/// Why a case with [`Overlooked::All`] is skipped.
const DELETES_ALL: &str =
    "a server that overlooks the missing filter deletes everything; a limit above 20 allows the request";
/// Why a case with [`Overlooked::Existing`] is skipped.
const CHANGES_EXISTING: &str =
    "a server that overlooks the missing credential changes something that exists, and no such request is allowed";
/// Why a case is skipped after which the caller may have no access.
const ENDS_ACCESS: &str = "it may end the access of the caller; a limit above 20 or --only allows the request";
/// Why a case is skipped that may end the login.
const ENDS_LOGIN: &str =
    "it may end the login of the run; select the case with --only, or give --credential-command, to send it";
/// Why a case is skipped that deletes a resource for good.
const IS_LOST: &str = "it deletes or changes what no request creates again; select the case with --only to send it";

/// The cases, with their outcomes as far as they are known.
pub(super) struct Independent<'r, T> {
    api: &'r Api,
    judge: &'r Judge<'r>,
    session: &'r Session<'r, T>,
    options: &'r Options,
    cases: Vec<Case>,
    outcomes: Vec<Option<Outcome>>,
    /// The requests that were sent in place of those of the cases.
    sent: Vec<Option<Request>>,
    /// The number of requests that the server may act on, at the beginning of the run.
    limit: usize,
    has_failed: bool,
    placeholders: Placeholders,
    leniency: Leniency,
    shared: RunState,
    /// The instances that moved, in the order in which the run found out.
    moves: Vec<Moved>,
}

/// How the request of a unit is sent.
#[derive(Default)]
struct Preparation {
    /// Why it is not sent.
    skip_reason: Option<String>,
    /// Whether it deletes an instance that the run created for it.
    takes_back: bool,
    /// The path of the resource that the cases are derived with, and that of the resource that the request is sent to.
    other_path: Option<(String, String)>,
}

impl<'r, T: Transport> Independent<'r, T> {
    pub(super) fn new(
        (api, judge): (&'r Api, &'r Judge<'r>),
        (session, options): (&'r Session<'r, T>, &'r Options),
        cases: Vec<Case>,
        limit: usize,
    ) -> Self {
        let count = cases.len();
        Independent {
            api,
            judge,
            session,
            options,
            cases,
            outcomes: vec![None; count],
            sent: vec![None; count],
            limit,
            has_failed: false,
            placeholders: Placeholders::default(),
            leniency: Leniency::new(limit),
            shared: RunState::default(),
            moves: Vec::new(),
        }
    }

    /// Sends the requests of all cases but those that requests of chains had. `known` are the ids that the cases are derived with.
    /// The cases of `related` are sent before the first request that deletes a resource.
    pub(super) async fn send(
        &mut self,
        budget: &mut Budget,
        chains: &mut Chains<'_, Session<'r, T>>,
        related: &mut Related<'r, T>,
        known: &Known,
        progress: &mut OnOutcome<'_>,
    ) {
        self.take_carried(std::mem::take(&mut chains.carried), progress);
        let sent = self.sent_by_operation();
        let (api, credentials) = (self.api, &self.options.credentials);
        let combiners = combiners(api, self.judge.schemas(), credentials, known);
        let is_open = |index: &usize| self.outcomes[*index].is_none();
        let is_suspect = |index: usize| chains.attempted.contains(&self.cases[index].id);
        let batches = batches(&self.cases, &combiners, &is_open, &is_suspect);
        let mut order = order(api, &self.cases, &batches, credentials, &is_open, &sent);
        let mut turn = 0;
        while let Some(&unit) = order.get(turn) {
            turn += 1;
            let members = match unit {
                Unit::Case(index) => vec![index],
                Unit::Batch(index) => batches[index].members.clone(),
            };
            let Some(first) = members.first().copied() else { continue };
            let deletes = self.cases[first].group == Group::Accepted && self.cases[first].request.method == "DELETE";
            if deletes && self.limit > 0 {
                related.send_before_deletions(budget, known, &self.placeholders).await;
            }
            if self.leniency.postpones(first, &self.cases[first]) {
                order.push(unit);
                continue;
            }
            let missing = missing(api, &self.cases[first], credentials);
            let prepared = self.prepare(budget, chains, (unit, first), &missing).await;
            if prepared.skip_reason.is_none() {
                self.session.send_early(safe_requests(&self.cases, &order[turn - 1..])).await;
            }
            let batch = match unit {
                Unit::Batch(index) => Some(&batches[index]),
                Unit::Case(_) => None,
            };
            let batch = batch.and_then(|batch| Some((batch, combiners.get(&batch.operation)?)));
            let results = match (&prepared.skip_reason, batch) {
                (Some(reason), _) => {
                    members.iter().map(|index| (*index, Outcome::Skipped(reason.clone()), None)).collect()
                }
                (None, Some(batch)) => self.send_batch(budget, chains, batch, prepared, &missing).await,
                (None, None) => {
                    let (outcome, request) = self.send_case(budget, chains, (first, known), prepared, &missing).await;
                    members.iter().map(|index| (*index, outcome.clone(), request.clone())).collect()
                }
            };
            self.note(results, progress);
        }
    }

    /// Takes the outcomes of cases that requests of chains had.
    fn take_carried(&mut self, carried: Vec<Carried>, progress: &mut OnOutcome<'_>) {
        for carried in carried {
            let Some(index) = self.cases.iter().position(|case| case.id == carried.id) else { continue };
            progress(&self.cases[index], &carried.outcome);
            (self.outcomes[index], self.sent[index]) = (Some(carried.outcome), Some(carried.request));
        }
    }

    /// The number of requests of each operation that were sent.
    fn sent_by_operation(&self) -> HashMap<usize, usize> {
        let mut requests: HashMap<usize, HashSet<(&str, &[u8])>> = HashMap::new();
        for (case, sent) in self.cases.iter().zip(&self.sent) {
            if let (Some(operation), Some(request)) = (case.operation, sent) {
                requests.entry(operation).or_default().insert((&request.path, &request.body));
            }
        }
        requests.into_iter().map(|(operation, requests)| (operation, requests.len())).collect()
    }

    /// Decides whether the request of a unit is sent, and to which resource. `first` is the unit's first case, `missing` are its
    /// security schemes without a credential.
    async fn prepare(
        &mut self,
        budget: &mut Budget,
        chains: &mut Chains<'_, Session<'r, T>>,
        (unit, first): (Unit, usize),
        missing: &[String],
    ) -> Preparation {
        let skip_reason = match self.cases[first].skip_reason {
            Some(reason) => Some(reason.to_owned()),
            None if budget.is_interrupted() => Some(INTERRUPTED.to_owned()),
            None if self.has_failed && self.options.fail_fast => Some(FAILED_FAST.to_owned()),
            None if self.loses(first) => Some(IS_LOST.to_owned()),
            None if self.ends_access(first) => Some(ENDS_ACCESS.to_owned()),
            None if self.ends_login(first) => Some(ENDS_LOGIN.to_owned()),
            None => self.harm(first).map(str::to_owned).or_else(|| self.placeholders.skip_reason(missing)),
        };
        // A case that is skipped needs no resource of its own.
        if skip_reason.is_some() {
            return Preparation { skip_reason, ..Preparation::default() };
        }
        for moved in chains.take_moves() {
            self.redirect(chains, moved);
        }
        let lost = chains.find_lost(budget, &self.cases[first]).await;
        match lost {
            Some(Moved { to: None, .. }) => {
                return Preparation { skip_reason: Some(LOST.to_owned()), ..Preparation::default() };
            }
            Some(moved) => self.redirect(chains, moved),
            None => {}
        }
        let prepared = match unit {
            Unit::Case(index) => {
                chains.prepare(budget, &mut self.cases[index]).await.map(|takes_back| (takes_back, None))
            }
            Unit::Batch(_) if !budget.is_spent() => {
                chains.action_path(budget, &self.cases[first]).await.map(|other_path| (false, other_path))
            }
            Unit::Batch(_) => Ok((false, None)),
        };
        let (takes_back, other_path) = match prepared {
            Ok(prepared) => prepared,
            Err(reason) => {
                let reason = if budget.is_interrupted() { INTERRUPTED } else { reason };
                return Preparation { skip_reason: Some(reason.to_owned()), ..Preparation::default() };
            }
        };
        let is_spent = self.cases[first].may_act && budget.is_spent() && !takes_back;
        let is_skipped = is_spent || budget.is_interrupted();
        let skip_reason = is_skipped.then(|| budget.reason().to_owned());
        Preparation { skip_reason, takes_back, other_path }
    }

    /// Sends the cases that have no outcome yet to the instance in the place of one that moved.
    fn redirect(&mut self, chains: &Chains<'_, Session<'r, T>>, moved: Moved) {
        let waiting = self.cases.iter_mut().zip(&self.outcomes).filter(|(_, outcome)| outcome.is_none());
        for (case, _) in waiting {
            if let Some(request) = chains.redirected(&moved, case.operation, &case.request) {
                case.request = request;
            }
        }
        self.moves.push(moved);
    }

    /// Why the request of a case is not sent, if a server that overlooks its defect would act on more than the run may touch.
    fn harm(&self, index: usize) -> Option<&'static str> {
        match self.cases[index].overlooked {
            Overlooked::All if self.limit <= DEFAULT_MAX_ACCEPTED => Some(DELETES_ALL),
            Overlooked::Existing if self.limit == 0 => Some(CHANGES_EXISTING),
            Overlooked::Usual | Overlooked::Existing | Overlooked::All => None,
        }
    }

    /// Sends the requests of a batch.
    async fn send_batch(
        &mut self,
        budget: &mut Budget,
        chains: &mut Chains<'_, Session<'r, T>>,
        (batch, combiner): (&Batch, &Combiner<'_>),
        prepared: Preparation,
        missing: &[String],
    ) -> Vec<trial::Result> {
        let mut trials = Trials {
            transport: self.session,
            options: self.options,
            judge: self.judge,
            cases: &self.cases,
            budget,
            placeholders: &mut self.placeholders,
            chains: &*chains,
            shared: &mut self.shared,
            moves: &self.moves,
            other_path: prepared.other_path,
            acted_on: Vec::new(),
        };
        let mut results = trials.run(batch, combiner, missing).await;
        let acted_on = trials.acted_on;
        if let Some((case, reply)) = acted_on.last() {
            chains.read_after_action(budget, case, reply).await;
            chains.act_again(budget, case, reply).await;
        }
        for (case, reply) in acted_on {
            chains.observe(budget, &case, &reply).await;
            let more = chains.returned_violations(&case, &reply);
            let own = results.iter_mut().find(|(index, ..)| self.cases[*index].id == case.id);
            if let Some((_, outcome, _)) = own {
                let known = std::mem::replace(outcome, Outcome::Passed { status: 0 });
                *outcome = with_violations(known, more, self.options.fail_on);
            }
        }
        results
    }

    /// Sends the request of a case, and returns its outcome, and the request if it is another one than that of the case.
    async fn send_case(
        &mut self,
        budget: &mut Budget,
        chains: &mut Chains<'_, Session<'r, T>>,
        (index, known): (usize, &Known),
        prepared: Preparation,
        missing: &[String],
    ) -> (Outcome, Option<Request>) {
        let own = &self.cases[index];
        let mut case = own.clone();
        if let Some(operation) = case.operation.filter(|_| case.group == Group::Accepted) {
            let changes = own.variation.iter().flat_map(|variation| &variation.changes);
            let is_changed = |name: &str| changes.clone().any(|change| change.is_of_property(name));
            case.request = chains.with_versions(operation, case.request, &is_changed).await;
        }
        match case.group {
            Group::Accepted => case.request = chains.dated(case.operation, case.request),
            // The request of a rejected case keeps its other bytes, such as a key that occurs twice.
            Group::Rejected => case.request = chains.local(case.operation, case.request),
            _ => {}
        }
        let case = &case;
        let of_api = (self.api, self.judge.schemas(), known);
        let (reply, request) = send_apart((self.session, self.options), of_api, (index, case)).await;
        let parts = |request: &Request| (request.body.clone(), request.query.clone(), request.raw_query.clone());
        let is_other = parts(&case.request) != parts(&own.request);
        let request = request.or_else(|| is_other.then(|| case.request.clone()));
        let dated = match case.group {
            Group::Accepted => chains.redated(case, &case.request, &reply).await,
            _ => None,
        };
        let (reply, request) = dated.map_or((reply, request), |(reply, request)| (reply, Some(request)));
        let case = &Case { request: request.clone().unwrap_or_else(|| case.request.clone()), ..case.clone() };
        match prepared.takes_back {
            true => budget.count_deletion(&reply),
            false => self.leniency.count(case, budget.count(case, &reply)),
        }
        chains.read_after_action(budget, case, &reply).await;
        chains.act_again(budget, case, &reply).await;
        chains.observe(budget, case, &reply).await;
        if let Some(outcome) = self.placeholders.check(case, missing, &reply) {
            return (outcome, request);
        }
        let more = chains.returned_violations(case, &reply);
        let outcome = outcome(self.judge, self.options, case, reply);
        (with_violations(outcome, more, self.options.fail_on), request)
    }

    /// Whether a case deletes or changes what no request creates again, and the user did not select it: a resource that is there once, or all
    /// of a collection. Requests without a valid credential tell whether the server checks it.
    fn loses(&self, index: usize) -> bool {
        let case = &self.cases[index];
        let Some(operation) = case.operation.map(|index| &self.api.operations[index]) else { return false };
        let is_checked = !operation.security.alternatives.is_empty() && !case.has_credential;
        let is_all = || self.limit <= DEFAULT_MAX_ACCEPTED && acts_on_all(self.api, self.judge.schemas(), operation);
        self.options.selection.only.is_empty() && !is_checked && (self.session.loses(&case.request) || is_all())
    }

    /// Whether a request may end the access of the caller, so that later requests fail.
    fn ends_access(&self, index: usize) -> bool {
        let case = &self.cases[index];
        let Some(operation) = case.operation.map(|index| &self.api.operations[index]) else { return false };
        let is_checked = !operation.security.alternatives.is_empty() && !case.has_credential;
        let is_limited = self.limit <= DEFAULT_MAX_ACCEPTED && self.options.selection.only.is_empty();
        is_limited && !is_checked && case.may_act && ends_access(self.judge.schemas(), operation)
    }

    /// Whether a request with a valid credential may make it invalid, so that later requests fail.
    fn ends_login(&self, index: usize) -> bool {
        let case = &self.cases[index];
        let Some(operation) = case.operation.map(|index| &self.api.operations[index]) else { return false };
        let is_sent_with_it = case.has_credential && !operation.security.alternatives.is_empty();
        let is_wanted = !self.options.selection.only.is_empty() || self.options.refresh.is_some();
        is_sent_with_it && !is_wanted && case.may_act && ends_login(operation)
    }

    fn note(&mut self, results: Vec<trial::Result>, progress: &mut OnOutcome<'_>) {
        for (index, outcome, request) in results {
            let case = &self.cases[index];
            self.has_failed |= matches!(outcome, Outcome::Failed(_));
            progress(case, &outcome);
            self.session.note_judged(&case.id, request.as_ref().unwrap_or(&case.request));
            (self.outcomes[index], self.sent[index]) = (Some(outcome), request);
        }
    }

    /// The outcomes of all cases, and how the server responded to placeholders of credentials. Failures that say nothing become
    /// inconclusive.
    pub(super) fn finish(self, references: &References, known: &Known) -> (Vec<(Case, Outcome)>, Placeholders) {
        let all = self.cases.into_iter().zip(self.sent).zip(self.outcomes);
        // Reports show the request that was sent, which may have the changes of other cases too.
        let sent = all.filter_map(|((case, sent), outcome)| {
            let request = sent.unwrap_or_else(|| case.request.clone());
            Some((Case { request, ..case }, outcome?))
        });
        let mut outcomes: Vec<(Case, Outcome)> = sent.collect();
        let made_up = MadeUp { api: self.api, schemas: self.judge.schemas(), references, known };
        plain::excuse_made_up(self.api, &mut outcomes, &|case| made_up.places(case));
        plain::excuse_forbidden(self.api, &mut outcomes);
        plain::excuse(&mut outcomes);
        (outcomes, self.placeholders)
    }
}

/// The requests with safe methods at the beginning of some units.
fn safe_requests<'c>(cases: &'c [Case], units: &[Unit]) -> impl Iterator<Item = &'c Request> {
    let single = units.iter().map_while(|unit| match unit {
        Unit::Case(index) => cases.get(*index),
        Unit::Batch(_) => None,
    });
    let sent = single.filter(|case| case.skip_reason.is_none());
    sent.take_while(|case| is_safe(&case.request.method)).map(|case| &case.request)
}
