//! Requests that are unusual, and as the document says: each optional part without the others, edges, unknown keys.

use codegen::model::{Location, Text};
use serde_json::Value;

use super::{Base, Case, Derive, Expect, Group};
use crate::credential::Carry;
use crate::defect::edges;

pub(crate) fn cases(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let at = derive.operation.at;
    let body = base.body.as_ref();
    let request = |values: &[(usize, Value)]| derive.request(values, body, Carry::Valid);
    let mut push = |what: &str, request, at| out.push(derive.case(Group::Accepted, what, request, Expect::Success, at));
    push("required-parts-alone", request(&base.required), at);
    let optional = || base.all.iter().filter(|(index, _)| !derive.operation.parameters[*index].required);
    if optional().count() > 0 {
        push("all-parts", request(&base.all), at);
    }
    for (index, value) in optional() {
        let parameter = &derive.operation.parameters[*index];
        let mut values = base.required.clone();
        values.push((*index, value.clone()));
        push(&format!("{}-{}-alone", parameter.location.word(), parameter.wire), request(&values), parameter.at);
    }
    let mut unknown = request(&base.required);
    unknown.query.push(("x-unknown".to_owned(), "1".to_owned()));
    push("unknown-query-key", unknown, at);
    for (index, value) in &base.all {
        let parameter = &derive.operation.parameters[*index];
        for (what, other) in edges(derive.validators, &parameter.schema, value) {
            let is_textual = match parameter.text {
                Text::String => {
                    other.as_str().is_some_and(|text| text.is_ascii() || parameter.location != Location::Header)
                }
                Text::Boolean => other.is_boolean(),
                Text::Integer => other.is_i64(),
                Text::Number => other.is_number(),
                Text::Any | Text::Structured => false,
            };
            let is_empty_segment = parameter.location == Location::Path && other.as_str() == Some("");
            if is_textual && !is_empty_segment && parameter.array.is_none() {
                let mut values: Vec<_> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
                values.push((*index, other));
                push(
                    &format!("{}-{}-{what}", parameter.location.word(), parameter.wire),
                    request(&values),
                    parameter.at,
                );
            }
        }
    }
    if let (Some(body), Some(value)) = (derive.operation.json_body(), &base.body) {
        for (what, other) in edges(derive.validators, &body.schema, value) {
            let request = derive.request(&base.required, Some(&other), Carry::Valid);
            push(&format!("body-{what}"), request, body.at);
        }
    }
}
