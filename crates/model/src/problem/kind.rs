//! The kinds of problems.

use super::Object;
use super::detail::{Cycle, FileFailure, Language, Side, Unmatched};
use crate::version::Version;

/// The kind of a problem. [`Kind::code`] is stable: scripts may depend on it. `Display` is the title of a report,
/// [`Kind::suggestion`] the proposed fix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The bytes are not UTF-8 or contain control characters.
    NotText,
    /// The file has no content.
    Empty,
    /// The text is neither YAML nor JSON.
    Syntax {
        /// The language that the text was parsed as.
        language: Language,
        /// The parser's message.
        message: String,
    },
    /// Values are nested beyond the limit.
    TooDeep {
        /// The limit, in levels.
        limit: usize,
    },
    /// YAML aliases expand to more values than the limit.
    AliasBomb {
        /// The limit, in values.
        limit: usize,
    },
    /// An object has a key twice.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// The key of a YAML mapping is not a scalar.
    KeyNotText,
    /// The file contains more than one YAML document.
    SeveralDocuments,
    /// A YAML tag that has no equivalent in JSON.
    Tag {
        /// The tag.
        tag: String,
    },
    /// A merge key of YAML 1.1: `<<`.
    MergeKey,
    /// A number without an equivalent in JSON, such as `.inf`.
    NotJson {
        /// The scalar.
        text: String,
    },

    /// The document is of a version that is not supported.
    Version {
        /// The version as in the document.
        found: String,
    },
    /// An object does not have a required field.
    MissingKey {
        /// The object.
        object: Object,
        /// The field.
        key: &'static str,
    },
    /// An object has a field that only a later version of OpenAPI defines.
    LaterKey {
        /// The object.
        object: Object,
        /// The field.
        key: String,
        /// The first version that defines it.
        since: Version,
    },
    /// An object has a field that its version of OpenAPI does not define.
    UnknownKey {
        /// The object.
        object: Object,
        /// The field.
        key: String,
        /// The most similar field that OpenAPI defines.
        nearest: Option<&'static str>,
    },
    /// A value has the wrong type.
    WrongType {
        /// A description of the value.
        what: String,
        /// The expected type, with an article.
        expected: &'static str,
        /// The actual type, with an article.
        found: &'static str,
    },
    /// A word is none of those that OpenAPI or the document defines for it.
    UnknownWord {
        /// A description of the word, which begins the title.
        what: Box<str>,
        /// The reason, which ends the title.
        why: Box<str>,
        /// The most similar word that is defined.
        nearest: Option<Box<str>>,
        /// The suggestion if no word is similar.
        instead: &'static str,
    },
    /// A value of the right type is not allowed.
    Invalid {
        /// A description of the value, which begins the title.
        what: String,
        /// The reason, which ends the title.
        why: String,
        /// The suggestion.
        instead: &'static str,
    },

    /// The target of a `$ref` does not exist.
    DanglingReference {
        /// The reference.
        reference: String,
        /// The most similar reference whose target exists.
        nearest: Option<String>,
    },
    /// The file of a `$ref` cannot be read.
    UnreadableFile {
        /// The reference.
        reference: String,
        /// The reason.
        failure: FileFailure,
        /// The reference with the most similar name of a file that exists.
        nearest: Option<String>,
    },
    /// The target of a `$ref` is an object of another kind.
    ReferenceTarget {
        /// The reference.
        reference: String,
        /// The expected kind, with an article.
        expected: &'static str,
    },
    /// A definition leads back to itself.
    CircularReference {
        /// How the members lead to each other.
        cycle: Cycle,
        /// The names or references of the members, in order: each leads to the next, and the last to the first.
        members: Vec<String>,
    },
    /// A field beside `$ref`, which OpenAPI ignores.
    IgnoredSibling {
        /// The field.
        key: String,
        /// The version of the document that has it.
        version: Version,
        /// The suggestion.
        instead: &'static str,
    },

    /// A keyword of OpenAPI 3.0 in a schema of a later version, where it has no meaning.
    OldSpelling {
        /// The keyword, with its value if only this value has no meaning.
        keyword: &'static str,
        /// The suggestion.
        instead: &'static str,
    },

    /// A keyword of a later version in a schema of OpenAPI 3.0, where it has no meaning.
    LaterSpelling {
        /// The keyword, with its value if only this value has no meaning.
        keyword: &'static str,
        /// The suggestion.
        instead: &'static str,
    },

    /// A header that OpenAPI ignores or that HTTP itself sets.
    IgnoredHeader {
        /// The header.
        name: String,
        /// The version of the document that has it.
        version: Version,
    },
    /// Another part of the document that has no effect.
    Ignored {
        /// The last part of the code.
        feature: &'static str,
        /// A description of the part, with the reason.
        what: String,
        /// The suggestion.
        instead: &'static str,
    },

    /// An operation has no `operationId`.
    MissingOperationId {
        /// The name that is used instead.
        id: String,
    },
    /// Two operations have the same `operationId`.
    DuplicateOperationId {
        /// The `operationId`.
        id: String,
        /// The name that the second operation has instead.
        given: String,
    },
    /// Two operations match the same requests.
    AmbiguousPath {
        /// Their method.
        method: Box<str>,
        /// The second path.
        path: Box<str>,
        /// The first path.
        other: Box<str>,
    },
    /// A path parameter has no placeholder in the path.
    ParameterNotInPath {
        /// The parameter.
        name: String,
        /// The path.
        path: String,
    },
    /// A placeholder in a path has no parameter.
    PlaceholderWithoutParameter {
        /// The placeholder.
        name: String,
    },
    /// Two parameters of one location have the same name.
    DuplicateParameter {
        /// The name.
        name: String,
        /// The location, with an article, such as `the query`.
        location: &'static str,
    },
    /// A parameter has the name and location of a credential.
    CredentialParameter {
        /// The name.
        name: String,
        /// The location, with an article, such as `the query`.
        location: &'static str,
    },
    /// A security requirement names a scheme that is not defined.
    UnknownSecurityScheme {
        /// The name.
        name: String,
        /// The most similar name of a scheme.
        nearest: Option<String>,
    },
    /// `required` names a property that the schema does not have.
    RequiredNotAProperty {
        /// The name.
        name: String,
        /// The most similar name of a property.
        nearest: Option<String>,
    },
    /// An example or default does not match its schema.
    ExampleMismatch {
        /// A description of the value.
        what: String,
        /// The validator's message.
        why: String,
    },
    /// A request example without a response example of the same name, or the other way round.
    UnpairedExample {
        /// The name of the example.
        name: String,
        /// The side that has the example.
        side: Side,
    },
    /// The value of `x-rust-name` is not a suitable Rust name.
    RustName {
        /// The name.
        name: String,
        /// The expected form, with an example.
        expected: &'static str,
    },
    /// Two parts of the document have the same `x-rust-name`.
    DuplicateRustName {
        /// The name.
        name: String,
    },
    /// Valid OpenAPI that this project does not support.
    Unsupported {
        /// The last part of the code.
        feature: &'static str,
        /// A description of the feature.
        what: String,
        /// The suggestion.
        instead: &'static str,
    },
    /// A schema that no Rust type can express.
    Loose {
        /// A description of the schema.
        what: String,
        /// Whether no value fits the schema.
        is_contradiction: bool,
    },
    /// A constraint that the generated types do not enforce.
    NotEnforced {
        /// A description of the constraint.
        what: String,
    },
    /// A member of `allOf` forbids a property that another member lists and that is required, so no object matches (JSON Schema Core, 10.3.2.3:
    /// `additionalProperties` sees the `properties` of its own schema only).
    Unsatisfiable {
        /// The name of the property.
        property: String,
    },
    /// A schema of requests that no value fits.
    Contradiction {
        /// A description of the schema.
        what: String,
    },
    /// An operation documents no response for requests that are rejected.
    NoErrorResponse {
        /// The id of the operation.
        operation: String,
    },
    /// A `format` is almost one of the OpenAPI Format Registry.
    UnknownFormat {
        /// The format.
        format: String,
        /// The registered format.
        nearest: &'static str,
    },
    /// A pattern selects no operation.
    UnknownOperation {
        /// The pattern, with an article and the part of an operation that it is compared with.
        pattern: String,
        /// The most similar value of this part.
        nearest: Option<String>,
    },
    /// A selection leaves no operation.
    EmptySelection,
    /// The selection leaves no webhook, and a router of the webhooks is wanted.
    NoWebhook,
    /// An overlay has no content.
    EmptyOverlay,
    /// An overlay is of a version that is not supported.
    OverlayVersion {
        /// The version as in the overlay.
        found: String,
    },
    /// An overlay of version 1.0 uses a feature of version 1.1.
    OverlayFeature {
        /// The feature.
        what: String,
    },
    /// An overlay was written for another document.
    OverlayExtends {
        /// The value of `extends`.
        extends: String,
        /// The name of the document.
        document: String,
    },
    /// A query is not a JSONPath query (RFC 9535).
    JsonPath {
        /// The parser's message.
        message: String,
    },
    /// A query of an overlay selects nothing.
    NoMatch {
        /// The query and the reason.
        query: Box<Unmatched>,
        /// Whether the action needs a value.
        is_required: bool,
    },
    /// Two values that an overlay merges are of different kinds.
    OverlayConflict {
        /// The type of the value in the document, with an article.
        target: &'static str,
        /// The type of the value in the overlay, with an article.
        given: &'static str,
    },
    /// An overlay makes the document too large.
    OverlayTooLarge {
        /// The limit.
        limit: usize,
        /// The unit of the limit.
        unit: &'static str,
    },
    /// A defect of the generator itself.
    Generator {
        /// The error and its sources.
        message: String,
    },
}

