//! Files that frameworks write as optional parts of a multipart body.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, outcome, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// No part is required, and the file is not the first.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Uploads, version: 1.0.0}
paths:
  /uploads:
    post:
      operationId: upload
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {note: {type: string}, file: {type: string, format: binary}}}}}}
      responses: {'201': {description: Stored., content: {application/json: {schema: &upload {type: object, required: [id], properties: {id: {type: integer}}}}}}, '400': {description: Rejected.}}
  /uploads/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getUpload, responses: {'200': {description: One., content: {application/json: {schema: *upload}}}, '404': {description: None.}}}
    delete: {operationId: deleteUpload, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
";

/// Needs the file.
#[derive(Default)]
struct Uploads(Mutex<Vec<bool>>);

impl Transport for Uploads {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut stored = self.0.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let found =
            request.path.strip_prefix("/uploads/").map(|id| id.parse().ok().filter(|at: &usize| *at < stored.len()));
        let id = found.map(|at| at.filter(|at| stored[*at]));
        let is_form = request.headers.iter().any(|(name, value)| name == "content-type" && value.contains("form-data"));
        let has_file = String::from_utf8_lossy(&request.body).contains("name=\"file\"");
        let (status, body) = match (request.method.as_str(), id) {
            ("POST", None) if request.path == "/uploads" && is_form && has_file => {
                stored.push(true);
                (201, json!({ "id": stored.len() - 1 }))
            }
            ("POST", None) if request.path == "/uploads" => (400, Value::Null),
            ("GET", Some(Some(at))) => (200, json!({ "id": at })),
            ("DELETE", Some(Some(at))) => {
                stored[at] = false;
                (204, Value::Null)
            }
            ("GET" | "DELETE", Some(None)) => (404, Value::Null),
            _ => (if request.path.starts_with("/uploads") { 405 } else { 404 }, Value::Null),
        };
        response(status, &body, "GET, POST, DELETE")
    }
}

#[test]
fn a_multipart_body_has_a_file_although_none_is_required() -> Tested {
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let report = report_of(("uploads.yaml", DOCUMENT), &Uploads::default(), &options)?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for id in ["accepted/upload/required-parts-alone", "chain/upload/created", "chain/upload/gone"] {
        assert!(matches!(outcome(&report, id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, id)?);
    }
    Ok(())
}
