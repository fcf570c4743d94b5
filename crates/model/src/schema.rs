//! Schema Objects. No other module knows how a version of OpenAPI spells a schema.
//!
//! [`Schema`] is a view of a node of the document: a `Copy` reference, made by [`Schema::of`] at no cost. Its methods return
//! the meaning of a schema, such as the types that a value may have, or whether a bound is exclusive. No other module looks
//! up a keyword of a schema by its name; a test of this module reads the sources of the crate and fails otherwise.
//!
//! # Rules for accessors
//!
//! - **They do not report problems.** A keyword with a value of a wrong type counts as absent. The check of fixed fields
//!   (`view::fixed_fields`) reports such errors, once for each schema.
//! - **They return places.** The result is a [`Node`], an [`Entry`] or a struct with a [`Span`] wherever a caller may have to
//!   report a problem.
//! - **They do not follow references** unless a method takes the document's root. [`Schema::target`] follows a reference.
//! - **Their signatures do not depend on a version of OpenAPI.** A bound is a [`bounds::Limit`] with `exclusive`, for a
//!   boolean beside it (3.0) as for a separate keyword (3.1). [`Schema::types`] is a list (in 3.0 of one name),
//!   nullability is [`Schema::accepts_null`] (`nullable` in 3.0, `null` among the types in 3.1), and a constant is an
//!   [`enumeration::Enumeration`] of one value (`enum` of one value in 3.0, also `const` in 3.1).
//!
//! # Files
//!
//! | file | contents |
//! |---|---|
//! | `keyword` | the keywords, and the kind of each |
//! | `types` | the types that a value may have |
//! | `bounds` | ranges of numbers, lengths and counts |
//! | `enumeration` | listed values |
//! | `children` | properties, elements, members of `allOf`, `oneOf` and `anyOf` |
//! | `nullability` | whether a schema accepts `null` |
//! | `discriminator` | the property that determines the alternative, and its values |
//! | `references` | all references in a part of the document |
//!
//! The accessors for documentation, direction, formats and extensions of this project are in this file.
//!
//! A view has no version yet, because only 3.0.x is supported. With a second spelling, the version becomes a field of
//! `Schema`, and the methods of `types`, `bounds`, `enumeration` and `nullability` depend on it.

pub(crate) mod bounds;
pub(crate) mod children;
pub(crate) mod discriminator;
pub(crate) mod enumeration;
mod keyword;
mod nullability;
mod references;
#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests;
pub(crate) mod types;

use crate::node::{Entry, Node, Value};
use crate::pointer::reference_target;
use crate::source::Span;
pub(crate) use children::{AdditionalProperties, SchemaList};
pub(crate) use keyword::Keyword;
pub(crate) use references::references;
pub(crate) use types::Type;

/// A view of a schema, or of a reference to a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema<'d> {
    node: &'d Node,
}

impl<'d> From<&'d Node> for Schema<'d> {
    fn from(node: &'d Node) -> Self {
        Schema::of(node)
    }
}

impl<'d> Schema<'d> {
    /// Creates a view of a node at a place where OpenAPI has a schema.
    pub(crate) fn of(node: &'d Node) -> Self {
        Schema { node }
    }

    /// Returns the schemas under `components.schemas` with their names, in the order of the document.
    pub(crate) fn components(root: &'d Node) -> &'d [Entry] {
        let schemas = root.get("components").and_then(|components| components.get("schemas"));
        schemas.map(Node::entries).unwrap_or_default()
    }

    /// Returns the node of the schema.
    pub(crate) fn node(self) -> &'d Node {
        self.node
    }

    /// Returns the place of the schema.
    pub(crate) fn at(self) -> Span {
        self.node.at
    }

    /// Returns whether the node is an object, as every schema of OpenAPI 3.0 must be.
    pub(crate) fn is_object(self) -> bool {
        matches!(self.node.value, Value::Object(_))
    }

    /// Returns whether the node has a `$ref`, even if its value is not a string.
    pub(crate) fn is_reference(self) -> bool {
        self.has(Keyword::Ref)
    }

