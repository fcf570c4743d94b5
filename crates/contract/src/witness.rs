//! An independent witness: exchanges that were recorded → in which ways they are not what the document says.
//!
//! Nobody is asked anything. What a client sent is read back from its raw text by the document's own words (path template,
//! location, style, explode, encoding), with readers that share nothing with the generated client and server, nor with
//! what this crate writes requests with. What was answered is held to status, content type, headers and schema, as an
//! answer to a case is.

mod body;
mod credential;
mod form;
pub mod har;
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

use crate::compare::Show;
use crate::judge;
use crate::request::Request;
use crate::schema::Validators;
use operation::{Found, Place};
pub use traffic::{Broken, Traffic, traffic};

/// A request and its answer, as they went over the wire.
#[derive(Clone)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// Scheme, host, path and query, percent-encoded as they were sent.
    pub url: String,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The body of the request; `None` where there was one that was not recorded.
    pub body: Option<Bytes>,
    /// The answer; `None` where none came.
    pub answer: Option<Received>,
}

/// An answer, as it was recorded.
#[derive(Clone)]
pub struct Received {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; `None` where there was one that was not recorded.
    pub body: Option<Bytes>,
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // All the rest may hold credentials and personal data.
        f.debug_struct("Exchange").field("method", &self.method).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Whose words a fault is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client's.
    Request,
    /// The server's.
    Answer,
}

impl Side {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Side::Request => "request",
            Side::Answer => "answer",
        }
    }
}

/// One way in which an exchange is not what the document says.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Whose it is.
    pub side: Side,
    /// What was expected and what came, without credentials and sensitive values.
    pub way: String,
    /// The place in the document that says so.
    pub at: Span,
}

/// What an exchange was found to be.
#[derive(Clone, Debug)]
pub enum Finding {
    /// One with another server than the one that is asked about.
    Elsewhere,
    /// One that no operation of the document is.
    NoOperation,
    /// One of an operation.
    Held {
        /// Index into [`Api::operations`].
        operation: usize,
        /// How it is not what the document says; nothing, if it is.
        faults: Vec<Fault>,
    },
}

/// What comes before the operations' paths in a URL.
#[derive(Clone, Copy, Debug)]
pub enum Base<'a> {
    /// This URL. Exchanges with others are elsewhere.
    At(&'a str),
    /// Any host, and nothing more.
    Host,
    /// Any host, and the path of a documented server or nothing more.
    Documented,
}

/// What the parts of one exchange are held with.
#[derive(Clone, Copy)]
struct Look<'a> {
    api: &'a Api,
    validators: &'a Validators,
    operation: &'a Operation,
    exchange: &'a Exchange,
    /// The raw query, without `?`.
    query: &'a str,
    show: Show<'a>,
}

/// Holds one exchange to the document.
pub fn witness(api: &Api, validators: &Validators, base: Base<'_>, exchange: &Exchange) -> Finding {
    let (found, query) = match operation::find(api, base, exchange) {
        Place::Elsewhere => return Finding::Elsewhere,
        Place::Nowhere => return Finding::NoOperation,
        Place::Of(found, query) => (found, query),
    };
    // What is one of them is that one; what is none is held to what a server takes it for.
    let mut held = found.iter().map(|found| (found.operation, faults(api, validators, exchange, query, found)));
    let first = held.next().filter(|(_, faults)| !faults.is_empty());
    let Some((operation, faults)) = first else {
        return Finding::Held { operation: found[0].operation, faults: Vec::new() };
    };
    match held.find(|(_, faults)| faults.is_empty()) {
        Some((operation, faults)) => Finding::Held { operation, faults },
        None => Finding::Held { operation, faults },
    }
}

fn faults(api: &Api, validators: &Validators, exchange: &Exchange, query: &str, found: &Found<'_>) -> Vec<Fault> {
    let mut carried = Request::new(&exchange.method, "");
    credential::hide(api, exchange, query, &mut carried);
    let operation = &api.operations[found.operation];
    let look = Look { api, validators, operation, exchange, query, show: Show { request: &carried, unread: false } };
    let mut faults = parameter::faults(&look, &found.values);
    faults.extend(body::faults(&look));
    faults.extend(credential::faults(&look));
    if let Some(answer) = &exchange.answer {
        faults.extend(answer_faults(&look, answer));
    }
    for fault in &mut faults {
        fault.way = carried.redacted(&fault.way);
    }
    faults
}

impl Look<'_> {
    fn of_request(&self, at: Span, way: String) -> Fault {
        Fault { side: Side::Request, way, at }
    }
}

fn answer_faults(look: &Look<'_>, answer: &Received) -> Vec<Fault> {
    let code = answer.status.as_u16();
    let fault = |at: Span| move |way: String| Fault { side: Side::Answer, way, at };
    let Some(found) = judge::documented(look.operation, code, &judge::media_type(&answer.headers)) else {
        return vec![fault(look.operation.at)(judge::undocumented(look.operation, code))];
    };
    let mut ways = judge::headers(look.show, look.validators, found.response, &answer.headers);
    // Nothing follows the headers of an answer to HEAD (RFC 9110 section 9.3.2), whatever GET would have.
    if let (Some(body), false) = (&answer.body, look.exchange.method == "HEAD") {
        ways.extend(judge::body(look.show, look.validators, found.content, &answer.headers, body));
    }
    ways.into_iter().map(fault(found.response.at)).collect()
}
