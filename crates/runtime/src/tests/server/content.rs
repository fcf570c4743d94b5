use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::server::content::{choose, form, json_as, missing, sent, text};
use crate::server::rejection::{Reason, Rejection};
use crate::server::request::Text;
use crate::server::style::{Kind, Style};

const ACCEPTED: &[&[&str]] = &[&["application/json", "application/vnd.a+json"], &["image/*"], &["image/png"], &["*/*"]];

fn chosen(content_type: &str, accepted: &[&[&str]]) -> Result<Option<usize>, Reason> {
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type.parse().unwrap())]);
    choose(&headers, &Body::from("x"), accepted, "all of them").map_err(|rejection| rejection.reason)
}

#[test]
fn the_most_specific_media_type_counts() {
    assert_eq!(chosen("Application/JSON; charset=utf-8", ACCEPTED), Ok(Some(0)));
    assert_eq!(chosen("application/vnd.a+json", ACCEPTED), Ok(Some(0)));
    assert_eq!(chosen("image/png", ACCEPTED), Ok(Some(2)));
    assert_eq!(chosen("image/gif", ACCEPTED), Ok(Some(1)));
    assert_eq!(chosen("text/plain", ACCEPTED), Ok(Some(3)));
    assert_eq!(chosen("text/plain", &[&["image/*"]]), Err(Reason::UnsupportedMediaType { accepted: "all of them" }));
}

#[test]
fn an_empty_body() {
    let none = HeaderMap::new();
    assert_eq!(choose(&none, &Body::empty(), ACCEPTED, ""), Ok(None));
    assert!(choose(&none, &Body::from("x"), ACCEPTED, "").is_err());
    let typed = |media_type: &str| HeaderMap::from_iter([(header::CONTENT_TYPE, media_type.parse().unwrap())]);
    assert_eq!(choose(&typed("application/json"), &Body::empty(), ACCEPTED, ""), Ok(None));
    assert_eq!(choose(&typed("text/plain"), &Body::empty(), ACCEPTED, ""), Ok(Some(3)));
    assert_eq!(missing().to_string(), "The request body is a required parameter.");
}

#[tokio::test]
async fn a_body_of_text() {
    assert_eq!(text(Body::from("ü"), 9).await.unwrap(), "ü");
    assert_eq!(
        text(Body::from(b"\xff".to_vec()), 9).await.unwrap_err().to_string(),
        "The request body must be text in UTF-8."
    );
    assert_eq!(text(Body::from("long"), 3).await.unwrap_err().reason, Reason::TooLarge { limit: 3 });
}

const KIND: Kind = Kind::Object(
    &[("id", Kind::Text(Text::Integer)), ("tags", Kind::Array(&Kind::Text(Text::String)))],
    Some(&Kind::Text(Text::String)),
);

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Order {
    id: i64,
    #[serde(default)]
    tags: Vec<String>,
    note: Option<String>,
}

async fn read(text: &'static str) -> Result<Order, Rejection> {
    form(Body::from(text), 99, &KIND, &[("id", Style::Form, true), ("tags", Style::Form, true)]).await
}

#[tokio::test]
async fn a_form() {
    let order = Order { id: 1, tags: vec!["a b".to_owned(), "c".to_owned()], note: Some("x".to_owned()) };
    assert_eq!(read("id=1&tags=a+b&note=x&tags=c").await, Ok(order));
    assert_eq!(read("").await.unwrap_err().to_string(), "The id is a required parameter.");
    assert_eq!(read("id=x").await.unwrap_err().to_string(), "The id must be an integer.");
    assert_eq!(read("id=1&id=1").await.unwrap_err().to_string(), "The id is given more than once.");
}

#[tokio::test]
async fn responses_of_other_media_types() {
    let response = json_as(StatusCode::OK, "application/vnd.a+json", &json!({ "a": 1 }));
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/vnd.a+json");
    let bytes = axum::body::to_bytes(response.into_body(), 99).await.unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), json!({ "a": 1 }));
    let response = sent(StatusCode::ACCEPTED, "text/plain", Body::from("x"));
    assert_eq!(
        (response.status(), &response.headers()[header::CONTENT_TYPE]),
        (StatusCode::ACCEPTED, &"text/plain".parse().unwrap())
    );
}
