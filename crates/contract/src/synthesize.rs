//! Makes values that fit a schema, for parameters and bodies without an example in the document.

use model::pattern;
use serde_json::{Map, Value, json};

use crate::format;
use crate::meaning;
use crate::schemas::{Schemas, kind, whole};
use crate::texts;

/// The maximum depth of a generated value.
const MAX_DEPTH: usize = 12;

/// The smallest value that fits a schema; `None` if none is found.
pub(crate) fn smallest(schemas: &Schemas, schema: &Value) -> Option<Value> {
    nth(schemas, schema, 0)
}

/// The smallest value for `index` 0, and another value for each other index if the schema has several.
fn nth(schemas: &Schemas, schema: &Value, index: usize) -> Option<Value> {
    make(schemas, schema, index, 0).filter(|value| schemas.accepts(schema, value))
}

fn make(schemas: &Schemas, schema: &Value, index: usize, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(shown) = example(schemas, schema, index) {
        return Some(shown);
    }
    let listed = schemas.keyword(schema, "enum").and_then(Value::as_array);
    if let Some(listed) = listed {
        return listed.get(index).or_else(|| listed.first()).cloned();
    }
    match kind(schemas, schema) {
        Some("string") => text(schemas, schema, index).map(Value::String),
        Some("integer") => integer(schemas, schema, index),
        Some("number") => number(schemas, schema, index),
        Some("boolean") => Some(json!(index.is_multiple_of(2))),
        Some("array") => {
            let least = schemas.count(schema, "minItems").unwrap_or(0);
            several(schemas, schema, least, depth).map(Value::Array)
        }
        Some("object") => {
            let own = object(schemas, schema, index, depth)?;
            match schemas.choice(schema) {
                // The schema has properties for all alternatives.
                Some(alternatives) => alternatives.iter().find_map(|one| {
                    let Value::Object(more) = make(schemas, one, index, depth + 1)? else { return None };
                    let mut both = own.clone();
                    both.extend(more);
                    Some(Value::Object(both)).filter(|both| schemas.accepts(schema, both))
                }),
                None => Some(Value::Object(own)),
            }
        }
        _ => match schemas.choice(schema) {
            Some(alternatives) => {
                // A number is a number, if it may be a text too.
                let is_text = |one: &&Value| {
                    let format = schemas.keyword(one, "x-format").and_then(Value::as_str);
                    format.is_some_and(format::is_numeric)
                };
                let (texts, others): (Vec<&Value>, Vec<&Value>) = alternatives.iter().partition(is_text);
                let mut made = others.into_iter().chain(texts).filter_map(|one| make(schemas, one, index, depth + 1));
                made.find(|value| schemas.accepts(schema, value))
            }
            None => Some(json!({ "any": index })),
        },
    }
}

/// The first example of a schema that fits it. Only the first of several values comes from an example. The example of an object
/// has optional properties, which the smallest value does not have.
fn example(schemas: &Schemas, schema: &Value, index: usize) -> Option<Value> {
    let shown = schemas.keyword(schema, "examples").filter(|_| index == 0)?.as_array()?;
    shown.iter().find(|shown| !shown.is_object() && schemas.accepts(schema, shown)).cloned()
}

/// Whether a schema is of integers.
pub(crate) fn is_integer(schemas: &Schemas, schema: &Value) -> bool {
    kind(schemas, schema) == Some("integer")
}

/// `count` elements of an array schema. They differ if the schema of the elements has several values.
pub(crate) fn elements(schemas: &Schemas, schema: &Value, count: usize) -> Option<Vec<Value>> {
    several(schemas, schema, count, 0)
}

fn several(schemas: &Schemas, schema: &Value, count: usize, depth: usize) -> Option<Vec<Value>> {
    let any = json!({});
    // The elements of a tuple have schemas of their own.
    let index = |at: usize| if at < schemas.positions(schema).len() { 0 } else { at };
    let element = |at| make(schemas, schemas.element(schema, at).unwrap_or(&any), index(at), depth + 1);
    (0..count).map(element).collect()
}

