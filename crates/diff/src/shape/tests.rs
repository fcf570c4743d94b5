use serde_json::json;

use super::*;

fn shape<'v>(schema: &'v Value, definitions: &'v Map<String, Value>) -> Shape<'v> {
    Shape::of(&[schema], definitions)
}

fn assert_same(one: &Value, other: &Value) {
    let definitions = json!({ "Name": { "type": "string", "maxLength": 3 } });
    let definitions = definitions.as_object().expect("an object");
    let text = |schema| {
        let shape = shape(schema, definitions);
        let limits: Vec<String> = shape.limits.values().map(Limit::text).collect();
        format!("{:?} {:?} {limits:?} {:?} {:?}", shape.types, shape.values, shape.properties, shape.required)
    };
    assert_eq!(text(one), text(other));
}

#[test]
fn spellings_of_one_schema_have_one_shape() {
    assert_same(
        &json!({ "type": ["string", "null"] }),
        &json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
    );
    assert_same(&json!({ "$ref": "#/$defs/Name" }), &json!({ "allOf": [{ "$ref": "#/$defs/Name" }] }));
    assert_same(&json!({ "$ref": "#/$defs/Name" }), &json!({ "type": "string", "maxLength": 3 }));
    assert_same(
        &json!({ "enum": ["a", "b"] }),
        &json!({ "anyOf": [{ "enum": ["a"] }, { "type": "string", "enum": ["b"] }] }),
    );
    assert_same(&json!({ "enum": ["a"] }), &json!({ "type": "string", "enum": ["a", null] }));
    assert_same(&json!({ "type": "integer" }), &json!({ "allOf": [{ "type": "number" }, { "type": "integer" }] }));
    assert_same(&json!({ "type": "array" }), &json!({ "type": "array", "minItems": 0 }));
}

#[test]
fn a_schema_that_leads_to_itself_ends() {
    let definitions = json!({ "A": { "allOf": [{ "$ref": "#/$defs/A" }, { "type": "object" }] } });
    let definitions = definitions.as_object().expect("an object");
    let schema = json!({ "$ref": "#/$defs/A" });
    assert_eq!(shape(&schema, definitions).types, Some(BTreeSet::from(["object"])));
}

#[test]
fn true_is_any_value() {
    let definitions = Map::new();
    assert!(shape(&json!(true), &definitions).is_any() && shape(&json!({}), &definitions).is_any());
    assert!(!shape(&json!(false), &definitions).is_any());
}
