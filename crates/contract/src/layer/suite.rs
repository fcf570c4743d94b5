//! The results of a test suite.

use http::StatusCode;
use model::{Api, Source};
use serde_json::{Value, json};

use super::verdict;
use crate::coverage::{self, Coverage, OperationCoverage};
use crate::report;
use crate::witness::{Exchange, ExchangeVerdict, FailedExchange, Finding, Mismatch, Traffic};

/// The results of all exchanges of a test suite.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The exchanges. `entry` of a failed one counts all exchanges from 0.
    pub traffic: Traffic,
    /// The number of passed exchanges whose request is invalid and was rejected.
    pub rejected: usize,
    /// The passed exchanges whose request does not conform and was accepted, which no text forbids.
    pub tolerated: Vec<FailedExchange>,
    /// Method, URL without query, and status code of the first requests without an operation that failed, because the suite
    /// is strict.
    pub undocumented: Vec<String>,
    /// The parts of the document that the exchanges used.
    pub coverage: Coverage,
}

/// The maximum number of requests in [`Suite::undocumented`].
const MAX_UNDOCUMENTED: usize = 20;

/// One failure, with the results of that exchange alone.
pub(super) struct Failure(Suite);

impl Failure {
    pub(super) fn text(&self, document: &Source, api: &Api) -> String {
        self.0.failures(document, api)
    }
}

impl Suite {
    /// Whether no exchange failed and, if `strict`, every request has an operation and no request was tolerated.
    pub fn passed(&self, strict: bool) -> bool {
        self.traffic.passed(false) && !(strict && !(self.undocumented.is_empty() && self.tolerated.is_empty()))
    }

    /// Adds an exchange. Returns it if it failed.
    pub(super) fn add(&mut self, api: &Api, exchange: &Exchange, finding: Finding, is_strict: bool) -> Option<Failure> {
        let entry = self.traffic.exchanges;
        let status = exchange.response.as_ref().map(|response| response.status);
        let judged = verdict(api, exchange, &finding);
        let failed = |operation: usize, mismatches: Vec<Mismatch>| FailedExchange {
            entry,
            operation,
            status: status.map(|status| status.as_u16()),
            mismatches,
        };
        match judged {
            None => {
                let is_failure = is_strict && matches!(finding, Finding::NoOperation) && is_served(exchange, status);
                self.traffic.add(exchange, finding);
                if !is_failure {
                    return None;
                }
                let status = status.map_or_else(String::new, |status| format!(", {}", status.as_u16()));
                let request = format!("{} {}{status}", exchange.method, crate::witness::path(&exchange.url));
                if self.undocumented.len() < MAX_UNDOCUMENTED {
                    self.undocumented.push(request.clone());
                }
                Some(Failure(Suite { undocumented: vec![request], ..Suite::default() }))
            }
            Some((operation, ExchangeVerdict::Failed(mismatches))) => {
                let shown = failed(operation, mismatches.clone());
                self.traffic.add(exchange, Finding::Checked { operation, mismatches });
                let traffic = Traffic { failed: vec![shown], ..Traffic::default() };
                Some(Failure(Suite { traffic, ..Suite::default() }))
            }
            Some((operation, verdict)) => {
                self.traffic.add(exchange, Finding::Checked { operation, mismatches: Vec::new() });
                match verdict {
                    ExchangeVerdict::Tolerated(mismatches) => {
                        let shown = failed(operation, mismatches);
                        self.tolerated.push(shown.clone());
                        is_strict.then(|| Failure(Suite { tolerated: vec![shown], ..Suite::default() }))
                    }
                    ExchangeVerdict::Rejected => {
                        self.rejected += 1;
                        None
                    }
                    ExchangeVerdict::Passed | ExchangeVerdict::Failed(_) => None,
                }
            }
        }
    }

    /// The failures and tolerated exchanges, each with its mismatches and places.
    fn failures(&self, document: &Source, api: &Api) -> String {
        let mut out = String::new();
        for (word, exchanges) in [("failed", &self.traffic.failed), ("tolerated", &self.tolerated)] {
            for exchange in exchanges {
                out.push_str(&exchange.text(word, document, api));
                out.push('\n');
            }
        }
        for request in &self.undocumented {
            out.push_str(&format!("not documented: {request}\n"));
        }
        out
    }

    /// The results as text.
    pub(super) fn text(&self, document: &Source, api: &Api) -> String {
        let mut out = self.failures(document, api);
        out.push_str(&coverage::human(&OperationCoverage::of_all(api, &self.coverage)));
        // The failures are above already.
        let counts = Traffic { failed: Vec::new(), ..self.traffic.clone() };
        let counts = report::traffic(document, api, &counts);
        let notes = counts.lines().rev().skip(1).collect::<Vec<_>>();
        notes.iter().rev().for_each(|note| out.push_str(&format!("{note}\n")));
        out.push_str(&format!("{}", self.traffic));
        if self.rejected > 0 {
            out.push_str(&format!(", {} of the passed with an invalid request that was rejected", self.rejected));
        }
        out.push('\n');
        out
    }

    /// The results as JSON.
    pub(super) fn json(&self, document: &Source, api: &Api, is_strict: bool) -> Value {
        let mut out = report::traffic_json(document, api, &self.traffic, false);
        out["passed"] = json!(self.passed(is_strict));
        out["rejected"] = json!(self.rejected);
        out["tolerated"] = json!(self.tolerated.len());
        out["undocumented"] = json!(self.undocumented);
        out["coverage"] = coverage::json(&OperationCoverage::of_all(api, &self.coverage));
        out
    }
}

/// Whether the server acted on a request without an operation. 404 and 405 say that it has none (RFC 9110 sections 15.5.5 and
/// 15.5.6), and OPTIONS asks for methods (section 9.3.7).
fn is_served(exchange: &Exchange, status: Option<StatusCode>) -> bool {
    let is_absent = |status| [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&status);
    exchange.method != "OPTIONS" && status.is_some_and(|status| !is_absent(status))
}
