//! Adds all optional parts to a value, so that each of them can be tested.

use serde_json::{Map, Value, json};

use crate::label::PartPath;
use crate::meaning;
use crate::schemas::Schemas;
use crate::synthesize::{elements, smallest};

/// The maximum number of optional parts that are added.
const MAX_PARTS: usize = 200;

/// A value with its optional parts.
pub(crate) struct Completed {
    /// The completed value, or the given value if the completed one does not fit the schema.
    pub value: Value,
    /// Optional properties for which no value is found: `address.street`, `lines[].note`.
    pub unknown: Vec<PartPath>,
    /// Whether the schema has more optional parts than the maximum.
    pub is_cut: bool,
}

/// Adds all optional parts for which a value is found. A recursive schema is expanded once.
pub(crate) fn completed(schemas: &Schemas, schema: &Value, value: &Value) -> Completed {
    let mut completion = Completion { schemas, left: MAX_PARTS, unknown: Vec::new(), ancestors: Vec::new() };
    let whole = completion.value(schema, value, &PartPath::default());
    let value = if schemas.accepts(schema, &whole) { whole } else { value.clone() };
    Completed { value, unknown: completion.unknown, is_cut: completion.left == 0 }
}

struct Completion<'v> {
    schemas: &'v Schemas,
    left: usize,
    unknown: Vec<PartPath>,
    /// Schemas of the values around the current one.
    ancestors: Vec<*const Value>,
}

impl Completion<'_> {
    fn value(&mut self, schema: &Value, value: &Value, place: &PartPath) -> Value {
        let of: *const Value = self.schemas.target(schema);
        let is_recursive = self.ancestors.contains(&of);
        self.ancestors.push(of);
        let completed = match value {
            Value::Object(object) => Value::Object(self.object(schema, object, place, is_recursive)),
            Value::Array(shown) => {
                let made = || elements(self.schemas, schema, 1).unwrap_or_default();
                let shown = if shown.is_empty() && !is_recursive { made() } else { shown.clone() };
                let any = json!({});
                let is_tuple = !self.schemas.positions(schema).is_empty();
                let element = |(at, element): (usize, &Value)| {
                    let place = if is_tuple { place.position(at) } else { place.element() };
                    self.value(self.schemas.element(schema, at).unwrap_or(&any), element, &place)
                };
                Value::Array(shown.iter().enumerate().map(element).collect())
            }
            other => other.clone(),
        };
        self.ancestors.pop();
        if self.schemas.accepts(schema, &completed) { completed } else { value.clone() }
    }

    fn object(
        &mut self,
        schema: &Value,
        object: &Map<String, Value>,
        place: &PartPath,
        is_recursive: bool,
    ) -> Map<String, Value> {
        let schemas = self.schemas;
        let mut out = object.clone();
        let mut missing: Vec<(&str, &Value)> = schemas.properties(schema);
        missing.retain(|(name, _)| !object.contains_key(*name) && !is_recursive);
        let is_map = object.is_empty() && missing.is_empty() && !is_recursive;
        missing.extend(schemas.additional_properties(schema).filter(|_| is_map).map(|any| ("key", any)));
        for (name, of_property) in missing {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let meant = || meaning::text(schemas, of_property, name, 0).map(Value::String);
            match meant().or_else(|| smallest(schemas, of_property)) {
                Some(value) => drop(out.insert(name.to_owned(), value)),
                None => self.unknown.push(place.property(name)),
            }
        }
        for (name, value) in &mut out {
            if let Some(of_property) = schemas.property(schema, name) {
                *value = self.value(of_property, value, &place.property(name));
            }
        }
        out
    }
}
