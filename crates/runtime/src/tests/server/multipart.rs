use axum::body::Body;
use axum::http::{HeaderMap, header};

use crate::server::multipart::{MultipartLimits, ReceivedParts, required};
use crate::server::rejection::{Reason, Rejection};
use crate::server::request::Text;
use crate::server::style::Kind;

const NAMES: &[(&str, bool)] = &[("file", true), ("id", false), ("a\"b", false)];
const ID: Kind = Kind::Text(Text::Integer);
const IDS: Kind = Kind::Array(&Kind::Text(Text::Integer));

/// Reads parts that are given as headers and content.
async fn read(parts: &[(&str, &str)], limits: MultipartLimits) -> Result<ReceivedParts, Rejection> {
    let mut body = String::new();
    for (head, content) in parts {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n"));
    }
    body.push_str("--x--\r\n");
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, "multipart/mixed; boundary=x".parse().unwrap())]);
    ReceivedParts::read(&headers, Body::from(body), limits, NAMES).await
}

async fn all(parts: &[(&str, &str)]) -> ReceivedParts {
    read(parts, MultipartLimits::of_body(1 << 20)).await.unwrap()
}

#[tokio::test]
async fn a_file_has_its_name_and_media_type() {
    let mut parts =
        all(&[("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain", "content"), ("name=\"other\"", "x")])
            .await;
    let file = parts.file("file").unwrap().unwrap();
    assert_eq!((file.name.as_deref(), file.media_type.as_deref()), (Some("a.txt"), Some("text/plain")));
    assert_eq!(file.bytes().await.unwrap(), "content");
}

#[tokio::test]
async fn values_are_read_by_kind() {
    let one = all(&[("name=\"id\"", "7")]).await.value("id", &ID);
    assert_eq!(one, Ok(Some(7)));
    assert_eq!(all(&[("name=\"id\"", "1"), ("name=\"id\"", "2")]).await.value("id", &IDS), Ok(Some(vec![1, 2])));
    assert_eq!(all(&[]).await.value::<i64>("id", &ID), Ok(None));
    assert_eq!(all(&[("name=\"a%22b\"", "3")]).await.value("a\"b", &ID), Ok(Some(3)));
    let json = all(&[("name=\"id\"", "{\"a\": 1}")]).await.value::<serde_json::Value>("id", &Kind::Object(&[], None));
    assert_eq!(json, Ok(Some(serde_json::json!({ "a": 1 }))));
}

#[tokio::test]
async fn faults_name_the_part() {
    let fault = |found: Result<Option<i64>, Rejection>| found.unwrap_err().to_string();
    assert_eq!(fault(all(&[("name=\"id\"", "x")]).await.value("id", &ID)), "The id must be an integer.");
    assert_eq!(
        fault(all(&[("name=\"id\"", "1"), ("name=\"id\"", "2")]).await.value("id", &ID)),
        "The id is given more than once."
    );
    let twice = all(&[("name=\"file\"", "1"), ("name=\"file\"", "2")]).await.file("file");
    assert_eq!(twice.unwrap_err().reason, Reason::Repeated);
    assert_eq!(required::<()>("id", None).unwrap_err().reason, Reason::Missing);
}

#[tokio::test]
async fn each_part_has_its_limit() {
    let limits = MultipartLimits { body: 1000, value: 3, file: 5, in_memory: 2 };
    let reason = async |parts: &[(&str, &str)]| {
        read(parts, limits).await.err().map(|rejection| (rejection.name, rejection.reason))
    };
    assert_eq!(reason(&[("name=\"file\"; filename=\"a\"", "12345"), ("name=\"id\"", "123")]).await, None);
    let too_large = |name: &str, limit| Some((name.to_owned(), Reason::TooLarge { limit }));
    assert_eq!(reason(&[("name=\"id\"", "1234")]).await, too_large("id", 3));
    assert_eq!(reason(&[("name=\"file\"", "123456")]).await, too_large("file", 5));
    assert_eq!(reason(&[("name=\"other\"", &"x".repeat(2000))]).await, too_large("", 1000));
}

#[tokio::test]
async fn a_body_that_is_not_multipart() {
    let limits = MultipartLimits::of_body(100);
    let typed = |media_type: &str| HeaderMap::from_iter([(header::CONTENT_TYPE, media_type.parse().unwrap())]);
    for headers in [HeaderMap::new(), typed("multipart/form-data"), typed("multipart/form-data; a=b")] {
        assert!(ReceivedParts::read(&headers, Body::from("x"), limits, NAMES).await.is_err());
    }
    assert!(
        ReceivedParts::read(&typed("multipart/form-data; boundary=x"), Body::from("--x"), limits, NAMES).await.is_err()
    );
    assert!(
        ReceivedParts::read(&HeaderMap::new(), Body::empty(), limits, NAMES).await.unwrap().files("file").is_empty()
    );
}
