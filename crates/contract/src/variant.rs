//! Variants of a valid value: each changes one part, to an invalid value or to a value at the edge of the schema.

mod defect;
mod edge;

use serde_json::{Map, Value, json};

use crate::complete::{Completed, completed};
use crate::schemas::Schemas;

/// A name, which becomes part of a case id, and the value: `Data.Sid-null`, `tags[]-too-long`.
pub(crate) type Variant = (String, Value);

/// Makes the variants of one part, without the variants of the parts inside it.
type Local = fn(&Schemas, &Value, &Value) -> Vec<Variant>;

/// The variants of `value` with one invalid part. Variants that the schema accepts are removed.
pub(crate) fn defects(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk(schemas, schema, value, defect::defects);
    all.retain(|(_, invalid)| !schemas.accepts(schema, invalid));
    all
}

/// The variants of `value` with one part at an edge of the schema. Variants that the schema does not accept are removed.
pub(crate) fn edges(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk(schemas, schema, value, edge::edges);
    all.retain(|(_, other)| other != value && schemas.accepts(schema, other));
    all
}

/// A value with all optional parts, and one variant for each optional property of the outermost object, which has the
/// required properties and that one.
pub(crate) struct Whole {
    /// The value with all optional parts.
    pub value: Value,
    /// The variants.
    pub alone: Vec<Variant>,
    /// Optional properties for which no value is found.
    pub unknown: Vec<String>,
    /// Whether the schema has more optional parts than are tested.
    pub is_cut: bool,
}

/// Adds all optional parts to `value`, and makes the variants with one of them.
pub(crate) fn whole(schemas: &Schemas, schema: &Value, value: &Value) -> Whole {
    let Completed { value: whole, unknown, is_cut } = completed(schemas, schema, value);
    let mut alone = Vec::new();
    if let Value::Object(object) = &whole {
        let (required, optional): (Vec<_>, Vec<_>) =
            object.iter().partition(|(name, _)| schemas.is_required(schema, name));
        let with = |more: Option<(&String, &Value)>| {
            let parts = required.iter().copied().chain(more);
            Value::Object(parts.map(|(name, part)| (name.clone(), part.clone())).collect())
        };
        if !optional.is_empty() {
            alone.push(("required-properties-alone".to_owned(), with(None)));
            alone.extend(optional.iter().map(|property| (format!("{}-alone", property.0), with(Some(*property)))));
        }
        alone.retain(|(_, value)| schemas.accepts(schema, value));
    }
    Whole { value: whole, alone, unknown, is_cut }
}

/// Whether a server must accept `other`: each text in it whose format this crate cannot check comes from the example
/// `shown`.
pub(crate) fn keeps_formats(schemas: &Schemas, schema: &Value, shown: Option<&Value>, other: &Value) -> bool {
    match other {
        Value::String(_) if schemas.has_unknown_format(schema) => shown == Some(other),
        Value::Object(properties) => properties.iter().all(|(name, part)| {
            let shown = shown.and_then(|shown| shown.get(name));
            schemas.property(schema, name).is_none_or(|schema| keeps_formats(schemas, schema, shown, part))
        }),
        Value::Array(elements) => {
            let Some(items) = schemas.keyword(schema, "items") else { return true };
            let shown = || shown.and_then(Value::as_array).into_iter().flatten();
            elements.iter().all(|element| {
                let keeps = |shown: Option<&Value>| keeps_formats(schemas, items, shown, element);
                shown().any(|shown| keeps(Some(shown))) || keeps(None)
            })
        }
        _ => true,
    }
}

fn walk(schemas: &Schemas, schema: &Value, value: &Value, local: Local) -> Vec<Variant> {
    let mut out = Vec::new();
    Walk { schemas, local, out: &mut out }.part(schema, value, "", &|part| part);
    out
}

struct Walk<'a> {
    schemas: &'a Schemas,
    local: Local,
    out: &'a mut Vec<Variant>,
}

impl Walk<'_> {
    /// Adds the variants of one part. `place` names the part, and `put` puts another value in its place.
    fn part(&mut self, schema: &Value, value: &Value, place: &str, put: &dyn Fn(Value) -> Value) {
        let separator = if place.is_empty() { "" } else { "-" };
        for (label, other) in (self.local)(self.schemas, schema, value) {
            self.out.push((format!("{place}{separator}{label}"), put(other)));
        }
        match value {
            Value::Object(object) => self.properties(schema, object, place, put),
            Value::Array(elements) => {
                let Some((first, items)) = elements.first().zip(self.schemas.keyword(schema, "items")) else {
                    return;
                };
                let put_element = |element: Value| {
                    let rest = elements.iter().skip(1).cloned();
                    put(std::iter::once(element).chain(rest).collect())
                };
                self.part(items, first, &format!("{place}[]"), &put_element);
            }
            _ => {}
        }
    }

    fn properties(&mut self, schema: &Value, object: &Map<String, Value>, place: &str, put: &dyn Fn(Value) -> Value) {
        for (name, part) in object {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            let mut without = object.clone();
            without.remove(name);
            self.out.push((format!("{place}-absent"), put(Value::Object(without))));
            let Some(of_part) = self.schemas.property(schema, name) else { continue };
            let put_property = |value: Value| {
                let mut changed = object.clone();
                changed.insert(name.clone(), value);
                put(Value::Object(changed))
            };
            self.part(of_part, part, &place, &put_property);
        }
    }
}

/// The object with an additional property.
fn with_unlisted(object: &Map<String, Value>) -> Value {
    let mut more = object.clone();
    more.insert("x-unlisted".to_owned(), json!({ "anything": [1] }));
    Value::Object(more)
}
