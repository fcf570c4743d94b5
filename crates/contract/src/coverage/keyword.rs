//! The keywords of a schema that check a value, and the keywords that a schema has.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use model::api::Integer;
use model::pointer::encode;
use serde_json::{Map, Value, json};

use crate::schemas::Schemas;

/// The maximum depth of a schema. A schema that refers to itself below a value ends with the value.
const MAX_DEPTH: usize = 64;

/// Validators of single keywords, by the text of the keyword.
#[derive(Default)]
pub(crate) struct KeywordValidators(Mutex<HashMap<String, Arc<Option<jsonschema::Validator>>>>);

impl KeywordValidators {
    /// Whether a value fits a keyword alone.
    fn accepts(&self, keyword: &str, argument: &Value, value: &Value) -> bool {
        let schema = json!({ keyword: argument });
        // Entries are only added, so the map is valid even if a thread panicked.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = known.entry(schema.to_string()).or_insert_with(|| {
            Arc::new(jsonschema::draft202012::options().should_validate_formats(true).build(&schema).ok())
        });
        let validator = Arc::clone(validator);
        drop(known);
        validator.as_ref().as_ref().is_none_or(|validator| validator.is_valid(value))
    }
}

/// The type of value that an assertion applies to (JSON Schema Validation 2020-12, section 6); `None` if `keyword` is not an
/// assertion. `any` applies to every value.
fn applies_to(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "type" | "enum" | "const" => "any",
        "minLength" | "maxLength" | "pattern" | "format" => "string",
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => "number",
        "minItems" | "maxItems" | "uniqueItems" => "array",
        "minProperties" | "maxProperties" | "required" | "additionalProperties" => "object",
        _ => return None,
    })
}

/// Whether a keyword of a schema stands for the range of an integer type. The model adds these bounds to every integer, so they are
/// not the document's, unless `x-bounds` lists them. It passes on formats of integers, and no validator checks them.
fn is_range(keywords: &Map<String, Value>, keyword: &str, argument: &Value) -> bool {
    let (signed, unsigned) = (argument.as_i64(), argument.as_u64());
    let format = || keywords.get("format").and_then(Value::as_str).and_then(Integer::of_format);
    let written = || keywords.get("x-bounds").and_then(Value::as_array);
    let is_written = || written().is_some_and(|bounds| bounds.iter().any(|bound| bound == keyword));
    match keyword {
        "format" => format().is_some(),
        "minimum" => {
            signed.is_some_and(|bound| [i64::from(i32::MIN), i64::MIN].contains(&bound))
                || (!is_written() && format().is_some_and(|integer| integer.ends().0 == *argument))
        }
        "maximum" => {
            signed.is_some_and(|bound| [i64::from(i32::MAX), i64::MAX].contains(&bound))
                || unsigned.is_some_and(|bound| [u64::from(u32::MAX), u64::MAX].contains(&bound))
                || (!is_written() && format().is_some_and(|integer| integer.ends().1 == *argument))
        }
        _ => false,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Calls `add` with the pointer of each keyword that applies to a value, and with whether the value fits it.
pub(crate) fn add_keywords(
    schemas: &Schemas,
    validators: &KeywordValidators,
    schema: &Value,
    value: &Value,
    add: &mut dyn FnMut(String, bool),
) {
    KeywordWalk { schemas, validators, add }.value(schema, value, "", 0);
}

/// Walks a value with its schema.
struct KeywordWalk<'a> {
    schemas: &'a Schemas,
    validators: &'a KeywordValidators,
    add: &'a mut dyn FnMut(String, bool),
}

impl KeywordWalk<'_> {
    fn value(&mut self, schema: &Value, value: &Value, at: &str, depth: usize) {
        let Some(keywords) = schema.as_object().filter(|_| depth < MAX_DEPTH) else { return };
        for (keyword, argument) in keywords {
            let place = format!("{at}/{}", encode(keyword));
            match (keyword.as_str(), argument, value) {
                ("$ref", Value::String(reference), _) => {
                    if let Some((name, target)) = self.schemas.definition(reference) {
                        self.value(target, value, &name, depth + 1);
                    }
                }
                ("allOf", Value::Array(members), _) => {
                    for (index, member) in members.iter().enumerate() {
                        self.value(member, value, &format!("{place}/{index}"), depth + 1);
                    }
                }
                // Only the alternatives that a value fits are used by it.
                ("anyOf" | "oneOf", Value::Array(alternatives), _) => {
                    for (index, alternative) in alternatives.iter().enumerate() {
                        if self.schemas.accepts(alternative, value) {
                            let place = format!("{place}/{index}");
                            (self.add)(place.clone(), true);
                            self.value(alternative, value, &place, depth + 1);
                        }
                    }
                }
                ("properties", Value::Object(properties), Value::Object(object)) => {
                    for (name, schema) in properties {
                        if let Some(value) = object.get(name) {
                            self.value(schema, value, &format!("{place}/{}", encode(name)), depth + 1);
                        }
                    }
                }
                ("additionalProperties", Value::Object(_), Value::Object(object)) => {
                    let listed = keywords.get("properties").and_then(Value::as_object);
                    let others =
                        object.iter().filter(|(name, _)| listed.is_none_or(|listed| !listed.contains_key(*name)));
                    others.for_each(|(_, value)| self.value(argument, value, &place, depth + 1));
                }
                ("additionalProperties", Value::Bool(false), Value::Object(object)) => {
                    let listed = keywords.get("properties").and_then(Value::as_object);
                    let is_listed = |name: &String| listed.is_some_and(|listed| listed.contains_key(name));
                    (self.add)(place, object.keys().all(is_listed));
                }
                ("items", Value::Object(_), Value::Array(elements)) => {
                    elements.iter().for_each(|element| self.value(argument, element, &place, depth + 1));
                }
                ("enum", Value::Array(values), _) => match values.iter().position(|known| known == value) {
                    Some(index) => (self.add)(format!("{place}/{index}"), true),
                    // Each of the values rejected it.
                    None => (0..values.len()).for_each(|index| (self.add)(format!("{place}/{index}"), false)),
                },
                ("additionalProperties", ..) => {}
                (keyword, argument, _) if is_range(keywords, keyword, argument) => {}
                _ => {
                    let applies = applies_to(keyword).is_some_and(|ty| ty == "any" || ty == type_of(value));
                    if applies {
                        (self.add)(place, self.validators.accepts(keyword, argument, value));
                    }
                }
            }
        }
    }
}

