//! A recording as a whole: what became of each of its exchanges.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::Api;

use super::har::{HarError, read};
use super::{Base, Fault, Finding, witness};
use crate::schema::Validators;

/// Requests of no operation that are told one by one.
const TOLD: usize = 20;

/// What became of the exchanges of a recording.
#[derive(Debug, Default)]
pub struct Traffic {
    /// How many there are.
    pub exchanges: usize,
    /// How many are as the document says.
    pub kept: usize,
    /// Those that are not.
    pub broken: Vec<Broken>,
    /// How many are of no operation.
    pub no_operation: usize,
    /// Method and path of the first of these, and how often each is there.
    pub unknown: BTreeMap<String, usize>,
    /// How many are with other servers.
    pub elsewhere: usize,
    /// How many of those that were held had no answer.
    pub unanswered: usize,
    /// How many of those that were held have a body that was not recorded.
    pub unrecorded: usize,
}

/// An exchange that is not what the document says.
#[derive(Debug)]
pub struct Broken {
    /// Which one, counted from 0 as in `log.entries`.
    pub entry: usize,
    /// Index into [`Api::operations`].
    pub operation: usize,
    /// The status of its answer.
    pub status: Option<u16>,
    /// In which ways.
    pub faults: Vec<Fault>,
}

impl Traffic {
    /// How many exchanges were held to the document.
    pub fn held(&self) -> usize {
        self.kept + self.broken.len()
    }

    /// Whether all that was held is as the document says; if `strict`, and all requests to the server are of operations.
    pub fn is_kept(&self, strict: bool) -> bool {
        self.broken.is_empty() && !(strict && self.no_operation > 0)
    }
}

/// Holds a recording to the document.
///
/// # Errors
///
/// [`HarError`] if it is no HAR.
pub fn traffic(api: &Api, validators: &Validators, base: Base<'_>, har: impl BufRead) -> Result<Traffic, HarError> {
    let mut traffic = Traffic::default();
    read(har, &mut |exchange| {
        let entry = traffic.exchanges;
        traffic.exchanges += 1;
        match witness(api, validators, base, &exchange) {
            Finding::Elsewhere => traffic.elsewhere += 1,
            Finding::NoOperation => {
                traffic.no_operation += 1;
                let what = format!("{} {}", exchange.method, path(&exchange.url));
                if traffic.unknown.len() < TOLD || traffic.unknown.contains_key(&what) {
                    *traffic.unknown.entry(what).or_default() += 1;
                }
            }
            Finding::Held { operation, faults } => {
                let answer = exchange.answer.as_ref();
                let is_whole = exchange.body.is_some() && answer.is_none_or(|answer| answer.body.is_some());
                traffic.unanswered += usize::from(answer.is_none());
                traffic.unrecorded += usize::from(!is_whole);
                if faults.is_empty() {
                    traffic.kept += 1;
                } else {
                    let status = answer.map(|answer| answer.status.as_u16());
                    traffic.broken.push(Broken { entry, operation, status, faults });
                }
            }
        }
    })?;
    Ok(traffic)
}

/// A URL without its query, which may hold a credential, and without a user's name and password.
fn path(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    let start = plain.find("://").map_or(0, |at| at + 3);
    let host = plain[start..].find('/').map_or(plain.len(), |at| at + start);
    let user = plain[start..host].rfind('@').map_or(start, |at| start + at + 1);
    format!("{}{}", &plain[..start], &plain[user..])
}
