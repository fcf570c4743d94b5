//! One part of a value → the same part with one defect each.

use serde_json::{Map, Value, json};

use crate::sample::{elements, json_integer, resized, whole};
use crate::schema::Validators;
use crate::variant::{Variant, is_integer, with_unlisted};

/// Characters and elements of a value that is too long, at the most.
pub(crate) const LONGEST: usize = 1 << 16;
pub(crate) const MOST_ELEMENTS: usize = 1_000;

/// Candidates: of each wrong type, and just beyond each bound that the document sets. Whether the schema refuses them is
/// for the caller to check.
pub(crate) fn defects_of(validators: &Validators, schema: &Value, value: &Value) -> Vec<Variant> {
    let wrong_types = [
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("number", json!(1.5)),
        ("integer", json!(7)),
        ("text", json!("not it")),
        ("empty-array", json!([])),
        ("empty-object", json!({})),
    ];
    let is_other = |other: &Value| std::mem::discriminant(other) != std::mem::discriminant(value);
    // A fraction is of the same type as a number, and may be of a wrong one.
    let wrong_types = wrong_types.into_iter().filter(|(name, other)| is_other(other) || *name == "number");
    let mut out: Vec<Variant> = wrong_types.map(|(name, value)| (name.to_owned(), value)).collect();
    match value {
        Value::String(text) => out.extend(texts(validators, schema, text)),
        Value::Number(_) => out.extend(numbers(validators, schema)),
        Value::Array(elements) => out.extend(arrays(validators, schema, elements)),
        Value::Object(object) => out.extend(objects(validators, schema, object)),
        Value::Bool(_) | Value::Null => {}
    }
    out
}

/// Of several values with the same defect, the one that is refused for the fewest reasons: the defect, and no other.
fn fewest_faults(validators: &Validators, schema: &Value, candidates: Vec<Value>) -> Option<Value> {
    let faults = candidates.into_iter().map(|value| (validators.faults(schema, &value).len(), value));
    faults.filter(|(count, _)| *count > 0).min_by_key(|(count, _)| *count).map(|(_, value)| value)
}

fn texts(validators: &Validators, schema: &Value, text: &str) -> Vec<Variant> {
    let mut out = Vec::new();
    let length = |length: usize| vec![json!(resized(text, length)), json!("x".repeat(length))];
    let mut push = |name: &str, candidates: Vec<Value>| {
        out.extend(fewest_faults(validators, schema, candidates).map(|value| (name.to_owned(), value)));
    };
    if let Some(least) = validators.count(schema, "minLength").filter(|least| (1..=LONGEST).contains(least)) {
        push("too-short", length(least - 1));
    }
    if let Some(most) = validators.count(schema, "maxLength").filter(|most| *most < LONGEST) {
        push("too-long", length(most + 1));
    }
    let without_last: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    if validators.keyword(schema, "pattern").is_some() {
        let first = text.chars().skip(1).collect::<String>();
        let others = [format!("{without_last}!"), format!("!{first}"), format!("{text}!"), without_last.clone()];
        push("off-pattern", others.into_iter().map(Value::String).collect());
    }
    let off_format: &[(&str, &str)] = match validators.keyword(schema, "format").and_then(Value::as_str) {
        Some("date") => &[("no-such-day", "2020-02-30"), ("other-format", "31.01.2020")],
        Some("date-time") => &[("no-such-day", "2020-02-30T12:00:00Z"), ("no-offset", "2020-01-31T12:00:00")],
        Some("uuid") => &[
            ("no-hex-digit", "00000000-0000-4000-8000-00000000000g"),
            ("cut-off", "00000000-0000-4000-8000-00000000000"),
        ],
        _ => &[],
    };
    off_format.iter().for_each(|(name, other)| push(name, vec![json!(other)]));
    if validators.keyword(schema, "enum").is_some() {
        push("not-listed", vec![json!(format!("{text}x"))]);
        push("other-case", vec![json!(text.to_uppercase()), json!(text.to_lowercase())]);
        push("empty", vec![json!("")]);
    }
    out
}

