//! Kinds of changes of one value.

use std::fmt;

/// A change of one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mutation {
    /// It is absent.
    Absent,
    /// It is the only optional one.
    Alone,
    /// It is of another alternative of its schema.
    Alternative,
    /// It is percent-encoded where it need not be.
    PercentEncoded,
    /// It is the id of a resource that does not exist.
    Unknown,
    /// It does not fit its schema.
    Defect(Defect),
    /// It is a text that cannot be read as a value of the parameter's type.
    Text(TextDefect),
    /// It is at an edge of its schema.
    Edge(Edge),
}

/// A value that does not fit its schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Defect {
    /// It has another type.
    Type(WrongType),
    /// A text has fewer characters than allowed.
    TooShort,
    /// A text has more characters than allowed.
    TooLong,
    /// A text violates a `pattern`.
    Pattern(OffPattern),
    /// A text violates a `format`.
    Format(OffFormat),
    /// A text is empty.
    Empty,
    /// A text is not in `enum`.
    NotListed,
    /// A text in `enum`, with its letters in the other case.
    OtherCase,
    /// A number is below its minimum.
    TooSmall,
    /// A number is above its maximum.
    TooLarge,
    /// An integer is below the minimum of `format: int32`.
    Below32Bits,
    /// An integer is above the maximum of `format: int32`.
    Above32Bits,
    /// An integer is below the minimum of another format of integers.
    BelowFormat,
    /// An integer is above the maximum of another format of integers.
    AboveFormat,
    /// A number is not a multiple of the step.
    OffStep,
    /// An array has fewer elements than allowed.
    TooFew,
    /// An array has more elements than allowed.
    TooMany,
    /// A set has one element twice.
    RepeatedElement,
    /// An object has a property that is not allowed.
    UnlistedProperty,
    /// An object has fewer properties than allowed.
    TooFewProperties,
    /// An object has more properties than allowed.
    TooManyProperties,
    /// The value fits the schema of a `not`.
    Excluded,
    /// An object has the required properties of no alternative.
    NoAlternativePresent,
    /// A value fits several alternatives of `oneOf`.
    SeveralAlternatives,
    /// An object has a property without another one, which it requires (`dependentRequired`).
    Without {
        /// The property.
        key: String,
        /// The missing one.
        name: String,
    },
}

/// A value of another type than that of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum WrongType {
    /// `null`
    Null,
    /// `true`
    Boolean,
    /// A fraction.
    Number,
    /// An integer.
    Integer,
    /// A text.
    Text,
    /// `[]`
    EmptyArray,
    /// `{}`
    EmptyObject,
    /// A number as a text: `"7"`.
    TextOfNumber,
    /// `"true"`
    TextTrue,
    /// `"yes"`
    TextYes,
}

/// A text that violates a `pattern`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OffPattern {
    /// With another character.
    OtherCharacter,
    /// A match inside another text.
    WithinOtherText,
    /// A match between two lines.
    BetweenLines,
    /// A match after a line break.
    LineBreakBefore,
    /// A match before a line break.
    LineBreakAfter,
    /// A match without its last character.
    OneCharacterLess,
    /// A match and one more character.
    OneCharacterMore,
}

/// A text that violates a `format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OffFormat {
    /// A day that the month does not have.
    NoSuchDay,
    /// A day as other formats write it.
    OtherFormat,
    /// An instant without its offset.
    NoOffset,
    /// A letter in place of a hexadecimal digit.
    NoHexDigit,
    /// The last digit is missing.
    CutOff,
}

/// A text that cannot be read as a value of the parameter's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TextDefect {
    /// `perhaps`, for a boolean.
    Perhaps,
    /// `1`, for a boolean.
    One,
    /// `True`, for a boolean.
    True,
    /// `many`, for an integer.
    Many,
    /// `1.5`, for an integer.
    Fraction,
    /// `much`, for a number.
    Much,
    /// `NaN`, for a number.
    NaN,
    /// An empty text.
    Empty,
    /// The parameter occurs twice.
    Repeated,
    /// Its bytes are not UTF-8.
    NotUtf8,
}

