//! Resources that no chain tracks, because the document has no path of one of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderValue, header::LOCATION};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, report_of, response};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// A server that has 201 for all responses to POST, as in NestJS.
const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Events, version: 1.0.0}
paths:
  /sessions:
    post:
      operationId: login
      responses: {'201': {description: A token., content: {application/json: {schema: {type: object, properties: {token: {type: string}}}}}}}
  /events:
    post:
      operationId: addEvent
      requestBody: &body {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}}
      responses: {'201': {description: Added., headers: {Location: {schema: {type: string}}}}}
  /feeds/main/notes:
    post:
      operationId: addNote
      requestBody: *body
      responses: {'201': {description: Added., content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}}}
";

#[derive(Default)]
struct Calendar {
    events: AtomicUsize,
    notes: AtomicUsize,
}

impl Transport for Calendar {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/sessions") => response(201, &json!({ "token": "abc" }), ""),
            ("POST", _) if !is_json(request) => response(415, &Value::Null, ""),
            ("POST", _) if !body["title"].is_string() => response(400, &Value::Null, ""),
            ("POST", "/events") => {
                let id = self.events.fetch_add(1, Ordering::Relaxed);
                let mut created = response(201, &Value::Null, "")?;
                let location = HeaderValue::from_str(&format!("http://localhost/events({id})"));
                created.headers.insert(LOCATION, location.map_err(|error| SendError::Request(error.to_string()))?);
                Ok(created)
            }
            ("POST", "/feeds/main/notes") => {
                response(201, &json!({ "id": self.notes.fetch_add(1, Ordering::Relaxed) }), "")
            }
            (_, "/sessions" | "/events" | "/feeds/main/notes") => response(405, &Value::Null, "POST"),
            _ => response(404, &Value::Null, ""),
        }
    }
}

#[test]
fn resources_of_which_nothing_is_known_are_reported() -> Tested {
    let calendar = Calendar::default();
    let report = report_of(("events.yaml", DOCUMENT), &calendar, &Options::default())?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    let left = |start: &str| report.left_behind.iter().filter(|left| left.path.starts_with(start)).count();
    assert_eq!(left("/events("), calendar.events.load(Ordering::Relaxed), "{report}");
    assert_eq!(left("/feeds/main/notes/"), calendar.notes.load(Ordering::Relaxed), "{report}");
    assert_eq!(left("/sessions"), 0, "{report}");
    assert!(calendar.events.load(Ordering::Relaxed) > 0);
    Ok(())
}
