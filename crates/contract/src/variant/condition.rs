//! Invalid variants by keywords that combine other constraints: `not`, alternatives of required properties, several alternatives of
//! `oneOf`, `dependentRequired`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::label::Defect;
use crate::schemas::{Schemas, choice};
use crate::synthesize::smallest;

/// Candidates that violate such a keyword. The caller removes those that the schema accepts.
pub(super) fn violations(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<(Defect, Value)> {
    let mut out = Vec::new();
    for part in schemas.all_of(schema) {
        if let Some(not) = part.get("not") {
            out.extend(excluded(schemas, not, value).map(|value| (Defect::Excluded, value)));
        }
        let Value::Object(object) = value else { continue };
        out.extend(unmet(part, object).map(|value| (Defect::NoAlternativePresent, value)));
        out.extend(several(schemas, schema, part, object).map(|value| (Defect::SeveralAlternatives, value)));
        out.extend(dependent(part, object));
    }
    let mut seen = HashSet::new();
    out.retain(|(defect, _)| seen.insert(defect.clone()));
    out
}

/// A value that fits the schema of a `not`.
fn excluded(schemas: &Schemas, not: &Value, value: &Value) -> Option<Value> {
    if let Value::Object(object) = value {
        // The properties that must not be present, beside the others.
        let mut more = object.clone();
        if let Some(Value::Object(smallest)) = smallest(schemas, not) {
            more.extend(smallest);
        }
        for name in names(schemas.keyword(not, "required")) {
            more.entry(name).or_insert_with(|| json!("x"));
        }
        return Some(Value::Object(more)).filter(|more| schemas.accepts(not, more));
    }
    let pattern = schemas.keyword(not, "pattern").and_then(Value::as_str).filter(|_| value.is_string());
    let matching = pattern.and_then(model::pattern::text).map(Value::String);
    matching.or_else(|| smallest(schemas, not)).filter(|found| schemas.accepts(not, found))
}

/// The object without the properties of which alternatives only require some.
fn unmet(schema: &Value, object: &Map<String, Value>) -> Option<Value> {
    let alternatives = choice(schema)?;
    let required: Vec<&str> = alternatives.iter().flat_map(|alternative| names(alternative.get("required"))).collect();
    let others = object.iter().filter(|(name, _)| !required.contains(&name.as_str()));
    let others: Map<String, Value> = others.map(|(name, value)| (name.clone(), value.clone())).collect();
    (others.len() < object.len()).then_some(Value::Object(others))
}

/// The object with the smallest properties of another alternative of `oneOf`, so that it fits both.
fn several(schemas: &Schemas, whole: &Value, part: &Value, object: &Map<String, Value>) -> Option<Value> {
    let alternatives = part.get("oneOf")?.as_array()?;
    let mut both = alternatives.iter().map(|one| {
        let mut both = object.clone();
        for name in schemas.all_of(one).into_iter().flat_map(|part| names(part.get("required"))) {
            let property = schemas.property(one, name).or_else(|| schemas.property(whole, name));
            let value = || property.and_then(|property| smallest(schemas, property)).unwrap_or_else(|| json!("x"));
            both.entry(name).or_insert_with(value);
        }
        Value::Object(both)
    });
    both.find(|both| alternatives.iter().filter(|one| schemas.accepts(one, both)).count() > 1)
}

/// The object without a property that another one requires (`dependentRequired`).
fn dependent(schema: &Value, object: &Map<String, Value>) -> Vec<(Defect, Value)> {
    let of = schema.get("dependentRequired").and_then(Value::as_object).into_iter().flatten();
    let pairs = of.flat_map(|(key, list)| names(Some(list)).map(move |name| (key, name)));
    let broken = pairs.filter(|(key, name)| object.contains_key(*key) && key.as_str() != *name);
    broken
        .map(|(key, name)| {
            let others = object.iter().filter(|(known, _)| known.as_str() != name);
            let others = others.map(|(name, value)| (name.clone(), value.clone())).collect();
            (Defect::Without { key: key.clone(), name: name.to_owned() }, Value::Object(others))
        })
        .collect()
}

/// The strings of a list.
fn names(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
