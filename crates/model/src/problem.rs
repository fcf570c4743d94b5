//! What can be wrong with a document: typed, placed, and each with its remedy.
//!
//! Problems are values. They are collected while a document is resolved, so that one run reports all of them.

use thiserror::Error;

use crate::source::Span;

/// One mistake in a document, or (see [`Severity`]) one thing that its owner should know.
#[derive(Clone, Debug, Error)]
#[error("{kind}")]
pub struct Problem {
    /// The place that is underlined.
    pub at: Span,
    /// What is wrong there.
    pub kind: Kind,
    /// Further places that belong to it, each with a few words.
    pub related: Vec<(&'static str, Span)>,
    /// A mistake that was passed over: see [`crate::resolve_tolerant`].
    pub tolerated: bool,
}

/// Whether a [`Problem`] stops the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The document is generated from, and the words are shown.
    Warning,
}

impl Problem {
    /// A problem at `at`.
    pub fn new(at: Span, kind: Kind) -> Self {
        Problem { at, kind, related: Vec::new(), tolerated: false }
    }

    /// The same, pointing at a second place.
    #[must_use]
    pub fn and(mut self, label: &'static str, at: Span) -> Self {
        self.related.push((label, at));
        self
    }

    /// Whether it stops the generation.
    pub fn severity(&self) -> Severity {
        let is_notice = matches!(
            self.kind,
            Kind::IgnoredSibling { .. }
                | Kind::IgnoredHeader { .. }
                | Kind::Ignored { .. }
                | Kind::Loose { .. }
                | Kind::NotEnforced { .. }
                | Kind::MissingOperationId { .. }
                | Kind::NoErrorAnswer { .. }
        );
        if is_notice || self.tolerated { Severity::Warning } else { Severity::Error }
    }
}

