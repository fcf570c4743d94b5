//! The extension `x-pagination` of an operation.

use super::{DocumentReader, Spanned, field};
use crate::nearest::nearest;
use crate::node::Node;
use crate::problem::{Kind, Object};
use crate::source::Span;

/// The value of `x-pagination`.
#[derive(Clone, Debug)]
pub(crate) enum Pagination<'d> {
    /// `false`: the operation has no pages, whatever its names are.
    Off,
    /// The fields of the extension.
    Given(Box<Given<'d>>),
}

/// The fields of `x-pagination`.
#[derive(Clone, Debug)]
pub(crate) struct Given<'d> {
    pub at: Span,
    pub style: Option<Spanned<&'d str>>,
    /// The name of a parameter.
    pub parameter: Option<Spanned<&'d str>>,
    /// A JSON Pointer in the body of a response.
    pub next: Option<Spanned<&'d str>>,
    /// A JSON Pointer in an item.
    pub last_item: Option<Spanned<&'d str>>,
    /// A JSON Pointer in the body of a response.
    pub items: Option<Spanned<&'d str>>,
    /// A JSON Pointer in the body of a response.
    pub has_more: Option<Spanned<&'d str>>,
    /// The value of the parameter for the first page.
    pub first: Option<i64>,
}

const KEYS: &[&str] = &["style", "parameter", "next", "lastItem", "items", "hasMore", "first"];

/// Views `x-pagination`. `None` if it is absent, or has an error, which is reported. Nothing on the wire depends on it, so errors are
/// tolerable.
pub(super) fn pagination<'d>(reader: &mut DocumentReader<'d>, operation: &'d Node) -> Option<Pagination<'d>> {
    let node = operation.get("x-pagination")?;
    if node.as_bool() == Some(false) {
        return Some(Pagination::Off);
    }
    let mut is_whole = !node.entries().is_empty();
    if !is_whole {
        let what = "`x-pagination`".to_owned();
        let kind = Kind::WrongType { what, expected: Object::Pagination.name(), found: node.kind() };
        reader.diagnostics.tolerable(node.at, kind);
    }
    for entry in node.entries() {
        let Some(key) = KEYS.iter().find(|key| **key == entry.key) else {
            let nearest = nearest(&entry.key, KEYS.iter().copied());
            let kind = Kind::UnknownKey { object: Object::Pagination, key: entry.key.clone(), nearest };
            reader.diagnostics.tolerable(entry.key_at, kind);
            is_whole = false;
            continue;
        };
        let is_number = *key == "first";
        if if is_number { entry.value.as_count().is_none() } else { entry.value.as_str().is_none() } {
            let expected = if is_number { "a non-negative integer" } else { "a string" };
            let kind = Kind::WrongType { what: format!("`{key}`"), expected, found: entry.value.kind() };
            reader.diagnostics.tolerable(entry.value.at, kind);
            is_whole = false;
        }
    }
    if !is_whole {
        return None;
    }
    Some(Pagination::Given(Box::new(Given {
        at: node.at,
        style: field::text(node, "style"),
        parameter: field::text(node, "parameter"),
        next: field::text(node, "next"),
        last_item: field::text(node, "lastItem"),
        items: field::text(node, "items"),
        has_more: field::text(node, "hasMore"),
        first: node.get("first").and_then(Node::as_count).and_then(|count| i64::try_from(count).ok()),
    })))
}
