//! The codes of problems. They are documented and stable: scripts may depend on them.

use std::borrow::Cow;

use super::Kind;

impl Kind {
    /// Returns the code of this kind, such as `unknown-key`. It does not change between versions.
    pub fn code(&self) -> Cow<'static, str> {
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
            Kind::UnknownKey { .. } | Kind::LaterKey { .. } => "unknown-key",
            Kind::WrongType { .. } => "wrong-type",
            Kind::Invalid { .. } | Kind::UnknownWord { .. } => "invalid-value",
            Kind::DanglingReference { .. } => "dangling-reference",
            Kind::UnreadableFile { .. } => "unreadable-file",
            Kind::ReferenceTarget { .. } => "reference-target",
            Kind::CircularReference { .. } => "circular-reference",
            Kind::IgnoredSibling { .. } => "ignored-sibling",
            Kind::OldSpelling { .. } => "old-spelling",
            Kind::LaterSpelling { .. } => "later-spelling",
            Kind::IgnoredHeader { .. } => "ignored-header",
            Kind::Ignored { feature, .. } => return format!("ignored-{feature}").into(),
            Kind::MissingOperationId { .. } => "missing-operation-id",
            Kind::DuplicateOperationId { .. } => "duplicate-operation-id",
            Kind::AmbiguousPath { .. } => "ambiguous-path",
            Kind::ParameterNotInPath { .. } => "parameter-not-in-path",
            Kind::PlaceholderWithoutParameter { .. } => "placeholder-without-parameter",
            Kind::DuplicateParameter { .. } | Kind::CredentialParameter { .. } => "duplicate-parameter",
            Kind::UnknownSecurityScheme { .. } => "unknown-security-scheme",
            Kind::RequiredNotAProperty { .. } => "required-not-a-property",
            Kind::ExampleMismatch { .. } => "example-mismatch",
            Kind::UnpairedExample { .. } => "unpaired-example",
            Kind::RustName { .. } => "rust-name",
            Kind::DuplicateRustName { .. } => "duplicate-rust-name",
            Kind::Unsupported { feature, .. } => return format!("unsupported-{feature}").into(),
            Kind::Loose { .. } => "loose-schema",
            Kind::NotEnforced { .. } => "not-enforced",
            Kind::Unsatisfiable { .. } | Kind::Contradiction { .. } => "unsatisfiable-schema",
            Kind::NoErrorResponse { .. } => "no-error-response",
            Kind::UnknownFormat { .. } => "unknown-format",
            Kind::UnknownOperation { .. } => "unknown-operation",
            Kind::EmptySelection => "empty-selection",
            Kind::NoWebhook => "no-webhook",
            Kind::EmptyOverlay => "empty-overlay",
            Kind::OverlayVersion { .. } => "overlay-version",
            Kind::OverlayFeature { .. } => "overlay-feature",
            Kind::OverlayExtends { .. } => "overlay-extends",
            Kind::JsonPath { .. } => "json-path",
            Kind::NoMatch { .. } => "no-match",
            Kind::OverlayConflict { .. } => "overlay-conflict",
            Kind::OverlayTooLarge { .. } => "overlay-too-large",
            Kind::Generator { .. } => "generator-failed",
        };
        code.into()
    }
}
