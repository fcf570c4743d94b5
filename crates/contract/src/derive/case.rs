//! A case: one request and the expected response.

use model::api::{Operation, ResponseBody};
use model::source::Span;
use serde_json::Value;

use crate::label::Label;
use crate::request::Request;
use crate::variation::Variation;
use crate::violation::{Basis, Severity};

/// One request and the expected response.
#[derive(Clone, Debug)]
pub struct Case {
    /// `group/operation/description`. Ids are unique, and the same for every run with the same document.
    pub id: String,
    /// The change of the request. Its text is the end of the id.
    pub(crate) label: Label,
    /// The kind of case.
    pub group: Group,
    /// Index into [`model::Api::operations`]; `None` for a path or method that the document does not have.
    pub operation: Option<usize>,
    /// The request.
    pub request: Request,
    /// The expected response.
    pub expect: Expectation,
    /// The rule that the expectation rests on.
    pub rests_on: Basis,
    /// The severity of a response with another status code than the expected ones.
    pub severity: Severity,
    /// Whether a server may act on the request: send a message, store a record. True for each request with an unsafe method
    /// (RFC 9110 section 9.2.1) that is not certain to be rejected for its credential, because a lenient server may accept a
    /// request that the document does not allow.
    pub may_act: bool,
    /// The resource that a server acts on if it overlooks the defect of the request.
    pub(crate) overlooked: Overlooked,
    /// Whether the request names something that nobody created: an id, an owner, a login. The server may respond that it does
    /// not exist.
    pub is_made_up: bool,
    /// Whether the path has ids, all of resources that the run created.
    pub(crate) names_created: bool,
    /// Whether the case changes a parameter of the path, so that the server may not recognize the operation: the documented
    /// responses need not apply then.
    pub may_be_unrouted: bool,
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

/// The resource that a server acts on if it overlooks the defect of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlooked {
    /// The resource of the valid request.
    Usual,
    /// Something that exists, such as the settings or a resource from an example: the request changes or deletes it, and has no valid
    /// credential.
    Existing,
    /// All resources of a kind: the request is a DELETE without its filter.
    All,
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
    /// 201, because a PUT created the resource, or one of these status codes.
    CreatedOrRejection(Vec<u16>),
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
