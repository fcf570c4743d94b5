//! Compares the response to a case with the document and with the expectation of the case.

mod challenge;
mod leniency;
#[cfg(test)]
mod tests;
mod wrong;

use std::sync::Arc;

use http::header::ALLOW;
use model::Api;
use model::api::{Location, Operation, ResponseContent, ResponseVariant, Status};
use serde_json::Value;

use crate::compare::compare;
use crate::conformance::{body, documented, headers, media_type, status_text, undocumented};
use crate::derive::{Case, Expectation, Group, MADE_TAG};
use crate::excerpt::Excerpt;
use crate::items;
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::label::{ChangedPart, Holder, Label};
use crate::part::Difference;
use crate::schemas::Schemas;
use crate::secret::Vault;
use crate::transport::HttpResponse;
use crate::violation::{Basis, Severity, Violation};

/// Judges responses to the cases of one document.
pub struct Judge<'a> {
    api: &'a Api,
    schemas: Schemas,
    /// Whether responses must have the values of the examples.
    is_exact: bool,
    /// Secrets that messages must not show, besides those that a request knows.
    vault: Arc<Vault>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

/// The result of comparing one response with the document and the expectation of its case.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The response conforms.
    Conforms,
    /// The response does not conform.
    Violates(Vec<Violation>),
    /// The response conforms to the document, but says only that a resource does not exist, or is in another state. The text
    /// is the reason.
    Inconclusive(&'static str),
}

/// Status codes for the state of a resource or of a login, which a request cannot know (RFC 9110 section 15.5, RFC 4918
/// section 11.3).
const STATE: [u16; 6] = [401, 404, 409, 410, 412, 423];

const NO_SUCCESS: &str = "the document has no success of the operation";

const MADE_UP: &str =
    "the response is about a resource that the runner made up; give the id of one that exists with --value";
const CREATED: &str = "the id in the path is of a resource that this run created, and the response says that something is absent: the server may not have the path, or the body may name another resource";
const MADE_UP_STATE: &str =
    "the response is about the state of a resource, or a value that must be unique; give one that fits with --value";
const MADE_UP_LOGIN: &str = "the response is about a login that the runner made up; give one that exists with --value";
const EXAMPLE_STATE: &str = "the example shows a state that the server does not have";

impl<'a> Judge<'a> {
    /// A judge for the cases of an API.
    pub fn new(api: &'a Api) -> Self {
        Judge { api, schemas: Schemas::new(api), is_exact: has_volatile(api), vault: Arc::default() }
    }

    /// The same judge, whose messages do not show the secrets of a vault.
    pub(crate) fn with_vault(mut self, vault: &Arc<Vault>) -> Self {
        self.vault = Arc::clone(vault);
        self
    }

    /// The schemas of the API.
    pub(crate) fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Compares a response with the document and with the expectation of its case.
    pub fn verdict(&self, case: &Case, received: &HttpResponse) -> Verdict {
        let secrets = self.vault.secrets();
        if secrets.is_empty() {
            return self.verdict_of(case, received);
        }
        let mut case = case.clone();
        case.request.hide_all(&secrets);
        self.verdict_of(&case, received)
    }

    fn verdict_of(&self, case: &Case, received: &HttpResponse) -> Verdict {
        let code = received.status.as_u16();
        let operation = case.operation.map(|index| &self.api.operations[index]);
        let found = operation.and_then(|operation| documented(operation, code, &media_type(&received.headers)));
        let state = state(case, operation, code);
        let mut violations = Vec::new();
        if state.is_none() {
            violations.extend(status(self.api, case, received, found.is_some()));
        }
        let is_expected = violations.is_empty();
        violations.extend(operation.and_then(|operation| challenge::missing(self.api, case, operation, received)));
        if let Some((operation, found)) = operation.zip(found) {
            violations.extend(self.content(case, operation, found, received));
        }
        if let (Expectation::Documented { response, body }, Some(operation), None) = (&case.expect, operation, state)
            && (is_expected || self.is_exact)
        {
            let content = operation.response_content(*response);
            violations.extend(self.values(case, content, body, received));
        }
        violations.dedup();
        for violation in &mut violations {
            violation.message = case.request.redacted(&violation.message);
        }
        match state {
            _ if !violations.is_empty() => Verdict::Violates(violations),
            Some(reason) => Verdict::Inconclusive(reason),
            None => Verdict::Conforms,
        }
    }

