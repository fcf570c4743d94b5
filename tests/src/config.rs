//! `oas.toml`: the JSON Schema that editors read is fresh, and agrees with the parser.

use serde_json::Value;

use crate::support::root;

/// The committed schema.
fn committed() -> Value {
    let text = std::fs::read_to_string(root().join("crates/cargo-oas/oas.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_schema_is_fresh() {
    let is_fresh = committed() == cargo_oas::config::schema();
    assert!(is_fresh, "run `cargo xtask schema > crates/cargo-oas/oas.schema.json`");
}

#[test]
fn this_workspace_has_settings_that_the_schema_accepts() {
    let text = std::fs::read_to_string(root().join("oas.toml")).expect("the settings");
    let settings: Value = toml::from_str(&text).expect("TOML");
    let schema = jsonschema::validator_for(&committed()).expect("a schema");
    let errors: Vec<String> = schema.iter_errors(&settings).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(cargo_oas::config::parse(&text).is_ok());
}

#[test]
fn schema_and_parser_reject_the_same_settings() {
    let schema = jsonschema::validator_for(&committed()).expect("a schema");
    for text in ["strict = true", "document = 1", "document = 'a'\nx = 1", "document = 'a'\n[crates]\nfolders = 'b'"] {
        let settings: Value = toml::from_str(text).expect("TOML");
        assert!(!schema.is_valid(&settings), "{text}");
        assert!(cargo_oas::config::parse(text).is_err(), "{text}");
    }
}
