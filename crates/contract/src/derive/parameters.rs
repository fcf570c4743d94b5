//! Parameters: absent, repeated, unreadable, beyond each bound; and alone, left out, at each edge.

use model::api::{Location, Parameter, Style, Text};
use serde_json::Value;

use super::{Base, Case, Derive, Expect, Group, invalid, taken};
use crate::credential::Carry;
use crate::fill::filled;
use crate::request::{Request, encode, text};
use crate::variant::{defects, edges};
use crate::wire::is_hollow;

/// Bytes of a parameter that is sent, at the most: servers bound the head of a request (RFC 9110 section 4.1 asks for 8000
/// in a URI).
const LONGEST: usize = 4_000;

/// Requests with one defect in one parameter.
pub(crate) fn refused(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    for (index, value) in &base.all {
        let parameter = &derive.operation.parameters[*index];
        let others: Vec<(usize, Value)> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
        let mut push = |what: &str, request| {
            let what = format!("{}-{what}", name(parameter));
            out.push(derive.case(Group::Refused, &what, request, invalid(derive), parameter.at));
        };
        let without = || derive.request(&others, base.body.as_ref(), Carry::Valid);
        let with = |value: Value| {
            let mut values = others.clone();
            values.push((*index, value));
            derive.request(&values, base.body.as_ref(), Carry::Valid)
        };
        if parameter.required && parameter.location != Location::Path && !is_spread(parameter) {
            push("absent", without());
        }
        // What another style makes of a wrong value may be a right one.
        if !parameter.is_plain() {
            continue;
        }
        if parameter.location == Location::Query {
            in_query(parameter, value, &with, &without, &mut push);
        }
        // An empty segment names another path.
        let texts = unreadable(parameter.text).iter();
        for text in texts.filter(|text| parameter.location != Location::Path || !text.is_empty()) {
            let name = if text.is_empty() { "empty" } else { text };
            push(&format!("text-{name}"), with(with_element(value, text)));
        }
        // What is text on the wire cannot be of a wrong type, so only what can be written there can break a constraint.
        for (what, broken) in defects(derive.validators, &parameter.schema, value) {
            if is_sendable(parameter, &broken) {
                push(&what, with(broken));
            }
        }
    }
}

fn in_query(
    parameter: &Parameter,
    value: &Value,
    with: &dyn Fn(Value) -> Request,
    without: &dyn Fn() -> Request,
    push: &mut dyn FnMut(&str, Request),
) {
    if parameter.array.is_none() {
        let mut request = with(value.clone());
        request.query.push((parameter.wire.clone(), text(value)));
        push("repeated", request);
    }
    let mut request = without();
    request.raw_query.push(format!("{}=%ff", encode(&parameter.wire)));
    push("not-utf8", request);
}

/// The text in place of the value, or of the last element of an array.
fn with_element(value: &Value, text: &str) -> Value {
    let text = Value::String(text.to_owned());
    match value {
        Value::Array(elements) => {
            let kept = elements.iter().take(elements.len().saturating_sub(1)).cloned();
            kept.chain([text]).collect()
        }
        _ => text,
    }
}

/// Texts that are no value of the kind.
fn unreadable(text: Text) -> &'static [&'static str] {
    match text {
        Text::String | Text::Any | Text::Structured => &[],
        Text::Boolean => &["perhaps", "1", "True", ""],
        Text::Integer => &["many", "1.5", ""],
        Text::Number => &["much", "NaN", ""],
    }
}

fn name(parameter: &Parameter) -> String {
    format!("{}-{}", parameter.location.word(), parameter.wire)
}

/// Whether a parameter can have the value as text, where it is.
fn is_sendable(parameter: &Parameter, value: &Value) -> bool {
    if !parameter.is_plain() {
        return is_writable(parameter, value);
    }
    if let (Some(_), Value::Array(elements)) = (&parameter.array, value) {
        // An array without an element is no parameter at all.
        return !elements.is_empty() && elements.iter().all(|element| is_sendable_text(parameter, element));
    }
    parameter.array.is_none() && is_sendable_text(parameter, value)
}

/// The same in another style than the plainest: it has no way to write nothing, nor what separates the parts within one.
fn is_writable(parameter: &Parameter, value: &Value) -> bool {
    if parameter.style == Style::Json {
        return value.to_string().is_ascii();
    }
    let is_joined = !parameter.explode || matches!(parameter.location, Location::Path | Location::Header);
    let is_part = |part: &Value| match part {
        Value::Null | Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => {
            let text = text.as_str();
            !matches!(text, "" | "." | "..")
                && text.is_ascii()
                && !(is_joined && text.contains([',', ' ', '|', ';', '.', '=']))
        }
        _ => true,
    };
    match value {
        Value::Array(_) | Value::Object(_) if parameter.style == Style::DeepObject => !is_hollow(value),
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(is_part),
        Value::Object(entries) => !entries.is_empty() && entries.values().all(is_part),
        value => is_part(value),
    }
}

