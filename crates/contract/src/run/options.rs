//! Options of a run.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use serde_json::Value;

use super::interruption::Interruption;
use super::refresh::Refresh;
use crate::credential::Credentials;
use crate::header::ExtraHeader;
use crate::selection::Selection;
use crate::violation::Severity;

/// Options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Valid credentials for every operation of the API.
    pub credentials: Credentials,
    /// The maximum number of requests that the server may act on: those with an unsafe method (RFC 9110 section 9.2.1) that
    /// the server does not reject. Every such request counts, whatever response the document demands. Cases beyond it are
    /// skipped. With 0, only requests with a safe method and requests without a valid credential are sent, and of the latter no PUT, PATCH
    /// and DELETE of something that exists. Up to 20, no DELETE is sent without its required filter. `None` is the default of the
    /// transport: 20 over the network, no limit in the same process.
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
    /// Ends the run early.
    pub interruption: Interruption,
}

impl Default for Options {
    /// No credentials, the transport's limit of accepted requests, 10 seconds for a response, 60 seconds for 429, failures for
    /// violations of demands ([`Severity::Must`]), no known values, chains, all cases, one request at a time.
    fn default() -> Self {
        Options {
            credentials: Credentials::default(),
            max_accepted: None,
            timeout: Duration::from_secs(10),
            rate_limit_wait: Duration::from_secs(60),
            fail_on: Severity::Must,
            values: HashMap::new(),
            chains: true,
            selection: Selection::default(),
            fail_fast: false,
            jobs: 1,
            retries: 0,
            rate: None,
            headers: Vec::new(),
            refresh: None,
            keep_responses: false,
            interruption: Interruption::default(),
        }
    }
}
