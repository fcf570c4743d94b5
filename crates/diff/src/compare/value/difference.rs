//! Types, formats, listed values, limits and other constraints of a single value.

use std::collections::BTreeSet;

use model::api::Integer;
use serde_json::Value;

use super::Values;
use crate::rule::{ValueId, value_id};
use crate::shape::{LIMITS, Limit, Shape, canonical, covers, intersection};

/// The formats that tools check. Those of integers are compared as types of integers.
const CHECKED: [&str; 3] = ["date-time", "date", "uuid"];

impl<'v> Values<'v> {
    /// Compares types. Returns whether the other constraints can be compared too.
    pub(super) fn types(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) -> bool {
        let (at_old, at_new) = (old.place("type"), new.place("type"));
        if old.never != new.never {
            let message = "no value is valid in one of the documents".to_owned();
            self.add(pair, value_id!("type-changed"), at_old, at_new, message, "");
            return false;
        }
        let (Some(before), Some(after)) = (&old.types, &new.types) else {
            // Alternatives without a type beside them are compared one by one.
            let one = |shape: &Shape<'_>| shape.types.is_none() && !shape.unions.is_empty();
            match (&old.types, &new.types) {
                (None, Some(types)) if !one(old) => {
                    let message = format!("the type must be {}", list(types));
                    self.add(pair, value_id!("type-narrowed"), at_old, at_new, message, &list(types));
                }
                (Some(types), None) if !one(new) => {
                    let message = format!("the type need no longer be {}", list(types));
                    self.add(pair, value_id!("type-widened"), at_old, at_new, message, &list(types));
                }
                _ => {}
            }
            return true;
        };
        self.null(pair, old, new);
        let without = |types: &BTreeSet<&'v str>| -> BTreeSet<&'v str> {
            types.iter().copied().filter(|ty| *ty != "null").collect()
        };
        let (before, after) = (without(before), without(after));
        let is_text_for = |shape: &Shape<'v>, types: &BTreeSet<&'v str>, others: &BTreeSet<&'v str>| {
            self.is_in_text(pair)
                && types.contains("string")
                && accepts_any_text(shape)
                && others.iter().all(|ty| is_scalar(ty))
        };
        let is_wider = before.iter().all(|ty| covers(&after, ty)) || is_text_for(new, &after, &before);
        let is_narrower = after.iter().all(|ty| covers(&before, ty)) || is_text_for(old, &before, &after);
        let message = format!("the type was {} and is {}", list(&before), list(&after));
        let detail = format!("{} {}", list(&before), list(&after));
        // The listed values are compared one by one.
        if (is_wider && is_narrower) || (old.values.is_some() && new.values.is_some()) {
            return true;
        }
        let kind = match (is_wider, is_narrower) {
            (true, _) => value_id!("type-widened"),
            (_, true) => value_id!("type-narrowed"),
            _ => value_id!("type-changed"),
        };
        self.add(pair, kind, at_old, at_new, message, &detail);
        !intersection(&before, &after).is_empty()
    }

    /// Compares whether `null` is valid, where both schemas have types.
    pub(super) fn null(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let (had_null, has_null) = (accepts_null(old), accepts_null(new));
        if had_null == has_null || self.is_text(pair) {
            return;
        }
        let (kind, message) = match has_null {
            true => (value_id!("null-added"), "`null` is valid"),
            false => (value_id!("null-removed"), "`null` is no longer valid"),
        };
        self.add(pair, kind, old.null_place(), new.null_place(), message.to_owned(), "");
    }

    pub(super) fn constraints(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        self.listed_values(pair, old, new);
        self.formats(pair, old, new);
        let is_same_range = has_same_integers(old, new);
        let limits = LIMITS.iter().filter(|(name, ..)| !(is_same_range && matches!(*name, "minimum" | "maximum")));
        for (name, _, is_lower) in limits {
            self.limit(pair, (name, *is_lower), (old, old.limits.get(name)), (new, new.limits.get(name)));
        }
        self.multiple_of(pair, old, new);
        self.patterns(pair, old, new);
        let places = (old.place("uniqueItems"), new.place("uniqueItems"));
        match (old.unique, new.unique) {
            (false, true) => {
                self.add(
                    pair,
                    value_id!("unique-items-added"),
                    places.0,
                    places.1,
                    "elements must be unique".to_owned(),
                    "",
                );
            }
            (true, false) => {
                let message = "elements need not be unique".to_owned();
                self.add(pair, value_id!("unique-items-removed"), places.0, places.1, message, "");
            }
            _ => {}
        }
        let names: BTreeSet<&'static str> = old.others.keys().chain(new.others.keys()).copied().collect();
        for name in names {
            let text = |shape: &Shape<'v>| -> Option<Vec<String>> {
                Some(shape.others.get(name)?.iter().map(|value| canonical(value)).collect())
            };
            let (before, after) = (text(old), text(new));
            let kind = match (&before, &after) {
                (None, Some(_)) => value_id!("constraint-added"),
                (Some(_), None) => value_id!("constraint-removed"),
                _ if before != after => value_id!("constraint-changed"),
                _ => continue,
            };
            let verb = super::annotation::verb(before.is_some(), after.is_some());
            self.add(pair, kind, old.place(name), new.place(name), format!("`{name}` {verb}"), name);
        }
    }

    fn listed_values(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let place = |shape: &Shape<'v>| {
            shape.sources.iter().find_map(|source| {
                let keyword = |name| model::json_schema::place_of(source, Some(name));
                keyword("enum").or_else(|| keyword("const"))
            })
        };
        let at_old = place(old).or_else(|| old.at());
        let at_new = place(new).or_else(|| new.at());
        match (&old.values, &new.values) {
            (None, Some(_)) => {
                let message = "only listed values are valid".to_owned();
                self.add(pair, value_id!("enumeration-added"), at_old, at_new, message, "");
            }
            (Some(_), None) => {
                let message = "values need not be listed".to_owned();
                self.add(pair, value_id!("enumeration-removed"), at_old, at_new, message, "");
            }
            (Some(before), Some(after)) => {
                let missing = |values: &[&'v Value], others: &[&'v Value]| -> Vec<&'v Value> {
                    values.iter().copied().filter(|value| !value.is_null() && !others.contains(value)).collect()
                };
                for value in missing(before, after) {
                    let (message, detail) = (format!("the value `{}` is gone", shown(value)), value.to_string());
                    self.add(pair, value_id!("enumeration-value-removed"), at_old, at_new, message, &detail);
                }
                for value in missing(after, before) {
                    let (message, detail) = (format!("the value `{}` is new", shown(value)), value.to_string());
                    self.add(pair, value_id!("enumeration-value-added"), at_old, at_new, message, &detail);
                }
            }
            _ => {}
        }
    }

    fn formats(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let format = |shape: &Shape<'v>| shape.annotation("format").and_then(Value::as_str);
        let (before, after) = (format(old), format(new));
        let detail = format!("{} {}", before.unwrap_or_default(), after.unwrap_or_default());
        if let (Some(one), Some(other)) = (old.integer(), new.integer())
            && one != other
            && !has_same_integers(old, new)
        {
            let (kind, message) = integers(one, other);
            self.add(pair, kind, old.place("format"), new.place("format"), message, &detail);
            return;
        }
        if before == after {
            return;
        }
        let checked = |format: Option<&'v str>| format.filter(|format| CHECKED.contains(format));
        let (kind, message) = match (checked(before), checked(after)) {
            (None, Some(format)) => (value_id!("format-added"), format!("the format must be `{format}`")),
            (Some(format), None) => (value_id!("format-removed"), format!("the format need not be `{format}`")),
            (Some(one), Some(other)) => {
                (value_id!("format-changed"), format!("the format was `{one}` and is `{other}`"))
            }
            (None, None) => {
                let message = match (before, after) {
                    (Some(before), Some(after)) => format!("the format was `{before}` and is `{after}`"),
                    (None, Some(after)) => format!("the format is `{after}`"),
                    (Some(before), None) => format!("the format `{before}` is gone"),
                    (None, None) => return,
                };
                (value_id!("format-hint-changed"), message)
            }
        };
        self.add(pair, kind, old.place("format"), new.place("format"), message, &detail);
    }

    fn limit(
        &mut self,
        pair: usize,
        (name, is_lower): (&'static str, bool),
        (old, before): (&Shape<'v>, Option<&Limit<'v>>),
        (new, after): (&Shape<'v>, Option<&Limit<'v>>),
    ) {
        let is_tighter = match (before, after) {
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (Some(before), Some(after)) if after.is_tighter_than(before) => true,
            (Some(before), Some(after)) if before.is_tighter_than(after) => false,
            _ => return,
        };
        let kind = kind_of_limit(name, is_tighter);
        let noun = format!("the {} {}", if is_lower { "minimum" } else { "maximum" }, noun(name));
        let noun = noun.trim_end();
        let message = match (before, after) {
            (Some(before), Some(after)) => format!("{noun} was {} and is {}", before.text(), after.text()),
            (None, Some(after)) => format!("{noun} is {}", after.text()),
            (Some(before), None) => format!("{noun} {} is gone", before.text()),
            (None, None) => return,
        };
        let keyword = |limit: Option<&Limit<'v>>| limit.map_or("", |limit| limit.keyword);
        let places = (old.place(keyword(before)), new.place(keyword(after)));
        self.add(pair, kind, places.0, places.1, message, "");
    }

    fn multiple_of(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let number = |shape: &Shape<'v>| shape.multiple_of.and_then(Value::as_f64).filter(|number| *number > 0.0);
        let is_multiple = |one: f64, of: f64| (one / of).fract().abs() < 1e-9;
        let (kind, message) = match (number(old), number(new)) {
            (None, Some(number)) => (value_id!("multiple-of-tightened"), format!("must be a multiple of {number}")),
            (Some(number), None) => (value_id!("multiple-of-loosened"), format!("need not be a multiple of {number}")),
            (Some(before), Some(after)) if (before - after).abs() > f64::EPSILON => {
                let kind = match (is_multiple(after, before), is_multiple(before, after)) {
                    (true, _) => value_id!("multiple-of-tightened"),
                    (_, true) => value_id!("multiple-of-loosened"),
                    _ => value_id!("multiple-of-changed"),
                };
                (kind, format!("must be a multiple of {after}, and not of {before}"))
            }
            _ => return,
        };
        self.add(pair, kind, old.place("multipleOf"), new.place("multipleOf"), message, "");
    }

    fn patterns(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        if old.patterns == new.patterns {
            return;
        }
        let (kind, message) = match (old.patterns.is_subset(&new.patterns), new.patterns.is_subset(&old.patterns)) {
            (true, _) => (value_id!("pattern-added"), format!("must match {}", list(&new.patterns))),
            (_, true) => (value_id!("pattern-removed"), format!("need not match {}", list(&old.patterns))),
            _ => (
                value_id!("pattern-changed"),
                format!("must match {}, and not {}", list(&new.patterns), list(&old.patterns)),
            ),
        };
        self.add(pair, kind, old.place("pattern"), new.place("pattern"), message, "");
    }
}

