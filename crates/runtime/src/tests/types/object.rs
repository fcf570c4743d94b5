use std::collections::BTreeMap;

use schemars::schema_for;
use serde_json::{Value, json};

use crate::types::nullable::Nullable;
use crate::types::strictness::strict;

/// The types, as the root of a types crate has them.
mod types {
    use std::collections::BTreeMap;

    pub(crate) use crate::types::nullable::Nullable;

    #[derive(Clone, Debug, PartialEq)]
    pub struct Order {
        pub id: i64,
        pub note: Option<String>,
        pub due: Nullable<i64>,
        pub buyer: Option<String>,
        pub count: Option<u8>,
    }

    #[derive(Debug, Default, PartialEq)]
    pub struct Strict {
        pub id: Nullable<i64>,
    }

    #[derive(Debug, PartialEq)]
    pub struct Open {
        pub id: Option<i64>,
        pub rest: BTreeMap<String, bool>,
    }

    #[derive(Debug, Default, PartialEq)]
    pub struct Lists {
        pub texts: Option<Vec<String>>,
        pub bytes: Option<Vec<u8>>,
        pub named: Option<BTreeMap<String, u8>>,
    }

    #[derive(Debug, PartialEq)]
    pub struct Square {
        pub kind: String,
        pub level: i64,
        pub none: Option<String>,
        pub side: f64,
    }

    #[derive(Debug, PartialEq)]
    pub struct Login {
        pub pin: i64,
        pub rest: BTreeMap<String, bool>,
    }

    #[derive(Debug, PartialEq)]
    pub struct Tree {
        pub order: Box<Order>,
        pub orders: Vec<Order>,
        pub named: Option<BTreeMap<String, Order>>,
        pub other: Nullable<Box<Order>>,
    }
}

/// The builders, as the module of a types crate has them.
#[allow(dead_code, reason = "the tests use some of the setters")]
mod builder {
    use super::types;
    use crate::types::object;

    object::properties! {
        Order by OrderBuilder: "An order." {
            required id set(i64): i64 = "Id": "The number.";
            optional note into(String): String = "note";
            nullable due set(i64) or due_null: i64 = "due";
            required buyer into(String) or buyer_null: Option<String> = "buyer";
            optional count check(i64 as u8): u8 = "count";
        }
        others ignored
    }

    object::properties! {
        Strict by StrictBuilder {
            #[deprecated]
            nullable id set(i64) or #[deprecated] id_null: i64 = "id";
        }
        others rejected
    }

    object::properties! {
        Open by OpenBuilder {
            optional id set(i64): i64 = "id";
        }
        rest rest: bool;
    }

    object::properties! {
        Login by LoginBuilder {
            required pin set(i64): i64 = "pin";
        }
        rest rest: bool;
        errors hidden
    }

    object::properties! {
        Square by SquareBuilder {
            required kind into(String): String = "kind";
            required level set(i64): i64 = "level";
            required none into(String) or none_null: Option<String> = "none";
            required side set(f64): f64 = "side";
        }
        others ignored
        constants {
            kind = "\"square\"";
            level = "2";
            none = "null";
        }
    }

    object::properties! {
        Lists by ListsBuilder {
            optional texts every(String as Vec<String>): Vec<String> = "texts";
            optional bytes every(u8 as Vec<u8>): Vec<u8> = "bytes";
            optional named pairs(u8 as std::collections::BTreeMap<String, u8>): std::collections::BTreeMap<String, u8> = "named";
        }
        others ignored
    }

    object::properties! {
        Tree by TreeBuilder {
            required order convert(types::Order): Box<types::Order> = "order";
            required orders each(types::Order as Vec<types::Order>): Vec<types::Order> = "orders";
            optional named entries(types::Order as std::collections::BTreeMap<String, types::Order>): std::collections::BTreeMap<String, types::Order> = "named";
            nullable other convert(types::Order) or other_null: Box<types::Order> = "other";
        }
        others ignored
    }
}

use types::{Lists, Open, Order, Square, Strict, Tree};

