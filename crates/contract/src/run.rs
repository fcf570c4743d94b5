//! Sends all cases to a server and judges the responses.

mod batch;
mod budget;
mod chain;
mod concurrent;
mod conflict;
mod credential;
mod made_up;
mod observed;
mod options;
mod pace;
mod plain;
mod refresh;
mod schedule;
mod semantics;
mod send;
mod session;
#[cfg(test)]
mod tests;
mod trial;
mod turns;

use std::sync::Arc;

use model::Api;

use crate::chain::{Relation, Resources, relations, unknown};
use crate::derive::{Case, Group, cases_with, is_safe};
use crate::judge::{Judge, Verdict};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::secret::Vault;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use budget::{Budget, Leniency};
use chain::Chains;
use credential::Placeholders;
use made_up::MadeUp;
pub use options::Options;
pub use refresh::Refresh;
use schedule::Unit;
use semantics::Relations;
use send::Reply;
use session::Session;
use trial::{Shared, Trials};

/// Why a case is skipped once [`Options::max_accepted`] is reached.
const LIMIT_REACHED: &str = "the server may act on the request, and the limit of such requests is reached";
/// Why a case is skipped if [`Options::max_accepted`] is 0.
const IS_SAFE: &str = "the server may act on the request, and no such request is allowed";

/// Why a case is skipped after a failed one.
const FAILED_FAST: &str = "an earlier case failed, which ends the run";

/// Sends every case to a server and judges the responses.
pub async fn run<T: Transport>(api: &Api, transport: &T, options: &Options) -> Report {
    run_with_progress(api, transport, options, &mut |_, _, _| {}).await
}

