//! Errors of raw text that is not written as the document describes it.

/// Why raw text has no value in the documented style. The message completes a sentence: `expected the parameter …`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misspelling {
    /// A `%` without two hexadecimal digits.
    #[error("with two hexadecimal digits after each `%` (RFC 3986 section 2.1), got others")]
    PercentEncoding,
    /// Percent-encoded bytes that are not UTF-8.
    #[error("as percent-encoded UTF-8, got other bytes")]
    NotUtf8,
    /// A header that is not UTF-8.
    #[error("as text in UTF-8, got other bytes")]
    HeaderNotUtf8,
    /// A character that a header or cookie cannot contain.
    #[error("without characters that headers must not contain, got one of them")]
    HeaderCharacter,
    /// A character that must be percent-encoded.
    #[error("with `{0}` percent-encoded, got it as it is")]
    NotEncoded(char),
    /// A `label` or `matrix` value without its prefix.
    #[error("after a `{0}`, got none")]
    NoPrefix(char),
    /// A `matrix` value without the parameter's name.
    #[error("as `;{0}=`, got other text")]
    NoName(String),
    /// A value that is sent several times.
    #[error("once, got it {0} times")]
    Repeated(usize),
    /// A property that is sent several times.
    #[error("with `{0}` once, got it more often")]
    RepeatedProperty(String),
    /// Text that is not JSON.
    #[error("as JSON, got other text")]
    NotJson,
    /// A property of an exploded object without `=`.
    #[error("as `key=value`, got other text")]
    NoPair,
    /// A key without a value.
    #[error("as keys and values in turn, got an odd number of texts")]
    NoValue,
    /// A `deepObject` parameter that is not written as one value in brackets for each property.
    #[error("as one value in brackets for each property, got other keys")]
    NotDeepObject,
}
