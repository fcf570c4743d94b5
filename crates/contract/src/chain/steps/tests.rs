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
