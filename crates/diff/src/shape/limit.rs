//! Limits of numbers, lengths and counts.

use std::collections::BTreeMap;

use model::api::Integer;
use model::integer::exact;
use model::json_schema::annotations_of;
use serde_json::Value;

/// The rules for limits, each with its keywords in JSON Schema, the inclusive one first, and whether it is a lower limit.
pub(crate) const LIMITS: &[(&str, &[&str], bool)] = &[
    ("minimum", &["minimum", "exclusiveMinimum"], true),
    ("maximum", &["maximum", "exclusiveMaximum"], false),
    ("min-length", &["minLength"], true),
    ("max-length", &["maxLength"], false),
    ("min-items", &["minItems"], true),
    ("max-items", &["maxItems"], false),
    ("min-properties", &["minProperties"], true),
    ("max-properties", &["maxProperties"], false),
];

/// One limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit<'v> {
    pub value: &'v Value,
    pub is_exclusive: bool,
    /// The keyword in JSON Schema.
    pub keyword: &'static str,
    is_lower: bool,
}

impl Limit<'_> {
    /// Returns whether fewer values are within this limit than within the other.
    pub(crate) fn is_tighter_than(&self, other: &Self) -> bool {
        let number = |limit: &Limit<'_>| limit.value.as_f64().unwrap_or_default();
        let (own, others) = (number(self), number(other));
        if own == others {
            return self.is_exclusive && !other.is_exclusive;
        }
        (own > others) == self.is_lower
    }

    /// Returns the limit as text.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.value, if self.is_exclusive { " (exclusive)" } else { "" })
    }
}

/// Returns the type of the integers of one schema, by its format or else its bounds. `None` if it is not of integers.
pub(super) fn integer(schema: &Value) -> Option<Integer> {
    let is_integer = match schema.get("type") {
        // A format beside a reference.
        None => return integer_format(schema),
        Some(Value::Array(types)) => types.iter().any(|ty| ty == "integer"),
        Some(ty) => ty == "integer",
    };
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    is_integer.then(|| integer_format(schema).unwrap_or_else(|| Integer::of_bounds(bound("minimum"), bound("maximum"))))
}

/// Returns the type of the format of one schema. `None` if it has no format of integers.
pub(super) fn integer_format(schema: &Value) -> Option<Integer> {
    Integer::of_format(annotations_of(schema)?.get("format")?.as_str()?)
}

/// Returns the least and the greatest integer within limits and the range of a type. `None` for a limit that is no integer.
pub(super) fn ends(integer: Integer, limits: &BTreeMap<&'static str, Limit<'_>>) -> Option<(i128, i128)> {
    let (mut least, mut most) = integer.range().into_inner();
    if let Some(limit) = limits.get("minimum") {
        least = least.max(exact(limit.value)? + i128::from(limit.is_exclusive));
    }
    if let Some(limit) = limits.get("maximum") {
        most = most.min(exact(limit.value)? - i128::from(limit.is_exclusive));
    }
    Some((least, most))
}

/// Adds the limits of one schema. The ranges of integers follow from format and type and are no limits of their own.
pub(super) fn limits_of<'v>(schema: &'v Value, limits: &mut BTreeMap<&'static str, Limit<'v>>) {
    let (least, most) = integer(schema).unwrap_or(Integer::I64).ends();
    for (name, keywords, is_lower) in LIMITS {
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(value) = schema.get(keyword).filter(|value| value.is_number()) else { continue };
            // An exclusive bound at the end of the type excludes a value of it.
            if index == 0 && *value == *(if *is_lower { &least } else { &most }) {
                continue;
            }
            // Every length and count is within this limit.
            if *is_lower && index == 0 && *name != "minimum" && value.as_f64() == Some(0.0) {
                continue;
            }
            tighten(limits, name, Limit { value, is_exclusive: index == 1, keyword, is_lower: *is_lower });
        }
    }
}

/// Adds a limit beside those that are known.
pub(super) fn tighten<'v>(limits: &mut BTreeMap<&'static str, Limit<'v>>, name: &'static str, limit: Limit<'v>) {
    if limits.get(name).is_none_or(|known| limit.is_tighter_than(known)) {
        limits.insert(name, limit);
    }
}
