//! The document → cases: derived once, in a fixed order, without randomness.

mod bodies;
mod credentials;
mod documented;
mod parameters;
mod routing;

use std::collections::HashMap;

use model::Api;
use model::api::{Body, CredentialMark, Operation, RefusalStatus, ResponseBody, Status};
use model::source::Span;
use serde_json::Value;

use crate::credential::{Carry, Credentials, add, chosen};
use crate::request::Request;
use crate::schema::Validators;
use crate::variant::keeps_formats;

/// Why a case is left out where nothing can be sent.
const NO_VALUE: &str = "no value is known that fits; an example in the document would be one";

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
    /// Why it cannot be sent, if it cannot.
    pub left_out: Option<&'static str>,
    /// The place of the document that says so.
    pub at: Span,
}

/// Kinds of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The word that ids begin with.
    pub fn word(self) -> &'static str {
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
        /// The documented content.
        response: ResponseBody,
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
    /// Anything but a 5xx, and a redirect only where the path documents one: none is followed.
    NoServerError {
        /// Whether an operation of the path documents a redirect.
        may_redirect: bool,
    },
}

/// All cases of a document.
pub fn cases(api: &Api, credentials: &Credentials) -> Vec<Case> {
    cases_with(api, &Validators::new(api), credentials)
}

/// The same, with schemas that are compiled already.
pub(crate) fn cases_with(api: &Api, validators: &Validators, credentials: &Credentials) -> Vec<Case> {
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let set = chosen(api, operation, credentials);
        let derive = Derive { api, credentials, validators, index, operation, set };
        documented::cases(&derive, &mut out);
        match Base::of(&derive) {
            Some(base) => of_operation(&derive, &base, &mut out),
            None => {
                let request = derive.request(&[], None, Carry::Valid);
                let mut case =
                    derive.case(Group::Accepted, "required-parts-alone", request, Expect::Success, operation.at);
                case.left_out = Some(NO_VALUE);
                out.push(case);
            }
        }
    }
    routing::cases(api, validators, credentials, &mut out);
    tell_apart(&mut out);
    out
}

fn of_operation(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    credentials::refused(derive, base, out);
    parameters::refused(derive, base, out);
    bodies::refused(derive, base, out);
    parameters::accepted(derive, base, out);
    parameters::without_value(derive, base, out);
    credentials::accepted(derive, base, out);
    bodies::accepted(derive, base, out);
}

/// Makes ids unique and keeps each on one line: names of the document may be equal but for what separates them here.
fn tell_apart(cases: &mut [Case]) {
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

/// What every derivation is given.
pub(crate) struct Derive<'a> {
    pub api: &'a Api,
    pub credentials: &'a Credentials,
    pub validators: &'a Validators,
    pub index: usize,
    pub operation: &'a Operation,
    /// The schemes that the requests carry.
    pub set: Option<usize>,
}

impl Derive<'_> {
    /// A case of this operation.
    pub(crate) fn case(&self, group: Group, what: &str, request: Request, expect: Expect, at: Span) -> Case {
        let id = format!("{}/{}/{what}", group.word(), self.operation.id);
        let is_acted_on = matches!(expect, Expect::Success | Expect::SuccessOrRefusal(_));
        Case { id, group, operation: Some(self.index), request, expect, is_acted_on, left_out: None, at }
    }

    /// A request with a credential as `carry` says.
    pub(crate) fn request(&self, values: &[(usize, Value)], body: Option<&Value>, carry: Carry) -> Request {
        let mut request = Request::of(self.operation, values, body);
        if let Some(set) = self.set {
            add(self.api, set, self.credentials, carry, &mut request);
        }
        request
    }

    /// The same with another set of schemes.
    pub(crate) fn request_with(
        &self,
        set: usize,
        values: &[(usize, Value)],
        body: Option<&Value>,
        carry: Carry,
    ) -> Request {
        let mut request = Request::of(self.operation, values, body);
        add(self.api, set, self.credentials, carry, &mut request);
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
    /// The first documented exchange that succeeds, with made-up values for what it leaves open. `None` where something
    /// that must be there has no value.
    fn of(derive: &Derive<'_>) -> Option<Self> {
        let operation = derive.operation;
        let shown = operation.cases.iter().find(|case| case.credential == CredentialMark::Valid);
        let shown = shown.filter(|case| operation.responses[case.response.response].status.is_success());
        let mut all = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let of_case = shown.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
            match parameters::value(derive, index, of_case.map(|(_, value)| value)) {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match operation.body.as_ref().and_then(Body::main) {
            Some(content) => {
                let shown = shown.and_then(|case| case.body.clone());
                Some(shown.or_else(|| bodies::value(derive.validators, content))?)
            }
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        Some(Base { all, required, body })
    }
}

/// The codes for a defect: the one that the document's own examples or statuses give, and its neighbours of the same
/// meaning where they are documented too.
fn codes(derive: &Derive<'_>, own: Option<RefusalStatus>, neighbours: &[u16], fallback: u16) -> Vec<u16> {
    let mut codes = documented_codes(derive.operation, neighbours, fallback);
    if let Some(own) = own.map(|status| status.code)
        && !codes.contains(&own)
    {
        codes.insert(0, own);
    }
    codes
}

/// What a request with a defect in a parameter or the body gets.
fn invalid(derive: &Derive<'_>) -> Expect {
    Expect::Refusal(invalid_codes(derive))
}

fn invalid_codes(derive: &Derive<'_>) -> Vec<u16> {
    codes(derive, derive.operation.refusals.invalid, &[400, 422], 400)
}

/// What a request gets with `other` in place of `shown`, both of which fit the schema.
fn taken(derive: &Derive<'_>, schema: &Value, shown: &Value, other: &Value) -> Expect {
    match keeps_formats(derive.validators, schema, Some(shown), other) {
        true => Expect::Success,
        false => Expect::SuccessOrRefusal(invalid_codes(derive)),
    }
}

/// The codes of an operation's documented answers that a request with such a defect may get.
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
