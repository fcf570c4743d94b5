//! Accepted cases that are sent in one request: few requests, and the case that fails has a name.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contract::{Group, Options, Outcome, Report, Source, check};
use serde_json::{Value, json};

/// Notes with a property that no two notes share.
const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    post:
      operationId: addNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses:
        '201': {description: Added., content: {application/json: {schema: {type: object}}}}
        '400': {description: Rejected.}
        '409': {description: Another note has the code.}
components:
  schemas:
    Note:
      type: object
      required: [code, target]
      properties:
        code: {type: string, pattern: '^[A-Z]{2}[0-9]{4}$'}
        target: {oneOf: [{$ref: '#/components/schemas/Mail'}, {$ref: '#/components/schemas/Post'}]}
        title: {type: string, maxLength: 40}
        text: {type: string, nullable: true}
        pages: {type: integer, format: int64, minimum: 1}
        tags: {type: array, maxItems: 3, items: {type: string}}
        day: {type: string, format: date}
    Mail: {type: object, required: [mail], properties: {mail: {type: string, maxLength: 50}}}
    Post: {type: object, required: [street, city], properties: {street: {type: string, maxLength: 60}, city: {type: string}}}
";

/// A server with a bug: the status of a response to a note that fits the schema, instead of 201.
type Bug = fn(&Value) -> Option<StatusCode>;

#[derive(Clone, Default)]
struct Server {
    codes: Arc<Mutex<BTreeSet<String>>>,
    added: Arc<Mutex<usize>>,
}

impl Server {
    fn router(&self, bug: Bug) -> axum::Router {
        let server = self.clone();
        let validator = jsonschema::validator_for(&schema()).expect("a schema");
        let add = move |body: axum::body::Bytes| async move {
            match serde_json::from_slice::<Value>(&body) {
                Ok(note) if validator.is_valid(&note) => server.add(&note, bug),
                _ => StatusCode::BAD_REQUEST.into_response(),
            }
        };
        axum::Router::new().route("/notes", axum::routing::post(add))
    }

    fn add(&self, note: &Value, bug: Bug) -> Response {
        if let Some(status) = bug(note) {
            return status.into_response();
        }
        if !self.codes.lock().expect("no panic").insert(note["code"].to_string()) {
            return StatusCode::CONFLICT.into_response();
        }
        *self.added.lock().expect("no panic") += 1;
        (StatusCode::CREATED, Json(json!({}))).into_response()
    }

    async fn report(&self, bug: Bug, max_accepted: usize) -> Report {
        let options = Options { max_accepted: Some(max_accepted), ..Options::default() };
        check(&Source::new("notes.yaml", DOCUMENT), self.router(bug), &options).await.expect("no errors")
    }
}

/// The schema of a note, as JSON Schema.
fn schema() -> Value {
    let text = |most: usize| json!({ "type": "string", "maxLength": most });
    json!({
        "type": "object",
        "required": ["code", "target"],
        "properties": {
            "code": { "type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$" },
            "target": { "anyOf": [
                { "type": "object", "required": ["mail"], "properties": { "mail": text(50) } },
                { "type": "object", "required": ["street", "city"], "properties": { "street": text(60), "city": text(2_000) } },
            ] },
            "title": text(40),
            "text": { "type": ["string", "null"] },
            "pages": { "type": "integer", "minimum": 1 },
            "tags": { "type": "array", "maxItems": 3, "items": { "type": "string" } },
            "day": { "type": "string", "pattern": "^[0-9]{4}-(0[13-9]|1[0-2]|02)-[0-3][0-9]$", "not": { "const": "2020-02-30" } },
        },
    })
}

fn accepted(report: &Report) -> impl Iterator<Item = (&str, &Outcome)> {
    let accepted = report.outcomes.iter().filter(|(case, _)| case.group == Group::Accepted);
    accepted.map(|(case, outcome)| (case.id.as_str(), outcome))
}

fn failed(report: &Report) -> Vec<&str> {
    report.failures().map(|(case, _)| case.id.as_str()).collect()
}

#[tokio::test]
async fn each_request_has_a_code_of_its_own() {
    let server = Server::default();
    // The second run finds the codes of the first.
    for run in 0..3 {
        let before = *server.added.lock().expect("no panic");
        let report = server.report(|_| None, 200).await;
        assert!(report.passed(), "{report}");
        let open: Vec<_> =
            accepted(&report).filter(|(_, outcome)| !matches!(outcome, Outcome::Passed { .. })).collect();
        assert!(open.is_empty(), "run {run}: {open:?}");
        let added = *server.added.lock().expect("no panic") - before;
        assert!(accepted(&report).count() > 65 && added <= 19, "{} cases, {added} requests", accepted(&report).count());
    }
}

#[tokio::test]
async fn the_case_that_fails_has_a_name() {
    const FAILS: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
    let bugs: [(Bug, &str); 8] = [
        (
            |note| {
                (note["title"].as_str().is_some_and(|title| title.chars().count() == 40 && title.is_ascii()))
                    .then_some(StatusCode::BAD_REQUEST)
            },
            "body-title-at-maxLength",
        ),
        (|note| (note.get("text") == Some(&Value::Null)).then_some(FAILS), "body-text-null"),
        (|note| (note["pages"].as_i64() == Some((1 << 53) + 1)).then_some(FAILS), "body-pages-above-53-bits"),
        (|note| (note["tags"] == json!([])).then_some(StatusCode::BAD_REQUEST), "body-tags-no-element"),
        (|note| (note["day"] == "2024-02-29").then_some(FAILS), "body-day-leap-day"),
        (|note| note["target"]["street"].is_string().then_some(StatusCode::BAD_REQUEST), "body-target(2)-alternative"),
        (
            |note| (note["target"]["street"].as_str().is_some_and(|text| text.len() == 60)).then_some(FAILS),
            "body-target(2).street-at-maxLength",
        ),
        (|note| (note.get("title").is_some() && note.get("day").is_none()).then_some(FAILS), "body-day-absent"),
    ];
    for (bug, named) in bugs {
        let report = Server::default().report(bug, usize::MAX).await;
        assert!(failed(&report).contains(&format!("accepted/addNote/{named}").as_str()), "{named}: {report}");
        // Cases that need no failing value have passed.
        assert!(failed(&report).len() < 14, "{named}: {report}");
    }
}

#[tokio::test]
async fn the_limit_holds_while_a_failure_is_looked_for() {
    let fails: Bug = |note| {
        // The first request has `null`, which finds most.
        note.get("text").is_some_and(Value::is_null).then_some(StatusCode::INTERNAL_SERVER_ERROR)
    };
    let server = Server::default();
    let report = server.report(fails, 2).await;
    assert!(*server.added.lock().expect("no panic") <= 2);
    let is_told = |violation: &contract::Violation| {
        violation.message.contains("cases fails, and the limit of requests is reached: accepted/addNote/")
    };
    assert!(report.failures().any(|(_, violations)| violations.iter().any(is_told)), "{report}");
}
