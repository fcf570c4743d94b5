//! JSON Schemas that stand alone, as the generated crates have them: with the definitions that they lead to, and without
//! annotations.

use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use super::definition_named;
use crate::schema::Keyword;

/// Returns a schema with the definitions that it leads to under `$defs`. `definitions` are those of
/// [`Api::definitions`](crate::api::Api::definitions). Annotations, such as examples, are removed.
pub fn standalone(schema: &Value, definitions: &Map<String, Value>) -> Value {
    let reached = reached_definitions([schema], definitions);
    let Value::Object(mut whole) = assertions(schema) else { return schema.clone() };
    if !reached.is_empty() {
        whole.insert(Keyword::Defs.name().to_owned(), Value::Object(reached));
    }
    Value::Object(whole)
}

/// Returns the definitions that schemas lead to, in the order of `definitions`, without annotations.
pub fn reached_definitions<'v>(
    schemas: impl IntoIterator<Item = &'v Value>,
    definitions: &'v Map<String, Value>,
) -> Map<String, Value> {
    let mut reached: std::collections::HashSet<String> = std::collections::HashSet::new();
    let mut open: Vec<&Value> = schemas.into_iter().collect();
    while let Some(schema) = open.pop() {
        let mut names = Vec::new();
        references(schema, &mut names);
        for name in names {
            if let Some(target) = definitions.get(&name).filter(|_| !reached.contains(&name)) {
                reached.insert(name);
                open.push(target);
            }
        }
    }
    let entries = definitions.iter().filter(|(name, _)| reached.contains(*name));
    entries.map(|(name, schema)| (name.clone(), assertions(schema))).collect()
}

/// Compiles a schema that stands alone. `format` is an assertion, as for the contract runner.
///
/// # Errors
///
/// The cause, such as a pattern that the validator does not support.
pub fn compile(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema)
}

/// Adds the names of the definitions that a schema refers to.
pub(super) fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match (Keyword::parse(key), value) {
                    (Some(Keyword::Ref), Value::String(target)) => names.extend(definition_named(target)),
                    (Some(Keyword::Enum | Keyword::Examples), _) => {}
                    _ => references(value, names),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| references(member, names)),
        _ => {}
    }
}

/// The role of a value in a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueRole {
    /// A schema, or a list of schemas.
    Schema,
    /// An object whose keys are names, with a schema for each.
    Named,
}

/// Returns a schema without annotations.
fn assertions(schema: &Value) -> Value {
    pruned(schema, ValueRole::Schema)
}

fn pruned(value: &Value, role: ValueRole) -> Value {
    match value {
        Value::Object(object) => {
            let entries = object.iter().filter(|(key, _)| role == ValueRole::Named || !is_annotation(key));
            let entries = entries.map(|(key, value)| {
                let value = match (role, key.as_str()) {
                    (ValueRole::Named, _) => pruned(value, ValueRole::Schema),
                    (ValueRole::Schema, "enum" | "const") => value.clone(),
                    (
                        ValueRole::Schema,
                        "properties" | "patternProperties" | "dependentSchemas" | "dependentRequired" | "$defs",
                    ) => pruned(value, ValueRole::Named),
                    (ValueRole::Schema, _) => pruned(value, ValueRole::Schema),
                };
                (key.clone(), value)
            });
            Value::Object(entries.collect())
        }
        Value::Array(members) => members.iter().map(|member| pruned(member, role)).collect(),
        other => other.clone(),
    }
}

/// Whether a keyword of a converted schema asserts nothing.
fn is_annotation(key: &str) -> bool {
    key.starts_with("x-") || matches!(key, "examples" | "default" | "title" | "description" | "deprecated")
}