fn text(schemas: &Schemas, schema: &Value, index: usize) -> Option<String> {
    let bound = |key| schemas.count(schema, key);
    let unchecked = schemas.keyword(schema, "x-format").and_then(Value::as_str);
    let formatted = unchecked.and_then(|format| format::text(format, index as u64));
    if let Some(formatted) = formatted.filter(|text| schemas.accepts(schema, &json!(text))) {
        return Some(formatted);
    }
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
    if let Some(pattern) = schemas.keyword(schema, "pattern").and_then(Value::as_str) {
        let shortest = pattern::text(pattern)?;
        let first = if shortest.chars().count() < least { resized(&shortest, least) } else { shortest };
        let others = || texts::others(&first, index).into_iter();
        let other = others().find(|other| index > 0 && *other != first && schemas.accepts(schema, &json!(other)));
        return Some(other.unwrap_or(first));
    }
    let plain = match schemas.keyword(schema, "format").and_then(Value::as_str) {
        Some("date-time") => return Some(format!("20{:02}-01-31T12:00:00Z", 20 + index % 80)),
        Some("date") => return Some(format!("20{:02}-01-31", 20 + index % 80)),
        Some("uuid") => return Some(format!("00000000-0000-4000-8000-{index:012}")),
        _ if index == 0 => "string".to_owned(),
        _ => format!("{index}string"),
    };
    let length = plain.len().clamp(least.min(10_000), most);
    Some(resized(&plain, length))
}

/// The text with `length` characters: cut, or with its last character repeated.
pub(crate) fn resized(text: &str, length: usize) -> String {
    let last = text.chars().last().unwrap_or('x');
    text.chars().chain(std::iter::repeat(last)).take(length).collect()
}

/// The number as JSON; `None` if it needs more than 64 bits.
pub(crate) fn json_integer(number: i128) -> Option<Value> {
    i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
}

fn integer(schemas: &Schemas, schema: &Value, index: usize) -> Option<Value> {
    let bound = |key: &str, up| schemas.keyword(schema, key).and_then(|bound| whole(bound, up));
    let least = [bound("minimum", true), bound("exclusiveMinimum", false).map(|least| least + 1)];
    let most = [bound("maximum", false), bound("exclusiveMaximum", true).map(|most| most - 1)];
    let least = least.into_iter().flatten().max().unwrap_or(i128::MIN);
    let most = most.into_iter().flatten().min().unwrap_or(i128::MAX);
    // The values nearest to zero that fit.
    let from = 0.clamp(least, most.max(least));
    let step = if from == most { -1 } else { 1 };
    let candidates = (0..1_000).filter_map(|count| json_integer(from.saturating_add(step * count)));
    candidates.filter(|value| schemas.accepts(schema, value)).nth(index)
}

fn number(schemas: &Schemas, schema: &Value, index: usize) -> Option<Value> {
    let bound = |key: &str| schemas.keyword(schema, key).and_then(Value::as_f64);
    let step = bound("multipleOf").unwrap_or(0.5);
    let least = bound("minimum").or(bound("exclusiveMinimum").map(|least| least + step));
    let most = bound("maximum").or(bound("exclusiveMaximum").map(|most| most - step));
    let from = 0f64.max(least.unwrap_or(f64::MIN)).min(most.unwrap_or(f64::MAX));
    let from = (from / step).ceil() * step;
    let candidates = (0..1_000).flat_map(|count| {
        let distance = f64::from(count) * step;
        [from + distance, from - distance]
    });
    let numbers = candidates.map(|number| match json_integer(number as i128) {
        Some(whole) if number.fract() == 0.0 && number.abs() < 9e15 => whole,
        _ => json!(number),
    });
    let mut fitting: Vec<Value> = Vec::new();
    for value in numbers.filter(|value| schemas.accepts(schema, value)) {
        if !fitting.contains(&value) {
            fitting.push(value);
        }
        if fitting.len() > index {
            break;
        }
    }
    fitting.into_iter().nth(index)
}

fn object(schemas: &Schemas, schema: &Value, index: usize, depth: usize) -> Option<Map<String, Value>> {
    let mut out = Map::new();
    for (name, of_property) in schemas.properties(schema) {
        if schemas.is_required(schema, name) {
            let meant = meaning::text(schemas, of_property, name, index as u64).map(Value::String);
            let value = match meant {
                Some(value) => value,
                None => make(schemas, of_property, index, depth + 1)?,
            };
            out.insert(name.to_owned(), value);
        }
    }
    let least = schemas.count(schema, "minProperties").unwrap_or(0);
    let any = json!({});
    for count in out.len()..least.min(100) {
        let additional = schemas.additional_properties(schema).unwrap_or(&any);
        out.insert(format!("key{count}"), make(schemas, additional, count, depth + 1)?);
    }
    Some(out)
}
