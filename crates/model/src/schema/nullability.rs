//! Whether a schema accepts `null`.

use super::types::type_word;
use super::{Keyword, Schema, SchemaList, Type};
use crate::node::{Node, Value};
use crate::source::Span;

/// The maximum depth of schemas within schemas that is searched.
const DEPTH_LIMIT: usize = 32;

/// The keywords that tell whether a schema accepts `null`, the one that only tells this first.
pub(crate) const OF_NULL: [Keyword; 2] = [Keyword::Nullable, Keyword::Type];

impl<'d> Schema<'d> {
    /// Returns whether the schema itself accepts or rejects `null`. `None` if its own keywords do not determine that.
    pub(crate) fn accepts_null(self) -> Option<bool> {
        let nullable = self.value(Keyword::Nullable).and_then(Node::as_bool);
        if !self.node().version.has_json_schema() {
            return nullable;
        }
        if nullable == Some(true) {
            return Some(true);
        }
        // A value must be of the types and in the list.
        let by_type = self.has(Keyword::Type).then(|| self.types().iter().any(is_null_type));
        let by_list = self.enumeration().map(|list| list.values.iter().any(is_null));
        match (by_type, by_list) {
            (Some(by_type), Some(by_list)) => Some(by_type && by_list),
            (by_type, by_list) => by_type.or(by_list),
        }
    }

    /// Returns whether `nullable` adds `null` to the values that the other keywords accept.
    pub(crate) fn adds_null(self) -> bool {
        self.is_true(Keyword::Nullable)
    }

    /// Returns whether `type` without null rejects `null`. In 3.0, `nullable` decides about null, beside the types.
    pub(crate) fn types_reject_null(self) -> bool {
        self.node().version.has_json_schema() && !self.adds_null()
    }

    /// Returns whether the schema accepts `null`: by its own keywords, by its only member of `allOf`, by one of its
    /// alternatives, or by a listed value. References are followed.
    pub(crate) fn is_nullable(self, root: &'d Node) -> bool {
        self.nullable(root, &mut Vec::new())
    }

    /// `path` has the schemas on the way here. One that leads back to itself adds no value.
    fn nullable(self, root: &'d Node, path: &mut Vec<Span>) -> bool {
        let target = self.target(root).filter(|target| path.len() < DEPTH_LIMIT && !path.contains(&target.at()));
        let Some(target) = target else { return false };
        path.push(target.at());
        let is_nullable = target.own_nullable(root, path);
        path.pop();
        is_nullable
    }

    fn own_nullable(self, root: &'d Node, path: &mut Vec<Span>) -> bool {
        if let Some(stated) = self.accepts_null() {
            return stated && (self.adds_null() || !self.others_reject_null(root, path));
        }
        let wrapped = self.all_of().and_then(SchemaList::only);
        let wraps = wrapped
            .is_some_and(|only| self.says_nothing_but(&[Keyword::AllOf, Keyword::Type]) && only.nullable(root, path));
        // Without a `type`, `null` in the list is allowed.
        let values = self.enumeration().filter(|_| !self.has(Keyword::Type));
        let is_listed = values.is_some_and(|list| list.values.iter().any(is_null));
        let mut alternatives = self.alternatives().flat_map(SchemaList::iter);
        wraps || is_listed || alternatives.any(|member| member.nullable(root, path)) || self.is_only_null(root)
    }

    /// Returns whether the keywords beside `type` reject `null` (JSON Schema 2020-12): all alternatives of a list, or a
    /// member of `allOf`.
    fn others_reject_null(self, root: &'d Node, path: &mut Vec<Span>) -> bool {
        if !self.node().version.has_json_schema() {
            return false;
        }
        let mut rejects = |member: Schema<'d>| {
            let target = member.target(root).filter(|target| path.len() < DEPTH_LIMIT && !path.contains(&target.at()));
            let Some(target) = target else { return false };
            path.push(target.at());
            let rejects = target.accepts_null() == Some(false) || target.others_reject_null(root, path);
            path.pop();
            rejects
        };
        let mut lists = self.alternatives().filter(|list| !list.is_of_types() && !list.is_empty());
        lists.any(|list| list.iter().all(&mut rejects))
            || self.all_of().into_iter().flat_map(SchemaList::iter).any(&mut rejects)
    }

    /// Returns whether `null` is the only allowed value. References are followed.
    pub(crate) fn is_only_null(self, root: &'d Node) -> bool {
        let Some(target) = self.target(root) else { return false };
        let lists_only_null =
            target.enumeration().is_some_and(|list| !list.values.is_empty() && list.values.iter().all(is_null));
        target.is_type(Type::Null) || lists_only_null
    }

    /// Returns the schema of the values other than `null`: this one if it has a format or items, otherwise that of the only alternative
    /// besides `null` or of the only member of `allOf`. References are followed.
    pub(crate) fn besides_null(self, root: &'d Node) -> Option<Schema<'d>> {
        let mut schema = self.target(root)?;
        for _ in 0..DEPTH_LIMIT {
            if schema.format().is_some() || schema.items().is_some() {
                break;
            }
            let wrapped = schema.all_of().and_then(SchemaList::only);
            let lists = schema.alternatives().filter(|list| !list.is_of_types());
            let mut others = lists.flat_map(SchemaList::iter).filter(|member| !member.is_only_null(root));
            let inner = wrapped.or_else(|| others.next().filter(|_| others.next().is_none()));
            let Some(inner) = inner.and_then(|inner| inner.target(root)) else { break };
            schema = inner;
        }
        Some(schema)
    }
}

fn is_null_type(node: &Node) -> bool {
    type_word(node) == Some(Type::Null.name())
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}
