//! The document's schemas: to hold values to them, and to look up what they say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::Api;
use model::json_schema::definition_named;
use serde_json::{Map, Value, json};

/// References that are followed one after the other. The document's own circles are reported before anything comes here.
const REFERENCES: usize = 64;

/// JSON Schemas of a document, with the definitions that they lead to.
pub struct Validators {
    definitions: Map<String, Value>,
    /// By the text of the schema.
    compiled: Mutex<HashMap<String, Arc<Result<jsonschema::Validator, String>>>>,
}

/// One thing that a schema refuses about a value.
#[derive(Debug)]
pub(crate) struct Fault {
    /// JSON Pointer to the part that is refused.
    pub place: String,
    /// The reason, without the value.
    pub why: String,
}

impl Validators {
    /// Those of an API.
    pub fn new(api: &Api) -> Self {
        Validators { definitions: api.definitions.clone(), compiled: Mutex::default() }
    }

    /// What a schema refuses about a value.
    pub(crate) fn faults(&self, schema: &Value, value: &Value) -> Vec<Fault> {
        match self.compiled(schema).as_ref() {
            Ok(validator) => {
                let errors = validator.iter_errors(value);
                let fault = |error: jsonschema::ValidationError<'_>| Fault {
                    place: error.instance_path().to_string(),
                    why: error.masked_with("the value").to_string(),
                };
                errors.map(fault).collect()
            }
            Err(error) => vec![Fault { place: String::new(), why: format!("the schema cannot be used: {error}") }],
        }
    }

    /// Whether a value fits.
    pub(crate) fn accepts(&self, schema: &Value, value: &Value) -> bool {
        self.compiled(schema).as_ref().as_ref().is_ok_and(|validator| validator.is_valid(value))
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

    /// What a schema says of values other than `null`: references followed, and `nullable` taken off.
    pub(crate) fn target<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..REFERENCES {
            let name = schema.get("$ref").and_then(Value::as_str).and_then(definition_named);
            let alternatives = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice);
            schema = match (name, alternatives) {
                (Some(name), _) => match self.definitions.get(&name) {
                    Some(found) => found,
                    None => return schema,
                },
                // How the generator writes a nullable schema without a type.
                (None, Some([of, null])) if *null == json!({ "type": "null" }) => of,
                _ => return schema,
            };
        }
        schema
    }

    /// The schemas that a value has to fit together: the schema itself, and what is in `allOf`.
    fn all<'s>(&'s self, schema: &'s Value, out: &mut Vec<&'s Value>) {
        let schema = self.target(schema);
        if out.len() < REFERENCES {
            out.push(schema);
            let members = schema.get("allOf").and_then(Value::as_array);
            members.into_iter().flatten().for_each(|member| self.all(member, out));
        }
    }

    /// The schemas that a value has to fit together, references followed.
    pub(crate) fn parts<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let mut out = Vec::new();
        self.all(schema, &mut out);
        out
    }

    /// The value of a keyword, wherever in `allOf` it is.
    pub(crate) fn keyword<'s>(&'s self, schema: &'s Value, key: &str) -> Option<&'s Value> {
        self.parts(schema).into_iter().find_map(|part| part.get(key))
    }

    /// The value of a keyword that is a number of characters, elements or properties.
    pub(crate) fn count(&self, schema: &Value, key: &str) -> Option<usize> {
        self.keyword(schema, key)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// Names and schemas of the properties that are listed.
    pub(crate) fn properties<'s>(&'s self, schema: &'s Value) -> Vec<(&'s str, &'s Value)> {
        let listed = self.parts(schema).into_iter().filter_map(|part| part.get("properties")?.as_object());
        listed.flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
    }

    /// The schema of a property: of the listed one, or of all others.
    pub(crate) fn property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let listed = self.properties(schema).into_iter().find(|(known, _)| *known == name);
        listed.map(|(_, schema)| schema).or_else(|| self.additional(schema))
    }

    /// The schema of properties that are not listed.
    pub(crate) fn additional<'s>(&'s self, schema: &'s Value) -> Option<&'s Value> {
        self.keyword(schema, "additionalProperties").filter(|schema| schema.is_object())
    }

    /// Whether a property must be there.
    pub(crate) fn is_required(&self, schema: &Value, name: &str) -> bool {
        let lists = self.parts(schema).into_iter().filter_map(|part| part.get("required")?.as_array());
        lists.flatten().any(|required| required.as_str() == Some(name))
    }

    /// The schemas that a value may be of: a schema itself, and what is in its `anyOf`.
    pub(crate) fn alternatives<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let (mut found, mut next) = (vec![schema], 0);
        while let Some(schema) = found.get(next).copied().filter(|_| found.len() < REFERENCES) {
            found.extend(self.keyword(schema, "anyOf").and_then(Value::as_array).into_iter().flatten());
            next += 1;
        }
        found
    }

    /// Whether the value is text of a format that nothing here can check.
    pub(crate) fn is_of_another_format(&self, schema: &Value) -> bool {
        self.keyword(schema, "x-format").is_some()
    }

    /// Whether `key: true` stands on the schema, or on what it leads to.
    pub(crate) fn is_marked(&self, schema: &Value, key: &str) -> bool {
        self.keyword(schema, key) == Some(&Value::Bool(true))
    }
}