    /// Violations of the documented headers and content.
    fn content(
        &self,
        case: &Case,
        operation: &Operation,
        found: ResponseVariant<'_>,
        received: &HttpResponse,
    ) -> Vec<Violation> {
        let excerpt = Excerpt { request: &case.request, shows_unparsed: true };
        let differences = headers_and_body(excerpt, &self.schemas, operation, found, received);
        let at = found.response.at;
        if differences.is_empty() {
            return Vec::new();
        }
        let body: Option<Value> = serde_json::from_slice(&received.body).ok();
        let response = (received.status.as_u16(), body.as_ref());
        let violation = |difference: Difference| {
            let (severity, rests_on) = leniency::demand(&self.schemas, case, found.content, response, &difference);
            let Difference { kind, message, part } = difference;
            Violation { kind, message, severity, rests_on, at, part }
        };
        differences.into_iter().map(violation).collect()
    }

    /// Differences from the values of an example. OpenAPI does not demand that a server responds with them. A document that
    /// says with `x-volatile` which values differ demands the others.
    fn values(
        &self,
        case: &Case,
        content: &ResponseContent,
        documented: &Value,
        received: &HttpResponse,
    ) -> Vec<Violation> {
        let excerpt = Excerpt { request: &case.request, shows_unparsed: true };
        let severity = if self.is_exact { Severity::Must } else { Severity::Advice };
        let differences = values(excerpt, &self.schemas, content, documented, received);
        let rests_on = Basis::Specification("the document's example");
        let media_type = content.media_types.first().map_or("", String::as_str);
        let violation = |difference: Difference| {
            let Difference { kind, message, part } = difference.of_media_type(media_type);
            Violation { kind, message, severity, rests_on, at: case.at, part }
        };
        differences.into_iter().map(violation).collect()
    }
}

/// Whether a schema of the document has `x-volatile: true`.
fn has_volatile(api: &Api) -> bool {
    fn in_value(value: &Value) -> bool {
        match value {
            Value::Object(object) => {
                object.get("x-volatile") == Some(&Value::Bool(true)) || object.values().any(in_value)
            }
            Value::Array(elements) => elements.iter().any(in_value),
            _ => false,
        }
    }
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    let mut schemas = responses.flat_map(|response| &response.contents).filter_map(|content| content.schema.as_ref());
    api.definitions.values().any(in_value) || schemas.any(in_value)
}

/// Why a status code says nothing about the case: it is about the state of something that the runner made up. `None` if it does.
fn state(case: &Case, operation: Option<&Operation>, code: u16) -> Option<&'static str> {
    match &case.expect {
        // A request without its credential need not name a resource that exists.
        Expectation::Rejection(_) if !case.has_credential && case.is_for_credential(operation) => {
            made_up(case, code).filter(|_| code != 401)
        }
        Expectation::Documented { response, .. } => {
            let shown = operation.map(|operation| operation.responses[response.response].status);
            let is_shown = |code: u16| shown.is_some_and(|status| status.covers(code));
            let shows_state = STATE.iter().skip(1).any(|code| is_shown(*code));
            match is_shown(code) {
                true => None,
                false if shows_state && code < 500 => Some(EXAMPLE_STATE),
                false => made_up(case, code),
            }
        }
        // The document lacks the responses to valid requests.
        Expectation::Success | Expectation::SuccessOrRejection(_)
            if operation
                .is_some_and(|operation| has_no_success(operation) && documented(operation, code, "").is_some()) =>
        {
            Some(NO_SUCCESS)
        }
        Expectation::MethodNotAllowed(_) => made_up(case, code).filter(|_| code == 404),
        // The request has no precondition, or an id or a page that does not exist.
        Expectation::Rejection(codes) if code == 412 && codes.contains(&code) => None,
        Expectation::SuccessOrRejection(codes) if codes.contains(&code) && may_be_nowhere(case, code) => None,
        Expectation::NotFound | Expectation::NoServerError { .. } => None,
        Expectation::Success
        | Expectation::SuccessOrRejection(_)
        | Expectation::CreatedOrRejection(_)
        | Expectation::Rejection(_) => made_up(case, code),
    }
}

/// Whether a status code says that the resource or the page that the case itself names does not exist.
fn may_be_nowhere(case: &Case, code: u16) -> bool {
    let Label::Part(ChangedPart { holder: Holder::Parameter { location, .. }, .. }, _) = &case.label else {
        return false;
    };
    matches!(code, 404 | 410) && *location == Location::Path
}

/// The reason for a status code, if the request has something that the runner made up.
fn made_up(case: &Case, code: u16) -> Option<&'static str> {
    let reason = match code {
        401 => MADE_UP_LOGIN,
        404 | 410 if case.names_created && !may_be_nowhere(case, code) => CREATED,
        404 | 410 => MADE_UP,
        _ => MADE_UP_STATE,
    };
    (case.is_made_up && STATE.contains(&code)).then_some(reason)
}

