//! Recordings: HAR as browsers and this workspace write it.

use contract::Validators;
use contract::witness::{Base, har, traffic};
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

/// An entry with the fields that HAR 1.2 asks for and are read; `change` makes it another one.
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
fn entries_are_read_as_they_are_written_by_many() {
    let api = api(DOCUMENT);
    // What is changed; exchanges kept, broken, of no operation, without an answer, not recorded whole.
    type Change = fn(&mut Value);
    let table: [(&str, Change, [usize; 5]); 12] = [
        ("as it is", |_| {}, [1, 0, 0, 0, 0]),
        (
            "answer in Base64",
            |entry| entry["response"]["content"] = json!({ "size": 1, "text": "Mw==", "encoding": "base64" }),
            [1, 0, 0, 0, 0],
        ),
        ("answer that does not fit", |entry| entry["response"]["content"]["text"] = "\"x\"".into(), [0, 1, 0, 0, 0]),
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
        ("answer that was not recorded", |entry| entry["response"]["content"] = json!({ "size": 9 }), [1, 0, 0, 0, 1]),
        ("no answer", |entry| entry["response"]["status"] = 0.into(), [1, 0, 0, 1, 0]),
        (
            "something else",
            |entry| entry["request"]["url"] = "http://user:s3cret@b.example/else?key=s3cret#s3cret".into(),
            [0, 0, 1, 0, 0],
        ),
    ];
    for (name, change, expected) in table {
        let text = recording(&[entry(change)]);
        let found = traffic(&api, &Validators::new(&api), Base::Documented, text.as_bytes()).expect(name);
        let counts = [found.kept, found.broken.len(), found.no_operation, found.unanswered, found.unrecorded];
        assert_eq!((counts, found.exchanges), (expected, 1), "{name}: {found:?}");
        assert!(!format!("{found:?}").contains("s3cret"), "{name}");
    }
    let marked = format!("\u{feff}{}", recording(&[entry(|_| {}), entry(|_| {})]));
    assert_eq!(traffic(&api, &Validators::new(&api), Base::Documented, marked.as_bytes()).expect("a mark").kept, 2);
}

#[test]
fn what_is_no_recording_is_said_without_what_is_in_it() {
    let cases = [
        (String::new(), "no JSON of HAR's form at 1:0"),
        ("{\"log\": {\"entries\": [s3cret".to_owned(), "no JSON of HAR's form at 1:"),
        ("[]".to_owned(), "no JSON of HAR's form at 1:"),
        ("{}".to_owned(), "it has no `log`"),
        ("{\"log\": {}}".to_owned(), "it has no `entries`"),
        ("{\"log\": {\"entries\": \"s3cret\"}}".to_owned(), "no JSON of HAR's form"),
        (recording(&[entry(|_| {}), json!({ "s3cret": 1 })]), "entry 1 has no method"),
        (recording(&[entry(|entry| entry["response"] = Value::Null)]), "entry 0 has no status"),
        (
            recording(&[entry(|entry| {
                entry["response"]["content"] = json!({ "text": "s3cret!", "encoding": "base64" })
            })]),
            "Base64",
        ),
        (format!("{} s3cret", recording(&[])), "no JSON of HAR's form"),
    ];
    for (text, words) in cases {
        let error = har::read(text.as_bytes(), &mut |_| {}).expect_err(&text).to_string();
        assert!(error.contains(words) && !error.contains("s3cret"), "{text}: {error}");
    }
}
