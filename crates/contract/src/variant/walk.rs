//! Visits all parts of a value with their schemas, and puts the candidates for each part in its place.

use serde_json::{Map, Value};

use super::{Candidate, Local, Variant};
use crate::complete::completed;
use crate::fresh::{Freshness, freshened};
use crate::label::{Edge, Mutation, PartPath};
use crate::schemas::Schemas;
use crate::synthesize::smallest;

/// The maximum number of alternatives of one part that are tested.
const MAX_ALTERNATIVES: usize = 20;

/// The candidates of `local` for each part of `value`, each in its place.
pub(super) fn walk(schemas: &Schemas, schema: &Value, value: &Value, local: Local) -> Vec<Variant> {
    let mut walk = Walk { schemas, root: schema, local, unions: Vec::new(), alternatives: Vec::new(), out: Vec::new() };
    walk.part(schema, value, &PartPath::default(), &|part| part);
    walk.out
}

struct Walk<'a> {
    schemas: &'a Schemas,
    /// The schema of the whole value.
    root: &'a Value,
    local: Local,
    /// The schemas with alternatives around the current part.
    unions: Vec<*const Value>,
    /// The values around the current part that are of another alternative than the walked value, with their paths.
    alternatives: Vec<(Vec<String>, Value)>,
    out: Vec<Variant>,
}

impl<'a> Walk<'a> {
    fn push(&mut self, path: PartPath, mutation: Mutation, value: Value, part: Option<Value>) {
        self.out.push(Variant { path, mutation, value, part, alternatives: self.alternatives.clone() });
    }

    /// Adds the variants of one part, which is at `place`. `put` puts another value in its place.
    fn part(&mut self, schema: &'a Value, value: &Value, place: &PartPath, put: &dyn Fn(Value) -> Value) {
        self.local(schema, value, place, put);
        // The alternatives have the properties of a union without its own.
        if self.alternatives(schema, value, place, put) && self.schemas.properties(schema).is_empty() {
            return;
        }
        self.inner(schema, value, place, put);
    }

    /// Adds the variants of one part, without the parts inside it.
    fn local(&mut self, schema: &'a Value, value: &Value, place: &PartPath, put: &dyn Fn(Value) -> Value) {
        // A value at a bound is a case of its own: other cases may have another value there.
        let is_one = |(mutation, other): &Candidate| other != value || is_at_bound(mutation);
        let candidates = (self.local)(self.schemas, schema, value).into_iter().filter(is_one);
        for (mutation, other) in candidates {
            self.push(place.clone(), mutation, put(other.clone()), Some(other));
        }
    }

    /// Adds the variants of the parts inside a part.
    fn inner(&mut self, schema: &'a Value, value: &Value, place: &PartPath, put: &dyn Fn(Value) -> Value) {
        match value {
            Value::Object(object) => self.properties(schema, object, place, put),
            Value::Array(elements) => {
                // The first element of a list stands for all, and each one of a tuple for itself.
                let positions = self.schemas.positions(schema);
                let count = positions.len().max(1);
                for (at, element) in elements.iter().enumerate().take(count) {
                    let Some(of) = self.schemas.element(schema, at) else { continue };
                    let put_element = |element: Value| {
                        let mut changed = elements.clone();
                        changed[at] = element;
                        put(Value::Array(changed))
                    };
                    let place = if positions.is_empty() { place.element() } else { place.position(at) };
                    self.part(of, element, &place, &put_element);
                }
            }
            _ => {}
        }
    }

    /// Adds the variants of each alternative of `oneOf` or `anyOf`: the alternative itself,
    /// and its parts. `value` is of one of them. Returns whether there are any.
    fn alternatives(
        &mut self,
        schema: &'a Value,
        value: &Value,
        place: &PartPath,
        put: &dyn Fn(Value) -> Value,
    ) -> bool {
        let schemas = self.schemas;
        let Some(listed) = schemas.choice(schema) else { return false };
        let id: *const Value = listed.as_ptr();
        if self.unions.contains(&id) {
            return false;
        }
        self.unions.push(id);
        let shown = listed.iter().position(|one| schemas.accepts(one, value));
        for (index, one) in listed.iter().enumerate().take(MAX_ALTERNATIVES) {
            let Some(other) = (if Some(index) == shown { Some(value.clone()) } else { smallest(schemas, one) }) else {
                continue;
            };
            let whole = completed(schemas, one, &other).value;
            let fitting = [whole, other].into_iter().find(|value| schemas.accepts(self.root, &put(value.clone())));
            let Some(mut fitting) = fitting else { continue };
            if Some(index) != shown {
                fitting = distinct(schemas, one, fitting);
            }
            let place = place.alternative(index + 1);
            if Some(index) != shown {
                self.alternatives.push((place.keys(), fitting.clone()));
                self.push(place.clone(), Mutation::Alternative, put(fitting.clone()), Some(fitting.clone()));
            }
            // Values of a wrong type are wrong for the union too.
            if !fitting.is_object() {
                self.local(one, &fitting, &place, put);
            }
            self.alternatives(one, &fitting, &place, put);
            self.inner(one, &fitting, &place, put);
            if Some(index) != shown {
                self.alternatives.pop();
            }
        }
        self.unions.pop();
        true
    }

    fn properties(
        &mut self,
        schema: &'a Value,
        object: &Map<String, Value>,
        place: &PartPath,
        put: &dyn Fn(Value) -> Value,
    ) {
        let schemas = self.schemas;
        let required: Map<String, Value> = object
            .iter()
            .filter(|(name, _)| schemas.is_required(schema, name))
            .map(|(name, part)| (name.clone(), part.clone()))
            .collect();
        for (name, part) in object {
            let place = place.property(name);
            let is_required = required.contains_key(name);
            let mut around = required.clone();
            around.insert(name.clone(), part.clone());
            let is_whole = around.len() == object.len();
            let around = match is_whole || schemas.accepts(self.root, &put(Value::Object(around.clone()))) {
                true => around,
                false => object.clone(),
            };
            // A required property is missing from a value without the optional ones; an optional one from a value with the others.
            let mut without = if is_required { around.clone() } else { object.clone() };
            without.remove(name);
            self.push(place.clone(), Mutation::Absent, put(Value::Object(without)), None);
            let Some(of_part) = schemas.property(schema, name) else { continue };
            let put_property = |value: Value| {
                let mut changed = around.clone();
                changed.insert(name.clone(), value);
                put(Value::Object(changed))
            };
            self.part(of_part, part, &place, &put_property);
        }
    }
}

/// Whether a change is to a value at a bound that is allowed itself.
fn is_at_bound(mutation: &Mutation) -> bool {
    matches!(mutation, Mutation::Edge(Edge::At(bound)) if !bound.is_exclusive())
}

/// An object with other texts in properties that have the text of an earlier one: a server that confuses them shows it.
fn distinct(schemas: &Schemas, schema: &Value, value: Value) -> Value {
    let Value::Object(object) = &value else { return value };
    let mut changed = object.clone();
    let mut seen: Vec<&Value> = Vec::new();
    for (at, (name, part)) in object.iter().enumerate() {
        if let (true, true, Some(of)) = (part.is_string(), seen.contains(&part), schemas.property(schema, name)) {
            let freshness = Freshness { count: at, is_thorough: false };
            changed.insert(name.clone(), freshened(schemas, of, part, freshness, &|_| false));
        }
        seen.push(part);
    }
    let changed = Value::Object(changed);
    if schemas.accepts(schema, &changed) { changed } else { value }
}
