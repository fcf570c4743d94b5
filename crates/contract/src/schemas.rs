//! The document's schemas as JSON Schemas: validates values, and looks up keywords through `$ref` and `allOf`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use model::Api;
use model::json_schema::{LEFT_OUT, definition_named};
use serde_json::{Map, Value, json};

/// The maximum length of a chain of references, and of a list of `allOf` or `anyOf` members. The model reports documents whose
/// references form a circle, so this limit is never reached in practice.
const MAX_REFERENCES: usize = 64;

/// The JSON Schemas of a document. Schemas are passed to its methods as values; their references lead to `definitions`.
pub(crate) struct Schemas {
    definitions: Map<String, Value>,
    /// Validators by their schema.
    compiled: Mutex<HashMap<Value, Arc<ValidatorResult>>>,
}

/// A compiled schema, or the error of a schema that is not valid.
type ValidatorResult = Result<jsonschema::Validator, jsonschema::ValidationError<'static>>;

/// A part of a value that does not fit its schema.
#[derive(Debug)]
pub(crate) struct SchemaError {
    /// JSON Pointer to the part.
    pub pointer: String,
    /// The keyword that the part violates.
    pub keyword: Option<String>,
    /// The name of the absent property, for the keyword `required`.
    pub property: Option<String>,
    /// Whether the part fits more than one alternative of `oneOf`.
    pub fits_several: bool,
    /// The reason, without the value.
    pub reason: String,
}

impl Schemas {
    /// The schemas of an API.
    pub(crate) fn new(api: &Api) -> Self {
        Schemas { definitions: api.definitions.clone(), compiled: Mutex::default() }
    }