/// Whether it is an object whose properties stand in the query, or among the cookies, by themselves: without any of them,
/// it may be absent or empty, and another may be one of them.
fn is_spread(parameter: &Parameter) -> bool {
    let is_deep = parameter.style == Style::DeepObject;
    is_deep || (parameter.style == Style::Form && parameter.explode && parameter.text == Text::Structured)
}

fn is_sendable_text(parameter: &Parameter, value: &Value) -> bool {
    let is_of_kind = match parameter.text {
        Text::String => value.is_string(),
        Text::Boolean => value.is_boolean(),
        Text::Integer => value.is_i64() || value.is_u64(),
        Text::Number => value.is_number(),
        Text::Any | Text::Structured => false,
    };
    let text = text(value);
    let is_fit = match parameter.location {
        Location::Query | Location::Cookie => true,
        // A dot stands for another segment (RFC 3986 section 5.2.4), and an empty one for another path.
        Location::Path => !matches!(text.as_str(), "" | "." | ".."),
        // Blanks around it are not part of a field's value (RFC 9110 section 5.5).
        Location::Header => text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
    };
    is_of_kind && is_fit && text.len() <= LONGEST
}

/// Requests with each optional parameter alone, each left out, and each parameter at its edges.
pub(crate) fn accepted(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let request = |values: &[(usize, Value)]| derive.request(values, base.body.as_ref(), Carry::Valid);
    let mut push = |what: &str, request, at| {
        out.push(derive.case(Group::Accepted, what, request, Expect::Success, at));
    };
    let at = derive.operation.at;
    push("required-parts-alone", request(&base.required), at);
    let optional: Vec<_> = base.all.iter().filter(|(index, _)| !derive.operation.parameters[*index].required).collect();
    if !optional.is_empty() {
        push("all-parts", request(&base.all), at);
    }
    for (index, value) in &optional {
        let parameter = &derive.operation.parameters[*index];
        let mut values = base.required.clone();
        values.push((*index, value.clone()));
        push(&format!("{}-alone", name(parameter)), request(&values), parameter.at);
        // One optional part: without it are the required ones alone.
        if optional.len() > 1 {
            let values: Vec<_> = base.all.iter().filter(|(other, _)| other != index).cloned().collect();
            push(&format!("{}-absent", name(parameter)), request(&values), parameter.at);
        }
    }
    let mut unknown = request(&base.required);
    unknown.query.push(("x-unknown".to_owned(), "1".to_owned()));
    push("unknown-query-key", unknown, at);
    let is_property = |parameter: &Parameter| parameter.location == Location::Query && is_spread(parameter);
    if let Some(case) = out.last_mut().filter(|_| derive.operation.parameters.iter().any(is_property)) {
        case.left_out = Some("the key may be a property of a parameter");
    }
    for (index, value) in &base.all {
        let parameter = &derive.operation.parameters[*index];
        if !parameter.is_plain() {
            continue;
        }
        for (what, other) in edges(derive.validators, &parameter.schema, value) {
            if is_sendable(parameter, &other) {
                let expect = taken(derive, &parameter.schema, value, &other);
                let mut values: Vec<_> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
                values.push((*index, other));
                let what = format!("{}-{what}", name(parameter));
                out.push(derive.case(Group::Accepted, &what, request(&values), expect, parameter.at));
            }
        }
    }
}

/// Optional parameters that nothing is known to send for: said, so that nobody takes them for tested.
pub(crate) fn without_value(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    for (index, parameter) in derive.operation.parameters.iter().enumerate() {
        if !base.all.iter().any(|(known, _)| *known == index) {
            let request = derive.request(&base.required, base.body.as_ref(), Carry::Valid);
            let what = format!("{}-alone", name(parameter));
            let mut case = derive.case(Group::Accepted, &what, request, Expect::Success, parameter.at);
            case.left_out = Some(super::NO_VALUE);
            out.push(case);
        }
    }
}

/// A value that the document shows, or that can be made up.
pub(crate) fn value(derive: &Derive<'_>, index: usize, shown: Option<&Value>) -> Option<Value> {
    let parameter = &derive.operation.parameters[index];
    let made = || crate::sample::sample(derive.validators, &parameter.schema);
    let one = || crate::sample::elements(derive.validators, &parameter.schema, 1).map(Value::Array);
    let is_fit = |value: &Value| is_sendable(parameter, value) && derive.validators.accepts(&parameter.schema, value);
    shown.cloned().or_else(|| {
        // An object without a property cannot be written, and may have some.
        let whole = || made().map(|value| filled(derive.validators, &parameter.schema, &value).value);
        let candidates = [parameter.sample.clone(), made(), one(), whole()];
        candidates.into_iter().flatten().find(is_fit)
    })
}
