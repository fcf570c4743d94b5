use http::{HeaderMap, StatusCode};

use super::{Judge, NO_SUCCESS, Verdict};
use crate::credential::Credentials;
use crate::derive::cases_with;
use crate::known::Known;
use crate::schemas::Schemas;
use crate::transport::HttpResponse;

/// `addPet` of the older Petstore documents 405 alone. Its server responds to valid pets with 200.
const PETS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: addPet
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}}
      responses: {'405': {description: Invalid input.}}
";

#[test]
fn a_documented_error_tells_nothing_if_no_success_is_documented() -> Result<(), model::Problems> {
    let verdicts = |document: &str, status: StatusCode| -> Result<Vec<Verdict>, model::Problems> {
        let (api, _) = model::resolve_tolerant(&model::Source::new("pets.yaml", document))?;
        let judge = Judge::new(&api);
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let accepted = cases.iter().filter(|case| case.id.starts_with("accepted/"));
        let response = HttpResponse { status, headers: HeaderMap::new(), body: Default::default() };
        Ok(accepted.map(|case| judge.verdict(case, &response)).collect())
    };
    let of_405 = verdicts(PETS, StatusCode::METHOD_NOT_ALLOWED)?;
    assert!(
        !of_405.is_empty() && of_405.iter().all(|verdict| *verdict == Verdict::Inconclusive(NO_SUCCESS)),
        "{of_405:?}"
    );
    let with_success = PETS.replace("{'405'", "{'200': {description: Added.}, '405'");
    for (name, document, status) in [
        ("another error", PETS, StatusCode::BAD_REQUEST),
        ("a documented success", &with_success, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let verdicts = verdicts(document, status)?;
        assert!(verdicts.iter().any(|verdict| matches!(verdict, Verdict::Violates(_))), "{name}: {verdicts:?}");
    }
    Ok(())
}
