//! How strongly a text demands that a server rejects a defect, or accepts an unusual request.

use model::api::Location;
use serde_json::Value;

use crate::variant::{self, ABOVE_32_BITS, BELOW_32_BITS};
use crate::violation::{Basis, Severity};

/// The demand of a case: severity and text.
pub(crate) type Demand = (Severity, Basis);

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
/// `charset=utf-8` has no effect on JSON, which is always UTF-8.
pub(super) const CHARSET: Demand = (Severity::Should, Basis::Specification("RFC 8259 section 11"));
/// A server may guess the media type of a body that does not name one.
const NO_MEDIA_TYPE: Demand = (Severity::Advice, Basis::Specification("RFC 9110 section 8.3"));

/// A tool that does not know a `format` may read the type alone.
const INTEGER_FORMAT: Demand = (Severity::Should, Basis::Specification("OpenAPI, Data Types"));

/// A JSON parser may set limits on the range and precision of numbers.
const NUMBER_PRECISION: Demand = (Severity::Should, Basis::Specification("RFC 8259 section 6"));
/// 2^63
const BEYOND_64_BITS: f64 = 9_223_372_036_854_775_808.0;

/// The last part of the labels of values that violate a `format`.
const OFF_FORMAT: [&str; 5] = ["no-such-day", "other-format", "no-offset", "no-hex-digit", "cut-off"];

/// A defect in a value of a body.
pub(super) fn body_defect(label: &str) -> Demand {
    match label {
        _ if is_off_format(label) => FORMAT,
        _ if is_beyond_32_bits(label) => INTEGER_FORMAT,
        _ if ends_with(label, "line-break-after") => PATTERN_DIALECT,
        _ => SCHEMA,
    }
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
        "absent" => (Severity::Must, Basis::Specification("OpenAPI, Parameter Object, `required`")),
        _ if is_off_format(label) => FORMAT,
        _ if is_beyond_32_bits(label) => INTEGER_FORMAT,
        _ if ends_with(label, "line-break-after") => PATTERN_DIALECT,
        // An empty element is an empty text too.
        _ if location == Location::Query && label.ends_with("[]-empty") => PRACTICE,
        _ => SCHEMA,
    }
}

fn is_off_format(label: &str) -> bool {
    OFF_FORMAT.iter().any(|format| ends_with(label, format))
}

fn is_beyond_32_bits(label: &str) -> bool {
    [BELOW_32_BITS, ABOVE_32_BITS].iter().any(|beyond| ends_with(label, beyond))
}

/// The demand that a value in a response violates, if the runner sent it, and a text only recommends to reject it: a server that
/// accepts it returns it in later responses too. `None` for all other values.
pub(crate) fn of_returned(
    keyword: Option<&str>,
    value: &Value,
    without_line_break: impl Fn(&str) -> bool,
) -> Option<Demand> {
    match (keyword?, value) {
        ("format", Value::String(text)) if variant::violated_format(text).is_some() => Some(FORMAT),
        // The largest integer of 64 bits, as a double.
        ("maximum", number) if number.as_i64().is_none() && number.as_f64() == Some(BEYOND_64_BITS) => {
            Some(NUMBER_PRECISION)
        }
        ("pattern", Value::String(text)) => {
            text.strip_suffix('\n').filter(|text| without_line_break(text)).map(|_| PATTERN_DIALECT)
        }
        _ => None,
    }
}

/// In some languages `$` matches before a line break at the end too, and OpenAPI recommends a dialect, but does not demand it.
const PATTERN_DIALECT: Demand = (Severity::Should, Basis::Specification("OpenAPI, Schema Object, `pattern`"));

/// Bytes that are not one JSON text.
pub(super) fn not_json(label: &str) -> Demand {
    match label {
        // A server may check the media type first.
        "missing" => (Severity::Should, Basis::Specification("OpenAPI, Request Body Object, `required`")),
        "nothing" => (Severity::Must, Basis::Specification("OpenAPI, Request Body Object, `required`")),
        "cut-off" => (Severity::Must, Basis::Specification("RFC 8259 section 2")),
        _ => JSON_EXTENSION,
    }
}

/// A body with an undocumented content type, or without one.
pub(super) fn content_type(is_absent: bool) -> Demand {
    if is_absent { NO_MEDIA_TYPE } else { MEDIA_TYPE }
}

/// A valid but unusual body. The last value is whether the server may reject it too.
pub(super) fn body_edge(label: &str) -> (Severity, Basis, bool) {
    let (severity, rests_on) = edge(label).unwrap_or(match last(label) {
        "line-break" => (Severity::Should, Basis::Document),
        "unlisted-id" => (Severity::Should, Basis::Document),
        label if label.starts_with("read-only-") => {
            (Severity::Should, Basis::Specification("OpenAPI, Schema Object, `readOnly`"))
        }
        _ => SCHEMA,
    });
    (severity, rests_on, label.contains("read-only-"))
}

/// The demand of an edge that is the same in parameters and bodies.
fn edge(label: &str) -> Option<Demand> {
    let label = last(label);
    Some(match label {
        // Not all implementations have all years.
        "first-day" | "last-day" => (Severity::Should, Basis::Specification("RFC 3339 section 1")),
        "other-case" => (Severity::Should, Basis::Specification("RFC 9562 section 4")),
        // An implementation may limit the lengths of texts.
        "unicode-longest" => (Severity::Should, Basis::Specification("RFC 8259 section 9")),
        // A JSON parser may limit range and precision, and a tool need not know the format.
        "above-53-bits" | "at-64-bits" => NUMBER_PRECISION,
        _ if label.ends_with("-no-format") => NUMBER_PRECISION,
        _ => return None,
    })
}

/// The change of a label, without the part that is changed.
fn last(label: &str) -> &str {
    let known = EDGES.iter().find(|edge| ends_with(label, edge));
    known.copied().unwrap_or_else(|| label.find("read-only-").map_or(label, |at| &label[at..]))
}

/// Whether a label is `change`, or a part and `change`.
fn ends_with(label: &str, change: &str) -> bool {
    label.strip_suffix(change).is_some_and(|start| start.is_empty() || start.ends_with('-'))
}

/// The changes that have a demand of their own.
const EDGES: [&str; 15] = [
    "first-day",
    "last-day",
    "other-case",
    "above-32-bits-no-format",
    "above-53-bits-no-format",
    "at-64-bits-no-format",
    "above-53-bits",
    "at-64-bits",
    "unicode-longest",
    "line-break",
    "unlisted-id",
    "long",
    "length-256",
    "reserved",
    "empty",
];

/// A valid but unusual parameter.
pub(super) fn parameter_edge(location: Location, label: &str) -> Demand {
    if let Some(demand) = edge(label) {
        return demand;
    }
    match (location, last(label)) {
        // A server may limit the length of URLs and headers (RFC 9110 section 15.5.15, RFC 6585 section 5).
        (_, "long") => PRACTICE,
        (_, "length-256") => (Severity::Should, Basis::Specification("RFC 9110 section 4.1")),
        // Many servers decode `%2F` before they match the path.
        (Location::Path, "reserved") => (Severity::Advice, Basis::Specification("RFC 3986 section 2.2")),
        (Location::Header | Location::Cookie, "reserved") => (Severity::Should, Basis::Document),
        // `allowEmptyValue` is false by default.
        (Location::Query, "empty") => {
            (Severity::Advice, Basis::Specification("OpenAPI, Parameter Object, `allowEmptyValue`"))
        }
        _ => SCHEMA,
    }
}
