//! Schema Objects: the one module that knows how OpenAPI spells a schema.

use crate::node::{Node, Value};
use crate::pointer::{decode, reference_target};

/// The schemas that stand right within a schema.
pub(crate) fn subschemas(schema: &Node) -> impl Iterator<Item = &Node> {
    let of = |entry: &'_ crate::node::Entry| matches!(entry.key.as_str(), "items" | "not" | "additionalProperties");
    let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)).flat_map(Node::elements);
    let properties = schema.get("properties").map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.value);
    schema.entries().iter().filter(move |entry| of(entry)).map(|entry| &entry.value).chain(lists).chain(properties)
}

/// Every reference in the text of a part of the document, but for what examples and extensions hold.
pub(crate) fn references<'d>(node: &'d Node, found: &mut Vec<&'d str>) {
    found.extend(node.str("$ref"));
    node.elements().iter().for_each(|element| references(element, found));
    for entry in node.entries() {
        match entry.key.as_str() {
            "example" | "examples" | "default" | "enum" => {}
            // A property may have any name, those of keys among them.
            "properties" => entry.value.entries().iter().for_each(|property| references(&property.value, found)),
            key if key.starts_with("x-") => {}
            _ => references(&entry.value, found),
        }
    }
}

/// The type that a schema without `type` is read with, by the keys that it has: those of objects and lists are written for
/// nothing else, though JSON Schema lets values of all other types pass them.
pub(crate) fn implied(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    if ["properties", "additionalProperties", "required"].into_iter().any(&has) {
        return Some("object");
    }
    has("items").then_some("array")
}

/// Keys that say nothing about which values fit, or only beside others.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "example",
    "examples",
    "default",
    "nullable",
    "deprecated",
    "readOnly",
    "writeOnly",
    "xml",
    "externalDocs",
    "discriminator",
];

/// Whether no key but annotations and `but` is there.
pub(crate) fn says_nothing(node: &Node, but: &[&str]) -> bool {
    node.get("$ref").is_none()
        && node.entries().iter().all(|entry| {
            let key = entry.key.as_str();
            ANNOTATIONS.contains(&key) || but.contains(&key) || key.starts_with("x-")
        })
}

/// Whether `null` fits a schema, in the words of OpenAPI 3.0: `nullable` of it, of the one schema that it wraps, or of one
/// of its alternatives.
pub(crate) fn is_nullable(root: &Node, node: &Node) -> bool {
    nullable(root, node, 0)
}

fn nullable(root: &Node, node: &Node, depth: usize) -> bool {
    let Some(target) = reference_target(root, node).filter(|_| depth < 32) else { return false };
    if let Some(said) = target.get("nullable").and_then(Node::as_bool) {
        return said;
    }
    let any = |key| {
        let members = target.get(key).map(Node::elements).unwrap_or_default();
        members.iter().any(|member| nullable(root, member, depth + 1))
    };
    let wraps = match target.get("allOf").map(Node::elements) {
        Some([only]) => says_nothing(target, &["allOf", "type"]) && nullable(root, only, depth + 1),
        _ => false,
    };
    // Without a `type` nothing speaks against a `null` in the list.
    let values = target.get("enum").filter(|_| target.get("type").is_none()).map(Node::elements).unwrap_or_default();
    let is_listed = values.iter().any(|value| matches!(value.value, Value::Null));
    wraps || is_listed || any("oneOf") || any("anyOf") || is_only_null(root, target)
}

/// Whether `null` is the only value of a schema.
pub(crate) fn is_only_null(root: &Node, node: &Node) -> bool {
    let Some(target) = reference_target(root, node) else { return false };
    let values = target.get("enum").map(Node::elements).unwrap_or_default();
    target.str("type") == Some("null")
        || (!values.is_empty() && values.iter().all(|value| matches!(value.value, Value::Null)))
}

/// The discriminator's values that say this alternative: those of the mapping, else those that its schema lists for the
/// property, else the component's name.
pub(crate) fn tags(root: &Node, holder: &Node, property: &str, member: &Node) -> Vec<String> {
    tags_within(root, holder, property, member, 0)
}