/// The pointers of all keywords of a schema that can check a value, in the order of the schema. Schemas that it refers to are
/// there once.
pub(super) fn keywords_of(schemas: &Schemas, schema: &Value) -> Vec<String> {
    let (mut found, mut visited) = (Vec::new(), BTreeSet::new());
    list(schemas, schema, "", 0, &mut visited, &mut found);
    found
}

fn list(
    schemas: &Schemas,
    schema: &Value,
    at: &str,
    depth: usize,
    visited: &mut BTreeSet<String>,
    found: &mut Vec<String>,
) {
    let Some(keywords) = schema.as_object().filter(|_| depth < MAX_DEPTH) else { return };
    for (keyword, argument) in keywords {
        let place = format!("{at}/{}", encode(keyword));
        match (keyword.as_str(), argument) {
            ("$ref", Value::String(reference)) => {
                if let Some((name, target)) = schemas.definition(reference)
                    && visited.insert(name.clone())
                {
                    list(schemas, target, &name, depth + 1, visited, found);
                }
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(members)) => {
                for (index, member) in members.iter().enumerate() {
                    let place = format!("{place}/{index}");
                    if keyword != "allOf" {
                        found.push(place.clone());
                    }
                    list(schemas, member, &place, depth + 1, visited, found);
                }
            }
            ("properties", Value::Object(properties)) => {
                for (name, schema) in properties {
                    list(schemas, schema, &format!("{place}/{}", encode(name)), depth + 1, visited, found);
                }
            }
            ("items" | "additionalProperties", Value::Object(_)) => {
                list(schemas, argument, &place, depth + 1, visited, found);
            }
            ("enum", Value::Array(values)) => {
                found.extend((0..values.len()).map(|index| format!("{place}/{index}")));
            }
            ("additionalProperties", Value::Bool(true)) => {}
            (keyword, argument) if is_range(keywords, keyword, argument) => {}
            _ if applies_to(keyword).is_some() => found.push(place),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Source;
    use serde_json::json;

    use super::{KeywordValidators, add_keywords, keywords_of};
    use crate::schemas::Schemas;

    /// The model adds the range of each format of integers.
    #[test]
    fn the_range_of_a_format_is_no_keyword() -> Result<(), model::Problems> {
        for (schema, expected) in [
            ("{type: integer, format: int8}", &["/type"][..]),
            ("{type: integer, format: int16}", &["/type"]),
            ("{type: integer, format: uint8}", &["/type"]),
            ("{type: integer, format: uint16}", &["/type"]),
            ("{type: integer, format: uint32}", &["/type"]),
            ("{type: integer, format: uint64}", &["/type"]),
            ("{type: integer, format: uint8, minimum: 0, maximum: 9}", &["/type", "/minimum", "/maximum"]),
        ] {
            let document = format!(
                "openapi: 3.1.0\ninfo: {{title: Days, version: 1.0.0}}\npaths:\n  /days:\n    get:\n      operationId: days\n      parameters: [{{name: day, in: query, schema: {schema}}}]\n      responses: {{'204': {{description: Days.}}}}\n"
            );
            let (api, _) = model::resolve(&Source::new("days.yaml", document))?;
            let mut found = keywords_of(&Schemas::new(&api), &api.operations[0].parameters[0].schema);
            found.sort_by_key(|place| ["/type", "/minimum", "/maximum"].iter().position(|known| known == place));
            assert_eq!(found, expected, "{schema}");
        }
        Ok(())
    }

    #[test]
    fn int64_is_no_keyword_that_checks_a_value() -> Result<(), model::Problems> {
        let document = "{openapi: 3.1.0, info: {title: Days, version: 1.0.0}, paths: {}}";
        let (api, _) = model::resolve(&Source::new("days.yaml", document))?;
        let (schemas, validators) = (Schemas::new(&api), KeywordValidators::default());
        let schema = json!({
            "type": "object",
            "properties": {
                "id": { "type": "integer", "format": "int64" },
                "day": { "type": "string", "format": "date" },
            },
        });
        let expected = ["/type", "/properties/id/type", "/properties/day/type", "/properties/day/format"];
        assert_eq!(keywords_of(&schemas, &schema), expected);
        // A text is of the wrong type, and its format does not matter.
        let mut found = Vec::new();
        let value = json!({ "id": "one", "day": "2020-02-29" });
        add_keywords(&schemas, &validators, &schema, &value, &mut |place, fits| found.push((place, fits)));
        let expected = expected.map(|place| (place.to_owned(), place != "/properties/id/type"));
        assert_eq!(found, expected);
        Ok(())
    }
}
