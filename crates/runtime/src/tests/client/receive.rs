use reqwest::StatusCode;

use super::{client, incoming, response};
use crate::client::client_builder::Client;
use crate::client::error::Error;
use crate::client::raw_response::RawResponse;
use crate::client::receive::{Extent, Received, empty_as, media_type, read, stream_as};
use crate::client::response::{NoHeaders, Response};

#[derive(Debug, PartialEq)]
enum Body {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

type Plain<T> = Response<T, NoHeaders>;

async fn whole(client: &Client, status: u16, body: impl Into<bytes::Bytes>) -> Received {
    read(response(client, status, &[], body), |_| Extent::Whole).await.ok().unwrap()
}

async fn beginning(client: &Client, status: u16, body: impl Into<bytes::Bytes>) -> Received {
    read(response(client, status, &[], body), |_| Extent::Beginning).await.ok().unwrap()
}

#[tokio::test]
async fn a_documented_success() {
    let client = client(&[]);
    let read: Plain<Vec<i64>> = {
        let response = response(&client, 201, &[("x-a", "1")], "[1, 2]");
        read(response, |_| Extent::Whole).await.ok().unwrap().json::<_, _, ()>().unwrap()
    };
    assert_eq!((read.status, &read.raw_headers["x-a"]), (StatusCode::CREATED, &"1".parse().unwrap()));
    assert_eq!((read.headers(), read.into_inner()), (Ok(NoHeaders), vec![1, 2]));
    let read: Plain<()> = empty_as::<_, _, ()>(response(&client, 204, &[], ""), ()).unwrap();
    assert_eq!(read.status, StatusCode::NO_CONTENT);
}

/// OpenAPI 3.0.4, Response Object: `content` has "descriptions of potential response payloads", so without it nothing is known.
#[tokio::test]
async fn a_success_without_content_keeps_its_body() {
    let client = client(&[]);
    let mut read: Plain<()> = empty_as::<_, _, ()>(response(&client, 200, &[("x-a", "1")], "text"), ()).unwrap();
    let mut shared = read.clone();
    assert_eq!(read.raw_headers["x-a"], "1");
    let body = read.take_undocumented_body().unwrap();
    assert!(read.take_undocumented_body().is_none() && shared.take_undocumented_body().is_none());
    assert_eq!(body.bytes().await.unwrap(), "text");
    let ended = incoming(&client, http::Response::new(reqwest::Body::from("")));
    let mut ended: Plain<()> = empty_as::<_, _, ()>(ended, ()).unwrap();
    assert!(ended.take_undocumented_body().is_none(), "it is known to be empty");
    let mut documented: Plain<i64> = whole(&client, 200, "7").await.json::<_, _, ()>().unwrap();
    assert!(documented.take_undocumented_body().is_none());
}

/// The type of a converted body does not know which values are sensitive.
#[tokio::test]
async fn a_converted_body_is_not_shown_if_a_success_may_have_a_sensitive_value() {
    let client = client(&[]);
    for (is_sensitive, shown) in [(true, "[redacted]"), (false, "\"hunter2\"")] {
        let mut incoming = response(&client, 200, &[], "[\"hunter2\"]");
        incoming.is_sensitive = is_sensitive;
        let read: Plain<Vec<String>> =
            read(incoming, |_| Extent::Whole).await.ok().unwrap().json::<_, _, ()>().unwrap();
        let mapped = read.map(|mut texts| texts.remove(0));
        assert!(format!("{mapped:?}").contains(&format!("body: {shown}")), "{mapped:?}");
    }
}

#[tokio::test]
async fn an_error_without_content_keeps_its_body() {
    let client = client(&[]);
    match beginning(&client, 404, "why").await.error::<()>(()) {
        Error::ErrorResponse(response) => assert_eq!(response.raw().body(), b"why"),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn successes_of_several_types() {
    let client = client(&[]);
    let read: Plain<Body> = whole(&client, 200, "7").await.json_as::<_, _, _, ()>(Body::Number).unwrap();
    assert_eq!(read.body, Body::Number(7));
    let read: Plain<Body> = whole(&client, 200, "ü").await.text_as::<_, _, ()>(Body::Text).unwrap();
    assert_eq!(read.body, Body::Text("ü".to_owned()));
    let read: Plain<_> = stream_as::<_, _, ()>(response(&client, 202, &[], "bytes"), |stream| stream).unwrap();
    assert_eq!((read.status, read.body.bytes().await.unwrap()), (StatusCode::ACCEPTED, "bytes".into()));
    let read: Plain<_> = stream_as::<_, _, ()>(response(&client, 202, &[], "bytes"), |stream| stream).unwrap();
    use futures_util::StreamExt;
    let chunks: Vec<_> = read.body.collect().await;
    assert_eq!(chunks.into_iter().map(Result::unwrap).collect::<Vec<_>>().concat(), b"bytes");
}

#[tokio::test]
async fn a_mapped_success_keeps_everything_but_its_body() {
    let client = client(&[]);
    let response = response(&client, 202, &[("x-a", "1")], "text");
    let read: Plain<()> = empty_as::<_, _, ()>(response, ()).unwrap();
    let mut mapped = read.hidden().map(|()| 7);
    assert_eq!(
        (mapped.status, &mapped.raw_headers["x-a"], mapped.body),
        (StatusCode::ACCEPTED, &"1".parse().unwrap(), 7)
    );
    assert!(format!("{mapped:?}").contains("[redacted]"));
    assert_eq!(mapped.take_undocumented_body().unwrap().bytes().await.unwrap(), "text");
}

#[tokio::test]
async fn a_mapped_error_keeps_the_response() {
    let client = client(&[]);
    let error: Error<()> = beginning(&client, 404, "why").await.error(());
    match error.map(|()| 7) {
        Error::ErrorResponse(response) => {
            assert_eq!((response.status(), response.raw().body()), (StatusCode::NOT_FOUND, b"why".as_slice()));
            assert_eq!(response.into_inner(), 7);
        }
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_documented_error() {
    let client = client(&["secret-key"]);
    let value = |error: Error<Body>| match error {
        Error::ErrorResponse(response) => (response.to_string(), response.into_inner()),
        error => panic!("{error}"),
    };
    let error = whole(&client, 400, "7").await.json_error(Body::Number);
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(value(error), ("400 Bad Request: 7".to_owned(), Body::Number(7)));
    let (shown, body) = value(whole(&client, 400, "a secret-key").await.text_error(Body::Text));
    assert_eq!((shown.as_str(), body), ("400 Bad Request: a **********", Body::Text("a secret-key".to_owned())));
    let bytes = whole(&client, 400, "a").await.bytes_error(|bytes| Body::Bytes(bytes.to_vec()));
    assert_eq!(value(bytes).1, Body::Bytes(b"a".to_vec()));
    let error = beginning(&client, 404, "").await.error(());
    assert_eq!(error.to_string(), "404 Not Found");
}

#[tokio::test]
async fn a_status_code_that_is_not_documented() {
    let client = client(&[]);
    let error: Error = {
        let response = response(&client, 302, &[("location", "/a")], r#"{"to": 7}"#);
        read(response, |_| Extent::Beginning).await.ok().unwrap().unexpected()
    };
    let Error::UnexpectedResponse(raw) = error else { panic!("{error}") };
    assert_eq!((raw.status(), &raw.headers()["location"]), (StatusCode::FOUND, &"/a".parse().unwrap()));
    assert_eq!((raw.excerpt(), raw.is_cut()), (r#"{"to": 7}"#, false));
    assert_eq!(raw.json::<serde_json::Value>().unwrap()["to"], 7);
    let error = raw.json::<Vec<i64>>().unwrap_err();
    assert_eq!((error.line, error.is_cut), (1, false));
}

#[test]
fn the_most_specific_media_type_counts() {
    let client = client(&[]);
    let known: &[&[&str]] = &[&["application/json", "text/json"], &["text/*"], &["text/plain"], &["*/*"]];
    let chosen =
        |content_type: &str| media_type(&response(&client, 200, &[("content-type", content_type)], "").headers, known);
    assert_eq!(chosen("Text/JSON; charset=utf-8"), 0);
    assert_eq!(chosen("text/html"), 1);
    assert_eq!(chosen("text/plain"), 2);
    assert_eq!(chosen("image/png"), 3);
    assert_eq!(media_type(&response(&client, 200, &[], "").headers, &[&["text/plain"], &["text/html"]]), 0);
}

#[tokio::test]
async fn a_body_that_does_not_fit() {
    let client = client(&["secret-key"]);
    let latin = whole(&client, 200, &b"\xfc secret-key"[..]).await;
    let error = latin.text_as::<_, NoHeaders, ()>(Body::Text).unwrap_err();
    assert!(matches!(&error, Error::InvalidResponsePayload { .. }) && !error.to_string().contains("secret"), "{error}");
    let error: Error<Body> = whole(&client, 400, "x").await.json_error(Body::Number);
    assert!(matches!(error, Error::InvalidResponsePayload { .. }), "{error}");
}

#[tokio::test]
async fn an_error_does_not_show_a_credential() {
    // Plain, percent-encoded in two ways, and in JSON.
    for (secret, text) in [
        ("se cr/et", "se cr/et"),
        ("se cr/et", "se%20cr%2Fet"),
        ("se cr/et", "se+cr%2Fet"),
        ("se cr\"et", r#"se cr\"et"#),
    ] {
        let body = format!("\"the key {text} is invalid\"");
        let error = whole(&client(&[secret]), 200, body).await.json::<i64, NoHeaders, ()>().unwrap_err();
        assert!(matches!(error, Error::InvalidResponsePayload { .. }), "{error}");
        for shown in [format!("{error}"), format!("{error:?}")] {
            assert!(shown.contains("the key ") && shown.contains("***"), "{shown}");
            assert!(!shown.contains("cr") && !shown.contains("et"), "{shown}");
        }
    }
}

#[test]
fn an_excerpt_is_cut_after_a_kilobyte() {
    let raw = |body: &str, is_whole: bool, secrets: &[&str]| {
        let secrets: Vec<_> = secrets.iter().map(|text| (*text).into()).collect();
        let body = body.as_bytes().to_vec().into();
        RawResponse::new(StatusCode::OK, reqwest::header::HeaderMap::new(), &body, is_whole, 10, &secrets, false)
    };
    let short = raw(&"a".repeat(1024), true, &[]);
    assert_eq!((short.excerpt().len(), short.to_string().ends_with('…')), (1024, false));
    let long = raw(&"a".repeat(1025), true, &[]);
    assert_eq!((long.excerpt().len(), long.to_string().ends_with('…')), (1024, true));
    assert!(raw("a", false, &[]).to_string().ends_with('…'));
    // The credential crosses the end of the excerpt.
    let crossing = raw(&format!("{}secret-key", "a".repeat(1021)), true, &["secret-key"]);
    assert!(crossing.excerpt().ends_with("a***"), "{crossing}");
    assert_eq!((crossing.body(), crossing.is_cut()), (&b"aaaaaaaaaa"[..], true));
    let control = raw("a\r\n\u{1b}[2Jb", true, &[]);
    assert_eq!(control.to_string(), "200 OK: a   [2Jb");
    assert!(format!("{control:?}").contains(r#""a\r\n\u{1b}[2Jb""#), "{control:?}");
}

#[tokio::test]
async fn the_beginning_of_a_long_body() {
    let body = format!("{}secret-key", "a".repeat(1021));
    let error: Error = beginning(&client(&["secret-key"]), 500, body).await.unexpected();
    assert!(!error.to_string().contains("sec"), "{error}");
    let error: Error = beginning(&client(&[]), 500, "b".repeat(5000)).await.unexpected();
    let Error::UnexpectedResponse(raw) = error else { panic!("{error}") };
    assert_eq!((raw.excerpt().len(), raw.body().len(), raw.is_cut()), (1024, 2000, true));
    assert!(raw.json::<String>().unwrap_err().is_cut);
}

#[tokio::test]
async fn no_error_shows_a_body_that_may_have_sensitive_values() {
    let of = async |status, body: &str| {
        let mut response = response(&client(&[]), status, &[], body.to_owned());
        response.is_sensitive = true;
        read(response, |_| Extent::Whole).await.ok().unwrap()
    };
    let undocumented: Error = of(500, "s3cret").await.unexpected();
    let misfit = of(200, "\n\"s3cret\"").await.json::<i64, NoHeaders, ()>().unwrap_err();
    let documented: Error<()> = of(400, "s3cret").await.text_error(|_| ());
    for error in [&undocumented, &misfit, &documented] {
        assert!(!format!("{error} {error:?} {error:#?}").contains("s3cret"), "{error}");
    }
    assert!(misfit.to_string().contains("it does not fit its type at line 2 column 8"), "{misfit}");
    assert!(
        matches!(&undocumented, Error::UnexpectedResponse(raw) if raw.excerpt() == "s3cret"),
        "a program can read it"
    );
    let success = || of(200, "\"s3cret\"");
    let shown = success().await.json::<String, NoHeaders, ()>().unwrap();
    assert!(format!("{shown:?}").contains("s3cret"), "only types hide sensitive values");
    let hidden = success().await.json::<String, NoHeaders, ()>().map(Response::hidden).unwrap();
    assert!(!format!("{hidden:?}").contains("s3cret"));
}
