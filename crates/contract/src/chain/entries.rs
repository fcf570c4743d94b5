//! Entries of maps: properties that the document does not list by name, in the objects inside a body.

use serde_json::{Map, Value, json};

use crate::schemas::{Schemas, kind};
use crate::synthesize::{elements, smallest};

/// The keys of the entries that the runner adds, where the schema accepts them.
const KEYS: [&str; 2] = ["key", "other"];

/// The maximum depth of objects that get entries.
const MAX_DEPTH: usize = 6;

/// The schema of a property that an object schema does not list.
pub(super) enum EntrySchema<'s> {
    /// Its schema.
    Known(&'s Value),
    /// Any value is an entry.
    Any,
}

/// The schema of an entry of a map. `None` if the document does not say that the object has properties with other names than the listed ones.
pub(super) fn entry_schema<'s>(schemas: &'s Schemas, schema: &'s Value, key: &str) -> Option<EntrySchema<'s>> {
    let patterns = schemas.keyword(schema, "patternProperties").and_then(Value::as_object);
    let of_pattern = patterns.into_iter().flatten().find(|(pattern, _)| {
        let name = json!({ "type": "string", "pattern": pattern });
        schemas.accepts(&name, &json!(key))
    });
    if let Some((_, of)) = of_pattern {
        return Some(EntrySchema::Known(of));
    }
    match schemas.keyword(schema, "additionalProperties") {
        Some(Value::Bool(is_open)) => is_open.then_some(EntrySchema::Any),
        Some(of) if of.as_object().is_some_and(Map::is_empty) => Some(EntrySchema::Any),
        Some(of) => Some(EntrySchema::Known(of)),
        None => is_bare(schemas, schema).then_some(EntrySchema::Any),
    }
}

/// Whether the runner added an entry.
pub(crate) fn is_own_key(key: &str) -> bool {
    KEYS.contains(&key)
}

/// Whether a schema is of objects, and says nothing about their properties.
fn is_bare(schemas: &Schemas, schema: &Value) -> bool {
    const ABOUT: [&str; 5] = ["properties", "patternProperties", "additionalProperties", "anyOf", "oneOf"];
    kind(schemas, schema) == Some("object") && ABOUT.iter().all(|key| schemas.keyword(schema, key).is_none())
}

/// A body whose inner objects have entries, as far as the schema accepts them: those of the document's example, else one or two. The outermost
/// object stays, because a server need not store what no document lists there.
pub(super) fn with_entries(schemas: &Schemas, schema: &Value, body: &Value) -> Value {
    inside(schemas, schema, body, 0)
}

fn inside(schemas: &Schemas, schema: &Value, value: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value.clone();
    }
    let filled = match value {
        Value::Object(object) => {
            let alternatives = schemas.alternatives(schema);
            let fitting: Vec<&Value> = alternatives.into_iter().filter(|one| schemas.accepts(one, value)).collect();
            let part = |(name, part): (&String, &Value)| {
                let of = fitting.iter().find_map(|one| schemas.property(one, name));
                (name.clone(), of.map_or_else(|| part.clone(), |of| inside(schemas, of, part, depth + 1)))
            };
            let whole: Map<String, Value> = object.iter().map(part).collect();
            let own = fitting.last().copied().filter(|_| depth > 0);
            own.map_or_else(|| Value::Object(whole.clone()), |own| entries(schemas, own, &whole))
        }
        Value::Array(parts) => {
            let Some(items) = schemas.keyword(schema, "items") else { return value.clone() };
            parts.iter().map(|part| inside(schemas, items, part, depth + 1)).collect()
        }
        other => return other.clone(),
    };
    if schemas.accepts(schema, &filled) { filled } else { value.clone() }
}

