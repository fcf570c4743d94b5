//! Derives the cases from the document, always the same cases in the same order.

mod bodies;
mod credentials;
mod documented;
mod parameters;
mod routing;

use std::collections::HashMap;

use model::Api;
use model::api::{Body, CredentialMark, Operation, RejectionStatus, ResponseBody, Status};
use model::source::Span;
use serde_json::Value;

use crate::credential::{CredentialVariant, Credentials, add, chosen};
use crate::request::Request;
use crate::schemas::Schemas;
use crate::variant::keeps_formats;

/// Why a case without a valid value is skipped.
const NO_VALUE: &str = "no value that fits the schema was found; add an example to the document";

/// One request and the expected response.
#[derive(Clone, Debug)]
pub struct Case {
    /// `group/operation/description`. Ids are unique, and the same for every run with the same document.
    pub id: String,
    /// The kind of case.
    pub group: Group,
    /// Index into [`Api::operations`]; `None` for a path or method that the document does not have.
    pub operation: Option<usize>,
    /// The request.
    pub request: Request,
    /// The expected response.
    pub expect: Expectation,
    /// Whether a correct server may accept the request, and so act on it: send a message, store a record.
    pub is_accepted: bool,
    /// Why the case is skipped; `None` if it is sent.
    pub skip_reason: Option<&'static str>,
    /// The place in the document that the case is derived from.
    pub at: Span,
}

/// Kinds of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// An exchange from the examples of the document.
    Documented,
    /// A request with one defect, which a server must reject.
    Rejected,
    /// A valid but unusual request, which a server must accept.
    Accepted,
    /// A path or method that the document does not have.
    Routing,
}

impl Group {
    /// The first part of case ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Documented => "documented",
            Group::Rejected => "rejected",
            Group::Accepted => "accepted",
            Group::Routing => "routing",
        }
    }
}

/// The expected response to a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// A documented response with an example body. Values with `x-volatile: true` may differ from the example.
    Documented {
        /// Index of the documented content in the operation's responses.
        response: ResponseBody,
        /// The example body.
        body: Value,
    },
    /// One of these status codes, as the operation documents it.
    Rejection(Vec<u16>),
    /// A documented success, or a documented redirect.
    Success,
    /// Like `Success`, or one of these status codes. The request has a generated text whose `format` only the server can
    /// check.
    SuccessOrRejection(Vec<u16>),
    /// 404.
    NotFound,
    /// 405, with this method in `Allow` (RFC 9110 section 15.5.6).
    MethodNotAllowed(Vec<String>),
    /// Any status code except 5XX, and except 3XX if `may_redirect` is false.
    NoServerError {
        /// Whether an operation of the path documents a redirect.
        may_redirect: bool,
    },
}

/// Derives all cases of a document.
pub fn cases(api: &Api, credentials: &Credentials) -> Vec<Case> {
    cases_with(api, &Schemas::new(api), credentials)
}

/// Like [`cases`], with existing schemas.
pub(crate) fn cases_with(api: &Api, schemas: &Schemas, credentials: &Credentials) -> Vec<Case> {
    let mut out = Vec::new();
    // No request tells an operation that is not served from the one that is: its cases would test the other one.
    for (index, operation) in api.operations.iter().enumerate().filter(|(_, operation)| operation.is_served) {
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, index, operation, set };
        documented::cases(&derivation, &mut out);
        match ValidValues::of(&derivation) {
            Some(base) => of_operation(&derivation, &base, &mut out),
            None => {
                let request = derivation.request(&[], None, CredentialVariant::Valid);
                let mut case = derivation.case(
                    Group::Accepted,
                    "required-parts-alone",
                    request,
                    Expectation::Success,
                    operation.at,
                );
                case.skip_reason = Some(NO_VALUE);
                out.push(case);
            }
        }
    }
    routing::cases(api, schemas, credentials, &mut out);
    make_ids_unique(&mut out);
    out
}

fn of_operation(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    credentials::rejected(derivation, base, out);
    parameters::rejected(derivation, base, out);
    bodies::rejected(derivation, base, out);
    parameters::accepted(derivation, base, out);
    parameters::without_value(derivation, base, out);
    credentials::accepted(derivation, base, out);
    bodies::accepted(derivation, base, out);
}

/// Makes ids unique and removes line breaks. Names in the document may contain the separators of ids.
fn make_ids_unique(cases: &mut [Case]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for case in cases {
        if case.id.contains(char::is_control) {
            case.id = case.id.escape_debug().to_string();
        }
        let count = seen.entry(case.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            case.id = format!("{}~{count}", case.id);
        }
    }
}

/// The input for the cases of one operation.
pub(crate) struct Derivation<'a> {
    pub api: &'a Api,
    pub credentials: &'a Credentials,
    pub schemas: &'a Schemas,
    pub index: usize,
    pub operation: &'a Operation,
    /// The set of security schemes that the requests use: an index into [`Api::credentials`].
    pub set: Option<usize>,
}

