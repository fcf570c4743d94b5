//! Reads one field of an object. A field with a value of a wrong type counts as absent: [`super::check`] reports it.

use super::Spanned;
use crate::annotations::{Annotations, extensions};
use crate::node::{Entry, Node};
use crate::schema::Schema;
use crate::source::Span;

/// A string and its place.
pub(super) fn text<'d>(node: &'d Node, key: &str) -> Option<Spanned<&'d str>> {
    let value = node.get(key)?;
    value.as_str().map(|text| Spanned { value: text, at: value.at })
}

/// A boolean.
pub(super) fn boolean(node: &Node, key: &str) -> Option<bool> {
    node.get(key).and_then(Node::as_bool)
}

/// The entries of an object; none if it is absent.
pub(super) fn entries<'d>(node: &'d Node, key: &str) -> &'d [Entry] {
    node.get(key).map(Node::entries).unwrap_or_default()
}

/// The elements of an array; none if it is absent.
pub(super) fn elements<'d>(node: &'d Node, key: &str) -> &'d [Node] {
    node.get(key).map(Node::elements).unwrap_or_default()
}

/// The key of an entry and its place.
pub(super) fn key(entry: &Entry) -> Spanned<&str> {
    Spanned { value: &entry.key, at: entry.key_at }
}

/// The schema under the key `schema`.
pub(super) fn schema(node: &Node) -> Option<Schema<'_>> {
    node.get("schema").map(Schema::of)
}

/// The value of `x-rust-name`. It may be of any type and any text: the naming of things checks it.
pub(super) fn rust_name(node: &Node) -> Option<&Node> {
    node.get("x-rust-name")
}

/// Returns the annotations of the object that a node holds. `at` is the place to show for it.
pub(super) fn annotations(node: &Node, at: Span) -> Annotations {
    Annotations { at, deprecated: node.is_true("deprecated"), extensions: extensions(node) }
}
