//! Responses, and the ones that rejected requests get.

use serde_json::Value;

use super::{Annotations, Format, Items, TypeRef, Wish};
use crate::source::Span;

/// The status of a documented response: a key of the Responses Object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// A range of a hundred codes: `4XX` is `Range(4)`.
    Range(u16),
    /// `default`
    Default,
}

impl Status {
    /// Returns whether this is a code or range of 2XX.
    pub fn is_success(self) -> bool {
        matches!(self, Status::Code(200..=299) | Status::Range(2))
    }

    /// Returns whether no response with this status has a body (RFC 9110 sections 6.4.1 and 15.3.6).
    pub fn has_no_body(self) -> bool {
        matches!(self, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1))
    }

    /// Returns whether a response with this status code can be an instance of this status.
    pub fn covers(self, code: u16) -> bool {
        match self {
            Status::Code(own) => own == code,
            Status::Range(hundreds) => code / 100 == hundreds,
            Status::Default => true,
        }
    }
}

/// The documented response of one status (OpenAPI 3.0.4, Response Object).
#[derive(Clone, Debug, PartialEq)]
pub struct Response<N = Wish> {
    /// The status.
    pub status: Status,
    /// The Rust name of the status, in `PascalCase`. It is the name of the enum variant. Of several contents, the first JSON
    /// content has it, else the first content; the variants of the others have names that begin with it.
    pub variant: N,
    /// `description`
    pub doc: Option<String>,
    /// The documented headers, in the order of the document.
    pub headers: Vec<ResponseHeader<N>>,
    /// The contents: JSON first, the others in the order of the document. Empty if the response has no body.
    pub contents: Vec<ResponseContent<N>>,
    /// The operations that a client can call with values of this response (OpenAPI 3.0.4, Link Object). Generated crates ignore
    /// them.
    pub links: Vec<Link>,
    /// The place of the status in the document.
    pub at: Span,
}

/// An operation that a client can call with values of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The id of the operation. See [`super::Operation::id`].
    pub operation: String,
    /// Names of parameters, as the document has them (`id` or `path.id`), with a constant or a runtime expression such as
    /// `$response.body#/id`.
    pub parameters: Vec<(String, Value)>,
}

impl<N> Response<N> {
    /// Returns the variants that this response has in the enum of an operation's responses: one for each content, or one
    /// without content.
    pub fn variants(&self) -> impl Iterator<Item = ResponseVariant<'_, N>> {
        let empty = self.contents.is_empty().then_some(ResponseVariant { response: self, content: None });
        let contents = self.contents.iter().map(|content| ResponseVariant { response: self, content: Some(content) });
        empty.into_iter().chain(contents)
    }
}

/// One content of a response body: a media type, or several that have the same format and type.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseContent<N = Wish> {
    /// The media types. There is at least one, and the server sends the first: `application/json` if it is among them, else the first
    /// of the document.
    pub media_types: Vec<String>,
    /// How the body is written. Never [`Format::Form`] or [`Format::Multipart`]: such bodies are [`Format::Bytes`].
    pub format: Format,
    /// The name of the enum variant: [`Response::variant`], with the name of the content appended if another content has it.
    pub variant: N,
    /// The type of the body; [`TypeRef::String`] for [`Format::Text`] and [`Format::Bytes`].
    pub ty: TypeRef,
    /// The JSON Schema of the body, if the body is JSON. Its references are to [`super::Api::definitions`].
    pub schema: Option<Value>,
    /// Whether a body that is not JSON may have a value that is `x-sensitive` or a password.
    pub sensitive: bool,
    /// A documented example, or else a generated value that fits the schema.
    pub sample: Option<Value>,
    /// The items of a sequential media type, if the document has a schema for them.
    pub items: Option<Items>,
    /// The documented examples that have a name, with their values.
    pub examples: Vec<(String, Value)>,
    /// The place of the Media Type Object.
    pub at: Span,
}

/// One variant of the enum of an operation's responses: a response with one of its contents, or without a body.
#[derive(Debug, PartialEq)]
pub struct ResponseVariant<'o, N = Wish> {
    /// The response.
    pub response: &'o Response<N>,
    /// The content, `None` if the response has no body.
    pub content: Option<&'o ResponseContent<N>>,
}

impl<N> Clone for ResponseVariant<'_, N> {
    fn clone(&self) -> Self {
        *self
    }
}

// Derived, it would require that names are `Copy`.
impl<N> Copy for ResponseVariant<'_, N> {}

impl<'o, N> ResponseVariant<'o, N> {
    /// Returns the name of the enum variant, in `PascalCase`. It is unique in the operation.
    pub fn name(&self) -> &'o N {
        self.content.map_or(&self.response.variant, |content| &content.variant)
    }

    /// Returns how the body is written, `None` if there is no body.
    pub fn format(&self) -> Option<Format> {
        self.content.map(|content| content.format)
    }
}

/// The position of a [`ResponseContent`] in an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseBody {
    /// The index of the response in [`super::Operation::responses`].
    pub response: usize,
    /// The index of the content in [`Response::contents`].
    pub content: usize,
}

/// One header of a response (OpenAPI 3.0.4, Header Object).
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseHeader<N = Wish> {
    /// The name on the wire.
    pub wire: String,
    /// The name of the Rust field.
    pub name: N,
    /// `description`
    pub doc: Option<String>,
    /// Whether every response of this status has it.
    pub required: bool,
    /// The type of the value.
    pub ty: TypeRef,
    /// A documented example, or else a generated value that fits the schema; `null` if there is neither.
    pub sample: Value,
    /// The JSON Schema of the value. Its references are to [`super::Api::definitions`].
    pub schema: Value,
    /// Whether the value may be an array or an object. A style then decides how it is written.
    pub has_style: bool,
    /// Whether the value is JSON: the header has `content` in place of `schema`. Otherwise it is a text.
    pub is_json: bool,
    /// The annotations.
    pub annotations: Annotations,
}

/// The documented responses to requests that the server rejects. `None` if the operation documents no suitable response;
/// the server sends problem details (RFC 9457) then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RejectionStatuses {
    /// The request has no credential, or an empty one.
    pub credential_missing: Option<RejectionStatus>,
    /// The credential is not valid.
    pub credential_wrong: Option<RejectionStatus>,
    /// The credential is valid and does not permit the request: 403 if it is documented, else as `credential_wrong`.
    pub credential_forbidden: Option<RejectionStatus>,
    /// A parameter or the body is missing or malformed.
    pub invalid: Option<RejectionStatus>,
    /// The body is longer than the limit.
    pub too_large: Option<RejectionStatus>,
    /// The server does not accept the content type.
    pub media_type: Option<RejectionStatus>,
}

/// The response to one kind of rejected request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectionStatus {
    /// The status code to send.
    pub code: u16,
    /// The index of the [`Response`] that documents it, in [`super::Operation::responses`].
    pub response: usize,
    /// The body, `None` if the response has none.
    pub body: Option<RejectionBody>,
}

/// The body of a response to a rejected request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectionBody {
    /// The index of the content in [`Response::contents`].
    pub content: usize,
    /// The index of the body in [`super::Api::rejections`].
    pub rejection: usize,
}
