//! The types accept and reject the same values as the document's schemas, and so do the JSON Schemas that are derived from them.

use std::cell::Cell;

use jsonschema::Validator;
use model::bundle::{Bundle, bundle};
use model::{json_schema, load};
use password_otp_types as types;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::near::near;
use crate::support::{published, source};

/// The document's own schema of a component.
fn documented(document: &Bundle, name: &str) -> Validator {
    let schema = json!({ "$ref": format!("#/$defs/{name}"), "$defs": json_schema::definitions(document) });
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).expect("a JSON Schema")
}

fn derived<T: JsonSchema>() -> Validator {
    let mut schema = schemars::schema_for!(T).to_value();
    hold_int32(&mut schema);
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).expect("a JSON Schema")
}

/// JSON Schema takes `format: int32` for an annotation; OpenAPI 3.0 says that it is 32 bits.
fn hold_int32(schema: &mut Value) {
    if let Value::Object(object) = schema {
        if object.get("format") == Some(&json!("int32")) {
            object.insert("minimum".into(), i32::MIN.into());
            object.insert("maximum".into(), i32::MAX.into());
        }
        object.values_mut().for_each(hold_int32);
    }
}

/// `value`, and everything that it becomes by one change: each part of it left out or replaced.
fn variations(value: &Value) -> Vec<Value> {
    let others =
        [json!(null), json!(true), json!(1), json!(3_000_000_000_i64), json!(1.5), json!("text"), json!([]), json!({})];
    let mut out = vec![value.clone()];
    out.extend(others);
    if let Value::Object(object) = value {
        for (key, part) in object {
            let mut without = object.clone();
            without.remove(key);
            out.push(Value::Object(without));
            for part in variations(part) {
                let mut changed = object.clone();
                changed.insert(key.clone(), part);
                out.push(Value::Object(changed));
            }
        }
        out.push(object.values().cloned().collect());
        let mut more = object.clone();
        more.insert("Unlisted".into(), json!([1]));
        out.push(Value::Object(more));
    }
    out
}

fn agree<T: DeserializeOwned + JsonSchema>(name: &str, value: &Value) {
    let document = load::load(&source()).expect("the document has no error");
    let document = bundle(&source(), document);
    let (documented, derived) = (documented(&document, name), derived::<T>());
    let (mut accepted, mut refused) = (0, 0);
    for value in variations(value) {
        let expected = documented.is_valid(&value);
        assert_eq!(derived.is_valid(&value), expected, "the derived schema of {name} about {value}");
        let read = types::strict(|| serde_json::from_value::<T>(value.clone()));
        assert_eq!(read.is_ok(), expected, "{name} about {value}");
        *(if expected { &mut accepted } else { &mut refused }) += 1;
    }
    assert!(accepted > 1 && refused > 5, "{name}: {accepted} accepted, {refused} refused");
}

#[test]
fn types_and_schemas_agree() {
    agree::<types::PasswordResetOtpRequest>("PasswordResetOtpRequest", &json!({ "Phone": "+1234567890" }));
    agree::<types::PasswordResetOtpResponse>("PasswordResetOtpResponse", &published("200"));
    agree::<types::OtpReceipt>("OtpReceipt", &published("200")["Data"]);
    let mut error = published("403");
    agree::<types::ApiError>("ApiError", &error);
    error["IsProviderError"] = json!(true);
    error["ProviderErrorResponse"] = json!(null);
    agree::<types::ApiError>("ApiError", &error);
    error["ProviderErrorResponse"] = json!("text");
    agree::<types::ApiError>("ApiError", &error);
}

/// Compares a type with its schema about generated values, and what is read with what is written again.
fn agree_near<T: DeserializeOwned + Serialize + JsonSchema>(name: &str) {
    let document = bundle(&source(), load::load(&source()).expect("the document has no error"));
    let (documented, derived) = (documented(&document, name), derived::<T>());
    let definitions = json_schema::definitions(&document);
    let (accepted, rejected) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: 1000, ..Config::default() });
    let outcome = runner.run(&near(&definitions[name], &definitions), |value| {
        let expected = documented.is_valid(&value);
        prop_assert_eq!(derived.is_valid(&value), expected, "the derived schema about {}", value);
        let read = types::strict(|| serde_json::from_value::<T>(value.clone()));
        prop_assert_eq!(read.is_ok(), expected, "the type about {}", value);
        let counted = if expected { &accepted } else { &rejected };
        counted.set(counted.get() + 1);
        if let Ok(typed) = read {
            let written = serde_json::to_value(&typed).expect("JSON");
            prop_assert!(documented.is_valid(&written), "{} is written as {}", value, written);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(accepted.get() > 100 && rejected.get() > 100, "{name}: {accepted:?} accepted, {rejected:?} rejected");
}

#[test]
fn types_and_schemas_agree_about_generated_values() {
    agree_near::<types::PasswordResetOtpRequest>("PasswordResetOtpRequest");
    agree_near::<types::PasswordResetOtpResponse>("PasswordResetOtpResponse");
    agree_near::<types::OtpReceipt>("OtpReceipt");
    agree_near::<types::ApiError>("ApiError");
}

/// Known difference: OpenAPI 3.0 uses JSON Schema draft Wright-00, in which an integer has "no fraction or exponent part", and the
/// types follow it. Since draft 6 `1.0` is an integer, which the JSON Schemas that are derived follow.
#[test]
fn a_whole_number_with_a_fraction_part_is_no_integer() {
    let mut error = published("403");
    error["ErrorCode"] = json!(1.0);
    assert!(serde_json::from_value::<types::ApiError>(error.clone()).is_err());
    assert!(derived::<types::ApiError>().is_valid(&error));
}

#[test]
fn absent_and_null_stay_apart() {
    for extra in [
        json!({}),
        json!({ "ProviderErrorResponse": null }),
        json!({ "ProviderErrorResponse": "x", "IsProviderError": false }),
    ] {
        let mut value = published("400");
        value.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let typed: types::ApiError = serde_json::from_value(value.clone()).expect("it fits");
        assert_eq!(serde_json::to_value(&typed).expect("JSON"), value);
    }
}
