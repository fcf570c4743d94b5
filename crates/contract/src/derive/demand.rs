//! How strongly a text demands that a server rejects a defect, or accepts an unusual request.

use model::api::Location;
use serde_json::Value;

use crate::label::{
    BodyChange, Defect, Edge, Label, LargeInteger, Mutation, OffPattern, PartPath, PathStep, TextDefect,
};
use crate::variant;
use crate::violation::{Basis, Severity};

/// The demand of a case: severity and text.
pub(crate) type Demand = (Severity, Basis);

/// The document's schema demands it.
const SCHEMA: Demand = (Severity::Must, Basis::Document);
/// No text demands it.
const PRACTICE: Demand = (Severity::Advice, Basis::Practice);
/// A validator need not check `format`.
const FORMAT: Demand = (Severity::Should, Basis::Specification("JSON Schema Validation 2020-12 section 7.2.1"));
/// Many documents write `oneOf` where they mean `anyOf`.
pub(crate) const EXACTLY_ONE: Demand = (Severity::Should, Basis::Specification("JSON Schema 2020-12 section 10.2.1.3"));
/// A parser may accept more than JSON, and the first or the last of several values.
const JSON_EXTENSION: Demand = (Severity::Advice, Basis::Specification("RFC 8259 sections 4 and 9"));
/// A server may process a body of another media type.
const MEDIA_TYPE: Demand = (Severity::Should, Basis::Specification("RFC 9110 section 15.5.16"));
/// `charset=utf-8` has no effect on JSON, which is always UTF-8.
const CHARSET: Demand = (Severity::Should, Basis::Specification("RFC 8259 section 11"));
/// A server may guess the media type of a body that does not name one.
const NO_MEDIA_TYPE: Demand = (Severity::Advice, Basis::Specification("RFC 9110 section 8.3"));

/// A tool that does not know a `format` may read the type alone.
const INTEGER_FORMAT: Demand = (Severity::Should, Basis::Specification("OpenAPI, Data Types"));

/// A JSON parser may set limits on the range and precision of numbers.
const NUMBER_PRECISION: Demand = (Severity::Should, Basis::Specification("RFC 8259 section 6"));
/// 2^31
const ABOVE_32_BITS: i64 = i32::MAX as i64 + 1;
/// The largest integer below those of 32 bits.
const BELOW_32_BITS: i64 = i32::MIN as i64 - 1;
/// 2^63
const BEYOND_64_BITS: f64 = 9_223_372_036_854_775_808.0;

/// A defect in a value of a body.
pub(super) fn body_defect(mutation: &Mutation) -> Demand {
    match mutation {
        Mutation::Defect(defect) => of_defect(defect),
        Mutation::Text(defect) => of_text(*defect),
        Mutation::Absent
        | Mutation::Alone
        | Mutation::Alternative
        | Mutation::PercentEncoded
        | Mutation::Unknown
        | Mutation::Edge(_) => SCHEMA,
    }
}

/// A defect of a parameter.
pub(super) fn parameter_defect(location: Location, path: &PartPath, mutation: &Mutation) -> Demand {
    let is_element = matches!(path.steps(), [.., PathStep::Element | PathStep::Position(_)]);
    match mutation {
        Mutation::Absent if path.is_empty() => {
            (Severity::Must, Basis::Specification("OpenAPI, Parameter Object, `required`"))
        }
        // An empty text may be an absent parameter. An empty element is an empty text too.
        Mutation::Defect(Defect::Empty) if path.is_empty() || (location == Location::Query && is_element) => PRACTICE,
        other => body_defect(other),
    }
}

/// A value that does not fit its schema.
fn of_defect(defect: &Defect) -> Demand {
    match defect {
        Defect::Format(_) => FORMAT,
        Defect::SeveralAlternatives => EXACTLY_ONE,
        Defect::Below32Bits | Defect::Above32Bits | Defect::BelowFormat | Defect::AboveFormat => INTEGER_FORMAT,
        Defect::Pattern(OffPattern::LineBreakAfter) => PATTERN_DIALECT,
        Defect::Pattern(OffPattern::LineBreakBefore) => TRIMMED,
        Defect::Pattern(
            OffPattern::OtherCharacter
            | OffPattern::WithinOtherText
            | OffPattern::BetweenLines
            | OffPattern::OneCharacterLess
            | OffPattern::OneCharacterMore,
        )
        | Defect::Type(_)
        | Defect::TooShort
        | Defect::TooLong
        | Defect::Empty
        | Defect::NotListed
        | Defect::OtherCase
        | Defect::TooSmall
        | Defect::TooLarge
        | Defect::OffStep
        | Defect::TooFew
        | Defect::TooMany
        | Defect::RepeatedElement
        | Defect::UnlistedProperty
        | Defect::TooFewProperties
        | Defect::TooManyProperties
        | Defect::Excluded
        | Defect::NoAlternativePresent
        | Defect::Without { .. } => SCHEMA,
    }
}

