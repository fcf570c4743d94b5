//! Operations: what goes over the wire, and what each part is called in Rust.

use serde_json::Value;

use super::{CredentialUse, Segment, TypeRef};
use crate::source::Span;

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or what stands for it where there is none.
    pub id: String,
    /// Where it stands.
    pub at: Span,
    /// The method's name in Rust.
    pub method_name: String,
    /// The prefix of the types that belong to it.
    pub type_name: String,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path's segments.
    pub path: Vec<Segment>,
    /// Pairs of the query that stand in the path itself (`/rest?method=list`): every request has them, and operations of
    /// one path are told apart by them. Not yet encoded.
    pub fixed_query: Vec<(String, String)>,
    /// The URL before the path, where the operation or its path has `servers` of its own: it goes before
    /// [`super::Api::base_url`], and what the caller says goes before both. `None` without such, and where it is relative.
    pub base_url: Option<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// Parameters in the order of the document, those of the path item first.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Documented answers, in the order of the document.
    pub responses: Vec<Response>,
    /// How a request says who asks.
    pub security: CredentialUse,
    /// Which answer a refused request gets.
    pub refusals: RefusalStatuses,
    /// The documented exchanges: a request example and the response example of its name.
    pub cases: Vec<Case>,
    /// `x-codeSamples`
    pub code_samples: Vec<CodeSample>,
}

/// What stands for itself everywhere in a URL (RFC 3986 section 2.3).
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Operation {
    /// The path as the document writes it, percent-encoded.
    pub fn template(&self) -> String {
        let segment = |segment: &Segment| format!("/{}", segment.written(|name| format!("{{{name}}}")));
        self.path.iter().map(segment).collect::<String>() + &self.encoded_query()
    }

    /// [`fixed_query`](Self::fixed_query) as it is sent, with `?`; nothing where there is none.
    pub fn encoded_query(&self) -> String {
        let encode = |text: &str| percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string();
        let pair = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
        match self.fixed_query.iter().map(pair).collect::<Vec<_>>().join("&") {
            none if none.is_empty() => none,
            pairs => format!("?{pairs}"),
        }
    }

    /// Parameters of one place.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// The answers that are successes: 2XX, or `default` where no 2XX is documented.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let explicit = self.responses.iter().any(|response| response.status.is_success());
        self.responses
            .iter()
            .filter(move |response| response.status.is_success() || (!explicit && response.status == Status::Default))
    }

    /// The type of the successes' bodies, and whether some successes have a body and others have none.
    pub fn success_body(&self) -> (Option<&TypeRef>, bool) {
        body_of(self.successes())
    }

    /// The type of the errors' bodies, and whether some errors have a body and others have none.
    pub fn error_body(&self) -> (Option<&TypeRef>, bool) {
        body_of(self.errors())
    }

    /// All other answers, and `default`.
    pub fn errors(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

fn body_of<'o>(responses: impl Iterator<Item = &'o Response>) -> (Option<&'o TypeRef>, bool) {
    let (mut ty, mut is_empty) = (None, false);
    responses.for_each(|response| {
        ty = ty.or(response.ty.as_ref());
        is_empty |= response.ty.is_none();
    });
    (ty, ty.is_some() && is_empty)
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl Location {
    /// The word that OpenAPI has for it.
    pub fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
        }
    }
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire: String,
    /// Its name in Rust: field of the server's request, setter of the client's builder.
    pub name: String,
    /// Where it is.
    pub location: Location,
    /// Its description.
    pub doc: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// The type of one value; of one element, where `array`.
    pub ty: TypeRef,
    /// How the text of one value reads.
    pub text: Text,
    /// An array, sent as one pair per element (`style: form`, `explode: true`).
    pub array: Option<TypeRef>,
    /// The value where it is absent, as JSON.
    pub default: Option<Value>,
    /// Its JSON Schema, beside [`super::Api::definitions`].
    pub schema: Value,
    /// A value that the document shows, or that fits the schema.
    pub sample: Option<Value>,
    /// Where its name stands.
    pub at: Span,
}

