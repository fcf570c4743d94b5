use reqwest::StatusCode;

use super::{client, response};
use crate::client::content::{bytes_error, json, json_error, media_type, stream, text, text_error};
use crate::client::error::Error;

#[derive(Debug, PartialEq)]
enum Body {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

#[test]
fn the_most_specific_media_type_counts() {
    let known: &[&[&str]] = &[&["application/json", "text/json"], &["text/*"], &["text/plain"], &["*/*"]];
    let chosen = |content_type: &str| media_type(&response(200, &[("content-type", content_type)], ""), known);
    assert_eq!(chosen("Text/JSON; charset=utf-8"), 0);
    assert_eq!(chosen("text/html"), 1);
    assert_eq!(chosen("text/plain"), 2);
    assert_eq!(chosen("image/png"), 3);
    assert_eq!(media_type(&response(200, &[], ""), &[&["text/plain"], &["text/html"]]), 0);
}

#[tokio::test]
async fn successes_of_several_types() {
    let read = json::<i64, _, ()>(&client(&[]), response(200, &[], "7"), Body::Number).await.unwrap();
    assert_eq!(read.into_inner(), Body::Number(7));
    let read = text::<_, ()>(&client(&[]), response(200, &[], "ü"), Body::Text).await.unwrap();
    assert_eq!(read.into_inner(), Body::Text("ü".to_owned()));
    let read = stream(response(202, &[("x-a", "1")], "bytes"), |stream| stream);
    assert_eq!((read.status(), &read.headers()["x-a"]), (StatusCode::ACCEPTED, &"1".parse().unwrap()));
    use futures_util::StreamExt;
    let chunks: Vec<_> = read.into_inner().into_inner().collect().await;
    assert_eq!(chunks.into_iter().map(Result::unwrap).collect::<Vec<_>>().concat(), b"bytes");
}

#[tokio::test]
async fn errors_of_several_types() {
    let client = client(&["secret"]);
    let value = |error: Error<Body>| match error {
        Error::ErrorResponse(response) => (response.to_string(), response.into_inner()),
        error => panic!("{error}"),
    };
    let (shown, body) = value(json_error::<i64, _>(&client, response(400, &[], "7"), Body::Number).await);
    assert_eq!((shown.as_str(), body), ("400 Bad Request: 7", Body::Number(7)));
    let (shown, body) = value(text_error(&client, response(400, &[], "a secret"), Body::Text).await);
    assert_eq!((shown.as_str(), body), ("400 Bad Request: a ******", Body::Text("a secret".to_owned())));
    let (_, body) = value(bytes_error(&client, response(400, &[], "a"), |bytes| Body::Bytes(bytes.to_vec())).await);
    assert_eq!(body, Body::Bytes(b"a".to_vec()));
}

#[tokio::test]
async fn a_body_that_does_not_fit() {
    let latin = http::Response::builder().body(b"\xfc secret".to_vec()).unwrap();
    let error = text::<_, ()>(&client(&["secret"]), latin.into(), Body::Text).await.unwrap_err();
    assert!(matches!(&error, Error::InvalidResponsePayload { .. }) && !error.to_string().contains("secret"), "{error}");
    let error: Error<Body> = json_error::<i64, _>(&client(&[]), response(400, &[], "x"), Body::Number).await;
    assert!(matches!(error, Error::InvalidResponsePayload { .. }), "{error}");
}
