use axum::body::Body;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use crate::client::multipart::{self, File};
use crate::server::multipart::{MultipartLimits, ReceivedParts};
use crate::server::request::Text;
use crate::server::style::Kind;

/// Sends a form to the server's side.
async fn sent(form: reqwest::multipart::Form, names: &[(&str, bool)]) -> ReceivedParts {
    let mut request = reqwest::Client::new().post("http://127.0.0.1").multipart(form).build().unwrap();
    let headers: HeaderMap = request.headers().clone();
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("multipart/form-data"));
    let body = Body::new(request.body_mut().take().unwrap());
    ReceivedParts::read(&headers, body, MultipartLimits::of_body(1 << 20), names).await.unwrap()
}

#[tokio::test]
async fn a_file_arrives_as_it_was_sent() {
    let file = File {
        content: "content".into(),
        name: Some("a \"b\".txt".to_owned()),
        media_type: Some("text/csv".to_owned()),
    };
    let form = multipart::file(multipart::form(), "a\"b", file, Some("text/plain")).unwrap();
    let form = multipart::file(form, "second", File::from(vec![0xff]), Some("image/png")).unwrap();
    let form = multipart::file(form, "third", File::default(), None).unwrap();
    let mut parts = sent(form, &[("a\"b", true), ("second", true), ("third", true)]).await;
    let first = parts.file("a\"b").unwrap().unwrap();
    assert_eq!(first.bytes().await.unwrap(), "content");
    assert_eq!(first.media_type.as_deref(), Some("text/csv"));
    let second = parts.file("second").unwrap().unwrap();
    assert_eq!((second.name.as_deref(), second.media_type.as_deref()), (Some("second"), Some("image/png")));
    let third = parts.file("third").unwrap().unwrap();
    assert_eq!((third.is_empty(), third.media_type.as_deref()), (true, Some("application/octet-stream")));
}

#[tokio::test]
async fn values_arrive_as_they_were_sent() {
    const KIND: Kind = Kind::Object(&[], Some(&Kind::Text(Text::Any)));
    let form = multipart::value(multipart::form(), "text", &"ü\r\n", None).unwrap();
    let form = multipart::value(form, "number", &1.5, None).unwrap();
    let form = multipart::value(form, "object", &json!({ "a": [1] }), None).unwrap();
    let form = multipart::value(form, "null", &Value::Null, None).unwrap();
    let names = [("text", false), ("number", false), ("object", false), ("null", false)];
    let mut parts = sent(form, &names).await;
    assert_eq!(parts.value("text", &Kind::Text(Text::String)), Ok(Some("ü\r\n".to_owned())));
    assert_eq!(parts.value("number", &Kind::Text(Text::Number)), Ok(Some(1.5)));
    assert_eq!(parts.value("object", &KIND), Ok(Some(json!({ "a": [1] }))));
    assert_eq!(parts.value::<Value>("null", &KIND), Ok(None));
}

#[test]
fn what_a_part_cannot_hold() {
    let file = File { name: Some("a\r\nb".to_owned()), ..File::default() };
    assert!(multipart::file(multipart::form(), "a", file, None).is_err());
    assert!(multipart::file(multipart::form(), "a", File::default(), Some("none")).is_err());
    assert!(multipart::value(multipart::form(), "a", &1, Some("none")).is_err());
}

#[tokio::test]
async fn a_stream_arrives_whole_and_is_sent_once() {
    let chunks = || [Ok::<_, std::io::Error>("one "), Ok("two")];
    let file = File::stream(Chunks(chunks().into())).name("a.txt").length(7);
    let again = file.clone();
    assert_eq!(file, again);
    let form = multipart::file(multipart::form(), "a", file, None).unwrap();
    let mut parts = sent(form, &[("a", true)]).await;
    let found = parts.file("a").unwrap().unwrap();
    assert_eq!((found.bytes().await.unwrap(), found.name.as_deref()), ("one two".into(), Some("a.txt")));
    let error = multipart::file(multipart::form(), "a", again, None).err().unwrap();
    assert!(error.to_string().contains("only once"), "{error}");
    // A body in memory can be sent again.
    let file = File::from(reqwest::Body::from("text"));
    assert!(multipart::file(multipart::form(), "a", file.clone(), None).is_ok());
    assert!(multipart::file(multipart::form(), "a", file, None).is_ok());
}

#[test]
fn a_request_has_a_length_if_each_file_has_one() {
    let length = |file: File| {
        let form = multipart::file(multipart::form(), "a", file, None).unwrap();
        let request = reqwest::Client::new().post("http://127.0.0.1").multipart(form).build().unwrap();
        request.headers().contains_key("content-length")
    };
    let stream = || File::stream(Chunks([Ok::<_, std::io::Error>("text")].into()));
    assert!(length(File::from("text")) && length(stream().length(4)) && !length(stream()));
}

#[tokio::test]
async fn a_file_of_the_disk_has_its_name_and_its_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("über.txt");
    std::fs::write(&path, "content").unwrap();
    let form = multipart::file(multipart::form(), "a", File::open(&path).await.unwrap(), None).unwrap();
    let mut parts = sent(form, &[("a", true)]).await;
    let found = parts.file("a").unwrap().unwrap();
    assert_eq!((found.bytes().await.unwrap(), found.name.as_deref()), ("content".into(), Some("über.txt")));
    let form = multipart::file(multipart::form(), "a", File::open(&path).await.unwrap(), None).unwrap();
    let request = reqwest::Client::new().post("http://127.0.0.1").multipart(form).build().unwrap();
    assert!(request.headers().contains_key("content-length"));

    let opened = tokio::fs::File::open(&path).await.unwrap();
    let form = multipart::file(multipart::form(), "a", File::from(opened), None).unwrap();
    let mut parts = sent(form, &[("a", true)]).await;
    assert_eq!(parts.file("a").unwrap().unwrap().bytes().await.unwrap(), "content");
    assert!(File::open(folder.path().join("absent")).await.is_err());
}

/// A stream of chunks.
struct Chunks<T>(std::collections::VecDeque<T>);

impl<T: Unpin> futures_core::Stream for Chunks<T> {
    type Item = T;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<T>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}
