//! Operations: one HTTP method of one path, with everything that belongs to it.

use super::{
    Annotations, Body, Case, CodeSample, Content, CredentialUse, Format, Items, Location, Pagination, Parameter,
    RejectionStatuses, Response, ResponseBody, ResponseContent, ResponseHeader, ResponseVariant, Segment, Status, Wish,
};
use crate::source::Span;

/// One method of one path (OpenAPI 3.0.4, Operation Object).
#[derive(Clone, Debug, PartialEq)]
pub struct Operation<N = Wish> {
    /// `operationId`. Without one, a name made of the method and the path.
    pub id: String,
    /// The place of `operationId`, or of the operation if it has none.
    pub at: Span,
    /// The name of the Rust method, in `snake_case`.
    pub method_name: N,
    /// The prefix of the names of all types of this operation, in `PascalCase`.
    pub type_name: N,
    /// The HTTP method, in the case of the request. Methods are compared with case (RFC 9110 section 9.1).
    pub method: String,
    /// The segments of the path.
    pub path: Vec<Segment>,
    /// Query pairs that are part of the path itself (`/rest?method=list`), not yet percent-encoded. Every request has
    /// them, and they tell operations of the same path apart.
    pub fixed_query: Vec<(String, String)>,
    /// The URL of the first `servers` entry of the operation or of its path item. It replaces
    /// [`super::Api::base_url`]; a base URL that the caller sets replaces both. `None` if there is no such entry or its
    /// URL is relative.
    pub base_url: Option<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `tags`
    pub tags: Vec<String>,
    /// The parameters in the order of the document, those of the path item first.
    pub parameters: Vec<Parameter<N>>,
    /// The request body.
    pub body: Option<Body<N>>,
    /// The documented responses, one for each status, in the order of the document.
    pub responses: Vec<Response<N>>,
    /// The credentials that a request can carry.
    pub security: CredentialUse,
    /// The headers of all documented responses, each once, with names that are unique in the operation. A header that
    /// has different types in different responses is a [`super::TypeRef::String`] here.
    pub response_headers: Vec<ResponseHeader<N>>,
    /// The responses to requests that the server rejects.
    pub rejections: RejectionStatuses,
    /// The documented exchanges: a request example and the response example of the same name.
    pub cases: Vec<Case>,
    /// `x-codeSamples`
    pub code_samples: Vec<CodeSample>,
    /// How the client reads the list of the operation page by page. `None` if the document does not say so plainly.
    pub pagination: Option<Pagination>,
    /// Whether the server crate has the operation. It does not if only a URL fragment, which no request carries, tells the
    /// operation from another one.
    pub is_served: bool,
    /// The annotations. Their place is that of the method.
    pub annotations: Annotations,
    /// Features of the operation that the generated crates ignore: `callbacks`, `links`; and `server` if
    /// [`is_served`](Self::is_served) is `false`.
    pub ignored: Vec<&'static str>,
}

