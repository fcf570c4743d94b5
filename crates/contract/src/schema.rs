//! The document's schemas, ready to hold values to them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use codegen::Api;
use serde_json::{Map, Value, json};

/// JSON Schemas of a document, with the definitions that they lead to.
pub struct Validators {
    definitions: Map<String, Value>,
    /// By the text of the schema.
    compiled: Mutex<HashMap<String, Arc<Result<jsonschema::Validator, String>>>>,
}

impl Validators {
    /// Those of an API.
    pub fn new(api: &Api) -> Self {
        Validators { definitions: api.definitions.clone(), compiled: Mutex::default() }
    }

    /// What a schema refuses about a value: a JSON Pointer to the place, and the reason without the value.
    pub(crate) fn faults(&self, schema: &Value, value: &Value) -> Vec<(String, String)> {
        match self.compiled(schema).as_ref() {
            Ok(validator) => {
                let errors = validator.iter_errors(value);
                let fault = |error: jsonschema::ValidationError<'_>| {
                    (error.instance_path().to_string(), error.masked_with("the value").to_string())
                };
                errors.map(fault).collect()
            }
            Err(error) => vec![(String::new(), format!("the schema cannot be used: {error}"))],
        }
    }

    /// The validator of a schema, compiled once: every case of a body is held to the same one.
    fn compiled(&self, schema: &Value) -> Arc<Result<jsonschema::Validator, String>> {
        // What a panicking thread leaves in the map is whole: entries are only ever added.
        let mut known = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = known.entry(schema.to_string()).or_insert_with(|| {
            let whole = json!({ "allOf": [schema], "$defs": self.definitions });
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            Arc::new(options.build(&whole).map_err(|error| error.to_string()))
        });
        Arc::clone(validator)
    }

    pub(crate) fn accepts(&self, schema: &Value, value: &Value) -> bool {
        self.faults(schema, value).is_empty()
    }

    /// The schema that a schema is, or refers to.
    pub(crate) fn target<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..64 {
            let Some(name) =
                schema.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix("#/$defs/"))
            else {
                return schema;
            };
            match self.definitions.get(name) {
                Some(found) => schema = found,
                None => return schema,
            }
        }
        schema
    }

    /// The schema of a property, wherever in `allOf` it is.
    pub(crate) fn property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let schema = self.target(schema);
        let own = schema.get("properties").and_then(|properties| properties.get(name));
        let members = || schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        own.or_else(|| members().find_map(|member| self.property(member, name)))
    }

    /// Whether the value is text of a format that nothing here can check.
    pub(crate) fn is_of_another_format(&self, schema: &Value) -> bool {
        self.target(schema).get("x-format").is_some()
    }

    /// Whether no two answers share the value.
    pub(crate) fn is_volatile(&self, schema: &Value) -> bool {
        self.target(schema).get("x-volatile") == Some(&Value::Bool(true))
    }
}