/// The text of a parameter that is no text of a value.
fn of_text(defect: TextDefect) -> Demand {
    match defect {
        TextDefect::Perhaps | TextDefect::Many | TextDefect::Fraction | TextDefect::Much => SCHEMA,
        // OpenAPI defines no text form of booleans and numbers; frameworks accept other spellings.
        TextDefect::One | TextDefect::True | TextDefect::NaN => PRACTICE,
        // An empty text may be an absent parameter.
        TextDefect::Empty => PRACTICE,
        // The document cannot say how often a key may occur, or how a server decodes invalid UTF-8.
        TextDefect::Repeated | TextDefect::NotUtf8 => PRACTICE,
    }
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
        ("maximum", number) if number.as_i64() == Some(ABOVE_32_BITS) => Some(INTEGER_FORMAT),
        ("minimum", number) if number.as_i64() == Some(BELOW_32_BITS) => Some(INTEGER_FORMAT),
        // The largest integer of 64 bits, as a double.
        ("maximum", number) if number.as_i64().is_none() && number.as_f64() == Some(BEYOND_64_BITS) => {
            Some(NUMBER_PRECISION)
        }
        ("pattern", Value::String(text)) => {
            let fits = |text: Option<&str>| text.is_some_and(&without_line_break);
            let after = fits(text.strip_suffix('\n')).then_some(PATTERN_DIALECT);
            after.or_else(|| fits(text.strip_prefix('\n')).then_some(TRIMMED))
        }
        _ => None,
    }
}

/// In some languages `$` matches before a line break at the end too, and OpenAPI recommends a dialect, but does not demand it.
const PATTERN_DIALECT: Demand = (Severity::Should, Basis::Specification("OpenAPI, Schema Object, `pattern`"));

/// Many frameworks remove white space at the ends of a text before they check it.
const TRIMMED: Demand = (Severity::Should, Basis::Document);

/// A change of the body as a whole.
pub(super) fn whole_body(change: BodyChange) -> Demand {
    match change {
        // A server may check the media type first.
        BodyChange::Missing => (Severity::Should, Basis::Specification("OpenAPI, Request Body Object, `required`")),
        BodyChange::Nothing => (Severity::Must, Basis::Specification("OpenAPI, Request Body Object, `required`")),
        BodyChange::CutOff => (Severity::Must, Basis::Specification("RFC 8259 section 2")),
        BodyChange::TrailingBytes
        | BodyChange::TwoValues
        | BodyChange::NotUtf8
        | BodyChange::TextNotUtf8
        | BodyChange::RepeatedKey => JSON_EXTENSION,
        BodyChange::NoContentType => NO_MEDIA_TYPE,
        BodyChange::OtherContentType => MEDIA_TYPE,
        BodyChange::ContentTypeParameter => CHARSET,
        BodyChange::AllProperties | BodyChange::RequiredProperties | BodyChange::OtherParts => SCHEMA,
    }
}

/// A valid but unusual body.
pub(super) fn body_edge(label: &Label) -> Demand {
    match label {
        Label::Part(_, Mutation::Edge(edge)) => in_body(edge),
        Label::Body(change) => whole_body(*change),
        Label::Part(..)
        | Label::RequiredParts
        | Label::AllParts
        | Label::UnknownQueryKey
        | Label::Credential(_)
        | Label::Named(_) => SCHEMA,
    }
}

fn in_body(edge: &Edge) -> Demand {
    match edge {
        Edge::LineBreak | Edge::UnlistedId => (Severity::Should, Basis::Document),
        Edge::ReadOnly(_) => (Severity::Should, Basis::Specification("OpenAPI, Schema Object, `readOnly`")),
        other => anywhere(other),
    }
}

