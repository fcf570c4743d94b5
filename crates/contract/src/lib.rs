//! Holds a server to its OpenAPI document: from the document alone, by raw HTTP, reading raw JSON.
//!
//! [`cases`] derives requests from the document, once and in a fixed order; [`run`] sends them to a server and
//! [`judge`] holds the answers against the document. [`check`] does all of it with a service in the same process, without
//! a socket. Nothing here is shared with the generated types, client or server: what checks both sides has none of
//! their serde.

mod credential;
mod defect;
mod derive;
mod judge;
pub mod report;
mod request;
mod schema;
mod transport;

use std::time::Duration;

pub use codegen::Source;
use codegen::{Api, Problems};

pub use credential::Credentials;
pub use derive::{Case, Expect, Group, cases};
pub use judge::judge;
pub use request::Request;
pub use transport::{Answer, Failure, InProcess, Network, Transport};

/// What can be chosen about a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The credentials of a caller who may do everything.
    pub credentials: Credentials,
    /// Requests that a correct server acts on, at the most. What is beyond is left out, and said.
    pub max_accepted: usize,
    /// How long one answer may take.
    pub timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options { credentials: Credentials::default(), max_accepted: 20, timeout: Duration::from_secs(10) }
    }
}

/// What became of one case.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The answer is what the document says.
    Kept,
    /// It is not, in these ways.
    Broken(Vec<String>),
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
    /// The cases that broke the contract.
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
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (case, ways) in self.broken() {
            writeln!(f, "{}", case.id)?;
            ways.iter().try_for_each(|way| writeln!(f, "    {way}"))?;
        }
        f.write_str(&report::summary(self))
    }
}

/// Sends every case to a server and judges what comes back.
pub async fn run<T: Transport>(api: &Api, transport: &mut T, options: &Options) -> Report {
    let validator = Validators::new(api);
    let mut accepted = 0;
    let mut outcomes = Vec::new();
    for case in cases(api, &options.credentials) {
        if case.is_acted_on {
            accepted += 1;
        }
        let outcome = if case.is_acted_on && accepted > options.max_accepted {
            Outcome::LeftOut("a correct server would act on it, and the limit of such requests is reached")
        } else {
            let answered = tokio::time::timeout(options.timeout, transport.send(&case.request)).await;
            let ways = match answered {
                Ok(Ok(answer)) => judge(api, &validator, &case, &answer),
                Ok(Err(failure)) => vec![failure.to_string()],
                Err(_) => vec![format!("no answer within {} ms", options.timeout.as_millis())],
            };
            if ways.is_empty() { Outcome::Kept } else { Outcome::Broken(ways) }
        };
        outcomes.push((case, outcome));
    }
    Report { outcomes }
}

/// Holds a service in this process, such as an `axum::Router`, to a document.
///
/// # Errors
///
/// The mistakes of the document, if it has any.
pub async fn check<S>(document: &Source, service: S, options: &Options) -> Result<Report, Problems>
where
    InProcess<S>: Transport,
{
    let (api, _) = codegen::resolve_tolerant(document)?;
    Ok(run(&api, &mut InProcess(service), options).await)
}

pub use schema::Validators;