    /// All parts of a value that do not fit a schema.
    pub(crate) fn errors(&self, schema: &Value, value: &Value) -> Vec<SchemaError> {
        match self.compiled(schema).as_ref() {
            Ok(validator) => {
                let errors = validator.iter_errors(value);
                let error = |error: jsonschema::ValidationError<'_>| SchemaError {
                    pointer: error.instance_path().to_string(),
                    keyword: keyword(&error.schema_path().to_string()),
                    property: missing_property(&error),
                    fits_several: matches!(error.kind(), ValidationErrorKind::OneOfMultipleValid { .. }),
                    reason: error.masked_with("the value").to_string(),
                };
                errors.map(error).collect()
            }
            Err(error) => {
                vec![SchemaError {
                    pointer: String::new(),
                    keyword: None,
                    property: None,
                    fits_several: false,
                    reason: format!("the schema is not valid: {error}"),
                }]
            }
        }
    }

    /// Whether a value fits a schema.
    pub(crate) fn accepts(&self, schema: &Value, value: &Value) -> bool {
        self.compiled(schema).as_ref().as_ref().is_ok_and(|validator| validator.is_valid(value))
    }

    /// The validator of a schema. It is compiled once, because all cases of a body use the same schema.
    fn compiled(&self, schema: &Value) -> Arc<ValidatorResult> {
        // Entries are only added, so the map is valid even if a thread panicked.
        let mut known = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = known.get(schema) {
            return Arc::clone(validator);
        }
        let whole = json!({ "allOf": [schema], "$defs": self.reachable(schema) });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        let validator = Arc::new(options.build(&whole).map_err(|error| error.to_owned()));
        known.insert(schema.clone(), Arc::clone(&validator));
        validator
    }

    /// The definitions that a schema refers to, also through others. A validator of all definitions would take far longer to compile.
    fn reachable(&self, schema: &Value) -> Map<String, Value> {
        let mut found = Map::new();
        let mut open = vec![schema];
        while let Some(part) = open.pop() {
            match part {
                Value::Object(object) => {
                    let name = object.get("$ref").and_then(Value::as_str).and_then(definition_named);
                    if let Some((name, target)) = name.and_then(|name| self.definitions.get_key_value(&name))
                        && !found.contains_key(name)
                    {
                        found.insert(name.clone(), target.clone());
                        open.push(target);
                    }
                    open.extend(object.values());
                }
                Value::Array(elements) => open.extend(elements),
                _ => {}
            }
        }
        found
    }

    /// The schema of values other than `null`: follows references, and removes the alternative `null`.
    pub(crate) fn target<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..MAX_REFERENCES {
            let name = schema.get("$ref").and_then(Value::as_str).and_then(definition_named);
            let alternatives = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice);
            schema = match (name, alternatives) {
                (Some(name), _) => match self.definitions.get(&name) {
                    Some(found) => found,
                    None => return schema,
                },
                // This is how the model writes a nullable schema without a type.
                (None, Some([of, null])) if *null == json!({ "type": "null" }) => of,
                _ => return schema,
            };
        }
        schema
    }

    /// The names of the properties that a schema has in requests only (`writeOnly`). Empty for an inline schema.
    pub(crate) fn write_only<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(definition_named);
        let form = name.as_deref().and_then(|name| self.definitions.get(name.strip_suffix(":request")?));
        form.map(|form| self.left_out(form)).unwrap_or_default()
    }

    /// The names of the properties that are not sent in the direction of a schema.
    fn left_out<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        let lists = self.all_of(schema).into_iter().filter_map(|part| part.get(LEFT_OUT)?.as_array());
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// The properties that a schema has in responses only (`readOnly`), with their schemas there. Empty for an inline schema: the
    /// model writes a schema in both directions only if it has a name.
    pub(crate) fn read_only<'s>(&'s self, schema: &'s Value) -> Vec<(&'s str, &'s Value)> {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(definition_named);
        let form = name.and_then(|name| self.definitions.get(&format!("{name}:request")));
        let names = form.map(|form| self.left_out(form)).unwrap_or_default();
        self.properties(schema).into_iter().filter(|(name, _)| names.contains(name)).collect()
    }

    /// Name and schema of the definition that a `$ref` leads to.
    pub(crate) fn definition(&self, reference: &str) -> Option<(String, &Value)> {
        let name = definition_named(reference)?;
        let schema = self.definitions.get(&name)?;
        Some((name, schema))
    }

    /// Adds the schema itself and the members of its `allOf`, recursively.
    fn add_all_of<'s>(&'s self, schema: &'s Value, out: &mut Vec<&'s Value>) {
        let schema = self.target(schema);
        if out.len() < MAX_REFERENCES {
            out.push(schema);
            let members = schema.get("allOf").and_then(Value::as_array);
            members.into_iter().flatten().for_each(|member| self.add_all_of(member, out));
        }
    }

    /// The schema itself and the members of its `allOf`, with references followed: a value must fit each of them.
    pub(crate) fn all_of<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let mut out = Vec::new();
        self.add_all_of(schema, &mut out);
        out
    }

    /// The value of a keyword, in the schema itself or in its `allOf`.
    pub(crate) fn keyword<'s>(&'s self, schema: &'s Value, key: &str) -> Option<&'s Value> {
        self.all_of(schema).into_iter().find_map(|part| part.get(key))
    }

    /// The list of alternatives, in the schema itself or in its `allOf`. A value must fit one of `anyOf`, and exactly one of `oneOf`.
    pub(crate) fn choice<'s>(&'s self, schema: &'s Value) -> Option<&'s Vec<Value>> {
        self.all_of(schema).into_iter().find_map(choice)
    }

    /// The value of a keyword that counts characters, elements or properties.
    pub(crate) fn count(&self, schema: &Value, key: &str) -> Option<usize> {
        let count = self.keyword(schema, key)?;
        // `50.0` is an integer too (JSON Schema 2020-12 section 4.2.3).
        whole(count, true).filter(|up| whole(count, false) == Some(*up)).and_then(|count| usize::try_from(count).ok())
    }

    /// Names and schemas of the properties under `properties`.
    pub(crate) fn properties<'s>(&'s self, schema: &'s Value) -> Vec<(&'s str, &'s Value)> {
        let listed = self.all_of(schema).into_iter().filter_map(|part| part.get("properties")?.as_object());
        listed.flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
    }

    /// The schemas of the elements at the start of a tuple.
    pub(crate) fn positions<'s>(&'s self, schema: &'s Value) -> &'s [Value] {
        self.keyword(schema, "prefixItems").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The schema of the element of a list at an index.
    pub(crate) fn element<'s>(&'s self, schema: &'s Value, index: usize) -> Option<&'s Value> {
        self.positions(schema).get(index).or_else(|| self.keyword(schema, "items"))
    }

    /// The schema of a property: from `properties`, else from `additionalProperties`.
    pub(crate) fn property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let listed = self.properties(schema).into_iter().find(|(known, _)| *known == name);
        listed.map(|(_, schema)| schema).or_else(|| self.additional_properties(schema))
    }

    /// The schema under `additionalProperties`.
    pub(crate) fn additional_properties<'s>(&'s self, schema: &'s Value) -> Option<&'s Value> {
        self.keyword(schema, "additionalProperties").filter(|schema| schema.is_object())
    }

    /// Whether a property is required.
    pub(crate) fn is_required(&self, schema: &Value, name: &str) -> bool {
        let lists = self.all_of(schema).into_iter().filter_map(|part| part.get("required")?.as_array());
        lists.flatten().any(|required| required.as_str() == Some(name))
    }

    /// The schema itself and its alternatives, recursively.
    pub(crate) fn alternatives<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let (mut found, mut next) = (vec![schema], 0);
        while let Some(schema) = found.get(next).copied().filter(|_| found.len() < MAX_REFERENCES) {
            found.extend(self.choice(schema).into_iter().flatten());
            next += 1;
        }
        found
    }

    /// Whether the schema is of text with a format that this crate cannot check, such as `format: e164`.
    pub(crate) fn has_unknown_format(&self, schema: &Value) -> bool {
        self.keyword(schema, "x-format").is_some()
    }

    /// Whether the document has a bound that the type of the integer has too.
    pub(crate) fn has_written_bound(&self, schema: &Value, bound: &str) -> bool {
        let written = self.keyword(schema, "x-bounds").and_then(Value::as_array);
        written.is_some_and(|written| written.iter().any(|keyword| keyword == bound))
    }

    /// Whether the schema has `key: true`.
    pub(crate) fn has_flag(&self, schema: &Value, key: &str) -> bool {
        self.keyword(schema, key) == Some(&Value::Bool(true))
    }
}

