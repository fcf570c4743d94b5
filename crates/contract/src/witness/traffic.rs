//! Checks all exchanges of a recording.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::{Api, Source};

use super::har::{HarError, read};
use super::{Exchange, Finding, Mismatch, Witness};

/// The maximum number of different requests without an operation that are listed.
const MAX_UNMATCHED: usize = 20;

/// The results for the exchanges of a recording. `Display` writes one line with the counts.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    /// The number of exchanges.
    pub exchanges: usize,
    /// The number of exchanges that conform to the document.
    pub passed: usize,
    /// The exchanges that do not conform to the document.
    pub failed: Vec<FailedExchange>,
    /// The number of requests without an operation in the document.
    pub unmatched: usize,
    /// Method and path of the first such requests, and how often each occurs.
    pub unmatched_requests: BTreeMap<String, usize>,
    /// The number of exchanges with other servers.
    pub other_server: usize,
    /// The number of checked exchanges without a response.
    pub without_response: usize,
    /// The number of checked exchanges with a body that was not recorded.
    pub without_body: usize,
}

/// An exchange that does not conform to the document.
#[derive(Clone, Debug)]
pub struct FailedExchange {
    /// Index into `log.entries` of the recording.
    pub entry: usize,
    /// Index into [`Api::operations`](model::Api::operations).
    pub operation: usize,
    /// The status code of the response; `None` without a response.
    pub status: Option<u16>,
    /// All mismatches.
    pub mismatches: Vec<Mismatch>,
}

impl Traffic {
    /// The number of exchanges that were checked.
    pub fn checked(&self) -> usize {
        self.passed + self.failed.len()
    }

    /// Whether no exchange failed and, if `strict`, every request to the server has an operation.
    pub fn passed(&self, strict: bool) -> bool {
        self.failed.is_empty() && !(strict && self.unmatched > 0)
    }

    /// Adds an exchange.
    pub(crate) fn add(&mut self, exchange: &Exchange, finding: Finding) {
        let entry = self.exchanges;
        self.exchanges += 1;
        match finding {
            Finding::OtherServer => self.other_server += 1,
            Finding::NoOperation => {
                self.unmatched += 1;
                let request = format!("{} {}", exchange.method, path(&exchange.url));
                if self.unmatched_requests.len() < MAX_UNMATCHED || self.unmatched_requests.contains_key(&request) {
                    *self.unmatched_requests.entry(request).or_default() += 1;
                }
            }
            Finding::Checked { operation, mismatches } => {
                let response = exchange.response.as_ref();
                let is_whole = exchange.body.is_some() && response.is_none_or(|response| response.body.is_some());
                self.without_response += usize::from(response.is_none());
                self.without_body += usize::from(!is_whole);
                if mismatches.is_empty() {
                    self.passed += 1;
                } else {
                    let status = response.map(|response| response.status.as_u16());
                    self.failed.push(FailedExchange { entry, operation, status, mismatches });
                }
            }
        }
    }
}

impl FailedExchange {
    /// The exchange as text: method, path template, operation, entry and status after `word`, then each mismatch with its
    /// place in the document.
    pub(crate) fn text(&self, word: &str, document: &Source, api: &Api) -> String {
        let operation = &api.operations[self.operation];
        let status = self.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
        let (method, template, id) = (&operation.method, operation.template(), &operation.id);
        let mut out = format!("{word}  {method} {template}  {id}  entry {}, {status}\n", self.entry);
        for mismatch in &self.mismatches {
            let (file, line) = document.place(mismatch.at.start);
            out.push_str(&format!(
                "        {}: {}\n        see {file}:{line}\n",
                mismatch.side.as_str(),
                mismatch.message
            ));
        }
        out
    }
}

impl std::fmt::Display for Traffic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (passed, failed) = (self.passed, self.failed.len());
        write!(f, "{} exchanges: {passed} passed, {failed} failed", self.exchanges)?;
        write!(f, ", {} without an operation", self.unmatched)?;
        if self.other_server > 0 {
            write!(f, ", {} with other servers", self.other_server)?;
        }
        Ok(())
    }
}

impl Witness<'_> {
    /// Checks all exchanges of a recording in HAR format.
    ///
    /// # Errors
    ///
    /// [`HarError`] if the text is not HAR.
    pub fn check_recording(&self, har: impl BufRead) -> Result<Traffic, HarError> {
        let mut traffic = Traffic::default();
        read(har, &mut |exchange| traffic.add(&exchange, self.check(&exchange)))?;
        Ok(traffic)
    }
}

/// A URL without its query, user name and password, which may be credentials.
pub(crate) fn path(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    let start = plain.find("://").map_or(0, |at| at + 3);
    let host = plain[start..].find('/').map_or(plain.len(), |at| at + start);
    let user = plain[start..host].rfind('@').map_or(start, |at| start + at + 1);
    format!("{}{}", &plain[..start], &plain[user..])
}
