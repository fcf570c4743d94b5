//! The tower layer, on hand-written servers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use contract::coverage::{self, Coverage, OperationCoverage, Point};
use contract::{InProcess, Options, Source, WitnessLayer};
use futures_util::StreamExt;
use serde_json::json;
use tower_service::Service;

use crate::contract::{faulty, orders};
use crate::support::source;

const DOCUMENT: &str = "openapi: 3.0.4
info: {title: T, version: '1'}
paths:
  /notes:
    post:
      operationId: add
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 9}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [text]
              properties:
                text: {type: string, maxLength: 5}
                kind: {type: string, enum: [a, b]}
                id: {type: integer, readOnly: true}
      responses:
        '201': {description: d, content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}
        '422': {description: d}
";

fn document() -> Source {
    Source::new("notes.yaml", DOCUMENT)
}

/// A service with one response for every request.
fn always(response: impl Fn() -> Response + Clone + Send + Sync + 'static) -> Router {
    Router::new().fallback(move || {
        let response = response();
        async move { response }
    })
}

fn created() -> Response {
    (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], r#"{"id":1}"#).into_response()
}

fn add(target: &str, body: &str) -> Request<Body> {
    let request = Request::builder().method("POST").uri(target).header("content-type", "application/json");
    request.body(Body::from(body.to_owned())).expect("a request")
}

/// The response of a router, and its body.
async fn sent(mut router: Router, request: Request<Body>) -> (StatusCode, Bytes) {
    let response = router.call(request).await.expect("routers do not fail");
    let (head, body) = response.into_parts();
    (head.status, to_bytes(body, usize::MAX).await.expect("a whole body"))
}

/// The message of the panic, if the exchange failed.
async fn panic_of(witness: &WitnessLayer, router: Router, request: Request<Body>) -> Option<String> {
    let router = router.layer(witness.clone());
    let error = tokio::spawn(sent(router, request)).await.err()?;
    let message = error.into_panic().downcast::<String>().expect("a message");
    Some(*message)
}

