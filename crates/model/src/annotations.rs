//! Statements of a document about an item that affect neither its values nor generated code. They are compared between two
//! documents.

use serde_json::{Map, Value};

use crate::node::Node;
use crate::source::Span;

/// The annotations of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// The place of the item.
    pub at: Span,
    /// `deprecated`
    pub deprecated: bool,
    /// The specification extensions (OpenAPI 3.0.4, Specification Extensions), in the order of the document.
    pub extensions: Map<String, Value>,
}

/// Returns the keys of an object that begin with `x-`.
pub(crate) fn extensions(node: &Node) -> Map<String, Value> {
    let extensions = node.entries().iter().filter(|entry| entry.key.starts_with("x-"));
    extensions.map(|entry| (entry.key.clone(), entry.value.to_json())).collect()
}