/// Returns whether the same integers are within the limits and the ranges of the formats of both.
fn has_same_integers(old: &Shape<'_>, new: &Shape<'_>) -> bool {
    old.integers().is_some_and(|integers| new.integers() == Some(integers))
}

fn kind_of_limit(name: &str, is_tighter: bool) -> ValueId {
    match (name, is_tighter) {
        ("minimum", true) => value_id!("minimum-tightened"),
        ("minimum", false) => value_id!("minimum-loosened"),
        ("maximum", true) => value_id!("maximum-tightened"),
        ("maximum", false) => value_id!("maximum-loosened"),
        ("min-length", true) => value_id!("min-length-tightened"),
        ("min-length", false) => value_id!("min-length-loosened"),
        ("max-length", true) => value_id!("max-length-tightened"),
        ("max-length", false) => value_id!("max-length-loosened"),
        ("min-items", true) => value_id!("min-items-tightened"),
        ("min-items", false) => value_id!("min-items-loosened"),
        ("max-items", true) => value_id!("max-items-tightened"),
        ("max-items", false) => value_id!("max-items-loosened"),
        ("min-properties", true) => value_id!("min-properties-tightened"),
        ("min-properties", false) => value_id!("min-properties-loosened"),
        ("max-properties", true) => value_id!("max-properties-tightened"),
        _ => value_id!("max-properties-loosened"),
    }
}

