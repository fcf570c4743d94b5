//! Valid requests with a generated text of a format that only the server knows, such as `format: e164`: it may reject them.

use model::api::{Body, Parameter};
use serde_json::Value;

use super::{Case, Derivation, Expectation, ValidValues, invalid_codes};
use crate::format::is_unsure;
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
        let has_all = case.variation.as_ref().is_some_and(|variation| match variation.changes.as_slice() {
            // The case of the same parts about the body has none of these parameters.
            [] => variation.parts == Parts::All && case.at == operation.at,
            changes => changes.iter().any(|change| matches!(change, Change::Absent(_))),
        });
        let has = |parameter: &&Parameter| parameter.required || has_all || case.at == parameter.at;
        if parameters.iter().any(has) || (may_be_body && has_body()) {
            case.expect = Expectation::SuccessOrRejection(invalid_codes(derivation));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::credential::Credentials;
    use crate::derive::{Expectation, cases_with};
    use crate::known::Known;
    use crate::schemas::Schemas;

    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Shelves, version: 1.0.0}
paths:
  /books:
    get:
      operationId: list/books
      parameters:
        - {name: shelf, in: query, schema: {type: string, format: e164}}
        - {name: shelf-mark, in: query, schema: {type: string, minLength: 2}}
      responses: {'200': {description: The books.}, '400': {description: Invalid.}}
";

    #[test]
    fn only_cases_with_the_parameter_may_be_rejected() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("books.yaml", DOCUMENT))?;
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let expect = |label: &str| {
            let id = format!("accepted/list/books/{label}");
            cases
                .iter()
                .find(|case| case.id == id)
                .map(|case| matches!(case.expect, Expectation::SuccessOrRejection(_)))
        };
        for label in ["query-shelf-alone", "all-parts", "query-shelf-mark-absent"] {
            assert_eq!(expect(label), Some(true), "{label}");
        }
        for label in ["query-shelf-mark-alone", "required-parts-alone"] {
            assert_eq!(expect(label), Some(false), "{label}");
        }
        Ok(())
    }
}
