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
//! | `later` | spellings of later versions in schemas of 3.0 |
//! | `nullability` | whether a schema accepts `null` |
//! | `overlap` | whether a value can fit several alternatives of `oneOf` |
//! | `discriminator` | the property that determines the alternative, and its values |
//! | `references` | all references in a part of the document |
//! | `rewrites` | changes of schemas before anything reads them |
//!
//! The accessors for documentation, direction, formats and extensions of this project are in this file.
//!
//! # Versions
//!
//! A node has the version of its file ([`Node::version`]), and the accessors decide by it. In 3.0 the keys beside `$ref` are
//! ignored. In later versions they are part of the schema: such a schema is viewed as one with the reference as the first member
//! of its `allOf` ([`ViewedPart`]). A schema with several types is viewed as one with an alternative for each type
//! ([`Schema::alternatives`]).

pub(crate) mod bounds;
pub(crate) mod children;
pub(crate) mod discriminator;
pub(crate) mod enumeration;
mod keyword;
mod later;
mod nullability;
mod overlap;
mod references;
pub(crate) mod rewrites;
#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests;
pub(crate) mod types;

use crate::http::essence;
use crate::node::{Entry, Node, Value};
use crate::pointer::{LINKS, pointed};
use crate::source::Span;
pub(crate) use children::{AdditionalProperties, SchemaList};
pub(crate) use keyword::{Holds, Keyword};
pub(crate) use later::LaterSpelling;
pub(crate) use nullability::OF_NULL;
pub(crate) use overlap::Overlap;
pub(crate) use references::references;
pub(crate) use types::Type;

/// A view of a schema, or of a reference to a schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema<'d> {
    node: &'d Node,
    part: ViewedPart<'d>,
}

/// The part of a node that a [`Schema`] is a view of.
#[derive(Clone, Copy, Debug)]
enum ViewedPart<'d> {
    /// All keywords.
    Whole,
    /// The `$ref` of a node with other keywords.
    Reference,
    /// All keywords, and one of the types.
    OfType(&'d Node),
}

impl<'d> From<&'d Node> for Schema<'d> {
    fn from(node: &'d Node) -> Self {
        Schema::of(node)
    }
}

impl<'d> Schema<'d> {
    /// Creates a view of a node at a place where OpenAPI has a schema.
    pub(crate) fn of(node: &'d Node) -> Self {
        Schema { node, part: ViewedPart::Whole }
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

    /// Returns the place of the schema. The views of parts of one node have different places.
    pub(crate) fn at(self) -> Span {
        match self.part {
            ViewedPart::Whole => self.node.at,
            ViewedPart::Reference => self.reference_at(),
            ViewedPart::OfType(ty) => ty.at,
        }
    }

    /// Returns whether the node is an object, as every schema of OpenAPI 3.0 must be.
    pub(crate) fn is_object(self) -> bool {
        matches!(self.node.value, Value::Object(_))
    }

    /// Returns the value of a boolean schema (JSON Schema 2020-12 core, section 4.3.2), which accepts every value or none.
    pub(crate) fn boolean(self) -> Option<bool> {
        self.node.as_bool().filter(|_| self.node.version.has_json_schema())
    }

    /// Returns whether the schema is only a reference, even if the value of `$ref` is not a string.
    pub(crate) fn is_reference(self) -> bool {
        self.has(Keyword::Ref)
    }

    /// Returns the text of the `$ref` of a schema that is only a reference.
    pub(crate) fn reference(self) -> Option<&'d str> {
        self.text(Keyword::Ref)
    }

