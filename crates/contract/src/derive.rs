//! Derives the cases from the document, always the same cases in the same order.

mod bodies;
pub(crate) mod combined;
mod credentials;
mod demand;
mod documented;
mod parameters;
mod routing;

use std::collections::HashMap;

use model::Api;
use model::api::{
    Body, CredentialMark, Format, Location, Operation, Parameter, RejectionStatus, ResponseBody, Status, Text,
};
use model::source::Span;
use serde_json::Value;

use crate::credential::{CredentialVariant, Credentials, add, chosen};
use crate::known::Known;
use crate::request::Request;
use crate::schemas::Schemas;
use crate::variant::{Whole, keeps_formats, whole};
use crate::variation::Variation;
use crate::violation::{Basis, Severity};

/// Why a case without a valid value is skipped.
pub(crate) const NO_VALUE: &str = "no value that fits the schema was found; add an example to the document";

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
    /// The text that the expectation rests on.
    pub rests_on: Basis,
    /// The severity of a response with another status code than the expected ones.
    pub severity: Severity,
    /// Whether a server may act on the request: send a message, store a record. True for each request with an unsafe method
    /// (RFC 9110 section 9.2.1) that is not certain to be rejected for its credential, because a lenient server may accept a
    /// request that the document does not allow.
    pub may_act: bool,
    /// Whether the request names something that nobody created: an id, an owner, a login. The server may respond that it does
    /// not exist.
    pub is_made_up: bool,
    /// Whether the request carries a credential that is expected to be accepted.
    pub has_credential: bool,
    /// Why the case is skipped; `None` if it is sent.
    pub skip_reason: Option<&'static str>,
    /// The place in the document that the case is derived from.
    pub at: Span,
    /// How the request differs from the smallest one of its operation; `None` if it cannot be combined with others.
    pub(crate) variation: Option<Variation>,
}

impl Case {
    /// Whether the request is to be rejected for its credential.
    pub(crate) fn is_for_credential(&self, operation: Option<&Operation>) -> bool {
        !self.has_credential && operation.is_some_and(|operation| !operation.security.is_none())
    }
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
    /// A request that uses values of earlier responses: a resource that was created is read, changed and deleted.
    Chain,
    /// Several safe requests whose responses the document relates to each other: a default, a limit, pages.
    Semantics,
}

impl Group {
    /// The first part of case ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Documented => "documented",
            Group::Rejected => "rejected",
            Group::Accepted => "accepted",
            Group::Routing => "routing",
            Group::Chain => "chain",
            Group::Semantics => "semantics",
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
    /// One of these status codes. If the operation documents the code, the response must conform to it.
    Rejection(Vec<u16>),
    /// A documented success, or a documented redirect.
    Success,
    /// Like `Success`, or one of these status codes. The request has a generated text whose `format` only the server can
    /// check.
    SuccessOrRejection(Vec<u16>),
    /// 404.
    NotFound,
    /// 405, with these methods in `Allow` (RFC 9110 section 15.5.6).
    MethodNotAllowed(Vec<String>),
    /// Any status code except 5XX, and except 3XX if `may_redirect` is false.
    NoServerError {
        /// Whether an operation of the path documents a redirect.
        may_redirect: bool,
    },
}

/// The cases of single requests. Those of several requests are derived by [`crate::chain`].
pub(crate) fn cases_with(api: &Api, schemas: &Schemas, credentials: &Credentials, known: &Known) -> Vec<Case> {
    let mut out = Vec::new();
    // No request tells an operation that is not served from the one that is: its cases would test the other one.
    for (index, operation) in api.operations.iter().enumerate().filter(|(_, operation)| operation.is_served) {
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index, operation, set };
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
    routing::cases(api, schemas, credentials, known, &mut out);
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
    pub known: &'a Known,
    pub index: usize,
    pub operation: &'a Operation,
    /// The set of security schemes that the requests use: an index into [`Api::credentials`].
    pub set: Option<usize>,
}

impl Derivation<'_> {
    /// A case of the operation.
    pub(crate) fn case(&self, group: Group, label: &str, request: Request, expect: Expectation, at: Span) -> Case {
        let id = format!("{}/{}/{label}", group.as_str(), self.operation.id);
        Case {
            id,
            group,
            operation: Some(self.index),
            request,
            expect,
            rests_on: Basis::Document,
            severity: Severity::Must,
            may_act: !is_safe(&self.operation.method),
            is_made_up: self.is_made_up(),
            has_credential: self.set.is_some(),
            skip_reason: None,
            at,
            variation: None,
        }
    }

    /// Whether a valid request of the operation names something that nobody created: its path has an id that is not known, or
    /// its other parts are generated or come from examples, which may refer to resources too.
    fn is_made_up(&self) -> bool {
        let names_unknown = |(index, parameter): (usize, &Parameter)| {
            let may_name = parameter.location == Location::Path || matches!(parameter.text, Text::String | Text::Any);
            may_name
                && self.known.parameter(self.index, index, parameter).is_none()
                && self.schemas.keyword(&parameter.schema, "enum").is_none()
        };
        self.operation.body.is_some() || self.operation.parameters.iter().enumerate().any(names_unknown)
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
    /// The body with all optional parts, if it has properties or elements.
    pub whole: Option<Whole>,
}

