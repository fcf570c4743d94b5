//! Schemas of an `allOf` that reject the properties of its other schemas by `additionalProperties: false`.
//!
//! `additionalProperties` sees the `properties` of its own schema only (JSON Schema 2020-12 core, section 10.3.2.3), so an object with a
//! property of each schema fits none. Swashbuckle, NSwag and others write this for every class that extends another one, and mean the
//! properties of all.

use std::collections::HashSet;

use super::{AdditionalProperties, Keyword, Schema};
use crate::node::Node;
use crate::source::Span;

impl<'d> Schema<'d> {
    /// Returns the schemas of the `allOf`, at any depth, whose `additionalProperties: false` is ignored, by their places. They reject
    /// properties of others, and list properties that no other lists, or none: they extend the others. A schema that lists some properties of
    /// the others narrows them, and means what it says.
    pub(crate) fn extending_parts(self, root: &'d Node) -> Vec<Span> {
        if self.all_of().is_none() {
            return Vec::new();
        }
        let all = self.conjunction(root);
        let is_closed = |schema: &Schema<'d>| {
            let is_forbidden = matches!(schema.additional_properties(), AdditionalProperties::Forbidden);
            is_forbidden && !schema.has(Keyword::PatternProperties)
        };
        if !all.iter().any(is_closed) {
            return Vec::new();
        }
        let names: Vec<HashSet<&str>> =
            all.iter().map(|schema| schema.properties().map(|(entry, _)| entry.key.as_str()).collect()).collect();
        let extends = |index: usize| {
            let others = || names.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, names)| names);
            let rejects = others().any(|names_of| names_of.iter().any(|name| !names[index].contains(name)));
            let is_new = |name: &&&str| others().all(|names_of| !names_of.contains(**name));
            rejects && (names[index].is_empty() || names[index].iter().any(|name| is_new(&name)))
        };
        let parts = all.iter().enumerate().filter(|(index, schema)| is_closed(schema) && extends(*index));
        parts.map(|(_, schema)| schema.at()).collect()
    }
}
