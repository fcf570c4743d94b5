//! Rules for values: their severity follows from the effect on the set of valid values, and from the direction.

use super::Direction;
use crate::change::Severity;

/// The effect of a change on the set of valid values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Some values are no longer valid.
    Narrower,
    /// More values are valid.
    Wider,
    /// More values are valid, where readers expect a list to grow.
    Open,
    /// More values are valid, and readers seldom check the constraint.
    Limit,
    /// Some values are no longer valid, and others are.
    Different,
    /// An optional part is gone, and values that have it are still valid.
    Gone,
    /// A required part is gone, and values that have it are still valid.
    RequiredGone,
    /// Old and new values are valid in both documents.
    Compatible,
    /// Readers of a value without this part understand it differently.
    Default,
    /// No value is affected.
    Documentation,
}

impl Effect {
    /// Returns the severity of the effect for values of one direction, and advice.
    pub(super) fn on(self, direction: Direction) -> (Severity, &'static str) {
        use Direction::{Request, Response};
        match (self, direction) {
            (Effect::Narrower, Request) => {
                (Severity::BreaksCallers, "accept the old values too, or take the narrower ones in a new optional part")
            }
            (Effect::Narrower, Response) => (
                Severity::BreaksServers,
                "change the server first: callers may rely on the new document only when no old server responds",
            ),
            (Effect::Wider | Effect::Open | Effect::Limit, Request) => {
                (Severity::BreaksServers, "change the server first: an old server rejects the values that are new")
            }
            (Effect::Wider, Response) => (
                Severity::BreaksCallers,
                "keep the old constraint, or send the values that are new in a new optional part",
            ),
            (Effect::Open, Response) => (
                Severity::MayBreakCallers,
                "tell callers to accept unlisted values, as generated clients do, or send the value only to callers that ask for it",
            ),
            (Effect::Limit, Response) => (
                Severity::MayBreakCallers,
                "tell callers, some of which may check values or have room for the old ones only",
            ),
            (Effect::Different, _) => (
                Severity::BreaksBoth,
                "add a new optional part with the new values, deprecate the old one, and remove it later",
            ),
            (Effect::Gone, Request) => {
                (Severity::MayBreakCallers, "old callers still send it, and it has no effect: deprecate it first")
            }
            (Effect::Gone, Response) => (
                Severity::MayBreakCallers,
                "callers that read it find nothing: deprecate it first, and remove it when nobody reads it",
            ),
            (Effect::RequiredGone, Request) => {
                (Severity::BreaksServers, "change the server first: an old server rejects requests without it")
            }
            (Effect::RequiredGone, Response) => (
                Severity::BreaksCallers,
                "old callers rely on it: keep sending it, deprecate it, and remove it with the next major version",
            ),
            (Effect::Default, Request) => (
                Severity::MayBreakCallers,
                "callers that rely on the default get another result: keep it, or add a new optional part",
            ),
            (Effect::Default, Response) | (Effect::Compatible, _) => (Severity::Compatible, ""),
            (Effect::Documentation, _) => (Severity::Documentation, ""),
        }
    }
}

/// A kind of change of values.
pub(super) struct ValueRule {
    /// The id without the direction.
    pub id: &'static str,
    pub effect: Effect,
    pub meaning: &'static str,
}

macro_rules! rules {
    ($($id:literal $effect:ident $meaning:literal)*) => {
        pub(super) const RULES: &[ValueRule] =
            &[$(ValueRule { id: $id, effect: Effect::$effect, meaning: $meaning },)*];
    };
}

