//! The label of a case, the last part of its id, as data: which part of a valid request the case changes, and how.
//!
//! A [`Label`] is made where the case is derived. Its text is for people and for `--only` and `--replay`; code that needs to know
//! what a case changes matches on the data. The parts of the text:
//!
//! | text | data |
//! |---|---|
//! | `query-limit-too-large` | the parameter `limit`, the defect [`Defect::TooLarge`] |
//! | `body-lines[].price-at-minimum` | the body, the property `price` of each element of `lines`, an edge of the schema |
//! | `body-contact(2)-alternative` | the body, the property `contact`, which is of the second alternative of its schema |
//! | `body-cut-off` | the bytes of the body: [`BodyChange::CutOff`] |
//! | `credential-wrong` | the credential: [`CredentialChange::Wrong`] |
//! | `created`, `unknown-path` | [`Label::Named`]: nothing else depends on it |
//!
//! The words of each kind of change are in its `Display` alone. `demand` (how strongly a text demands the expected response) and `concern`
//! (which keyword of the schema the change is about) match without `_`, so a new kind needs a decision there.

mod mutation;
mod path;

use std::fmt;

use model::api::{Location, Parameter};

pub(crate) use mutation::{Bound, Defect, Edge, LargeInteger, Mutation, OffFormat, OffPattern, TextDefect, WrongType};
pub(crate) use path::{PartPath, PathStep};

/// The label of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// The request with the required parts alone.
    RequiredParts,
    /// The request with all parameters.
    AllParts,
    /// The query has a key that the document does not have.
    UnknownQueryKey,
    /// One value in a parameter or in the body is changed.
    Part(ChangedPart, Mutation),
    /// The body as a whole is changed, or its content type.
    Body(BodyChange),
    /// The credential is changed.
    Credential(CredentialChange),
    /// The name of an example, a step of a chain, a relation of responses, or a path.
    Named(String),
}

/// A parameter or the body, and the place of the changed value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangedPart {
    /// The parameter or the body.
    pub holder: Holder,
    /// The place in its value.
    pub path: PartPath,
}

/// The part of a request that holds a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// A parameter.
    Parameter {
        /// Where the parameter is.
        location: Location,
        /// Its name in the document.
        name: String,
    },
    /// The body.
    Body,
}

/// How the body as a whole, or its content type, differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyChange {
    /// No bytes, with the content type.
    Nothing,
    /// Neither bytes nor content type.
    Missing,
    /// JSON without its last byte.
    CutOff,
    /// JSON, and a letter.
    TrailingBytes,
    /// Two JSON texts.
    TwoValues,
    /// JSON, and a text that is not UTF-8.
    NotUtf8,
    /// JSON with texts that are not UTF-8.
    TextNotUtf8,
    /// An object with two members of one name.
    RepeatedKey,
    /// No content type.
    NoContentType,
    /// A content type that the document does not have.
    OtherContentType,
    /// A documented content type with a parameter.
    ContentTypeParameter,
    /// All optional properties.
    AllProperties,
    /// The required properties.
    RequiredProperties,
    /// The optional parts that are too many to be tested.
    OtherParts,
}

/// How the credential of a request differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CredentialChange {
    /// An operation that is open to all is called without a credential.
    Optional,
    /// No credential.
    Missing,
    /// An empty one.
    Empty,
    /// A valid one in a place that the document does not have.
    Misplaced,
    /// One of several that are required together is missing: that of the scheme with this name.
    Without(String),
    /// Another one.
    Wrong,
    /// One that is almost valid.
    Altered {
        /// The name of its scheme, unless it is the one that all other cases use.
        scheme: Option<String>,
        /// The difference from a valid one.
        by: Alteration,
    },
    /// A valid one of another set of schemes, whose names are joined by `+`.
    Alternative(String),
    /// A valid one with the name of its authentication scheme in lower case.
    LowerScheme,
}

/// How a credential differs from a valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alteration {
    /// The last character is missing.
    CutOff,
    /// It has one more character.
    Extended,
    /// Its letters have the other case.
    OtherCase,
    /// It has the name of another authentication scheme.
    OtherScheme,
}

impl Label {
    /// The label of a change in a parameter.
    pub(crate) fn parameter(parameter: &Parameter, path: PartPath, mutation: Mutation) -> Self {
        Label::Part(ChangedPart { holder: Holder::of(parameter), path }, mutation)
    }

    /// The label of a change in the body.
    pub(crate) fn body(path: PartPath, mutation: Mutation) -> Self {
        Label::Part(ChangedPart { holder: Holder::Body, path }, mutation)
    }
}

