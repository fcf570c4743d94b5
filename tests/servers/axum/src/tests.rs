//! The documented exchanges, and the states of a book. The contract runner tests everything else.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn send(app: &Router, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Option<String>, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, "Bearer library-token")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
    let response = app.clone().oneshot(request.expect("a request")).await.expect("infallible");
    let status = response.status();
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
    (status, location, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_book_is_created_read_lent_and_removed() {
    let app = crate::library::app();
    let draft = json!({ "title": "Ulysses", "isbn": "9780000000002", "barcode": i64::MAX, "subtitle": null });

    let (status, location, book) = send(&app, Method::POST, "/books", Some(&draft)).await;
    assert_eq!((status, location.as_deref()), (StatusCode::CREATED, Some("/books/1")));
    assert_eq!((&book["barcode"], &book["subtitle"], &book["signed"]), (&json!(i64::MAX), &Value::Null, &json!(false)));
    assert_eq!(send(&app, Method::GET, "/books/1", None).await.2, book);
    assert_eq!(send(&app, Method::POST, "/books", Some(&draft)).await.0, StatusCode::CONFLICT);

    let member = json!({ "name": "A", "contact": { "kind": "email", "address": "a@b" }, "pin": "1234" });
    let member = send(&app, Method::POST, "/members", Some(&member)).await.2;
    let loan = json!({ "bookId": 1, "memberId": member["id"] });
    assert_eq!(send(&app, Method::POST, "/loans", Some(&loan)).await.0, StatusCode::CREATED);
    assert_eq!(send(&app, Method::POST, "/loans", Some(&loan)).await.0, StatusCode::CONFLICT);
    assert_eq!(send(&app, Method::DELETE, "/books/1", None).await.0, StatusCode::CONFLICT);
    assert_eq!(send(&app, Method::DELETE, "/loans/1", None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&app, Method::DELETE, "/books/1", None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&app, Method::DELETE, "/books/1", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn errors_of_the_key_are_those_that_the_provider_published() {
    let app = crate::otp::app();
    let body = json!({ "Phone": "+1234567890" });
    let published = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");

    let (status, _, error) = send(&app, Method::POST, "/identity/v2/auth/password/otp", Some(&body)).await;
    assert_eq!((status, error), (StatusCode::BAD_REQUEST, published(include_str!("../../../documented/400.json"))));
    let (status, _, error) = send(&app, Method::POST, "/identity/v2/auth/password/otp?apikey=x", Some(&body)).await;
    assert_eq!((status, error), (StatusCode::FORBIDDEN, published(include_str!("../../../documented/403.json"))));
    let (status, _, posted) = send(&app, Method::POST, "/identity/v2/auth/password/otp?apikey=demo", Some(&body)).await;
    assert_eq!((status, &posted["IsPosted"]), (StatusCode::OK, &json!(true)));
}
