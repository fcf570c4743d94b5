//! Links of responses (OpenAPI 3.0.4, Link Object).

use super::{DocumentReader, field};
use crate::node::{Entry, Node};

/// A link to an operation, for requests that use values of a response.
#[derive(Debug)]
pub(crate) struct Link<'d> {
    pub target: Target<'d>,
    /// The values of parameters, by `name` or `location.name`.
    pub parameters: Vec<(&'d str, &'d Node)>,
}

/// The operation of a link.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'d> {
    /// `operationId`
    Id(&'d str),
    /// `operationRef`
    Reference(&'d str),
}

/// Views the `links` of a response. Links that do not name an operation, or whose reference cannot be followed, are skipped:
/// no generated code depends on them.
pub(super) fn links<'d>(reader: &DocumentReader<'d>, holder: &'d Node) -> Vec<Link<'d>> {
    field::entries(holder, "links").iter().filter_map(|entry| link(reader, entry)).collect()
}

fn link<'d>(reader: &DocumentReader<'d>, entry: &'d Entry) -> Option<Link<'d>> {
    let node = match entry.value.str("$ref") {
        Some(reference) => {
            let name = reference.strip_prefix("#/components/links/")?;
            reader.sections.get("links")?.get(name).copied()?
        }
        None => &entry.value,
    };
    let by_id = node.str("operationId").map(Target::Id);
    let target = by_id.or_else(|| node.str("operationRef").map(Target::Reference))?;
    let parameters = field::entries(node, "parameters").iter();
    Some(Link { target, parameters: parameters.map(|entry| (entry.key.as_str(), &entry.value)).collect() })
}
