//! JSON Schemas of the document, for values whose types do not have all constraints.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Map, Value};

/// A JSON Schema (draft 2020-12).
pub(crate) struct Schema(Option<Validator>);

/// A violation of a schema. It does not show the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The place in the value, as a JSON Pointer (RFC 6901).
    pub(crate) pointer: String,
    /// The violated keyword, such as `minProperties`.
    pub(crate) keyword: String,
}

impl Schema {
    /// Compiles a schema, a JSON text. It may refer to the definitions, names and JSON texts, by `#/$defs/…`. If the schema
    /// cannot be compiled, no value fits; the generator has checked that it can.
    pub(crate) fn new(definitions: &[(&str, &str)], schema: &str) -> Self {
        let definition = |(name, text): &(&str, &str)| Some(((*name).to_owned(), serde_json::from_str(text).ok()?));
        let definitions: Map<String, Value> = definitions.iter().filter_map(definition).collect();
        let Ok(Value::Object(mut schema)) = serde_json::from_str(schema) else { return Schema(None) };
        schema.insert("$defs".to_owned(), definitions.into());
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Schema(options.build(&Value::Object(schema)).ok())
    }

    /// Returns the first violation by a value.
    pub(crate) fn violation(&self, value: &Value) -> Option<Violation> {
        let Some(validator) = &self.0 else {
            return Some(Violation { pointer: String::new(), keyword: "$schema".to_owned() });
        };
        let error = validator.validate(value).err()?;
        let (pointer, keyword) = (error.instance_path().as_str().to_owned(), error.kind().keyword().to_owned());
        Some(Violation { pointer, keyword })
    }

    /// Returns the indexes of the elements of an array that violate the schema.
    #[allow(dead_code, reason = "only servers with lists in parameters call it")]
    pub(crate) fn violating_elements(&self, value: &Value) -> BTreeSet<usize> {
        let errors = self.0.iter().flat_map(|validator| validator.iter_errors(value));
        let index = |pointer: &str| pointer.split('/').nth(1)?.parse().ok();
        errors.filter_map(|error| index(error.instance_path().as_str())).collect()
    }
}
