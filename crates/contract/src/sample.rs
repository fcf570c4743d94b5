//! Values that fit a schema, where the document shows none.

use serde_json::{Map, Value, json};

use crate::schema::Validators;
use model::pattern;

/// Levels of a value that is made up.
const DEPTH_LIMIT: usize = 12;

/// The smallest value that fits, if one can be made up.
pub(crate) fn sample(validators: &Validators, schema: &Value) -> Option<Value> {
    nth(validators, schema, 0)
}

/// The same for `index` 0, and another value for another index, where there are several.
fn nth(validators: &Validators, schema: &Value, index: usize) -> Option<Value> {
    make(validators, schema, index, 0).filter(|value| validators.accepts(schema, value))
}

fn make(validators: &Validators, schema: &Value, index: usize, depth: usize) -> Option<Value> {
    if depth > DEPTH_LIMIT {
        return None;
    }
    let listed = validators.keyword(schema, "enum").and_then(Value::as_array);
    if let Some(listed) = listed {
        return listed.get(index).or_else(|| listed.first()).cloned();
    }
    match kind(validators, schema) {
        Some("string") => text(validators, schema, index).map(Value::String),
        Some("integer") => integer(validators, schema, index),
        Some("number") => number(validators, schema, index),
        Some("boolean") => Some(json!(index.is_multiple_of(2))),
        Some("array") => {
            let least = validators.count(schema, "minItems").unwrap_or(0);
            several(validators, schema, least, depth).map(Value::Array)
        }
        Some("object") => object(validators, schema, index, depth).map(Value::Object),
        _ => match validators.keyword(schema, "anyOf").and_then(Value::as_array) {
            Some(alternatives) => {
                let mut made = alternatives.iter().filter_map(|one| make(validators, one, index, depth + 1));
                made.find(|value| validators.accepts(schema, value))
            }
            None => Some(json!({ "any": index })),
        },
    }
}

/// The type of values other than `null`.
pub(crate) fn kind<'s>(validators: &'s Validators, schema: &'s Value) -> Option<&'s str> {
    match validators.keyword(schema, "type") {
        Some(Value::String(ty)) => Some(ty),
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).find(|ty| *ty != "null"),
        _ => validators.keyword(schema, "properties").map(|_| "object"),
    }
}

/// As many elements as asked for, no two alike where the schema has several values.
pub(crate) fn elements(validators: &Validators, schema: &Value, count: usize) -> Option<Vec<Value>> {
    several(validators, schema, count, 0)
}

fn several(validators: &Validators, schema: &Value, count: usize, depth: usize) -> Option<Vec<Value>> {
    let any = json!({});
    let items = validators.keyword(schema, "items").unwrap_or(&any);
    (0..count).map(|index| make(validators, items, index, depth + 1)).collect()
}

fn text(validators: &Validators, schema: &Value, index: usize) -> Option<String> {
    let bound = |key| validators.count(schema, key);
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
    if let Some(pattern) = validators.keyword(schema, "pattern").and_then(Value::as_str) {
        let shortest = pattern::text(pattern)?;
        return Some(if shortest.chars().count() < least { resized(&shortest, least) } else { shortest });
    }
    let plain = match validators.keyword(schema, "format").and_then(Value::as_str) {
        Some("date-time") => return Some(format!("20{:02}-01-31T12:00:00Z", 20 + index % 80)),
        Some("date") => return Some(format!("20{:02}-01-31", 20 + index % 80)),
        Some("uuid") => return Some(format!("00000000-0000-4000-8000-{index:012}")),
        _ if index == 0 => "string".to_owned(),
        _ => format!("{index}string"),
    };
    let length = plain.len().clamp(least.min(10_000), most);
    Some(resized(&plain, length))
}

/// The text with so many characters: cut, or its last one repeated.
pub(crate) fn resized(text: &str, length: usize) -> String {
    let last = text.chars().last().unwrap_or('x');
    text.chars().chain(std::iter::repeat(last)).take(length).collect()
}

/// A bound of an integer as it is written, without a detour over floating point where it has no fraction.
pub(crate) fn whole(bound: &Value, up: bool) -> Option<i128> {
    let exact = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
    #[allow(clippy::cast_possible_truncation, reason = "a cast from floating point saturates")]
    exact.or_else(|| bound.as_f64().map(|bound| (if up { bound.ceil() } else { bound.floor() }) as i128))
}

/// As JSON, where an integer of 64 bits can be it.
pub(crate) fn json_integer(number: i128) -> Option<Value> {
    i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
}

fn integer(validators: &Validators, schema: &Value, index: usize) -> Option<Value> {
    let bound = |key: &str, up| validators.keyword(schema, key).and_then(|bound| whole(bound, up));
    let least = [bound("minimum", true), bound("exclusiveMinimum", false).map(|least| least + 1)];
    let most = [bound("maximum", false), bound("exclusiveMaximum", true).map(|most| most - 1)];
    let least = least.into_iter().flatten().max().unwrap_or(i128::MIN);
    let most = most.into_iter().flatten().min().unwrap_or(i128::MAX);
    // From the one nearest to zero on, the first that fit.
    let from = 0.clamp(least, most.max(least));
    let step = if from == most { -1 } else { 1 };
    let candidates = (0..1_000).filter_map(|count| json_integer(from.saturating_add(step * count)));
    candidates.filter(|value| validators.accepts(schema, value)).nth(index)
}

fn number(validators: &Validators, schema: &Value, index: usize) -> Option<Value> {
    let bound = |key: &str| validators.keyword(schema, key).and_then(Value::as_f64);
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
    for value in numbers.filter(|value| validators.accepts(schema, value)) {
        if !fitting.contains(&value) {
            fitting.push(value);
        }
        if fitting.len() > index {
            break;
        }
    }
    fitting.into_iter().nth(index)
}

fn object(validators: &Validators, schema: &Value, index: usize, depth: usize) -> Option<Map<String, Value>> {
    let mut out = Map::new();
    for (name, of_property) in validators.properties(schema) {
        if validators.is_required(schema, name) {
            out.insert(name.to_owned(), make(validators, of_property, index, depth + 1)?);
        }
    }
    let least = validators.count(schema, "minProperties").unwrap_or(0);
    let any = json!({});
    for count in out.len()..least.min(100) {
        let additional = validators.additional(schema).unwrap_or(&any);
        out.insert(format!("key{count}"), make(validators, additional, count, depth + 1)?);
    }
    Some(out)
}
