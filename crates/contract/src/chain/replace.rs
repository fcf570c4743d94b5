//! Bodies of resources that no other request has created: texts and numbers are replaced by others that fit the schema.

use serde_json::{Map, Value, json};

use super::entries::{EntrySchema, entry_schema};
use super::fraction::fraction;
use crate::meaning;
use crate::schemas::Schemas;

/// The smallest odd integer that a 64-bit floating-point number cannot hold: 2^53 + 1.
const BEYOND_DOUBLE: u64 = (1 << 53) + 1;

/// The maximum number of characters that are replaced in a text with a pattern.
const MAX_REPLACED: usize = 8;

/// The distance between the serial numbers of two properties of an object.
const NEXT_PROPERTY: u64 = 10_007;

/// The offset of date-times in place of `Z`.
const OFFSET: &str = "+05:30";

/// How values are replaced.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replacement {
    /// Values of different serial numbers differ, where the schema has so many values.
    pub serial: u64,
    /// Whether values are ones that faulty servers change: texts in other alphabets, integers of 64 bits, numbers with
    /// a fraction.
    pub is_demanding: bool,
    /// Whether listed values (`enum`) are replaced too. A server may reject some of them in a change of a resource.
    pub varies_listed: bool,
}

/// A value like `value` with other texts and numbers. Dates and texts of a format that only the server knows stay
/// as they are, except for addresses that belong to nobody, and date-times keep their day; so do the outermost properties of which `keeps` is true.
pub(crate) fn replaced(
    schemas: &Schemas,
    schema: &Value,
    value: &Value,
    how: Replacement,
    keeps: &dyn Fn(&str) -> bool,
) -> Value {
    let changed = match value {
        Value::Object(object) => {
            let property = |(at, (name, part)): (usize, (&String, &Value))| {
                // A server that confuses two properties shows it.
                let how = Replacement { serial: how.serial.wrapping_add(NEXT_PROPERTY * at as u64), ..how };
                let part =
                    if keeps(name) { part.clone() } else { in_property(schemas, schema, value, name, part, how) };
                (name.clone(), part)
            };
            Value::Object(object.iter().enumerate().map(property).collect::<Map<String, Value>>())
        }
        other => of(schemas, schema, other, how),
    };
    if schemas.accepts(schema, &changed) { changed } else { value.clone() }
}

/// The value of a property. Of several alternatives of the object, the first that the object fits has the schema.
fn in_property(schemas: &Schemas, schema: &Value, object: &Value, name: &str, part: &Value, how: Replacement) -> Value {
    let alternatives = schemas.alternatives(schema).into_iter();
    let mut fitting = alternatives.filter(|schema| schemas.accepts(schema, object));
    if let Some(schema) = fitting.find_map(|schema| schemas.property(schema, name)) {
        let meant = || meaning::other(schemas, schema, name, if how.is_demanding { how.serial } else { 0 });
        let fresh = || meaning::fresh(schemas, schema, name, part.as_str()?, how.serial);
        let meant = part.as_str().and_then(|_| fresh().or_else(meant));
        return meant.map_or_else(|| of(schemas, schema, part, how), Value::String);
    }
    match entry_schema(schemas, schema, name) {
        Some(EntrySchema::Known(schema)) => of(schemas, schema, part, how),
        // The caller keeps the old object if the schema does not accept the entry.
        Some(EntrySchema::Any) if part.is_string() => of(schemas, &json!({ "type": "string" }), part, how),
        _ => part.clone(),
    }
}

fn of(schemas: &Schemas, schema: &Value, value: &Value, how: Replacement) -> Value {
    // `anyOf` of a schema and `null`, as several frameworks write it.
    let mut fitting = schemas.alternatives(schema).into_iter().skip(1).filter(|one| schemas.accepts(one, value));
    if let Some(one) = fitting.next().filter(|_| schemas.keyword(schema, "type").is_none() && !value.is_object()) {
        let changed = of(schemas, one, value, how);
        return if schemas.accepts(schema, &changed) { changed } else { value.clone() };
    }
    let listed = schemas.keyword(schema, "enum").and_then(Value::as_array);
    let changed = match value {
        // Lists with elements of several values show whether a filter works. A change of a resource has the first one.
        Value::String(_) if how.varies_listed && listed.is_some() => listed.and_then(|listed| {
            // A server that resets the value to the default, or to the first one, shows it.
            let default = schemas.keyword(schema, "default").or(listed.first());
            let others = |keeps: bool| {
                let is_other =
                    |other: &&Value| other.is_string() && *other != value && (keeps || Some(*other) != default);
                listed.iter().filter(is_other).collect::<Vec<&Value>>()
            };
            let others = Some(others(false)).filter(|others| !others.is_empty()).unwrap_or_else(|| others(true));
            let at = how.serial % u64::try_from(others.len()).unwrap_or(1).max(1);
            others.get(usize::try_from(at).unwrap_or(0)).copied().cloned()
        }),
        Value::String(text) if listed.is_none() && schemas.has_unknown_format(schema) => {
            crate::format::varied(schemas, schema, text, how.serial).map(Value::String)
        }
        _ if listed.is_some() => None,
        Value::String(text) => text_like(schemas, schema, text, how),
        Value::Number(number) if crate::synthesize::is_integer(schemas, schema) => {
            number.as_u64().and_then(|number| integer(schemas, schema, number, how))
        }
        // Where the server rejects a fraction, the number stays: it may be one of few that it accepts.
        Value::Number(number) if how.is_demanding => {
            number.as_f64().and_then(|number| fraction(schemas, schema, number, how.serial))
        }
        Value::Number(_) => None,
        Value::Object(_) => Some(replaced(schemas, schema, value, how, &|_| false)),
        Value::Array(elements) => {
            let element = |(at, element): (usize, &Value)| {
                let how = Replacement { serial: how.serial.wrapping_add((at as u64) << 20), ..how };
                schemas.element(schema, at).map_or_else(|| element.clone(), |items| of(schemas, items, element, how))
            };
            Some(elements.iter().enumerate().map(element).collect())
        }
        Value::Null | Value::Bool(_) => None,
    };
    changed.filter(|changed| schemas.accepts(schema, changed)).unwrap_or_else(|| value.clone())
}

