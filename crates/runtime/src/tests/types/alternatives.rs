use serde_json::{Error, Value, json};

use crate::types::alternatives::{any_of, attempt, budget, chosen, tag, tagged, tagged_schema};

#[test]
fn an_alternative_is_tried_if_the_object_can_be_it() {
    let value = json!({ "kind": "a", "n": 1 });
    let attempt = |guard| attempt::<Value, Error>(&value, guard).unwrap().is_some();
    let _budget = budget(&value);
    assert!(attempt(None));
    assert!(attempt(Some(&[("kind", &["a", "b"]), ("n", &[])])));
    assert!(!attempt(Some(&[("kind", &["b"])])));
    assert!(!attempt(Some(&[("missing", &[])])));
    assert!(!attempt(Some(&[("n", &["1"])])));
}

#[test]
fn attempts_are_bounded() {
    let value = json!(1);
    let outer = budget(&value);
    let inner = budget(&value);
    let made = (0..100_000).take_while(|_| attempt::<String, Error>(&value, None).is_ok()).count();
    assert!((10_000..11_000).contains(&made), "{made}");
    drop(inner);
    assert!(attempt::<i64, Error>(&value, None).is_err(), "an inner value has no attempts of its own");
    drop(outer);
    let _budget = budget(&value);
    assert_eq!(attempt::<i64, Error>(&value, None).unwrap(), Some(1));
}

#[test]
fn a_discriminator_is_read() {
    let read = |value: &Value| tag::<Error>(value, "kind").map(str::to_owned).map_err(|error| error.to_string());
    assert_eq!(read(&json!({ "kind": "a" })), Ok("a".to_owned()));
    assert_eq!(read(&json!({})), Err("missing field `kind`".to_owned()));
    assert!(read(&json!({ "kind": 1 })).unwrap_err().contains("expected the name of an alternative"));
    assert!(read(&json!([])).unwrap_err().contains("expected an object"));
    assert_eq!(chosen::<i64, Error>(&json!(1)).unwrap(), 1);
}

#[test]
fn a_discriminator_is_written() {
    let write = |value: Value, tags: &[&str]| tagged(&value, "kind", tags, serde_json::value::Serializer);
    assert_eq!(write(json!({ "n": 1 }), &["a", "b"]).unwrap(), json!({ "n": 1, "kind": "a" }));
    assert_eq!(write(json!({ "kind": "b" }), &["a", "b"]).unwrap(), json!({ "kind": "b" }));
    assert_eq!(write(json!([1]), &["a"]).unwrap(), json!([1]));
    assert!(write(json!({ "kind": "c" }), &["a", "b"]).is_err());
}

#[test]
fn schemas_of_alternatives() {
    assert_eq!(any_of(vec![true.into(), false.into()]).to_value(), json!({ "anyOf": [true, false] }));
    let schema = tagged_schema(true.into(), "kind", &["a"]).to_value();
    assert_eq!(schema["allOf"][1]["properties"]["kind"]["enum"], json!(["a"]));
}
