//! Checks recorded form and multipart bodies (OpenAPI 3.0.4, Encoding Object): each part by its encoding, then the object of
//! all parts by its schema.

use model::api::{Content, Part, Style};
use serde_json::{Map, Value};

use super::Context;
use super::fault::{Fault, faults};
use super::multipart::{self, ReceivedPart};
use super::parameter::{Reading, of_pairs, read_value};
use super::spelling::{Serialization, Spellings, json};
use super::text::{Encoding, pairs};
use super::value::{ANY, Shape, scalar, shapes};
use crate::conformance::{essence, is_of};

/// Mismatches of an `application/x-www-form-urlencoded` body.
pub(super) fn urlencoded(context: &Context<'_>, content: &Content, text: &str) -> Vec<Fault> {
    let pairs = pairs(text, '&', true);
    let (mut object, mut mismatches) = (Map::new(), Vec::new());
    for part in &content.parts {
        let encoding = if part.allow_reserved { Encoding::Reserved } else { Encoding::Query };
        let serialization = Serialization { name: &part.wire, style: part.style, explode: part.explode, encoding };
        let others = |name: &str| content.parts.iter().any(|other| other.wire == name);
        let read = |shape: Shape, schema: &Value| -> Spellings {
            let own = pairs.iter().find(|pair| pair.name == part.wire);
            match (part.style, shape, own) {
                // Without a style, an object is JSON in OpenAPI 3.0.4, and its properties are pairs in 3.0.3.
                (Style::Content, Shape::Object | Shape::Array, Some(own)) => {
                    json(own.value, Encoding::Reserved).map(Some)
                }
                _ => of_pairs(context, serialization, &pairs, shape, schema, &others),
            }
        };
        let schema = context.schemas.property(&content.schema, &part.wire).unwrap_or(ANY);
        match read_value(context, schema, &read) {
            Reading::Fits(value) | Reading::Misfit(value) => drop(object.insert(part.wire.clone(), value)),
            Reading::Misspelled(error) => {
                mismatches.push(Fault::tolerable(format!("expected the field `{}` {error}", part.wire)))
            }
            // A value that cannot be checked is assumed to fit. Without it, the whole object cannot be checked either.
            Reading::Unknown => return mismatches,
            Reading::Absent => {}
        }
    }
    let is_of_part = |name: &str| {
        content.parts.iter().any(|part| {
            let schema = context.schemas.property(&content.schema, &part.wire).unwrap_or(ANY);
            // The name of the part, of one of its properties, or with brackets.
            let is_spread =
                part.style == Style::Form && part.explode && context.schemas.property(schema, name).is_some();
            let rest = name.strip_prefix(part.wire.as_str());
            is_spread || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    };
    for pair in pairs.iter().filter(|pair| !is_of_part(&pair.name)) {
        let schema = context.schemas.property(&content.schema, &pair.name).unwrap_or(ANY);
        // The document does not define how an undocumented field is encoded.
        if let Ok(text) = Encoding::Reserved.decode(pair.value) {
            add(&mut object, &pair.name, scalar(context.schemas, schema, text));
        }
    }
    if mismatches.is_empty() { faults(context, content, &Value::Object(object)) } else { mismatches }
}

/// Mismatches of a multipart body.
pub(super) fn parts(context: &Context<'_>, content: &Content, content_type: &str, bytes: &[u8]) -> Vec<Fault> {
    // A multipart body has at least one part (RFC 2046 section 5.1.1). An empty body stands for one without parts.
    let received = if bytes.is_empty() { Ok(Vec::new()) } else { multipart::parts(content_type, bytes) };
    let received = match received {
        Ok(received) => received,
        Err(error) => return vec![Fault::of(format!("expected a multipart body {error}"))],
    };
    let (mut object, mut mismatches) = (Map::new(), Vec::new());
    for part in &content.parts {
        let own: Vec<&ReceivedPart<'_>> =
            received.iter().filter(|got| got.name.as_deref() == Some(&part.wire)).collect();
        mismatches.extend(own.iter().filter_map(|got| media_type(context, part, got)));
        let schema = context.schemas.property(&content.schema, &part.wire).unwrap_or(ANY);
        match (own.as_slice(), part.repeated) {
            ([], _) => {}
            ([got], false) => drop(object.insert(part.wire.clone(), value(context, schema, got))),
            (own, false) => {
                let message = format!("expected the part `{}` once, got it {} times", part.wire, own.len());
                mismatches.push(Fault::tolerable(message));
            }
            (own, true) => {
                let items = context.schemas.keyword(schema, "items").unwrap_or(ANY);
                let elements: Value = own.iter().map(|got| value(context, items, got)).collect();
                // A single JSON part may be an element or the whole array: OpenAPI allows both.
                let all =
                    own.first().filter(|got| own.len() == 1 && got.is_json()).map(|got| value(context, schema, got));
                let fitting = all.filter(|all| context.schemas.accepts(schema, all));
                object.insert(part.wire.clone(), fitting.unwrap_or(elements));
            }
        }
    }
    let others = received.iter().filter_map(|got| Some((got.name.as_deref()?, got)));
    for (name, got) in others.filter(|(name, _)| content.parts.iter().all(|part| part.wire != *name)) {
        let schema = context.schemas.property(&content.schema, name).unwrap_or(ANY);
        add(&mut object, name, value(context, schema, got));
    }
    // Only `form-data` requires names (RFC 7578 section 4.2).
    if essence(content_type) == "multipart/form-data" && received.iter().any(|got| got.name.is_none()) {
        let message = "expected a name for each part (RFC 7578 section 4.2), got one without".to_owned();
        mismatches.push(Fault::tolerable(message));
    }
    mismatches.extend(faults(context, content, &Value::Object(object)));
    mismatches
}

/// Adds an undocumented field. Several fields of one name become an array.
fn add(object: &mut Map<String, Value>, name: &str, value: Value) {
    match object.get_mut(name) {
        None => drop(object.insert(name.to_owned(), value)),
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

/// The mismatch of a part's media type. If the document names none, every media type is accepted: clients send files with
/// the media type of the file (RFC 7578 section 4.4).
fn media_type(context: &Context<'_>, part: &Part, got: &ReceivedPart<'_>) -> Option<Fault> {
    let named = part.content_type.as_deref()?;
    // The default is text (RFC 7578 section 4.4).
    let sent = got.content_type.as_deref().map_or_else(|| "text/plain".to_owned(), essence);
    let is_it = named.split(',').any(|range| is_of(range, &sent));
    (!is_it).then(|| {
        let got = context.excerpt.text(&sent);
        Fault::tolerable(format!("expected the part `{}` as {named}, got {got}", part.wire))
    })
}

/// The content of a part as a value: JSON, or text converted by the schema.
fn value(context: &Context<'_>, schema: &Value, got: &ReceivedPart<'_>) -> Value {
    let text = String::from_utf8_lossy(got.content).into_owned();
    let is_single = shapes(context.schemas, schema).iter().any(|(shape, _)| *shape == Shape::Scalar);
    let json = || serde_json::from_slice(got.content).ok();
    match is_single && !got.is_json() {
        true => scalar(context.schemas, schema, text),
        false => json().unwrap_or_else(|| scalar(context.schemas, schema, text)),
    }
}