/// The kinds of mistake. [`Kind::code`] is stable: scripts may rely on it.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum Kind {
    /// The bytes are not UTF-8, or hold control characters.
    #[error("this is not text in UTF-8")]
    NotText,
    /// There is nothing in the file.
    #[error("the document is empty")]
    Empty,
    /// Neither YAML nor JSON.
    #[error("this does not parse as {language}: {message}")]
    Syntax {
        /// Which of the two was tried.
        language: &'static str,
        /// What the parser said.
        message: String,
    },
    /// Nested beyond the limit.
    #[error("values are nested more than {limit} levels deep here")]
    TooDeep {
        /// The limit, in levels.
        limit: usize,
    },
    /// Aliases multiply the document.
    #[error("aliases repeat more than {limit} values up to here")]
    AliasBomb {
        /// The limit, in values.
        limit: usize,
    },
    /// One key twice in an object.
    #[error("the key `{key}` stands twice in this object")]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A mapping's key is not a scalar.
    #[error("the key of a mapping must be text")]
    KeyNotText,
    /// More than one YAML document in the file.
    #[error("a second YAML document starts here")]
    SeveralDocuments,
    /// A YAML tag without a counterpart in JSON.
    #[error("the YAML tag `{tag}` has no counterpart in JSON")]
    Tag {
        /// The tag.
        tag: String,
    },
    /// YAML 1.1's `<<`.
    #[error("merge keys (`<<`) are not part of YAML 1.2")]
    MergeKey,
    /// `.inf`, `.nan`.
    #[error("`{text}` has no counterpart in JSON")]
    NotJson {
        /// The scalar.
        text: String,
    },

    /// Not an OpenAPI document, or not of a version that is read.
    #[error("OpenAPI {found} is not read; this generator reads 3.0.0 to 3.0.4")]
    Version {
        /// The version as written.
        found: String,
    },
    /// A key that must be there is not.
    #[error("{object} needs `{key}`")]
    MissingKey {
        /// The kind of object, with an article.
        object: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A key that OpenAPI 3.0 does not know here.
    #[error("`{key}` is not a key of {object}")]
    UnknownKey {
        /// The kind of object, with an article.
        object: &'static str,
        /// The key.
        key: String,
        /// The nearest key that is known.
        nearest: Option<&'static str>,
    },
    /// A value of another type than OpenAPI asks for.
    #[error("{what} must be {expected}, not {found}")]
    WrongType {
        /// What it is the value of.
        what: String,
        /// The type asked for, with an article.
        expected: &'static str,
        /// The type found, with an article.
        found: &'static str,
    },
    /// A value of the right type that is not allowed.
    #[error("{what} {why}")]
    Invalid {
        /// What it is the value of.
        what: String,
        /// What is wrong with it.
        why: String,
        /// What to write instead.
        instead: &'static str,
    },

    /// A `$ref` that leads nowhere.
    #[error("`{reference}` leads nowhere")]
    DanglingReference {
        /// The reference.
        reference: String,
        /// The nearest name that is there.
        nearest: Option<String>,
    },
    /// A `$ref` to a file that cannot be read.
    #[error("the file of `{reference}` {why}")]
    UnreadableFile {
        /// The reference.
        reference: String,
        /// What keeps it from being read, as the end of a sentence.
        why: String,
        /// The reference with the nearest name of a file that is there.
        nearest: Option<String>,
    },
    /// A `$ref` that ends at an object of another kind.
    #[error("`{reference}` does not lead to {expected}")]
    ReferenceTarget {
        /// The reference.
        reference: String,
        /// What is needed here, with an article.
        expected: &'static str,
    },
    /// A `$ref` that comes back to itself without a value in between.
    #[error("`{name}` is defined by itself: {chain}")]
    CircularReference {
        /// Where the circle starts.
        name: String,
        /// The names on the way.
        chain: String,
    },
    /// Keys beside `$ref`, which OpenAPI 3.0 ignores.
    #[error("`{key}` beside `$ref` is ignored (OpenAPI 3.0, Reference Object)")]
    IgnoredSibling {
        /// The key.
        key: String,
    },

    /// A header that OpenAPI says to ignore, or that HTTP itself sets.
    #[error("the header `{name}` is ignored (OpenAPI 3.0, Parameter Object; RFC 9110 sections 7.2, 7.6.1, 8.6)")]
    IgnoredHeader {
        /// The header.
        name: String,
    },

    /// Something else that has no effect.
    #[error("{what} is ignored")]
    Ignored {
        /// The stable end of the code.
        feature: &'static str,
        /// What is ignored, with its reason.
        what: String,
        /// What to do about it.
        instead: &'static str,
    },

    /// No `operationId`.
    #[error("the operation has no `operationId`; it is named `{id}` after its method and path")]
    MissingOperationId {
        /// The name that it gets.
        id: String,
    },
    /// One `operationId` on two operations.
    #[error("`{id}` is the operationId of another operation too")]
    DuplicateOperationId {
        /// The operationId.
        id: String,
    },
    /// Two paths that match the same requests.
    #[error("`{path}` matches the same requests as `{other}`")]
    AmbiguousPath {
        /// The second path.
        path: String,
        /// The first.
        other: String,
    },
    /// A path parameter whose placeholder is missing.
    #[error("the path parameter `{name}` does not stand in the path `{path}`")]
    ParameterNotInPath {
        /// The parameter.
        name: String,
        /// The path.
        path: String,
    },
    /// A placeholder whose parameter is missing.
    #[error("`{{{name}}}` in the path has no parameter")]
    PlaceholderWithoutParameter {
        /// The placeholder.
        name: String,
    },
    /// Two parameters of one name in one place.
    #[error("there is a second parameter `{name}` in {location}")]
    DuplicateParameter {
        /// The name.
        name: String,
        /// `query`, `header`, …
        location: &'static str,
    },
    /// A security requirement names no scheme.
    #[error("there is no security scheme `{name}`")]
    UnknownSecurityScheme {
        /// The name in the requirement.
        name: String,
        /// The nearest scheme that is there.
        nearest: Option<String>,
    },
    /// `required` names no property.
    #[error("`{name}` is required but is not a property of this schema")]
    RequiredNotAProperty {
        /// The name in `required`.
        name: String,
        /// The nearest property that is there.
        nearest: Option<String>,
    },
    /// An example or default that its schema refuses.
    #[error("{what} does not fit its schema: {why}")]
    ExampleMismatch {
        /// What it is an example of.
        what: String,
        /// What the schema says.
        why: String,
    },
    /// A response example without a request, or the other way round.
    #[error("the {side} example `{name}` has no partner: no {other} example of this operation has its name")]
    UnpairedExample {
        /// The example's name.
        name: String,
        /// `request` or `response`.
        side: &'static str,
        /// The other one.
        other: &'static str,
    },
    /// `x-rust-name` that cannot be one.
    #[error("`{name}` cannot be a Rust name here")]
    RustName {
        /// The name.
        name: String,
        /// What is expected, with an example.
        expected: &'static str,
    },
    /// Two things with one `x-rust-name`.
    #[error("the Rust name `{name}` is already chosen for something else")]
    DuplicateRustName {
        /// The name.
        name: String,
    },
    /// Valid OpenAPI that is not generated from.
    #[error("{what} is outside what is generated from")]
    Unsupported {
        /// The stable end of the code.
        feature: &'static str,
        /// The feature, in a few words.
        what: String,
        /// What to write instead.
        instead: &'static str,
    },
    /// A schema that no type here can express.
    #[error("{what} becomes any JSON value: no type here can express it")]
    Loose {
        /// The schema, in a few words.
        what: String,
    },
    /// A constraint that the generated types do not hold values to.
    #[error("{what} is not enforced")]
    NotEnforced {
        /// The constraint, in a few words.
        what: String,
    },
    /// An operation without an answer for a request that is wrong.
    #[error("`{operation}` documents no answer for a bad request, which will get RFC 9457 problem details")]
    NoErrorAnswer {
        /// The operation's id.
        operation: String,
    },
    /// What should be impossible, as a value all the same.
    #[error("the generator failed: {message}")]
    Generator {
        /// What was seen.
        message: String,
    },
}

