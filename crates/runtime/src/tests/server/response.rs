use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use axum::response::Response;
use axum::routing::MethodRouter;
use serde_json::{Value, json};
use tower_service::Service;

use crate::server::rejection::{Location, Reason, Rejection};
use crate::server::response::{
    StatusOf, StatusOutOfRange, UndocumentedBody, challenged, empty, json, problem, status, to_head, undocumented,
    with_header,
};

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

/// OpenAPI 3.0.4, Response Object: `content` has "descriptions of potential response payloads", so without it nothing is known.
#[tokio::test]
async fn a_response_without_content_may_have_a_body() {
    assert_eq!(body(undocumented(StatusCode::OK, None)).await, "");
    let given = UndocumentedBody::new("text/csv", "a,b");
    assert!(given == given.clone() && given != UndocumentedBody::new("text/csv", "a,b"), "streams cannot be compared");
    assert!(!format!("{given:?}").contains("a,b"));
    let response = undocumented(StatusCode::NOT_FOUND, Some(given.clone()));
    assert_eq!(
        (response.status(), response.headers()[header::CONTENT_TYPE].as_bytes()),
        (StatusCode::NOT_FOUND, b"text/csv".as_slice())
    );
    assert_eq!(body(response).await, "a,b");
    let again = undocumented(StatusCode::OK, Some(given));
    assert_eq!(again.status(), StatusCode::INTERNAL_SERVER_ERROR, "the body is gone");
    let unsendable = undocumented(StatusCode::OK, Some(UndocumentedBody::new("two\nlines", "a")));
    assert_eq!(unsendable.status(), StatusCode::INTERNAL_SERVER_ERROR);
    // A status code of a documented range; RFC 9110 sections 6.4.1 and 15.3.6.
    for status in [StatusCode::PROCESSING, StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED]
    {
        let response = undocumented(status, Some(UndocumentedBody::new("text/csv", "a")));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{status}");
        assert_eq!(undocumented(status, None).status(), status);
    }
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

/// RFC 9110 section 11.6.1: a 401 has at least one challenge. A response that has one already is not changed.
#[test]
fn an_unauthorized_response_has_challenges() {
    let challenges = |response: Response| -> Vec<HeaderValue> {
        let response = challenged(response, &[r#"Basic realm="notes""#, r#"Bearer realm="notes""#]);
        response.headers().get_all(header::WWW_AUTHENTICATE).iter().cloned().collect()
    };
    assert_eq!(challenges(empty(StatusCode::UNAUTHORIZED)), [r#"Basic realm="notes""#, r#"Bearer realm="notes""#]);
    assert!(challenges(empty(StatusCode::FORBIDDEN)).is_empty());
    let own = with_header(empty(StatusCode::UNAUTHORIZED), "www-authenticate", &json!("Negotiate"));
    assert_eq!(challenges(own), ["Negotiate"]);
}

/// RFC 9110 section 8.6: the `Content-Length` of a response to HEAD is that of the response to GET.
#[tokio::test]
async fn a_response_to_head_has_no_wrong_length() {
    let get = MethodRouter::new().get(async || json(StatusCode::OK, &json!("text")));
    let own = MethodRouter::new().head(async || to_head(with_header(empty(StatusCode::OK), "content-length", &7)));
    let router = Router::new()
        .route("/get", get)
        .route("/head", MethodRouter::new().head(async || to_head(empty(StatusCode::OK))))
        .route("/own", own);
    for (path, length) in [("/get", Some("6")), ("/head", None), ("/own", Some("7"))] {
        let request = Request::builder().method(Method::HEAD).uri(path).body(Body::empty()).unwrap();
        let response = router.clone().call(request).await.unwrap();
        let found = response.headers().get(header::CONTENT_LENGTH).map(|length| length.to_str().unwrap());
        assert_eq!(found, length, "{path}");
    }
}
