//! In which ways a round trip calls an operation: values from the document, as far as each place has a spelling for them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::roundtrip::{is_given, key};
use crate::model::{Api, Content, Format, Location, Operation, Parameter, Style};
use crate::vary;

/// Values by the name of the part that they are for.
type Set = BTreeMap<String, String>;

/// Ways of calling one operation, at the most.
const SETS: usize = 60;

/// Ways of calling an operation; `None` where something that must be there has no value, or nothing can be answered.
pub(crate) fn sets(api: &Api, operation: &Operation) -> Option<Vec<Set>> {
    if !(0..operation.responses.len()).any(|index| is_given(operation, index)) {
        return None;
    }
    let mut all: Vec<(String, bool, Vec<Value>)> = Vec::new();
    for parameter in &operation.parameters {
        match &parameter.sample {
            Some(sample) if fits(parameter, sample) => {
                let variants = vary::variants(api, parameter.whole(), sample);
                let values = [sample.clone()].into_iter().chain(variants).filter(|value| fits(parameter, value));
                all.push((key(parameter), parameter.required, values.collect()));
            }
            _ if parameter.required => return None,
            _ => {}
        }
    }
    let required: Set = all
        .iter()
        .filter(|(_, required, _)| *required)
        .map(|(key, _, values)| (key.clone(), values[0].to_string()))
        .collect();
    let every: Set = all.iter().map(|(key, _, values)| (key.clone(), values[0].to_string())).collect();
    let mut bodies: Vec<Option<(String, Value)>> = Vec::new();
    if let Some(body) = &operation.body {
        for content in &body.contents {
            let Some(sample) = &content.sample else { continue };
            let key = format!("body.{}", content.variant);
            let free = matches!(content.format, Format::Json | Format::Form | Format::Multipart);
            let variants = if free { vary::variants(api, &content.ty, sample) } else { vec!["ünï".into()] };
            let values = [sample.clone()].into_iter().chain(variants).filter(|value| is_form_value(content, value));
            bodies.extend(values.map(|value| Some((key.clone(), value))));
        }
        if bodies.is_empty() && body.required {
            return None;
        }
        if !body.required {
            bodies.push(None);
        }
    } else {
        bodies.push(None);
    }
    let with = |set: &Set, body: &Option<(String, Value)>| {
        let mut set = set.clone();
        set.extend(body.iter().map(|(key, value)| (key.clone(), value.to_string())));
        set
    };
    let mut sets = vec![with(&every, &bodies[0]), with(&required, &bodies[0])];
    sets.extend(bodies.iter().skip(1).map(|body| with(&required, body)));
    for (key, _, values) in &all {
        for value in values {
            let mut set = with(&required, &bodies[0]);
            set.insert(key.clone(), value.to_string());
            sets.push(set);
        }
    }
    sets.dedup();
    sets.truncate(SETS);
    Some(sets)
}

/// Whether a parameter can be sent with a value: some places have no spelling for everything.
fn fits(parameter: &Parameter, value: &Value) -> bool {
    let is_list = parameter.array.is_some() || value.is_object();
    if value.is_null() || holds_null(value) {
        return false;
    }
    if is_list && parameter.style != Style::Json && is_hollow(value) {
        return false;
    }
    match parameter.location {
        Location::Path => !matches!(value.as_str(), Some("" | "." | "..")) && (!is_list || !has_text(value, "")),
        Location::Header => {
            let mut texts = Vec::new();
            collect(value, &mut texts);
            texts
                .iter()
                .all(|text| text.trim() == text.as_str() && !text.is_empty() && (!is_list || !text.contains(',')))
        }
        Location::Query | Location::Cookie => {
            let mut texts = Vec::new();
            collect(value, &mut texts);
            let is_split = |text: &String| match parameter.style {
                Style::SpaceDelimited => text.contains(' '),
                Style::PipeDelimited => text.contains('|'),
                _ => false,
            };
            !(texts.iter().any(is_split) || is_list && !parameter.explode && has_text(value, ""))
        }
    }
}

/// Whether a form can hold a value: an empty list and `null` have no spelling.
fn is_form_value(content: &Content, value: &Value) -> bool {
    match content.format {
        Format::Form | Format::Multipart => {
            let parts = value.as_object().into_iter().flatten();
            parts.into_iter().all(|(_, value)| {
                !is_hollow(value)
                    && !holds_null(value)
                    && !value.as_array().is_some_and(|array| array.contains(&"".into()))
            }) && value
                .as_object()
                .is_none_or(|object| object.keys().all(|key| content.parts.iter().any(|part| part.wire == *key)))
        }
        _ => true,
    }
}

fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.is_empty() || elements.iter().any(is_hollow),
        Value::Object(entries) => entries.is_empty() || entries.values().any(is_hollow),
        _ => false,
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.iter().any(holds_null),
        Value::Object(entries) => entries.values().any(holds_null),
        _ => false,
    }
}

fn has_text(value: &Value, text: &str) -> bool {
    let mut texts = Vec::new();
    collect(value, &mut texts);
    texts.iter().any(|found| found == text)
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, texts)),
        Value::Object(entries) => entries.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}
