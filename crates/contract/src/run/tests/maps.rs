//! Entries of maps: chains send some, and compare them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// An item with a map. `MAP` is its schema.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Items, version: 1.0.0}
paths:
  /items:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, minLength: 1, maxLength: 80}, map: MAP}}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: &item {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}, map: MAP}}}}}, '400': {description: Rejected.}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getItem, responses: {'200': {description: One., content: {application/json: {schema: *item}}}, '404': {description: None.}}}
    delete: {operationId: deleteItem, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
";

/// The bug of the server in its map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bug {
    None,
    /// It forgets the entries.
    Emptied,
    /// It returns what was sent, and stores no entries.
    NotStored,
    /// It stores the first entry only.
    FirstOnly,
}

struct Server {
    schemas: jsonschema::Validator,
    bug: Bug,
    items: Mutex<BTreeMap<u64, Value>>,
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut items = self.items.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let id = request.path.strip_prefix("/items/").map(|id| id.parse().ok().filter(|id| items.contains_key(id)));
        let (status, body) = match (request.method.as_str(), id) {
            ("POST", None) if request.path == "/items" => match serde_json::from_slice::<Value>(&request.body) {
                Ok(mut item) if is_json(request) && self.schemas.is_valid(&item) => {
                    let id = items.len() as u64 + 1;
                    item["id"] = id.into();
                    let mut stored = item.clone();
                    if let Some(map) = stored.get_mut("map").and_then(Value::as_object_mut) {
                        let first = map.keys().next().cloned();
                        map.retain(|key, _| {
                            self.bug == Bug::None || (self.bug == Bug::FirstOnly && first.as_ref() == Some(key))
                        });
                    }
                    items.insert(id, stored.clone());
                    (201, if self.bug == Bug::NotStored { item } else { stored })
                }
                _ => (400, Value::Null),
            },
            ("GET", Some(Some(id))) => (200, items[&id].clone()),
            ("DELETE", Some(Some(id))) => {
                items.remove(&id);
                (204, Value::Null)
            }
            ("GET" | "DELETE", Some(None)) => (404, Value::Null),
            _ => (if request.path.starts_with("/items") { 405 } else { 404 }, Value::Null),
        };
        response(status, &body, "GET, POST, DELETE")
    }
}

#[test]
fn entries_of_maps_are_sent_and_compared() -> Tested {
    for (map, has_several) in [
        (json!({ "type": "object" }), true),
        (json!({ "type": "object", "additionalProperties": { "type": "integer" } }), true),
        (
            json!({ "type": "object", "additionalProperties": { "type": "object", "properties": { "size": { "type": "number" } } } }),
            true,
        ),
        (
            json!({ "type": "object", "propertyNames": { "pattern": "^[a-z]{2}$" }, "additionalProperties": { "type": "string" }, "maxProperties": 1 }),
            false,
        ),
        (
            json!({ "type": "object", "properties": { "a": { "type": "string" } }, "additionalProperties": { "type": "string" } }),
            true,
        ),
    ] {
        let properties = json!({ "name": { "type": "string", "minLength": 1, "maxLength": 80 }, "map": &map });
        let schema = json!({ "type": "object", "required": ["name"], "properties": properties });
        for bug in [Bug::None, Bug::Emptied, Bug::NotStored, Bug::FirstOnly] {
            if bug == Bug::FirstOnly && !has_several {
                continue;
            }
            let server = Server { schemas: jsonschema::validator_for(&schema)?, bug, items: Mutex::default() };
            let document = DOCUMENT.replace("MAP", &map.to_string());
            let options = Options { max_accepted: Some(30), ..Options::default() };
            let report = report_of(("items.yaml", document), &server, &options)?;
            let step = if bug == Bug::NotStored { "chain/add/read" } else { "chain/add/created" };
            let found = outcome(&report, step)?;
            match bug {
                Bug::None => assert_eq!(failed(&report), Vec::<&str>::new(), "{map} {report}"),
                _ => assert!(matches!(found, Outcome::Failed(_)), "{map} {bug:?}: {found:?}"),
            }
        }
    }
    Ok(())
}