impl ValidValues {
    /// The values of the first documented exchange that succeeds, completed with generated values. `None` if a required
    /// value cannot be generated.
    pub(crate) fn of(derivation: &Derivation<'_>) -> Option<Self> {
        let operation = derivation.operation;
        let shown = operation.cases.iter().find(|case| case.credential == CredentialMark::Valid);
        let shown = shown.filter(|case| operation.responses[case.response.response].status.is_success());
        let mut all = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let of_case = shown.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
            let known = derivation.known.parameter(derivation.index, index, parameter);
            let shown = known.or_else(|| of_case.map(|(_, value)| value));
            match parameters::value(derivation, index, shown) {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match operation.body.as_ref().and_then(Body::main) {
            Some(content) => {
                let shown = shown.and_then(|case| case.body.clone());
                let mut value = shown.or_else(|| bodies::value(derivation.schemas, content))?;
                put_known(derivation, &content.schema, &mut value);
                Some(value)
            }
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        let content = operation.body.as_ref().and_then(Body::main);
        let content = content.filter(|content| !matches!(content.format, Format::Text | Format::Bytes));
        let whole = content.zip(body.as_ref()).map(|(content, body)| {
            let first = whole(derivation.schemas, &content.schema, body);
            let mut filled = first.value.clone();
            put_known(derivation, &content.schema, &mut filled);
            if filled == first.value { first } else { whole(derivation.schemas, &content.schema, &filled) }
        });
        Some(ValidValues { all, required, body, whole })
    }
}

/// Puts known values into the properties of a body, where they fit.
pub(crate) fn put_known(derivation: &Derivation<'_>, schema: &Value, body: &mut Value) {
    let names: Vec<String> =
        derivation.schemas.properties(schema).into_iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let Some(value) = derivation.known.property(derivation.index, &name) else { continue };
        let fits = derivation.schemas.property(schema, &name).is_some_and(|of| derivation.schemas.accepts(of, value));
        if let Some(object) = body.as_object_mut().filter(|object| fits && object.contains_key(&name)) {
            object.insert(name, value.clone());
        }
    }
}

/// Whether requests of a method have no effect on the server (RFC 9110 section 9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body section 2).
pub(crate) fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "QUERY" | "TRACE")
}

/// The status codes that fit any rejected request. A server checks credential, resource, media type and values in any order,
/// and each of these codes may tell the client so (RFC 9110 section 15.5).
const FITTING: [u16; 6] = [400, 401, 403, 404, 415, 422];

/// The status codes for a defect: those of `fitting` that the operation documents, and the one that its examples show. If it
/// documents none of `specific`, each of those fits too.
fn codes(derivation: &Derivation<'_>, own: Option<RejectionStatus>, fitting: &[u16], specific: &[u16]) -> Vec<u16> {
    let mut codes = documented_codes(derivation.operation, fitting);
    if !specific.iter().any(|code| codes.contains(code)) {
        codes.extend(specific);
    }
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
    codes(derivation, derivation.operation.rejections.invalid, &FITTING, &[400, 422, 415])
}

/// The expected response to a request with `other` in place of `shown`. Both fit the schema.
fn acceptance(derivation: &Derivation<'_>, schema: &Value, shown: &Value, other: &Value) -> Expectation {
    match keeps_formats(derivation.schemas, schema, Some(shown), other) {
        true => Expectation::Success,
        false => Expectation::SuccessOrRejection(invalid_codes(derivation)),
    }
}

/// The candidates that the operation documents.
pub(crate) fn documented_codes(operation: &Operation, candidates: &[u16]) -> Vec<u16> {
    let covered = |code: &u16| {
        operation.responses.iter().any(|response| match response.status {
            Status::Code(own) => own == *code,
            Status::Range(_) | Status::Default => response.status.covers(*code),
        })
    };
    candidates.iter().copied().filter(covered).collect()
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Known, Schemas, cases_with};

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
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let ids: Vec<String> = cases.into_iter().map(|case| case.id).collect();
        assert!(ids.iter().any(|id| id.contains("updateFile")), "{ids:?}");
        assert!(!ids.iter().any(|id| id.contains("shareFile")), "{ids:?}");
        Ok(())
    }
}
