//! Variants of one part of a value at the edges of its schema, without the parts inside it.

use model::api::Integer;
use model::json_schema::LEFT_OUT;
use serde_json::{Map, Value, json};

use super::defect::{MAX_CHARACTERS, MAX_ELEMENTS, is_implied};
use super::{Candidate, with_unlisted};
use crate::label::{Bound, Edge, LargeInteger};
use crate::schemas::{Schemas, whole};
use crate::synthesize::{elements, is_integer, json_integer, resized};

/// The lengths of long texts, in characters, if the schema has no bound.
const LENGTHS: [(Edge, usize); 2] = [(Edge::Long, 1_000), (Edge::Length256, 256)];

/// A text with the characters that URLs, forms, JSON, HTML and SQL reserve, of more than 32 characters. A server that stores texts must
/// not remove the spaces at its ends, or change capitals.
const RESERVED: &str = " 100% %41 A+b&c=d;e,f|g/?#[]@!$'()*<\\\"> ";

/// Characters of one to four bytes in UTF-8, and of one and two units in UTF-16.
const UNICODE: &str = "ünï ☃ 𝄞!𝄞";

/// Integers that need more than 32 bits, more than the 53 bits of a double, 64 bits, and 64 bits without a sign.
const LARGE_INTEGERS: [(LargeInteger, u64); 4] = [
    (LargeInteger::Above32, 1 << 31),
    (LargeInteger::Above53, (1 << 53) + 1),
    (LargeInteger::At64, i64::MAX.cast_unsigned()),
    (LargeInteger::Unsigned64, u64::MAX),
];

/// The maximum number of `enum` values that are tested.
const MAX_ENUM_VALUES: usize = 20;

/// Candidates. The caller removes those that the schema does not accept.
pub(super) fn edges(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Candidate> {
    let mut out = Vec::new();
    // A schema without a type accepts `null` too, but a server need not handle it.
    if schemas.keyword(schema, "type").is_some() {
        out.push((Edge::Null, Value::Null));
    }
    let listed = schemas.keyword(schema, "enum").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = listed.iter().filter(|other| !other.is_null()).take(MAX_ENUM_VALUES).enumerate();
    out.extend(listed.map(|(index, other)| (Edge::Listed(index + 1), other.clone())));
    match value {
        Value::String(text) => out.extend(texts(schemas, schema, text)),
        Value::Number(_) => out.extend(numbers(schemas, schema)),
        Value::Bool(is) => out.push((Edge::Boolean(!is), json!(!is))),
        Value::Array(_) => out.extend(arrays(schemas, schema)),
        Value::Object(object) => out.extend(objects(schemas, schema, object)),
        Value::Null => {}
    }
    out.into_iter().map(|(edge, value)| (edge.into(), value)).collect()
}

fn texts(schemas: &Schemas, schema: &Value, text: &str) -> Vec<(Edge, Value)> {
    let bound = |of: Bound| schemas.count(schema, of.keyword()).filter(|bound| *bound <= MAX_CHARACTERS);
    let least = bound(Bound::MinLength).unwrap_or(0);
    let of_characters = |count: usize| -> String { UNICODE.chars().cycle().take(count).collect() };
    let mut out: Vec<(Edge, Value)> = match bound(Bound::MaxLength) {
        // Lengths count characters (JSON Schema Validation section 6.3.1). Many languages count UTF-16 units.
        Some(most) => {
            let texts = [(Edge::Unicode, of_units(least, most)), (Edge::UnicodeLongest, of_characters(most))];
            let is_new = texts[0].1 != texts[1].1;
            texts.into_iter().take(if is_new { 2 } else { 1 }).map(|(edge, text)| (edge, text.into())).collect()
        }
        None => vec![(Edge::Unicode, of_characters(least.max(UNICODE.chars().count())).into())],
    };
    // A pattern may accept only one of the two texts.
    let mut push = |edge: Edge, length: usize| {
        let candidates = [resized(text, length), "x".repeat(length)].map(Value::String);
        let fits = candidates.into_iter().find(|text| schemas.accepts(schema, text));
        out.extend(fits.map(|text| (edge, text)));
    };
    match bound(Bound::MaxLength) {
        Some(most) => push(Edge::At(Bound::MaxLength), most),
        None => LENGTHS.into_iter().for_each(|(edge, length)| push(edge, length)),
    }
    if least > 0 {
        push(Edge::At(Bound::MinLength), least);
    }
    out.push((Edge::Reserved, json!(RESERVED)));
    // Where a pattern rejects that text, capitals alone.
    let is_free = schemas.keyword(schema, "pattern").is_none() || schemas.has_unknown_format(schema);
    let capitals = text.to_ascii_uppercase();
    if !is_free && schemas.keyword(schema, "format").is_none() && capitals != text {
        out.push((Edge::Capitals, json!(capitals)));
    }
    out.push((Edge::Empty, json!("")));
    out.push((Edge::LineBreak, json!("two\nlines")));
    let formatted: &[(Edge, &str)] = match schemas.keyword(schema, "format").and_then(Value::as_str) {
        Some("date") => &[(Edge::LeapDay, "2024-02-29"), (Edge::FirstDay, "0001-01-01"), (Edge::LastDay, "9999-12-31")],
        Some("date-time") => &[
            (Edge::LeapDay, "2024-02-29T12:00:00Z"),
            (Edge::Offset, "2020-01-31T23:30:00+05:30"),
            (Edge::Fraction, "2020-01-31T12:00:00.123Z"),
            (Edge::FirstDay, "0001-01-01T00:00:00Z"),
            (Edge::LastDay, "9999-12-31T23:59:59Z"),
        ],
        Some("uuid") => &[(Edge::OtherCase, "00000000-0000-4000-8000-00000000ABCD")],
        _ => &[],
    };
    out.extend(formatted.iter().map(|(edge, text)| (edge.clone(), json!(text))));
    out
}

/// A text in several alphabets with at most `most` UTF-16 units and at least `least` characters.
fn of_units(least: usize, most: usize) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    let text: String = UNICODE.chars().cycle().take_while(fits).collect();
    if text.chars().count() >= least {
        return text;
    }
    UNICODE.chars().filter(|c| c.len_utf16() == 1).cycle().take(most).collect()
}

