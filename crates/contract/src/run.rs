//! Sends all cases to a server and judges the responses.

use model::Api;

use crate::credential::Credentials;
use crate::derive::{Case, cases_with};
use crate::judge::Judge;
use crate::outcome::{Outcome, Report};
use crate::transport::Transport;

/// Options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Valid credentials for every operation of the API.
    pub credentials: Credentials,
    /// The maximum number of requests that a correct server may accept, and so act on. Cases beyond it are skipped.
    pub max_accepted: usize,
    /// The maximum time from sending one request to the end of its response.
    pub timeout: std::time::Duration,
}

impl Default for Options {
    /// No credentials, 20 accepted requests, 10 seconds.
    fn default() -> Self {
        Options { credentials: Credentials::default(), max_accepted: 20, timeout: std::time::Duration::from_secs(10) }
    }
}

/// Why a case is skipped once [`Options::max_accepted`] is reached.
const LIMIT_REACHED: &str = "a correct server would act on the request, and the limit of such requests is reached";

/// Sends every case to a server and judges the responses.
pub async fn run<T: Transport>(api: &Api, transport: &mut T, options: &Options) -> Report {
    run_with_progress(api, transport, options, &mut |_, _, _| {}).await
}

/// Like [`run`], and calls `progress` after each case with the number of all cases, the case and its outcome.
pub async fn run_with_progress<T: Transport>(
    api: &Api,
    transport: &mut T,
    options: &Options,
    progress: &mut dyn FnMut(usize, &Case, &Outcome),
) -> Report {
    let judge = Judge::new(api);
    let cases = cases_with(api, judge.schemas(), &options.credentials);
    let (count, mut accepted) = (cases.len(), 0);
    let mut outcomes = Vec::with_capacity(count);
    for case in cases {
        let is_beyond_limit = case.is_accepted && accepted >= options.max_accepted;
        let outcome = match case.skip_reason {
            Some(reason) => Outcome::Skipped(reason),
            None if is_beyond_limit => Outcome::Skipped(LIMIT_REACHED),
            None => {
                accepted += usize::from(case.is_accepted);
                send(&judge, transport, options, &case).await
            }
        };
        progress(count, &case, &outcome);
        outcomes.push((case, outcome));
    }
    Report { outcomes }
}

async fn send<T: Transport>(judge: &Judge<'_>, transport: &mut T, options: &Options, case: &Case) -> Outcome {
    match tokio::time::timeout(options.timeout, transport.send(&case.request)).await {
        Ok(Ok(received)) => {
            let mismatches = judge.mismatches(case, &received);
            if mismatches.is_empty() {
                Outcome::Passed { status: received.status.as_u16() }
            } else {
                Outcome::Failed(mismatches)
            }
        }
        Ok(Err(error)) => Outcome::Failed(vec![error.to_string()]),
        Err(_) => {
            Outcome::Failed(vec![format!("expected a response, got none within {} ms", options.timeout.as_millis())])
        }
    }
}