impl Holder {
    fn of(parameter: &Parameter) -> Self {
        Holder::Parameter { location: parameter.location, name: parameter.wire.clone() }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::RequiredParts => f.write_str("required-parts-alone"),
            Label::AllParts => f.write_str("all-parts"),
            Label::UnknownQueryKey => f.write_str("unknown-query-key"),
            Label::Part(part, mutation) => write!(f, "{part}-{mutation}"),
            Label::Body(change) => write!(f, "body-{change}"),
            Label::Credential(change) => change.fmt(f),
            Label::Named(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for ChangedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.holder {
            Holder::Parameter { location, name } => write!(f, "{}-{name}", location.word())?,
            Holder::Body => f.write_str("body")?,
        }
        if self.path.is_empty() { Ok(()) } else { write!(f, "-{}", self.path) }
    }
}

impl fmt::Display for BodyChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BodyChange::Nothing => "nothing",
            BodyChange::Missing => "missing",
            BodyChange::CutOff => "cut-off",
            BodyChange::TrailingBytes => "trailing-bytes",
            BodyChange::TwoValues => "two-values",
            BodyChange::NotUtf8 => "not-utf8",
            BodyChange::TextNotUtf8 => "text-not-utf8",
            BodyChange::RepeatedKey => "repeated-key",
            BodyChange::NoContentType => "content-type-none",
            BodyChange::OtherContentType => "content-type-other",
            BodyChange::ContentTypeParameter => "content-type-parameter",
            BodyChange::AllProperties => "all-properties",
            BodyChange::RequiredProperties => "required-properties-alone",
            BodyChange::OtherParts => "other-parts",
        })
    }
}

impl fmt::Display for CredentialChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialChange::Optional => f.write_str("no-credential"),
            CredentialChange::Missing => f.write_str("credential-missing"),
            CredentialChange::Empty => f.write_str("credential-empty"),
            CredentialChange::Misplaced => f.write_str("credential-in-the-wrong-place"),
            CredentialChange::Without(scheme) => write!(f, "credential-without-{scheme}"),
            CredentialChange::Wrong => f.write_str("credential-wrong"),
            CredentialChange::Altered { scheme: None, by } => write!(f, "credential-{by}"),
            CredentialChange::Altered { scheme: Some(scheme), by } => write!(f, "credential-{scheme}-{by}"),
            CredentialChange::Alternative(schemes) => write!(f, "credential-{schemes}"),
            CredentialChange::LowerScheme => f.write_str("credential-scheme-in-lower-case"),
        }
    }
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Alteration::CutOff => "cut-off",
            Alteration::Extended => "extended",
            Alteration::OtherCase => "other-case",
            Alteration::OtherScheme => "other-scheme",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Alteration, Bound, CredentialChange, Defect, Edge, Holder, Label, Mutation, PartPath, TextDefect};
    use super::{BodyChange, ChangedPart, WrongType};
    use model::api::Location;

    #[test]
    fn a_label_names_the_part_and_its_change() {
        let price = PartPath::default().property("lines").element().property("price");
        assert_eq!(Label::body(price, Edge::At(Bound::Minimum).into()).to_string(), "body-lines[].price-at-minimum");
        let street = PartPath::default().property("contact").alternative(2).property("street");
        assert_eq!(Label::body(street, Defect::TooLong.into()).to_string(), "body-contact(2).street-too-long");
        let whole = PartPath::default();
        assert_eq!(Label::body(whole, Defect::Type(WrongType::Null).into()).to_string(), "body-null");
        let of_query = |path, mutation| {
            let holder = Holder::Parameter { location: Location::Query, name: "page-size".to_owned() };
            Label::Part(ChangedPart { holder, path }, mutation).to_string()
        };
        assert_eq!(of_query(PartPath::default(), Mutation::Text(TextDefect::Empty)), "query-page-size-text-empty");
        assert_eq!(of_query(PartPath::default().element(), Defect::Empty.into()), "query-page-size-[]-empty");
    }

    #[test]
    fn a_label_names_the_change_of_body_and_credential() {
        assert_eq!(Label::Body(BodyChange::NoContentType).to_string(), "body-content-type-none");
        let altered = |scheme: Option<&str>| {
            let by = Alteration::CutOff;
            Label::Credential(CredentialChange::Altered { scheme: scheme.map(str::to_owned), by }).to_string()
        };
        assert_eq!(
            (altered(None).as_str(), altered(Some("key")).as_str()),
            ("credential-cut-off", "credential-key-cut-off")
        );
    }
}
