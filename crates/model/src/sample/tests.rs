use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{sample, sample_in};
use crate::bundle::{Bundle, bundle};
use crate::direction::{Direction, Marked};
use crate::json_schema::{Converter, Validators, definitions_of};
use crate::node::Node;
use crate::schema::Schema;
use crate::source::Source;

fn document(schemas: &Value) -> Bundle {
    let text = json!({ "components": { "schemas": schemas } }).to_string();
    let source = Source::new("api.json", text);
    let node = crate::load::load(&source).expect("JSON is valid");
    bundle(&source, node)
}

/// The sample of the schema `Root`.
fn sampled(schemas: &Value) -> Option<Value> {
    let bundle = document(schemas);
    let root = Schema::components(&bundle.root).iter().find(|entry| entry.key == "Root").expect("there is a root");
    sample(&bundle.root, &root.value)
}

fn of(schema: &Value) -> Option<Value> {
    sampled(&json!({ "Root": schema }))
}

#[test]
fn values_of_the_document_come_first() {
    assert_eq!(of(&json!({ "type": "string", "example": "a", "default": "b", "enum": ["c"] })), Some(json!("a")));
    assert_eq!(of(&json!({ "type": "string", "default": "b", "enum": ["c"] })), Some(json!("b")));
    assert_eq!(of(&json!({ "type": "string", "enum": ["c", "d"] })), Some(json!("c")));
}

#[test]
fn strings_have_the_length_the_format_and_the_pattern() {
    assert_eq!(of(&json!({ "type": "string" })), Some(json!("string")));
    assert_eq!(of(&json!({ "type": "string", "minLength": 8 })), Some(json!("stringxx")));
    assert_eq!(of(&json!({ "type": "string", "maxLength": 3 })), Some(json!("str")));
    assert_eq!(of(&json!({ "type": "string", "format": "date" })), Some(json!("2020-01-31")));
    assert_eq!(of(&json!({ "type": "string", "pattern": "^x[0-9]$" })), Some(json!("x0")));
    assert_eq!(of(&json!({ "type": "string", "minLength": 10_000 })), None);
}

#[test]
fn numbers_are_the_first_within_the_bounds() {
    assert_eq!(of(&json!({ "type": "integer" })), Some(json!(0)));
    assert_eq!(of(&json!({ "type": "integer", "minimum": 3 })), Some(json!(3)));
    assert_eq!(of(&json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true })), Some(json!(4)));
    assert_eq!(of(&json!({ "type": "integer", "maximum": -3, "exclusiveMaximum": true })), Some(json!(-4)));
    // A float holds neither of these.
    let least = json!(9_223_372_036_854_775_809_u64);
    assert_eq!(of(&json!({ "type": "integer", "format": "uint64", "minimum": least })), Some(least));
    assert_eq!(of(&json!({ "type": "integer", "minimum": 3, "multipleOf": 5 })), Some(json!(5)));
    assert_eq!(of(&json!({ "type": "number", "minimum": 0.5, "multipleOf": 0.5 })), Some(json!(0.5)));
    assert_eq!(of(&json!({ "type": "number", "maximum": -1, "multipleOf": 3 })), Some(json!(-3)));
    assert_eq!(of(&json!({ "type": "number", "minimum": 0.5, "maximum": 0.75 })), Some(json!(0.5)));
    let inside = json!({
        "type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1, "exclusiveMaximum": true
    });
    assert_eq!(of(&inside), Some(json!(0.5)));
    assert_eq!(of(&json!({ "type": "integer", "minimum": 1, "maximum": 2, "multipleOf": 5 })), None);
}

#[test]
fn objects_have_what_is_required_and_sent() {
    let schema = json!({
        "type": "object",
        "required": ["a", "id", "secret", "free"],
        "properties": {
            "a": { "type": "boolean" }, "b": { "type": "boolean" },
            "id": { "type": "integer", "readOnly": true }, "secret": { "type": "string", "writeOnly": true }
        }
    });
    assert_eq!(of(&schema), Some(json!({ "a": true, "id": 0, "free": {} })));
    let bundle = document(&json!({ "Root": schema }));
    let root = Schema::of(&Schema::components(&bundle.root)[0].value);
    let request = sample_in(&bundle.root, root, Direction::Request);
    assert_eq!(request, Some(json!({ "a": true, "secret": "string", "free": {} })));
}

