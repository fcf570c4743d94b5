//! Invalid variants of one part of a value, without the parts inside it.

use model::api::Integer;
use serde_json::{Map, Value, json};

use super::{Candidate, condition, with_unlisted};
use crate::label::{Bound, Defect, OffFormat, OffPattern, WrongType};
use crate::schemas::{Schemas, whole};
use crate::synthesize::{elements, is_integer, json_integer, resized};

/// The maximum number of characters of a generated text.
pub(super) const MAX_CHARACTERS: usize = 1 << 16;
/// The maximum number of elements or properties of a generated value.
pub(super) const MAX_ELEMENTS: usize = 1_000;

/// Texts that violate a `format`.
const OFF_FORMAT: [(&str, [(OffFormat, &str); 2]); 3] = [
    ("date", [(OffFormat::NoSuchDay, "2020-02-30"), (OffFormat::OtherFormat, "31.01.2020")]),
    ("date-time", [(OffFormat::NoSuchDay, "2020-02-30T12:00:00Z"), (OffFormat::NoOffset, "2020-01-31T12:00:00")]),
    (
        "uuid",
        [
            (OffFormat::NoHexDigit, "00000000-0000-4000-8000-00000000000g"),
            (OffFormat::CutOff, "00000000-0000-4000-8000-00000000000"),
        ],
    ),
];

/// The `format` that a text violates, if cases send it for that.
pub(crate) fn violated_format(text: &str) -> Option<&'static str> {
    let mut formats = OFF_FORMAT.iter();
    formats.find(|(_, texts)| texts.iter().any(|(_, other)| *other == text)).map(|(format, _)| *format)
}