    /// Returns the text of the `$ref`, if the node has one.
    pub(crate) fn reference(self) -> Option<&'d str> {
        self.text(Keyword::Ref)
    }

    /// Returns the schema itself, or the target of its reference. `None` if the target does not exist or the reference leads
    /// back to itself.
    pub(crate) fn target(self, root: &'d Node) -> Option<Schema<'d>> {
        reference_target(root, self.node).map(Schema::of)
    }

    /// Returns whether the keyword is present, with any value.
    pub(crate) fn has(self, keyword: Keyword) -> bool {
        self.value(keyword).is_some()
    }

    /// Returns the keyword with its value and place, for reporting a problem.
    pub(crate) fn entry(self, keyword: Keyword) -> Option<&'d Entry> {
        self.node.entry(keyword.name())
    }

    /// Returns the keywords that are present, in the order of the document. Extensions and unknown keys are skipped.
    pub(crate) fn keywords(self) -> impl Iterator<Item = (Keyword, &'d Entry)> {
        self.node.entries().iter().filter_map(|entry| Some((Keyword::parse(&entry.key)?, entry)))
    }

    /// Returns whether the schema accepts every value if the keywords of `but` are not considered: all other keys are
    /// annotations or extensions. A reference and an unknown key count as constraints.
    pub(crate) fn says_nothing_but(self, but: &[Keyword]) -> bool {
        self.node.entries().iter().all(|entry| match Keyword::parse(&entry.key) {
            Some(keyword) => keyword.is_annotation() || but.contains(&keyword),
            None => entry.key.starts_with("x-"),
        })
    }

    /// Returns whether a node, which may also be another object such as a parameter, is a schema and not a reference.
    pub(crate) fn is_written_in_place(self) -> bool {
        let keywords = [
            Keyword::Type,
            Keyword::Properties,
            Keyword::Enum,
            Keyword::AllOf,
            Keyword::OneOf,
            Keyword::AnyOf,
            Keyword::Items,
        ];
        keywords.into_iter().any(|keyword| self.has(keyword))
    }

    /// Returns `title`, if it is not blank.
    pub(crate) fn title(self) -> Option<&'d str> {
        self.text(Keyword::Title).filter(|title| !title.trim().is_empty())
    }

    /// Returns `description`.
    pub(crate) fn description(self) -> Option<&'d str> {
        self.text(Keyword::Description)
    }

    /// Returns `default`.
    pub(crate) fn default(self) -> Option<&'d Node> {
        self.value(Keyword::Default)
    }

    /// Returns `example`.
    pub(crate) fn example(self) -> Option<&'d Node> {
        self.value(Keyword::Example)
    }

    /// Returns `format`.
    pub(crate) fn format(self) -> Option<&'d str> {
        self.text(Keyword::Format)
    }

    /// Returns `pattern`, an ECMA-262 regular expression. The node may have a wrong type.
    pub(crate) fn pattern(self) -> Option<&'d Node> {
        self.value(Keyword::Pattern)
    }

    /// Returns whether a property with this schema occurs in responses only (`readOnly`).
    pub(crate) fn is_read_only(self) -> bool {
        self.is_true(Keyword::ReadOnly)
    }

    /// Returns whether a property with this schema occurs in requests only (`writeOnly`).
    pub(crate) fn is_write_only(self) -> bool {
        self.is_true(Keyword::WriteOnly)
    }

    /// Returns whether values are secret or personal, so that `Debug` and reports must hide them: `x-sensitive`, or `format:
    /// password`.
    pub(crate) fn is_sensitive(self) -> bool {
        self.is_true(Keyword::Sensitive) || self.format() == Some("password")
    }

    /// Returns the value of `x-rust-name`.
    pub(crate) fn rust_name(self) -> Option<&'d Node> {
        self.value(Keyword::RustName)
    }

    fn value(self, keyword: Keyword) -> Option<&'d Node> {
        self.node.get(keyword.name())
    }

    fn text(self, keyword: Keyword) -> Option<&'d str> {
        self.value(keyword).and_then(Node::as_str)
    }

    fn is_true(self, keyword: Keyword) -> bool {
        self.value(keyword).and_then(Node::as_bool) == Some(true)
    }
}
