//! Sets of JSON types.

use std::collections::BTreeSet;

use serde_json::Value;

/// Returns the types that `type` lists.
pub(super) fn named(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// Returns the types of values.
pub(super) fn of_values<'v>(values: impl IntoIterator<Item = &'v Value>) -> BTreeSet<&'static str> {
    let ty = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    values.into_iter().map(ty).collect()
}

/// Returns whether `null` is the only value of a schema.
pub(super) fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|ty| named(ty).iter().eq(&["null"]))
}

/// Returns whether all values of a type are values of the types. Integers are numbers.
pub(crate) fn covers(types: &BTreeSet<&str>, ty: &str) -> bool {
    types.contains(ty) || (ty == "integer" && types.contains("number"))
}

/// Returns the types of the values that are of both sets of types.
pub(crate) fn intersection<'v>(one: &BTreeSet<&'v str>, other: &BTreeSet<&'v str>) -> BTreeSet<&'v str> {
    let of_one = one.iter().filter(|ty| covers(other, ty));
    of_one.chain(other.iter().filter(|ty| covers(one, ty))).copied().collect()
}
