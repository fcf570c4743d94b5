//! Bodies of a recorded request that are forms (OpenAPI 3.0.4, Encoding Object): their parts, each as it is encoded, and
//! the object that they make.

use model::api::{Content, Part, Style};
use serde_json::{Map, Value};

use super::Look;
use super::multipart::{self, Received};
use super::parameter::{Held, held, of_pairs};
use super::spelling::{Found, Written, json};
use super::text::{Within, pairs};
use super::value::{ANY, Shape, scalar, shapes};
use crate::direction;
use crate::judge::{essence, is_of, unfit};

/// What is wrong with a body of pairs.
pub(super) fn urlencoded(look: &Look<'_>, content: &Content, text: &str) -> Vec<String> {
    let pairs = pairs(text, '&', true);
    let (mut object, mut ways) = (Map::new(), Vec::new());
    for part in &content.parts {
        let within = if part.allow_reserved { Within::Reserved } else { Within::Query };
        let written = Written { name: &part.wire, style: part.style, explode: part.explode, within };
        let others = |name: &str| content.parts.iter().any(|other| other.wire == name);
        let read = |shape: Shape, schema: &Value| -> Found {
            let own = pairs.iter().find(|pair| pair.name == part.wire);
            match (part.style, shape, own) {
                // By 3.0.4 it is JSON text where no style is asked for; by 3.0.3 its properties are pairs.
                (Style::Content, Shape::Object | Shape::Array, Some(own)) => {
                    json(own.value, Within::Reserved).map(Some)
                }
                _ => of_pairs(look, written, &pairs, shape, schema, &others),
            }
        };
        let schema = look.validators.property(&content.schema, &part.wire).unwrap_or(ANY);
        match held(look, schema, &read) {
            Held::Fits(value) | Held::Misfit(value) => drop(object.insert(part.wire.clone(), value)),
            Held::Misspelled(why) => ways.push(format!("expected the field `{}` {why}", part.wire)),
            // What cannot be read is taken for fit, so that it is not said to be missing.
            Held::Unknown => return ways,
            Held::Absent => {}
        }
    }
    let is_of_part = |name: &str| {
        content.parts.iter().any(|part| {
            let schema = look.validators.property(&content.schema, &part.wire).unwrap_or(ANY);
            // Its own name, a property of its own, or one in brackets.
            let is_spread =
                part.style == Style::Form && part.explode && look.validators.property(schema, name).is_some();
            let rest = name.strip_prefix(part.wire.as_str());
            is_spread || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    };
    for pair in pairs.iter().filter(|pair| !is_of_part(&pair.name)) {
        let schema = look.validators.property(&content.schema, &pair.name).unwrap_or(ANY);
        // Nothing says how it is written.
        if let Ok(text) = Within::Reserved.read(pair.value) {
            add(&mut object, &pair.name, scalar(look.validators, schema, text));
        }
    }
    if ways.is_empty() { whole(look, content, object) } else { ways }
}

/// What is wrong with a body of parts.
pub(super) fn parts(look: &Look<'_>, content: &Content, content_type: &str, bytes: &[u8]) -> Vec<String> {
    // A body without a part has no spelling (RFC 2046 section 5.1.1 asks for one), so that none stands for it.
    let received = if bytes.is_empty() { Ok(Vec::new()) } else { multipart::parts(content_type, bytes) };
    let received = match received {
        Ok(received) => received,
        Err(why) => return vec![format!("expected a multipart body {why}")],
    };
    let (mut object, mut ways) = (Map::new(), Vec::new());
    for part in &content.parts {
        let own: Vec<&Received<'_>> = received.iter().filter(|got| got.name.as_deref() == Some(&part.wire)).collect();
        ways.extend(own.iter().filter_map(|got| media_type(look, part, got)));
        let schema = look.validators.property(&content.schema, &part.wire).unwrap_or(ANY);
        match (own.as_slice(), part.repeated) {
            ([], _) => {}
            ([got], false) => drop(object.insert(part.wire.clone(), value(look, schema, got))),
            (own, false) => ways.push(format!("expected the part `{}` once, got it {} times", part.wire, own.len())),
            (own, true) => {
                let items = look.validators.keyword(schema, "items").unwrap_or(ANY);
                let elements: Value = own.iter().map(|got| value(look, items, got)).collect();
                // One part of JSON may be the whole array: the words on arrays and `contentType` allow for both.
                let all = own.first().filter(|got| own.len() == 1 && got.is_json()).map(|got| value(look, schema, got));
                let fitting = all.filter(|all| look.validators.accepts(schema, all));
                object.insert(part.wire.clone(), fitting.unwrap_or(elements));
            }
        }
    }
    let others = received.iter().filter_map(|got| Some((got.name.as_deref()?, got)));
    for (name, got) in others.filter(|(name, _)| content.parts.iter().all(|part| part.wire != *name)) {
        let schema = look.validators.property(&content.schema, name).unwrap_or(ANY);
        add(&mut object, name, value(look, schema, got));
    }
    // Only `form-data` asks for names (RFC 7578 section 4.2).
    if essence(content_type) == "multipart/form-data" && received.iter().any(|got| got.name.is_none()) {
        ways.push("expected a name for each part (RFC 7578 section 4.2), got one without".to_owned());
    }
    ways.extend(whole(look, content, object));
    ways
}

/// Adds a value of a name that is not listed; a second one makes a list.
fn add(object: &mut Map<String, Value>, name: &str, value: Value) {
    match object.get_mut(name) {
        None => drop(object.insert(name.to_owned(), value)),
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn whole(look: &Look<'_>, content: &Content, object: Map<String, Value>) -> Vec<String> {
    let object = Value::Object(object);
    let left_out = direction::left_out(look.validators, &content.schema, &object);
    let left_out = left_out.into_iter().map(|place| direction::fault(&place));
    unfit(look.show, look.validators, "the body", &content.schema, &object).into_iter().chain(left_out).collect()
}

/// What is wrong with the media type of a part. Where the document names none, what it has by default says how the value is
/// read, and any is taken: a file is sent with its own (RFC 7578 section 4.4).
fn media_type(look: &Look<'_>, part: &Part, got: &Received<'_>) -> Option<String> {
    let named = part.content_type.as_deref()?;
    // Without one it is text (RFC 7578 section 4.4).
    let sent = got.content_type.as_deref().map_or_else(|| "text/plain".to_owned(), essence);
    let is_it = named.split(',').any(|range| is_of(range, &sent));
    (!is_it).then(|| format!("expected the part `{}` as {named}, got {}", part.wire, look.show.excerpt(&sent)))
}

/// The content of a part as a value: a single text, or JSON.
fn value(look: &Look<'_>, schema: &Value, got: &Received<'_>) -> Value {
    let text = String::from_utf8_lossy(got.content).into_owned();
    let is_single = shapes(look.validators, schema).iter().any(|(shape, _)| *shape == Shape::Scalar);
    let json = || serde_json::from_slice(got.content).ok();
    match is_single && !got.is_json() {
        true => scalar(look.validators, schema, text),
        false => json().unwrap_or_else(|| scalar(look.validators, schema, text)),
    }
}
