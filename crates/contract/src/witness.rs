//! Checks recorded exchanges against the document, the request as well as the response.
//!
//! Nothing is sent. A [`Witness`] reads each request back from its raw text, as the document describes it: path template,
//! location, style, explode and encoding of parameters and bodies. Its parsers share no code with the generated client and
//! server, nor with the code that serializes the runner's own requests. Responses are checked like responses to cases.

mod body;
mod credential;
mod form;
pub mod har;
mod misspelling;
mod multipart;
mod operation;
mod parameter;
mod spelling;
mod text;
mod traffic;
mod value;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use model::Api;
use model::api::Operation;
use model::source::Span;

use crate::conformance;
use crate::excerpt::Excerpt;
use crate::request::Request;
use crate::schemas::Schemas;
use operation::{MatchedOperation, Route};
pub use traffic::{FailedExchange, Traffic};

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
    schemas: Schemas,
}

impl std::fmt::Debug for Witness<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witness").field("base", &self.base).finish_non_exhaustive()
    }
}

impl<'a> Witness<'a> {
    /// A witness for exchanges with the servers at `base`.
    pub fn new(api: &'a Api, base: BaseUrl<'a>) -> Self {
        Witness { api, base, schemas: Schemas::new(api) }
    }

    /// Checks one exchange.
    pub fn check(&self, exchange: &Exchange) -> Finding {
        let (matches, query) = match operation::find(self.api, self.base, exchange) {
            Route::OtherServer => return Finding::OtherServer,
            Route::NoOperation => return Finding::NoOperation,
            Route::Operations(matches, query) => (matches, query),
        };
        // Of several operations that match, the first one that the exchange conforms to; else the one that a server has.
        let mut checked = matches.iter().map(|found| (found.operation, self.mismatches(exchange, query, found)));
        let Some((operation, mismatches)) = checked.next().filter(|(_, mismatches)| !mismatches.is_empty()) else {
            return Finding::Checked { operation: matches[0].operation, mismatches: Vec::new() };
        };
        match checked.find(|(_, mismatches)| mismatches.is_empty()) {
            Some((operation, mismatches)) => Finding::Checked { operation, mismatches },
            None => Finding::Checked { operation, mismatches },
        }
    }

    fn mismatches(&self, exchange: &Exchange, query: &str, found: &MatchedOperation<'_>) -> Vec<Mismatch> {
        // Carries the credentials of the exchange, so that they are removed from all messages.
        let mut carrier = Request::new(&exchange.method, "");
        credential::hide(self.api, exchange, query, &mut carrier);
        let context = Context {
            api: self.api,
            schemas: &self.schemas,
            operation: &self.api.operations[found.operation],
            exchange,
            query,
            excerpt: Excerpt { request: &carrier, shows_unparsed: false },
        };
        let mut mismatches = parameter::mismatches(&context, &found.values);
        mismatches.extend(body::mismatches(&context));
        mismatches.extend(credential::mismatches(&context));
        if let Some(response) = &exchange.response {
            mismatches.extend(response_mismatches(&context, response));
        }
        for mismatch in &mut mismatches {
            mismatch.message = carrier.redacted(&mismatch.message);
        }
        mismatches
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
}

impl Context<'_> {
    /// A mismatch of the request.
    fn of_request(&self, at: Span, message: String) -> Mismatch {
        Mismatch { side: Side::Request, message, at }
    }
}

fn response_mismatches(context: &Context<'_>, received: &RecordedResponse) -> Vec<Mismatch> {
    let code = received.status.as_u16();
    let mismatch = |at: Span| move |message: String| Mismatch { side: Side::Response, message, at };
    let media_type = conformance::media_type(&received.headers);
    let Some(found) = conformance::documented(context.operation, code, &media_type) else {
        return vec![mismatch(context.operation.at)(conformance::undocumented(context.operation, code))];
    };
    let mut messages = conformance::headers(context.excerpt, context.schemas, found.response, &received.headers);
    // A response to HEAD has no body (RFC 9110 section 9.3.2).
    if let (Some(body), false) = (&received.body, context.exchange.method == "HEAD") {
        messages.extend(conformance::body(context.excerpt, context.schemas, found.content, &received.headers, body));
    }
    messages.into_iter().map(mismatch(found.response.at)).collect()
}