fn text_like(schemas: &Schemas, schema: &Value, text: &str, how: Replacement) -> Option<Value> {
    let format = schemas.keyword(schema, "format").and_then(Value::as_str);
    if format == Some("date-time") {
        // A server that drops the offset stores another instant.
        let local = text.strip_suffix('Z').filter(|_| how.is_demanding)?;
        return Some(format!("{local}{OFFSET}").into());
    }
    if format == Some("date") {
        return None;
    }
    let is_free = format.is_none() && schemas.keyword(schema, "pattern").is_none();
    if !is_free {
        let varied = varied(schemas, schema, text, how.serial);
        let padded = with_zero(&varied).filter(|padded| how.is_demanding && padded != text);
        let padded = padded.map(Value::String).filter(|padded| schemas.accepts(schema, padded));
        return Some(padded.unwrap_or_else(|| varied.into()));
    }
    let least = schemas.count(schema, "minLength").unwrap_or(0);
    let most = schemas.count(schema, "maxLength").unwrap_or(usize::MAX);
    let serial = base36(how.serial);
    let words = if how.is_demanding { ["Zoë ☃ 𝄞 ", ""] } else { ["text ", ""] };
    let candidates = words.iter().map(|word| format!("{word}{serial}"));
    let mut fitting = candidates.filter(|text| text.chars().count() <= most).map(|text| {
        let missing = least.saturating_sub(text.chars().count());
        Value::from(text + &"x".repeat(missing))
    });
    let cut = || {
        // The last digits of serial numbers differ.
        let is_made = schemas.keyword(schema, "examples").is_none() && "string".starts_with(text);
        let end = serial.get(serial.len().saturating_sub(most)..).filter(|_| is_made);
        end.map(Value::from).filter(|text| schemas.accepts(schema, text))
    };
    fitting.find(|text| schemas.accepts(schema, text)).or_else(cut)
}

/// A decimal with a zero at its end in place of the last digit: a server that reads it as a number returns it without.
fn with_zero(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let is_decimal = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_it = is_decimal(whole) && is_decimal(fraction) && fraction.len() <= 4;
    is_it.then(|| format!("{}0", &text[..text.len() - 1]))
}

/// The text with its last letters and digits replaced by others of the same kind, as far as the schema accepts it.
fn varied(schemas: &Schemas, schema: &Value, text: &str, serial: u64) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut left = mixed(serial);
    let mut replaced = 0;
    for at in (0..characters.len()).rev() {
        let old = characters[at];
        let (first, count) = match old {
            '0'..='9' => (b'0', 10),
            'a'..='z' => (b'a', 26),
            'A'..='Z' => (b'A', 26),
            _ => continue,
        };
        // A hexadecimal digit of a UUID may be a letter: letters up to `f` stay among them.
        let count = if matches!(old, 'a'..='f' | 'A'..='F') { 6 } else { count };
        characters[at] = char::from(first + u8::try_from(left % count).unwrap_or(0));
        let text: String = characters.iter().collect();
        if schemas.accepts(schema, &text.into()) {
            left /= count;
            replaced += 1;
        } else {
            characters[at] = old;
        }
        if replaced == MAX_REPLACED {
            break;
        }
    }
    characters.into_iter().collect()
}

fn integer(schemas: &Schemas, schema: &Value, number: u64, how: Replacement) -> Option<Value> {
    // Without an upper bound, the document does not say that the server holds integers of 64 bits.
    let most = schemas.keyword(schema, "maximum").and_then(Value::as_u64).unwrap_or(0);
    let large = BEYOND_DOUBLE.saturating_add(how.serial.saturating_mul(2) % (1 << 40));
    let is_large = how.is_demanding && large <= most;
    // In a small range.
    let near = [number.checked_add(1), number.checked_add(2), number.checked_sub(1)];
    let candidates = [is_large.then_some(large), number.checked_add(how.serial % 1_000)];
    let default = schemas.keyword(schema, "default").and_then(Value::as_u64);
    let candidates =
        candidates.into_iter().chain(near.into_iter().map(|near| near.filter(|near| Some(*near) != default)));
    let mut candidates = candidates.flatten().map(|number| json!(number));
    candidates.find(|value| schemas.accepts(schema, value))
}

/// A number whose digits differ from those of its neighbours (the finalizer of SplitMix64).
pub(super) fn mixed(serial: u64) -> u64 {
    let first = (serial ^ (serial >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let second = (first ^ (first >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    second ^ (second >> 31)
}

pub(super) fn base36(number: u64) -> String {
    let mut digits = Vec::new();
    let mut left = number;
    loop {
        digits.extend(char::from_digit(u32::try_from(left % 36).unwrap_or(0), 36));
        left /= 36;
        if left == 0 {
            return digits.iter().rev().collect();
        }
    }
}
