//! Values with one defect each, from what a schema says: only those that the schema does refuse.

use serde_json::{Map, Value, json};

use crate::schema::Validators;

/// A value, and what is wrong with it in a few words that make an id: `phone-null`.
pub(crate) type Defect = (String, Value);

/// Every way in which one part of `value` can be broken.
pub(crate) fn defects(validators: &Validators, schema: &Value, value: &Value) -> Vec<Defect> {
    let candidates = candidates(validators, schema, value);
    candidates.into_iter().filter(|(_, broken)| !validators.accepts(schema, broken)).collect()
}

/// Values that the schema does accept, with one part at an edge or left out.
pub(crate) fn edges(validators: &Validators, schema: &Value, value: &Value) -> Vec<Defect> {
    let candidates = candidates(validators, schema, value);
    let fitting = candidates.into_iter().filter(|(_, other)| other != value && validators.accepts(schema, other));
    fitting.filter(|(name, _)| !name.ends_with("-empty-object") && !name.ends_with("-empty-array")).collect()
}

/// Whether every text of a format that cannot be checked is still the documented one, so that a server must take it.
pub(crate) fn keeps_formats(validators: &Validators, schema: &Value, shown: &Value, other: &Value) -> bool {
    let schema = validators.target(schema);
    match (shown, other) {
        _ if validators.is_of_another_format(schema) => shown == other,
        (Value::Object(shown), Value::Object(other)) => shown.iter().all(|(key, shown)| {
            let of_part = validators.property(schema, key).zip(other.get(key));
            of_part.is_none_or(|(schema, other)| keeps_formats(validators, schema, shown, other))
        }),
        (Value::Array(shown), Value::Array(other)) => {
            let items = schema.get("items").zip(shown.first());
            items.is_none_or(|(items, shown)| other.iter().all(|other| keeps_formats(validators, items, shown, other)))
        }
        _ => true,
    }
}

fn candidates(validators: &Validators, schema: &Value, value: &Value) -> Vec<Defect> {
    let schema = validators.target(schema);
    let mut out: Vec<Defect> = vec![
        ("null".to_owned(), Value::Null),
        ("boolean".to_owned(), json!(true)),
        ("number".to_owned(), json!(1.5)),
        ("integer".to_owned(), json!(7)),
        ("text".to_owned(), json!("not it")),
        ("empty-array".to_owned(), json!([])),
        ("empty-object".to_owned(), json!({})),
    ];
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    match value {
        Value::String(_) => {
            let text =
                |length: u64| Value::String("x".repeat(usize::try_from(length.min(1 << 20)).unwrap_or_default()));
            out.push(("empty".to_owned(), json!("")));
            out.push(("long".to_owned(), text(bound("maxLength").unwrap_or(1000))));
            out.extend(bound("maxLength").map(|most| ("too-long".to_owned(), text(most + 1))));
            out.extend(bound("minLength").map(|least| ("short".to_owned(), text(least))));
            out.extend(
                bound("minLength").filter(|least| *least > 0).map(|least| ("too-short".to_owned(), text(least - 1))),
            );
            out.push(("unicode".to_owned(), json!("ünï ☃ 𝄞")));
        }
        Value::Number(_) => {
            for (key, step, name) in [("minimum", -1.0, "too-small"), ("maximum", 1.0, "too-large")] {
                out.extend(number(key).map(|bound| (name.to_owned(), whole(bound + step))));
                out.extend(number(key).map(|bound| (format!("at-{key}"), whole(bound))));
            }
            out.extend(number("exclusiveMinimum").map(|bound| ("too-small".to_owned(), whole(bound))));
            out.extend(number("exclusiveMaximum").map(|bound| ("too-large".to_owned(), whole(bound))));
        }
        Value::Array(elements) => {
            let first = elements.first().cloned().unwrap_or_else(|| json!("x"));
            let of =
                |count: u64| Value::Array(vec![first.clone(); usize::try_from(count.min(1000)).unwrap_or_default()]);
            out.extend(bound("maxItems").map(|most| ("too-many".to_owned(), of(most + 1))));
            out.extend(bound("minItems").filter(|least| *least > 0).map(|least| ("too-few".to_owned(), of(least - 1))));
            out.push(("element-null".to_owned(), json!([null])));
            out.push(("element-object".to_owned(), json!([{}])));
            if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
                out.push(("repeated-element".to_owned(), of(2)));
            }
        }
        Value::Object(object) => parts(validators, schema, object, &mut out),
        _ => {}
    }
    out
}

fn parts(validators: &Validators, schema: &Value, object: &Map<String, Value>, out: &mut Vec<Defect>) {
    for (key, part) in object {
        let mut without = object.clone();
        without.remove(key);
        out.push((format!("{key}-absent"), Value::Object(without)));
        let Some(of_part) = validators.property(schema, key) else { continue };
        for (name, other) in candidates(validators, of_part, part) {
            let mut changed = object.clone();
            changed.insert(key.clone(), other);
            out.push((format!("{key}-{name}"), Value::Object(changed)));
        }
    }
    let mut more = object.clone();
    more.insert("x-unlisted".to_owned(), json!({ "anything": [1] }));
    out.push(("unlisted-property".to_owned(), Value::Object(more)));
}

/// As a JSON integer where it is one.
fn whole(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}
