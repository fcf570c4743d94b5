use serde::Deserialize;
use serde_json::{Value, json};

use crate::schema::{Schema, Violation};
use crate::server::rejection::{Location, Reason, Rejection};
use crate::server::validation::{PartValues, json, list_parameter, parameter, text, text_parameter};

fn schema(schema: Value) -> Schema {
    Schema::new(&[("Word", "{\"type\": \"string\", \"maxLength\": 3}")], &schema.to_string())
}

fn violated(location: Location, name: &str, keyword: &str, pointer: &str) -> Rejection {
    Rejection::new(location, name, Reason::Violated { keyword: keyword.to_owned(), pointer: pointer.to_owned() })
}

#[derive(Debug, PartialEq, Deserialize)]
struct Named {
    name: Option<Vec<String>>,
}

#[test]
fn a_violation_has_a_pointer_and_a_keyword() {
    let words = schema(json!({ "properties": { "a/b": { "items": { "$ref": "#/$defs/Word" } } } }));
    assert_eq!(words.violation(&json!({ "a/b": ["abc"] })), None);
    let violation = Violation { pointer: "/a~1b/1".to_owned(), keyword: "maxLength".to_owned() };
    assert_eq!(words.violation(&json!({ "a/b": ["abc", "abcd"] })), Some(violation));
    // Nothing fits a schema that cannot be compiled.
    assert!(schema(json!({ "$ref": "#/$defs/Missing" })).violation(&json!(1)).is_some());
}

#[test]
fn a_body_is_read_and_then_validated() {
    let read = |text: &str| {
        let not = schema(
            json!({ "not": { "required": ["other"] }, "properties": { "name": { "items": { "$ref": "#/$defs/Word" } } } }),
        );
        json::<Named>(text.as_bytes(), &not)
    };
    assert_eq!(read("{}"), Ok(Named { name: None }));
    assert_eq!(read("{\"name\": [\"abc\"]}"), Ok(Named { name: Some(vec!["abc".to_owned()]) }));
    assert_eq!(read("{\"other\": 1}"), Err(violated(Location::Body, "", "not", "")));
    assert_eq!(read("{\"name\": [\"a\", \"abcd\"]}"), Err(violated(Location::Body, "name[1]", "maxLength", "/name/1")));
    assert_eq!(read("{\"name\": 1, \"other\": 1}"), Err(Rejection::malformed(Location::Body, "name", "an array")));
    let repeated = Rejection::new(Location::Body, "other", Reason::Repeated);
    assert_eq!(read("{\"other\": 1, \"other\": 1}"), Err(repeated));
    assert_eq!(read(" "), Err(Rejection::new(Location::Body, "", Reason::Missing)));
}

#[test]
fn a_text_is_validated_as_a_string() {
    let short = schema(json!({ "$ref": "#/$defs/Word" }));
    assert_eq!(text("abc".to_owned(), &short), Ok("abc".to_owned()));
    assert_eq!(text("12345".to_owned(), &short), Err(violated(Location::Body, "", "maxLength", "")));
}

#[test]
fn a_parameter_is_validated_as_json() {
    let even = schema(json!({ "not": { "multipleOf": 2 } }));
    assert_eq!(parameter(Location::Query, "n", 3, &even), Ok(3));
    assert_eq!(parameter(Location::Query, "n", 4, &even), Err(violated(Location::Query, "n", "not", "")));
}

#[test]
fn a_text_of_unknown_type_fits_as_text_or_as_json() {
    let number = schema(json!({ "type": ["integer", "boolean"], "not": { "const": 4 } }));
    for text in ["3", "true"] {
        assert_eq!(text_parameter(Location::Query, "n", json!(text), &number), Ok(json!(text)));
    }
    for text in ["4", "text"] {
        assert!(text_parameter(Location::Query, "n", json!(text), &number).is_err(), "{text}");
    }
}

#[test]
fn an_element_fits_as_text_or_as_a_scalar_of_json() {
    let list = schema(json!({
        "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": ["integer", "boolean", "null"] },
    }));
    let check = |value: Value| list_parameter(Location::Query, "n", value, &list);
    for fits in [json!(["7"]), json!(["7", "7", "true", "null"]), json!([])] {
        assert_eq!(check(fits.clone()), Ok(fits));
    }
    for (wrong, pointer) in [
        (json!(["7", "7", "b"]), "/2"),
        (json!(["7", "1.5"]), "/1"),
        (json!(["7", "\"7\""]), "/1"),
        (json!(["7", "\"\\\"7\\\"\""]), "/1"),
        (json!(["7", "[7]"]), "/1"),
    ] {
        assert_eq!(check(wrong.clone()), Err(violated(Location::Query, "n", "type", pointer)), "{wrong}");
    }
}

#[test]
fn a_long_list_is_read() {
    let list =
        schema(json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } }));
    let value = Value::from(vec!["7"; 100_000]);
    // If each element validated the list, this would take minutes.
    assert!(list_parameter(Location::Query, "n", value, &list).is_ok());
}

#[test]
fn parts_are_validated_as_one_object() {
    let two = schema(json!({ "minProperties": 2, "properties": { "n": { "type": "integer" } } }));
    let mut parts = PartValues::default();
    assert_eq!(parts.value::<i64>("n", Some(json!(1))), Ok(Some(1)));
    assert_eq!(parts.value::<i64>("absent", None), Ok(None));
    assert_eq!(parts.file("file", Some(())), Some(()));
    assert_eq!(parts.check(&two), Ok(()));
    let mut parts = PartValues::default();
    assert_eq!(parts.files("files", Some(vec![(), ()])), Some(vec![(), ()]));
    assert_eq!(parts.check(&two), Err(violated(Location::Body, "", "minProperties", "")));
}

#[test]
fn a_violation_as_text() {
    let at_place = violated(Location::Body, "a[0]", "not", "/a/0").to_string();
    assert_eq!(at_place, "The a[0] must fit its schema, which has `not` (JSON Pointer `/a/0`).");
    assert_eq!(
        violated(Location::Body, "", "not", "").to_string(),
        "The request body must fit its schema, which has `not`."
    );
}
