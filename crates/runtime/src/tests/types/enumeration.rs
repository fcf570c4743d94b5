use schemars::schema_for;
use serde_json::json;

use crate::types::enumeration;
use crate::types::strictness::strict;
use crate::types::unlisted::UnlistedValue;

#[derive(Clone, Debug, PartialEq)]
pub enum Color {
    Blue,
    NearlyBlack,
    Unlisted(UnlistedValue),
}

enumeration::values! {
    Color: "A color." {
        Blue = "blue";
        NearlyBlack = "nearly black";
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    Low,
    High,
    Unlisted(UnlistedValue),
}

enumeration::values! {
    Level {
        Low = "low";
        High = "high";
    } sensitive
}

#[test]
fn an_error_about_a_sensitive_type_does_not_have_the_text() {
    for value in [json!("my-level"), json!(48151623), json!([48151623])] {
        let error = strict(|| serde_json::from_value::<Level>(value)).unwrap_err().to_string();
        assert!(!error.contains("my-level") && !error.contains("48151623"), "{error}");
        assert!(error.starts_with("invalid value: a sensitive value, expected `low` or `high`"), "{error}");
    }
    let error = serde_json::from_str::<Vec<Level>>("[\n\"low\", 48151623]").unwrap_err();
    assert_eq!(error.line(), 2, "the place stays: {error}");
}

#[test]
fn debug_shows_an_unlisted_value_unless_it_is_sensitive() {
    let level = serde_json::from_value::<Level>(json!("my-level")).unwrap();
    assert_eq!((format!("{level:?}"), level.as_str()), ("Unlisted(UnlistedValue([redacted]))".to_owned(), "my-level"));
    let color = serde_json::from_value::<Color>(json!("red")).unwrap();
    assert_eq!(format!("{color:?}"), "Unlisted(UnlistedValue(\"red\"))");
}

#[test]
fn a_value_and_its_string() {
    assert_eq!(Color::ALL, [Color::Blue, Color::NearlyBlack]);
    assert_eq!(Color::NearlyBlack.to_string(), "nearly black");
    assert_eq!("blue".parse(), Ok(Color::Blue));
    assert_eq!(Color::try_from("nearly black".to_owned()), Ok(Color::NearlyBlack));
    let error = Color::try_from("secret").unwrap_err();
    assert_eq!(error.to_string(), "not a valid Color, expected one of its values");
}

#[test]
fn as_json() {
    assert_eq!(json!(Color::NearlyBlack), "nearly black");
    assert_eq!(serde_json::from_value::<Color>(json!("blue")).unwrap(), Color::Blue);
    let error = strict(|| serde_json::from_value::<Color>(json!("Blue"))).unwrap_err().to_string();
    assert_eq!(error, "unknown variant `Blue`, expected `blue` or `nearly black`");
    let schema = schema_for!(Color).to_value();
    assert_eq!((&schema["description"], &schema["enum"]), (&json!("A color."), &json!(["blue", "nearly black"])));
}

#[test]
fn an_unlisted_value() {
    let read = || serde_json::from_value::<Vec<Color>>(json!(["blue", "red"]));
    assert!(strict(read).is_err());
    let colors = read().expect("the scope has ended");
    assert_eq!(colors, [Color::Blue, Color::Unlisted(UnlistedValue::new("red", false))]);
    assert_eq!((colors[1].as_str(), colors[1].to_string().as_str()), ("red", "red"));
    assert_eq!(json!(colors), json!(["blue", "red"]));
    assert_eq!(strict(|| serde_json::to_value(&colors[0])).unwrap(), "blue");
    let error = strict(|| serde_json::to_value(&colors[1])).unwrap_err().to_string();
    assert!(!error.contains("red"), "{error}");
    assert!("red".parse::<Color>().is_err(), "parsing lists no value");
}

#[test]
fn a_panic_ends_the_scope() {
    let panicked = std::panic::catch_unwind(|| strict(|| panic!("as expected")));
    assert!(panicked.is_err());
    assert!(serde_json::from_value::<Color>(json!("red")).is_ok());
}