/// A valid but unusual parameter.
pub(super) fn parameter_edge(location: Location, mutation: &Mutation) -> Demand {
    let Mutation::Edge(edge) = mutation else { return SCHEMA };
    match (location, edge) {
        // A server may limit the length of URLs and headers (RFC 9110 section 15.5.15, RFC 6585 section 5).
        (_, Edge::Long) => PRACTICE,
        (_, Edge::Length256) => (Severity::Should, Basis::Specification("RFC 9110 section 4.1")),
        // Many servers decode `%2F` before they match the path.
        (Location::Path, Edge::Reserved) => (Severity::Advice, Basis::Specification("RFC 3986 section 2.2")),
        (Location::Header | Location::Cookie, Edge::Reserved) => (Severity::Should, Basis::Document),
        // A parameter is no JSON text.
        (_, Edge::UnicodeLongest) => (Severity::Should, Basis::Document),
        // `allowEmptyValue` is false by default.
        (Location::Query, Edge::Empty) => {
            (Severity::Advice, Basis::Specification("OpenAPI, Parameter Object, `allowEmptyValue`"))
        }
        (_, other) => anywhere(other),
    }
}

/// An edge without a demand of its own for the part of the request that it is in.
fn anywhere(edge: &Edge) -> Demand {
    match edge {
        // Not all implementations have all years.
        Edge::FirstDay | Edge::LastDay => (Severity::Should, Basis::Specification("RFC 3339 section 1")),
        Edge::OtherCase => (Severity::Should, Basis::Specification("RFC 9562 section 4")),
        Edge::Large { integer: LargeInteger::Above32, has_format: true } => SCHEMA,
        // An implementation may limit the lengths of texts.
        Edge::UnicodeLongest => (Severity::Should, Basis::Specification("RFC 8259 section 9")),
        // A JSON parser may limit range and precision, and a tool need not know the format.
        Edge::Large { .. } => NUMBER_PRECISION,
        Edge::Null
        | Edge::Listed(_)
        | Edge::Boolean(_)
        | Edge::At(_)
        | Edge::Unicode
        | Edge::Long
        | Edge::Length256
        | Edge::Reserved
        | Edge::Capitals
        | Edge::Empty
        | Edge::LineBreak
        | Edge::LeapDay
        | Edge::Offset
        | Edge::Fraction
        | Edge::NoElement
        | Edge::OneElement
        | Edge::TwoElements
        | Edge::ReadOnly(_)
        | Edge::UnlistedProperty
        | Edge::UnlistedId => SCHEMA,
    }
}

#[cfg(test)]
mod tests {
    use model::api::Location;

    use super::{body_defect, body_edge, of_returned, parameter_edge};
    use crate::label::{Defect, Edge, Label, OffPattern, PartPath};
    use crate::violation::{Basis, Severity};

    #[test]
    fn a_returned_integer_beside_those_of_32_bits_is_as_severe_as_a_sent_one() {
        let severity = |keyword: &str, number: i64| {
            of_returned(Some(keyword), &number.into(), |_| false).map(|(severity, _)| severity)
        };
        assert_eq!(severity("maximum", 2_147_483_648), Some(Severity::Should));
        assert_eq!(severity("minimum", -2_147_483_649), Some(Severity::Should));
        assert_eq!((severity("maximum", 2_147_483_649), severity("minimum", 0)), (None, None));
    }

    #[test]
    fn a_server_may_trim_a_text_before_it_checks_the_pattern() {
        for pattern in [OffPattern::LineBreakBefore, OffPattern::LineBreakAfter] {
            assert_eq!(body_defect(&Defect::Pattern(pattern).into()).0, Severity::Should, "{pattern:?}");
        }
        assert_eq!(body_defect(&Defect::Pattern(OffPattern::BetweenLines).into()).0, Severity::Must);
        for text in ["\nabc", "abc\n"] {
            let demand = of_returned(Some("pattern"), &text.into(), |text| text == "abc");
            assert_eq!(demand.map(|(severity, _)| severity), Some(Severity::Should), "{text:?}");
        }
    }

    #[test]
    fn the_limit_of_a_json_parser_is_a_reason_in_a_body_alone() {
        let label = Label::body(PartPath::default(), Edge::UnicodeLongest.into());
        assert_eq!(body_edge(&label), (Severity::Should, Basis::Specification("RFC 8259 section 9")));
        let of_query = parameter_edge(Location::Query, &Edge::UnicodeLongest.into());
        assert_eq!(of_query, (Severity::Should, Basis::Document));
    }
}
