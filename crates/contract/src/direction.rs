//! Properties that go one way alone: `readOnly` ones in a request, `writeOnly` ones in an answer (OpenAPI 3.0.4, Schema
//! Object, fixed fields). An open object takes them like any that is not listed, so its JSON Schema does not refuse them.

use model::json_schema::LEFT_OUT;
use serde_json::Value;

use crate::schema::Validators;

/// JSON Pointers to the properties of a value that its direction leaves out.
pub(crate) fn left_out(validators: &Validators, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(validators, schema, value, "", &mut found);
    found.sort();
    found.dedup();
    found
}

/// What is said of one.
pub(crate) fn fault(place: &str) -> String {
    format!("expected nothing at {place}, which goes the other way alone, got a value")
}

fn walk(validators: &Validators, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    // Of alternatives, only those count that the value is one of.
    let schemas = validators.alternatives(schema);
    let schemas = schemas.iter().enumerate().filter(|(index, schema)| *index == 0 || validators.accepts(schema, value));
    for (_, schema) in schemas {
        match value {
            Value::Object(entries) => {
                let lists = validators.parts(schema).into_iter().filter_map(|part| part.get(LEFT_OUT)?.as_array());
                let names: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
                for (name, value) in entries {
                    let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                    match validators.property(schema, name) {
                        _ if names.contains(&name.as_str()) => found.push(place),
                        Some(schema) => walk(validators, schema, value, &place, found),
                        None => {}
                    }
                }
            }
            Value::Array(elements) => {
                let Some(items) = validators.keyword(schema, "items") else { continue };
                for (index, element) in elements.iter().enumerate() {
                    walk(validators, items, element, &format!("{place}/{index}"), found);
                }
            }
            _ => {}
        }
    }
}
