//! The document → cases: derived once, in a fixed order, without randomness.

mod accepted;
mod documented;
mod refused;
mod routing;

use codegen::Api;
use codegen::model::{CredentialMark, Operation, Status};
use codegen::source::Span;
use serde_json::Value;

use crate::credential::{Carry, Credentials, add};
use crate::request::Request;
use crate::schema::Validators;

/// One request, and what must come of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// `group/operation/what`: the same for every run over the same document.
    pub id: String,
    /// What kind of case it is.
    pub group: Group,
    /// Index of the operation, where the request is one of an operation's.
    pub operation: Option<usize>,
    /// What is sent.
    pub request: Request,
    /// What must come.
    pub expect: Expect,
    /// Whether a correct server acts on it: sends the message, stores the record.
    pub is_acted_on: bool,
    /// The place of the document that says so.
    pub at: Span,
}

/// Kinds of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// An exchange that the document shows.
    Documented,
    /// A request with one defect.
    Refused,
    /// A request that is unusual, and as the document says.
    Accepted,
    /// A path or a method that the document does not have.
    Routing,
}

impl Group {
    fn word(self) -> &'static str {
        match self {
            Group::Documented => "documented",
            Group::Refused => "refused",
            Group::Accepted => "accepted",
            Group::Routing => "routing",
        }
    }
}

/// What must come of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Expect {
    /// This answer of the operation, with this body but for what is volatile.
    Shown {
        /// Index of the response.
        response: usize,
        /// The documented body.
        body: Value,
    },
    /// One of these codes, as the operation documents it.
    Refusal(Vec<u16>),
    /// A documented success.
    Success,
    /// A documented success, or a refusal with one of these codes: it has a text of ours in place of one of a format that
    /// only the server knows.
    SuccessOrRefusal(Vec<u16>),
    /// 404.
    NotFound,
    /// 405, with this method in `Allow` (RFC 9110 section 15.5.6).
    NotAllowed(Vec<String>),
    /// Anything but a 5xx.
    NoServerError,
}

/// All cases of a document.
pub fn cases(api: &Api, credentials: &Credentials) -> Vec<Case> {
    let validators = Validators::new(api);
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let derive = Derive { api, credentials, validators: &validators, index, operation };
        documented::cases(&derive, &mut out);
        if let Some(base) = Base::of(operation) {
            refused::cases(&derive, &base, &mut out);
            accepted::cases(&derive, &base, &mut out);
        }
    }
    routing::cases(api, &mut out);
    out
}

/// What every derivation is given.
pub(crate) struct Derive<'a> {
    pub api: &'a Api,
    pub credentials: &'a Credentials,
    pub validators: &'a Validators,
    pub index: usize,
    pub operation: &'a Operation,
}

impl Derive<'_> {
    /// A case of this operation.
    pub(crate) fn case(&self, group: Group, what: &str, request: Request, expect: Expect, at: Span) -> Case {
        let id = format!("{}/{}/{what}", group.word(), self.operation.id);
        let is_acted_on = matches!(expect, Expect::Success | Expect::SuccessOrRefusal(_));
        Case { id, group, operation: Some(self.index), request, expect, is_acted_on, at }
    }

    /// A request with a valid credential, as `carry` says.
    pub(crate) fn request(&self, values: &[(usize, Value)], body: Option<&Value>, carry: Carry) -> Request {
        let mut request = Request::of(self.operation, values, body);
        add(self.api, self.operation, self.credentials, carry, &mut request);
        request
    }
}

/// Values of a request that is as it should be.
pub(crate) struct Base {
    /// All parameters that have a value.
    pub all: Vec<(usize, Value)>,
    /// Those that must be there.
    pub required: Vec<(usize, Value)>,
    pub body: Option<Value>,
}

impl Base {
    /// The first documented exchange that succeeds, with samples for what it leaves open. `None` where something that
    /// must be there has no value.
    fn of(operation: &Operation) -> Option<Self> {
        let shown = operation.cases.iter().find(|case| case.credential == CredentialMark::Valid);
        let shown = shown.filter(|case| operation.responses[case.response].status.is_success());
        let mut all = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let of_case = shown.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
            match of_case.map(|(_, value)| value.clone()).or_else(|| parameter.sample.clone()) {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let is_written = |parameter: &codegen::model::Parameter| parameter.is_plain();
        if operation.body.is_some() != operation.json_body().is_some() || !operation.parameters.iter().all(is_written) {
            return None;
        }
        let body = match operation.json_body() {
            Some(body) => Some(shown.and_then(|case| case.body.clone()).or_else(|| body.sample.clone())?),
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        Some(Base { all, required, body })
    }
}

/// The codes of an operation's documented answers that a request with such a defect may get.
pub(crate) fn documented_codes(operation: &Operation, candidates: &[u16], fallback: u16) -> Vec<u16> {
    let covered = |code: &u16| {
        operation.responses.iter().any(|response| match response.status {
            Status::Code(own) => own == *code,
            Status::Range(_) | Status::Default => response.status.covers(*code),
        })
    };
    let codes: Vec<u16> = candidates.iter().copied().filter(covered).collect();
    if codes.is_empty() { vec![fallback] } else { codes }
}