fn order() -> Order {
    Order { id: 1, note: None, due: Nullable::Absent, buyer: Some("b".to_owned()), count: None }
}

fn fault<T: serde::de::DeserializeOwned + std::fmt::Debug>(value: Value) -> String {
    strict(|| serde_json::from_value::<T>(value)).unwrap_err().to_string()
}

/// A newer server may send `null` for a property that had no `null` when the types were made.
#[test]
fn null_that_is_not_listed_is_absent_when_read_and_rejected_when_strict() {
    let text = r#"{"Id":1,"buyer":null,"note":null}"#;
    let order: Order = serde_json::from_str(text).expect("an order");
    assert_eq!(order.note, None);
    strict(|| serde_json::from_str::<Order>(text)).expect_err("`note` has no null");
    let Err(error) = serde_json::from_str::<Order>(r#"{"Id":1,"buyer":null,"note":1}"#) else { panic!("1 is no text") };
    assert!(error.to_string().contains("invalid type: integer"), "{error}");
}

#[test]
fn absent_and_null_differ() {
    let read = |value: Value| serde_json::from_value::<Order>(value).unwrap();
    assert_eq!(read(json!({ "Id": 1, "buyer": "b", "other": [1] })), order());
    let null = Order { due: Nullable::Null, buyer: None, ..order() };
    assert_eq!(read(json!({ "Id": 1, "buyer": null, "due": null })), null);
    assert!(
        fault::<Order>(json!({ "Id": 1, "buyer": "b", "note": null }))
            .starts_with("invalid type: null, expected a string")
    );
}

#[test]
fn faults() {
    assert_eq!(fault::<Order>(json!({ "note": "a" })), "missing field `Id`");
    assert_eq!(fault::<Order>(json!({ "Id": 1 })), "missing field `buyer`");
    assert_eq!(fault::<Order>(json!([1, "a", 2])), "invalid type: sequence, expected an object");
    assert_eq!(
        fault::<Strict>(json!({ "other": 1 })),
        "invalid value: the property `other`, expected an object with no property but `id`"
    );
    assert!(fault::<Open>(json!({ "other": 1 })).contains("expected a boolean"));
    let twice = serde_json::from_str::<Order>(r#"{"Id": 1, "I\u0064": 2}"#).unwrap_err();
    assert!(twice.to_string().starts_with("duplicate field `Id`"), "{twice}");
    let twice = serde_json::from_str::<Order>(r#"{"due": null, "due": 2}"#).unwrap_err();
    assert!(twice.to_string().starts_with("duplicate field `due`"), "{twice}");
}

#[test]
fn a_value_is_written_as_it_was_read() {
    for value in [
        json!({ "Id": 1, "buyer": null }),
        json!({ "Id": 1, "note": "a", "due": null, "buyer": "b" }),
        json!({ "Id": 1, "due": 2, "buyer": "b" }),
    ] {
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
    assert_eq!(schema["required"], json!(["Id", "buyer"]));
    assert_eq!(schema["properties"]["Id"]["description"], "The number.");
    assert_eq!(schema["properties"]["due"]["type"], json!(["integer", "null"]));
    assert_eq!(schema.get("additionalProperties"), None);
    assert_eq!(schema_for!(Strict).to_value()["additionalProperties"], json!(false));
    assert_eq!(schema_for!(Open).to_value()["additionalProperties"]["type"], "boolean");
}

#[test]
fn a_builder_makes_a_value() {
    let built = Order::builder().id(1).note("n").due(7).buyer("b").build().unwrap();
    assert_eq!(built, Order { note: Some("n".to_owned()), due: Nullable::Value(7), ..order() });
    let nulls = Order::builder().id(1).due_null().buyer_null().build().unwrap();
    assert_eq!(nulls, Order { due: Nullable::Null, buyer: None, ..order() });
    let open = Open::builder().rest([("a".to_owned(), true)]).build().unwrap();
    assert_eq!(open, Open { id: None, rest: BTreeMap::from([("a".to_owned(), true)]) });
    assert_eq!(format!("{:?}", Order::builder().note("secret")), "OrderBuilder { .. }");
}

#[test]
fn builders_within_builders() {
    let made = || Order::builder().id(1).buyer("b");
    let tree =
        Tree::builder().order(made()).orders([order(), order()]).named([("n".to_owned(), order())]).other(order());
    let named = Some(BTreeMap::from([("n".to_owned(), order())]));
    let expected = Tree {
        order: Box::new(order()),
        orders: vec![order(), order()],
        named,
        other: Nullable::Value(Box::new(order())),
    };
    assert_eq!(tree.build().unwrap(), expected);
    assert!(Tree::builder().order(order()).orders([]).build().is_ok());
    let error = Tree::builder().order(Order::builder().id(1)).orders([]).build().unwrap_err();
    assert_eq!(error.to_string(), "not a valid Tree: `order`: not a valid Order: `buyer` is missing");
}

#[test]
fn elements_are_converted() {
    let built = Lists::builder().texts(["a", "b"]).bytes([1_i64, 255]).named([("n", 7_i64)]).build().unwrap();
    let expected = Lists {
        texts: Some(vec!["a".to_owned(), "b".to_owned()]),
        bytes: Some(vec![1, 255]),
        named: Some(BTreeMap::from([("n".to_owned(), 7)])),
    };
    assert_eq!(built, expected);
    let error = Lists::builder().bytes([1_i64, 256]).named([("secret", -1_i64)]).build().unwrap_err();
    assert_eq!(error.invalid().collect::<Vec<_>>(), ["bytes", "named"]);
    let shown = error.to_string();
    assert!(shown.contains("`bytes`: element 1: ") && shown.contains("`named`: a value: "), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
    assert!(Lists::builder().bytes([256_i64]).bytes([1_i64]).build().is_ok(), "the last value counts");
}

#[test]
fn a_builder_names_all_faults() {
    let error = Order::builder().note("n").build().unwrap_err();
    assert_eq!(error.to_string(), "not a valid Order: `id` (property `Id`) is missing; `buyer` is missing");
    assert_eq!(error.missing().collect::<Vec<_>>(), ["id", "buyer"]);
    let error = Order::builder().id(1).count(256).build().unwrap_err();
    assert_eq!((error.missing().collect(), error.invalid().collect()), (vec!["buyer"], vec!["count"]));
    assert!(Order::builder().count(256).count(1).id(1).buyer("b").build().is_ok(), "the last value counts");
    let error = Open::builder().rest([("id".to_owned(), true)]).build().unwrap_err();
    assert_eq!(error.to_string(), "not a valid Open: `rest`: `id` has a setter of its own");
}

#[test]
fn an_error_about_an_object_with_a_sensitive_property_does_not_have_its_value() {
    let error = |text: &str| serde_json::from_str::<types::Login>(text).unwrap_err().to_string();
    assert_eq!(error(r#"{"pin": "4815"}"#), "invalid value: a sensitive value, expected an object with a valid `pin`");
    assert_eq!(
        error(r#"{"pin": 4815, "a": "1623, expected 42"}"#),
        "invalid value: a sensitive value, expected an object with valid properties"
    );
    assert_eq!(error(r#"{"a": true}"#), "missing field `pin`");
    assert_eq!(error("[4815]"), "invalid value: a sensitive value, expected an object");
}

#[test]
fn build_sets_properties_with_one_value_and_reading_does_not() {
    let square = Square::builder().side(1.5).build().expect("a square");
    assert_eq!(json!(square), json!({"kind": "square", "level": 2, "none": null, "side": 1.5}));
    let square = Square::builder().kind("box").side(1.5).build().expect("a square");
    assert_eq!(square.kind, "box");
    let error = Square::builder().build().expect_err("no side");
    assert_eq!(error.missing().collect::<Vec<_>>(), ["side"]);
    serde_json::from_value::<Square>(json!({"side": 1.5})).expect_err("JSON needs all properties");
}
