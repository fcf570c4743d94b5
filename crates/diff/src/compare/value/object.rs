//! Properties of objects and elements of arrays.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Values;
use crate::rule::value_id;
use crate::shape::{Conjunction, Shape, canonical};

static ANY: Value = Value::Bool(true);

/// The schemas of a part, which has any value if there are none.
fn or_any<'v>(schemas: &Conjunction<'v>) -> Conjunction<'v> {
    if schemas.is_empty() { vec![&ANY] } else { schemas.clone() }
}

/// The texts of schemas that a value must fit together, without annotations.
fn texts(schemas: &Conjunction<'_>) -> BTreeSet<String> {
    schemas
        .iter()
        .filter(|schema| ***schema != ANY && canonical(schema) != "{}")
        .map(|schema| canonical(schema))
        .collect()
}

impl<'v> Values<'v> {
    pub(super) fn objects(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let names: BTreeSet<&'v str> = old.properties.keys().chain(new.properties.keys()).copied().collect();
        for name in names {
            match (old.properties.get(name), new.properties.get(name)) {
                (Some(before), Some(after)) => {
                    self.required(pair, name, old, new);
                    self.within(pair, before, after, &format!(".{name}"));
                }
                (None, Some(after)) => self.new_property(pair, name, after, old, new),
                (Some(before), None) => self.old_property(pair, name, before, old, new),
                (None, None) => {}
            }
        }
        let unlisted = old.required.symmetric_difference(&new.required).copied();
        let unlisted = unlisted.filter(|name| !old.properties.contains_key(name) && !new.properties.contains_key(name));
        for name in unlisted.collect::<Vec<_>>() {
            self.required(pair, name, old, new);
        }
        self.additional(pair, old, new);
    }

    fn required(&mut self, pair: usize, name: &str, old: &Shape<'v>, new: &Shape<'v>) {
        let (kind, message) = match (old.required.contains(name), new.required.contains(name)) {
            (false, true) => (value_id!("property-became-required"), format!("`{name}` is required")),
            (true, false) => (value_id!("property-became-optional"), format!("`{name}` is no longer required")),
            _ => return,
        };
        self.add(pair, kind, old.place("required"), new.place("required"), message, name);
    }

