//! `additionalProperties: false` alone, without a type, where only an object can be meant: as an alternative of `oneOf` or `anyOf`, and in
//! forms. By JSON Schema it accepts all values of other types too. As such an alternative it would take the values of the others.

use std::collections::HashSet;

use super::objects::each_object;
use crate::http::essence;
use crate::node::{Entry, Node, Value};
use crate::pointer::reference_target;
use crate::schema::{Keyword, Schema, Type};
use crate::source::Span;

/// Adds `type: object` to these schemas.
pub(crate) fn add_types(root: &mut Node) {
    let mut open = HashSet::new();
    each_object(root, &mut |node| {
        open.extend(is_open(Schema::of(node)).then_some(node.at));
    });
    if open.is_empty() {
        return;
    }
    let (mut meant, mut references) = (HashSet::new(), Vec::new());
    each_object(root, &mut |node| {
        for schema in alternatives(node).chain(form(node)) {
            match schema.str(Keyword::Ref.name()) {
                Some(_) => references.push(schema.clone()),
                None => meant.extend(open.contains(&schema.at).then_some(schema.at)),
            }
        }
    });
    meant.extend(references.iter().filter_map(|reference| reference_target(root, reference)).map(|target| target.at));
    each_object(root, &mut |node| {
        if meant.contains(&node.at) && is_open(Schema::of(node)) {
            add_type(node);
        }
    });
}

/// Returns whether a schema says nothing of values but that objects have no properties.
fn is_open(schema: Schema<'_>) -> bool {
    const OF_VALUES: [Keyword; 6] =
        [Keyword::Ref, Keyword::AllOf, Keyword::OneOf, Keyword::AnyOf, Keyword::Enum, Keyword::Type];
    schema.only_forbids_properties()
        && schema.implied_type().is_none()
        && !schema.has(Keyword::Const)
        && !OF_VALUES.into_iter().any(|keyword| schema.has(keyword))
}

fn alternatives(node: &Node) -> impl Iterator<Item = &Node> {
    let of = |keyword: Keyword| node.get(keyword.name()).map(Node::elements).unwrap_or_default();
    of(Keyword::OneOf).iter().chain(of(Keyword::AnyOf))
}

/// The schemas of forms in the `content` of a node.
fn form(node: &Node) -> impl Iterator<Item = &Node> {
    let is_form = |entry: &&Entry| {
        let essence = essence(&entry.key);
        essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/")
    };
    let content = node.get("content").map(Node::entries).unwrap_or_default();
    content.iter().filter(is_form).filter_map(|entry| entry.value.get("schema"))
}

fn add_type(schema: &mut Node) {
    let (at, version) = (schema.at, schema.version);
    let Value::Object(entries) = &mut schema.value else { return };
    let key_at: Span =
        entries.iter().find(|entry| entry.key == Keyword::AdditionalProperties.name()).map_or(at, |entry| entry.key_at);
    let value = Node { at: key_at, version, value: Value::String(Type::Object.name().to_owned()) };
    entries.push(Entry { key: Keyword::Type.name().to_owned(), key_at, value });
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use serde_json::json;

    use super::add_types;
    use crate::load::load;
    use crate::source::Source;

    #[test]
    fn alternatives_and_forms_that_only_forbid_properties_are_objects() {
        let closed = "{additionalProperties: false}";
        let form = format!(
            "{{application/x-www-form-urlencoded: {{schema: {closed}}}, application/json: {{schema: {closed}}}}}"
        );
        let schemas = format!(
            "A: {{oneOf: [{{type: string}}, {closed}, {{$ref: '#/components/schemas/B'}}]}}, B: {closed}, C: {closed}, D: {{properties: {{d: {closed}}}}}"
        );
        let text = format!(
            "{{openapi: 3.0.3, components: {{schemas: {{{schemas}}}, requestBodies: {{F: {{content: {form}}}}}}}}}"
        );
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        add_types(&mut root);
        let (open, object) =
            (json!({ "additionalProperties": false }), json!({ "additionalProperties": false, "type": "object" }));
        let read = root.to_json();
        let schemas = &read["components"]["schemas"];
        assert_eq!(schemas["A"]["oneOf"], json!([{ "type": "string" }, object, { "$ref": "#/components/schemas/B" }]));
        assert_eq!((&schemas["B"], &schemas["C"], &schemas["D"]["properties"]["d"]), (&object, &open, &open));
        let content = &read["components"]["requestBodies"]["F"]["content"];
        assert_eq!(content["application/x-www-form-urlencoded"]["schema"], object);
        assert_eq!(content["application/json"]["schema"], open);
    }
}