fn numbers(validators: &Validators, schema: &Value) -> Vec<Variant> {
    let is_integer = is_integer(validators, schema);
    let beyond = |key: &str, sign: i8| {
        let bound = validators.keyword(schema, key).filter(|bound| !is_implied(bound))?;
        let is_exclusive = key.starts_with("exclusive");
        if is_integer {
            // A bound with a fraction excludes the integer beyond it, whether it is exclusive or not.
            let outermost = whole(bound, sign < 0)?;
            let is_excluded = is_exclusive && bound.as_f64().is_some_and(|bound| bound.fract() == 0.0);
            return json_integer(if is_excluded { outermost } else { outermost + i128::from(sign) });
        }
        let at = bound.as_f64()?;
        let step = (at.abs() * 1e-9).max(1e-3) * f64::from(sign);
        Some(if is_exclusive { bound.clone() } else { json!(at + step) })
    };
    let bounds = [
        ("too-small", "minimum", -1),
        ("too-small", "exclusiveMinimum", -1),
        ("too-large", "maximum", 1),
        ("too-large", "exclusiveMaximum", 1),
    ];
    let mut out: Vec<Variant> =
        bounds.iter().filter_map(|(name, key, sign)| Some(((*name).to_owned(), beyond(key, *sign)?))).collect();
    if let Some(step) = validators.keyword(schema, "multipleOf") {
        let between = (1..=3).map(|part| if is_integer { json!(part) } else { json!(f64::from(part) / 7.0) });
        let step = step.as_f64().unwrap_or(1.0);
        let near = std::iter::once(json!(step / 2.0)).filter(|_| !is_integer);
        let off_step = fewest_faults(validators, schema, near.chain(between).collect());
        out.extend(off_step.map(|value| ("off-step".to_owned(), value)));
    }
    out
}

/// Whether a bound is that of 64 bits, which stands in the schema of every integer, and in the document perhaps not.
pub(crate) fn is_implied(bound: &Value) -> bool {
    bound.as_i64().is_some_and(|bound| bound == i64::MIN || bound == i64::MAX)
}

fn arrays(validators: &Validators, schema: &Value, shown: &[Value]) -> Vec<Variant> {
    let mut out = Vec::new();
    let count = |key: &str| validators.count(schema, key).filter(|count| *count < MOST_ELEMENTS);
    if let Some(least) = count("minItems").filter(|least| *least > 0) {
        out.push(("too-few".to_owned(), shown.iter().take(least - 1).cloned().collect()));
    }
    if let Some(many) = count("maxItems").and_then(|most| elements(validators, schema, most + 1)) {
        out.push(("too-many".to_owned(), Value::Array(many)));
    }
    if validators.is_marked(schema, "uniqueItems") {
        let some = elements(validators, schema, count("minItems").unwrap_or(0).max(2));
        out.extend(some.map(|mut some| {
            some.pop();
            some.extend(some.first().cloned());
            ("repeated-element".to_owned(), Value::Array(some))
        }));
    }
    out
}

fn objects(validators: &Validators, schema: &Value, object: &Map<String, Value>) -> Vec<Variant> {
    let mut out = vec![("unlisted-property".to_owned(), with_unlisted(object))];
    let count = |key: &str| validators.count(schema, key).filter(|count| *count < MOST_ELEMENTS);
    if let Some(least) = count("minProperties").filter(|least| *least > 0) {
        let few = object.iter().take(least - 1).map(|(name, value)| (name.clone(), value.clone()));
        out.push(("too-few-properties".to_owned(), Value::Object(few.collect())));
    }
    if let Some((most, value)) = count("maxProperties").zip(object.values().next()) {
        let more = (object.len()..=most).map(|index| (format!("more{index}"), value.clone()));
        let many = object.iter().map(|(name, value)| (name.clone(), value.clone())).chain(more);
        out.push(("too-many-properties".to_owned(), Value::Object(many.collect())));
    }
    out
}
