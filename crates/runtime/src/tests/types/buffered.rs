use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::types::buffered::{Misfit, read};

#[derive(Debug, PartialEq, Deserialize)]
struct Order {
    id: i64,
    note: Option<String>,
    #[serde(default)]
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    count: u8,
    size: Option<(f64, String)>,
}

/// The error for a value that is part of a JSON document.
fn error(value: &Value) -> String {
    read::<Order>(value).unwrap_err().of_format::<serde_json::Error>("Order").to_string()
}

#[test]
fn an_error_says_where_it_is_and_not_what_it_found() {
    let lines = |line: Value| json!({ "id": 1, "lines": [{ "count": 1 }, line] });
    for (value, expected) in [
        (json!({ "id": "secret" }), "a value whose `id` is an integer"),
        (json!({ "id": 18446744073709551615_u64 }), "a value whose `id` is an integer of 64 bits"),
        (json!({ "id": 1, "note": 42 }), "a value whose `note` is a string"),
        (lines(json!({ "count": 256 })), "a value whose `lines[1].count` is an integer of 8 bits without a sign"),
        (lines(json!({})), "a value whose `lines[1]` has `count`"),
        (lines(json!({ "count": 1, "size": [1] })), "a value whose `lines[1].size` is an array of 2 elements"),
        (lines(json!({ "count": 1, "size": ["secret", "a"] })), "a value whose `lines[1].size[0]` is a number"),
    ] {
        assert_eq!(error(&value), format!("invalid value: Order, expected {expected}"));
    }
    assert_eq!(error(&json!({})), "missing field `id`");
}

#[test]
fn a_type_that_gives_no_reason() {
    let misfit = read::<BTreeMap<String, std::net::Ipv4Addr>>(&json!({ "a": "secret" })).unwrap_err();
    assert_eq!(misfit.to_string(), "{}: invalid value", "a key may be personal");
    let error = misfit.of_format::<serde_json::Error>("Hosts").to_string();
    assert_eq!(error, "invalid value: Hosts, expected a value whose `{}` fits its type");
    assert_eq!(Misfit::expected("a host").to_string(), "invalid value, expected a host");
}

#[test]
fn keys_and_tuples_are_read_as_serde_json_reads_them() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Point(f64, f64);

    fn same<T: serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value) -> bool {
        let expected = serde_json::from_value::<T>(value.clone()).ok();
        assert_eq!(read::<T>(value).ok(), expected, "{value}");
        expected.is_some()
    }

    assert!(same::<BTreeMap<i64, bool>>(&json!({ "5": true })));
    assert!(same::<BTreeMap<bool, i64>>(&json!({ "true": 1 })));
    assert!(!same::<BTreeMap<u8, bool>>(&json!({ "256": true })));
    assert!(!same::<BTreeMap<i64, bool>>(&json!({ "a": true })));
    assert!(same::<Point>(&json!([1, 2])));
    for elements in [json!([1]), json!([1, 2, 3])] {
        assert!(!same::<Point>(&elements));
    }
    assert!(!same::<[i64; 2]>(&json!([1, 2, 3])));
}

/// Values that are orders in some cases.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-300i64..300).prop_map(Value::from),
        Just(json!(u64::MAX)),
        Just(json!(1.5)),
        "[a-z]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let entries = prop::collection::btree_map("(id|note|lines|count|size)", inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
            entries.clone().prop_map(|entries| Value::Object(entries.into_iter().collect())),
            entries.prop_map(|entries| {
                let required = [("id".to_owned(), json!(1)), ("count".to_owned(), json!(1))];
                Value::Object(entries.into_iter().chain(required).collect())
            }),
        ]
    })
}

/// The path of an error as `serde_path_to_error` writes it.
fn path(misfit: &Misfit) -> String {
    match misfit.to_string().split_once(": ") {
        Some((path, _)) => path.to_owned(),
        None => ".".to_owned(),
    }
}

proptest! {
    #[test]
    fn a_value_is_read_as_serde_json_reads_it(value in value()) {
        let expected = serde_path_to_error::deserialize::<_, Order>(value.clone());
        let read = read::<Order>(&value);
        prop_assert_eq!(read.map_err(|misfit| path(&misfit)), expected.map_err(|error| error.path().to_string()));
    }
}