/// Candidates: a value of each wrong type, and a value just outside each bound of the schema. The caller removes those that
/// the schema accepts.
pub(super) fn defects(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Candidate> {
    let wrong_types = [
        (WrongType::Null, Value::Null),
        (WrongType::Boolean, json!(true)),
        (WrongType::Number, json!(1.5)),
        (WrongType::Integer, json!(7)),
        (WrongType::Text, json!("not it")),
        (WrongType::EmptyArray, json!([])),
        (WrongType::EmptyObject, json!({})),
    ];
    let is_other = |other: &Value| std::mem::discriminant(other) != std::mem::discriminant(value);
    // A fraction is a JSON number like an integer, but may have the wrong type.
    let wrong_types = wrong_types.into_iter().filter(|(of, other)| is_other(other) || *of == WrongType::Number);
    let mut out: Vec<(Defect, Value)> = wrong_types.map(|(of, value)| (Defect::Type(of), value)).collect();
    match value {
        Value::String(text) => out.extend(texts(schemas, schema, text)),
        Value::Number(number) => {
            out.push((Defect::Type(WrongType::TextOfNumber), json!(number.to_string())));
            out.extend(numbers(schemas, schema));
        }
        Value::Array(elements) => out.extend(arrays(schemas, schema, elements)),
        Value::Object(object) => out.extend(objects(schemas, schema, object)),
        // Libraries that convert values take these for booleans.
        Value::Bool(_) => {
            let texts = [(WrongType::TextTrue, "true"), (WrongType::TextYes, "yes")];
            out.extend(texts.map(|(of, text)| (Defect::Type(of), json!(text))));
        }
        Value::Null => {}
    }
    out.extend(condition::violations(schemas, schema, value));
    out.into_iter().map(|(defect, value)| (defect.into(), value)).collect()
}

/// The candidate with the fewest schema errors, so that the case tests one defect. `None` if the schema accepts all.
fn fewest_errors(schemas: &Schemas, schema: &Value, candidates: Vec<Value>) -> Option<Value> {
    let errors = candidates.into_iter().map(|value| (schemas.errors(schema, &value).len(), value));
    errors.filter(|(count, _)| *count > 0).min_by_key(|(count, _)| *count).map(|(_, value)| value)
}

fn texts(schemas: &Schemas, schema: &Value, text: &str) -> Vec<(Defect, Value)> {
    let mut out = Vec::new();
    let length = |length: usize| vec![json!(resized(text, length)), json!("x".repeat(length))];
    let mut push = |defect: Defect, candidates: Vec<Value>| {
        out.extend(fewest_errors(schemas, schema, candidates).map(|value| (defect, value)));
    };
    if let Some(least) = schemas.count(schema, "minLength").filter(|least| (1..=MAX_CHARACTERS).contains(least)) {
        push(Defect::TooShort, length(least - 1));
    }
    if let Some(most) = schemas.count(schema, "maxLength").filter(|most| *most < MAX_CHARACTERS) {
        push(Defect::TooLong, length(most + 1));
    }
    let without_last: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    if schemas.keyword(schema, "pattern").is_some() {
        let first = text.chars().skip(1).collect::<String>();
        let others = [format!("{without_last}!"), format!("!{first}"), format!("{text}!"), without_last.clone()];
        push(Defect::Pattern(OffPattern::OtherCharacter), others.into_iter().map(Value::String).collect());
        // Texts that contain a match, which an engine without anchors, or with anchors at each line, accepts.
        let containing = [
            (OffPattern::WithinOtherText, format!("abc{text}abc")),
            (OffPattern::BetweenLines, format!("abc\n{text}\nabc")),
            (OffPattern::LineBreakBefore, format!("\n{text}")),
            (OffPattern::LineBreakAfter, format!("{text}\n")),
        ];
        containing.into_iter().for_each(|(off, other)| push(Defect::Pattern(off), vec![json!(other)]));
        push(Defect::Empty, vec![json!("")]);
        // A pattern may have bounds of the length.
        push(Defect::Pattern(OffPattern::OneCharacterLess), vec![json!(without_last)]);
        push(
            Defect::Pattern(OffPattern::OneCharacterMore),
            text.chars().last().map(|last| json!(format!("{text}{last}"))).into_iter().collect(),
        );
    }
    let format = schemas.keyword(schema, "format").and_then(Value::as_str);
    let off_format = OFF_FORMAT.iter().filter(|(of, _)| Some(*of) == format).flat_map(|(_, texts)| texts);
    off_format.for_each(|(off, other)| push(Defect::Format(*off), vec![json!(other)]));
    if schemas.keyword(schema, "enum").is_some() {
        push(Defect::NotListed, vec![json!(format!("{text}x"))]);
        push(Defect::OtherCase, vec![json!(text.to_uppercase()), json!(text.to_lowercase())]);
        if schemas.keyword(schema, "pattern").is_none() {
            push(Defect::Empty, vec![json!("")]);
        }
    }
    out
}

fn numbers(schemas: &Schemas, schema: &Value) -> Vec<(Defect, Value)> {
    let is_integer = is_integer(schemas, schema);
    let beyond = |of: Bound, sign: i8| {
        let bound = schemas.keyword(schema, of.keyword()).filter(|bound| !is_implied(bound))?;
        let is_exclusive = of.is_exclusive();
        if is_integer {
            // A bound with a fraction already excludes the next integer.
            let outermost = whole(bound, sign < 0)?;
            let is_excluded = is_exclusive && bound.as_f64().is_some_and(|bound| bound.fract() == 0.0);
            return json_integer(if is_excluded { outermost } else { outermost + i128::from(sign) });
        }
        let at = bound.as_f64()?;
        let step = (at.abs() * 1e-9).max(1e-3) * f64::from(sign);
        Some(if is_exclusive { bound.clone() } else { json!(at + step) })
    };
    // The model writes `format: int32` as bounds. It keeps the other formats of integers.
    let is_at = |of: Bound, limit: &Value| {
        !schemas.has_written_bound(schema, of.keyword()) && schemas.keyword(schema, of.keyword()) == Some(limit)
    };
    let format = schemas.keyword(schema, "format").and_then(Value::as_str).and_then(Integer::of_format);
    let of_format = |of: Bound, end: fn(Integer) -> Value| format.is_some_and(|integer| is_at(of, &end(integer)));
    let below = match () {
        () if is_at(Bound::Minimum, &Integer::I32.ends().0) => Defect::Below32Bits,
        () if of_format(Bound::Minimum, |integer| integer.ends().0) => Defect::BelowFormat,
        () => Defect::TooSmall,
    };
    let above = match () {
        () if is_at(Bound::Maximum, &Integer::I32.ends().1) => Defect::Above32Bits,
        () if of_format(Bound::Maximum, |integer| integer.ends().1) => Defect::AboveFormat,
        () => Defect::TooLarge,
    };
    let bounds = [
        (below, Bound::Minimum, -1),
        (Defect::TooSmall, Bound::ExclusiveMinimum, -1),
        (above, Bound::Maximum, 1),
        (Defect::TooLarge, Bound::ExclusiveMaximum, 1),
    ];
    let mut out: Vec<(Defect, Value)> =
        bounds.into_iter().filter_map(|(defect, of, sign)| Some((defect, beyond(of, sign)?))).collect();
    if let Some(step) = schemas.keyword(schema, "multipleOf") {
        let between = (1..=3).map(|part| if is_integer { json!(part) } else { json!(f64::from(part) / 7.0) });
        let step = step.as_f64().unwrap_or(1.0);
        let near = std::iter::once(json!(step / 2.0)).filter(|_| !is_integer);
        let off_step = fewest_errors(schemas, schema, near.chain(between).collect());
        out.extend(off_step.map(|value| (Defect::OffStep, value)));
    }
    out
}

/// Whether a bound is that of 64-bit integers. The model adds these bounds to every integer schema.
pub(super) fn is_implied(bound: &Value) -> bool {
    let is_signed = bound.as_i64().is_some_and(|bound| bound == i64::MIN || bound == i64::MAX);
    is_signed || bound.as_u64() == Some(u64::MAX)
}

fn arrays(schemas: &Schemas, schema: &Value, shown: &[Value]) -> Vec<(Defect, Value)> {
    let mut out = Vec::new();
    let count = |key: &str| schemas.count(schema, key).filter(|count| *count < MAX_ELEMENTS);
    if let Some(least) = count("minItems").filter(|least| *least > 0) {
        out.push((Defect::TooFew, shown.iter().take(least - 1).cloned().collect()));
    }
    if let Some(many) = count("maxItems").and_then(|most| elements(schemas, schema, most + 1)) {
        out.push((Defect::TooMany, Value::Array(many)));
    }
    if schemas.has_flag(schema, "uniqueItems") {
        let some = elements(schemas, schema, count("minItems").unwrap_or(0).max(2));
        out.extend(some.map(|mut some| {
            some.pop();
            some.extend(some.first().cloned());
            (Defect::RepeatedElement, Value::Array(some))
        }));
    }
    out
}

fn objects(schemas: &Schemas, schema: &Value, object: &Map<String, Value>) -> Vec<(Defect, Value)> {
    let mut out = vec![(Defect::UnlistedProperty, with_unlisted(object))];
    let count = |key: &str| schemas.count(schema, key).filter(|count| *count < MAX_ELEMENTS);
    if let Some(least) = count("minProperties").filter(|least| *least > 0) {
        let few = object.iter().take(least - 1).map(|(name, value)| (name.clone(), value.clone()));
        out.push((Defect::TooFewProperties, Value::Object(few.collect())));
    }
    if let Some((most, value)) = count("maxProperties").zip(object.values().next()) {
        let more = (object.len()..=most).map(|index| (format!("more{index}"), value.clone()));
        let many = object.iter().map(|(name, value)| (name.clone(), value.clone())).chain(more);
        out.push((Defect::TooManyProperties, Value::Object(many.collect())));
    }
    out
}
