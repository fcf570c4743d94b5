//! One part of a value → the same part at each edge of what its schema takes.

use serde_json::{Map, Value, json};

use crate::defect::{LONGEST, MOST_ELEMENTS, is_implied};
use crate::sample::{elements, json_integer, resized, whole};
use crate::schema::Validators;
use crate::variant::{Variant, is_integer, with_unlisted};

/// Characters of a text that is long where the document sets no bound.
const LONG: usize = 1_000;

/// Values of an `enum` that are sent, at the most.
const LISTED: usize = 20;

/// Candidates. Whether the schema accepts them is for the caller to check.
pub(crate) fn edges_of(validators: &Validators, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut out = Vec::new();
    // A schema that says nothing takes `null` too, and servers need not know what to do with it.
    if validators.keyword(schema, "type").is_some() {
        out.push(("null".to_owned(), Value::Null));
    }
    let listed = validators.keyword(schema, "enum").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = listed.iter().filter(|other| !other.is_null()).take(LISTED).enumerate();
    out.extend(listed.map(|(index, other)| (format!("listed-{}", index + 1), other.clone())));
    match value {
        Value::String(text) => out.extend(texts(validators, schema, text)),
        Value::Number(_) => out.extend(numbers(validators, schema)),
        Value::Bool(is) => out.push((format!("{}", !is), json!(!is))),
        Value::Array(_) => out.extend(arrays(validators, schema)),
        Value::Object(object) => out.extend(objects(validators, schema, object)),
        Value::Null => {}
    }
    out
}

fn texts(validators: &Validators, schema: &Value, text: &str) -> Vec<Variant> {
    let bound = |key: &str| validators.count(schema, key).filter(|bound| *bound <= LONGEST);
    let mut out: Vec<Variant> = vec![("empty".to_owned(), json!(""))];
    // A pattern may take one of the two ways to a length, and not the other.
    let mut push = |name: &str, length: usize| {
        let ways = [resized(text, length), "x".repeat(length)].map(Value::String);
        let fits = ways.into_iter().find(|way| validators.accepts(schema, way));
        out.extend(fits.map(|way| (name.to_owned(), way)));
    };
    match bound("maxLength") {
        Some(most) => push("at-maxLength", most),
        None => push("long", LONG),
    }
    if let Some(least) = bound("minLength").filter(|least| *least > 0) {
        push("at-minLength", least);
    }
    // Lengths are counted in characters (JSON Schema Validation section 6.3.1), which bytes and UTF-16 are not.
    let most = bound("maxLength").unwrap_or(9).max(bound("minLength").unwrap_or(0));
    let unicode: String = "ünï ☃ 𝄞!𝄞".chars().cycle().take(most).collect();
    out.push(("unicode".to_owned(), json!(unicode)));
    out
}

fn numbers(validators: &Validators, schema: &Value) -> Vec<Variant> {
    let is_integer = is_integer(validators, schema);
    let at = |key: &str, sign: i8| {
        let bound = validators.keyword(schema, key).filter(|bound| !is_implied(bound))?;
        let is_exclusive = key.starts_with("exclusive");
        if is_integer {
            let innermost = whole(bound, sign > 0)?;
            let is_excluded = is_exclusive && bound.as_f64().is_some_and(|bound| bound.fract() == 0.0);
            let at = json_integer(if is_excluded { innermost + i128::from(sign) } else { innermost });
            // An integer has 64 bits, whatever the bound is.
            return at.filter(Value::is_i64);
        }
        let step = (bound.as_f64()?.abs() * 1e-9).max(1e-3) * f64::from(sign);
        Some(if is_exclusive { json!(bound.as_f64()? + step) } else { bound.clone() })
    };
    let bounds = [("minimum", 1), ("exclusiveMinimum", 1), ("maximum", -1), ("exclusiveMaximum", -1)];
    bounds.iter().filter_map(|(key, sign)| Some((format!("at-{key}"), at(key, *sign)?))).collect()
}

fn arrays(validators: &Validators, schema: &Value) -> Vec<Variant> {
    let count = |key: &str| validators.count(schema, key).filter(|count| *count <= MOST_ELEMENTS);
    let counts = [
        ("no-element", Some(0)),
        ("one-element", Some(1)),
        ("two-elements", Some(2)),
        ("at-minItems", count("minItems").filter(|least| *least > 2)),
        ("at-maxItems", count("maxItems").filter(|most| *most > 2)),
    ];
    let made = counts.into_iter().filter_map(|(name, count)| Some((name, elements(validators, schema, count?)?)));
    made.map(|(name, elements)| (name.to_owned(), Value::Array(elements))).collect()
}

fn objects(validators: &Validators, schema: &Value, object: &Map<String, Value>) -> Vec<Variant> {
    let is_held = validators.keyword(schema, "maxProperties").is_some() || validators.additional(schema).is_some();
    if is_held { Vec::new() } else { vec![("unlisted-property".to_owned(), with_unlisted(object))] }
}
