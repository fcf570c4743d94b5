//! The JSON Schema of `oas.toml`, for editors.

use serde_json::Value;

use super::Config;

/// Returns the schema.
pub fn schema() -> Value {
    schemars::schema_for!(Config).to_value()
}