/// A valid value at an edge of its schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Edge {
    /// `null`
    Null,
    /// The value of `enum` with this number. The first one is 1.
    Listed(usize),
    /// The other boolean.
    Boolean(bool),
    /// A value at a bound of the schema.
    At(Bound),
    /// A text with characters of several scripts.
    Unicode,
    /// Such a text with as many characters as allowed, and more UTF-16 units.
    UnicodeLongest,
    /// A text of 1,000 characters.
    Long,
    /// A text of 256 characters.
    Length256,
    /// A text with characters that URLs and other syntaxes reserve.
    Reserved,
    /// A text in capitals.
    Capitals,
    /// An empty text.
    Empty,
    /// A text with a line break.
    LineBreak,
    /// February 29.
    LeapDay,
    /// The first day of year 1.
    FirstDay,
    /// The last day of year 9999.
    LastDay,
    /// An instant with an offset.
    Offset,
    /// An instant with a fraction of a second.
    Fraction,
    /// A UUID in capitals.
    OtherCase,
    /// A large integer.
    Large {
        /// Which one.
        integer: LargeInteger,
        /// Whether the schema has `format: int64` or `format: uint64`.
        has_format: bool,
    },
    /// An empty array.
    NoElement,
    /// An array of one element.
    OneElement,
    /// An array of two elements.
    TwoElements,
    /// An object with a value for this `readOnly` property.
    ReadOnly(String),
    /// An object with a property that the document does not have.
    UnlistedProperty,
    /// An object with an `id` that the document does not have.
    UnlistedId,
}

/// A bound of a schema, by its keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    /// `minLength`
    MinLength,
    /// `maxLength`
    MaxLength,
    /// `minimum`
    Minimum,
    /// `exclusiveMinimum`
    ExclusiveMinimum,
    /// `maximum`
    Maximum,
    /// `exclusiveMaximum`
    ExclusiveMaximum,
    /// `minItems`
    MinItems,
    /// `maxItems`
    MaxItems,
}

/// An integer that some types cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LargeInteger {
    /// One that needs more than 32 bits.
    Above32,
    /// One that needs more than the 53 bits of a double.
    Above53,
    /// One that needs 64 bits.
    At64,
    /// One that needs 64 bits without a sign.
    Unsigned64,
}

impl From<Defect> for Mutation {
    fn from(defect: Defect) -> Self {
        Mutation::Defect(defect)
    }
}

impl From<Edge> for Mutation {
    fn from(edge: Edge) -> Self {
        Mutation::Edge(edge)
    }
}

impl From<TextDefect> for Mutation {
    fn from(defect: TextDefect) -> Self {
        Mutation::Text(defect)
    }
}

impl Bound {
    /// The keyword of the schema.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Bound::MinLength => "minLength",
            Bound::MaxLength => "maxLength",
            Bound::Minimum => "minimum",
            Bound::ExclusiveMinimum => "exclusiveMinimum",
            Bound::Maximum => "maximum",
            Bound::ExclusiveMaximum => "exclusiveMaximum",
            Bound::MinItems => "minItems",
            Bound::MaxItems => "maxItems",
        }
    }

    /// Whether the bound itself is not allowed.
    pub(crate) fn is_exclusive(self) -> bool {
        matches!(self, Bound::ExclusiveMinimum | Bound::ExclusiveMaximum)
    }
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mutation::Absent => f.write_str("absent"),
            Mutation::Alone => f.write_str("alone"),
            Mutation::Alternative => f.write_str("alternative"),
            Mutation::PercentEncoded => f.write_str("percent-encoded"),
            Mutation::Unknown => f.write_str("unknown"),
            Mutation::Defect(defect) => defect.fmt(f),
            Mutation::Text(defect) => defect.fmt(f),
            Mutation::Edge(edge) => edge.fmt(f),
        }
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Defect::Type(wrong) => return wrong.fmt(f),
            Defect::Pattern(off) => return off.fmt(f),
            Defect::Format(off) => return off.fmt(f),
            Defect::Without { key, name } => return write!(f, "{key}-without-{name}"),
            Defect::TooShort => "too-short",
            Defect::TooLong => "too-long",
            Defect::Empty => "empty",
            Defect::NotListed => "not-listed",
            Defect::OtherCase => "other-case",
            Defect::TooSmall => "too-small",
            Defect::TooLarge => "too-large",
            Defect::Below32Bits => "below-32-bits",
            Defect::Above32Bits => "above-32-bits",
            Defect::BelowFormat => "below-format",
            Defect::AboveFormat => "above-format",
            Defect::OffStep => "off-step",
            Defect::TooFew => "too-few",
            Defect::TooMany => "too-many",
            Defect::RepeatedElement => "repeated-element",
            Defect::UnlistedProperty => "unlisted-property",
            Defect::TooFewProperties => "too-few-properties",
            Defect::TooManyProperties => "too-many-properties",
            Defect::Excluded => "excluded",
            Defect::NoAlternativePresent => "no-alternative-present",
            Defect::SeveralAlternatives => "several-alternatives",
        })
    }
}

