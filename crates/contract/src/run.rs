//! Sends all cases to a server and judges the responses.

mod batch;
mod budget;
mod chain;
mod concurrent;
mod conflict;
mod credential;
mod future;
mod independent;
mod interruption;
mod local;
mod made_up;
mod observed;
mod options;
mod pace;
mod plain;
mod preserve;
mod refresh;
mod related;
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

use crate::chain::{Resources, relations, unknown};
use crate::derive::{Case, cases_with};
use crate::judge::{Judge, Verdict};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::secret::Vault;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use budget::Budget;
use chain::Chains;
use independent::Independent;
pub use interruption::Interruption;
pub use options::Options;
pub use refresh::Refresh;
use related::Related;
use semantics::Relations;
use send::Reply;
use session::Session;

/// Why a case is skipped once [`Options::max_accepted`] is reached.
const LIMIT_REACHED: &str = "the server may act on the request, and the limit of such requests is reached";
/// Why a case is skipped if [`Options::max_accepted`] is 0.
const IS_SAFE: &str = "the server may act on the request, and no such request is allowed";
/// Why a case is skipped after an [`Interruption`].
const INTERRUPTED: &str = "the run was interrupted";

/// Called with each case and its outcome.
type OnOutcome<'p> = dyn FnMut(&Case, &Outcome) + 'p;

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
    let judge = &Judge::new(api).with_vault(&vault);
    let schemas = judge.schemas();
    let session = &Session::new((api, schemas), transport, options, Arc::clone(&vault));
    let limit = options.max_accepted.unwrap_or_else(|| session.default_max_accepted());
    let mut budget = Budget::new(limit, &options.interruption);
    let resources = Resources::of(api, schemas);
    let note_judged = |id: &str, request: &Request| session.note_judged(id, request);
    let mut chains = Chains::new(api, judge, session, options, &resources, &note_judged);
    session.preserve(preserve::preserved(&chains.maker()));
    let is_selected = |case: &Case| options.selection.includes(api, case);
    if options.chains && limit > 0 && chains.all_cases().any(is_selected) {
        chains.begin(&mut budget).await;
    }

    let mut cases = cases_with(api, schemas, &options.credentials, &chains.known);
    cases.extend(unknown(api, schemas, &options.credentials, &chains.known, &resources));
    let mut related = relations(api, schemas, &options.credentials, &chains.known);
    let derived = cases.len() + chains.all_cases().count() + related.len();
    cases.retain(is_selected);
    related.retain(|relation| is_selected(&relation.case));
    let chained = chains.all_cases().filter(|case| is_selected(case)).count();
    let count = cases.len() + chained + related.len();
    let progress = &mut |case: &Case, outcome: &Outcome| progress(count, case, outcome);

    let relations = Relations { api, judge, transport: session, options };
    let mut related = Related::new(relations, related);
    if limit > 0 {
        related.send_after_chains(&mut budget, &chains).await;
    }
    // Deletes the instances that name others.
    chains.release(&mut budget).await;
    let known = chains.known.clone();
    let mut independent = Independent::new((api, judge), (session, options), cases, limit);
    independent.send(&mut budget, &mut chains, &mut related, &known, progress).await;
    let (mut outcomes, placeholders) = independent.finish(&resources.references, &known);

    let independent = outcomes.len();
    // Most resources exist now.
    let related = related.finish(&mut budget, &chains.known, &placeholders).await;
    let means = (session, options);
    let mut left_behind = preserve::restore(&chains.maker(), means, &mut budget, (limit > 0, false)).await;
    if options.chains && limit > 0 {
        chains.find_added(&mut budget, &session.added()).await;
    }
    chains.finish(&mut budget).await;
    left_behind.extend(preserve::restore(&chains.maker(), means, &mut budget, (limit > 0, true)).await);
    chains.skip_rest(&budget);
    outcomes.extend(chains.take_cases().into_iter().filter(|(case, _)| is_selected(case)));
    outcomes.extend(related);
    chains.finish_dates(&mut outcomes);
    outcomes.iter().skip(independent).for_each(|(case, outcome)| progress(case, outcome));
    left_behind.append(&mut chains.left_behind);
    let (acted_on, not_selected) = (budget.acted_on(), derived - count);
    session.complete(api, judge, Report { outcomes, acted_on, not_selected, left_behind, ..Report::default() })
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