/// A bound of an integer, rounded up or down if it has a fraction. Bounds without a fraction are not converted to floating
/// point.
pub(crate) fn whole(bound: &Value, up: bool) -> Option<i128> {
    let exact = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
    #[allow(clippy::cast_possible_truncation, reason = "a cast from floating point saturates")]
    exact.or_else(|| bound.as_f64().map(|bound| (if up { bound.ceil() } else { bound.floor() }) as i128))
}

/// The name of the property that an object must have and has not.
fn missing_property(error: &jsonschema::ValidationError<'_>) -> Option<String> {
    match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The list of alternatives of the schema itself.
pub(crate) fn choice(schema: &Value) -> Option<&Vec<Value>> {
    ["anyOf", "oneOf"].into_iter().find_map(|keyword| schema.get(keyword)?.as_array())
}

/// The keyword at a JSON Pointer into a schema: the last token that is not an index.
fn keyword(pointer: &str) -> Option<String> {
    let is_word = |token: &&str| !token.is_empty() && !token.bytes().all(|byte| byte.is_ascii_digit());
    pointer.rsplit('/').find(is_word).map(str::to_owned)
}

/// The JSON Schema type of a schema, without `null`.
pub(crate) fn kind<'s>(schemas: &'s Schemas, schema: &'s Value) -> Option<&'s str> {
    match schemas.keyword(schema, "type") {
        Some(Value::String(ty)) => Some(ty),
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|ty| *ty != "null"),
        _ => schemas.keyword(schema, "properties").map(|_| "object"),
    }
}
