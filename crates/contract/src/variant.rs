//! Values that differ from one that fits in one part each: with a defect, or at an edge of what the schema takes.

use serde_json::{Map, Value, json};

use crate::defect::defects_of;
use crate::edge::edges_of;
use crate::fill::{Filled, filled};
use crate::sample::kind;
use crate::schema::Validators;

/// A value, and what is special about it in a few words that make an id: `Data.Sid-null`, `tags[]-too-long`.
pub(crate) type Variant = (String, Value);

/// Gives the variants of one part, without looking into it.
type Local = fn(&Validators, &Value, &Value) -> Vec<Variant>;

/// Every way in which one part of `value` can be broken, as far as the schema refuses it.
pub(crate) fn defects(validators: &Validators, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk(validators, schema, value, defects_of);
    all.retain(|(_, broken)| !validators.accepts(schema, broken));
    all
}

/// Values with one part at an edge, as far as the schema accepts them.
pub(crate) fn edges(validators: &Validators, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk(validators, schema, value, edges_of);
    all.retain(|(_, other)| other != value && validators.accepts(schema, other));
    all
}

/// A body with every optional part, and one variant for each property of the outermost object that may be absent: with
/// that property alone beside the required ones.
pub(crate) struct Whole {
    pub value: Value,
    pub alone: Vec<Variant>,
    /// Places of optional parts that no value is known for.
    pub unknown: Vec<String>,
    /// Whether the schema has more parts than are filled in.
    pub is_cut: bool,
}

/// The whole of `value`.
pub(crate) fn whole(validators: &Validators, schema: &Value, value: &Value) -> Whole {
    let Filled { value: whole, unknown, is_cut } = filled(validators, schema, value);
    let mut alone = Vec::new();
    if let Value::Object(object) = &whole {
        let (required, optional): (Vec<_>, Vec<_>) =
            object.iter().partition(|(name, _)| validators.is_required(schema, name));
        let with = |more: Option<(&String, &Value)>| {
            let parts = required.iter().copied().chain(more);
            Value::Object(parts.map(|(name, part)| (name.clone(), part.clone())).collect())
        };
        if !optional.is_empty() {
            alone.push(("required-properties-alone".to_owned(), with(None)));
            alone.extend(optional.iter().map(|property| (format!("{}-alone", property.0), with(Some(*property)))));
        }
        alone.retain(|(_, value)| validators.accepts(schema, value));
    }
    Whole { value: whole, alone, unknown, is_cut }
}

/// Whether every text of a format that cannot be checked is one of `shown`, so that a server must take it.
pub(crate) fn keeps_formats(validators: &Validators, schema: &Value, shown: Option<&Value>, other: &Value) -> bool {
    match other {
        Value::String(_) if validators.is_of_another_format(schema) => shown == Some(other),
        Value::Object(properties) => properties.iter().all(|(name, part)| {
            let shown = shown.and_then(|shown| shown.get(name));
            validators.property(schema, name).is_none_or(|schema| keeps_formats(validators, schema, shown, part))
        }),
        Value::Array(elements) => {
            let Some(items) = validators.keyword(schema, "items") else { return true };
            let shown = || shown.and_then(Value::as_array).into_iter().flatten();
            elements.iter().all(|element| {
                let keeps = |shown: Option<&Value>| keeps_formats(validators, items, shown, element);
                shown().any(|shown| keeps(Some(shown))) || keeps(None)
            })
        }
        _ => true,
    }
}

fn walk(validators: &Validators, schema: &Value, value: &Value, local: Local) -> Vec<Variant> {
    let mut out = Vec::new();
    Walk { validators, local, out: &mut out }.part(schema, value, "", &|part| part);
    out
}

struct Walk<'a> {
    validators: &'a Validators,
    local: Local,
    out: &'a mut Vec<Variant>,
}

impl Walk<'_> {
    /// `place` is where the part is in the whole, and `put` makes a whole of another part.
    fn part(&mut self, schema: &Value, value: &Value, place: &str, put: &dyn Fn(Value) -> Value) {
        let separator = if place.is_empty() { "" } else { "-" };
        for (what, other) in (self.local)(self.validators, schema, value) {
            self.out.push((format!("{place}{separator}{what}"), put(other)));
        }
        match value {
            Value::Object(object) => self.properties(schema, object, place, put),
            Value::Array(elements) => {
                let Some((first, items)) = elements.first().zip(self.validators.keyword(schema, "items")) else {
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
            let Some(of_part) = self.validators.property(schema, name) else { continue };
            let put_property = |value: Value| {
                let mut changed = object.clone();
                changed.insert(name.clone(), value);
                put(Value::Object(changed))
            };
            self.part(of_part, part, &place, &put_property);
        }
    }
}

/// The object with one property that the schema does not list.
pub(crate) fn with_unlisted(object: &Map<String, Value>) -> Value {
    let mut more = object.clone();
    more.insert("x-unlisted".to_owned(), json!({ "anything": [1] }));
    Value::Object(more)
}

/// Whether the schema is of integers.
pub(crate) fn is_integer(validators: &Validators, schema: &Value) -> bool {
    kind(validators, schema) == Some("integer")
}
