//! A value that fits → the same with every optional part, so that each of them can be tried.

use serde_json::{Map, Value, json};

use crate::sample::{elements, sample};
use crate::schema::Validators;

/// Optional parts that are filled in, at the most.
const LIMIT: usize = 200;

/// What came of filling in.
pub(crate) struct Filled {
    /// The value, or the one that was given where the whole does not fit.
    pub value: Value,
    /// Places of optional properties that no value is known for.
    pub unknown: Vec<String>,
    /// Whether there are more parts than are filled in.
    pub is_cut: bool,
}

/// The value with every optional part that can be made up. A schema that holds itself is filled in once.
pub(crate) fn filled(validators: &Validators, schema: &Value, value: &Value) -> Filled {
    let mut fill = Fill { validators, left: LIMIT, unknown: Vec::new(), under_way: Vec::new() };
    let whole = fill.value(schema, value, "");
    let value = if validators.accepts(schema, &whole) { whole } else { value.clone() };
    Filled { value, unknown: fill.unknown, is_cut: fill.left == 0 }
}

struct Fill<'v> {
    validators: &'v Validators,
    left: usize,
    unknown: Vec<String>,
    /// Schemas that the value is within.
    under_way: Vec<*const Value>,
}

impl Fill<'_> {
    fn value(&mut self, schema: &Value, value: &Value, place: &str) -> Value {
        let of: *const Value = self.validators.target(schema);
        let is_within_itself = self.under_way.contains(&of);
        self.under_way.push(of);
        let filled = match value {
            Value::Object(object) => Value::Object(self.object(schema, object, place, is_within_itself)),
            Value::Array(shown) => {
                let made = || elements(self.validators, schema, 1).unwrap_or_default();
                let shown = if shown.is_empty() && !is_within_itself { made() } else { shown.clone() };
                let any = json!({});
                let items = self.validators.keyword(schema, "items").unwrap_or(&any);
                let place = format!("{place}[]");
                Value::Array(shown.iter().map(|element| self.value(items, element, &place)).collect())
            }
            other => other.clone(),
        };
        self.under_way.pop();
        if self.validators.accepts(schema, &filled) { filled } else { value.clone() }
    }

    fn object(
        &mut self,
        schema: &Value,
        object: &Map<String, Value>,
        place: &str,
        is_within_itself: bool,
    ) -> Map<String, Value> {
        let validators = self.validators;
        let within = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        let mut out = object.clone();
        let mut missing: Vec<(&str, &Value)> = validators.properties(schema);
        missing.retain(|(name, _)| !object.contains_key(*name) && !is_within_itself);
        let is_map = object.is_empty() && missing.is_empty() && !is_within_itself;
        missing.extend(validators.additional(schema).filter(|_| is_map).map(|any| ("key", any)));
        for (name, of_property) in missing {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            match sample(validators, of_property) {
                Some(value) => drop(out.insert(name.to_owned(), value)),
                None => self.unknown.push(within(name)),
            }
        }
        for (name, value) in &mut out {
            if let Some(of_property) = validators.property(schema, name) {
                *value = self.value(of_property, value, &within(name));
            }
        }
        out
    }
}
