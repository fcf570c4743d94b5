use serde_json::{Value, json};

use super::{Schemas, nullable};
use crate::wrapper::Wrappers;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Patch, version: 1.0.0}
paths:
  /book:
    patch:
      operationId: patch
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {title: {type: [string, 'null']}, genre: {type: [string, 'null']}}
      responses:
        '200':
          description: The book.
          content:
            application/json:
              schema:
                type: object
                required: [title, genre]
                properties: {title: {type: string}, genre: {type: [string, 'null']}}
        '4XX': {description: Rejected.}
";

#[test]
fn only_values_that_responses_can_lack_are_cleared() -> Result<(), model::Problems> {
    let patch = |document: &str| {
        let (api, _) = model::resolve(&model::Source::new("patch.yaml", document))?;
        Ok(nullable(&Schemas::new(&api), &Wrappers::default(), &api, 0, &Value::Null))
    };
    assert_eq!(patch(DOCUMENT)?, Some(json!({"genre": null})));
    assert_eq!(
        patch(&DOCUMENT.replace("required: [title, genre]", "required: [genre]"))?,
        Some(json!({"title": null}))
    );
    Ok::<(), model::Problems>(())
}

/// Actions whose names are those of steps.
const ACTIONS: &str = "
openapi: 3.1.0
info: {title: Jobs, version: 1.0.0}
paths:
  /jobs:
    post:
      operationId: addJob
      requestBody: &body {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: &job {'201': {description: The job., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}}}}}
  /jobs/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getJob, responses: *job}
    put: {operationId: putJob, requestBody: *body, responses: *job}
    delete: {operationId: removeJob, responses: {'204': {description: Deleted.}}}
  /jobs/{id}/update: {parameters: *id, post: {operationId: update, responses: *job}}
  /jobs/{id}/deleted: {parameters: *id, post: {operationId: deleted, responses: *job}}
  /jobs/{id}/stop: {parameters: *id, post: {operationId: stop, responses: *job}}
";

#[test]
fn cases_of_actions_have_ids_of_their_own() -> Result<(), model::Problems> {
    let (api, _) = model::resolve(&model::Source::new("jobs.yaml", ACTIONS))?;
    let cases = crate::cases(&api, &crate::Credentials::default());
    let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    for id in
        ["read-after-update", "read-after-action-update", "read-after-stop", "deleted-twice", "action-deleted-twice"]
    {
        let id = format!("chain/addJob/{id}");
        assert_eq!(ids.iter().filter(|known| **known == id).count(), 1, "{id}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    Ok(())
}