/// Encodes everything but the unreserved characters of RFC 3986 section 2.3.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl<N> Operation<N> {
    /// Returns the path template as in the document, percent-encoded, with [`fixed_query`](Self::fixed_query).
    pub fn template(&self) -> String {
        let segment = |segment: &Segment| format!("/{}", segment.written(|name| format!("{{{name}}}")));
        self.path.iter().map(segment).collect::<String>() + &self.encoded_query()
    }

    /// Returns [`fixed_query`](Self::fixed_query) percent-encoded, with the leading `?`. Empty if there is none.
    pub fn encoded_query(&self) -> String {
        let encode = |text: &str| percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string();
        let pair = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
        match self.fixed_query.iter().map(pair).collect::<Vec<_>>().join("&") {
            none if none.is_empty() => none,
            pairs => format!("?{pairs}"),
        }
    }

    /// Returns the JSON content of the request body, if the body has one.
    pub fn json_body(&self) -> Option<&Content<N>> {
        self.body.as_ref()?.main().filter(|content| content.format == Format::Json)
    }

    /// Returns the header with the idempotency key: requests with the same key have one effect (draft-ietf-httpapi-idempotency-key-header).
    pub fn idempotency_key(&self) -> Option<&str> {
        let names = ["idempotency-key", "x-idempotency-key"];
        let is_key = |wire: &str| names.iter().any(|name| wire.eq_ignore_ascii_case(name));
        self.parameters_in(Location::Header).map(|header| header.wire.as_str()).find(|wire| is_key(wire))
    }

    /// Returns the parameters of one location.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter<N>> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// Returns the content that an index of this operation refers to.
    ///
    /// # Panics
    ///
    /// Panics if the index is of another operation and out of bounds here.
    pub fn response_content(&self, at: ResponseBody) -> &ResponseContent<N> {
        &self.responses[at.response].contents[at.content]
    }

    /// Returns the variants of all responses, in the order of the document. See [`Response::variants`].
    pub fn response_variants(&self) -> impl Iterator<Item = ResponseVariant<'_, N>> {
        self.responses.iter().flat_map(Response::variants)
    }

    /// Returns the responses that are successes: those of 2XX, or `default` if no 2XX is documented.
    pub fn successes(&self) -> impl Iterator<Item = &Response<N>> {
        let explicit = self.responses.iter().any(|response| response.status.is_success());
        self.responses
            .iter()
            .filter(move |response| response.status.is_success() || (!explicit && response.status == Status::Default))
    }

    /// Returns all responses but those of 2XX. `default` is an error even if it is a [success](Self::successes) too.
    pub fn errors(&self) -> impl Iterator<Item = &Response<N>> {
        self.responses.iter().filter(|response| !response.status.is_success())
    }

    /// Returns the media types for the header `Accept`, those of successes first (RFC 9110 section 12.5.1). `*/*` is the last one if the document
    /// shows no content of any success, and one of them may have a body. Empty if no response has a content.
    pub fn accepted_media_types(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let contents = self.successes().chain(self.errors()).flat_map(|response| &response.contents);
        for media_type in contents.flat_map(|content| &content.media_types) {
            let is_header_value = media_type.bytes().all(|byte| (32..127).contains(&byte));
            if is_header_value && !found.contains(&media_type.as_str()) {
                found.push(media_type);
            }
        }
        let shows_none = self.successes().all(|response| response.contents.is_empty());
        let may_have_body =
            self.successes().next().is_none() || self.successes().any(|response| !response.status.has_no_body());
        if shows_none && may_have_body && !found.is_empty() && !found.contains(&"*/*") {
            found.push("*/*");
        }
        found
    }

    /// Returns whether a response may have a body that the document does not describe: it has no content, and neither its status nor the
    /// method rules out a body (RFC 9110 section 6.4.1). `content` has "descriptions of potential response payloads" (OpenAPI 3.0.4, Response
    /// Object).
    pub fn may_have_undocumented_body(&self, response: &Response<N>) -> bool {
        response.contents.is_empty() && !response.status.has_no_body() && self.method != "HEAD"
    }

    /// Returns what the client returns for a success.
    pub fn success(&self) -> Outcome<'_, N> {
        Outcome::of(self.successes())
    }

    /// Returns what the client returns for a documented error.
    pub fn error(&self) -> Outcome<'_, N> {
        Outcome::of(self.errors())
    }
}

/// The value that a client returns for all documented successes, or all documented errors, of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'o, N = Wish> {
    /// No response has a body.
    Empty,
    /// All responses have a body, of the same type and format. This is the first.
    Same(&'o ResponseContent<N>),
    /// Some responses have a body, all of the same type and format; others have none. This is the first body.
    SameOrEmpty(&'o ResponseContent<N>),
    /// The bodies differ in type or format: the client returns an enum with these variants.
    Several(Vec<ResponseVariant<'o, N>>),
}

impl<'o, N> Outcome<'o, N> {
    fn of(responses: impl Iterator<Item = &'o Response<N>>) -> Self {
        let variants: Vec<ResponseVariant<'o, N>> = responses.flat_map(Response::variants).collect();
        let contents = || variants.iter().filter_map(|variant| variant.content);
        let Some(first) = contents().next() else { return Outcome::Empty };
        let has_empty = variants.iter().any(|variant| variant.content.is_none());
        let ty = |of: &'o ResponseContent<N>| (&of.ty, of.format, of.items.as_ref().and_then(Items::values));
        if contents().any(|other| ty(other) != ty(first)) {
            Outcome::Several(variants)
        } else if has_empty {
            Outcome::SameOrEmpty(first)
        } else {
            Outcome::Same(first)
        }
    }
}
