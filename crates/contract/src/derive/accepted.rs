//! Requests that are unusual, and as the document says: each optional part without the others, edges, unknown keys.

use codegen::model::{Location, Text};
use serde_json::Value;

use super::refused::invalid_codes;
use super::{Base, Case, Derive, Expect, Group};
use crate::credential::Carry;
use crate::defect::{edges, keeps_formats};

pub(crate) fn cases(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let at = derive.operation.at;
    let body = base.body.as_ref();
    let request = |values: &[(usize, Value)]| derive.request(values, body, Carry::Valid);
    let mut push_if = |what: &str, request, keeps_formats: bool, at| {
        let expect = if keeps_formats { Expect::Success } else { Expect::SuccessOrRefusal(invalid_codes(derive)) };
        out.push(derive.case(Group::Accepted, what, request, expect, at));
    };
    let mut push = |what: &str, request, at| push_if(what, request, true, at);
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
                let keeps = keeps_formats(derive.validators, &parameter.schema, value, &other);
                let mut values: Vec<_> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
                values.push((*index, other));
                let what = format!("{}-{}-{what}", parameter.location.word(), parameter.wire);
                push_if(&what, request(&values), keeps, parameter.at);
            }
        }
    }
    if let (Some(body), Some(value)) = (derive.operation.json_body(), &base.body) {
        for (what, other) in edges(derive.validators, &body.schema, value) {
            let request = derive.request(&base.required, Some(&other), Carry::Valid);
            let keeps = keeps_formats(derive.validators, &body.schema, value, &other);
            push_if(&format!("body-{what}"), request, keeps, body.at);
        }
    }
}
