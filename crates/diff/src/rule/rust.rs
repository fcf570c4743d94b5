//! The effects of rules on programs over the generated crates. `tests/src/pairs` of this repository holds them to the compiler.

use crate::rust::{Crates, InRust};

/// The rules that break programs, by their ids without the direction of values. All others break none.
const BREAKING: &[(InRust, &[&str])] = &[
    (
        InRust::Breaks(Crates::BOTH),
        &[
            "operation-removed",
            "operation-id-changed",
            "parameter-removed",
            "required-parameter-removed",
            "parameter-became-required",
            "parameter-became-optional",
            "request-body-removed",
            "required-request-body-removed",
            "response-status-removed",
            "response-status-generalized",
            "response-body-added",
            "response-body-removed",
            "response-header-removed",
            "required-response-header-removed",
            "response-header-became-required",
            "response-header-became-optional",
            "request-media-type-removed",
            // If the property is a file now, or no longer one.
            "form-encoding-changed",
            "security-scheme-removed",
        ],
    ),
    (
        InRust::Breaks(Crates::CLIENT),
        &["required-parameter-added", "request-body-added", "required-request-body-added", "pages-removed"],
    ),
    (
        InRust::Breaks(Crates::SERVER),
        &[
            "webhook-removed",
            "path-parameter-renamed",
            "parameter-moved",
            "required-parameter-moved",
            "request-body-became-required",
            "request-body-became-optional",
            "request-media-type-added",
            "required-response-header-added",
            // The client returns another type only sometimes: `rust-type-replaced`.
            "response-media-type-removed",
            "security-added",
            "security-removed",
            "credential-removed",
            // The caller becomes an `Option`, or no longer is one.
            "security-became-required",
            "security-became-optional",
        ],
    ),
    (
        InRust::Breaks(Crates::TYPES),
        &[
            "rust-name-changed",
            "enumeration-value-removed",
            "alternative-removed",
            "property-removed",
            "required-property-removed",
            "property-removed-from-closed",
            "property-became-required",
            "property-became-optional",
        ],
    ),
    (InRust::BreaksPlace, &["null-added", "null-removed", "rust-type-replaced"]),
    (InRust::BreaksDefault, &["default-removed"]),
    (
        InRust::BreaksIfTypeDiffers,
        &[
            "rust-type-changed",
            "schema-added",
            "schema-removed",
            "type-narrowed",
            "type-widened",
            "type-changed",
            "format-added",
            "format-removed",
            "format-narrowed",
            "format-widened",
            "format-changed",
            "format-hint-changed",
            "enumeration-added",
            "enumeration-removed",
            "minimum-tightened",
            "maximum-tightened",
            "multiple-of-tightened",
            "min-length-tightened",
            "max-length-tightened",
            "min-items-tightened",
            "max-items-tightened",
            "min-properties-tightened",
            "max-properties-tightened",
            "pattern-added",
            "unique-items-added",
            "tuple-narrowed",
            "tuple-widened",
            "tuple-changed",
            "alternative-added",
            "alternatives-added",
            "alternatives-removed",
        ],
    ),
];

/// Returns the effect of the rule with an id, without the direction of the value.
pub(super) fn effect(id: &str) -> InRust {
    let found = BREAKING.iter().find(|(_, ids)| ids.contains(&id));
    found.map_or(InRust::Breaks(Crates::NONE), |(effect, _)| *effect)
}
