//! Sends all cases to a server and judges the responses.

mod budget;
mod chain;
mod credential;
mod schedule;
mod semantics;
mod send;

use std::collections::HashMap;
use std::time::Duration;

use model::Api;
use serde_json::Value;

use crate::chain::{Resources, relations};
use crate::credential::Credentials;
use crate::derive::{Case, cases_with};
use crate::judge::{Judge, Verdict};
use crate::outcome::{Outcome, Report};
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use budget::Budget;
use chain::Chains;
use credential::Placeholders;
use semantics::Relations;
use send::Reply;

/// Options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Valid credentials for every operation of the API.
    pub credentials: Credentials,
    /// The maximum number of requests that the server may act on: those with an unsafe method (RFC 9110 section 9.2.1) that
    /// the server does not reject. Every such request counts, whatever response the document demands. Cases beyond it are
    /// skipped. With 0, only requests with a safe method and requests without a valid credential are sent. `None` is the
    /// default of the transport: 20 over the network, no limit in the same process.
    pub max_accepted: Option<usize>,
    /// The maximum time from sending one request to the end of its response.
    pub timeout: Duration,
    /// The maximum time to wait, for each case, until a server that responds with 429 accepts requests again.
    pub rate_limit_wait: Duration,
    /// The least severe violation that fails a case. Less severe violations are advisories.
    pub fail_on: Severity,
    /// Values of parameters and properties of bodies that name resources that exist on the server, by name.
    pub values: HashMap<String, Value>,
    /// Whether resources are created, read, changed and deleted, so that other cases use ids that exist. No chain runs if
    /// `max_accepted` is 0.
    pub chains: bool,
}

impl Default for Options {
    /// No credentials, the transport's limit of accepted requests, 10 seconds for a response, 60 seconds for 429, failures for
    /// violations of demands ([`Severity::Must`]), no known values, chains.
    fn default() -> Self {
        Options {
            credentials: Credentials::default(),
            max_accepted: None,
            timeout: Duration::from_secs(10),
            rate_limit_wait: Duration::from_secs(60),
            fail_on: Severity::Must,
            values: HashMap::new(),
            chains: true,
        }
    }
}

/// Why a case is skipped once [`Options::max_accepted`] is reached.
const LIMIT_REACHED: &str = "the server may act on the request, and the limit of such requests is reached";
/// Why a case is skipped if [`Options::max_accepted`] is 0.
const IS_SAFE: &str = "the server may act on the request, and no such request is allowed";

/// Sends every case to a server and judges the responses.
pub async fn run<T: Transport>(api: &Api, transport: &T, options: &Options) -> Report {
    run_with_progress(api, transport, options, &mut |_, _, _| {}).await
}

/// Like [`run`], and calls `progress` after each case with the number of all cases, the case and its outcome.
pub async fn run_with_progress<T: Transport>(
    api: &Api,
    transport: &T,
    options: &Options,
    progress: &mut dyn FnMut(usize, &Case, &Outcome),
) -> Report {
    let judge = Judge::new(api);
    let limit = options.max_accepted.unwrap_or_else(|| transport.default_max_accepted());
    let mut budget = Budget::new(limit);
    let resources = Resources::of(api, judge.schemas());
    let mut chains = Chains::new(api, &judge, transport, options, &resources);
    if options.chains && limit > 0 {
        chains.begin(&mut budget).await;
    }
    let mut cases = cases_with(api, judge.schemas(), &options.credentials, &chains.known);
    let mut related = relations(api, judge.schemas(), &options.credentials, &chains.known);
    let count = cases.len() + chains.cases.len() + related.len();
    let mut placeholders = Placeholders::default();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; cases.len()];
    for index in schedule::order(api, &cases, &options.credentials) {
        let prepared = chains.prepare(&mut budget, &mut cases[index]).await;
        let case = &cases[index];
        let missing = credential::missing(api, case, &options.credentials);
        let skip_reason = match case.skip_reason {
            Some(reason) => Some(reason.to_owned()),
            None => placeholders.skip_reason(&missing).or_else(|| prepared.err().map(str::to_owned)),
        };
        let outcome = match skip_reason {
            Some(reason) => Outcome::Skipped(reason),
            None if case.may_act && budget.is_spent() => {
                Outcome::Skipped(if limit == 0 { IS_SAFE } else { LIMIT_REACHED }.to_owned())
            }
            None => {
                let reply = send::send(transport, options, &case.request).await;
                budget.count(case, &reply);
                chains.observe(&mut budget, case, &reply).await;
                match placeholders.check(case, &missing, &reply) {
                    Some(outcome) => outcome,
                    None => {
                        let more = chains.returned_violations(case, &reply);
                        chain::with_violations(outcome(&judge, options, case, reply), more, options.fail_on)
                    }
                }
            }
        };
        progress(count, case, &outcome);
        outcomes[index] = Some(outcome);
    }
    let cases = cases.into_iter().zip(outcomes);
    let mut outcomes: Vec<(Case, Outcome)> = cases.filter_map(|(case, outcome)| Some((case, outcome?))).collect();
    let single = outcomes.len();
    // Most resources exist now.
    let relations = Relations { api, judge: &judge, transport, options };
    let mut found = Vec::new();
    for relation in &mut related {
        let missing = credential::missing(api, &relation.case, &options.credentials);
        let outcome = match placeholders.skip_reason(&missing) {
            Some(reason) => Outcome::Skipped(reason),
            None => relations.outcome(&mut budget, &chains.known, relation).await,
        };
        found.push((relation.case.clone(), outcome));
    }
    chains.finish(&mut budget).await;
    chains.skip_rest(limit == 0);
    let chained = std::mem::take(&mut chains.cases);
    outcomes.extend(chained.into_iter().filter_map(|(step, outcome)| Some((step.case, outcome?))));
    outcomes.extend(found);
    outcomes.iter().skip(single).for_each(|(case, outcome)| progress(count, case, outcome));
    let left_behind = std::mem::take(&mut chains.left_behind);
    Report { outcomes, acted_on: budget.acted_on(), requests: budget.requests(), left_behind }
}

/// The outcome of a case by the reply of the server.
fn outcome(judge: &Judge<'_>, options: &Options, case: &Case, reply: Reply) -> Outcome {
    let received = match reply {
        Reply::Response(received) => received,
        Reply::RateLimited => {
            let reason = "the server limits the rate of requests, and did not accept the request in time";
            return Outcome::Inconclusive { status: 429, reason };
        }
        Reply::Failed(message) => {
            let (severity, rests_on) = (Severity::Must, Basis::Specification("RFC 9110 section 3.4"));
            return Outcome::Failed(vec![Violation { message, severity, rests_on, at: case.at }]);
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
