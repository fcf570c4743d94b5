use std::collections::BTreeMap;

use schemars::schema_for;
use serde_json::{Value, json};

use crate::types::object;

#[derive(Debug, PartialEq)]
pub struct Order {
    pub id: i64,
    pub note: Option<String>,
    pub due: Option<Option<i64>>,
}

object::properties! {
    Order: "An order." {
        required id: i64 = "Id": "The number.";
        optional note: String = "note";
        optional due: Option<i64> = "due";
    }
    others ignored
}

#[derive(Debug, PartialEq)]
pub struct Strict {
    pub id: Option<i64>,
}

object::properties! {
    Strict {
        optional id: i64 = "id";
    }
    others refused
}

#[derive(Debug, PartialEq)]
pub struct Open {
    pub id: Option<i64>,
    pub rest: BTreeMap<String, bool>,
}

object::properties! {
    Open {
        optional id: i64 = "id";
    }
    rest rest: bool
}

fn fault<T: serde::de::DeserializeOwned + std::fmt::Debug>(value: Value) -> String {
    serde_json::from_value::<T>(value).unwrap_err().to_string()
}

#[test]
fn absent_and_null_differ() {
    let read = |value: Value| serde_json::from_value::<Order>(value).unwrap();
    assert_eq!(read(json!({ "Id": 1, "other": [1] })), Order { id: 1, note: None, due: None });
    assert_eq!(read(json!({ "Id": 1, "due": null })), Order { id: 1, note: None, due: Some(None) });
    assert!(fault::<Order>(json!({ "Id": 1, "note": null })).starts_with("invalid type: null, expected a string"));
}

#[test]
fn faults() {
    assert_eq!(fault::<Order>(json!({ "note": "a" })), "missing field `Id`");
    assert_eq!(fault::<Order>(json!([1, "a", 2])), "invalid type: sequence, expected an object");
    assert_eq!(fault::<Strict>(json!({ "other": 1 })), "unknown field `other`, expected `id`");
    assert!(fault::<Open>(json!({ "other": 1 })).contains("expected a boolean"));
    let twice = serde_json::from_str::<Order>(r#"{"Id": 1, "I\u0064": 2}"#).unwrap_err();
    assert!(twice.to_string().starts_with("duplicate field `Id`"), "{twice}");
}

#[test]
fn a_value_is_written_as_it_was_read() {
    for value in [json!({ "Id": 1 }), json!({ "Id": 1, "note": "a", "due": null }), json!({ "Id": 1, "due": 2 })] {
        assert_eq!(json!(serde_json::from_value::<Order>(value.clone()).unwrap()), value);
    }
    let open = json!({ "id": 1, "a": true, "b": false });
    assert_eq!(json!(serde_json::from_value::<Open>(open.clone()).unwrap()), open);
    assert_eq!(json!(serde_json::from_value::<Strict>(json!({})).unwrap()), json!({}));
}

#[test]
fn the_json_schema() {
    let schema = schema_for!(Order).to_value();
    assert_eq!(schema["description"], "An order.");
    assert_eq!(schema["required"], json!(["Id"]));
    assert_eq!(schema["properties"]["Id"]["description"], "The number.");
    assert_eq!(schema["properties"]["due"]["type"], json!(["integer", "null"]));
    assert_eq!(schema.get("additionalProperties"), None);
    assert_eq!(schema_for!(Strict).to_value()["additionalProperties"], json!(false));
    assert_eq!(schema_for!(Open).to_value()["additionalProperties"]["type"], "boolean");
}