fn numbers(schemas: &Schemas, schema: &Value) -> Vec<(Edge, Value)> {
    let is_integer = is_integer(schemas, schema);
    let at = |of: Bound, sign: i8| {
        let bound = schemas.keyword(schema, of.keyword()).filter(|bound| !is_implied(bound))?;
        let is_exclusive = of.is_exclusive();
        if is_integer {
            let innermost = whole(bound, sign > 0)?;
            let is_excluded = is_exclusive && bound.as_f64().is_some_and(|bound| bound.fract() == 0.0);
            let at = json_integer(if is_excluded { innermost + i128::from(sign) } else { innermost });
            // Integers have 64 bits, even if the bound is larger.
            return at.filter(|at| schemas.accepts(schema, at));
        }
        let step = (bound.as_f64()?.abs() * 1e-9).max(1e-3) * f64::from(sign);
        Some(if is_exclusive { json!(bound.as_f64()? + step) } else { bound.clone() })
    };
    let bounds =
        [(Bound::Minimum, 1), (Bound::ExclusiveMinimum, 1), (Bound::Maximum, -1), (Bound::ExclusiveMaximum, -1)];
    let mut out: Vec<(Edge, Value)> =
        bounds.into_iter().filter_map(|(of, sign)| Some((Edge::At(of), at(of, sign)?))).collect();
    if is_integer {
        let format = schemas.keyword(schema, "format").and_then(Value::as_str).and_then(Integer::of_format);
        let has_format = format.is_some_and(Integer::has_64_bits);
        let large = LARGE_INTEGERS.into_iter();
        let large = large.map(|(integer, value)| (Edge::Large { integer, has_format }, json!(value)));
        out.extend(large.filter(|(_, large)| schemas.accepts(schema, large)));
    }
    out
}

fn arrays(schemas: &Schemas, schema: &Value) -> Vec<(Edge, Value)> {
    let count = |of: Bound| schemas.count(schema, of.keyword()).filter(|count| *count <= MAX_ELEMENTS);
    let counts = [
        (Edge::NoElement, Some(0)),
        (Edge::OneElement, Some(1)),
        (Edge::TwoElements, Some(2)),
        (Edge::At(Bound::MinItems), count(Bound::MinItems).filter(|least| *least > 2)),
        (Edge::At(Bound::MaxItems), count(Bound::MaxItems).filter(|most| *most > 2)),
    ];
    let made = counts.into_iter().filter_map(|(edge, count)| Some((edge, elements(schemas, schema, count?)?)));
    made.map(|(edge, elements)| (edge, Value::Array(elements))).collect()
}

fn objects(schemas: &Schemas, schema: &Value, object: &Map<String, Value>) -> Vec<(Edge, Value)> {
    let with = |name: &str, value: Value| {
        let mut more = object.clone();
        more.insert(name.to_owned(), value);
        Value::Object(more)
    };
    let lists = schemas.all_of(schema).into_iter().filter_map(|part| part.get(LEFT_OUT)?.as_array());
    let read_only: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
    let mut out: Vec<(Edge, Value)> =
        read_only.iter().map(|name| (Edge::ReadOnly((*name).to_owned()), with(name, json!(1)))).collect();
    let is_closed =
        schemas.keyword(schema, "maxProperties").is_some() || schemas.additional_properties(schema).is_some();
    if !is_closed {
        out.push((Edge::UnlistedProperty, with_unlisted(object)));
        if !object.contains_key("id") && !read_only.contains(&"id") && schemas.property(schema, "id").is_none() {
            out.push((Edge::UnlistedId, with("id", json!(1))));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::of_units;

    #[test]
    fn a_text_has_a_number_of_utf_16_units_and_of_characters() {
        assert_eq!(of_units(0, 8), "ünï ☃ 𝄞");
        // A character of two units would leave too few characters.
        let text = of_units(10, 10);
        assert_eq!((text.chars().count(), text.encode_utf16().count()), (10, 10));
        assert_eq!(of_units(0, 0), "");
    }
}
