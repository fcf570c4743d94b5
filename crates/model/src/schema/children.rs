//! Schemas within a schema.

use super::{Keyword, Schema};
use crate::node::{Entry, Node, Value};
use crate::source::Span;

/// The maximum depth of `allOf` within `allOf` in which a property is searched.
const DEPTH_LIMIT: usize = 16;

/// The value of `allOf`, `oneOf` or `anyOf`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaList<'d> {
    /// The place of the list.
    pub at: Span,
    nodes: &'d [Node],
}

impl<'d> SchemaList<'d> {
    /// Returns the members in order.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        self.nodes.iter().map(Schema::of)
    }

    /// Returns whether the list has no members.
    pub(crate) fn is_empty(self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the member of a list with exactly one member.
    pub(crate) fn only(self) -> Option<Schema<'d>> {
        match self.nodes {
            [only] => Some(Schema::of(only)),
            _ => None,
        }
    }
}

/// The rule for properties that an object schema does not list (`additionalProperties`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum AdditionalProperties<'d> {
    /// The keyword is absent: any property is allowed.
    Absent,
    /// `true`: any property is allowed.
    Any,
    /// `false`: no property is allowed.
    Forbidden,
    /// A schema: properties with a value that fits it are allowed.
    Schema(Schema<'d>),
    /// Neither a boolean nor a schema, which is an error.
    Invalid(&'d Node),
}

/// A part of a schema that may be a reference.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Held<'d> {
    /// A schema.
    Schema(Schema<'d>),
    /// A value of the `mapping` of a discriminator: a reference, or the name of a component.
    Mapping(&'d Node),
}

impl<'d> Schema<'d> {
    /// Returns the properties with their schemas, in order.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'d Entry, Schema<'d>)> {
        self.value(Keyword::Properties)
            .map(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| (entry, Schema::of(&entry.value)))
    }

    /// Returns the schema of a property in `properties`.
    pub(crate) fn property(self, name: &str) -> Option<Schema<'d>> {
        self.value(Keyword::Properties)?.get(name).map(Schema::of)
    }

    /// Returns the schema of a property of this schema or of a member of its `allOf`, at any depth.
    pub(crate) fn property_within(self, root: &'d Node, name: &str) -> Option<Schema<'d>> {
        self.search(root, name, 0)
    }

    fn search(self, root: &'d Node, name: &str, depth: usize) -> Option<Schema<'d>> {
        let schema = self.target(root).filter(|_| depth <= DEPTH_LIMIT)?;
        let own = schema.property(name);
        own.or_else(|| schema.bases().find_map(|base| base.search(root, name, depth + 1)))
    }

    /// Returns the elements of `required`. They may have a wrong type, which is an error.
    pub(crate) fn required(self) -> &'d [Node] {
        self.value(Keyword::Required).map(Node::elements).unwrap_or_default()
    }

    /// Returns the elements of `required` that are strings.
    pub(crate) fn required_names(self) -> impl Iterator<Item = &'d str> {
        self.required().iter().filter_map(Node::as_str)
    }

    /// Returns the rule for properties that are not listed.
    pub(crate) fn additional_properties(self) -> AdditionalProperties<'d> {
        let Some(node) = self.value(Keyword::AdditionalProperties) else { return AdditionalProperties::Absent };
        match node.value {
            Value::Bool(true) => AdditionalProperties::Any,
            Value::Bool(false) => AdditionalProperties::Forbidden,
            Value::Object(_) => AdditionalProperties::Schema(Schema::of(node)),
            _ => AdditionalProperties::Invalid(node),
        }
    }

    /// Returns `items`.
    pub(crate) fn items(self) -> Option<Schema<'d>> {
        self.value(Keyword::Items).map(Schema::of)
    }

    /// Returns whether all elements of an array must be different.
    pub(crate) fn unique_items(self) -> bool {
        self.is_true(Keyword::UniqueItems)
    }

    /// Returns `allOf`.
    pub(crate) fn all_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::AllOf)
    }

    /// Returns the members of `allOf`.
    pub(crate) fn bases(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        self.all_of().into_iter().flat_map(SchemaList::iter)
    }

    /// Returns `oneOf`.
    pub(crate) fn one_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::OneOf)
    }

    /// Returns `anyOf`.
    pub(crate) fn any_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::AnyOf)
    }

    /// Returns the lists of alternatives: `oneOf`, then `anyOf`.
    pub(crate) fn alternatives(self) -> impl Iterator<Item = SchemaList<'d>> {
        self.one_of().into_iter().chain(self.any_of())
    }

    /// Returns `not`.
    pub(crate) fn not(self) -> Option<Schema<'d>> {
        self.value(Keyword::Not).map(Schema::of)
    }

    /// Returns the schemas directly within this schema, in the order of the document.
    pub(crate) fn children(self) -> impl Iterator<Item = Schema<'d>> {
        self.held().filter_map(|held| match held {
            Held::Schema(schema) => Some(schema),
            Held::Mapping(_) => None,
        })
    }

    /// Returns the schemas directly within this schema and the values of the discriminator's `mapping`, in the order of the
    /// document.
    pub(crate) fn held(self) -> impl Iterator<Item = Held<'d>> {
        self.keywords().flat_map(move |(keyword, entry)| {
            let (one, list, map): (&[Node], &[Node], &[Entry]) = match keyword {
                Keyword::Items | Keyword::Not | Keyword::AdditionalProperties => {
                    (std::slice::from_ref(&entry.value), &[], &[])
                }
                Keyword::AllOf | Keyword::OneOf | Keyword::AnyOf => (&[], entry.value.elements(), &[]),
                Keyword::Properties => (&[], &[], entry.value.entries()),
                _ => (&[], &[], &[]),
            };
            let nodes = one.iter().chain(list).chain(map.iter().map(|entry| &entry.value));
            let schemas = nodes.map(|node| Held::Schema(Schema::of(node)));
            let discriminator = if keyword == Keyword::Discriminator { self.discriminator() } else { None };
            let mapping = discriminator.into_iter().flat_map(|discriminator| discriminator.mapping());
            schemas.chain(mapping.map(|entry| Held::Mapping(&entry.value)))
        })
    }

    fn list(self, keyword: Keyword) -> Option<SchemaList<'d>> {
        self.value(keyword).map(|list| SchemaList { at: list.at, nodes: list.elements() })
    }
}