#[test]
fn an_example_of_both_directions_shows_what_is_sent() {
    let properties = json!({ "secret": { "type": "string", "writeOnly": true } });
    let schema = json!({ "type": "object", "properties": properties, "example": { "secret": "x", "other": 1 } });
    assert_eq!(of(&schema), Some(json!({ "other": 1 })));
}

#[test]
fn alternatives_have_their_discriminator() {
    let schemas = json!({
        "Root": {
            "oneOf": [{ "$ref": "#/components/schemas/Cat" }],
            "discriminator": { "propertyName": "kind", "mapping": { "tabby": "#/components/schemas/Cat" } }
        },
        "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } }
    });
    assert_eq!(sampled(&schemas), Some(json!({ "kind": "tabby" })));
}

#[test]
fn a_member_may_require_what_another_defines() {
    let schema = json!({ "allOf": [{ "required": ["a"] }, { "properties": { "a": { "type": "integer" } } }] });
    assert_eq!(of(&schema), Some(json!({ "a": 0 })));
    let schema = json!({ "allOf": [{ "properties": { "a": { "type": "integer" } } }], "required": ["a"] });
    assert_eq!(of(&schema), Some(json!({ "a": 0 })));
}

#[test]
fn a_value_is_within_the_bounds_of_all_members() {
    let text = json!({ "allOf": [{ "type": "string", "maxLength": 5 }, { "maxLength": 3 }, { "minLength": 2 }] });
    assert_eq!(of(&text), Some(json!("str")));
    let number = json!({ "allOf": [{ "type": "integer", "minimum": 3 }, { "minimum": 5 }] });
    assert_eq!(of(&number), Some(json!(5)));
    let listed = json!({ "allOf": [{ "type": "string", "enum": ["a"] }], "maxLength": 3 });
    assert_eq!(of(&listed), Some(json!("a")));
}