rules! {
    "schema-added" Narrower "any value was valid, and now a schema constrains it"
    "schema-removed" Wider "a schema constrained the value, and now any value is valid"
    "type-narrowed" Narrower "fewer JSON types are valid"
    "type-widened" Wider "more JSON types are valid"
    "type-changed" Different "other JSON types are valid"
    "null-added" Wider "`null` is valid"
    "null-removed" Narrower "`null` is no longer valid"
    "format-added" Narrower "values must have a format"
    "format-removed" Wider "values need no longer have a format"
    "format-narrowed" Narrower "values must have a narrower format"
    "format-widened" Wider "values may have a wider format"
    "format-changed" Different "values must have another format"
    "format-hint-changed" Documentation "a format that no tool checks has changed"
    "enumeration-added" Narrower "only listed values are valid"
    "enumeration-removed" Open "values need no longer be listed"
    "enumeration-value-added" Open "a listed value is new"
    "enumeration-value-removed" Narrower "a listed value is gone"
    "minimum-tightened" Narrower "the minimum is new or larger"
    "minimum-loosened" Limit "the minimum is gone or smaller"
    "maximum-tightened" Narrower "the maximum is new or smaller"
    "maximum-loosened" Limit "the maximum is gone or larger"
    "min-length-tightened" Narrower "the minimum length is new or larger"
    "min-length-loosened" Limit "the minimum length is gone or smaller"
    "max-length-tightened" Narrower "the maximum length is new or smaller"
    "max-length-loosened" Limit "the maximum length is gone or larger"
    "min-items-tightened" Narrower "the minimum number of elements is new or larger"
    "min-items-loosened" Limit "the minimum number of elements is gone or smaller"
    "max-items-tightened" Narrower "the maximum number of elements is new or smaller"
    "max-items-loosened" Limit "the maximum number of elements is gone or larger"
    "min-properties-tightened" Narrower "the minimum number of properties is new or larger"
    "min-properties-loosened" Limit "the minimum number of properties is gone or smaller"
    "max-properties-tightened" Narrower "the maximum number of properties is new or smaller"
    "max-properties-loosened" Limit "the maximum number of properties is gone or larger"
    "multiple-of-tightened" Narrower "numbers must be multiples of a number"
    "multiple-of-loosened" Limit "numbers need no longer be multiples of a number"
    "multiple-of-changed" Different "numbers must be multiples of another number"
    "pattern-added" Narrower "texts must match a pattern"
    "pattern-removed" Limit "texts need no longer match a pattern"
    "pattern-changed" Different "texts must match another pattern"
    "unique-items-added" Narrower "elements must be unique"
    "unique-items-removed" Limit "elements need no longer be unique"
    "tuple-narrowed" Narrower "more leading elements have a schema of their own, and any value was valid there"
    "tuple-widened" Wider "fewer leading elements have a schema of their own, and any value is valid there"
    "tuple-changed" Different "the number of leading elements with a schema of their own has changed, and the others have a schema too"
    "property-added" Compatible "an optional property is new"
    "property-added-to-closed" Wider "an optional property is new, and the old schema rejects unlisted properties"
    "required-property-added" Narrower "a required property is new"
    "property-removed" Gone "an optional property is gone"
    "required-property-removed" RequiredGone "a required property is gone"
    "property-removed-from-closed" Narrower "a property is gone, and the new schema rejects unlisted properties"
    "property-became-required" Narrower "a property is required"
    "property-became-optional" Wider "a property is no longer required"
    "additional-properties-rejected" Narrower "unlisted properties are no longer valid"
    "additional-properties-accepted" Limit "unlisted properties are valid"
    "alternatives-added" Narrower "values must fit an alternative"
    "alternatives-removed" Wider "values need no longer fit an alternative"
    "alternative-added" Open "an alternative is new"
    "alternative-removed" Narrower "an alternative is gone"
    "constraint-added" Narrower "another keyword constrains values"
    "constraint-removed" Limit "another keyword no longer constrains values"
    "constraint-changed" Different "another keyword constrains values in a different way"
    "content-encoding-changed" Different "texts hold bytes in another encoding"
    "content-media-type-changed" Different "texts hold another media type"
    "xml-changed" Different "XML is written in a different way"
    "default-added" Default "the value has a default"
    "default-removed" Default "the value has no default"
    "default-changed" Default "the value has another default"
    "description-changed" Documentation "title or description of a schema has changed"
    "schema-deprecated" Documentation "a schema is deprecated"
    "schema-undeprecated" Documentation "a schema is no longer deprecated"
    "schema-examples-changed" Documentation "the examples of a schema have changed"
    "rust-type-changed" Documentation "the type of another crate for a schema (`x-rust-type`) has changed"
    "schema-extension-changed" Documentation "an extension of a schema has changed"
}
