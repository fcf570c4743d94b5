//! References by identity.

use serde_json::{Value, json};

use super::rewrite;
use crate::load::load;
use crate::source::Source;

fn rewritten(schemas: &str) -> Value {
    let text = format!("openapi: 3.1.0\ncomponents:\n  schemas:\n{schemas}");
    let mut node = load(&Source::new("a.yaml", text)).expect("the text is YAML");
    rewrite(&mut node, "a.yaml");
    node.to_json()["components"]["schemas"].take()
}

#[test]
fn names_and_ids_become_pointers() {
    let schemas = rewritten(
        "    A: {$anchor: a}\n    B: {$id: https://example.com/s/b, $defs: {C: {$anchor: c}}}\n    D: {anyOf: [{$ref: '#a'}, \
         {$ref: 'https://example.com/s/b'}, {$ref: 'https://example.com/s/b#c'}, {$ref: 'https://example.com/s/b#/$defs/C'}]}\n    E: {$id: \
         https://example.com/s/e, items: {$ref: b}, not: {$ref: '#/components/schemas/A'}}\n",
    );
    let references: Vec<&Value> =
        schemas["D"]["anyOf"].as_array().expect("a list").iter().map(|one| &one["$ref"]).collect();
    assert_eq!(
        references,
        [
            "#/components/schemas/A",
            "#/components/schemas/B",
            "#/components/schemas/B/$defs/C",
            "#/components/schemas/B/$defs/C"
        ]
    );
    assert_eq!(schemas["E"]["items"]["$ref"], "#/components/schemas/B");
    assert_eq!(schemas["E"]["not"]["$ref"], "#/components/schemas/A");
}

/// JSON Schema Test Suite, dynamicRef: without a matching `$dynamicAnchor`, it behaves like a normal `$ref` to `$anchor`.
#[test]
fn a_name_that_is_an_anchor_in_the_template_is_not_filled() {
    let schemas = rewritten(
        "    List: {$id: https://example.com/s/list, items: {$dynamicRef: '#item'}, $defs: {any: {$anchor: item}}}\n    \
         Texts: {$id: https://example.com/s/texts, $ref: list, $defs: {text: {$dynamicAnchor: item, type: string}}}\n",
    );
    assert_eq!(schemas["Texts"]["$ref"], "#/components/schemas/List");
    assert_eq!(schemas["List"]["items"]["$ref"], "#/components/schemas/List/$defs/any");
}

/// OpenAPI 3.1.1, section 4.8.24.5.3, Generic (Template) Data Structures.
#[test]
fn a_template_is_copied_with_the_names_of_its_user() {
    let schemas = rewritten(
        "    List: {$id: list, type: array, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}\n    Numbers: {$id: \
         numbers, $ref: list, $defs: {number: {$dynamicAnchor: item, type: number}}}\n",
    );
    assert_eq!(schemas["Numbers"]["items"], json!({"$ref": "#/components/schemas/Numbers/$defs/number"}));
    assert_eq!(schemas["Numbers"]["type"], "array");
    assert!(schemas["Numbers"]["$ref"].is_null());
    assert_eq!(schemas["List"]["items"], json!({"$ref": "#/components/schemas/List/$defs/any"}));
}

#[test]
fn names_of_components_and_responses_may_be_those_of_keywords() {
    let text = "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: p, in: query, schema: {$anchor: p}}], responses: {default: {schema: \
                {$id: 'https://example.com/e', not: {$ref: '#c'}, items: {$ref: '#p'}}}}}}}\ncomponents: {schemas: {default: {$anchor: c}, B: {$ref: \
                'https://example.com/e'}, enum: {not: {$ref: '#c'}, enum: [{$ref: '#c'}]}}}\n";
    let mut node = load(&Source::new("a.yaml", text.to_owned())).expect("the text is YAML");
    rewrite(&mut node, "a.yaml");
    let document = node.to_json();
    let response = &document["paths"]["/a"]["get"]["responses"]["default"]["schema"];
    assert_eq!(response["not"]["$ref"], "#/components/schemas/default");
    assert_eq!(response["items"]["$ref"], "#/paths/~1a/get/parameters/0/schema");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["B"]["$ref"], "#/paths/~1a/get/responses/default/schema");
    assert_eq!(schemas["enum"]["not"]["$ref"], "#/components/schemas/default");
    assert_eq!(schemas["enum"]["enum"], json!([{"$ref": "#c"}]));
}
