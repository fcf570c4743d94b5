//! Valid requests with a generated text of a format that only the server knows, such as `format: e164`: it may reject them.

use model::api::Body;
use serde_json::Value;

use super::{Case, Derivation, Expectation, ValidValues, invalid_codes};
use crate::format::is_unsure;

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
        let label = case.id.rsplit('/').next().unwrap_or_default();
        let has_parameter = parameters.iter().any(|parameter| {
            let is_own = || label.contains(parameter.wire.as_str());
            parameter.required || label == "all-parts" || label.ends_with("-absent") || is_own()
        });
        if has_parameter || (may_be_body && has_body()) {
            case.expect = Expectation::SuccessOrRejection(invalid_codes(derivation));
        }
    }
}
