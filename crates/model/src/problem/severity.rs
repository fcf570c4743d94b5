//! Which problems are warnings, and which may become warnings.

use super::{Kind, Object};

/// The fields of OpenAPI on which requests and responses depend. Without one of them, a document means something else.
const ON_WIRE: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "allowReserved",
    "anyOf",
    "components",
    "const",
    "content",
    "delete",
    "discriminator",
    "encoding",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "explode",
    "format",
    "get",
    "head",
    "headers",
    "in",
    "items",
    "mapping",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "options",
    "parameters",
    "patch",
    "paths",
    "pattern",
    "patternProperties",
    "post",
    "prefixItems",
    "properties",
    "propertyName",
    "put",
    "query",
    "readOnly",
    "requestBodies",
    "requestBody",
    "required",
    "responses",
    "schema",
    "schemas",
    "scheme",
    "security",
    "securitySchemes",
    "servers",
    "style",
    "trace",
    "type",
    "uniqueItems",
    "writeOnly",
];

impl Kind {
    /// Returns whether problems of this kind are warnings in every document.
    pub(super) fn is_warning(&self) -> bool {
        matches!(
            self,
            Kind::IgnoredSibling { .. }
                | Kind::IgnoredHeader { .. }
                | Kind::Ignored { .. }
                | Kind::Loose { .. }
                | Kind::NotEnforced { .. }
                | Kind::Unsatisfiable { .. }
                | Kind::Contradiction { .. }
                | Kind::MissingOperationId { .. }
                | Kind::NoErrorResponse { .. }
                | Kind::UnknownFormat { .. }
                | Kind::NoWebhook
                | Kind::OverlayFeature { .. }
                | Kind::OverlayExtends { .. }
                | Kind::NoMatch { is_required: false, .. }
        )
    }

    /// Returns whether an overlay can change the part of the document that has a problem of this kind. Overlays change the values of a
    /// document that can be read.
    pub fn is_correctable(&self) -> bool {
        let is_of_text = matches!(
            self,
            Kind::NotText
                | Kind::Empty
                | Kind::Syntax { .. }
                | Kind::TooDeep { .. }
                | Kind::AliasBomb { .. }
                | Kind::DuplicateKey { .. }
                | Kind::KeyNotText
                | Kind::SeveralDocuments
                | Kind::Tag { .. }
                | Kind::MergeKey
                | Kind::NotJson { .. }
        );
        let is_of_command = matches!(
            self,
            Kind::Version { .. }
                | Kind::UnknownOperation { .. }
                | Kind::EmptySelection
                | Kind::NoWebhook
                | Kind::EmptyOverlay
                | Kind::OverlayVersion { .. }
                | Kind::OverlayFeature { .. }
                | Kind::OverlayExtends { .. }
                | Kind::JsonPath { .. }
                | Kind::NoMatch { .. }
                | Kind::OverlayConflict { .. }
                | Kind::OverlayTooLarge { .. }
                | Kind::Generator { .. }
        );
        !is_of_text && !is_of_command
    }

    /// Returns whether [`crate::resolve_tolerant`] turns errors of this kind into warnings. On most of them, neither requests nor
    /// responses depend. Kinds that are tolerated in some places only are decided where they are reported.
    pub fn is_tolerable(&self) -> bool {
        match self {
            // Documentation: an example with an error is not shown or sent, a default with an error is not used.
            Kind::ExampleMismatch { .. } | Kind::UnpairedExample { .. } => true,
            // A field that the version of the document does not define has no meaning in it.
            Kind::LaterKey { .. } => true,
            // One that is almost a field is taken for a misspelling of it.
            Kind::UnknownKey { nearest, .. } => !nearest.is_some_and(|nearest| ON_WIRE.contains(&nearest)),
            // Any status, without a documented body, as from OpenAPI 3.1 on.
            Kind::MissingKey { object: Object::Operation, key: "responses" } => true,
            // Texts for readers.
            Kind::MissingKey { object, key } => matches!(
                (object, *key),
                (Object::OpenApi, "info")
                    | (Object::Info, _)
                    | (Object::License | Object::Tag, "name")
                    | (Object::Server, "url")
                    | (Object::ServerVariable, "default")
                    | (Object::Response, "description")
            ),
            // JSON Schema requires the property, with any value.
            Kind::RequiredNotAProperty { .. } => true,
            // Its meaning in the other version is clear.
            Kind::OldSpelling { .. } | Kind::LaterSpelling { .. } => true,
            // It only determines names in Rust.
            Kind::DuplicateOperationId { .. } => true,
            // Clients can send requests of both operations. A server has one of the two.
            Kind::AmbiguousPath { .. } => true,
            // No part of a request could hold the parameter.
            Kind::ParameterNotInPath { .. } => true,
            _ => false,
        }
    }
}
