use serde_json::{Value, json};

use super::free_id;
use crate::chain::inferred;
use crate::schemas::Schemas;

/// A path whose PUT creates a resource. `STATUS` are its responses, `OTHERS` are more operations.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Devices, version: 1.0.0}
paths:
  /devices/{serial}:
    parameters: [{name: serial, in: path, required: true, schema: SCHEMA}]
    get: {operationId: getDevice, responses: {'200': {description: One.}, '404': {description: None.}}}
    put:
      operationId: putDevice
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {STATUS}
    delete: {operationId: removeDevice, responses: {'204': {description: Deleted.}}}
OTHERS";

fn lines(status: &str, schema: &str, others: &str) -> Result<Vec<String>, model::Problems> {
    let document = DOCUMENT.replace("STATUS", status).replace("SCHEMA", schema).replace("OTHERS", others);
    let (api, _) = model::resolve(&model::Source::new("devices.yaml", document))?;
    Ok(inferred(&api))
}

#[test]
fn put_creates_where_the_document_lets_it() -> Result<(), model::Problems> {
    let created = "'201': {description: Created.}, '404': {description: None.}";
    let stored = "'200': {description: Stored.}";
    let line = ["putDevice creates /devices/{serial}: serial is chosen by the client, by the paths"];
    assert_eq!(lines(created, "{type: string}", "")?, line);
    assert_eq!(lines(stored, "{type: integer}", "")?, line);
    let found = lines("'200': {description: Stored.}, '404': {description: None.}", "{type: string}", "")?;
    assert_eq!(found, Vec::<String>::new(), "PUT changes only");
    assert_eq!(lines(created, "{type: string, enum: [a, b]}", "")?, Vec::<String>::new(), "listed ids");
    let post = "  /devices: {post: {operationId: addDevice, responses: {'201': {description: Created.}}}}\n";
    assert_eq!(lines(created, "{type: string}", post)?, Vec::<String>::new(), "POST creates");
    Ok(())
}

#[test]
fn the_member_of_a_team_is_no_resource_of_its_own() -> Result<(), model::Problems> {
    let user = "  /users:
    post: {operationId: addUser, responses: {'201': {description: Added., content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}}
  /users/{id}:
    get: {operationId: getUser, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: One.}}}
  /teams/{team}/members/{userId}:
    put:
      operationId: addMember
      parameters: [{name: team, in: path, required: true, schema: {type: string}}, {name: userId, in: path, required: true, schema: {type: string}}]
      responses: {'201': {description: Added.}}
";
    let found = lines("'200': {description: Stored.}, '404': {description: None.}", "{type: string}", user)?;
    assert!(!found.iter().any(|line| line.starts_with("addMember")), "{found:?}");
    Ok(())
}

#[test]
fn free_ids_fit_the_schema_and_differ() -> Result<(), model::Problems> {
    let (api, _) = model::resolve(&model::Source::new(
        "empty.yaml",
        "{openapi: 3.1.0, info: {title: Ids, version: 1.0.0}, paths: {}}",
    ))?;
    let schemas = Schemas::new(&api);
    for (schema, sample) in [
        (json!({ "type": "string" }), json!("string")),
        (json!({ "type": "string", "minLength": 30, "maxLength": 36 }), json!("x".repeat(30))),
        (json!({ "type": "string", "maxLength": 4 }), json!("stri")),
        (json!({ "type": "string", "format": "uuid" }), json!("00000000-0000-4000-8000-000000000000")),
        (json!({ "type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$" }), json!("ABC-0001")),
        (json!({ "type": "integer", "minimum": 1, "maximum": 2_147_483_647 }), json!(1)),
        (json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }), json!(1)),
    ] {
        let ids: Vec<Option<Value>> = (1..20).map(|serial| free_id(&schemas, &schema, &sample, serial)).collect();
        for id in &ids {
            assert!(id.as_ref().is_some_and(|id| schemas.accepts(&schema, id)), "{schema}: {id:?}");
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{schema}: {id:?}");
        }
    }
    Ok(())
}