/// Like [`run`], and calls `progress` after each case with the number of all cases, the case and its outcome. A failure may be
/// inconclusive in the report, if a later case shows that the server rejects a plainer request too.
pub async fn run_with_progress<T: Transport>(
    api: &Api,
    transport: &T,
    options: &Options,
    progress: &mut dyn FnMut(usize, &Case, &Outcome),
) -> Report {
    let vault = Arc::new(Vault::default());
    let session = &Session::new(api, transport, options, Arc::clone(&vault));
    let transport = session;
    let judge = Judge::new(api).with_vault(&vault);
    let limit = options.max_accepted.unwrap_or_else(|| transport.default_max_accepted());
    let mut budget = Budget::new(limit);
    let resources = Resources::of(api, judge.schemas());
    let note_judged = |id: &str, request: &Request| session.note_judged(id, request);
    let mut chains = Chains::new(api, &judge, transport, options, &resources, &note_judged);
    let is_selected = |case: &Case| options.selection.includes(api, case);
    if options.chains && limit > 0 && chains.all_cases().any(is_selected) {
        chains.begin(&mut budget).await;
    }
    let mut cases = cases_with(api, judge.schemas(), &options.credentials, &chains.known);
    cases.extend(unknown(api, judge.schemas(), &options.credentials, &chains.known, &resources));
    let mut related = relations(api, judge.schemas(), &options.credentials, &chains.known);
    let relations = Relations { api, judge: &judge, transport, options };
    let derived = cases.len() + chains.all_cases().count() + related.len();
    cases.retain(is_selected);
    related.retain(|relation| is_selected(&relation.case));
    let chained = chains.all_cases().filter(|case| is_selected(case)).count();
    let count = cases.len() + chained + related.len();
    let not_selected = derived - count;
    // Chains create elements with different values to filter by; other cases may remove them.
    // `release` deletes the instances that name others.
    let mut early: Vec<Option<Outcome>> = Vec::new();
    for relation in &mut related {
        let is_filter = matches!(
            relation.relation,
            Relation::Filter { .. } | Relation::FreeFilter { .. } | Relation::FilteredTotal { .. }
        );
        let is_dependent = relation.case.operation.is_some_and(|operation| chains.lists_dependent(operation));
        early.push(match limit > 0 && (is_filter || is_dependent) {
            true => Some(relations.outcome(&mut budget, &chains.known, relation).await),
            false => None,
        });
        session.note_judged(&relation.case.id, &relation.case.request);
    }
    chains.release(&mut budget).await;
    let mut placeholders = Placeholders::default();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; cases.len()];
    let mut sent: Vec<Option<Request>> = vec![None; cases.len()];
    let limit_reason = if limit == 0 { IS_SAFE } else { LIMIT_REACHED };
    let known = chains.known.clone();
    for carried in std::mem::take(&mut chains.carried) {
        let Some(index) = cases.iter().position(|case| case.id == carried.id) else { continue };
        progress(count, &cases[index], &carried.outcome);
        (outcomes[index], sent[index]) = (Some(carried.outcome), Some(carried.request));
    }
    let is_open = |index: &usize| outcomes[*index].is_none();
    let combiners = batch::combiners(api, judge.schemas(), &options.credentials, &known);
    let is_suspect = |index: usize| chains.attempted.contains(&cases[index].id);
    let batches = batch::batches(&cases, &combiners, &is_open, &is_suspect);
    let mut shared = Shared::default();
    let mut has_failed = false;
    let mut order = schedule::order(api, &cases, &batches, &options.credentials, &is_open);
    let mut leniency = Leniency::new(limit);
    // Lists are compared when most elements exist: before the cases that delete some.
    let mut is_compared = false;
    let mut turn = 0;
    while let Some(&unit) = order.get(turn) {
        turn += 1;
        let members = match unit {
            Unit::Case(index) => vec![index],
            Unit::Batch(index) => batches[index].members.clone(),
        };
        let Some(first) = members.first().copied() else { continue };
        let deletes = cases[first].group == Group::Accepted && cases[first].request.method == "DELETE";
        if deletes && limit > 0 && !std::mem::replace(&mut is_compared, true) {
            for (relation, early) in related.iter_mut().zip(&mut early) {
                let missing = credential::missing(api, &relation.case, &options.credentials);
                let is_open = matches!(early, None | Some(Outcome::Inconclusive { .. }));
                if is_open && placeholders.skip_reason(&missing).is_none() {
                    *early = Some(relations.outcome(&mut budget, &known, relation).await);
                    session.note_judged(&relation.case.id, &relation.case.request);
                }
            }
        }
        if leniency.postpones(first, &cases[first]) {
            order.push(unit);
            continue;
        }
        let missing = credential::missing(api, &cases[first], &options.credentials);
        let skip_reason = match cases[first].skip_reason {
            Some(reason) => Some(reason.to_owned()),
            None if has_failed && options.fail_fast => Some(FAILED_FAST.to_owned()),
            None => placeholders.skip_reason(&missing),
        };
        // A case that is skipped needs no resource of its own.
        let mut other_path = None;
        let prepared = match unit {
            Unit::Case(index) if skip_reason.is_none() => chains.prepare(&mut budget, &mut cases[index]).await,
            Unit::Batch(_) if skip_reason.is_none() && !budget.is_spent() => {
                let path = chains.action_path(&mut budget, &cases[first]).await;
                path.map(|path| {
                    other_path = path;
                    false
                })
            }
            Unit::Case(_) | Unit::Batch(_) => Ok(false),
        };
        let takes_back = prepared == Ok(true);
        let skip_reason = skip_reason.or_else(|| prepared.err().map(str::to_owned));
        let case = &cases[first];
        let is_spent = case.may_act && budget.is_spent() && !takes_back;
        let skip_reason = skip_reason.or_else(|| is_spent.then(|| limit_reason.to_owned()));
        if skip_reason.is_none() {
            session.send_early(safe_requests(&cases, &order[turn - 1..])).await;
        }
        let combiner = case.operation.and_then(|operation| combiners.get(&operation));
        let results = match (skip_reason, unit, combiner) {
            (Some(reason), ..) => {
                members.iter().map(|index| (*index, Outcome::Skipped(reason.clone()), None)).collect()
            }
            (None, Unit::Batch(index), Some(combiner)) => {
                let mut trials = Trials {
                    transport,
                    options,
                    judge: &judge,
                    cases: &cases,
                    budget: &mut budget,
                    placeholders: &mut placeholders,
                    shared: &mut shared,
                    limit_reason,
                    other_path,
                    acted_on: Vec::new(),
                };
                let mut results = trials.run(&batches[index], combiner, &missing).await;
                let acted_on = trials.acted_on;
                if let Some((case, reply)) = acted_on.last() {
                    chains.read_after_action(&mut budget, case, reply).await;
                    chains.act_again(&mut budget, case, reply).await;
                }
                for (case, reply) in acted_on {
                    chains.observe(&mut budget, &case, &reply).await;
                    let more = chains.returned_violations(&case, &reply);
                    let own = results.iter_mut().find(|(index, ..)| cases[*index].id == case.id);
                    if let Some((_, outcome, _)) = own {
                        let known = std::mem::replace(outcome, Outcome::Passed { status: 0 });
                        *outcome = chain::with_violations(known, more, options.fail_on);
                    }
                }
                results
            }
            _ => {
                let of_api = (api, judge.schemas(), &known);
                let (reply, request) = conflict::send_apart((transport, options), of_api, (first, case)).await;
                let case = &Case { request: request.clone().unwrap_or_else(|| case.request.clone()), ..case.clone() };
                match takes_back {
                    true => budget.count_deletion(&reply),
                    false => leniency.count(case, budget.count(case, &reply)),
                }
                chains.read_after_action(&mut budget, case, &reply).await;
                chains.act_again(&mut budget, case, &reply).await;
                chains.observe(&mut budget, case, &reply).await;
                let outcome = match placeholders.check(case, &missing, &reply) {
                    Some(outcome) => outcome,
                    None => {
                        let more = chains.returned_violations(case, &reply);
                        chain::with_violations(outcome(&judge, options, case, reply), more, options.fail_on)
                    }
                };
                members.iter().map(|index| (*index, outcome.clone(), request.clone())).collect::<Vec<_>>()
            }
        };
        for (index, outcome, request) in results {
            has_failed |= matches!(outcome, Outcome::Failed(_));
            progress(count, &cases[index], &outcome);
            session.note_judged(&cases[index].id, request.as_ref().unwrap_or(&cases[index].request));
            outcomes[index] = Some(outcome);
            sent[index] = request;
        }
    }
    // Reports show the request that was sent, which may have the changes of other cases too.
    let cases = cases.into_iter().zip(sent).zip(outcomes).filter_map(|((case, sent), outcome)| {
        let request = sent.unwrap_or_else(|| case.request.clone());
        Some((Case { request, ..case }, outcome?))
    });
    let mut outcomes: Vec<(Case, Outcome)> = cases.collect();
    let made_up = MadeUp { api, schemas: judge.schemas(), references: &resources.references, known: &known };
    plain::excuse_made_up(api, &mut outcomes, &|case| made_up.places(case));
    plain::excuse(&mut outcomes);
    let single = outcomes.len();
    // Most resources exist now.
    let mut found = Vec::new();
    for (relation, early) in related.iter_mut().zip(early) {
        if let Some(outcome) = early.filter(|early| !matches!(early, Outcome::Inconclusive { .. })) {
            found.push((relation.case.clone(), outcome));
            continue;
        }
        let missing = credential::missing(api, &relation.case, &options.credentials);
        let outcome = match placeholders.skip_reason(&missing) {
            Some(reason) => Outcome::Skipped(reason),
            None => relations.outcome(&mut budget, &chains.known, relation).await,
        };
        session.note_judged(&relation.case.id, &relation.case.request);
        found.push((relation.case.clone(), outcome));
    }
    chains.finish(&mut budget).await;
    chains.skip_rest(limit == 0, budget.is_spent());
    let chained = chains.take_cases().into_iter();
    outcomes.extend(chained.filter(|(case, _)| is_selected(case)));
    outcomes.extend(found);
    outcomes.iter().skip(single).for_each(|(case, outcome)| progress(count, case, outcome));
    let left_behind = std::mem::take(&mut chains.left_behind);
    let report = Report { outcomes, acted_on: budget.acted_on(), not_selected, left_behind, ..Report::default() };
    session.complete(api, &judge, report)
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

/// The outcome of a case by the reply of the server.
fn outcome(judge: &Judge<'_>, options: &Options, case: &Case, reply: Reply) -> Outcome {
    let received = match reply {
        Reply::Response(received) => received,
        Reply::RateLimited => {
            let reason = "the server limits the rate of requests, and did not accept the request in time";
            return Outcome::Inconclusive { status: 429, reason };
        }
        Reply::Failed(kind, message) => {
            let (severity, rests_on) = (Severity::Must, Basis::Specification("RFC 9110 section 3.4"));
            return Outcome::Failed(vec![Violation { kind, message, severity, rests_on, at: case.at, part: None }]);
        }
    };
    let status = received.status.as_u16();
    match judge.verdict(case, &received) {
        Verdict::Conforms => Outcome::Passed { status },
        Verdict::Inconclusive(reason) => Outcome::Inconclusive { status, reason },
        Verdict::Violates(violations) => {
            let fails = violations.iter().any(|violation| violation.severity >= options.fail_on);
            if fails { Outcome::Failed(violations) } else { Outcome::Advisory(violations) }
        }
    }
}
