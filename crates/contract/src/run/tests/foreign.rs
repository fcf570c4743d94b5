//! Bodies that name a resource which the document has no request to create.

use http::StatusCode;
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Django REST framework names a foreign key after the resource, without `id`. Nothing creates a queue.
const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Tickets, version: 1.0.0}
paths:
  /queues/{id}/:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getQueue, responses: {'204': {description: One.}, '404': {description: None.}}}
  /tickets/:
    post:
      operationId: addTicket
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [queue, subject], properties: {queue: {type: integer}, subject: {type: string, minLength: 1, maxLength: 50}}}}}}
      responses: {'204': {description: Added.}, '400': {description: Rejected.}}
";

/// Knows one queue.
struct Desk;

impl Transport for Desk {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let status = match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/queues/41/") => 204,
            ("GET", path) if path.starts_with("/queues/") => 404,
            ("POST", "/tickets/") if !is_json(request) => 415,
            ("POST", "/tickets/") => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let is_subject = body["subject"].as_str().is_some_and(|text| (1..=50).contains(&text.chars().count()));
                if is_subject && body["queue"] == json!(41) { 204 } else { 400 }
            }
            (_, "/tickets/") => 405,
            _ => StatusCode::NOT_FOUND.as_u16(),
        };
        response(status, &Value::Null, "POST")
    }
}

#[test]
fn a_property_with_the_name_of_a_collection_may_name_a_resource() -> Tested {
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let report = report_of(("tickets.yaml", DOCUMENT), &Desk, &options)?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    let found = outcome(&report, "accepted/addTicket/required-parts-alone")?;
    assert!(matches!(found, Outcome::Inconclusive { status: 400, .. }), "{found:?}");
    Ok(())
}