#[test]
fn arrays_have_as_many_elements_as_they_need() {
    let of_items = |items: &str, unique: bool| {
        let items: Value = serde_json::from_str(items).expect("JSON");
        of(&json!({ "type": "array", "minItems": 3, "uniqueItems": unique, "items": items }))
    };
    assert_eq!(of_items(r#"{"type": "integer"}"#, false), Some(json!([0, 0, 0])));
    assert_eq!(of_items(r#"{"type": "integer", "minimum": 4}"#, true), Some(json!([4, 5, 6])));
    assert_eq!(of_items(r#"{"type": "integer", "example": 9223372036854775806}"#, true), None);
    assert_eq!(of_items(r#"{"type": "string"}"#, true), Some(json!(["string", "string2", "string3"])));
    assert_eq!(of_items(r#"{"type": "string", "enum": ["a", "b", "c"]}"#, true), Some(json!(["a", "b", "c"])));
    assert_eq!(of_items(r#"{"type": "string", "enum": ["a", "b"]}"#, true), None);
    assert_eq!(of(&json!({ "type": "array", "minItems": 17, "items": {} })), None);
}

#[test]
fn endless_schemas_have_no_sample() {
    let root = json!({
        "type": "object", "required": ["next"], "properties": { "next": { "$ref": "#/components/schemas/Root" } }
    });
    assert_eq!(of(&root), None);
    assert_eq!(of(&json!({ "$ref": "#/components/schemas/Root" })), None);
    assert_eq!(of(&json!({ "type": "array", "minItems": 17, "items": {} })), None);
}

/// A schema with some of the entries of an object.
fn some_of(whole: Value, keep: Vec<bool>) -> Value {
    let Value::Object(whole) = whole else { return whole };
    let mut kept = keep.into_iter();
    Value::Object(whole.into_iter().filter(|(key, _)| key == "type" || kept.next() == Some(true)).collect())
}

fn flags() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 8)
}

/// Numbers with bounds that some value is within.
fn numbers() -> impl Strategy<Value = Value> {
    let numbers = (any::<bool>(), -50_i64..50, 0_i64..20, 0_i64..20, 1_i64..8, flags());
    numbers.prop_map(|(is_integer, within, below, above, step, keep)| {
        let whole = json!({
            "type": if is_integer { "integer" } else { "number" },
            "minimum": within * step - below - 1, "exclusiveMinimum": true,
            "maximum": within * step + above + 1, "exclusiveMaximum": true,
            "multipleOf": step,
        });
        let mut schema = some_of(whole, keep);
        let lonely = [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")];
        for (exclusive, bound) in lonely {
            if schema.get(bound).is_none()
                && let Some(object) = schema.as_object_mut()
            {
                object.remove(exclusive);
            }
        }
        schema
    })
}

fn strings() -> impl Strategy<Value = Value> {
    let formats = prop::sample::select(vec!["date", "date-time", "uuid", "zip", "password"]);
    let lengths = (0_u64..12, 0_u64..12, flags()).prop_map(|(least, more, keep)| {
        some_of(json!({ "type": "string", "minLength": least, "maxLength": least + more }), keep)
    });
    prop_oneof![
        lengths,
        formats.prop_map(|format| json!({ "type": "string", "format": format })),
        prop::sample::select(vec!["^a{2,}$", "^(x|y)[0-9]+$", "b"])
            .prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
        prop::collection::vec("[a-z]{1,3}", 1..4).prop_map(|values| json!({ "type": "string", "enum": values })),
    ]
}

fn objects(values: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let property = (values.clone(), any::<bool>(), prop::sample::select(vec!["", "", "readOnly", "writeOnly"]));
    let additional = prop_oneof![Just(json!(true)), Just(json!(false)), values];
    let properties = prop::collection::btree_map("[a-d]", property, 0..4);
    (properties, prop::option::of(additional)).prop_map(|(properties, additional)| {
        let required: Vec<&String> =
            properties.iter().filter(|(_, (_, is_required, _))| *is_required).map(|(name, _)| name).collect();
        let mut schema = Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("required".into(), json!(required));
        let schemas = properties.iter().map(|(name, (schema, _, mark))| {
            let mut schema = schema.clone();
            // Nothing beside a reference counts.
            if let (Some(schema), false) = (schema.as_object_mut(), mark.is_empty()) {
                schema.insert((*mark).to_owned(), true.into());
            }
            (name.clone(), schema)
        });
        schema.insert("properties".into(), Value::Object(schemas.collect()));
        schema.extend(additional.map(|additional| ("additionalProperties".to_owned(), additional)));
        Value::Object(schema)
    })
}

/// Small schemas that some value fits.
fn schemas() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        Just(json!({ "type": "boolean" })),
        Just(json!({ "$ref": "#/components/schemas/Leaf" })),
        numbers(),
        strings(),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            (inner.clone(), 0_u64..2, any::<bool>()).prop_map(|(items, least, unique)| {
                json!({ "type": "array", "items": items, "minItems": least, "uniqueItems": unique })
            }),
            objects(inner.clone()),
            list.clone().prop_map(|members| json!({ "oneOf": members })),
            list.prop_map(|members| json!({ "anyOf": members })),
            inner.clone().prop_map(|only| json!({ "allOf": [only] })),
            (inner, any::<bool>()).prop_map(|(mut schema, nullable)| {
                if let Some(schema) = schema.as_object_mut().filter(|schema| schema.contains_key("type")) {
                    schema.insert("nullable".into(), nullable.into());
                }
                schema
            }),
        ]
    })
}

/// Checks the sample of `Root` in a direction.
fn check(bundle: &Bundle, root: &Node, direction: Direction) -> Result<(), TestCaseError> {
    let marked = Marked::of(bundle);
    let made = sample_in(&bundle.root, Schema::of(root), direction);
    let Some(made) = made else { return Err(TestCaseError::fail(format!("no sample: {direction:?}"))) };
    let schema = Converter { root: &bundle.root, marked: &marked, direction, annotated: false, is_member: false }
        .schema(Schema::of(root));
    let fault = Validators::new(&definitions_of(bundle, &marked, false)).fault(&schema, &made);
    prop_assert!(fault.is_none(), "{direction:?} {made}: {fault:?}");
    Ok(())
}

proptest! {
    #[test]
    fn a_sample_fits_its_schema(root in schemas(), leaf in strings()) {
        let bundle = document(&json!({ "Root": root, "Leaf": leaf }));
        let node = &Schema::components(&bundle.root)[0].value;
        check(&bundle, node, Direction::Response)?;
        check(&bundle, node, Direction::Request)?;
    }
}
