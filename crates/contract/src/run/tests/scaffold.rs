//! Items with one schema for requests and responses, as scaffolds of frameworks write them: the server assigns the id whatever a POST has, and
//! rejects a PUT whose id is not that of the path.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, report_of, response};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.0.1
info: {title: Items, version: '1'}
paths:
  /api/items:
    get: {operationId: listItems, responses: {'200': {description: Items., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}}}}
    post:
      operationId: postItem
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'201': &item {description: The item., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}, '400': {description: Rejected.}}
  /api/items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    get: {operationId: getItem, responses: {'200': *item, '400': {description: Rejected.}, '404': {description: None.}}}
    put:
      operationId: putItem
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'204': {description: Changed.}, '400': {description: Rejected.}, '404': {description: None.}}
    delete: {operationId: deleteItem, responses: {'204': {description: Deleted.}, '400': {description: Rejected.}, '404': {description: None.}}}
components:
  schemas:
    Item: {type: object, additionalProperties: false, properties: {id: {type: integer, format: int64}, name: {type: string, nullable: true, maxLength: 60}, isComplete: {type: boolean}}}
";

struct Server {
    /// The items, and the number of those that were ever added.
    items: Mutex<(Vec<Value>, u64)>,
    bug: Option<Bug>,
}

#[derive(Clone, Copy, PartialEq)]
enum Bug {
    /// PUT stores nothing.
    NotStored,
    /// DELETE of an item without a name is a server error.
    NamelessItemsStay,
    /// POST removes the other items now and then.
    Evicted,
}

impl Server {
    fn reply(&self, request: &Request) -> (u16, Value) {
        let sent = || {
            let body: Value = serde_json::from_slice(&request.body).ok()?;
            (is_json(request) && is_item(&body)).then_some(body)
        };
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let (items, added) = &mut *items;
        let method = request.method.as_str();
        let Some(id) = request.path.strip_prefix("/api/items/") else {
            return match (method, request.path.as_str()) {
                ("GET" | "HEAD", "/api/items") => (200, json!(items)),
                ("POST", "/api/items") => match sent() {
                    Some(body) => {
                        *added += 1;
                        if self.bug == Some(Bug::Evicted) && added.is_multiple_of(4) {
                            items.clear();
                        }
                        items.push(stored(*added, &body));
                        (201, stored(*added, &body))
                    }
                    None => (400, Value::Null),
                },
                (_, "/api/items") => (405, Value::Null),
                _ => (404, Value::Null),
            };
        };
        let Ok(id) = id.parse::<i64>() else { return (400, Value::Null) };
        let at = items.iter().position(|item| item["id"] == id);
        match (method, at) {
            ("GET" | "HEAD", Some(at)) => (200, items[at].clone()),
            ("DELETE", Some(at)) if self.bug == Some(Bug::NamelessItemsStay) && items[at]["name"].is_null() => {
                (500, Value::Null)
            }
            ("DELETE", Some(at)) => {
                items.remove(at);
                (204, Value::Null)
            }
            ("PUT", at) => match (sent(), at) {
                (Some(body), _) if body["id"].as_i64().unwrap_or_default() != id => (400, Value::Null),
                (None, _) => (400, Value::Null),
                (_, None) => (404, Value::Null),
                (Some(body), Some(at)) => {
                    if self.bug != Some(Bug::NotStored) {
                        items[at] = stored(id.unsigned_abs(), &body);
                    }
                    (204, Value::Null)
                }
            },
            ("GET" | "HEAD" | "DELETE", None) => (404, Value::Null),
            _ => (405, Value::Null),
        }
    }
}

fn is_item(body: &Value) -> bool {
    let Some(object) = body.as_object() else { return false };
    object.iter().all(|(name, value)| match name.as_str() {
        "id" => value.is_i64(),
        "name" => value.is_null() || value.as_str().is_some_and(|name| name.chars().count() <= 60),
        "isComplete" => value.is_boolean(),
        _ => false,
    })
}

fn stored(id: u64, body: &Value) -> Value {
    json!({"id": id, "name": body["name"], "isComplete": body["isComplete"].as_bool().unwrap_or_default()})
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.reply(request);
        let allow = if request.path == "/api/items" { "GET, POST" } else { "GET, PUT, DELETE" };
        response(status, &body, allow)
    }
}

#[test]
fn a_server_may_assign_the_id_of_a_schema_for_requests_and_responses() -> Tested {
    let runs = [
        (None, 20),
        (None, 500),
        (Some(Bug::NotStored), 20),
        (Some(Bug::NamelessItemsStay), 20),
        (Some(Bug::Evicted), 20),
    ];
    for (bug, limit) in runs {
        let server = Server { items: Mutex::default(), bug };
        let options = Options { max_accepted: Some(limit), ..Options::default() };
        let report = report_of(("items.yaml", DOCUMENT), &server, &options)?;
        let failed = failed(&report);
        match bug {
            None => assert!(failed.is_empty() && report.left_behind.is_empty(), "{limit}: {failed:?}\n{report}"),
            Some(Bug::NotStored) => assert!(failed.contains(&"chain/postItem/read-after-update"), "{report}"),
            Some(Bug::Evicted) => assert!(!failed.is_empty(), "{report}"),
            // The case itself deletes another item. The run cannot delete this one.
            Some(Bug::NamelessItemsStay) => {
                assert!(failed.contains(&"chain/postItem/deleted") && !report.left_behind.is_empty(), "{report}");
            }
        }
    }
    Ok(())
}
