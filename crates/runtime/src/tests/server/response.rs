use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::server::rejection::{Location, Reason, Rejection};
use crate::server::response::{StatusOf, StatusOutOfRange, empty, guarded, json, problem, status, with_header};

async fn body(response: Response) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 9999).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_range_has_its_status_codes() {
    assert_eq!(StatusOf::<4>::try_from(StatusCode::NOT_FOUND).map(StatusOf::get), Ok(StatusCode::NOT_FOUND));
    assert_eq!(StatusOf::<4>::try_from(StatusCode::OK), Err(StatusOutOfRange));
    assert_eq!(StatusOf::<5>::lowest().get(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(status(299).as_u16(), 299);
}

#[tokio::test]
async fn a_json_body_has_its_media_type() {
    let response = json(StatusCode::CREATED, &json!({ "a": 1 }));
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    assert_eq!((response.status(), body(response).await.as_str()), (StatusCode::CREATED, r#"{"a":1}"#));
    assert_eq!(body(empty(StatusCode::NO_CONTENT)).await, "");
}

#[test]
fn headers_are_written_in_the_simple_style() {
    let header = |value: Value| {
        let response = with_header(empty(StatusCode::OK), "x-a", &value);
        response.headers().get("x-a").map(|value| value.to_str().unwrap().to_owned()).ok_or(response.status())
    };
    assert_eq!(header(json!("text")), Ok("text".to_owned()));
    assert_eq!(header(json!(1.5)), Ok("1.5".to_owned()));
    assert_eq!(header(json!([1, "b"])), Ok("1,b".to_owned()));
    assert_eq!(header(json!({ "a": 1, "b": true })), Ok("a,1,b,true".to_owned()));
    assert_eq!(header(json!("line\nbreak")), Err(StatusCode::INTERNAL_SERVER_ERROR));
}

#[tokio::test]
async fn a_rejection_as_problem_details() {
    let response = problem(422, &Rejection::new(Location::Query, "limit", Reason::Missing));
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let details: Value = serde_json::from_str(&body(response).await).unwrap();
    assert_eq!(details["status"], 422);
    assert_eq!(details["detail"], "The limit is a required parameter.");
}

#[tokio::test]
async fn a_panic_becomes_a_response() {
    let response = guarded(async {
        tokio::task::yield_now().await;
        panic!("a bug")
    });
    assert_eq!(response.await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(guarded(async { StatusCode::OK.into_response() }).await.status(), StatusCode::OK);
}
