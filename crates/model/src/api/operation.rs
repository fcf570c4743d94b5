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
    /// The documented headers of all answers, each once, with names of their own.
    pub answer_headers: Vec<ResponseHeader>,
    /// Which answer a refused request gets.
    pub refusals: RefusalStatuses,
    /// The documented exchanges: a request example and the response example of its name.
    pub cases: Vec<Case>,
    /// `x-codeSamples`
    pub code_samples: Vec<CodeSample>,
    /// Why the client's builder of this operation is emitted here and not by progenitor; `None` where progenitor
    /// serves it faithfully.
    pub own: Option<&'static str>,
    /// Whether it is in the server crate: not where a fragment in the path alone tells it from another operation.
    pub is_served: bool,
    /// What was read and left out of all three crates: `callbacks`, `links`; `server` where it is not in that one.
    pub left_out: Vec<&'static str>,
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

    /// The JSON of the request body, where it can be JSON.
    pub fn json_body(&self) -> Option<&Content> {
        self.body.as_ref()?.main().filter(|content| content.format == Format::Json)
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

    /// What the client returns for a success.
    pub fn success(&self) -> Outcome<'_> {
        outcome(self.successes().collect())
    }

    /// What the client returns for a documented error.
    pub fn error(&self) -> Outcome<'_> {
        outcome(self.errors().collect())
    }

    /// All other answers, and `default`.
    pub fn errors(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }
}

/// What the documented successes, or errors, of an operation are for the client's caller.
#[derive(Clone, Debug)]
pub enum Outcome<'o> {
    /// None has a body.
    Empty,
    /// All have a body of this type and format.
    Same(&'o Response),
    /// Some have a body of this type and format, others have none.
    SameOrEmpty(&'o Response),
    /// Several types: an enum with a variant for each answer.
    Several(Vec<&'o Response>),
}

fn outcome(responses: Vec<&Response>) -> Outcome<'_> {
    let Some(first) = responses.iter().copied().find(|response| response.ty.is_some()) else { return Outcome::Empty };
    let mut with_body = responses.iter().filter(|response| response.ty.is_some());
    if with_body.any(|other| (&other.ty, other.format) != (&first.ty, first.format)) {
        Outcome::Several(responses)
    } else if responses.iter().all(|response| response.ty.is_some()) {
        Outcome::Same(first)
    } else {
        Outcome::SameOrEmpty(first)
    }
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
    /// In a cookie.
    Cookie,
}

impl Location {
    /// The word that OpenAPI has for it.
    pub fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
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
    /// The array's type, where it is one.
    pub array: Option<TypeRef>,
    /// How it is written.
    pub style: Style,
    /// Whether each element or property stands for itself (`explode`).
    pub explode: bool,
    /// Whether reserved characters stand for themselves in the query (`allowReserved`). What is generated encodes them
    /// and reads both.
    pub allow_reserved: bool,
    /// Whether it may be there without a value (`allowEmptyValue`). What is generated never sends it so.
    pub allow_empty: bool,
    /// The value where it is absent, as JSON.
    pub default: Option<Value>,
    /// Its JSON Schema, beside [`super::Api::definitions`].
    pub schema: Value,
    /// A value that the document shows, or that fits the schema.
    pub sample: Option<Value>,
    /// Where its name stands.
    pub at: Span,
}

impl Parameter {
    /// The type of the whole value.
    pub fn whole(&self) -> &TypeRef {
        self.array.as_ref().unwrap_or(&self.ty)
    }

    /// Whether it is one text, or in the query one text for each element: what progenitor writes faithfully.
    pub fn is_plain(&self) -> bool {
        let is_default = match self.location {
            Location::Query => self.style == Style::Form && (self.explode || self.array.is_none()),
            Location::Path | Location::Header => self.style == Style::Simple && self.array.is_none(),
            Location::Cookie => false,
        };
        is_default && !matches!(self.text, Text::Any | Text::Structured)
    }
}

/// How a parameter or a property of a form is written (OpenAPI 3.0.4, Style Values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// JSON text: `content` with a JSON media type.
    Json,
    /// A property of a form without a style: a text as it is, an object or a list as JSON.
    Content,
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
    /// One of several of these, as the type finds it.
    Any,
    /// No single text: an object, or an array of arrays or objects.
    Structured,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its description.
    pub doc: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// Its media types, in the order of the document; at least one.
    pub contents: Vec<Content>,
}

impl Body {
    /// What is sent where nobody chooses: JSON where it can be, else the first.
    pub fn main(&self) -> Option<&Content> {
        self.contents.iter().find(|content| content.format == Format::Json).or(self.contents.first())
    }

    /// What it is as a multipart body, where it can be one.
    pub fn multipart(&self) -> Option<&Content> {
        self.contents.iter().find(|content| content.format == Format::Multipart)
    }

    /// Whether JSON is all that it can be.
    pub fn is_json(&self) -> bool {
        matches!(self.contents.as_slice(), [content] if content.format == Format::Json)
    }
}

/// What a request body can be: a media type, or several that mean the same.
#[derive(Clone, Debug)]
pub struct Content {
    /// The media types that mean this; the first is the one that is sent.
    pub media_types: Vec<String>,
    /// How its values are written.
    pub format: Format,
    /// The variant's name, where there are several.
    pub variant: String,
    /// Its type; a string where the format is [`Format::Text`] or [`Format::Bytes`].
    pub ty: TypeRef,
    /// The parts of a [`Format::Form`] or [`Format::Multipart`] body.
    pub parts: Vec<Part>,
    /// Its JSON Schema, beside [`super::Api::definitions`].
    pub schema: Value,
    /// A value that the document shows, or that fits the schema.
    pub sample: Option<Value>,
    /// Where it stands.
    pub at: Span,
}

/// How the values of a media type are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON (RFC 8259), and `+json` (RFC 6839).
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` (RFC 7578) and its like.
    Multipart,
    /// Text in UTF-8.
    Text,
    /// Anything else: bytes as they are.
    Bytes,
}

/// One property of a form (OpenAPI 3.0.4, Encoding Object).
#[derive(Clone, Debug)]
pub struct Part {
    /// The property's name.
    pub wire: String,
    /// Its name in Rust.
    pub name: String,
    /// Its description.
    pub doc: Option<String>,
    /// Its type.
    pub ty: TypeRef,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it is an array, each element of which is a part of its own.
    pub repeated: bool,
    /// Whether it is bytes: a file.
    pub is_file: bool,
    /// How it is written in a form.
    pub style: Style,
    /// Whether each element or property stands for itself in a form.
    pub explode: bool,
    /// Whether reserved characters stand for themselves in a form (`allowReserved`).
    pub allow_reserved: bool,
    /// The content type of the part, where the document names one.
    pub content_type: Option<String>,
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

/// One documented answer: a status, and one of its media types. A status with several has an answer for each.
#[derive(Clone, Debug)]
pub struct Response {
    /// When it is given.
    pub status: Status,
    /// The variant's name.
    pub variant: String,
    /// The response's description.
    pub doc: Option<String>,
    /// The body's media types, where there is a body; the first is the one that is sent.
    pub media_types: Vec<String>,
    /// How the body is written.
    pub format: Format,
    /// The body's type, where there is a body; a string where the format is [`Format::Text`] or [`Format::Bytes`].
    pub ty: Option<TypeRef>,
    /// The body's JSON Schema, beside [`super::Api::definitions`], where the body is JSON.
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