impl Kind {
    /// Returns the kind without the names of the document, so that warnings about different parts of it compare equal if
    /// they say the same. [`crate::report`] shows such warnings once.
    pub(crate) fn shape(&self) -> Kind {
        let none = String::new;
        match self {
            Kind::IgnoredSibling { version, instead, .. } => {
                Kind::IgnoredSibling { key: none(), version: *version, instead }
            }
            Kind::IgnoredHeader { version, .. } => Kind::IgnoredHeader { name: none(), version: *version },
            Kind::Ignored { feature, instead, .. } => Kind::Ignored { feature, what: none(), instead },
            Kind::MissingOperationId { .. } => Kind::MissingOperationId { id: none() },
            Kind::DuplicateOperationId { .. } => Kind::DuplicateOperationId { id: none(), given: none() },
            Kind::NoErrorResponse { .. } => Kind::NoErrorResponse { operation: none() },
            Kind::ExampleMismatch { .. } => Kind::ExampleMismatch { what: none(), why: none() },
            Kind::UnpairedExample { side, .. } => Kind::UnpairedExample { name: none(), side: *side },
            Kind::RequiredNotAProperty { .. } => Kind::RequiredNotAProperty { name: none(), nearest: None },
            Kind::ParameterNotInPath { .. } => Kind::ParameterNotInPath { name: none(), path: none() },
            Kind::DuplicateParameter { location, .. } => Kind::DuplicateParameter { name: none(), location },
            Kind::Invalid { instead, .. } => Kind::Invalid { what: none(), why: none(), instead },
            Kind::UnknownWord { instead, .. } => {
                Kind::UnknownWord { what: Box::default(), why: Box::default(), nearest: None, instead }
            }
            other => other.clone(),
        }
    }
}