    fn new_property(&mut self, pair: usize, name: &str, schema: &[&'v Value], old: &Shape<'v>, new: &Shape<'v>) {
        let at = schema.iter().find_map(|schema| model::json_schema::place_of(schema, None));
        let is_required = new.required.contains(name) && !old.required.contains(name);
        if old.left_out.contains(name) {
            let (kind, message) = match (self.is_response(pair), is_required) {
                (true, true) => (value_id!("required-property-no-longer-write-only"), "writeOnly`, and required"),
                (true, false) => (value_id!("property-no-longer-write-only"), "writeOnly`"),
                (false, true) => (value_id!("required-property-no-longer-read-only"), "readOnly`, and required"),
                (false, false) => (value_id!("property-no-longer-read-only"), "readOnly`"),
            };
            return self.add(
                pair,
                kind,
                old.place("properties"),
                at,
                format!("`{name}` is no longer `{message}"),
                name,
            );
        }
        let (kind, message) = match (is_required, old.is_closed) {
            (true, _) => (value_id!("required-property-added"), format!("`{name}` is new and required")),
            (_, true) => (
                value_id!("property-added-to-closed"),
                format!("`{name}` is new, and unlisted properties were rejected"),
            ),
            _ => (value_id!("property-added"), format!("`{name}` is new")),
        };
        self.add(pair, kind, old.place("properties"), at, message, name);
    }

    fn old_property(&mut self, pair: usize, name: &str, schema: &[&'v Value], old: &Shape<'v>, new: &Shape<'v>) {
        let at = schema.iter().find_map(|schema| model::json_schema::place_of(schema, None));
        let was_required = old.required.contains(name) && !new.required.contains(name);
        if new.left_out.contains(name) {
            let (kind, word) = match (self.is_response(pair), was_required) {
                (true, true) => (value_id!("required-property-became-write-only"), "writeOnly"),
                (true, false) => (value_id!("property-became-write-only"), "writeOnly"),
                (false, _) => (value_id!("property-became-read-only"), "readOnly"),
            };
            let at_new = new.place("properties");
            // Old servers reject requests without it, and old callers still send it.
            if was_required && !self.is_response(pair) {
                let message = format!("`{name}`, which was required, is `readOnly`");
                self.add(pair, value_id!("required-property-became-read-only"), at, at_new, message, name);
            }
            return self.add(pair, kind, at, at_new, format!("`{name}` is `{word}`"), name);
        }
        let places = (at, new.place("properties"));
        let gone = format!("`{name}` is gone");
        if new.is_closed {
            let message = format!("{gone}, and unlisted properties are rejected");
            self.add(pair, value_id!("property-removed-from-closed"), places.0, places.1, message, name);
        }
        // Callers rely on what responses have, even if the new schema rejects it. If it rejects requests with it, that says all.
        let is_response = self.is_response(pair);
        if was_required && (is_response || !new.is_closed) {
            let message = format!("`{name}`, which was required, is gone");
            self.add(pair, value_id!("required-property-removed"), places.0, places.1, message, name);
        }
        // Callers may rely on an optional part of responses, and still send it in requests.
        let may_matter = if is_response { !was_required } else { !new.is_closed };
        if may_matter {
            self.add(pair, value_id!("property-removed"), places.0, places.1, gone, name);
        }
    }

    fn additional(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let keyword = "additionalProperties";
        let (at_old, at_new) = (old.place(keyword), new.place(keyword));
        match (old.is_closed, new.is_closed) {
            (false, true) => {
                let message = "unlisted properties are rejected".to_owned();
                self.add(pair, value_id!("additional-properties-rejected"), at_old, at_new, message, "");
            }
            (true, false) => {
                let message = "unlisted properties are accepted".to_owned();
                self.add(pair, value_id!("additional-properties-accepted"), at_old, at_new, message, "");
            }
            (true, true) => {}
            (false, false) if old.properties.is_empty() || new.properties.is_empty() => {
                self.part(pair, &old.additional, &new.additional, ".*");
            }
            (false, false) => {
                if !(old.additional.is_empty() && new.additional.is_empty()) {
                    self.unlisted(pair, &or_any(&old.additional), &or_any(&new.additional));
                }
            }
        }
    }

    pub(super) fn arrays(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        self.tuple(pair, old, new);
        for (index, (before, after)) in old.prefix.iter().zip(&new.prefix).enumerate() {
            self.within(pair, before, after, &format!("[{index}]"));
        }
        self.part(pair, &old.items, &new.items, "[]");
    }

    /// Compares the number of leading elements with a schema of their own. In the document with fewer of them, `items` is the schema of the
    /// others.
    fn tuple(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let (before, after) = (old.prefix.len(), new.prefix.len());
        let (more, fewer) = if before < after { (new, old) } else { (old, new) };
        let is_same = |element: &&Conjunction<'v>| texts(element) == texts(&fewer.items);
        let own: Vec<&Conjunction<'v>> =
            more.prefix[fewer.prefix.len()..].iter().filter(|element| !is_same(element)).collect();
        let kind = match (fewer.items.is_empty(), before < after) {
            _ if own.is_empty() => return,
            (true, true) => value_id!("tuple-narrowed"),
            (true, false) => value_id!("tuple-widened"),
            (false, _) => value_id!("tuple-changed"),
        };
        let message = format!("the number of leading elements with a schema was {before} and is {after}");
        self.add(pair, kind, old.place("prefixItems"), new.place("prefixItems"), message, "");
    }

    /// Compares a part that has any value if there is no schema for it.
    fn part(&mut self, pair: usize, old: &Conjunction<'v>, new: &Conjunction<'v>, step: &str) {
        if !(old.is_empty() && new.is_empty()) {
            self.within(pair, &or_any(old), &or_any(new), step);
        }
    }
}
