//! The Discriminator Object: a property that determines the alternative by its value.

use std::collections::BTreeSet;

use super::{Keyword, Schema, SchemaList};
use crate::node::{Entry, Node};
use crate::pointer::decode;
use crate::source::Span;
use crate::version::Version;

/// The maximum depth of unions within unions, and of `allOf` within `allOf`, that is searched.
const DEPTH_LIMIT: usize = 16;

/// A Discriminator Object (OpenAPI 3.0.4, section 4.8.25).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Discriminator<'d> {
    /// The place of the keyword.
    pub key_at: Span,
    node: &'d Node,
}

impl<'d> Discriminator<'d> {
    /// Returns the name of the property.
    pub(crate) fn property_name(self) -> Option<&'d str> {
        self.node.str("propertyName")
    }

    /// Returns the place of the name of the property.
    pub(crate) fn property_at(self) -> Span {
        self.node.get("propertyName").map_or(self.key_at, |name| name.at)
    }

    /// Returns `defaultMapping`: the schema of values without the property, and of those whose value no alternative has (OpenAPI
    /// 3.2.0, Discriminator Object).
    pub(crate) fn default_mapping(self) -> Option<&'d str> {
        self.node.str("defaultMapping").filter(|_| self.node.version >= Version::V3_2)
    }

    /// Returns the values of `mapping` and `defaultMapping`: names of components, and references.
    pub(crate) fn targets(self) -> impl Iterator<Item = &'d Node> {
        let default = self.node.get("defaultMapping").filter(|_| self.node.version >= Version::V3_2);
        self.mapping().iter().map(|entry| &entry.value).chain(default)
    }

    /// Returns the entries of `mapping`: values of the property, and the schemas that they select.
    pub(crate) fn mapping(self) -> &'d [Entry] {
        self.node.get("mapping").map(Node::entries).unwrap_or_default()
    }
}

impl<'d> Schema<'d> {
    /// Returns the discriminator of the alternatives.
    pub(crate) fn discriminator(self) -> Option<Discriminator<'d>> {
        self.entry(Keyword::Discriminator).map(|entry| Discriminator { key_at: entry.key_at, node: &entry.value })
    }

    /// Returns the schema whose discriminator tells alternatives of this schema apart, and the name of the property: this schema, or one
    /// without a discriminator of its own whose alternatives all extend the same schema that has one.
    pub(crate) fn told_apart(
        self,
        root: &'d Node,
        members: impl IntoIterator<Item = Schema<'d>>,
    ) -> Option<(Schema<'d>, &'d str)> {
        if let Some(own) = self.discriminator() {
            return Some((self, own.property_name()?));
        }
        let mut members = members.into_iter().filter(|member| !member.is_only_null(root));
        let parents = |member: Schema<'d>| member.target(root).map(|target| target.parents(root)).unwrap_or_default();
        let first = parents(members.next()?);
        let others: Vec<Vec<Schema<'d>>> = members.map(parents).collect();
        if others.is_empty() {
            return None;
        }
        let is_common =
            |parent: &Schema<'d>| others.iter().all(|others| others.iter().any(|other| other.at() == parent.at()));
        let parent = first.into_iter().filter(|parent| parent.at() != self.at()).find(is_common)?;
        Some((parent, parent.discriminator()?.property_name()?))
    }

    /// Returns the schemas with a discriminator that this schema extends.
    fn parents(self, root: &'d Node) -> Vec<Schema<'d>> {
        let (mut found, mut open, mut seen) = (Vec::new(), vec![self], BTreeSet::new());
        while let Some(schema) = open.pop() {
            for base in schema.bases().filter_map(|base| base.target(root)) {
                if seen.insert(base.at()) {
                    found.extend(base.discriminator().is_some().then_some(base));
                    open.push(base);
                }
            }
        }
        found
    }

    /// Returns whether `member`, an alternative of this schema, is that of the `defaultMapping`.
    pub(crate) fn is_default(self, member: Schema<'d>) -> bool {
        let mapping = self.discriminator().and_then(Discriminator::default_mapping);
        mapping.is_some_and(|mapping| member.is_named(mapping))
    }

    /// Returns whether a value of a mapping, which is a reference or the name of a component, leads to the target of this reference.
    fn is_named(self, value: &str) -> bool {
        self.any_reference()
            .is_some_and(|own| own == value || decode(own.rsplit('/').next().unwrap_or_default()) == value)
    }

    /// Returns the values of `property` that select `member`, an alternative of this schema: the values in the mapping, else
    /// the values that the member's own schema allows for the property, else the name of the component that the member
    /// refers to. Empty if there are none.
    pub(crate) fn tags(self, root: &'d Node, property: &str, member: Schema<'d>) -> Vec<String> {
        self.tags_within(root, property, member, 0)
    }

    fn tags_within(self, root: &'d Node, property: &str, member: Schema<'d>, depth: usize) -> Vec<String> {
        let name = member.any_reference().map(|reference| decode(reference.rsplit('/').next().unwrap_or_default()));
        let mapping = self.discriminator().map(Discriminator::mapping).unwrap_or_default();
        let mapped = mapping.iter().filter(|entry| entry.value.as_str().is_some_and(|value| member.is_named(value)));
        let mut found: Vec<String> = mapped.map(|entry| entry.key.clone()).collect();
        if !found.is_empty() {
            return found;
        }
        let Some(target) = member.target(root).filter(|_| depth < DEPTH_LIMIT) else { return found };
        if let (Some(list), Some(own)) = (target.alternatives().next(), target.discriminator())
            && own.property_name() == Some(property)
        {
            found.extend(list.iter().flat_map(|member| target.tags_within(root, property, member, depth + 1)));
            return found;
        }
        match target.constant_of(root, property, 0) {
            Some(value) => vec![value],
            None => name.into_iter().collect(),
        }
    }

    /// Adds the names of the properties of this schema and of the members of its `allOf` and alternatives. Returns whether there are any:
    /// a schema without properties says nothing about them. `seen` contains the places of schemas that are skipped.
    pub(crate) fn property_names(self, root: &'d Node, names: &mut Vec<&'d str>, seen: &mut BTreeSet<Span>) -> bool {
        let Some(schema) = self.target(root).filter(|target| seen.insert(target.at())) else { return false };
        let before = names.len();
        names.extend(schema.properties().map(|(entry, _)| entry.key.as_str()));
        let members = schema.all_of().into_iter().chain(schema.alternatives()).flat_map(SchemaList::iter);
        for member in members {
            member.property_names(root, names, seen);
        }
        names.len() > before
    }

    /// Returns the only string that this schema, or a member of its `allOf`, allows for a property. Lists with several
    /// values are ignored, because they can be common to all alternatives.
    fn constant_of(self, root: &'d Node, property: &str, depth: usize) -> Option<String> {
        let schema = self.target(root).filter(|_| depth < DEPTH_LIMIT)?;
        let own = schema.property(property).and_then(|own| own.target(root));
        let values = own.and_then(Schema::enumeration).map(|list| list.values).unwrap_or_default();
        let mut texts = values.iter().filter_map(Node::as_str);
        if let (Some(only), None) = (texts.next(), texts.next()) {
            return Some(only.to_owned());
        }
        // A later member of `allOf` takes precedence over an earlier one, which is the base.
        schema
            .all_of()
            .into_iter()
            .flat_map(SchemaList::iter)
            .rev()
            .find_map(|member| member.constant_of(root, property, depth + 1))
    }
}
