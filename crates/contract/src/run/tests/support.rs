//! Functions that the tests share: a run over a server in the same process, its responses, and look-ups in the report.

use std::pin::Pin;

use http::{HeaderMap, HeaderValue, StatusCode, header::ALLOW, header::CONTENT_TYPE};
use serde_json::Value;

use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::run::{Options, run};
use crate::transport::{HttpResponse, SendError, Transport};

pub(super) type Tested<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The report of a run over a transport, with a document named `name`.
pub(super) fn report_of(
    (name, document): (&str, impl AsRef<str>),
    transport: &impl Transport,
    options: &Options,
) -> Tested<Report> {
    let source = model::Source::new(name, document.as_ref());
    let (api, _) = model::resolve(&source).map_err(|problems| format!("{problems:?}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    Ok(runtime.block_on(run(&api, &Erased(transport), options)))
}

/// Any transport. The runner is generic over its transport; with one type for all tests, it is compiled once.
struct Erased<'t>(&'t dyn Dynamic);

type Sending<'r> = Pin<Box<dyn Future<Output = Result<HttpResponse, SendError>> + 'r>>;

/// The methods of a [`Transport`] as those of an object.
trait Dynamic {
    fn send_boxed<'r>(&'r self, request: &'r Request) -> Sending<'r>;
    fn base(&self) -> &str;
    fn limit(&self) -> usize;
}

impl<T: Transport> Dynamic for T {
    fn send_boxed<'r>(&'r self, request: &'r Request) -> Sending<'r> {
        Box::pin(self.send(request))
    }

    fn base(&self) -> &str {
        self.base_path()
    }

    fn limit(&self) -> usize {
        self.default_max_accepted()
    }
}

impl Transport for Erased<'_> {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        self.0.send_boxed(request).await
    }

    fn base_path(&self) -> &str {
        self.0.base()
    }

    fn default_max_accepted(&self) -> usize {
        self.0.limit()
    }
}

/// Whether the body of a request is JSON by its content type.
pub(super) fn is_json(request: &Request) -> bool {
    request.headers.iter().any(|(name, value)| name == "content-type" && value.starts_with("application/json"))
}

/// A response with a JSON body, or without a body for `null`. A 405 has `Allow` with some methods.
pub(super) fn response(status: u16, body: &Value, allow: &'static str) -> Result<HttpResponse, SendError> {
    let mut headers = HeaderMap::new();
    if !body.is_null() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if status == 405 && !allow.is_empty() {
        headers.insert(ALLOW, HeaderValue::from_static(allow));
    }
    let status = StatusCode::from_u16(status).map_err(|error| SendError::Request(error.to_string()))?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    Ok(HttpResponse { status, headers, body: body.into() })
}

/// The ids of the failed cases.
pub(super) fn failed(report: &Report) -> Vec<&str> {
    report.failures().map(|(case, _)| case.id.as_str()).collect()
}

/// The outcome of a case.
pub(super) fn found<'r>(report: &'r Report, id: &str) -> Option<&'r Outcome> {
    report.outcomes.iter().find(|(case, _)| case.id == id).map(|(_, outcome)| outcome)
}

/// The outcome of a case.
///
/// # Errors
///
/// There is no such case.
pub(super) fn outcome<'r>(report: &'r Report, id: &str) -> Tested<&'r Outcome> {
    Ok(found(report, id).ok_or(format!("no case {id}"))?)
}
