//! Judges an exchange of a test suite. Tests also send invalid requests on purpose, so a mismatch of the request is a failure
//! only if the server accepted the request.

use model::api::{Operation, Status};

use super::{Exchange, Mismatch, Side};

/// The result of an exchange of a test suite.
#[derive(Clone, Debug)]
pub enum ExchangeVerdict {
    /// Request and response conform to the document.
    Passed,
    /// The request does not conform, and the server rejected it with a documented response.
    Rejected,
    /// The request does not conform, and the server accepted it. No text demands that it rejects it.
    Tolerated(Vec<Mismatch>),
    /// The response is not documented, or the server accepted a request that it must reject.
    Failed(Vec<Mismatch>),
}

impl ExchangeVerdict {
    /// The verdict on an exchange of an operation. Without a response, nothing is said about the server.
    pub fn of(operation: &Operation, exchange: &Exchange, mismatches: Vec<Mismatch>) -> ExchangeVerdict {
        let Some(response) = &exchange.response else { return ExchangeVerdict::Passed };
        let status = response.status.as_u16();
        if exchange.body.is_none() && [408, 413].contains(&status) {
            // The body did not come in time, or is too long to be read (RFC 9110 sections 15.5.9 and 15.5.14). A document need
            // not list statuses of incomplete requests.
            return ExchangeVerdict::Rejected;
        }
        let (request, mut response): (Vec<Mismatch>, Vec<Mismatch>) =
            mismatches.into_iter().partition(|mismatch| mismatch.side == Side::Request);
        let is_rejection = (400..500).contains(&status);
        if !request.is_empty() && is_rejection && !documents_rejections(operation) {
            // The document leaves open how invalid requests are rejected.
            response.clear();
        }
        let is_accepted = (200..300).contains(&status);
        let must_be_rejected = request.iter().any(|mismatch| !mismatch.is_tolerable);
        if is_accepted && must_be_rejected {
            let message = format!("expected the request to be rejected, got {status}");
            response.push(Mismatch { side: Side::Response, message, at: operation.at, is_tolerable: false });
            return ExchangeVerdict::Failed(request.into_iter().chain(response).collect());
        }
        match (response.is_empty(), request.is_empty()) {
            (false, _) => ExchangeVerdict::Failed(response),
            (true, true) => ExchangeVerdict::Passed,
            (true, false) if is_accepted => ExchangeVerdict::Tolerated(request),
            (true, false) => ExchangeVerdict::Rejected,
        }
    }
}

/// Whether the operation documents any response of 4XX.
fn documents_rejections(operation: &Operation) -> bool {
    let mut statuses = operation.responses.iter().map(|response| response.status);
    statuses.any(|status| matches!(status, Status::Code(400..=499) | Status::Range(4) | Status::Default))
}
