//! Reads and writes values of one of several types.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::cell::Cell;

use schemars::Schema;
use serde::de::{DeserializeOwned, Error};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

thread_local! {
    /// The number of nested values that are being read, and the number of attempts that are left for the outermost.
    static STATE: Cell<(u32, u64)> = const { Cell::new((0, 0)) };
}

/// Marks a value as read when it is dropped.
pub(crate) struct Budget;

impl Drop for Budget {
    fn drop(&mut self) {
        STATE.with(|state| {
            let (depth, left) = state.get();
            state.set((depth.saturating_sub(1), left));
        });
    }
}

/// Bounds the attempts at a value. Nested alternatives multiply, so that a request of a kilobyte could otherwise keep a server busy
/// for hours. The bound is far above what documents need.
pub(crate) fn budget(value: &Value) -> Budget {
    STATE.with(|state| match state.get() {
        (0, _) => state.set((1, 10_000 + 200 * size(value))),
        (depth, left) => state.set((depth + 1, left)),
    });
    Budget
}

fn size(value: &Value) -> u64 {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<u64>(),
        Value::Object(entries) => 1 + entries.values().map(size).sum::<u64>(),
        _ => 1,
    }
}

/// The properties that an object must have before an alternative is tried, each with its possible values if it has a list of them.
type Guard<'a> = Option<&'a [(&'a str, &'a [&'a str])]>;

/// Reads a value as one alternative; `None` if it does not fit.
pub(crate) fn attempt<T: DeserializeOwned, E: Error>(value: &Value, guard: Guard<'_>) -> Result<Option<T>, E> {
    let allowed = |(name, values): &(&str, &[&str])| match value.get(name) {
        Some(Value::String(text)) => values.is_empty() || values.contains(&text.as_str()),
        Some(_) => values.is_empty(),
        None => false,
    };
    if guard.is_some_and(|guard| !value.is_object() || !guard.iter().all(allowed)) {
        return Ok(None);
    }
    let left = STATE.with(|state| {
        let (depth, left) = state.get();
        state.set((depth, left.saturating_sub(1)));
        left
    });
    if left == 0 {
        return Err(E::custom("too many alternatives within each other, expected fewer"));
    }
    Ok(T::deserialize(value).ok())
}

/// Reads a value as the alternative that its discriminator names.
pub(crate) fn chosen<T: DeserializeOwned, E: Error>(value: &Value) -> Result<T, E> {
    T::deserialize(value).map_err(E::custom)
}

/// The value of the discriminator.
pub(crate) fn tag<'v, E: Error>(value: &'v Value, property: &'static str) -> Result<&'v str, E> {
    match value {
        Value::Object(object) => match object.get(property) {
            Some(Value::String(tag)) => Ok(tag),
            Some(_) => Err(E::custom(format_args!("`{property}` is no text, expected the name of an alternative"))),
            None => Err(E::missing_field(property)),
        },
        _ => Err(E::custom("invalid type, expected an object")),
    }
}

/// Writes an alternative, and its discriminator if the value lacks it.
pub(crate) fn tagged<T: Serialize, S: Serializer>(
    value: &T,
    property: &str,
    tags: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    use serde::ser::Error;
    let mut json = serde_json::to_value(value).map_err(S::Error::custom)?;
    let Value::Object(object) = &mut json else { return value.serialize(serializer) };
    match (object.get(property), tags.first()) {
        (Some(Value::String(tag)), _) if tags.contains(&tag.as_str()) => value.serialize(serializer),
        (None, Some(tag)) => {
            object.insert(property.to_owned(), Value::from(*tag));
            json.serialize(serializer)
        }
        _ => Err(S::Error::custom(format_args!("`{property}` names another alternative than the one that is written"))),
    }
}

/// The JSON Schema of a value that fits one of several.
pub(crate) fn any_of(schemas: Vec<Schema>) -> Schema {
    Schema::try_from(json!({ "anyOf": schemas })).unwrap_or_default()
}

/// The JSON Schema of an alternative that its discriminator names.
pub(crate) fn tagged_schema(schema: Schema, property: &str, tags: &[&str]) -> Schema {
    let tag = json!({ "type": "object", "properties": { property: { "enum": tags } }, "required": [property] });
    Schema::try_from(json!({ "allOf": [schema, tag] })).unwrap_or_default()
}
