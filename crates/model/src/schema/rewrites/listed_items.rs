//! `enum` beside `type: array` that lists the values of the elements. Some libraries write it there, such as SmallRye and
//! go-restful-openapi. No array is one of these values, so the list is moved to `items`.

use std::collections::HashMap;

use super::objects::each_object;
use crate::node::{Entry, Node, Value};
use crate::schema::{Keyword, Schema, Type};
use crate::source::Span;

/// Moves the lists. Returns the places of their keys by the places of the arrays, for the report.
pub(crate) fn move_lists(root: &mut Node) -> HashMap<Span, Span> {
    let mut moved = HashMap::new();
    each_object(root, &mut |node| move_list(node, &mut moved));
    moved
}

fn move_list(node: &mut Node, moved: &mut HashMap<Span, Span>) {
    if !is_misplaced(Schema::of(node)) {
        return;
    }
    let (at, version) = (node.at, node.version);
    let Value::Object(entries) = &mut node.value else { return };
    let Some(index) = entries.iter().position(|entry| entry.key == Keyword::Enum.name()) else { return };
    let mut list = entries.remove(index);
    moved.insert(at, list.key_at);
    if let Value::Array(values) = &mut list.value.value {
        // The array may be null, not its elements.
        values.retain(|value| !matches!(value.value, Value::Null));
    }
    let object = |at: Span, entries: Vec<Entry>| Node { at, version, value: Value::Object(entries) };
    let (key_at, list_at) = (list.key_at, list.value.at);
    let Some(items) = entries.iter_mut().find(|entry| entry.key == Keyword::Items.name()) else {
        let value = object(list_at, vec![list]);
        entries.push(Entry { key: Keyword::Items.name().to_owned(), key_at, value });
        return;
    };
    let is_reference = Schema::of(&items.value).any_reference().is_some();
    match &mut items.value.value {
        Value::Object(own) if !is_reference => {
            if own.iter().all(|entry| entry.key != Keyword::Enum.name()) {
                own.push(list);
            }
        }
        Value::Object(_) => {
            let reference = std::mem::replace(&mut items.value, object(list_at, Vec::new()));
            let members = Node { at: reference.at, version, value: Value::Array(vec![reference]) };
            let all_of = Entry { key: Keyword::AllOf.name().to_owned(), key_at, value: members };
            items.value = object(list_at, vec![all_of, list]);
        }
        _ => items.value = object(list_at, vec![list]),
    }
}

/// Returns whether a schema of arrays lists values, and none of them is an array.
fn is_misplaced(schema: Schema<'_>) -> bool {
    let is_array = |value: &Node| matches!(value.value, Value::Array(_));
    let is_null = |value: &Node| matches!(value.value, Value::Null);
    schema.is_object()
        && schema.is_type(Type::Array)
        && !schema.has(Keyword::Const)
        && schema
            .enumeration()
            .is_some_and(|list| list.values.iter().any(|value| !is_null(value)) && !list.values.iter().any(is_array))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use serde_json::{Value, json};

    use super::move_lists;
    use crate::load::load;
    use crate::source::Source;

    fn moved(schema: &str) -> (Value, usize) {
        let text = format!("{{openapi: 3.1.0, components: {{schemas: {{A: {schema}}}}}}}");
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        let moved = move_lists(&mut root);
        (root.to_json()["components"]["schemas"]["A"].take(), moved.len())
    }

    #[test]
    fn a_list_of_other_values_is_that_of_the_elements() {
        let reference = json!({"$ref": "#/a"});
        for (schema, items) in [
            ("{type: array, enum: [a, b], items: {type: string}}", json!({"type": "string", "enum": ["a", "b"]})),
            ("{type: array, enum: [1]}", json!({"enum": [1]})),
            ("{type: [array, 'null'], enum: [a, null], items: true}", json!({"enum": ["a"]})),
            ("{type: array, enum: [a], items: {enum: [b]}}", json!({"enum": ["b"]})),
            ("{type: array, enum: [a], items: {$ref: '#/a'}}", json!({"allOf": [reference], "enum": ["a"]})),
        ] {
            let (found, count) = moved(schema);
            assert_eq!((&found["items"], &found["enum"], count), (&items, &Value::Null, 1), "{schema}");
        }
        let (found, _) = moved("{properties: {default: {properties: {enum: {type: array, enum: [a]}}}}}");
        assert_eq!(found["properties"]["default"]["properties"]["enum"]["items"], json!({"enum": ["a"]}));
    }

    #[test]
    fn a_list_of_arrays_stays() {
        for schema in [
            "{type: array, enum: [[a]]}",
            "{type: array, enum: [a, [b]]}",
            "{type: array, enum: []}",
            "{type: [array, 'null'], enum: [null]}",
            "{type: string, enum: [a]}",
            "{example: {type: array, enum: [a]}}",
            "{default: {type: array, enum: [a]}}",
        ] {
            assert_eq!(moved(schema).1, 0, "{schema}");
        }
    }
}
