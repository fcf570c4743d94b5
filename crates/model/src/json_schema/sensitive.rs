//! Which JSON Schemas are of values that `Debug` and errors must hide.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::definition_named;
use crate::schema::Keyword;

/// Returns whether a value, an element of it that has no name, or an alternative of it is sensitive (`x-sensitive`). Properties do not count:
/// their types hide them. `definitions` are those of [`Api::definitions`](crate::api::Api::definitions).
pub fn shows_sensitive(schema: &Value, definitions: &Map<String, Value>) -> bool {
    const WITHIN: [Keyword; 7] = [
        Keyword::Items,
        Keyword::PrefixItems,
        Keyword::AdditionalProperties,
        Keyword::PatternProperties,
        Keyword::AllOf,
        Keyword::AnyOf,
        Keyword::OneOf,
    ];
    let (mut open, mut seen) = (vec![schema], HashSet::new());
    while let Some(schema) = open.pop() {
        if schema.get(Keyword::Sensitive.name()) == Some(&Value::Bool(true)) {
            return true;
        }
        if let Some(name) = schema.get(Keyword::Ref.name()).and_then(Value::as_str).and_then(definition_named) {
            open.extend(definitions.get(&name).filter(|_| seen.insert(name.clone())));
        }
        for (keyword, value) in WITHIN.iter().filter_map(|keyword| Some((keyword, schema.get(keyword.name())?))) {
            match value {
                Value::Array(members) => open.extend(members),
                Value::Object(entries) if *keyword == Keyword::PatternProperties => open.extend(entries.values()),
                value => open.push(value),
            }
        }
    }
    false
}
