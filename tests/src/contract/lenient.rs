//! A server that accepts bodies with defects and stores them, where a property is unique.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use contract::{Options, Outcome, check};
use model::Source;
use serde_json::{Value, json};

/// An article has a unique number, and at most 9 units.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Articles, version: 1.0.0}
paths:
  /articles:
    post:
      operationId: addArticle
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [number, label, units]
              properties:
                number: {type: string, pattern: '^[A-Z]{2}-[0-9]{6}$', examples: [AB-000001]}
                label: {type: string, maxLength: 20}
                units: {type: integer, maximum: 9}
      responses:
        '201': {description: Stored.}
        '400': {description: Rejected.}
        '409': {description: There is an article with this number.}
";

/// Checks first that the number is new, then the units, and nothing else.
async fn add(stored: Arc<Mutex<HashSet<String>>>, body: Option<Json<Value>>) -> Response {
    let Some(Json(body)) = body else { return StatusCode::BAD_REQUEST.into_response() };
    let mut stored = stored.lock().expect("no thread panicked");
    if stored.contains(&body["number"].to_string()) {
        return StatusCode::CONFLICT.into_response();
    }
    if body["units"].as_u64().is_none_or(|units| units > 9) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    stored.insert(body["number"].to_string());
    StatusCode::CREATED.into_response()
}

/// Without values of its own, `body-units-too-large` would have the number of an article that an earlier case stored, and the server
/// would respond with 409, which says nothing about the units.
#[tokio::test]
async fn a_stored_defect_does_not_hide_other_cases() {
    let stored = Arc::new(Mutex::new(HashSet::from([json!("AB-000001").to_string()])));
    let handler = {
        let stored = Arc::clone(&stored);
        move |body: Option<Json<Value>>| add(Arc::clone(&stored), body)
    };
    let other = || async { (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "POST")]) };
    let router = Router::new().route("/articles", post(handler).fallback(other));
    let source = Source::new("articles.yaml", DOCUMENT);
    let options = Options { max_accepted: Some(500), ..Options::default() };
    let report = check(&source, router, &options).await.expect("the document has no errors");
    let outcome = |id: &str| {
        let mut outcomes = report.outcomes.iter();
        outcomes.find(|(case, _)| case.id == id).map(|(_, outcome)| outcome).expect("the case")
    };
    for defect in ["units-too-large", "units-null", "units-text"] {
        let outcome = outcome(&format!("rejected/addArticle/body-{defect}"));
        assert!(matches!(outcome, Outcome::Passed { status: 400 }), "{defect}: {outcome:?}");
    }
    for defect in ["label-too-long", "label-null"] {
        let outcome = outcome(&format!("rejected/addArticle/body-{defect}"));
        assert!(matches!(outcome, Outcome::Failed(_)), "{defect}: {outcome:?}");
    }
    let accepted = report.outcomes.iter().filter(|(case, _)| case.id.starts_with("accepted/addArticle/"));
    for (case, outcome) in accepted {
        assert!(matches!(outcome, Outcome::Passed { status: 201 }), "{}: {outcome:?}", case.id);
    }
}
