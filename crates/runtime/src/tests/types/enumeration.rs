use schemars::schema_for;
use serde_json::json;

use crate::types::enumeration;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Color {
    Blue,
    NearlyBlack,
}

enumeration::values! {
    Color: "A color." {
        Blue = "blue";
        NearlyBlack = "nearly black";
    }
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
    let error = serde_json::from_value::<Color>(json!("Blue")).unwrap_err().to_string();
    assert_eq!(error, "unknown variant `Blue`, expected `blue` or `nearly black`");
    let schema = schema_for!(Color).to_value();
    assert_eq!((&schema["description"], &schema["enum"]), (&json!("A color."), &json!(["blue", "nearly black"])));
}
