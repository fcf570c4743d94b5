//! Compares the body of a response with a documented example.

use serde_json::Value;

use crate::excerpt::Excerpt;
use crate::kind::ViolationKind;
use crate::part::Difference;
use crate::schemas::Schemas;

/// Adds a message to `mismatches` for each difference between the documented and the received value. Values whose schema
/// has `x-volatile: true` are not compared. `pointer` is the JSON Pointer of the value in the body.
pub(crate) fn compare(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    schema: Option<&Value>,
    documented: &Value,
    got: &Value,
    pointer: &str,
    mismatches: &mut Vec<Difference>,
) {
    if schema.is_some_and(|schema| schemas.has_flag(schema, "x-volatile")) {
        return;
    }
    match (documented, got) {
        (Value::Object(documented), Value::Object(got)) => {
            for (key, value) in documented {
                let pointer = format!("{pointer}/{key}");
                let schema = schema.and_then(|schema| schemas.property(schema, key));
                match got.get(key) {
                    Some(got) => compare(excerpt, schemas, schema, value, got, &pointer, mismatches),
                    None => {
                        let message = format!("expected the documented value at {pointer}, got nothing");
                        mismatches.push(Difference::at(ViolationKind::Example, &pointer, message));
                    }
                }
            }
            let more = got.keys().filter(|key| !documented.contains_key(*key));
            mismatches.extend(more.map(|key| {
                let message = format!("expected nothing at {pointer}/{key}, as in the example, got a value");
                Difference::at(ViolationKind::Example, pointer, message)
            }));
        }
        (Value::Array(documented), Value::Array(got)) if documented.len() == got.len() => {
            let items = schema.and_then(|schema| schemas.keyword(schema, "items"));
            for (index, (documented, got)) in documented.iter().zip(got).enumerate() {
                compare(excerpt, schemas, items, documented, got, &format!("{pointer}/{index}"), mismatches);
            }
        }
        (documented, got) if documented != got => {
            let is_sensitive = schema.is_some_and(|schema| schemas.has_flag(schema, "x-sensitive"));
            let place = if pointer.is_empty() { "as the body".to_owned() } else { format!("at {pointer}") };
            let (expected, got) = (excerpt.value(documented, is_sensitive), excerpt.value(got, is_sensitive));
            let message = format!("expected the documented {expected} {place}, got {got}");
            mismatches.push(Difference::at(ViolationKind::Example, pointer, message));
        }
        _ => {}
    }
}
