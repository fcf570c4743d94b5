//! Valid requests with a text that only the server can judge, such as one of `format: e164` or of a property `currency`: it may reject them.

use model::api::{Body, Location, Parameter, Status};
use serde_json::Value;

use super::bodies::part_at;
use super::{Case, Derivation, Expectation, ValidValues, invalid_codes};
use crate::encode::encode;
use crate::format::is_unsure;
use crate::label::{Label, Mutation};
use crate::meaning;
use crate::variation::{Change, Parts};

/// Lets the server reject the cases whose requests have such a text.
pub(super) fn allow_rejection(derivation: &Derivation<'_>, base: &ValidValues, cases: &mut [Case]) {
    let (operation, schemas) = (derivation.operation, derivation.schemas);
    let parameter = |(index, value): &(usize, Value)| {
        let parameter = &operation.parameters[*index];
        is_unsure(schemas, &parameter.schema, value).then_some(parameter)
    };
    let parameters: Vec<_> = base.all.iter().filter_map(parameter).collect();
    let content = operation.body.as_ref().and_then(Body::main);
    let is_body = |body: &Value| content.is_some_and(|content| is_unsure(schemas, &content.schema, body));
    let whole = base.whole.as_ref().map(|whole| &whole.value);
    let may_be_body = whole.into_iter().chain(&base.body).any(is_body);
    if parameters.is_empty() && !may_be_body {
        return;
    }
    for case in cases.iter_mut().filter(|case| case.expect == Expectation::Success) {
        let has_body = || {
            let sent: Option<Value> = serde_json::from_slice(&case.request.body).ok();
            // A form is not parsed: it may have such a text.
            !case.request.body.is_empty() && sent.as_ref().is_none_or(is_body)
        };
        if parameters.iter().any(|parameter| carries(case, parameter)) || (may_be_body && has_body()) {
            case.expect = Expectation::SuccessOrRejection(invalid_codes(derivation));
        }
    }
}

/// Whether a case has an unusual text in place of one whose meaning only the name of its property says, such as `currency`, and the document has the
/// status with which the server rejects it. `whole` is the body with all parts.
pub(super) fn is_left_to_name(derivation: &Derivation<'_>, schema: &Value, label: &Label, whole: &Value) -> bool {
    let Label::Part(part, Mutation::Edge(_)) = label else { return false };
    let path = part.path.keys();
    let Some(name) = path.last() else { return false };
    let is_made = part_at(whole, &path).and_then(Value::as_str).is_some_and(|text| meaning::is_made(name, text));
    let schemas = derivation.schemas;
    let of = path.iter().try_fold(schema, |schema, step| match schemas.keyword(schema, "items") {
        Some(items) if step.bytes().all(|byte| byte.is_ascii_digit()) => Some(items),
        _ => schemas.alternatives(schema).into_iter().find_map(|one| schemas.property(one, step)),
    });
    let is_rejection = |status: Status| matches!(status, Status::Code(400 | 422) | Status::Range(4) | Status::Default);
    is_made
        && of.is_some_and(|of| meaning::is_left_to_name(schemas, of))
        && derivation.operation.responses.iter().any(|response| is_rejection(response.status))
}

/// Whether the request of a case has a parameter.
fn carries(case: &Case, parameter: &Parameter) -> bool {
    let (request, wire) = (&case.request, &parameter.wire);
    match parameter.location {
        _ if parameter.required => true,
        // The properties of an object may be pairs of their own.
        _ if !parameter.is_plain() => {
            let has_all = case.variation.as_ref().is_some_and(|variation| match variation.changes.as_slice() {
                [] => variation.parts == Parts::All,
                changes => changes.iter().any(|change| matches!(change, Change::Absent(_))),
            });
            has_all || case.at == parameter.at
        }
        Location::Path => true,
        Location::Query => {
            let start = format!("{}=", encode(wire));
            request.query.iter().any(|(name, _)| name == wire)
                || request.raw_query.iter().any(|pair| pair.starts_with(&start))
        }
        Location::Header => request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wire)),
        Location::Cookie => {
            let mut cookies = request.headers.iter().filter(|(name, _)| name == "cookie");
            cookies.any(|(_, pairs)| pairs.split("; ").any(|pair| pair.split('=').next() == Some(wire.as_str())))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::credential::Credentials;
    use crate::derive::{Expectation, cases_with};
    use crate::known::Known;
    use crate::schemas::Schemas;

    /// Only the server knows the texts of `phone`. The operation's id has a slash, and another name starts with the parameter's.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Calls, version: 1.0.0}
paths:
  /calls:
    get:
      operationId: calls/list
      parameters:
        - {name: phone, in: query, schema: {type: string, format: e164}}
        - {name: phone-kind, in: query, schema: {type: string, enum: [mobile, home]}}
        - {name: size, in: query, schema: {type: integer}}
      responses: {'200': {description: Calls.}, '400': {description: Rejected.}}
";

    #[test]
    fn only_requests_with_such_a_text_may_be_rejected() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("calls.yaml", DOCUMENT))?;
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let may_be_rejected = |label: &str| {
            let case = cases.iter().find(|case| case.id == format!("accepted/calls/list/{label}"));
            case.map(|case| case.expect != Expectation::Success)
        };
        for (label, expected) in [
            ("query-phone-alone", true),
            ("query-phone-percent-encoded", true),
            ("all-parts", true),
            ("query-size-absent", true),
            ("query-phone-absent", false),
            ("query-phone-kind-alone", false),
            ("query-phone-kind-listed-2", false),
            ("query-size-alone", false),
            ("required-parts-alone", false),
        ] {
            assert_eq!(may_be_rejected(label), Some(expected), "{label}");
        }
        Ok(())
    }
}