/// How the text of a parameter reads before its type looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// As it stands.
    String,
    /// `true` or `false`.
    Boolean,
    /// A decimal integer.
    Integer,
    /// A JSON number.
    Number,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its description.
    pub doc: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// The media type. More than one is for an emitter of our own.
    pub media_type: String,
    /// Its type.
    pub ty: TypeRef,
    /// Its JSON Schema, beside [`super::Api::definitions`].
    pub schema: Value,
    /// A value that the document shows, or that fits the schema.
    pub sample: Option<Value>,
    /// Where it stands.
    pub at: Span,
}

/// A documented status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One code.
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u16),
    /// `default`
    Default,
}

impl Status {
    /// Whether it is 2XX.
    pub fn is_success(self) -> bool {
        matches!(self, Status::Code(200..=299) | Status::Range(2))
    }

    /// Whether an answer of this code is documented by it.
    pub fn covers(self, code: u16) -> bool {
        match self {
            Status::Code(own) => own == code,
            Status::Range(hundreds) => code / 100 == hundreds,
            Status::Default => true,
        }
    }
}

/// One documented answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// When it is given.
    pub status: Status,
    /// The variant's name.
    pub variant: String,
    /// The response's description.
    pub doc: Option<String>,
    /// The JSON body's type, where there is a body.
    pub ty: Option<TypeRef>,
    /// The JSON body's JSON Schema, beside [`super::Api::definitions`].
    pub schema: Option<Value>,
    /// Where the status stands.
    pub at: Span,
    /// Documented headers.
    pub headers: Vec<ResponseHeader>,
    /// A value of the body that the document shows, or that fits the schema.
    pub sample: Option<Value>,
}

/// One header of an answer.
#[derive(Clone, Debug)]
pub struct ResponseHeader {
    /// Its name on the wire.
    pub wire: String,
    /// The field's name.
    pub name: String,
    /// Its description.
    pub doc: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub ty: TypeRef,
    /// A value that fits.
    pub sample: Value,
    /// Its JSON Schema, beside [`super::Api::definitions`].
    pub schema: Value,
}

/// Which documented answer a refused request gets. `None` where none fits: problem details then (RFC 9457).
#[derive(Clone, Debug, Default)]
pub struct RefusalStatuses {
    /// No credential, or an empty one.
    pub credential_missing: Option<RefusalStatus>,
    /// A credential that is not valid.
    pub credential_wrong: Option<RefusalStatus>,
    /// A parameter or body that is missing or malformed.
    pub invalid: Option<RefusalStatus>,
    /// A body over the limit.
    pub too_large: Option<RefusalStatus>,
    /// A content type that is not accepted.
    pub media_type: Option<RefusalStatus>,
}

/// One answer to a refused request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusalStatus {
    /// The code to answer with.
    pub code: u16,
    /// Index of the [`Response`] that documents it.
    pub response: usize,
    /// Index of its [`super::Refusal`] in [`super::Api::refusals`]; `None` where the answer has no body.
    pub refusal: Option<usize>,
}

/// What a documented request does with its credential (`x-credential`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialMark {
    /// A valid one.
    Valid,
    /// None.
    Missing,
    /// One that is not valid.
    Wrong,
}

/// A documented exchange.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name that the request's examples and the response's example share.
    pub name: String,
    /// Values of parameters, by index into [`Operation::parameters`].
    pub parameters: Vec<(usize, Value)>,
    /// The body.
    pub body: Option<Value>,
    /// What it does with its credential.
    pub credential: CredentialMark,
    /// Index of the [`Response`].
    pub response: usize,
    /// The answer's body.
    pub answer: Value,
}

/// One of the operation's `x-codeSamples`.
#[derive(Clone, Debug)]
pub struct CodeSample {
    /// `lang`
    pub lang: String,
    /// `source`
    pub source: String,
}
