//! The part of the document that a change of a value is about.

use crate::label::{Bound, Defect, Edge, LargeInteger, Mutation, TextDefect, WrongType};

/// The part of the document that a change is about.
pub(super) enum Concern {
    /// One of these keywords of the schema, or the schema if it has none of them.
    Keywords(&'static [&'static str]),
    /// Whether the schema accepts `null`.
    Null,
    /// The list of required properties, or `required` of the parameter.
    Required,
    /// The parameter or property.
    Part,
}

/// The part of the document that a change is about.
pub(super) fn concern(mutation: &Mutation) -> Concern {
    match mutation {
        Mutation::Absent => Concern::Required,
        Mutation::Defect(defect) => violated(defect),
        Mutation::Text(defect) => of_text(*defect),
        Mutation::Edge(edge) => of_edge(edge),
        Mutation::Alone | Mutation::Alternative | Mutation::PercentEncoded | Mutation::Unknown => Concern::Part,
    }
}

/// The keywords that a value violates.
fn violated(defect: &Defect) -> Concern {
    Concern::Keywords(match defect {
        Defect::Type(WrongType::Null) => return Concern::Null,
        Defect::Type(
            WrongType::Boolean
            | WrongType::Integer
            | WrongType::Number
            | WrongType::Text
            | WrongType::EmptyArray
            | WrongType::EmptyObject
            | WrongType::TextOfNumber
            | WrongType::TextTrue
            | WrongType::TextYes,
        ) => &["type"],
        Defect::TooShort => &["minLength"],
        Defect::TooLong => &["maxLength"],
        Defect::Pattern(_) => &["pattern"],
        Defect::Format(_) | Defect::Below32Bits | Defect::Above32Bits | Defect::BelowFormat | Defect::AboveFormat => {
            &["format"]
        }
        Defect::NotListed => &["enum", "const"],
        Defect::OtherCase => &["enum"],
        Defect::Empty => &["enum", "minLength", "pattern", "type"],
        Defect::TooSmall => &["minimum", "exclusiveMinimum"],
        Defect::TooLarge => &["maximum", "exclusiveMaximum"],
        Defect::OffStep => &["multipleOf"],
        Defect::TooFewProperties => &["minProperties"],
        Defect::TooManyProperties => &["maxProperties"],
        Defect::TooFew => &["minItems"],
        Defect::TooMany => &["maxItems"],
        Defect::RepeatedElement => &["uniqueItems"],
        Defect::UnlistedProperty => &["additionalProperties"],
        Defect::Excluded => &["not"],
        Defect::NoAlternativePresent => &["anyOf", "oneOf"],
        Defect::SeveralAlternatives => &["oneOf"],
        Defect::Without { .. } => &["dependentRequired"],
    })
}

fn of_text(defect: TextDefect) -> Concern {
    match defect {
        TextDefect::Perhaps
        | TextDefect::One
        | TextDefect::True
        | TextDefect::Many
        | TextDefect::Fraction
        | TextDefect::Much
        | TextDefect::NaN
        | TextDefect::Empty => Concern::Keywords(&["type"]),
        TextDefect::Repeated | TextDefect::NotUtf8 => Concern::Keywords(&[]),
    }
}

fn of_edge(edge: &Edge) -> Concern {
    Concern::Keywords(match edge {
        Edge::Null => return Concern::Null,
        Edge::Empty => &["enum", "minLength", "type"],
        Edge::At(Bound::MinLength) => &["minLength"],
        Edge::At(Bound::MaxLength) => &["maxLength"],
        Edge::At(Bound::Minimum) => &["minimum"],
        Edge::At(Bound::ExclusiveMinimum) => &["exclusiveMinimum"],
        Edge::At(Bound::Maximum) => &["maximum"],
        Edge::At(Bound::ExclusiveMaximum) => &["exclusiveMaximum"],
        Edge::At(Bound::MinItems) => &["minItems"],
        Edge::At(Bound::MaxItems) => &["maxItems"],
        Edge::OtherCase
        | Edge::LeapDay
        | Edge::FirstDay
        | Edge::LastDay
        | Edge::Offset
        | Edge::Fraction
        | Edge::Large { integer: LargeInteger::Above32, has_format: true } => &["format"],
        Edge::UnlistedProperty => &["additionalProperties"],
        Edge::Large { .. }
        | Edge::Listed(_)
        | Edge::Boolean(_)
        | Edge::Unicode
        | Edge::UnicodeLongest
        | Edge::Long
        | Edge::Length256
        | Edge::Reserved
        | Edge::Capitals
        | Edge::LineBreak
        | Edge::NoElement
        | Edge::OneElement
        | Edge::TwoElements
        | Edge::ReadOnly(_)
        | Edge::UnlistedId => return Concern::Part,
    })
}
