//! Texts and numbers that no earlier request had, so that a server with unique properties accepts the request.

use serde_json::{Value, json};

use crate::format;
use crate::meaning;
use crate::schemas::Schemas;
use crate::synthesize::{is_integer, smallest};
use crate::texts::{others, others_of_length};

/// How values are made fresh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Freshness {
    /// The number of the value. With 0, nothing changes.
    pub count: usize,
    /// Whether integers and the texts of examples change too. By default, only generated texts change: an example may be the
    /// address or the name of something that exists.
    pub is_thorough: bool,
}

/// The value with fresh parts, as far as the schema accepts them. The parts for which `is_kept` is true, by their path, do not
/// change.
pub(crate) fn freshened(
    schemas: &Schemas,
    schema: &Value,
    value: &Value,
    freshness: Freshness,
    is_kept: &dyn Fn(&[String]) -> bool,
) -> Value {
    if freshness.count == 0 {
        return value.clone();
    }
    Freshening { schemas, freshness, is_kept }.part(schema, value, &mut Vec::new())
}

/// A body with a defect, with fresh values in the properties that have none: a lenient server may store it, and must not respond with
/// 409 to later requests. The parts for which `is_kept` is true, by their path, do not change.
/// `body` itself if the schema would accept the result.
pub(crate) fn freshened_around_defect(
    schemas: &Schemas,
    schema: &Value,
    body: &Value,
    freshness: Freshness,
    is_kept: &dyn Fn(&[String]) -> bool,
) -> Value {
    let Value::Object(object) = body else { return body.clone() };
    let alternatives = schemas.alternatives(schema);
    let property = |(name, part): (&String, &Value)| {
        let mut of_part = alternatives.iter().filter_map(|schema| schemas.property(schema, name));
        let of_part = of_part.find(|of_part| schemas.accepts(of_part, part));
        let is_kept = |path: &[String]| is_kept(&[std::slice::from_ref(name), path].concat());
        let fresh = of_part.map_or_else(|| part.clone(), |of| freshened(schemas, of, part, freshness, &is_kept));
        (name.clone(), fresh)
    };
    let fresh = Value::Object(object.iter().map(property).collect());
    if schemas.accepts(schema, &fresh) { body.clone() } else { fresh }
}

/// Whether the name of a property says that it is the id of another resource: `room_id`, `roomId`.
pub(crate) fn names_another(name: &str) -> bool {
    ["_id", "-id", "Id", "ID"].iter().any(|end| name.len() > end.len() && name.ends_with(end))
}

struct Freshening<'a> {
    schemas: &'a Schemas,
    freshness: Freshness,
    is_kept: &'a dyn Fn(&[String]) -> bool,
}

impl Freshening<'_> {
    fn part(&self, schema: &Value, value: &Value, path: &mut Vec<String>) -> Value {
        if (self.is_kept)(path) {
            return value.clone();
        }
        match value {
            Value::Object(object) => {
                let property = |(name, part): (&String, &Value)| {
                    path.push(name.clone());
                    let alternatives = self.schemas.alternatives(schema);
                    let mut schemas = alternatives.into_iter().filter(|one| self.schemas.accepts(one, value));
                    let of_part = schemas.find_map(|one| self.schemas.property(one, name));
                    // An id from an example may be that of a resource that exists.
                    let of_part = of_part.filter(|of_part| !(names_another(name) && self.is_example(of_part, part)));
                    let meant =
                        of_part.and_then(|of_part| self.meant(of_part, name, part)).filter(|_| !(self.is_kept)(path));
                    let fresh = || of_part.map_or_else(|| part.clone(), |of_part| self.part(of_part, part, path));
                    let fresh = meant.unwrap_or_else(fresh);
                    path.pop();
                    (name.clone(), fresh)
                };
                Value::Object(object.iter().map(property).collect())
            }
            Value::Array(elements) => {
                let Some(items) = self.schemas.keyword(schema, "items") else { return value.clone() };
                let element = |(index, element): (usize, &Value)| {
                    path.push(index.to_string());
                    let fresh = self.part(items, element, path);
                    path.pop();
                    fresh
                };
                let fresh = Value::Array(elements.iter().enumerate().map(element).collect());
                if self.schemas.accepts(schema, &fresh) { fresh } else { value.clone() }
            }
            Value::String(text) => self.text(schema, text).map_or_else(|| value.clone(), Value::String),
            Value::Number(number) if self.freshness.is_thorough && is_integer(self.schemas, schema) => {
                let next =
                    number.as_i64().and_then(|number| number.checked_add(i64::try_from(self.freshness.count).ok()?));
                let next = next.map(|next| json!(next)).filter(|next| self.schemas.accepts(schema, next));
                next.unwrap_or_else(|| value.clone())
            }
            _ => value.clone(),
        }
    }

    /// Another text with the meaning of the name, in place of one that the runner made.
    fn meant(&self, schema: &Value, name: &str, part: &Value) -> Option<Value> {
        let number = u64::try_from(self.freshness.count).ok()?;
        meaning::fresh(self.schemas, schema, name, part.as_str()?, number).map(Value::String)
    }

    /// Whether an integer is an example, or at least not the one that is generated for its schema.
    fn is_example(&self, schema: &Value, value: &Value) -> bool {
        let is_shown = || self.schemas.keyword(schema, "examples").is_some();
        value.is_i64() && (is_shown() || smallest(self.schemas, schema).as_ref() != Some(value))
    }

    fn text(&self, schema: &Value, text: &str) -> Option<String> {
        // Another text of a format, such as an address, may belong to somebody.
        if let Some(of) = format::of_text(self.schemas, schema, text) {
            let number = u64::try_from(self.freshness.count).unwrap_or_default();
            return format::varied(self.schemas, of, text, number);
        }
        let is_fixed = ["enum", "format"].iter().any(|key| self.schemas.keyword(schema, key).is_some());
        let is_generated = self.schemas.keyword(schema, "examples").is_none()
            && (text.starts_with("string")
                || smallest(self.schemas, schema).as_ref().and_then(Value::as_str) == Some(text));
        if is_fixed || !(is_generated || self.freshness.is_thorough) {
            return None;
        }
        let count = self.freshness.count;
        let is_fit = |fresh: &String| fresh != text && self.schemas.accepts(schema, &json!(fresh));
        // A text at its `maxLength` has no place for more digits.
        others(text, count).into_iter().chain(others_of_length(text, count)).find(is_fit)
    }
}
