//! Documented exchanges: a request example and the response example of the same name.

use serde_json::Value;

use super::context::Context;
use super::{parameter, response};
use crate::api::{Case, CredentialMark, ResponseBody};
use crate::problem::{Kind, Side};
use crate::view::Example;

/// Pairs the request and response examples of an operation by name. Reports those that have no partner.
pub(crate) fn cases<'d>(
    context: &mut Context<'d>,
    parameters: &[parameter::ReadParameter<'d>],
    body: Option<(&[Example<'d>], bool)>,
    responses: &[response::ReadResponse<'d>],
) -> Vec<Case> {
    let of_parameters = parameters.iter().flat_map(|parameter| parameter.examples.iter().copied());
    let requests: Vec<Example<'d>> =
        of_parameters.chain(body.iter().flat_map(|(examples, _)| examples.iter().copied())).collect();
    let mut shown: Vec<(ResponseBody, Example<'d>)> = Vec::new();
    for (response, read) in responses.iter().enumerate() {
        for (content, examples) in read.examples.iter().enumerate() {
            shown.extend(examples.iter().map(|example| (ResponseBody { response, content }, *example)));
        }
    }
    // If one side has no named example at all, the names have no meaning.
    if !requests.is_empty() && !shown.is_empty() {
        for request in requests
            .iter()
            .filter(|request| shown.iter().all(|(_, response)| response.name.value != request.name.value))
        {
            context.report(
                request.name.at,
                Kind::UnpairedExample { name: request.name.value.to_owned(), side: Side::Request },
            );
        }
    }
    let mut cases = Vec::new();
    for (response, example) in shown {
        let credential = credential(context, example);
        if !requests.is_empty() && requests.iter().all(|request| request.name.value != example.name.value) {
            context.report(
                example.name.at,
                Kind::UnpairedExample { name: example.name.value.to_owned(), side: Side::Response },
            );
            continue;
        }
        let by_name = |examples: &[Example<'d>]| {
            examples.iter().find(|named| named.name.value == example.name.value).map(|named| named.value.to_json())
        };
        let values: Vec<(usize, Value)> =
            parameters.iter().enumerate().filter_map(|(index, read)| Some((index, by_name(&read.examples)?))).collect();
        let sent = body.and_then(|(examples, _)| by_name(examples));
        let lacking = parameters
            .iter()
            .enumerate()
            .find(|(index, read)| read.parameter.required && values.iter().all(|(given, _)| given != index));
        let lacks_body = sent.is_none() && body.is_some_and(|(_, required)| required);
        if lacking.is_some() || lacks_body {
            // Without a request example, a response example documents no exchange.
            if !requests.is_empty() {
                let part =
                    lacking.map_or("body".to_owned(), |(_, read)| format!("parameter `{}`", read.parameter.wire));
                let kind = Kind::Invalid {
                    what: format!("the request example `{}`", example.name.value),
                    why: format!("has no value for the required {part}"),
                    instead: "add an example with this name to the parameter or body",
                };
                let of_request = requests.iter().find(|request| request.name.value == example.name.value);
                context.tolerable(of_request.unwrap_or(&example).name.at, kind);
            }
            continue;
        }
        if cases.iter().any(|case: &Case| case.name == example.name.value) {
            let what = format!("the response example `{}`", example.name.value);
            context.tolerable(
                example.name.at,
                Kind::Invalid {
                    what,
                    why: "has the same name as an example of another response".into(),
                    instead: "rename one of the two, because a request has one response",
                },
            );
            continue;
        }
        cases.push(Case {
            name: example.name.value.to_owned(),
            parameters: values,
            body: sent,
            credential,
            response,
            response_body: example.value.to_json(),
        });
    }
    cases
}

/// Returns the `x-credential` of a response example.
fn credential(context: &mut Context<'_>, example: Example<'_>) -> CredentialMark {
    let Some(mark) = example.credential else { return CredentialMark::Valid };
    match mark.as_str() {
        Some("missing") => CredentialMark::Missing,
        Some("wrong") => CredentialMark::Wrong,
        _ => {
            let kind = Kind::Invalid {
                what: "`x-credential`".into(),
                why: "must be `missing` or `wrong`".into(),
                instead: "write `missing` or `wrong`, or remove it if the credential is valid",
            };
            context.report(mark.at, kind);
            CredentialMark::Valid
        }
    }
}
