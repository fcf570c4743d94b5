//! Schemas within a schema.

use std::collections::HashSet;

use super::bounds::Limit;
use super::types::type_word;
use super::{Holds, Keyword, Schema, Type, ViewedPart};
use crate::node::{Entry, Node, Value};
use crate::source::Span;

/// The maximum depth of `allOf` within `allOf` in which a property is searched.
const DEPTH_LIMIT: usize = 16;

/// The schemas of `allOf`, `oneOf` or `anyOf`, or of a schema with several types.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SchemaList<'d> {
    /// The place of the list.
    pub at: Span,
    /// A member before the others.
    first: Option<Schema<'d>>,
    nodes: &'d [Node],
    /// The schema whose types the nodes are.
    typed: Option<&'d Node>,
}

impl<'d> SchemaList<'d> {
    /// Returns the members in order.
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        let typed = self.typed;
        let is_member = move |node: &&Node| typed.is_none() || type_word(node) != Some(Type::Null.name());
        let member = move |node: &'d Node| match typed {
            Some(schema) => Schema { node: schema, part: ViewedPart::OfType(node) },
            None => Schema::of(node),
        };
        self.first.into_iter().chain(self.nodes.iter().filter(is_member).map(member))
    }

    /// Returns whether the members are the types of one schema. Each member then has all keywords of the schema.
    pub(crate) fn is_of_types(self) -> bool {
        self.typed.is_some()
    }

    /// Returns whether the list has no members.
    pub(crate) fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns the member of a list with exactly one member.
    pub(crate) fn only(self) -> Option<Schema<'d>> {
        let mut members = self.iter();
        members.next().filter(|_| members.next().is_none())
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