impl fmt::Display for WrongType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WrongType::Null => "null",
            WrongType::Boolean => "boolean",
            WrongType::Number => "number",
            WrongType::Integer => "integer",
            WrongType::Text => "text",
            WrongType::EmptyArray => "empty-array",
            WrongType::EmptyObject => "empty-object",
            WrongType::TextOfNumber => "text-of-number",
            WrongType::TextTrue => "text-true",
            WrongType::TextYes => "text-yes",
        })
    }
}

impl fmt::Display for OffPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OffPattern::OtherCharacter => "off-pattern",
            OffPattern::WithinOtherText => "within-other-text",
            OffPattern::BetweenLines => "between-lines",
            OffPattern::LineBreakBefore => "line-break-before",
            OffPattern::LineBreakAfter => "line-break-after",
            OffPattern::OneCharacterLess => "one-character-less",
            OffPattern::OneCharacterMore => "one-character-more",
        })
    }
}

impl fmt::Display for OffFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OffFormat::NoSuchDay => "no-such-day",
            OffFormat::OtherFormat => "other-format",
            OffFormat::NoOffset => "no-offset",
            OffFormat::NoHexDigit => "no-hex-digit",
            OffFormat::CutOff => "cut-off",
        })
    }
}

impl fmt::Display for TextDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TextDefect::Perhaps => "text-perhaps",
            TextDefect::One => "text-1",
            TextDefect::True => "text-True",
            TextDefect::Many => "text-many",
            TextDefect::Fraction => "text-1.5",
            TextDefect::Much => "text-much",
            TextDefect::NaN => "text-NaN",
            TextDefect::Empty => "text-empty",
            TextDefect::Repeated => "repeated",
            TextDefect::NotUtf8 => "not-utf8",
        })
    }
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Edge::Listed(number) => return write!(f, "listed-{number}"),
            Edge::Boolean(value) => return value.fmt(f),
            Edge::At(bound) => return write!(f, "at-{}", bound.keyword()),
            Edge::Large { integer, has_format: true } => return integer.fmt(f),
            Edge::Large { integer, has_format: false } => return write!(f, "{integer}-no-format"),
            Edge::ReadOnly(name) => return write!(f, "read-only-{name}"),
            Edge::Null => "null",
            Edge::Unicode => "unicode",
            Edge::UnicodeLongest => "unicode-longest",
            Edge::Long => "long",
            Edge::Length256 => "length-256",
            Edge::Reserved => "reserved",
            Edge::Capitals => "capitals",
            Edge::Empty => "empty",
            Edge::LineBreak => "line-break",
            Edge::LeapDay => "leap-day",
            Edge::FirstDay => "first-day",
            Edge::LastDay => "last-day",
            Edge::Offset => "offset",
            Edge::Fraction => "fraction",
            Edge::OtherCase => "other-case",
            Edge::NoElement => "no-element",
            Edge::OneElement => "one-element",
            Edge::TwoElements => "two-elements",
            Edge::UnlistedProperty => "unlisted-property",
            Edge::UnlistedId => "unlisted-id",
        })
    }
}

impl fmt::Display for LargeInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LargeInteger::Above32 => "above-32-bits",
            LargeInteger::Above53 => "above-53-bits",
            LargeInteger::At64 => "at-64-bits",
            LargeInteger::Unsigned64 => "at-64-bits-without-sign",
        })
    }
}
