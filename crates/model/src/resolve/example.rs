//! Examples and defaults: they are checked against their schemas, and examples of one name form a documented exchange.

use serde_json::Value;

use super::context::Context;
use super::{parameter, response, shapes};
use crate::api::{Case, CredentialMark, ResponseBody};
use crate::node::Node;
use crate::problem::{Kind, Side};
use crate::sample;
use crate::schema::Schema;

/// A named example and its place.
#[derive(Clone, Copy)]
pub(crate) struct Named<'d> {
    pub name: &'d str,
    /// The place of the name.
    pub at: crate::source::Span,
    /// The Example Object.
    pub object: &'d Node,
    pub value: &'d Node,
}

/// Reads the `examples` of a parameter, media type or header. Those with an `externalValue` are ignored.
pub(crate) fn named<'d>(context: &mut Context<'d>, holder: &'d Node) -> Vec<Named<'d>> {
    let mut found = Vec::new();
    for entry in holder.get("examples").map(Node::entries).unwrap_or_default() {
        let Some(object) = context.follow(&entry.value, "examples", "an example under `components.examples`") else {
            continue;
        };
        context.check(object, &shapes::EXAMPLE);
        if let Some(value) = object.get("value") {
            found.push(Named { name: &entry.key, at: entry.key_at, object, value });
        }
    }
    found
}

/// Has `example` and `examples` of a parameter, media type or header checked against the schema, and returns `examples`.
pub(crate) fn checked<'d>(context: &mut Context<'d>, holder: &'d Node, what: &str) -> Vec<Named<'d>> {
    let mut named = named(context, holder);
    if let Some(schema) = holder.get("schema") {
        let single = holder.get("example");
        for value in named.iter().map(|example| example.value).chain(single) {
            check(context, schema, value, &format!("the example of {what}"));
        }
        // An example that does not match its schema is a warning then, and it is not used.
        if context.tolerant {
            named.retain(|example| fits(context, schema, &example.value.to_json()));
        }
    }
    named
}

/// Returns the `default` of a schema, or of the one that it refers to. `None` if it is ignored because it does not match.
pub(crate) fn default<'d>(context: &mut Context<'d>, schema: &'d Node) -> Option<Value> {
    let default = Schema::of(schema).target(context.root)?.default()?.to_json();
    (!context.tolerant || fits(context, schema, &default)).then_some(default)
}

/// Has a value checked against a schema, once all schemas are read.
pub(crate) fn check<'d>(context: &mut Context<'d>, schema: &'d Node, value: &'d Node, what: &str) {
    context.checks.push((schema, value, what.to_owned(), context.direction));
}

/// Checks all values that [`check`] has collected.
pub(crate) fn run_checks(context: &mut Context<'_>) {
    for (schema, value, what, direction) in std::mem::take(&mut context.checks) {
        if !context.is_circular {
            context.in_direction(direction, |context| run_check(context, schema, value, &what));
        }
    }
}

/// Reports the first part of a value that does not match the schema, at the place of that part.
fn run_check<'d>(context: &mut Context<'d>, schema: &'d Node, value: &'d Node, what: &str) {
    let compiled = context.json_schema(schema);
    // No message repeats the value, which may be personal data. The report shows its line.
    let Some((tokens, why)) = context.validators().fault(&compiled, &value.to_json()) else { return };
    let at = value.descend(&tokens).unwrap_or(value).at;
    context.report(at, Kind::ExampleMismatch { what: what.to_owned(), why });
}

/// Returns a value for a parameter, media type or header: the first example, or else a generated value. `None` if neither
/// matches the schema.
pub(crate) fn sample<'d>(
    context: &mut Context<'d>,
    holder: &'d Node,
    schema: &'d Node,
    named: &[Named<'d>],
) -> Option<Value> {
    let shown = named.first().map(|example| example.value).or(holder.get("example")).map(Node::to_json);
    let shown = shown.filter(|value| fits(context, schema, value));
    shown.or_else(|| {
        sample::sample_in(context.root, Schema::of(schema), context.direction)
            .filter(|value| fits(context, schema, value))
    })
}

/// Returns whether a value matches a schema.
fn fits<'d>(context: &mut Context<'d>, schema: &'d Node, value: &Value) -> bool {
    if context.is_circular {
        return false;
    }
    let compiled = context.json_schema(schema);
    context.validators().accepts(&compiled, value)
}

/// Pairs request and response examples by name.
pub(crate) fn cases<'d>(
    context: &mut Context<'d>,
    parameters: &[parameter::Read<'d>],
    body: Option<(&[Named<'d>], bool)>,
    responses: &[response::Read<'d>],
) -> Vec<Case> {
    let of_parameters = parameters.iter().flat_map(|parameter| parameter.examples.iter().copied());
    let requests: Vec<Named<'d>> =
        of_parameters.chain(body.iter().flat_map(|(examples, _)| examples.iter().copied())).collect();
    let mut shown: Vec<(ResponseBody, Named<'d>)> = Vec::new();
    for (response, read) in responses.iter().enumerate() {
        for (content, examples) in read.examples.iter().enumerate() {
            shown.extend(examples.iter().map(|example| (ResponseBody { response, content }, *example)));
        }
    }
    // Examples need partners only if both sides have named examples.
    if !requests.is_empty() && !shown.is_empty() {
        for request in requests.iter().filter(|request| shown.iter().all(|(_, response)| response.name != request.name))
        {
            context.report(request.at, Kind::UnpairedExample { name: request.name.to_owned(), side: Side::Request });
        }
    }
    let mut cases = Vec::new();
    for (response, example) in shown {
        let credential = credential(context, example);
        if !requests.is_empty() && requests.iter().all(|request| request.name != example.name) {
            context.report(example.at, Kind::UnpairedExample { name: example.name.to_owned(), side: Side::Response });
            continue;
        }
        let by_name = |examples: &[Named<'d>]| {
            examples.iter().find(|named| named.name == example.name).map(|named| named.value.to_json())
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
            // Without any request example, the response example does not document an exchange.
            if !requests.is_empty() {
                let part =
                    lacking.map_or("body".to_owned(), |(_, read)| format!("parameter `{}`", read.parameter.wire));
                let kind = Kind::Invalid {
                    what: format!("the request example `{}`", example.name),
                    why: format!("has no value for the required {part}"),
                    instead: "add an example of this name to it",
                };
                context.tolerable(example.at, kind);
            }
            continue;
        }
        if cases.iter().any(|case: &Case| case.name == example.name) {
            let what = format!("the response example `{}`", example.name);
            context.tolerable(
                example.at,
                Kind::Invalid {
                    what,
                    why: "has the name of another response's example".into(),
                    instead: "rename one of the two: a request has one response",
                },
            );
            continue;
        }
        cases.push(Case {
            name: example.name.to_owned(),
            parameters: values,
            body: sent,
            credential,
            response,
            response_body: example.value.to_json(),
        });
    }
    cases
}

/// Reads `x-credential` of a response example.
pub(crate) fn credential(context: &mut Context<'_>, example: Named<'_>) -> CredentialMark {
    let Some(mark) = example.object.get("x-credential") else { return CredentialMark::Valid };
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