/// The schemas that a value must all fit.
pub(super) type Conjunction<'d> = Vec<Schema<'d>>;

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

    /// Returns the elements of `required` that are strings, each once.
    pub(crate) fn required_names(self) -> impl Iterator<Item = &'d str> {
        let mut seen = HashSet::new();
        self.required().iter().filter_map(Node::as_str).filter(move |name| seen.insert(*name))
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

    /// Returns the schemas of properties by patterns of their names (`patternProperties`).
    pub(crate) fn pattern_properties(self) -> impl Iterator<Item = Schema<'d>> {
        self.name_patterns().map(|entry| Schema::of(&entry.value))
    }

    /// Returns the patterns of `patternProperties` as keys, each with its schema.
    pub(crate) fn name_patterns(self) -> impl Iterator<Item = &'d Entry> {
        self.value(Keyword::PatternProperties).map(Node::entries).unwrap_or_default().iter()
    }

    /// Returns whether properties that no keyword of the schema describes are rejected (`unevaluatedProperties: false`).
    pub(crate) fn rejects_unevaluated(self) -> bool {
        self.value(Keyword::UnevaluatedProperties).and_then(Node::as_bool) == Some(false)
    }

    /// Returns `items`.
    pub(crate) fn items(self) -> Option<Schema<'d>> {
        self.value(Keyword::Items).map(Schema::of)
    }

    /// Returns the schema that some elements of an array must fit (`contains`).
    pub(crate) fn contains(self) -> Option<Schema<'d>> {
        self.value(Keyword::Contains).map(Schema::of)
    }

    /// Returns whether all elements of an array must be different.
    pub(crate) fn unique_items(self) -> bool {
        self.is_true(Keyword::UniqueItems)
    }

    /// Returns whether a schema of an array must have `items` (OpenAPI 3.0.4, Schema Object).
    pub(crate) fn requires_items(self) -> bool {
        !self.node().version.has_json_schema()
    }

    /// Returns the schemas at the start of an array, one for each element (`prefixItems`).
    pub(crate) fn prefix_items(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::PrefixItems)
    }

    /// Returns the schemas of the elements of an array of fixed length: `prefixItems` with `items: false`, or with equal bounds of
    /// the number of elements. `items: false` alone would allow fewer elements; such an array is taken to have all of them.
    pub(crate) fn tuple(self) -> Option<SchemaList<'d>> {
        let list = self.prefix_items()?;
        let count = list.iter().count() as u64;
        let counts = self.item_counts();
        let (least, most) = (counts.least.and_then(Limit::count), counts.most.and_then(Limit::count));
        let is_closed = self.items().and_then(Schema::boolean) == Some(false);
        let has = |bound: Option<u64>| bound == Some(count) || (is_closed && bound.is_none());
        (has(least) && has(most)).then_some(list)
    }

    /// Returns `allOf`, with the reference beside other keywords as its first member.
    pub(crate) fn all_of(self) -> Option<SchemaList<'d>> {
        let list = self.list(Keyword::AllOf);
        let Some(first) = self.split_reference() else { return list };
        let nodes = list.map(|list| list.nodes).unwrap_or_default();
        Some(SchemaList { at: list.map_or(first.at(), |list| list.at), first: Some(first), nodes, typed: None })
    }

    /// Returns the members of `allOf`.
    pub(crate) fn bases(self) -> impl DoubleEndedIterator<Item = Schema<'d>> {
        self.all_of().into_iter().flat_map(SchemaList::iter)
    }

    /// Returns the schema and the members of its `allOf`, at any depth. References are followed.
    pub(crate) fn conjunction(self, root: &'d Node) -> Conjunction<'d> {
        let (mut found, mut open): (Conjunction<'d>, _) = (Vec::new(), vec![self]);
        while let Some(schema) = open.pop() {
            let target = schema.target(root);
            let Some(schema) = target.filter(|target| found.iter().all(|known| known.at() != target.at())) else {
                continue;
            };
            found.push(schema);
            open.extend(schema.bases());
        }
        found
    }

    /// Returns whether a member of `allOf`, at any depth, is the schema `other`.
    pub(crate) fn extends(self, root: &'d Node, other: Schema<'d>) -> bool {
        let (mut open, mut seen) = (vec![self], HashSet::new());
        while let Some(schema) = open.pop() {
            for base in schema.bases().filter_map(|base| base.target(root)) {
                if base.at() == other.at() {
                    return true;
                }
                open.extend(seen.insert(base.at()).then_some(base));
            }
        }
        false
    }

    /// Returns the targets of all alternatives.
    pub(crate) fn alternative_targets(self, root: &'d Node) -> impl Iterator<Item = Schema<'d>> {
        self.alternatives().flat_map(SchemaList::iter).filter_map(move |member| member.target(root))
    }

    /// Returns `oneOf`.
    pub(crate) fn one_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::OneOf)
    }

    /// Returns `anyOf`.
    pub(crate) fn any_of(self) -> Option<SchemaList<'d>> {
        self.list(Keyword::AnyOf)
    }

    /// Returns the lists of alternatives: `oneOf`, then `anyOf`, then the types if there are several.
    pub(crate) fn alternatives(self) -> impl Iterator<Item = SchemaList<'d>> {
        self.one_of().into_iter().chain(self.any_of()).chain(self.typed_alternatives())
    }

    /// Returns the types of a schema with several types besides null. Listed values need no types.
    fn typed_alternatives(self) -> Option<SchemaList<'d>> {
        let list =
            SchemaList { at: self.value(Keyword::Type)?.at, first: None, nodes: self.types(), typed: Some(self.node) };
        let is_one = list.iter().nth(1).is_none() || self.enumeration().is_some();
        (!is_one).then_some(list)
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
        let reference = self.split_reference().map(Held::Schema);
        reference.into_iter().chain(self.held_by_keywords())
    }

    /// Returns the schemas of one keyword.
    pub(crate) fn children_of(self, keyword: Keyword) -> impl Iterator<Item = Schema<'d>> {
        let entry = self.entry(keyword).map(|entry| (keyword, entry));
        entry.into_iter().flat_map(move |(keyword, entry)| self.held_in(keyword, entry)).filter_map(|held| match held {
            Held::Schema(schema) => Some(schema),
            Held::Mapping(_) => None,
        })
    }

    fn held_by_keywords(self) -> impl Iterator<Item = Held<'d>> {
        self.keywords().flat_map(move |(keyword, entry)| self.held_in(keyword, entry))
    }

    fn held_in(self, keyword: Keyword, entry: &'d Entry) -> impl Iterator<Item = Held<'d>> {
        let (one, list, map): (&[Node], &[Node], &[Entry]) = match keyword.holds() {
            Some(Holds::One) => (std::slice::from_ref(&entry.value), &[], &[]),
            Some(Holds::List) => (&[], entry.value.elements(), &[]),
            Some(Holds::Map) => (&[], &[], entry.value.entries()),
            None => (&[], &[], &[]),
        };
        let nodes = one.iter().chain(list).chain(map.iter().map(|entry| &entry.value));
        let schemas = nodes.map(|node| Held::Schema(Schema::of(node)));
        let discriminator = if keyword == Keyword::Discriminator { self.discriminator() } else { None };
        let mapping = discriminator.into_iter().flat_map(|discriminator| discriminator.mapping());
        schemas.chain(mapping.map(|entry| Held::Mapping(&entry.value)))
    }

    fn list(self, keyword: Keyword) -> Option<SchemaList<'d>> {
        let list = self.value(keyword)?;
        Some(SchemaList { at: list.at, first: None, nodes: list.elements(), typed: None })
    }
}
