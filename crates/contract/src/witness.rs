//! Checks recorded exchanges against the document, the request as well as the response.
//!
//! Nothing is sent. A [`Witness`] reads each request back from its raw text, as the document describes it: path template,
//! location, style, explode and encoding of parameters and bodies. Its parsers share no code with the generated client and
//! server, nor with the code that serializes the runner's own requests. Responses are checked like responses to cases.

mod body;
mod credential;
mod fault;
mod form;
pub mod har;
mod hide;
mod misspelling;
mod multipart;
mod operation;
mod parameter;
mod recorder;
mod spelling;
mod text;
mod traffic;
mod value;
mod verdict;

use std::cell::RefCell;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use model::Api;
use model::api::{Operation, Parameter, ResponseVariant};
use model::source::Span;
use serde_json::Value;

use crate::conformance;
use crate::coverage::{KeywordValidators, Point, add_keywords, header_place, parameter_place, response_place};
use crate::excerpt::Excerpt;
use crate::items;
use crate::request::Request;
use crate::schemas::Schemas;
pub(crate) use hide::{each_sensitive, has_sensitive, hidden_response};
use operation::{MatchedOperation, Route};
pub use recorder::{Recorder, Timing};
pub(crate) use traffic::path;
pub use traffic::{FailedExchange, Traffic};
pub use verdict::ExchangeVerdict;

/// A recorded request and its response.
#[derive(Clone)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The whole URL, percent-encoded as it was sent.
    pub url: String,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The body of the request; `None` if it was not recorded.
    pub body: Option<Bytes>,
    /// The response; `None` if none was received.
    pub response: Option<RecordedResponse>,
}

/// A recorded response.
#[derive(Clone)]
pub struct RecordedResponse {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; `None` if it was not recorded.
    pub body: Option<Bytes>,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // All other fields may hold credentials and personal data.
        f.debug_struct("Exchange").field("method", &self.method).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RecordedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordedResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// The part of an exchange that a mismatch is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The request, which the client is responsible for.
    Request,
    /// The response, which the server is responsible for.
    Response,
}

impl Side {
    /// `request` or `response`.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Request => "request",
            Side::Response => "response",
        }
    }
}

/// A difference between an exchange and the document.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The part of the exchange.
    pub side: Side,
    /// The expected and the received value, without credentials and sensitive values.
    pub message: String,
    /// The place in the document that the exchange differs from.
    pub at: Span,
    /// Whether a server may accept a request with this mismatch: no text demands that it rejects the request. Examples are a
    /// character that is not percent-encoded, a body of another content type, and a `readOnly` property. Never true for a
    /// response.
    pub is_tolerable: bool,
}

/// The result of checking one exchange.
#[derive(Clone, Debug)]
pub enum Finding {
    /// The exchange was with another server than [`BaseUrl::At`].
    OtherServer,
    /// The document has no operation for the request.
    NoOperation,
    /// The exchange was checked.
    Checked {
        /// Index into [`Api::operations`].
        operation: usize,
        /// All mismatches; empty if the exchange conforms to the document.
        mismatches: Vec<Mismatch>,
    },
}

/// The part of URLs before the paths of operations.
#[derive(Clone, Copy, Debug)]
pub enum BaseUrl<'a> {
    /// This URL. Exchanges with other servers are not checked.
    At(&'a str),
    /// Any host, without a path.
    AnyHost,
    /// Any host, with the path of a documented server or without a path.
    Documented,
}

/// Checks exchanges against one document.
pub struct Witness<'a> {
    api: &'a Api,
    base: BaseUrl<'a>,
    compiled: Compiled,
}

/// The schemas of a document. They are compiled once, when the first value is checked.
#[derive(Clone)]
pub(crate) struct Compiled {
    schemas: Arc<Schemas>,
    keywords: Arc<KeywordValidators>,
}

impl Compiled {
    /// The schemas of an API.
    pub(crate) fn new(api: &Api) -> Self {
        Compiled { schemas: Arc::new(Schemas::new(api)), keywords: Arc::default() }
    }
}

impl std::fmt::Debug for Witness<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witness").field("base", &self.base).finish_non_exhaustive()
    }
}

impl<'a> Witness<'a> {
    /// A witness for exchanges with the servers at `base`.
    pub fn new(api: &'a Api, base: BaseUrl<'a>) -> Self {
        Witness::with(api, base, Compiled::new(api))
    }

    /// A witness with the schemas of another one for the same API.
    pub(crate) fn with(api: &'a Api, base: BaseUrl<'a>, compiled: Compiled) -> Self {
        Witness { api, base, compiled }
    }

    /// Checks one exchange.
    pub fn check(&self, exchange: &Exchange) -> Finding {
        self.checked(exchange, false).0
    }

