//! Variants of one part of a value at the edges of its schema, without the parts inside it.

use serde_json::{Map, Value, json};

use super::defect::{MAX_CHARACTERS, MAX_ELEMENTS, is_implied};
use super::{Variant, with_unlisted};
use crate::schemas::Schemas;
use crate::synthesize::{elements, is_integer, json_integer, resized, whole};

/// The length of a long text, in characters, if the schema has no bound.
const LONG_TEXT: usize = 1_000;

/// The maximum number of `enum` values that are tested.
const MAX_ENUM_VALUES: usize = 20;

/// Candidates. The caller removes those that the schema does not accept.
pub(super) fn edges(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut out = Vec::new();
    // A schema without a type accepts `null` too, but a server need not handle it.
    if schemas.keyword(schema, "type").is_some() {
        out.push(("null".to_owned(), Value::Null));
    }
    let listed = schemas.keyword(schema, "enum").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = listed.iter().filter(|other| !other.is_null()).take(MAX_ENUM_VALUES).enumerate();
    out.extend(listed.map(|(index, other)| (format!("listed-{}", index + 1), other.clone())));
    match value {
        Value::String(text) => out.extend(texts(schemas, schema, text)),
        Value::Number(_) => out.extend(numbers(schemas, schema)),
        Value::Bool(is) => out.push((format!("{}", !is), json!(!is))),
        Value::Array(_) => out.extend(arrays(schemas, schema)),
        Value::Object(object) => out.extend(objects(schemas, schema, object)),
        Value::Null => {}
    }
    out
}

fn texts(schemas: &Schemas, schema: &Value, text: &str) -> Vec<Variant> {
    let bound = |key: &str| schemas.count(schema, key).filter(|bound| *bound <= MAX_CHARACTERS);
    let mut out: Vec<Variant> = vec![("empty".to_owned(), json!(""))];
    // A pattern may accept only one of the two texts.
    let mut push = |name: &str, length: usize| {
        let candidates = [resized(text, length), "x".repeat(length)].map(Value::String);
        let fits = candidates.into_iter().find(|text| schemas.accepts(schema, text));
        out.extend(fits.map(|text| (name.to_owned(), text)));
    };
    match bound("maxLength") {
        Some(most) => push("at-maxLength", most),
        None => push("long", LONG_TEXT),
    }
    if let Some(least) = bound("minLength").filter(|least| *least > 0) {
        push("at-minLength", least);
    }
    // Lengths count characters (JSON Schema Validation section 6.3.1), not bytes or UTF-16 units.
    let most = bound("maxLength").unwrap_or(9).max(bound("minLength").unwrap_or(0));
    let unicode: String = "ünï ☃ 𝄞!𝄞".chars().cycle().take(most).collect();
    out.push(("unicode".to_owned(), json!(unicode)));
    out
}

fn numbers(schemas: &Schemas, schema: &Value) -> Vec<Variant> {
    let is_integer = is_integer(schemas, schema);
    let at = |key: &str, sign: i8| {
        let bound = schemas.keyword(schema, key).filter(|bound| !is_implied(bound))?;
        let is_exclusive = key.starts_with("exclusive");
        if is_integer {
            let innermost = whole(bound, sign > 0)?;
            let is_excluded = is_exclusive && bound.as_f64().is_some_and(|bound| bound.fract() == 0.0);
            let at = json_integer(if is_excluded { innermost + i128::from(sign) } else { innermost });
            // Integers have 64 bits, even if the bound is larger.
            return at.filter(Value::is_i64);
        }
        let step = (bound.as_f64()?.abs() * 1e-9).max(1e-3) * f64::from(sign);
        Some(if is_exclusive { json!(bound.as_f64()? + step) } else { bound.clone() })
    };
    let bounds = [("minimum", 1), ("exclusiveMinimum", 1), ("maximum", -1), ("exclusiveMaximum", -1)];
    bounds.iter().filter_map(|(key, sign)| Some((format!("at-{key}"), at(key, *sign)?))).collect()
}

fn arrays(schemas: &Schemas, schema: &Value) -> Vec<Variant> {
    let count = |key: &str| schemas.count(schema, key).filter(|count| *count <= MAX_ELEMENTS);
    let counts = [
        ("no-element", Some(0)),
        ("one-element", Some(1)),
        ("two-elements", Some(2)),
        ("at-minItems", count("minItems").filter(|least| *least > 2)),
        ("at-maxItems", count("maxItems").filter(|most| *most > 2)),
    ];
    let made = counts.into_iter().filter_map(|(name, count)| Some((name, elements(schemas, schema, count?)?)));
    made.map(|(name, elements)| (name.to_owned(), Value::Array(elements))).collect()
}

fn objects(schemas: &Schemas, schema: &Value, object: &Map<String, Value>) -> Vec<Variant> {
    let is_closed =
        schemas.keyword(schema, "maxProperties").is_some() || schemas.additional_properties(schema).is_some();
    if is_closed { Vec::new() } else { vec![("unlisted-property".to_owned(), with_unlisted(object))] }
}
