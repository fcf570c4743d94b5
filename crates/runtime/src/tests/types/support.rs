use serde_json::json;

use crate::types::listed;
use crate::types::support::{InvalidValue, Redacted, is_multiple, is_unique};

#[test]
fn a_multiple_within_the_precision_of_fractions() {
    for (value, step) in [(0.3, 0.1), (-9.0, 3.0), (0.0, 7.0), (1e18, 0.01), (4.35, 0.01)] {
        assert!(is_multiple(value, step), "{value} {step}");
    }
    for (value, step) in [(0.35, 0.1), (10.0, 3.0), (0.5, 1.0), (1e-17, 1.0)] {
        assert!(!is_multiple(value, step), "{value} {step}");
    }
}

#[test]
fn elements_are_compared_as_json() {
    assert!(is_unique(&[json!(1), json!("1"), json!({ "a": 1 })]));
    assert!(!is_unique(&[json!({ "a": 1 }), json!({ "a": 1 })]));
    assert!(is_unique::<i64>(&[]));
}

#[test]
fn values_of_an_enumeration() {
    let list = listed::json(r#"[1, "a", null]"#);
    for value in [json!(1), json!(1.0), json!("a"), json!(null)] {
        assert!(listed::is_listed(&value, &list), "{value}");
    }
    for value in [json!(2), json!("1"), json!(false)] {
        assert!(!listed::is_listed(&value, &list), "{value}");
    }
}

#[test]
fn what_is_shown_instead_of_a_value() {
    assert_eq!(format!("{Redacted:?}"), "[redacted]");
    let error = InvalidValue::new("Phone", "at most 5 characters");
    assert_eq!(error.to_string(), "not a valid Phone, expected at most 5 characters");
}