impl Kind {
    /// Whether nothing on the wire depends on the mistake, so that a document of somebody else's is read all the same.
    /// Kinds that are harmless in one place and not in another are decided where they are found.
    pub fn is_tolerable(&self) -> bool {
        match self {
            // Illustrations. What is wrong is not shown, sent or taken for a default.
            Kind::ExampleMismatch { .. } | Kind::UnpairedExample { .. } => true,
            // What OpenAPI 3.0 does not know means nothing in it.
            Kind::UnknownKey { .. } => true,
            // Words for readers; where the document has none, there are none.
            Kind::MissingKey { object, key } => matches!(
                (*object, *key),
                ("an OpenAPI document", "info")
                    | ("the `info` object", _)
                    | ("`license`" | "a tag", "name")
                    | ("a server", "url")
                    | ("a response", "description")
            ),
            // Any value, which must be there: that is what JSON Schema takes it for.
            Kind::RequiredNotAProperty { .. } => true,
            // Only names in Rust come from it.
            Kind::DuplicateOperationId { .. } => true,
            // There is no place in a request where it could go.
            Kind::ParameterNotInPath { .. } => true,
            _ => false,
        }
    }

    /// A name for this kind of mistake that does not change between versions.
    pub fn code(&self) -> String {
        let code = match self {
            Kind::NotText => "not-text",
            Kind::Empty => "empty-document",
            Kind::Syntax { .. } => "syntax",
            Kind::TooDeep { .. } => "nested-too-deep",
            Kind::AliasBomb { .. } => "too-many-aliases",
            Kind::DuplicateKey { .. } => "duplicate-key",
            Kind::KeyNotText => "key-not-text",
            Kind::SeveralDocuments => "several-documents",
            Kind::Tag { .. } => "yaml-tag",
            Kind::MergeKey => "merge-key",
            Kind::NotJson { .. } => "not-json",
            Kind::Version { .. } => "openapi-version",
            Kind::MissingKey { .. } => "missing-key",
            Kind::UnknownKey { .. } => "unknown-key",
            Kind::WrongType { .. } => "wrong-type",
            Kind::Invalid { .. } => "invalid-value",
            Kind::DanglingReference { .. } => "dangling-reference",
            Kind::UnreadableFile { .. } => "unreadable-file",
            Kind::ReferenceTarget { .. } => "reference-target",
            Kind::CircularReference { .. } => "circular-reference",
            Kind::IgnoredSibling { .. } => "ignored-sibling",
            Kind::IgnoredHeader { .. } => "ignored-header",
            Kind::Ignored { feature, .. } => return format!("ignored-{feature}"),
            Kind::MissingOperationId { .. } => "missing-operation-id",
            Kind::DuplicateOperationId { .. } => "duplicate-operation-id",
            Kind::AmbiguousPath { .. } => "ambiguous-path",
            Kind::ParameterNotInPath { .. } => "parameter-not-in-path",
            Kind::PlaceholderWithoutParameter { .. } => "placeholder-without-parameter",
            Kind::DuplicateParameter { .. } => "duplicate-parameter",
            Kind::UnknownSecurityScheme { .. } => "unknown-security-scheme",
            Kind::RequiredNotAProperty { .. } => "required-not-a-property",
            Kind::ExampleMismatch { .. } => "example-mismatch",
            Kind::UnpairedExample { .. } => "unpaired-example",
            Kind::RustName { .. } => "rust-name",
            Kind::DuplicateRustName { .. } => "duplicate-rust-name",
            Kind::Unsupported { feature, .. } => return format!("unsupported-{feature}"),
            Kind::Loose { .. } => "loose-schema",
            Kind::NotEnforced { .. } => "not-enforced",
            Kind::NoErrorAnswer { .. } => "no-error-answer",
            Kind::Generator { .. } => "generator-failed",
        };
        code.to_owned()
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Kind::NotText => "save the file as UTF-8 without control characters".into(),
            Kind::Empty => "start with `openapi: 3.0.3`, `info` and `paths`".into(),
            Kind::Syntax { language: "JSON", .. } => {
                "mend the JSON at this place (RFC 8259: no comments, no trailing commas)".into()
            }
            Kind::Syntax { .. } => {
                "mend the YAML at this place: check indentation, quotes and the colon before it".into()
            }
            Kind::TooDeep { .. } => "name inner schemas in `components` and refer to them".into(),
            Kind::AliasBomb { .. } => "name what repeats in `components` and refer to it with `$ref`".into(),
            Kind::DuplicateKey { .. } => "remove or rename one of the two".into(),
            Kind::KeyNotText => "write the key as a plain or quoted string".into(),
            Kind::SeveralDocuments => "keep one document in a file".into(),
            Kind::Tag { .. } => "remove the tag, or use `!!str` to make a value a string".into(),
            Kind::MergeKey => "repeat the keys, or name the object in `components` and refer to it with `$ref`".into(),
            Kind::NotJson { .. } => "quote it if it is meant as text".into(),
            Kind::Version { found } if found.starts_with('2') => "convert the document to OpenAPI 3.0 first".into(),
            Kind::Version { .. } => "write `openapi: 3.0.3` and keep to what 3.0 has".into(),
            Kind::MissingKey { key, .. } => format!("add `{key}`"),
            Kind::UnknownKey { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`? (extensions start with `x-`)")
            }
            Kind::UnknownKey { .. } => "remove it, or start it with `x-` if it is an extension".into(),
            Kind::WrongType { expected, .. } => format!("write {expected}"),
            Kind::DanglingReference { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Kind::DanglingReference { .. } => "define what it names, or correct the reference".into(),
            Kind::UnreadableFile { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Kind::UnreadableFile { .. } => {
                "write the way to the file from the folder of this one, or put it there".into()
            }
            Kind::ReferenceTarget { expected, .. } => format!("refer to {expected}"),
            Kind::CircularReference { chain, .. } if chain.contains('#') || chain.contains("allOf") => {
                "define one of them by something else".into()
            }
            Kind::CircularReference { .. } => "make one link on the way optional, nullable or an array".into(),
            Kind::IgnoredSibling { .. } => "remove it, or wrap the reference: `allOf: [{ $ref: … }]`".into(),
            Kind::IgnoredHeader { .. } => "remove it: `content`, `responses`, `security` or HTTP itself say it".into(),
            Kind::MissingOperationId { .. } => "add `operationId: aNameOfItsOwn`; it names the Rust method".into(),
            Kind::DuplicateOperationId { .. } => "give each operation an operationId of its own".into(),
            Kind::AmbiguousPath { .. } => "keep one of the two paths".into(),
            Kind::ParameterNotInPath { name, .. } => format!("write `{{{name}}}` in the path, or remove the parameter"),
            Kind::PlaceholderWithoutParameter { name } => {
                format!("add a parameter with `name: {name}`, `in: path`, `required: true`")
            }
            Kind::DuplicateParameter { .. } => "remove or rename one of the two".into(),
            Kind::UnknownSecurityScheme { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Kind::UnknownSecurityScheme { .. } => "define it in `components.securitySchemes`".into(),
            Kind::RequiredNotAProperty { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Kind::RequiredNotAProperty { .. } => "add the property, or take the name out of `required`".into(),
            Kind::ExampleMismatch { .. } => "correct the value, or the schema if the value is right".into(),
            Kind::UnpairedExample { name, other, .. } => {
                format!("add a {other} example named `{name}`, or rename this one")
            }
            Kind::RustName { expected, .. } => format!("write {expected}"),
            Kind::DuplicateRustName { .. } => "choose another `x-rust-name` for one of the two".into(),
            Kind::Invalid { instead, .. } | Kind::Unsupported { instead, .. } | Kind::Ignored { instead, .. } => {
                (*instead).into()
            }
            Kind::Loose { .. } => {
                "write one schema that says what the value is, or check it in the implementation".into()
            }
            Kind::NotEnforced { .. } => "check it in the implementation, or say it in words".into(),
            Kind::NoErrorAnswer { .. } => "document a `400`, `4XX` or `default` response".into(),
            Kind::Generator { .. } => "report it to the generator's maintainers together with the document".into(),
        }
    }
}

/// All errors and warnings of one document.
#[derive(Debug, Error)]
#[error("{} problems in the document", .0.len())]
pub struct Problems(
    /// The errors and warnings, in no particular order: [`crate::report::render`] sorts them.
    pub Vec<Problem>,
);
