//! Schemas within a schema.

use super::{Keyword, Schema};
use crate::node::{Entry, Node, Value};
use crate::source::Span;

/// Levels of `allOf` within `allOf` that are searched for a property.
const DEPTH_LIMIT: usize = 16;

/// The value of `allOf`, `oneOf` or `anyOf`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaList<'d> {
    /// Where the list stands.
    pub at: Span,
    nodes: &'d [Node],
}

impl<'d> SchemaList<'d> {
    /// The members in order.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        self.nodes.iter().map(Schema::of)
    }

    /// Whether the list has no members.
    pub(crate) fn is_empty(self) -> bool {
        self.nodes.is_empty()
    }

    /// The member of a list that has exactly one.
    pub(crate) fn only(self) -> Option<Schema<'d>> {
        match self.nodes {
            [only] => Some(Schema::of(only)),
            _ => None,
        }
    }
}

/// The rule for the properties of an object that are not listed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AdditionalProperties<'d> {
    /// The schema states no rule: there may be any.
    Absent,
    /// There may be any.
    Any,
    /// There must be none.
    Forbidden,
    /// Their values fit a schema.
    Schema(Schema<'d>),
    /// The rule is neither a boolean nor a schema, which is an error.
    Invalid(&'d Node),
}

/// Something within a schema that may be a reference.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Held<'d> {
    /// A schema.
    Schema(Schema<'d>),
    /// A value of a discriminator's `mapping`: a reference, or the name of a component.
    Mapping(&'d Node),
}

impl<'d> Schema<'d> {
    /// The listed properties, in order.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'d Entry, Schema<'d>)> {
        self.value(Keyword::Properties)
            .map(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| (entry, Schema::of(&entry.value)))
    }

    /// The schema of a property that is listed.
    pub(crate) fn property(self, name: &str) -> Option<Schema<'d>> {
        self.value(Keyword::Properties)?.get(name).map(Schema::of)
    }

    /// The schema of a property, which this schema or a member of its `allOf` lists, at any depth.
    pub(crate) fn property_within(self, root: &'d Node, name: &str) -> Option<Schema<'d>> {
        self.search(root, name, 0)
    }

    fn search(self, root: &'d Node, name: &str, depth: usize) -> Option<Schema<'d>> {
        let schema = self.target(root).filter(|_| depth <= DEPTH_LIMIT)?;
        let own = schema.property(name);
        own.or_else(|| schema.bases().find_map(|base| base.search(root, name, depth + 1)))
    }

    /// The names of the properties that an object must have, as they are written. A node that is not a string is an error.
    pub(crate) fn required(self) -> &'d [Node] {
        self.value(Keyword::Required).map(Node::elements).unwrap_or_default()
    }

    /// The names of the properties that an object must have.
    pub(crate) fn required_names(self) -> impl Iterator<Item = &'d str> {
        self.required().iter().filter_map(Node::as_str)
    }

    /// The rule for the properties that are not listed.
    pub(crate) fn additional_properties(self) -> AdditionalProperties<'d> {
        let Some(node) = self.value(Keyword::AdditionalProperties) else { return AdditionalProperties::Absent };
        match node.value {
            Value::Bool(true) => AdditionalProperties::Any,
            Value::Bool(false) => AdditionalProperties::Forbidden,
            Value::Object(_) => AdditionalProperties::Schema(Schema::of(node)),
            _ => AdditionalProperties::Invalid(node),
        }
    }

    /// The schema of an array's elements.
    pub(crate) fn items(self) -> Option<Schema<'d>> {
        self.value(Keyword::Items).map(Schema::of)
    }

    /// Whether the elements of an array must differ from each other.
    pub(crate) fn unique_items(self) -> bool {
        self.is_true(Keyword::UniqueItems)
    }

    /// The schemas that a value must fit all of.
    pub(crate) fn all_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::AllOf)
    }

    /// The members of `allOf`.
    pub(crate) fn bases(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        self.all_of().into_iter().flat_map(SchemaList::iter)
    }

    /// The schemas that a value must fit exactly one of.
    pub(crate) fn one_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::OneOf)
    }

    /// The schemas that a value must fit one or more of.
    pub(crate) fn any_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::AnyOf)
    }

    /// The lists of alternatives: `oneOf`, then `anyOf`.
    pub(crate) fn alternatives(self) -> impl Iterator<Item = SchemaList<'d>> {
        self.one_of().into_iter().chain(self.any_of())
    }

    /// The schema that a value must not fit.
    pub(crate) fn not(self) -> Option<Schema<'d>> {
        self.value(Keyword::Not).map(Schema::of)
    }

    /// The schemas directly within this one, in the order of the document.
    pub(crate) fn children(self) -> impl Iterator<Item = Schema<'d>> {
        self.held().filter_map(|held| match held {
            Held::Schema(schema) => Some(schema),
            Held::Mapping(_) => None,
        })
    }

    /// The schemas and the values of the discriminator's `mapping`, in the order of the document.
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
