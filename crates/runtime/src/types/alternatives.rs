//! Reads and writes values of one of several types.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::cell::Cell;

use schemars::Schema;
use serde::de::{Deserialize, Deserializer};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::buffered::Misfit;
#[allow(unused_imports, reason = "generated code names it as of this module")]
pub(crate) use super::buffered::read;
use super::mismatch::OneOf;
use super::strictness::{self, is_strict, strict};
use super::unlisted::UnlistedJson;

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
type Guard = Option<&'static [(&'static str, &'static [&'static str])]>;

/// Reads a value as a type.
type Read<T> = fn(&Value) -> Result<T, Misfit>;

/// One of the types of a value.
pub(crate) struct Alternative<T> {
    /// The values of the discriminator; empty if the alternative is recognized by its shape.
    pub(crate) tags: &'static [&'static str],
    pub(crate) guard: Guard,
    pub(crate) read: Read<T>,
}

/// A value of one of several types.
pub(crate) struct Alternatives<'a, T> {
    pub(crate) type_name: &'static str,
    /// The property whose value names the alternative.
    pub(crate) discriminator: Option<&'static str>,
    pub(crate) all: &'a [Alternative<T>],
    /// Holds a value that fits no alternative.
    pub(crate) unlisted: fn(UnlistedJson) -> T,
}

impl<T> Alternatives<'_, T> {
    /// Reads the alternative that the discriminator names. If it names several, or none, the first that fits is read.
    pub(crate) fn read<'de, D: Deserializer<'de>>(&self, deserializer: D) -> Result<T, D::Error> {
        self.read_with(deserializer, None)
    }

    /// As [`read`](Self::read). A value without the discriminator, or with one that names no alternative, is read by `default`.
    pub(crate) fn read_or<'de, D: Deserializer<'de>>(&self, deserializer: D, default: Read<T>) -> Result<T, D::Error> {
        self.read_with(deserializer, Some(default))
    }

    fn read_with<'de, D: Deserializer<'de>>(&self, deserializer: D, default: Option<Read<T>>) -> Result<T, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let _budget = budget(&value);
        if let Some(default) = default.filter(|_| self.is_of_default(&value)) {
            return default(&value).map_err(|misfit| misfit.of_format(self.type_name));
        }
        let read = if is_strict() { self.read_strictly(&value).map(Some) } else { self.read_leniently(&value) };
        match read {
            Ok(read) => Ok(read.unwrap_or_else(|| (self.unlisted)(UnlistedJson(value)))),
            Err(misfit) => Err(misfit.of_format(self.type_name)),
        }
    }

    fn read_strictly(&self, value: &Value) -> Result<T, Misfit> {
        if let Some(read) = self.first(value)? {
            return Ok(read);
        }
        let Some(property) = self.discriminator else {
            return Err(Misfit::expected("one of its alternatives"));
        };
        let tag = tag(value, property)?;
        let mut named = self.named(tag);
        let Some(first) = named.next() else {
            let tags: Vec<&str> = self.all.iter().flat_map(|alternative| alternative.tags).copied().collect();
            return Err(Misfit::expected(OneOf(&tags)).within(format_args!("{property}")));
        };
        let error = match (first.read)(value) {
            Ok(read) => return Ok(read),
            Err(error) => error,
        };
        for other in named {
            if let Some(read) = attempt(value, other)? {
                return Ok(read);
            }
        }
        Err(error)
    }

    /// `None` if the value does not tell which alternative it is.
    fn read_leniently(&self, value: &Value) -> Result<Option<T>, Misfit> {
        // A value that is listed in one alternative must not be taken for an unlisted one of another.
        if let Some(read) = strict(|| self.first(value))? {
            return Ok(Some(read));
        }
        let tag = self.discriminator.and_then(|property| value.get(property)?.as_str());
        if let Some(tag) = tag
            && let Some(first) = self.named(tag).next()
        {
            return match self.named(tag).nth(1) {
                None => (first.read)(value).map(Some),
                Some(_) => self.read_one_of_several(value, tag, first).map(Some),
            };
        }
        let mut fitting = None;
        for alternative in self.by_shape() {
            if let Some(read) = strictness::by_shape(|| attempt(value, alternative))?
                && fitting.replace(read).is_some()
            {
                return Ok(None);
            }
        }
        Ok(fitting)
    }

    /// Whether an object has no discriminator, or one that names no alternative.
    fn is_of_default(&self, value: &Value) -> bool {
        let tag = self.discriminator.and_then(|property| value.get(property));
        value.is_object() && tag.is_none_or(|tag| tag.as_str().is_some_and(|tag| self.named(tag).next().is_none()))
    }

    /// Reads one of several alternatives with the same value of the discriminator: the first that the document allows, else the
    /// first whose shape fits.
    fn read_one_of_several(&self, value: &Value, tag: &str, first: &Alternative<T>) -> Result<T, Misfit> {
        for alternative in self.named(tag) {
            if let Some(read) = strict(|| attempt(value, alternative))? {
                return Ok(read);
            }
        }
        for alternative in self.named(tag) {
            if let Some(read) = strictness::by_shape(|| attempt(value, alternative))? {
                return Ok(read);
            }
        }
        (first.read)(value)
    }

    /// The alternatives that a value of the discriminator names.
    fn named<'s>(&'s self, tag: &'s str) -> impl Iterator<Item = &'s Alternative<T>> {
        self.all.iter().filter(move |alternative| alternative.tags.contains(&tag))
    }

    /// The first alternative without a tag that fits.
    fn first(&self, value: &Value) -> Result<Option<T>, Misfit> {
        for alternative in self.by_shape() {
            if let Some(read) = attempt(value, alternative)? {
                return Ok(Some(read));
            }
        }
        Ok(None)
    }

    fn by_shape(&self) -> impl Iterator<Item = &Alternative<T>> {
        self.all.iter().filter(|alternative| alternative.tags.is_empty())
    }
}