/// Violations by the status code, and by the `Allow` header that goes with 405.
fn status(api: &Api, case: &Case, received: &HttpResponse, is_documented: bool) -> Option<Violation> {
    let code = received.status.as_u16();
    let operation = case.operation.map(|index| &api.operations[index]);
    let is_redirect = received.status.is_redirection();
    let is_expected = match &case.expect {
        Expectation::Documented { response, .. } => {
            operation.is_some_and(|operation| operation.responses[response.response].status.covers(code))
        }
        Expectation::Rejection(codes) => codes.contains(&code),
        // The preconditions of the runner's requests are true.
        Expectation::Success | Expectation::SuccessOrRejection(_) if code == 304 && is_made_precondition(case) => false,
        Expectation::Success => is_success(operation, received),
        Expectation::SuccessOrRejection(codes) => is_success(operation, received) || codes.contains(&code),
        Expectation::CreatedOrRejection(codes) => code == 201 || codes.contains(&code),
        // A server may check the credential first.
        Expectation::NotFound => matches!(code, 401 | 403 | 404 | 410),
        // A server that has the method for no path responds with 501 (RFC 9110 section 15.6.2).
        Expectation::MethodNotAllowed(_) => matches!(code, 401 | 403 | 405 | 501),
        Expectation::NoServerError { may_redirect } => (code < 500 || code == 501) && (*may_redirect || !is_redirect),
    };
    let violation = |kind, message, severity, rests_on| {
        Some(Violation { kind, message, severity, rests_on, at: case.at, part: None })
    };
    match (&case.expect, operation) {
        (Expectation::MethodNotAllowed(methods), _) if code == 405 => {
            let message = allow(case, methods, received)?;
            // Which methods a resource has at the moment is for the server to say.
            let (severity, section) = match received.headers.contains_key(ALLOW) {
                true => (Severity::Should, "RFC 9110 section 10.2.1"),
                false => (Severity::Must, "RFC 9110 section 15.5.6"),
            };
            violation(ViolationKind::Allow, message, severity, Basis::Specification(section))
        }
        (
            Expectation::Success | Expectation::SuccessOrRejection(_) | Expectation::CreatedOrRejection(_),
            Some(operation),
        ) if is_expected => {
            let is_allowed = match &case.expect {
                Expectation::SuccessOrRejection(codes) | Expectation::CreatedOrRejection(codes) => {
                    codes.contains(&code)
                }
                _ => false,
            };
            let rests_on = Basis::Specification("OpenAPI, Responses Object");
            match is_documented || is_allowed {
                true => None,
                false => {
                    let kind = ViolationKind::UndocumentedStatus(code);
                    violation(kind, undocumented(operation, code), Severity::Must, rests_on)
                }
            }
        }
        _ if is_expected => None,
        _ => {
            let note = match (is_redirect, operation) {
                (true, _) => ", a redirect, which is not followed",
                (false, Some(_)) if !is_documented => ", which is not documented",
                _ => "",
            };
            let mut message = format!("expected {}, got {code}{note}", description(api, case, code));
            let is_accepted = matches!(case.expect, Expectation::Rejection(_)) && received.status.is_success();
            if let Some(defect) = wrong::defect(&case.label).filter(|_| is_accepted) {
                message.push_str(&format!(": {defect}"));
            }
            let (severity, rests_on) = match &case.expect {
                _ if code >= 500 => (Severity::Must, Basis::Specification("RFC 9110 section 15.6")),
                Expectation::NoServerError { .. } => (Severity::Advice, Basis::Practice),
                // A document need not have all status codes of errors.
                Expectation::SuccessOrRejection(_)
                    if matches!(case.group, Group::Chain | Group::Rejected) && !is_documented && code >= 400 =>
                {
                    (Severity::Should, Basis::Specification("OpenAPI, Responses Object"))
                }
                // The document may list 403 for those that the server knows.
                Expectation::Rejection(_) if code == 401 && !is_documented && case.is_for_credential(operation) => {
                    (Severity::Should, Basis::Specification("OpenAPI, Responses Object"))
                }
                _ => (case.severity, case.rests_on),
            };
            let kind = ViolationKind::Status { expected: expected_status(api, case)?, got: code };
            violation(kind, message, severity, rests_on)
        }
    }
}

/// The message about an `Allow` header that is absent or does not list all `methods`.
fn allow(case: &Case, methods: &[String], received: &HttpResponse) -> Option<String> {
    let allow = received.headers.get(ALLOW).and_then(|value| value.to_str().ok());
    let listed: Vec<&str> = allow.unwrap_or_default().split(',').map(str::trim).collect();
    if methods.iter().all(|method| listed.contains(&method.as_str())) {
        return None;
    }
    let methods = methods.join(", ");
    let excerpt = Excerpt { request: &case.request, shows_unparsed: true };
    Some(match allow {
        None => format!("expected a header `Allow` with the methods of the path ({methods}), got none"),
        Some(allow) => {
            format!("expected all methods of the path in the header `Allow` ({methods}), got `{}`", excerpt.text(allow))
        }
    })
}

