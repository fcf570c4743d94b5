//! Cases and a server → what became of each.

use std::collections::BTreeSet;

use model::Api;

use crate::credential::Credentials;
use crate::derive::{Case, cases_with};
use crate::judge::judge;
use crate::schema::Validators;
use crate::transport::Transport;

/// What can be chosen about a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The credentials of a caller who may do everything.
    pub credentials: Credentials,
    /// Requests that a correct server acts on, at the most. What is beyond is left out, and said.
    pub max_accepted: usize,
    /// How long one answer may take.
    pub timeout: std::time::Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options { credentials: Credentials::default(), max_accepted: 20, timeout: std::time::Duration::from_secs(10) }
    }
}

/// What became of one case.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The answer is what the document says.
    Kept {
        /// Its status.
        status: u16,
    },
    /// It is not, in these ways.
    Broken(Vec<String>),
    /// It is not, in these ways, and the baseline has it.
    Known(Vec<String>),
    /// It was not sent, for this reason.
    LeftOut(&'static str),
}

/// What became of all cases, in their order.
#[derive(Clone, Debug)]
pub struct Report {
    /// Each case with its outcome.
    pub outcomes: Vec<(Case, Outcome)>,
}

impl Report {
    /// The cases that broke the contract, but for those that a baseline has.
    pub fn broken(&self) -> impl Iterator<Item = (&Case, &[String])> {
        self.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Broken(ways) => Some((case, ways.as_slice())),
            _ => None,
        })
    }

    /// Whether the contract is kept.
    pub fn is_kept(&self) -> bool {
        self.broken().next().is_none()
    }

    /// The same with a baseline, the ids of cases that are known to fail: one of them that does fail is no failure, and one
    /// that does not is one.
    #[must_use]
    pub fn against(mut self, baseline: &BTreeSet<String>) -> Self {
        for (_, outcome) in self.outcomes.iter_mut().filter(|(case, _)| baseline.contains(&case.id)) {
            match outcome {
                Outcome::Broken(ways) => *outcome = Outcome::Known(std::mem::take(ways)),
                Outcome::Kept { status } => {
                    let way =
                        format!("expected a failure, as the baseline has it, got {status} as documented: take it out");
                    *outcome = Outcome::Broken(vec![way]);
                }
                Outcome::Known(_) | Outcome::LeftOut(_) => {}
            }
        }
        self
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (case, ways) in self.broken() {
            writeln!(f, "{}", case.id)?;
            ways.iter().try_for_each(|way| writeln!(f, "    {way}"))?;
        }
        f.write_str(&crate::report::summary(self))
    }
}

/// Sends every case to a server and judges what comes back.
pub async fn run<T: Transport>(api: &Api, transport: &mut T, options: &Options) -> Report {
    run_with(api, transport, options, &mut |_, _, _| {}).await
}

/// The same, and calls `progress` after each case with how many there are in all, the case and its outcome.
pub async fn run_with<T: Transport>(
    api: &Api,
    transport: &mut T,
    options: &Options,
    progress: &mut dyn FnMut(usize, &Case, &Outcome),
) -> Report {
    let validators = Validators::new(api);
    let cases = cases_with(api, &validators, &options.credentials);
    let (count, mut accepted) = (cases.len(), 0);
    let mut outcomes = Vec::with_capacity(count);
    for case in cases {
        let is_beyond = case.is_acted_on && accepted >= options.max_accepted;
        let outcome = match case.left_out {
            Some(reason) => Outcome::LeftOut(reason),
            None if is_beyond => Outcome::LeftOut(BEYOND),
            None => {
                accepted += usize::from(case.is_acted_on);
                send(api, &validators, transport, options, &case).await
            }
        };
        progress(count, &case, &outcome);
        outcomes.push((case, outcome));
    }
    Report { outcomes }
}

/// Why a case is left out that a correct server would act on.
const BEYOND: &str = "a correct server would act on it, and no more of these may be sent";

async fn send<T: Transport>(
    api: &Api,
    validators: &Validators,
    transport: &mut T,
    options: &Options,
    case: &Case,
) -> Outcome {
    let ways = match tokio::time::timeout(options.timeout, transport.send(&case.request)).await {
        Ok(Ok(answer)) => {
            let ways = judge(api, validators, case, &answer);
            if ways.is_empty() {
                return Outcome::Kept { status: answer.status.as_u16() };
            }
            ways
        }
        Ok(Err(failure)) => vec![failure.to_string()],
        Err(_) => vec![format!("expected an answer, got none within {} ms", options.timeout.as_millis())],
    };
    Outcome::Broken(ways)
}