/// The object with entries.
fn entries(schemas: &Schemas, schema: &Value, object: &Map<String, Value>) -> Value {
    let listed = schemas.properties(schema);
    let is_entry = |name: &str| !listed.iter().any(|(known, _)| *known == name);
    let shown = schemas.keyword(schema, "examples").and_then(Value::as_array);
    let mut shown = shown.into_iter().flatten().filter_map(Value::as_object);
    let example = shown.find(|shown| shown.keys().any(|name| is_entry(name)));
    if let Some(example) = example {
        let mut with = object.clone();
        with.retain(|name, _| !is_own_key(name) || !is_entry(name));
        with.extend(example.iter().filter(|(name, _)| is_entry(name)).map(|(name, of)| (name.clone(), of.clone())));
        return Value::Object(with);
    }
    // Entries of the document's example stay.
    if object.keys().any(|name| is_entry(name) && !is_own_key(name)) {
        return Value::Object(object.clone());
    }
    let mut filled = object.clone();
    for key in keys(schemas, schema).into_iter().filter(|key| is_entry(key)) {
        let value = match entry_schema(schemas, schema, &key) {
            Some(EntrySchema::Known(of)) => smallest(schemas, of),
            Some(EntrySchema::Any) => Some(json!("string")),
            None => None,
        };
        let Some(value) = value.filter(|_| !filled.contains_key(&key)) else { continue };
        let mut more = filled.clone();
        more.insert(key, value);
        let more = Value::Object(more);
        if let (true, Value::Object(more)) = (schemas.accepts(schema, &more), more) {
            filled = more;
        }
    }
    Value::Object(filled)
}

/// Keys for entries: those that the names of the schema accept.
fn keys(schemas: &Schemas, schema: &Value) -> Vec<String> {
    let texts = |of: Value| {
        let list = json!({ "type": "array", "items": of });
        let made = elements(schemas, &list, 2).unwrap_or_default();
        made.into_iter().filter_map(|key| key.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    if let Some(Value::Object(names)) = schemas.keyword(schema, "propertyNames") {
        let mut of = names.clone();
        of.entry("type").or_insert_with(|| json!("string"));
        return texts(Value::Object(of));
    }
    let patterns = schemas.keyword(schema, "patternProperties").and_then(Value::as_object);
    match patterns.and_then(|patterns| patterns.keys().next()) {
        Some(pattern) => texts(json!({ "type": "string", "pattern": pattern })),
        None => KEYS.map(str::to_owned).into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::with_entries;
    use crate::schemas::Schemas;

    #[test]
    fn maps_get_entries_that_their_schema_accepts() -> Result<(), model::Problems> {
        let document = "{openapi: 3.1.0, info: {title: Maps, version: '1'}, paths: {}}";
        let schemas = Schemas::new(&model::resolve(&model::Source::new("maps.yaml", document))?.0);
        for (map, expected) in [
            (json!({ "type": "object" }), json!({ "key": "string", "other": "string" })),
            (json!({ "type": "object", "additionalProperties": true }), json!({ "key": "string", "other": "string" })),
            (
                json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
                json!({ "key": 0, "other": 0 }),
            ),
            (json!({ "type": "object", "maxProperties": 1 }), json!({ "key": "string" })),
            (
                json!({ "type": "object", "propertyNames": { "enum": ["de", "en"] } }),
                json!({ "de": "string", "en": "string" }),
            ),
            (
                json!({ "type": "object", "propertyNames": { "pattern": "^[a-z]{2}$", "maxLength": 2 }, "maxProperties": 1 }),
                json!({ "aa": "string" }),
            ),
            (
                json!({ "type": "object", "patternProperties": { "^x-": { "type": "boolean" } }, "additionalProperties": false, "maxProperties": 1 }),
                json!({ "x-": true }),
            ),
            (json!({ "type": "object", "examples": [{ "color": "red" }] }), json!({ "color": "red" })),
            (json!({ "type": "object", "properties": { "a": { "type": "string" } } }), json!({})),
            (json!({ "type": "object", "additionalProperties": false }), json!({})),
        ] {
            let schema = json!({ "type": "object", "properties": { "map": map } });
            assert_eq!(with_entries(&schemas, &schema, &json!({ "map": {} }))["map"], expected, "{map}");
        }
        Ok(())
    }
}