fn tags_within(root: &Node, holder: &Node, property: &str, member: &Node, depth: usize) -> Vec<String> {
    let name = member.str("$ref").map(|reference| decode(reference.rsplit('/').next().unwrap_or_default()));
    let mapping = holder.get("discriminator").and_then(|node| node.get("mapping")).map(Node::entries);
    let is_this = |value: &Node| {
        let value = value.as_str().unwrap_or_default();
        Some(value) == member.str("$ref") || Some(value) == name.as_deref()
    };
    let mapped = mapping.unwrap_or_default().iter().filter(|entry| is_this(&entry.value));
    let mut found: Vec<String> = mapped.map(|entry| entry.key.clone()).collect();
    if !found.is_empty() {
        return found;
    }
    let Some(target) = reference_target(root, member).filter(|_| depth < 16) else { return found };
    let inner = target.get("oneOf").or(target.get("anyOf"));
    if let (Some(list), Some(own)) = (inner, target.get("discriminator"))
        && own.str("propertyName") == Some(property)
    {
        found.extend(list.elements().iter().flat_map(|member| tags_within(root, target, property, member, depth + 1)));
        return found;
    }
    match listed(root, target, property, 0) {
        Some(values) => values,
        None => name.into_iter().collect(),
    }
}

/// The values that a schema lists for a property that is a string.
fn listed(root: &Node, schema: &Node, property: &str, depth: usize) -> Option<Vec<String>> {
    let schema = reference_target(root, schema).filter(|_| depth < 16)?;
    let own = schema.get("properties").and_then(|properties| properties.get(property));
    let values = own.and_then(|own| reference_target(root, own)).and_then(|own| own.get("enum"));
    if let Some(values) = values {
        let texts: Vec<String> = values.elements().iter().filter_map(Node::as_str).map(str::to_owned).collect();
        // A list that the alternatives share tells none of them apart.
        if texts.len() == 1 {
            return Some(texts);
        }
    }
    let members = schema.get("allOf").map(Node::elements).unwrap_or_default();
    // A member overrules the base, which stands before it.
    members.iter().rev().find_map(|member| listed(root, member, property, depth + 1))
}

/// The value of `x-rust-name`.
pub(crate) fn rust_name(schema: &Node) -> Option<&Node> {
    schema.get("x-rust-name")
}

/// Whether a node is a schema written in place, and not a reference or the value of an `enum`.
pub(crate) fn is_inline(node: &Node) -> bool {
    ["type", "properties", "enum", "allOf", "oneOf", "anyOf", "items"].iter().any(|key| node.get(key).is_some())
}

/// Whether strings are the only values of a schema.
pub(crate) fn is_string(root: &Node, schema: &Node) -> bool {
    reference_target(root, schema).is_some_and(|schema| schema.str("type") == Some("string"))
}

/// Whether a schema is `format: binary`: bytes, written as they are.
pub(crate) fn is_binary(root: &Node, schema: &Node) -> bool {
    reference_target(root, schema).is_some_and(|schema| schema.str("format") == Some("binary"))
}

/// The schema of the elements of an array.
pub(crate) fn items<'d>(root: &'d Node, schema: &'d Node) -> Option<&'d Node> {
    reference_target(root, schema)?.get("items")
}

/// The schema of a property, which may stand in a member of `allOf`.
pub(crate) fn property<'d>(root: &'d Node, schema: &'d Node, name: &str) -> Option<&'d Node> {
    property_within(root, schema, name, 0)
}

fn property_within<'d>(root: &'d Node, schema: &'d Node, name: &str, depth: usize) -> Option<&'d Node> {
    let schema = reference_target(root, schema).filter(|_| depth <= 16)?;
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    own.filter(|own| reference_target(root, own).is_some()).or_else(|| {
        let members = schema.get("allOf").map(Node::elements).unwrap_or_default();
        members.iter().find_map(|member| property_within(root, member, name, depth + 1))
    })
}

/// The `default` of a schema.
pub(crate) fn default<'d>(root: &'d Node, schema: &'d Node) -> Option<&'d Node> {
    reference_target(root, schema)?.get("default")
}
