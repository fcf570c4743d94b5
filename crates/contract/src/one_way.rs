//! Properties that are sent in one direction only: `readOnly` properties are not sent in requests, `writeOnly` properties not
//! in responses (OpenAPI 3.0.4, Schema Object). JSON Schema validation does not find them: an object that accepts additional
//! properties accepts these too.

use model::json_schema::LEFT_OUT;
use model::pointer::encode;
use serde_json::Value;

use crate::schemas::Schemas;

/// JSON Pointers to the properties of a value that must not be sent in the direction of the schema.
pub(crate) fn misplaced(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(schemas, schema, value, "", &mut found);
    found.sort();
    found.dedup();
    found
}

/// The message about one of them.
pub(crate) fn message(pointer: &str) -> String {
    format!("expected nothing at {pointer}, which is sent in the other direction only, got a value")
}

fn walk(schemas: &Schemas, schema: &Value, value: &Value, pointer: &str, found: &mut Vec<String>) {
    // Of several alternatives, only those that the value fits.
    let alternatives = schemas.alternatives(schema).into_iter().enumerate();
    let alternatives = alternatives.filter(|(index, schema)| *index == 0 || schemas.accepts(schema, value));
    for (_, schema) in alternatives {
        match value {
            Value::Object(entries) => {
                let lists = schemas.all_of(schema).into_iter().filter_map(|part| part.get(LEFT_OUT)?.as_array());
                let names: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
                for (name, value) in entries {
                    let pointer = format!("{pointer}/{}", encode(name));
                    match schemas.property(schema, name) {
                        _ if names.contains(&name.as_str()) => found.push(pointer),
                        Some(schema) => walk(schemas, schema, value, &pointer, found),
                        None => {}
                    }
                }
            }
            Value::Array(elements) => {
                let Some(items) = schemas.keyword(schema, "items") else { continue };
                for (index, element) in elements.iter().enumerate() {
                    walk(schemas, items, element, &format!("{pointer}/{index}"), found);
                }
            }
            _ => {}
        }
    }
}
