//! `contract --har`: its output, its exit codes, and that it prints no secrets.

use serde_json::{Value, json};

use crate::contract::command::{SPEC, run};
use crate::support::command::{stderr, stdout};
use crate::support::published;

const SECRET: &str = "s3cret/+key";

/// The published exchange, at this URL, with a phone number and a response.
fn entry(url: &str, phone: Value, status: u16, response: &Value) -> Value {
    json!({
        "request": {
            "method": "POST", "url": url, "bodySize": 9, "headers": [{ "name": "Content-Type", "value": "application/json" }],
            "postData": { "mimeType": "application/json", "text": json!({ "Phone": phone }).to_string() },
        },
        "response": {
            "status": status, "headers": [{ "name": "Content-Type", "value": "application/json" }],
            "content": { "size": 9, "text": response.to_string() },
        },
    })
}

fn recording(entries: &[Value]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), json!({ "log": { "entries": entries } }).to_string()).expect("writable");
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_checked_against_the_document() {
    let at = |query: &str| format!("https://api.example/identity/v2/auth/password/otp?apikey=s3cret%2F%2Bkey{query}");
    let (phone, fine) = (json!("+1234567890"), published("200"));
    let elsewhere = entry("https://metrics.example/a?token=s3cret", phone.clone(), 200, &fine);
    let passed = recording(&[entry(&at(""), phone.clone(), 200, &fine), elsewhere.clone()]);
    let failed = [
        entry(&at(""), phone.clone(), 200, &fine),
        entry(&at("&isvoiceotp=s3cret%2F%2Bkey"), phone.clone(), 200, &fine),
        entry(&at(""), json!(1_234_567), 201, &fine),
        elsewhere.clone(),
    ];
    let failed = recording(&failed);
    let nothing = recording(&[elsewhere]);
    let path = |file: &tempfile::NamedTempFile| file.path().display().to_string();
    let (passed, failed, nothing) = (path(&passed), path(&failed), path(&nothing));
    let with = async |har: &str, more: &[&str]| run(&[&["--spec", SPEC, "--har", har], more].concat()).await;

    let output = with(&passed, &[]).await;
    let shown = "1 without an operation: POST https://metrics.example/a\n2 exchanges: 1 passed, 0 failed, 1 without an operation\n";
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), shown), "{}", stderr(&output));
    assert_eq!(with(&passed, &["--strict"]).await.status.code(), Some(1));
    let output = with(&passed, &["--strict", "--url", "https://api.example"]).await;
    assert_eq!(output.status.code(), Some(0), "exchanges with other servers are not checked");
    assert!(
        stdout(&output).ends_with("2 exchanges: 1 passed, 0 failed, 0 without an operation, 1 with other servers\n")
    );

    let output = with(&failed, &[]).await;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let title = "failed  POST /identity/v2/auth/password/otp  RequestOTPForPasswordReset  entry 1, 200\n        request: expected the query parameter `isvoiceotp` to fit its schema, got \"$APIKEY\": ";
    assert!(text.starts_with(title), "{text}");
    assert!(
        text.contains("entry 2, 201\n        request: expected the body at /Phone to fit its schema, got "),
        "{text}"
    );
    assert!(text.contains("        response: expected a documented status (200, 400, 403, 429, 500), got 201\n        see openapi/password-otp.yaml:"), "{text}");
    assert!(text.ends_with("4 exchanges: 1 passed, 2 failed, 1 without an operation\n"), "{text}");
    let as_json = with(&failed, &["--format", "json"]).await;
    let report: Value = serde_json::from_str(&stdout(&as_json)).expect("JSON");
    assert_eq!(
        (&report["passed"], &report["failed"][0]["entry"], as_json.status.code()),
        (&json!(false), &json!(1), Some(1))
    );
    for text in [text, stdout(&as_json)] {
        assert!(!text.contains(SECRET) && !text.contains("s3cret") && !text.contains("1234567"), "{text}");
    }

    let cases: [(&[&str], &str); 8] = [
        (&["--har", "no/such.har"], "cannot read no/such.har"),
        (&["--har", SPEC], "not JSON in HAR format"),
        (&["--har", &nothing], "none of the 1 exchanges has an operation in the document; --url sets"),
        (&["--har", &passed, "--url", "b.example"], "--url takes an http or https URL"),
        (&["--har", &passed, "--format", "junit"], "--har has reports of the formats human and json"),
        (&["--har", &passed, "--output", "no/such/file"], "cannot write no/such/file"),
        (&["--har", &passed, "--list"], "cannot be used with"),
        (&["--har", &passed, "--safe"], "cannot be used with"),
    ];
    for (arguments, reason) in cases {
        let output = run(&[&["--spec", SPEC], arguments].concat()).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(reason), "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("s3cret") && stdout(&output).is_empty(), "{arguments:?}");
    }
}