/// Reads a value as one alternative; `None` if it does not fit.
fn attempt<T>(value: &Value, alternative: &Alternative<T>) -> Result<Option<T>, Misfit> {
    let allowed = |(name, values): &(&str, &[&str])| match value.get(name) {
        // Another value of an enum may be a new one, but that of a constant tells the alternatives apart.
        Some(Value::String(text)) => {
            values.is_empty() || values.contains(&text.as_str()) || (values.len() > 1 && !is_strict())
        }
        Some(_) => values.is_empty(),
        None => false,
    };
    if alternative.guard.is_some_and(|guard| !value.is_object() || !guard.iter().all(allowed)) {
        return Ok(None);
    }
    let left = STATE.with(|state| {
        let (depth, left) = state.get();
        state.set((depth, left.saturating_sub(1)));
        left
    });
    if left == 0 {
        return Err(Misfit::expected("a value with fewer alternatives within each other"));
    }
    Ok((alternative.read)(value).ok())
}

/// The value of the discriminator.
fn tag<'v>(value: &'v Value, property: &'static str) -> Result<&'v str, Misfit> {
    match value {
        Value::Object(object) => match object.get(property) {
            Some(Value::String(tag)) => Ok(tag),
            Some(_) => Err(Misfit::expected("a string").within(format_args!("{property}"))),
            None => Err(Misfit::missing(property)),
        },
        _ => Err(Misfit::expected("an object")),
    }
}

/// Writes a value that fits no alternative.
pub(crate) fn write_unlisted<S: Serializer>(value: &UnlistedJson, serializer: S) -> Result<S::Ok, S::Error> {
    if is_strict() {
        return Err(serde::ser::Error::custom("a value is of no alternative that the document lists"));
    }
    value.0.serialize(serializer)
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
#[inline]
pub(crate) fn any_of(schemas: Vec<Schema>) -> Schema {
    Schema::try_from(json!({ "anyOf": schemas })).unwrap_or_default()
}

/// The JSON Schema of an alternative that its discriminator names.
#[inline]
pub(crate) fn tagged_schema(schema: Schema, property: &str, tags: &[&str]) -> Schema {
    let tag = json!({ "type": "object", "properties": { property: { "enum": tags } }, "required": [property] });
    Schema::try_from(json!({ "allOf": [schema, tag] })).unwrap_or_default()
}