impl Derivation<'_> {
    /// A case of the operation.
    pub(crate) fn case(&self, group: Group, label: &str, request: Request, expect: Expectation, at: Span) -> Case {
        let id = format!("{}/{}/{label}", group.as_str(), self.operation.id);
        let is_accepted = matches!(expect, Expectation::Success | Expectation::SuccessOrRejection(_));
        Case { id, group, operation: Some(self.index), request, expect, is_accepted, skip_reason: None, at }
    }

    /// A request of the operation with a credential.
    pub(crate) fn request(
        &self,
        values: &[(usize, Value)],
        body: Option<&Value>,
        credential: CredentialVariant,
    ) -> Request {
        let mut request = Request::of(self.operation, values, body);
        if let Some(set) = self.set {
            add(self.api, set, self.credentials, credential, &mut request);
        }
        request
    }

    /// Like `request`, with another set of security schemes.
    pub(crate) fn request_with(
        &self,
        set: usize,
        values: &[(usize, Value)],
        body: Option<&Value>,
        credential: CredentialVariant,
    ) -> Request {
        let mut request = Request::of(self.operation, values, body);
        add(self.api, set, self.credentials, credential, &mut request);
        request
    }
}

/// The values of a valid request.
pub(crate) struct ValidValues {
    /// All parameters with a value, by index.
    pub all: Vec<(usize, Value)>,
    /// The required parameters.
    pub required: Vec<(usize, Value)>,
    /// The body.
    pub body: Option<Value>,
}

impl ValidValues {
    /// The values of the first documented exchange that succeeds, completed with generated values. `None` if a required
    /// value cannot be generated.
    fn of(derivation: &Derivation<'_>) -> Option<Self> {
        let operation = derivation.operation;
        let shown = operation.cases.iter().find(|case| case.credential == CredentialMark::Valid);
        let shown = shown.filter(|case| operation.responses[case.response.response].status.is_success());
        let mut all = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let of_case = shown.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
            match parameters::value(derivation, index, of_case.map(|(_, value)| value)) {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match operation.body.as_ref().and_then(Body::main) {
            Some(content) => {
                let shown = shown.and_then(|case| case.body.clone());
                Some(shown.or_else(|| bodies::value(derivation.schemas, content))?)
            }
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        Some(ValidValues { all, required, body })
    }
}

/// The status codes for a defect: the one that the document's examples or responses show, and documented codes with the
/// same meaning.
fn codes(derivation: &Derivation<'_>, own: Option<RejectionStatus>, neighbours: &[u16], fallback: u16) -> Vec<u16> {
    let mut codes = documented_codes(derivation.operation, neighbours, fallback);
    if let Some(own) = own.map(|status| status.code)
        && !codes.contains(&own)
    {
        codes.insert(0, own);
    }
    codes
}

/// The expected response to a request with an invalid parameter or body.
fn invalid(derivation: &Derivation<'_>) -> Expectation {
    Expectation::Rejection(invalid_codes(derivation))
}

fn invalid_codes(derivation: &Derivation<'_>) -> Vec<u16> {
    codes(derivation, derivation.operation.rejections.invalid, &[400, 422], 400)
}

/// The expected response to a request with `other` in place of `shown`. Both fit the schema.
fn acceptance(derivation: &Derivation<'_>, schema: &Value, shown: &Value, other: &Value) -> Expectation {
    match keeps_formats(derivation.schemas, schema, Some(shown), other) {
        true => Expectation::Success,
        false => Expectation::SuccessOrRejection(invalid_codes(derivation)),
    }
}

/// The candidates that the operation documents; `fallback` if it documents none.
fn documented_codes(operation: &Operation, candidates: &[u16], fallback: u16) -> Vec<u16> {
    let covered = |code: &u16| {
        operation.responses.iter().any(|response| match response.status {
            Status::Code(own) => own == *code,
            Status::Range(_) | Status::Default => response.status.covers(*code),
        })
    };
    let codes: Vec<u16> = candidates.iter().copied().filter(covered).collect();
    if codes.is_empty() { vec![fallback] } else { codes }
}

#[cfg(test)]
mod tests {
    use super::{Credentials, cases};

    /// Paths that differ only in the fragment, which no request carries (RFC 9110 section 7.1).
    const FRAGMENTS: &str = "
openapi: 3.0.3
info: {title: Fragments, version: 1.0.0}
paths:
  /files#share:
    put: {operationId: shareFile, responses: {'204': {description: Shared.}, '4XX': {description: Rejected.}}}
  /files:
    put: {operationId: updateFile, responses: {'204': {description: Updated.}, '4XX': {description: Rejected.}}}
";

    #[test]
    fn an_operation_that_is_not_served_has_no_cases() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("fragments.yaml", FRAGMENTS))?;
        let ids: Vec<String> = cases(&api, &Credentials::default()).into_iter().map(|case| case.id).collect();
        assert!(ids.iter().any(|id| id.contains("updateFile")), "{ids:?}");
        assert!(!ids.iter().any(|id| id.contains("shareFile")), "{ids:?}");
        Ok(())
    }
}