    /// Returns the text of the `$ref`, also if the schema has other keywords beside it.
    pub(crate) fn any_reference(self) -> Option<&'d str> {
        self.node.str(Keyword::Ref.name())
    }

    /// Returns the place of the text of the `$ref`, or of the schema without one.
    pub(crate) fn reference_at(self) -> Span {
        self.node.get(Keyword::Ref.name()).map_or(self.node.at, |reference| reference.at)
    }

    /// Returns the schema itself, or the target of its reference. `None` if the target does not exist, if the reference leads
    /// back to itself, and for a chain of more than [`LINKS`] references.
    pub(crate) fn target(self, root: &'d Node) -> Option<Schema<'d>> {
        let mut schema = self;
        for _ in 0..LINKS {
            let Some(reference) = schema.reference() else { return Some(schema) };
            schema = Schema::of(pointed(root, reference)?);
        }
        None
    }

    /// Returns whether this is the view of a schema with one of its types.
    pub(crate) fn is_of_type(self) -> bool {
        matches!(self.part, ViewedPart::OfType(_))
    }

    /// Returns the view of the `$ref` alone, if the node has other keywords that count beside it.
    fn split_reference(self) -> Option<Schema<'d>> {
        let is_split = matches!(self.part, ViewedPart::Whole | ViewedPart::OfType(_)) && self.is_split();
        is_split.then_some(Schema { node: self.node, part: ViewedPart::Reference })
    }

    fn is_split(self) -> bool {
        let node = self.node;
        node.version.has_json_schema()
            && node.get(Keyword::Ref.name()).is_some()
            && node.entries().iter().any(|entry| Keyword::parse(&entry.key).is_some_and(Keyword::is_sibling))
    }

    /// Returns whether this view shows a keyword of its node.
    fn shows(self, keyword: Keyword) -> bool {
        match (self.part, keyword) {
            (ViewedPart::Reference, keyword) => keyword == Keyword::Ref,
            (_, Keyword::Ref) => !self.is_split(),
            (_, keyword) => keyword.is_of(self.node.version),
        }
    }

    /// Returns whether the keyword is present, with any value.
    pub(crate) fn has(self, keyword: Keyword) -> bool {
        self.value(keyword).is_some()
    }

    /// Returns the keyword with its value and place, for reporting a problem.
    pub(crate) fn entry(self, keyword: Keyword) -> Option<&'d Entry> {
        self.node.entry(keyword.name()).filter(|_| self.shows(keyword))
    }

    /// Returns the keywords that are present, in the order of the document. Extensions and unknown keys are skipped.
    pub(crate) fn keywords(self) -> impl Iterator<Item = (Keyword, &'d Entry)> {
        let keywords = self.node.entries().iter().filter_map(|entry| Some((Keyword::parse(&entry.key)?, entry)));
        keywords.filter(move |(keyword, _)| self.shows(*keyword))
    }

    /// Returns whether the schema says which scalars an array has at which places, and nothing else about elements.
    pub(crate) fn is_about_places(self, root: &'d Node) -> bool {
        use Keyword::{Items, MaxItems, MinItems, PrefixItems};
        let Some(first) = self.prefix_items() else { return false };
        let are_scalars = first.iter().chain(self.items()).all(|element| element.is_scalar(root));
        are_scalars && self.says_nothing_but(&[Keyword::Type, PrefixItems, Items, MinItems, MaxItems])
    }

    /// Returns whether the types of the schema are strings, numbers and booleans only. A boolean schema has no type.
    fn is_scalar(self, root: &'d Node) -> bool {
        let is_scalar = |ty: &Node| matches!(ty.as_str(), Some("string" | "integer" | "number" | "boolean"));
        self.target(root).is_some_and(|target| {
            target.boolean().is_some() || !target.types().is_empty() && target.types().iter().all(is_scalar)
        })
    }

    /// Returns whether the schema accepts every value if the keywords of `but` are not considered: all other keys are
    /// annotations or extensions. A reference counts as a constraint, or as a member of `allOf` if it has siblings. In 3.0 an
    /// unknown key counts as a constraint, too; JSON Schema ignores it (2020-12 core, section 6.5).
    pub(crate) fn says_nothing_but(self, but: &[Keyword]) -> bool {
        let is_split = self.split_reference().is_some();
        let is_of_json_schema = self.node.version.has_json_schema();
        self.boolean() != Some(false)
            && self.node.entries().iter().all(|entry| match Keyword::parse_in(self.node.version, &entry.key) {
                Some(Keyword::Ref) if is_split => but.contains(&Keyword::AllOf),
                Some(keyword) if !self.shows(keyword) => true,
                Some(keyword) => keyword.is_annotation() || but.contains(&keyword),
                None => is_of_json_schema || entry.key.starts_with("x-"),
            })
    }

    /// Does the same as [`Self::says_nothing_but`], and passes over keywords with a value that accepts every value, such as `minItems: 0`.
    pub(crate) fn has_no_effect_but(self, but: &[Keyword]) -> bool {
        let passed = self.node.entries().iter().filter_map(|entry| {
            let keyword = Keyword::parse_in(self.node.version, &entry.key)?;
            accepts_everything(keyword, &entry.value).then_some(keyword)
        });
        let passed: Vec<Keyword> = but.iter().copied().chain(passed).collect();
        self.says_nothing_but(&passed)
    }

    /// Returns whether a part of `multipart` with this schema is a file by default: from OpenAPI 3.1 on, the content type of a part whose
    /// schema has no type is `application/octet-stream` (3.1.1, Encoding Object, `contentType`).
    pub(crate) fn is_binary_by_default(self) -> bool {
        self.node.version.has_json_schema() && self.is_object() && self.says_nothing_but(&[])
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

    /// Returns the first example: of `examples` (from 3.1, a list), else `example`.
    pub(crate) fn example(self) -> Option<&'d Node> {
        self.examples().next()
    }

    /// Returns all examples.
    pub(crate) fn examples(self) -> impl Iterator<Item = &'d Node> {
        let list = self.value(Keyword::Examples).filter(|_| self.node.version.has_json_schema());
        list.map(Node::elements).unwrap_or_default().iter().chain(self.value(Keyword::Example))
    }

    /// Returns `format`. Without one, the encoding of the text implies it: `byte` for `contentEncoding: base64`, and `binary` for
    /// a media type without an encoding (OpenAPI 3.1.1, Working With Binary Data).
    pub(crate) fn format(self) -> Option<&'d str> {
        self.text(Keyword::Format).or_else(|| {
            match (self.text(Keyword::ContentEncoding), self.text(Keyword::ContentMediaType)) {
                (Some("base64"), _) => Some("byte"),
                (None, Some(media_type)) if !is_text(media_type) => Some("binary"),
                _ => None,
            }
        })
    }

    /// Returns `contentSchema`: the schema of the JSON text that strings contain. `None` if `contentMediaType` is not JSON.
    pub(crate) fn content_schema(self) -> Option<Schema<'d>> {
        let essence = essence(self.text(Keyword::ContentMediaType)?);
        let is_json = essence == "application/json" || essence.ends_with("+json");
        self.value(Keyword::ContentSchema).filter(|_| is_json && self.node.version.has_json_schema()).map(Schema::of)
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

    /// Returns whether the value, a part of it that has no name, or an alternative of it [is sensitive](Self::is_sensitive). Properties do
    /// not count: each has a schema of its own.
    pub(crate) fn shows_sensitive(self, root: &'d Node) -> bool {
        self.has_sensitive(root, false)
    }

    /// Returns whether the value or any part of it [is sensitive](Self::is_sensitive).
    pub(crate) fn holds_sensitive(self, root: &'d Node) -> bool {
        self.has_sensitive(root, true)
    }

    fn has_sensitive(self, root: &'d Node, in_properties: bool) -> bool {
        let (mut open, mut seen) = (vec![self], std::collections::HashSet::new());
        while let Some(schema) = open.pop() {
            if schema.is_sensitive() {
                return true;
            }
            if let Some(target) = schema.is_reference().then(|| schema.target(root)).flatten() {
                open.extend(seen.insert(target.at()).then_some(target));
                continue;
            }
            open.extend(schema.items());
            open.extend(schema.prefix_items().into_iter().chain(schema.alternatives()).flat_map(SchemaList::iter));
            open.extend(schema.bases().chain(schema.pattern_properties()));
            open.extend(schema.properties().filter(|_| in_properties).map(|(_, property)| property));
            if let AdditionalProperties::Schema(values) = schema.additional_properties() {
                open.push(values);
            }
        }
        false
    }

    /// Returns whether the value should not be used any more (`deprecated`).
    pub(crate) fn is_deprecated(self) -> bool {
        self.is_true(Keyword::Deprecated)
    }

    /// Returns the value of `x-rust-name`.
    pub(crate) fn rust_name(self) -> Option<&'d Node> {
        self.value(Keyword::RustName)
    }

    /// Returns the value of `x-rust-type`.
    pub(crate) fn rust_type(self) -> Option<&'d Node> {
        self.value(Keyword::RustType)
    }

    fn value(self, keyword: Keyword) -> Option<&'d Node> {
        self.node.get(keyword.name()).filter(|_| self.shows(keyword))
    }

    fn text(self, keyword: Keyword) -> Option<&'d str> {
        self.value(keyword).and_then(Node::as_str)
    }

    /// Returns the text of `format`, if it is written.
    pub(crate) fn written_format(self) -> Option<&'d Node> {
        self.value(Keyword::Format)
    }

    fn is_true(self, keyword: Keyword) -> bool {
        self.value(keyword).and_then(Node::as_bool) == Some(true)
    }
}

/// Returns whether values of a media type are text in JSON: `contentMediaType` names the format of a string.
fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/") || essence.ends_with("json") || essence.ends_with("xml")
}

/// Whether a keyword accepts every value, because its own value is the one that its absence has (JSON Schema Validation 2020-12 section 6,
/// JSON Schema Core section 10.3).
fn accepts_everything(keyword: Keyword, value: &Node) -> bool {
    match keyword {
        Keyword::MinProperties | Keyword::MinItems | Keyword::MinLength => value.as_count() == Some(0),
        Keyword::UniqueItems => value.as_bool() == Some(false),
        Keyword::AdditionalProperties => {
            value.as_bool() == Some(true) || (matches!(value.value, Value::Object(_)) && value.entries().is_empty())
        }
        Keyword::Properties => matches!(value.value, Value::Object(_)) && value.entries().is_empty(),
        Keyword::Required => matches!(value.value, Value::Array(_)) && value.elements().is_empty(),
        _ => false,
    }
}
