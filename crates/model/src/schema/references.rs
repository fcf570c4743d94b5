//! All references in a part of a document.

use super::{Holds, Keyword};
use crate::node::Node;

/// Adds the references in a node of any OpenAPI object, at any depth, to `found`, in the order of the document. Examples,
/// defaults, enumerations and extensions contain no references.
pub(crate) fn references<'d>(node: &'d Node, found: &mut Vec<&'d str>) {
    found.extend(node.str(Keyword::Ref.name()));
    node.elements().iter().for_each(|element| references(element, found));
    for entry in node.entries() {
        match Keyword::parse_in(node.version, &entry.key) {
            Some(Keyword::Example | Keyword::Examples | Keyword::Default | Keyword::Enum | Keyword::Const) => {}
            // The keys are names and not keywords.
            Some(keyword) if keyword.holds() == Some(Holds::Map) => {
                entry.value.entries().iter().for_each(|property| references(&property.value, found));
            }
            _ if entry.key.starts_with("x-") => {}
            _ => references(&entry.value, found),
        }
    }
}