/// Whether `If-None-Match` is absent or has [`MADE_TAG`].
fn is_made_precondition(case: &Case) -> bool {
    let mut tags = case.request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("if-none-match"));
    tags.all(|(_, tag)| tag == MADE_TAG)
}

fn is_success(operation: Option<&Operation>, received: &HttpResponse) -> bool {
    let code = received.status.as_u16();
    received.status.is_success() || operation.is_some_and(|operation| is_documented_redirect(operation, code))
}

/// Whether the operation documents rejections and server errors alone.
fn has_no_success(operation: &Operation) -> bool {
    let is_error = |status: &Status| matches!(status, Status::Code(400..) | Status::Range(4..));
    operation.responses.iter().all(|response| is_error(&response.status))
}

/// Whether the operation documents a code as a redirect.
fn is_documented_redirect(operation: &Operation, code: u16) -> bool {
    (300..400).contains(&code)
        && documented(operation, code, "").is_some_and(|found| found.response.status != Status::Default)
}

/// The expected status of a case. `None` if it is for an operation that the document does not have.
fn expected_status(api: &Api, case: &Case) -> Option<ExpectedStatus> {
    Some(match &case.expect {
        Expectation::Documented { response, .. } => {
            ExpectedStatus::Documented(api.operations[case.operation?].responses[response.response].status)
        }
        Expectation::Rejection(_) => ExpectedStatus::Rejection,
        Expectation::CreatedOrRejection(_) => ExpectedStatus::CreatedOrRejection,
        Expectation::Success | Expectation::SuccessOrRejection(_) => ExpectedStatus::Success,
        Expectation::NotFound => ExpectedStatus::NotFound,
        Expectation::MethodNotAllowed(_) => ExpectedStatus::MethodNotAllowed,
        Expectation::NoServerError { .. } => ExpectedStatus::NoServerError,
    })
}

/// The expected status of a case that received `code`, in a few words.
fn description(api: &Api, case: &Case, code: u16) -> String {
    match &case.expect {
        Expectation::Documented { response, .. } => {
            let operation = case.operation.map(|index| &api.operations[index]);
            operation.map_or_else(String::new, |operation| status_text(operation.responses[response.response].status))
        }
        // Another order of the checks may give the caller's own rejection. It is not what the defect asks for.
        Expectation::Rejection(codes) => {
            let operation = case.operation.map(|index| &api.operations[index]);
            let is_for_credential = matches!(case.label, Label::Credential(_)) || case.is_for_credential(operation);
            let own = codes.iter().filter(|code| is_for_credential || !matches!(code, 401 | 403));
            listed(own.map(u16::to_string))
        }
        Expectation::Success => "a documented success".to_owned(),
        Expectation::SuccessOrRejection(codes) if codes.is_empty() => "a documented success or rejection".to_owned(),
        Expectation::SuccessOrRejection(codes) => {
            listed(["a documented success".to_owned()].into_iter().chain(codes.iter().map(u16::to_string)))
        }
        Expectation::CreatedOrRejection(codes) => listed([201].iter().chain(codes).map(u16::to_string)),
        Expectation::NotFound => "404".to_owned(),
        Expectation::MethodNotAllowed(_) => "405".to_owned(),
        Expectation::NoServerError { .. } if code >= 500 => "no server error".to_owned(),
        Expectation::NoServerError { .. } => "no redirect".to_owned(),
    }
}

/// `400, 404 or 422`, each once.
fn listed(alternatives: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for one in alternatives {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    match (all.pop(), all.is_empty()) {
        (Some(last), false) => format!("{} or {last}", all.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

fn headers_and_body(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    operation: &Operation,
    found: ResponseVariant<'_>,
    received: &HttpResponse,
) -> Vec<Difference> {
    let mut mismatches = headers(excerpt, schemas, found.response, &received.headers);
    if operation.method != "HEAD" {
        mismatches.extend(body(excerpt, schemas, found.content, &received.headers, &received.body));
        mismatches.extend(items::of_response(excerpt, schemas, found.content, &received.body));
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
) -> Vec<Difference> {
    let (Some(schema), Ok(body)) = (&content.schema, serde_json::from_slice::<Value>(&received.body)) else {
        return Vec::new();
    };
    let mut mismatches = Vec::new();
    compare(excerpt, schemas, Some(schema), documented, &body, "", &mut mismatches);
    mismatches
}
