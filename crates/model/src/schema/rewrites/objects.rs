//! The values of a document that may be objects of OpenAPI, for changes of schemas before anything reads them.

use crate::node::{Node, Value};
use crate::pointer::FILES;
use crate::schema::{Holds, Keyword};

/// Visits a value and all values within it, but for data, such as examples: it may look like a schema.
pub(crate) fn each_object(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    visit(node);
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| each_object(element, visit)),
        Value::Object(entries) => {
            for entry in entries {
                match &mut entry.value.value {
                    Value::Object(named) if has_names(&entry.key) => {
                        named.iter_mut().for_each(|named| each_object(&mut named.value, visit));
                    }
                    _ if is_data(&entry.key) => {}
                    _ => each_object(&mut entry.value, visit),
                }
            }
        }
        _ => {}
    }
}

/// Returns whether the keys below a key are names, which may be those of keywords.
fn has_names(key: &str) -> bool {
    const MAPS: [&str; 10] = [
        "schemas",
        "responses",
        "parameters",
        "headers",
        "requestBodies",
        "pathItems",
        "mediaTypes",
        "callbacks",
        "paths",
        "webhooks",
    ];
    MAPS.contains(&key) || Keyword::parse(key).and_then(Keyword::holds) == Some(Holds::Map)
}

/// Returns whether the value of a key is data, which may look like a schema.
fn is_data(key: &str) -> bool {
    key.starts_with("x-") && !key.starts_with(FILES)
        || matches!(key, "example" | "examples" | "default" | "enum" | "const")
}
