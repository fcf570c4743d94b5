//! The status codes that are expected of a request that differs from a valid one.

use model::api::{Operation, RejectionStatus, Status};
use serde_json::Value;

use super::{Derivation, Expectation};
use crate::variant::keeps_formats;

/// The status codes that fit any rejected request. A server checks credential, resource, media type and values in any order,
/// and each of these codes may tell the client so (RFC 9110 section 15.5).
pub(super) const FITTING: [u16; 6] = [400, 401, 403, 404, 415, 422];

/// The status codes for a defect: those of `fitting` that the operation documents, and the one that its examples show. If it
/// documents none of `specific`, each of those fits too.
pub(super) fn codes(
    derivation: &Derivation<'_>,
    own: Option<RejectionStatus>,
    fitting: &[u16],
    specific: &[u16],
) -> Vec<u16> {
    let mut codes = documented_codes(derivation.operation, fitting);
    // A document without any rejection does not say which one it is.
    if !has_rejection(derivation.operation) {
        codes.extend(fitting);
    }
    if !specific.iter().any(|code| codes.contains(code)) {
        codes.extend(specific);
    }
    if let Some(own) = own.map(|status| status.code)
        && !codes.contains(&own)
    {
        codes.insert(0, own);
    }
    codes
}

/// The expected response to a request with an invalid parameter or body.
pub(super) fn invalid(derivation: &Derivation<'_>) -> Expectation {
    Expectation::Rejection(invalid_codes(derivation))
}

pub(super) fn invalid_codes(derivation: &Derivation<'_>) -> Vec<u16> {
    codes(derivation, derivation.operation.rejections.invalid, &FITTING, &[400, 422, 415])
}

/// The expected response to a request with `other` in place of `shown`. Both fit the schema.
pub(super) fn acceptance(derivation: &Derivation<'_>, schema: &Value, shown: &Value, other: &Value) -> Expectation {
    match keeps_formats(derivation.schemas, schema, Some(shown), other) {
        true => Expectation::Success,
        false => Expectation::SuccessOrRejection(invalid_codes(derivation)),
    }
}

/// Whether an operation documents a status of 4XX, as a code, a range or by `default`.
fn has_rejection(operation: &Operation) -> bool {
    operation.responses.iter().any(|response| (400..500).any(|code| response.status.covers(code)))
}

/// The candidates that the operation documents.
pub(crate) fn documented_codes(operation: &Operation, candidates: &[u16]) -> Vec<u16> {
    let covered = |code: &u16| {
        operation.responses.iter().any(|response| match response.status {
            Status::Code(own) => own == *code,
            Status::Range(_) | Status::Default => response.status.covers(*code),
        })
    };
    candidates.iter().copied().filter(covered).collect()
}
