//! Sends all cases to a server and judges the responses.

mod budget;
mod concurrent;
mod credential;
mod observed;
mod pace;
mod refresh;
mod schedule;
mod send;
mod session;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use model::Api;
use serde_json::Value;

use crate::credential::Credentials;
use crate::derive::{Case, cases_with, is_safe};
use crate::header::ExtraHeader;
use crate::judge::{Judge, Verdict};
use crate::known::Known;
use crate::outcome::{Outcome, Report};
use crate::secret::Vault;
use crate::selection::Selection;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use budget::Budget;
use credential::Placeholders;
pub use refresh::Refresh;
use send::Reply;
use session::Session;

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
    /// The cases to send.
    pub selection: Selection,
    /// Whether the first failed case ends the run. The cases after it are skipped.
    pub fail_fast: bool,
    /// How many requests may be sent at the same time. Only requests with a safe method are; all others are sent one after the
    /// other. The outcomes have the same order for each number.
    pub jobs: usize,
    /// How often a request is repeated that did not reach the server. If the connection ends before the response, only a request
    /// with a safe method is repeated, because the server may have acted on another one.
    pub retries: u32,
    /// The maximum number of requests per second.
    pub rate: Option<NonZeroU32>,
    /// Headers that every request carries.
    pub headers: Vec<ExtraHeader>,
    /// Where to get fresh credentials from, after a response with 401 to a request with a valid credential.
    pub refresh: Option<Refresh>,
    /// Whether the report has the responses to all cases, not only to those that did not pass.
    pub keep_responses: bool,
}

impl Default for Options {
    /// No credentials, the transport's limit of accepted requests, 10 seconds for a response, 60 seconds for 429, failures for
    /// violations of demands ([`Severity::Must`]), no known values, all cases, one request at a time.
    fn default() -> Self {
        Options {
            credentials: Credentials::default(),
            max_accepted: None,
            timeout: Duration::from_secs(10),
            rate_limit_wait: Duration::from_secs(60),
            fail_on: Severity::Must,
            values: HashMap::new(),
            selection: Selection::default(),
            fail_fast: false,
            jobs: 1,
            retries: 0,
            rate: None,
            headers: Vec::new(),
            refresh: None,
            keep_responses: false,
        }
    }
}

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

/// Like [`run`], and calls `progress` after each case with the number of all cases, the case and its outcome.
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
    let known = Known::of(&options.values);
    let mut cases = cases_with(api, judge.schemas(), &options.credentials, &known);
    let derived = cases.len();
    cases.retain(|case| options.selection.includes(api, case));
    let not_selected = derived - cases.len();
    let limit = options.max_accepted.unwrap_or_else(|| transport.default_max_accepted());
    let mut budget = Budget::new(limit);
    let mut placeholders = Placeholders::default();
    let mut outcomes: Vec<Option<Outcome>> = vec![None; cases.len()];
    let mut has_failed = false;
    let order = schedule::order(api, &cases, &options.credentials);
    for (turn, &index) in order.iter().enumerate() {
        let case = &cases[index];
        let missing = credential::missing(api, case, &options.credentials);
        let skip_reason = match case.skip_reason {
            Some(reason) => Some(reason.to_owned()),
            None if has_failed && options.fail_fast => Some(FAILED_FAST.to_owned()),
            None => placeholders.skip_reason(&missing),
        };
        if skip_reason.is_none() {
            let next = order[turn..].iter().map(|index| &cases[*index]);
            let next = next.filter(|case| case.skip_reason.is_none());
            session.send_early(next.take_while(|case| is_safe(&case.request.method)).map(|case| &case.request)).await;
        }
        let outcome = match skip_reason {
            Some(reason) => Outcome::Skipped(reason),
            None if case.may_act && budget.is_spent() => {
                Outcome::Skipped(if limit == 0 { IS_SAFE } else { LIMIT_REACHED }.to_owned())
            }
            None => {
                let reply = send::send(transport, options, &case.request).await;
                budget.count(case, &reply);
                match placeholders.check(case, &missing, &reply) {
                    Some(outcome) => outcome,
                    None => outcome(&judge, options, case, reply),
                }
            }
        };
        has_failed |= matches!(outcome, Outcome::Failed(_));
        progress(cases.len(), case, &outcome);
        outcomes[index] = Some(outcome);
    }
    let outcomes = cases.into_iter().zip(outcomes).filter_map(|(case, outcome)| Some((case, outcome?)));
    let acted_on = budget.acted_on();
    let report = Report { outcomes: outcomes.collect(), acted_on, not_selected, ..Report::default() };
    session.complete(api, &judge, report)
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
            return Outcome::Failed(vec![Violation { message, severity, rests_on, at: case.at, part: None }]);
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