#[tokio::test]
async fn the_first_exchange_that_does_not_conform_panics_with_the_place_and_the_field() {
    let witness = WitnessLayer::new(&document()).expect("a document");
    assert_eq!(panic_of(&witness, always(created), add("/notes", r#"{"text":"a"}"#)).await, None);
    let wrong = || (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], r#"{"id":"x"}"#).into_response();
    let message = panic_of(&witness, always(wrong), add("/notes", r#"{"text":"a"}"#)).await.expect("a failure");
    let expected = "an exchange does not conform to the document\n\
        failed  POST /notes  add  entry 1, 201\n        \
        response: expected the body at /id to fit its schema, got \"x\": the value is not of type \"integer\"\n        \
        see notes.yaml:20\n";
    assert!(message.starts_with(expected), "{message}");
    // A failure in another task is a failure here too.
    let assertion = tokio::spawn(async move { witness.assert_passed() }).await.expect_err("a panic").into_panic();
    let assertion = assertion.downcast::<String>().expect("a message");
    assert!(assertion.starts_with("an exchange does not conform\nfailed  POST /notes"), "{assertion}");
}

#[tokio::test]
async fn an_invalid_request_may_be_rejected_and_not_accepted() {
    let rejected = || StatusCode::UNPROCESSABLE_ENTITY.into_response();
    let undocumented = || StatusCode::BAD_REQUEST.into_response();
    let witness = WitnessLayer::new(&document()).expect("a document");
    for invalid in [r#"{"text":"longer"}"#, "{}", "{", r#"{"text":"a","kind":"c"}"#] {
        assert_eq!(panic_of(&witness, always(rejected), add("/notes", invalid)).await, None, "{invalid}");
        let accepted = panic_of(&witness, always(created), add("/notes", invalid)).await.expect(invalid);
        assert!(accepted.contains("response: expected the request to be rejected, got 201\n"), "{accepted}");
        let other = panic_of(&witness, always(undocumented), add("/notes", invalid)).await.expect(invalid);
        assert!(other.contains("expected a documented status (201, 422), got 400"), "{other}");
    }
    assert_eq!(witness.suite().rejected, 4);
    let accepted = panic_of(&witness, always(created), add("/notes?limit=10", r#"{"text":"a"}"#)).await;
    assert!(accepted.is_some_and(|message| message.contains("the query parameter `limit`")));
}

#[tokio::test]
async fn if_no_rejection_is_documented_every_4xx_is_one() {
    let document = Source::new("notes.yaml", DOCUMENT.replace("        '422': {description: d}\n", ""));
    let witness = WitnessLayer::new(&document).expect("a document");
    let rejected = || StatusCode::BAD_REQUEST.into_response();
    assert_eq!(panic_of(&witness, always(rejected), add("/notes", "{}")).await, None);
    // A valid request is another matter, and so is 500.
    assert!(panic_of(&witness, always(rejected), add("/notes", r#"{"text":"a"}"#)).await.is_some());
    let crashed = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
    assert!(panic_of(&witness, always(crashed), add("/notes", "{}")).await.is_some());
}

#[tokio::test]
async fn what_no_text_forbids_is_a_failure_for_a_strict_suite_only() {
    let read_only = r#"{"text":"a","id":1}"#;
    let other_type = || {
        let mut request = add("/notes", r#"{"text":"a"}"#);
        request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/json"));
        request
    };
    let repeated = "/notes?limit=1&limit=2";
    let ok = || StatusCode::OK.into_response();
    let lenient = WitnessLayer::new(&document()).expect("a document");
    let strict = lenient.clone().strict();
    for (witness, fails) in [(lenient, false), (strict, true)] {
        let results = [
            panic_of(&witness, always(created), add("/notes", read_only)).await,
            panic_of(&witness, always(created), other_type()).await,
            panic_of(&witness, always(created), add(repeated, r#"{"text":"a"}"#)).await,
            panic_of(&witness, always(ok), add("/healthz", "")).await,
        ];
        assert!(results.iter().all(|result| result.is_some() == fails), "{fails}: {results:?}");
        let absent = always(|| StatusCode::NOT_FOUND.into_response());
        assert_eq!(panic_of(&witness, absent, add("/healthz", "")).await, None);
    }
}

#[tokio::test]
async fn a_suite_without_an_exchange_of_the_document_does_not_pass() {
    let witness = WitnessLayer::new(&document()).expect("a document");
    let found = panic_of(&witness, always(created), add("/other", "{}")).await;
    assert_eq!(found, None);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| witness.assert_passed())).expect_err("one");
    assert!(panicked.downcast::<String>().expect("a message").starts_with("no exchange was checked\n"));
}

/// All cases of the runner, as the test suite of a service.
async fn run_cases(document: &Source, router: Router) -> WitnessLayer {
    let witness = WitnessLayer::new(document).expect("a document").collecting();
    let options = Options { max_accepted: Some(usize::MAX), ..Options::default() };
    contract::run(witness.api(), &InProcess(router.layer(witness.clone())), &options).await;
    witness
}

#[tokio::test]
async fn correct_servers_pass_with_every_case_of_the_runner() {
    for (document, router) in
        [(source(), faulty::router(None)), (Source::new("orders.yaml", orders::DOCUMENT), orders::router(None))]
    {
        let witness = run_cases(&document, router).await;
        witness.assert_passed();
        assert!(witness.suite().rejected > 20, "{}", witness.report());
    }
}

#[tokio::test]
async fn a_check_that_a_server_lacks_is_found_with_the_cases_of_the_runner() {
    let document = Source::new("orders.yaml", orders::DOCUMENT);
    for (bug, _) in orders::BUGS.iter().filter(|(bug, _)| bug.starts_with('-')) {
        let witness = run_cases(&document, orders::router(Some(bug))).await;
        assert!(!witness.suite().passed(false), "{bug}\n{}", witness.report());
    }
}

#[tokio::test]
async fn bodies_of_unknown_length_pass_as_they_come() {
    // The second chunk never comes.
    let endless = || {
        let first = futures_util::stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"first")) });
        Body::from_stream(first.chain(futures_util::stream::pending())).into_response()
    };
    let witness = WitnessLayer::new(&document()).expect("a document").collecting();
    let mut router = always(endless).layer(witness.clone());
    let response = router.call(add("/notes", r#"{"text":"a"}"#)).await.expect("routers do not fail");
    let mut body = response.into_body().into_data_stream();
    let first = tokio::time::timeout(Duration::from_secs(10), body.next()).await.expect("in time");
    assert_eq!(first.expect("a chunk").expect("data"), "first");
    assert_eq!(witness.suite().traffic.exchanges, 0, "the exchange has not ended");
    drop(body);
    // The status was checked, the body was not.
    let suite = witness.suite();
    assert_eq!((suite.traffic.failed.len(), suite.traffic.without_body), (1, 1), "{}", witness.report());
}

#[tokio::test]
async fn bodies_above_the_limit_pass_unchanged_and_are_counted() {
    let text = "x".repeat(10_000);
    let body = json!({ "id": 1, "text": text }).to_string();
    let echo = Router::new().route(
        "/notes",
        post(|body: Bytes| async move { (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], body) }),
    );
    let witness = WitnessLayer::new(&document()).expect("a document").with_body_limit(1_000);
    let (status, got) = sent(echo.layer(witness.clone()), add("/notes", &body)).await;
    assert_eq!((status, got), (StatusCode::CREATED, Bytes::from(body)));
    let suite = witness.suite();
    assert_eq!((suite.traffic.passed, suite.traffic.without_body), (1, 1));
}

fn keyword(place: &str, keyword: &str, fits: bool) -> Point {
    Point::Keyword { operation: "add".to_owned(), place: place.to_owned(), keyword: keyword.to_owned(), fits }
}

#[tokio::test]
async fn coverage_is_that_of_all_exchanges() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let witness = WitnessLayer::new(&document()).expect("a document").with_coverage_file(file.path());
    sent(always(created).layer(witness.clone()), add("/notes?limit=3", r#"{"text":"a","kind":"b"}"#)).await;
    let request = "request application/json";
    let response = "response 201 application/json";
    let expected = [
        Point::Status { operation: "add".to_owned(), status: 201 },
        Point::Parameter { operation: "add".to_owned(), parameter: "query limit".to_owned(), status: 201 },
        keyword("query limit", "/type", true),
        keyword("query limit", "/maximum", true),
        keyword(request, "/type", true),
        keyword(request, "/required", true),
        keyword(request, "/properties/text/type", true),
        keyword(request, "/properties/text/maxLength", true),
        keyword(request, "/properties/kind/type", true),
        keyword(request, "/properties/kind/enum/1", true),
        keyword(response, "/type", true),
        keyword(response, "/required", true),
        keyword(response, "/properties/id/type", true),
    ];
    assert_eq!(witness.suite().coverage, Coverage { points: expected.into_iter().collect() });

    // Another test, or another program, with the same file.
    let other = WitnessLayer::new(&document()).expect("a document").with_coverage_file(file.path());
    let rejected = always(|| StatusCode::UNPROCESSABLE_ENTITY.into_response());
    sent(rejected.layer(other.clone()), add("/notes", r#"{"text":"longer","kind":"a"}"#)).await;
    let mut both = witness.suite().coverage;
    both.merge(other.suite().coverage);
    assert_eq!(coverage::read(file.path()).expect("points"), both);
    let table = OperationCoverage::of_all(witness.api(), &both);
    let shown = coverage::human(&table);
    // `readOnly` properties are in no request.
    let expected = "POST /notes  add\n        covered: 201, 422\n\
        coverage: 1 of 1 operations, 2 of 2 statuses, 1 of 1 parameters, 12 of 12 schema keywords\n";
    assert_eq!(shown, expected);
    let length = table[0].keywords.iter().find(|one| one.keyword.ends_with("maxLength")).expect("a keyword");
    assert!(length.has_fitting && length.has_misfit, "both sides of the bound were sent");
}

#[tokio::test]
async fn a_service_that_reads_no_body_is_held_to_it() {
    let witness = WitnessLayer::new(&document()).expect("a document");
    let message = panic_of(&witness, always(created), add("/notes", r#"{"text":5}"#)).await.expect("a failure");
    assert!(message.contains("request: expected the body at /text to fit its schema"), "{message}");
}

#[test]
fn a_layer_can_be_shared_by_threads() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    is_shared(&WitnessLayer::new(&document()).expect("a document"));
    is_shared(&Arc::new(Coverage::default()));
}
