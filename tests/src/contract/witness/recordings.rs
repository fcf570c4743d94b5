//! Recordings: HAR as browsers and this workspace write it.

use contract::witness::{BaseUrl, Witness, har};
use serde_json::{Value, json};

use super::api;

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Recorded, version: 1.0.0}
paths:
  /things:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object}}, application/octet-stream: {}}}
      responses: {'200': {description: Fine., content: {application/json: {schema: {type: integer}}}}, 4XX: {description: Not fine.}}
";

/// An entry with the fields of HAR 1.2 that are read, after `change`.
fn entry(change: impl Fn(&mut Value)) -> Value {
    let mut entry = json!({
        "request": {
            "method": "POST", "url": "http://a.example/things", "bodySize": 2,
            "headers": [{ "name": ":authority", "value": "a.example" }, { "name": "Content-Type", "value": "application/json" }],
            "postData": { "mimeType": "application/json", "text": "{}" },
        },
        "response": {
            "status": 200, "headers": [{ "name": "content-type", "value": "application/json" }],
            "content": { "size": 1, "mimeType": "application/json", "text": "3" },
        },
    });
    change(&mut entry);
    entry
}

fn recording(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "creator": { "name": "t", "version": "1" }, "pages": [{ "entries": [1] }], "entries": entries } }).to_string()
}

#[test]
fn entries_of_many_tools_are_read() {
    let api = api(DOCUMENT);
    // The change; exchanges passed, failed, without an operation, without a response, without a recorded body.
    type Change = fn(&mut Value);
    let table: [(&str, Change, [usize; 5]); 12] = [
        ("as it is", |_| {}, [1, 0, 0, 0, 0]),
        (
            "response in Base64",
            |entry| entry["response"]["content"] = json!({ "size": 1, "text": "Mw==", "encoding": "base64" }),
            [1, 0, 0, 0, 0],
        ),
        ("response that does not fit", |entry| entry["response"]["content"]["text"] = "\"x\"".into(), [0, 1, 0, 0, 0]),
        (
            "request in Base64",
            |entry| {
                entry["request"]["postData"] =
                    json!({ "mimeType": "application/json", "text": "e30=", "encoding": "base64" })
            },
            [1, 0, 0, 0, 0],
        ),
        ("request that does not fit", |entry| entry["request"]["postData"]["text"] = "[]".into(), [0, 1, 0, 0, 0]),
        ("content type in postData alone", |entry| entry["request"]["headers"] = json!([]), [1, 0, 0, 0, 0]),
        (
            "no body",
            |entry| {
                entry["request"]["postData"] = Value::Null;
                entry["request"]["bodySize"] = 0.into();
            },
            [0, 1, 0, 0, 0],
        ),
        ("body that was not recorded", |entry| entry["request"]["postData"] = Value::Null, [1, 0, 0, 0, 1]),
        (
            "fields alone",
            |entry| entry["request"]["postData"] = json!({ "mimeType": "application/json", "params": [] }),
            [1, 0, 0, 0, 1],
        ),
        (
            "response that was not recorded",
            |entry| entry["response"]["content"] = json!({ "size": 9 }),
            [1, 0, 0, 0, 1],
        ),
        ("no response", |entry| entry["response"]["status"] = 0.into(), [1, 0, 0, 1, 0]),
        (
            "something else",
            |entry| entry["request"]["url"] = "http://user:s3cret@b.example/else?key=s3cret#s3cret".into(),
            [0, 0, 1, 0, 0],
        ),
    ];
    for (name, change, expected) in table {
        let text = recording(&[entry(change)]);
        let found = Witness::new(&api, BaseUrl::Documented).check_recording(text.as_bytes()).expect(name);
        let counts = [found.passed, found.failed.len(), found.unmatched, found.without_response, found.without_body];
        assert_eq!((counts, found.exchanges), (expected, 1), "{name}: {found:?}");
        assert!(!format!("{found:?}").contains("s3cret"), "{name}");
    }
    let marked = format!("\u{feff}{}", recording(&[entry(|_| {}), entry(|_| {})]));
    assert_eq!(Witness::new(&api, BaseUrl::Documented).check_recording(marked.as_bytes()).expect("a mark").passed, 2);
}

#[test]
fn errors_do_not_contain_recorded_text() {
    let cases = [
        (String::new(), "not JSON in HAR format at 1:0"),
        ("{\"log\": {\"entries\": [s3cret".to_owned(), "not JSON in HAR format at 1:"),
        ("[]".to_owned(), "not JSON in HAR format at 1:"),
        ("{}".to_owned(), "there is no `log`"),
        ("{\"log\": {}}".to_owned(), "there is no `entries`"),
        ("{\"log\": {\"entries\": \"s3cret\"}}".to_owned(), "not JSON in HAR format"),
        (recording(&[entry(|_| {}), json!({ "s3cret": 1 })]), "entry 1 has no valid method"),
        (recording(&[entry(|entry| entry["response"] = Value::Null)]), "entry 0 has no valid status"),
        (
            recording(&[entry(|entry| {
                entry["response"]["content"] = json!({ "text": "s3cret!", "encoding": "base64" })
            })]),
            "Base64",
        ),
        (format!("{} s3cret", recording(&[])), "not JSON in HAR format"),
    ];
    for (text, words) in cases {
        let error = har::read(text.as_bytes(), &mut |_| {}).expect_err(&text).to_string();
        assert!(error.contains(words) && !error.contains("s3cret"), "{text}: {error}");
    }
}