/// The kind of the change from one type of integers to another, and its description.
fn integers(old: Integer, new: Integer) -> (ValueId, String) {
    let holds = |one: Integer, other: Integer| {
        let (one, other) = (one.range(), other.range());
        one.start() <= other.start() && one.end() >= other.end()
    };
    let kind = match () {
        () if holds(new, old) => value_id!("format-widened"),
        () if holds(old, new) => value_id!("format-narrowed"),
        () => value_id!("format-changed"),
    };
    let message = match (old, new) {
        (Integer::I32, Integer::I64) => "integers may be larger than 32 bits".to_owned(),
        (Integer::I64, Integer::I32) => "integers must fit 32 bits".to_owned(),
        (old, new) => format!("integers had the range of `{}` and have that of `{}`", old.format(), new.format()),
    };
    (kind, message)
}

fn noun(name: &str) -> &'static str {
    match name {
        "min-length" | "max-length" => "length",
        "min-items" | "max-items" => "number of elements",
        "min-properties" | "max-properties" => "number of properties",
        _ => "",
    }
}

/// Returns a value without the quotes of a string.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(words: &BTreeSet<&str>) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(" or ")
}

fn is_scalar(ty: &str) -> bool {
    matches!(ty, "string" | "integer" | "number" | "boolean")
}

/// Returns whether every string is valid.
fn accepts_any_text(shape: &Shape<'_>) -> bool {
    let format = shape.annotation("format").and_then(Value::as_str);
    let has_limit = ["min-length", "max-length"].into_iter().any(|name| shape.limits.contains_key(name));
    shape.values.is_none()
        && shape.patterns.is_empty()
        && !has_limit
        && shape.unions.is_empty()
        && shape.others.is_empty()
        && format.is_none_or(|format| !CHECKED.contains(&format))
}

/// Returns whether `null` is valid: by the types, or by the alternatives of a schema without types.
fn accepts_null(shape: &Shape<'_>) -> bool {
    match &shape.types {
        Some(types) => types.contains("null"),
        None => shape.unions.iter().all(|union| union.has_null),
    }
}
