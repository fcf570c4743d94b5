//! How strongly a text demands that a server rejects a defect, or accepts an unusual request.

use model::api::Location;

use crate::violation::{Basis, Severity};

/// The demand of a case: severity and text.
pub(super) type Demand = (Severity, Basis);

/// The document's schema demands it.
const SCHEMA: Demand = (Severity::Must, Basis::Document);
/// No text demands it.
const PRACTICE: Demand = (Severity::Advice, Basis::Practice);
/// A validator need not check `format`.
const FORMAT: Demand = (Severity::Should, Basis::Specification("JSON Schema Validation 2020-12 section 7.2.1"));
/// A parser may accept more than JSON, and the first or the last of several values.
const JSON_EXTENSION: Demand = (Severity::Advice, Basis::Specification("RFC 8259 sections 4 and 9"));
/// A server may process a body of another media type.
const MEDIA_TYPE: Demand = (Severity::Should, Basis::Specification("RFC 9110 section 15.5.16"));
/// A server may guess the media type of a body that does not name one.
const NO_MEDIA_TYPE: Demand = (Severity::Advice, Basis::Specification("RFC 9110 section 8.3"));

/// The last part of the labels of values that violate a `format`.
const OFF_FORMAT: [&str; 5] = ["no-such-day", "other-format", "no-offset", "no-hex-digit", "cut-off"];

/// A defect in a value of a body.
pub(super) fn body_defect(label: &str) -> Demand {
    if is_off_format(label) { FORMAT } else { SCHEMA }
}

/// A defect of a parameter.
pub(super) fn parameter_defect(location: Location, label: &str) -> Demand {
    match label {
        // OpenAPI defines no text form of booleans and numbers; frameworks accept other spellings.
        "text-1" | "text-True" | "text-NaN" => PRACTICE,
        // An empty text may be an absent parameter.
        "text-empty" | "empty" => PRACTICE,
        // The document cannot say how often a key may occur, or how a server decodes invalid UTF-8.
        "repeated" | "not-utf8" => PRACTICE,
        "absent" => (Severity::Must, Basis::Specification("OpenAPI 3.0.4, Parameter Object, `required`")),
        _ if is_off_format(label) => FORMAT,
        // An empty element is an empty text too.
        _ if location == Location::Query && label.ends_with("[]-empty") => PRACTICE,
        _ => SCHEMA,
    }
}

fn is_off_format(label: &str) -> bool {
    OFF_FORMAT
        .iter()
        .any(|format| label.strip_suffix(format).is_some_and(|start| start.is_empty() || start.ends_with('-')))
}

/// Bytes that are not one JSON text.
pub(super) fn not_json(label: &str) -> Demand {
    match label {
        "nothing" => (Severity::Must, Basis::Specification("OpenAPI 3.0.4, Request Body Object, `required`")),
        "cut-off" => (Severity::Must, Basis::Specification("RFC 8259 section 2")),
        _ => JSON_EXTENSION,
    }
}

/// A body with an undocumented content type, or without one.
pub(super) fn content_type(is_absent: bool) -> Demand {
    if is_absent { NO_MEDIA_TYPE } else { MEDIA_TYPE }
}

/// A valid but unusual parameter.
pub(super) fn parameter_edge(location: Location, label: &str) -> Demand {
    match (location, label) {
        // A server may limit the length of URLs and headers (RFC 9110 section 15.5.15, RFC 6585 section 5).
        (_, "long") => PRACTICE,
        // `allowEmptyValue` is false by default.
        (Location::Query, label) if label.ends_with("empty") => {
            (Severity::Advice, Basis::Specification("OpenAPI 3.0.4, Parameter Object, `allowEmptyValue`"))
        }
        _ => SCHEMA,
    }
}
