//! Documents with a version that the server counts: a change must have the current one (optimistic concurrency). A correct server passes, and a
//! bug behind the version fails.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// `TOKEN` is the name of the version.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Documents, version: '1'}
paths:
  /docs:
    post:
      operationId: addDoc
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 60}}}}}}
      responses: {'201': &doc {description: The document., content: {application/json: {schema: {$ref: '#/components/schemas/Doc'}}}}, '400': {description: Rejected.}}
  /docs/{docId}:
    parameters: [{name: docId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getDoc, responses: {'200': *doc, '400': {description: Rejected.}, '404': {description: None.}}}
    put:
      operationId: putDoc
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name, TOKEN], properties: {name: {type: string, maxLength: 60}, TOKEN: {type: integer, minimum: 1}}}}}}
      responses: {'200': *doc, '204': {description: Stored.}, '400': {description: Rejected.}, '404': {description: None.}, '409': {description: Another version.}}
    delete: {operationId: deleteDoc, responses: {'204': {description: Deleted.}, '400': {description: Rejected.}, '404': {description: None.}}}
components:
  schemas:
    Doc: {type: object, required: [id, name, TOKEN], properties: {id: {type: integer}, name: {type: string}, TOKEN: {type: integer}}}
";

struct Server {
    /// The names and versions by the id.
    docs: Mutex<BTreeMap<i64, (Value, i64)>>,
    token: &'static str,
    manner: &'static str,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut docs = self.docs.lock().unwrap_or_else(PoisonError::into_inner);
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_name = body["name"].as_str().is_some_and(|name| name.chars().count() <= 60);
        let shown = |id: i64, (name, version): &(Value, i64)| json!({ "id": id, "name": name, self.token: version });
        let method = request.method.as_str();
        let is_valid = !matches!(method, "POST" | "PUT") || (is_json(request) && is_name);
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let id = match segments.as_slice() {
            ["docs"] if method != "POST" => return (405, Value::Null),
            ["docs"] if !is_valid => return (400, Value::Null),
            ["docs"] => {
                let id = docs.keys().last().map_or(1, |last| last + 1);
                docs.insert(id, (body["name"].clone(), 1));
                return (201, shown(id, &docs[&id]));
            }
            ["docs", id] => match id.parse::<i64>() {
                Ok(id) => id,
                Err(_) => return (400, Value::Null),
            },
            _ => return (404, Value::Null),
        };
        let version = body[self.token].as_f64().filter(|version| version.fract() == 0.0 && *version >= 1.0);
        if !is_valid || (method == "PUT" && version.is_none()) {
            return (400, Value::Null);
        }
        let Some(doc) = docs.get_mut(&id) else { return (404, Value::Null) };
        match method {
            "GET" => (200, shown(id, doc)),
            #[expect(clippy::cast_precision_loss, reason = "versions are small")]
            "PUT" if version != Some(doc.1 as f64) => (409, Value::Null),
            "PUT" => {
                doc.1 += 1;
                if self.manner != "name lost" {
                    doc.0 = body["name"].clone();
                }
                if self.manner == "no content" { (204, Value::Null) } else { (200, shown(id, doc)) }
            }
            "DELETE" => {
                docs.remove(&id);
                (204, Value::Null)
            }
            _ => (405, Value::Null),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let allow = if request.path == "/docs" { "POST" } else { "GET, PUT, DELETE" };
        response(status, &body, allow)
    }
}

fn tested(token: &'static str, manner: &'static str) -> Tested<Report> {
    let server = Server { docs: Mutex::default(), token, manner };
    let options = Options { max_accepted: Some(60), ..Options::default() };
    report_of(("docs.yaml", DOCUMENT.replace("TOKEN", token)), &server, &options)
}

#[test]
fn changes_have_the_version_of_the_last_response() -> Tested {
    // The name tells nothing about the second one.
    for token in ["version", "counter"] {
        for manner in ["", "no content"] {
            let report = tested(token, manner)?;
            assert_eq!(failed(&report), Vec::<&str>::new(), "{token} {manner}: {report}");
            let passed =
                ["chain/addDoc/updated", "chain/addDoc/read-after-update", "accepted/putDoc/body-name-at-maxLength"];
            for id in passed {
                let outcome = outcome(&report, id)?;
                assert!(matches!(outcome, Outcome::Passed { .. }), "{token} {manner} {id}: {outcome:?}");
            }
        }
        let report = tested(token, "name lost")?;
        assert!(failed(&report).contains(&"chain/addDoc/updated"), "{token}: {report}");
    }
    Ok(())
}
