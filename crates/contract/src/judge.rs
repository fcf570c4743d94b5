//! Compares the response to a case with the document and with the expectation of the case.

use http::header::ALLOW;
use model::Api;
use model::api::{Operation, ResponseContent, ResponseVariant, Status};
use serde_json::Value;

use crate::compare::compare;
use crate::conformance::{body, documented, headers, media_type, status_text, undocumented};
use crate::derive::{Case, Expectation};
use crate::excerpt::Excerpt;
use crate::schemas::Schemas;
use crate::transport::HttpResponse;

/// Judges responses to the cases of one document.
pub struct Judge<'a> {
    api: &'a Api,
    schemas: Schemas,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

impl<'a> Judge<'a> {
    /// A judge for the cases of an API.
    pub fn new(api: &'a Api) -> Self {
        Judge { api, schemas: Schemas::new(api) }
    }

    /// The schemas of the API.
    pub(crate) fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// All mismatches between a response and the expectation of its case, as messages without credentials. Empty if the case
    /// passes.
    pub fn mismatches(&self, case: &Case, received: &HttpResponse) -> Vec<String> {
        mismatches(self.api, &self.schemas, case, received)
    }
}

fn mismatches(api: &Api, schemas: &Schemas, case: &Case, received: &HttpResponse) -> Vec<String> {
    let code = received.status.as_u16();
    let excerpt = Excerpt { request: &case.request, shows_unparsed: true };
    let mut mismatches = status(api, case, received);
    if let Some(operation) = case.operation.map(|index| &api.operations[index]) {
        match documented(operation, code, &media_type(&received.headers)) {
            Some(found) => mismatches.extend(headers_and_body(excerpt, schemas, operation, found, received)),
            // An operation need not document the response to a rejected request.
            None if may_be_rejected_with(case, code) => {}
            None => match mismatches.first_mut() {
                // The message about a redirect is complete.
                Some(message) if !received.status.is_redirection() => message.push_str(", which is not documented"),
                Some(_) => {}
                None => mismatches.push(undocumented(operation, code)),
            },
        }
        if let Expectation::Documented { response, body } = &case.expect {
            mismatches.extend(values(excerpt, schemas, operation.response_content(*response), body, received));
        }
    }
    mismatches.dedup();
    mismatches.iter().map(|message| case.request.redacted(message)).collect()
}

/// Mismatches of the status code, and of the `Allow` header that goes with 405.
fn status(api: &Api, case: &Case, received: &HttpResponse) -> Vec<String> {
    let code = received.status.as_u16();
    let operation = case.operation.map(|index| &api.operations[index]);
    let is_redirect = received.status.is_redirection();
    let is_expected = match &case.expect {
        Expectation::Documented { response, .. } => {
            operation.is_some_and(|operation| operation.responses[response.response].status.covers(code))
        }
        Expectation::Rejection(codes) => codes.contains(&code),
        Expectation::Success => is_success(operation, received),
        Expectation::SuccessOrRejection(codes) => is_success(operation, received) || codes.contains(&code),
        Expectation::NotFound => code == 404,
        Expectation::MethodNotAllowed(_) => code == 405,
        Expectation::NoServerError { may_redirect } => code < 500 && (*may_redirect || !is_redirect),
    };
    let mut mismatches = Vec::new();
    if !is_expected {
        let redirect = if is_redirect { ", a redirect, which is not followed" } else { "" };
        mismatches.push(format!("expected {}, got {code}{redirect}", description(api, case)));
    }
    if let (Expectation::MethodNotAllowed(methods), 405) = (&case.expect, code) {
        mismatches.extend(allow(case, methods, received));
    }
    mismatches
}

/// The mismatch of an `Allow` header that does not list all `methods`.
fn allow(case: &Case, methods: &[String], received: &HttpResponse) -> Option<String> {
    let allow = received.headers.get(ALLOW).and_then(|value| value.to_str().ok());
    let listed: Vec<&str> = allow.unwrap_or_default().split(',').map(str::trim).collect();
    if methods.iter().all(|method| listed.contains(&method.as_str())) {
        return None;
    }
    let excerpt = Excerpt { request: &case.request, shows_unparsed: true };
    let got = allow.map_or_else(|| "none".to_owned(), |allow| format!("`{}`", excerpt.text(allow)));
    Some(format!("expected a header `Allow` with {} (RFC 9110 section 15.5.6), got {got}", methods.join(", ")))
}

fn may_be_rejected_with(case: &Case, code: u16) -> bool {
    match &case.expect {
        Expectation::Rejection(codes) | Expectation::SuccessOrRejection(codes) => codes.contains(&code),
        _ => false,
    }
}

fn is_success(operation: Option<&Operation>, received: &HttpResponse) -> bool {
    let code = received.status.as_u16();
    received.status.is_success() || operation.is_some_and(|operation| is_documented_redirect(operation, code))
}

/// Whether the operation documents a code as a redirect.
fn is_documented_redirect(operation: &Operation, code: u16) -> bool {
    (300..400).contains(&code)
        && documented(operation, code, "").is_some_and(|found| found.response.status != Status::Default)
}

/// The expected status of a case, in a few words.
fn description(api: &Api, case: &Case) -> String {
    match &case.expect {
        Expectation::Documented { response, .. } => {
            let operation = case.operation.map(|index| &api.operations[index]);
            operation.map_or_else(String::new, |operation| status_text(operation.responses[response.response].status))
        }
        Expectation::Rejection(codes) => listed(codes),
        Expectation::Success => "a documented success".to_owned(),
        Expectation::SuccessOrRejection(codes) => format!("a documented success or {}", listed(codes)),
        Expectation::NotFound => "404".to_owned(),
        Expectation::MethodNotAllowed(_) => "405".to_owned(),
        Expectation::NoServerError { may_redirect: true } => "anything but a server error".to_owned(),
        Expectation::NoServerError { may_redirect: false } => "neither a server error nor a redirect".to_owned(),
    }
}

fn listed(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}

fn headers_and_body(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    operation: &Operation,
    found: ResponseVariant<'_>,
    received: &HttpResponse,
) -> Vec<String> {
    let mut mismatches = headers(excerpt, schemas, found.response, &received.headers);
    if operation.method != "HEAD" {
        mismatches.extend(body(excerpt, schemas, found.content, &received.headers, &received.body));
    }
    mismatches
}

/// Differences from the documented body, value by value.
fn values(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    content: &ResponseContent,
    documented: &Value,
    received: &HttpResponse,
) -> Vec<String> {
    let (Some(schema), Ok(body)) = (&content.schema, serde_json::from_slice::<Value>(&received.body)) else {
        return Vec::new();
    };
    let mut mismatches = Vec::new();
    compare(excerpt, schemas, Some(schema), documented, &body, "", &mut mismatches);
    mismatches
}