    /// Checks one exchange. The points are empty unless `covers`.
    pub(crate) fn checked(&self, exchange: &Exchange, covers: bool) -> (Finding, Vec<Point>) {
        let (matches, query) = match operation::find(self.api, self.base, exchange) {
            Route::OtherServer => return (Finding::OtherServer, Vec::new()),
            Route::NoOperation => return (Finding::NoOperation, Vec::new()),
            Route::Operations(matches, query) => (matches, query),
        };
        // Of several operations that match, the first one that the exchange conforms to; else the one that a server has.
        let check = |found: &MatchedOperation<'_>| {
            let (mismatches, points) = self.mismatches(exchange, query, found, covers);
            (Finding::Checked { operation: found.operation, mismatches }, points)
        };
        let conforms = |(finding, _): &(Finding, Vec<Point>)| matches!(finding, Finding::Checked { mismatches, .. } if mismatches.is_empty());
        let first = check(&matches[0]);
        if conforms(&first) {
            return first;
        }
        matches[1..].iter().map(check).find(conforms).unwrap_or(first)
    }

    fn mismatches(
        &self,
        exchange: &Exchange,
        query: &str,
        found: &MatchedOperation<'_>,
        covers: bool,
    ) -> (Vec<Mismatch>, Vec<Point>) {
        // Carries the credentials of the exchange, so that they are removed from all messages.
        let mut carrier = Request::new(&exchange.method, "");
        credential::hide(self.api, exchange, query, &mut carrier);
        let points = covers.then(RefCell::default);
        let context = Context {
            api: self.api,
            schemas: &self.compiled.schemas,
            operation: &self.api.operations[found.operation],
            exchange,
            query,
            excerpt: Excerpt { request: &carrier, shows_unparsed: false },
            keywords: &self.compiled.keywords,
            points: points.as_ref(),
        };
        let mut mismatches = parameter::mismatches(&context, &found.values);
        mismatches.extend(body::mismatches(&context));
        mismatches.extend(credential::mismatches(&context));
        if let Some(response) = &exchange.response {
            context.cover_status(response.status);
            mismatches.extend(response_mismatches(&context, response));
        }
        for mismatch in &mut mismatches {
            mismatch.message = carrier.redacted(&mismatch.message);
        }
        (mismatches, points.map(RefCell::into_inner).unwrap_or_default())
    }
}

/// The exchange and operation under check.
#[derive(Clone, Copy)]
struct Context<'a> {
    api: &'a Api,
    schemas: &'a Schemas,
    operation: &'a Operation,
    exchange: &'a Exchange,
    /// The raw query, without `?`.
    query: &'a str,
    excerpt: Excerpt<'a>,
    keywords: &'a KeywordValidators,
    /// The parts of the document that the exchange used; `None` if they are not collected.
    points: Option<&'a RefCell<Vec<Point>>>,
}

impl Context<'_> {
    /// A mismatch of the request.
    fn of_request(&self, at: Span, message: String) -> Mismatch {
        Mismatch { side: Side::Request, message, at, is_tolerable: false }
    }

    /// A mismatch of the request that a server may accept.
    fn tolerable(&self, at: Span, message: String) -> Mismatch {
        Mismatch { side: Side::Request, message, at, is_tolerable: true }
    }

    fn cover_status(&self, status: StatusCode) {
        let Some(points) = self.points else { return };
        let operation = self.operation.id.clone();
        points.borrow_mut().push(Point::Status { operation, status: status.as_u16() });
    }

    /// Collects a parameter that the request has.
    fn cover_parameter(&self, parameter: &Parameter) {
        let (Some(points), Some(response)) = (self.points, &self.exchange.response) else { return };
        let (operation, parameter) = (self.operation.id.clone(), parameter_place(parameter));
        points.borrow_mut().push(Point::Parameter { operation, parameter, status: response.status.as_u16() });
    }

    /// Collects the keywords that apply to a value.
    fn cover_value(&self, place: impl FnOnce() -> String, schema: &Value, value: &Value) {
        let Some(points) = self.points else { return };
        let (operation, place, mut points) = (&self.operation.id, place(), points.borrow_mut());
        add_keywords(self.schemas, self.keywords, schema, value, &mut |keyword, fits| {
            points.push(Point::Keyword { operation: operation.clone(), place: place.clone(), keyword, fits });
        });
    }
}

fn response_mismatches(context: &Context<'_>, received: &RecordedResponse) -> Vec<Mismatch> {
    let code = received.status.as_u16();
    let mismatch =
        |at: Span| move |message: String| Mismatch { side: Side::Response, message, at, is_tolerable: false };
    let media_type = conformance::media_type(&received.headers);
    let Some(found) = conformance::documented(context.operation, code, &media_type) else {
        return vec![mismatch(context.operation.at)(conformance::undocumented(context.operation, code))];
    };
    cover_response(context, found, received);
    let mut messages = conformance::headers(context.excerpt, context.schemas, found.response, &received.headers);
    // A response to HEAD has no body (RFC 9110 section 9.3.2).
    if let (Some(body), false) = (&received.body, context.exchange.method == "HEAD") {
        let of_body = conformance::body(context.excerpt, context.schemas, found.content, &received.headers, body);
        // Most bodies fit, and are not parsed again.
        let value = if of_body.is_empty() { None } else { serde_json::from_slice(body).ok() };
        messages.extend(of_body.into_iter().filter(|difference| !difference.is_misplaced_null(value.as_ref())));
        messages.extend(items::of_response(context.excerpt, context.schemas, found.content, body));
    }
    messages.into_iter().map(|difference| difference.message).map(mismatch(found.response.at)).collect()
}

/// Collects the keywords that apply to the headers and the body of a response.
fn cover_response(context: &Context<'_>, found: ResponseVariant<'_>, received: &RecordedResponse) {
    if context.points.is_none() {
        return;
    }
    let status = found.response.status;
    for header in found.response.headers.iter().filter(|header| !header.has_style) {
        let Some(text) = received.headers.get(&header.wire).and_then(|value| value.to_str().ok()) else { continue };
        let value = value::scalar(context.schemas, &header.schema, text.to_owned());
        context.cover_value(|| header_place(status, header), &header.schema, &value);
    }
    let Some((content, body)) = found.content.zip(received.body.as_ref()) else { return };
    if let (Some(schema), Ok(value)) = (&content.schema, serde_json::from_slice(body)) {
        context.cover_value(|| response_place(status, &content.media_types), schema, &value);
    }
}
