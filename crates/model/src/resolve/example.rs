//! Examples and defaults: checked against their schemas, and paired by name into documented exchanges.

use serde_json::Value;

use super::context::Context;
use super::parameter;
use super::response::Answer;
use crate::api::{Case, CredentialMark};
use crate::node::Node;
use crate::problem::Kind;
use crate::sample;
use crate::schema;
use crate::view::{self, Example, Examples};

/// Checks the `example` and `examples` of a parameter, media type or header against its schema, and returns the named ones.
pub(crate) fn checked<'d>(
    context: &mut Context<'d>,
    schema: Option<&'d Node>,
    examples: Examples<'d>,
    what: &str,
) -> Vec<Example<'d>> {
    let mut named = view::named_examples(&mut context.reader, examples);
    if let Some(schema) = schema {
        for value in named.iter().map(|example| example.value).chain(examples.single) {
            check(context, schema, value, &format!("the example of {what}"));
        }
        // The report is a warning then, and an example that does not fit is not used.
        if context.is_tolerant() {
            named.retain(|example| fits(context, schema, &example.value.to_json()));
        }
    }
    named
}

/// Returns the `default` of a schema, or of the one that it refers to. `None` where it is ignored because it does not fit.
pub(crate) fn default<'d>(context: &mut Context<'d>, schema: &'d Node) -> Option<Value> {
    let default = schema::default(context.root, schema)?.to_json();
    (!context.is_tolerant() || fits(context, schema, &default)).then_some(default)
}

/// Has a value checked against a schema, as soon as that can be done.
pub(crate) fn check<'d>(context: &mut Context<'d>, schema: &'d Node, value: &'d Node, what: &str) {
    context.checks.push((schema, value, what.to_owned(), context.direction));
}

/// Checks every value that is to be checked.
pub(crate) fn run_checks(context: &mut Context<'_>) {
    for (schema, value, what, direction) in std::mem::take(&mut context.checks) {
        if !context.is_circular() {
            context.in_direction(direction, |context| run_check(context, schema, value, &what));
        }
    }
}

/// Reports what the schema refuses about a value, at the value's own place.
fn run_check<'d>(context: &mut Context<'d>, schema: &'d Node, value: &'d Node, what: &str) {
    let compiled = context.json_schema(schema);
    // The value itself stands in the line that the report shows; it may be personal, so no message repeats it.
    let Some((tokens, why)) = context.validators().fault(&compiled, &value.to_json()) else { return };
    let at = value.descend(&tokens).unwrap_or(value).at;
    context.report(at, Kind::ExampleMismatch { what: what.to_owned(), why });
}

/// Returns a value for a parameter, media type or header: the first example, else a derived one. `None` if neither fits the
/// schema.
pub(crate) fn sample<'d>(
    context: &mut Context<'d>,
    schema: &'d Node,
    examples: Examples<'d>,
    named: &[Example<'d>],
) -> Option<Value> {
    let shown = named.first().map(|example| example.value).or(examples.single).map(Node::to_json);
    let shown = shown.filter(|value| fits(context, schema, value));
    shown.or_else(|| {
        sample::sample_in(context.root, schema, context.direction).filter(|value| fits(context, schema, value))
    })
}

/// Whether a value fits a schema.
fn fits<'d>(context: &mut Context<'d>, schema: &'d Node, value: &Value) -> bool {
    if context.is_circular() {
        return false;
    }
    let compiled = context.json_schema(schema);
    context.validators().accepts(&compiled, value)
}

/// Pairs request and response examples by name.
pub(crate) fn cases<'d>(
    context: &mut Context<'d>,
    parameters: &[parameter::Read<'d>],
    body: Option<(&[Example<'d>], bool)>,
    answers: &[Answer<'d>],
) -> Vec<Case> {
    let of_parameters = parameters.iter().flat_map(|parameter| parameter.examples.iter().copied());
    let requests: Vec<Example<'d>> =
        of_parameters.chain(body.iter().flat_map(|(examples, _)| examples.iter().copied())).collect();
    let responses: Vec<(usize, Example<'d>)> = answers
        .iter()
        .enumerate()
        .flat_map(|(index, answer)| answer.examples.iter().map(move |example| (index, *example)))
        .collect();
    // A side without any named example says nothing about names.
    if !requests.is_empty() && !responses.is_empty() {
        for request in requests
            .iter()
            .filter(|request| responses.iter().all(|(_, response)| response.name.value != request.name.value))
        {
            context.report(
                request.name.at,
                Kind::UnpairedExample { name: request.name.value.to_owned(), side: "request", other: "response" },
            );
        }
    }
    let mut cases = Vec::new();
    for (response, example) in responses {
        let credential = credential(context, example);
        if !requests.is_empty() && requests.iter().all(|request| request.name.value != example.name.value) {
            context.report(
                example.name.at,
                Kind::UnpairedExample { name: example.name.value.to_owned(), side: "response", other: "request" },
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
            // Without any request example the response example merely illustrates; it documents no exchange.
            if !requests.is_empty() {
                let part =
                    lacking.map_or("body".to_owned(), |(_, read)| format!("parameter `{}`", read.parameter.wire));
                let kind = Kind::Invalid {
                    what: format!("the request example `{}`", example.name.value),
                    why: format!("has no value for the required {part}"),
                    instead: "give it an example of this name",
                };
                context.tolerable(example.name.at, kind);
            }
            continue;
        }
        if cases.iter().any(|case: &Case| case.name == example.name.value) {
            let what = format!("the response example `{}`", example.name.value);
            context.tolerable(
                example.name.at,
                Kind::Invalid {
                    what,
                    why: "has the name of another response's example".into(),
                    instead: "rename one of the two: a request has one answer",
                },
            );
            continue;
        }
        let answer = example.value.to_json();
        cases.push(Case {
            name: example.name.value.to_owned(),
            parameters: values,
            body: sent,
            credential,
            response,
            answer,
        });
    }
    cases
}

/// `x-credential` of a response example.
pub(crate) fn credential(context: &mut Context<'_>, example: Example<'_>) -> CredentialMark {
    let Some(mark) = example.credential else { return CredentialMark::Valid };
    match mark.as_str() {
        Some("missing") => CredentialMark::Missing,
        Some("wrong") => CredentialMark::Wrong,
        _ => {
            let kind = Kind::Invalid {
                what: "`x-credential`".into(),
                why: "must be `missing` or `wrong`".into(),
                instead: "write `missing` or `wrong`, or leave it out where the credential is valid",
            };
            context.report(mark.at, kind);
            CredentialMark::Valid
        }
    }
}
