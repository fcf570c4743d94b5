//! Reports in three formats, and that they contain no secrets.

use contract::report::{Subject, human, json, junit};
use contract::{Credentials, Options, Report, Severity, check};

use super::faulty::{self, Bug};
use crate::support::{api, snapshot, source};

const SECRET: &str = "s3cret/+key&more";

/// A report with one case of each outcome.
async fn small() -> Report {
    let credentials = Credentials::default().with("apikey", SECRET);
    let options = Options { credentials, fail_on: Severity::Advice, ..Options::default() };
    let server = faulty::router(Some(Bug::ErrorCodeIsText));
    let mut report = check(&source(), server, &options).await.expect("no errors");
    const CASES: [&str; 5] = [
        "documented/RequestOTPForPasswordReset/sent",
        "documented/RequestOTPForPasswordReset/apikey-missing",
        "rejected/RequestOTPForPasswordReset/body-text-not-utf8",
        "rejected/RequestOTPForPasswordReset/body-Phone-null",
        "accepted/RequestOTPForPasswordReset/body-Phone-long",
    ];
    report.outcomes.retain(|(case, _)| CASES.contains(&case.id.as_str()));
    report.with_baseline(&[CASES[3].to_owned()].into())
}

#[tokio::test]
async fn reports_have_three_formats() {
    let (document, api, report) = (source(), api(), small().await);
    let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
    snapshot("contract_report_human", &human(&subject, &report));
    snapshot("contract_report_json", &format!("{:#}", json(&subject, &report)));
    let junit = junit(&subject, &report).expect("XML");
    snapshot("contract_report_junit", &junit);
    fits_the_schema(&junit);
    let all = check(&document, faulty::router(Some(Bug::EmptyKeyAccepted)), &Options::default()).await;
    fits_the_schema(&contract::report::junit(&subject, &all.expect("no errors")).expect("XML"));
}

/// Validates XML against `junit-10.xsd`, the schema of Jenkins' xUnit plugin, with `xmllint` of libxml2.
fn fits_the_schema(xml: &str) {
    use std::io::Write;
    let schema = crate::support::root().join("tests/fixtures/junit-10.xsd");
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), xml).expect("a writable file");
    let lint =
        std::process::Command::new("xmllint").arg("--noout").arg("--schema").arg(schema).arg(file.path()).output();
    match lint {
        Ok(output) => assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr)),
        // Not through `eprintln!`, which a passing test does not show.
        Err(error) => {
            writeln!(std::io::stderr(), "the JUnit XML was not validated, because xmllint does not run: {error}").ok();
        }
    }
}

#[tokio::test]
async fn each_message_names_the_expected_and_the_received_value() {
    for (bug, _) in faulty::BUGS {
        let report = super::report(faulty::router(Some(bug))).await;
        for (case, violations) in report.failures() {
            assert!(!violations.is_empty());
            for message in violations.iter().map(|violation| &violation.message) {
                assert!(
                    message.starts_with("expected ") && message.contains(", got "),
                    "{bug:?} {}: {message}",
                    case.id
                );
            }
        }
    }
}

#[tokio::test]
async fn a_baseline_lists_failures_only() {
    let report = super::report(faulty::router(Some(Bug::EmptyKeyAccepted))).await;
    let id = "rejected/RequestOTPForPasswordReset/credential-empty";
    assert_eq!(report.failures().map(|(case, _)| case.id.as_str()).collect::<Vec<_>>(), [id]);
    assert!(report.clone().with_baseline(&[id.to_owned()].into()).passed());
    let other = "rejected/RequestOTPForPasswordReset/credential-wrong";
    let against = report.with_baseline(&[id.to_owned(), other.to_owned()].into());
    assert_eq!(against.failures().map(|(case, _)| case.id.as_str()).collect::<Vec<_>>(), [other]);
}

/// A server that repeats the request in headers, in a redirect, and in the body, as JSON or as other text.
fn echo(is_json: bool) -> axum::Router {
    use axum::response::IntoResponse;
    axum::Router::new().fallback(async move |request: axum::extract::Request| {
        let uri = request.uri().to_string();
        let decoded = uri.replace("%2F", "/").replace("%2B", "+").replace("%26", "&");
        // The key is where reports cut the text.
        let text = format!("{}{uri} {decoded}", " ".repeat(70));
        let json = serde_json::json!({ "ErrorCode": text, "Message": [decoded], "Description": { &uri: 1 }, &uri: 1 });
        let body = if is_json { json.to_string() } else { text };
        let headers = [("content-type", decoded.clone()), ("allow", uri.clone()), ("location", uri)];
        let status = match (request.method().as_str(), is_json) {
            ("HEAD", _) => 307,
            ("POST", _) => 400,
            _ => 405,
        };
        (axum::http::StatusCode::from_u16(status).expect("a status"), headers, body).into_response()
    })
}

#[tokio::test]
async fn no_report_has_the_credential() {
    for is_json in [true, false] {
        let credentials = Credentials::default().with("apikey", SECRET);
        let options = Options { credentials, fail_on: Severity::Advice, ..Options::default() };
        let (document, api) = (source(), api());
        let report = check(&document, echo(is_json), &options).await.expect("no errors");
        // All cases except OPTIONS, which a proxy in front of the API may respond to.
        assert_eq!(report.failures().count() + 1, report.outcomes.len(), "{report}");
        let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
        let texts = [
            human(&subject, &report),
            json(&subject, &report).to_string(),
            junit(&subject, &report).expect("XML"),
            format!("{report} {report:?} {options:?}"),
        ];
        for text in &texts {
            let at = text.find("s3cret");
            assert_eq!(at, None, "{:?}", at.map(|at| text.get(at.saturating_sub(200)..at + 20)));
        }
        assert!(texts[0].contains("?apikey='\"$APIKEY_ENCODED\"''"), "{}", texts[0]);
        assert!(texts[0].contains("got `") || is_json, "the received text is shown: {}", texts[0]);
    }
}

#[tokio::test]
async fn sensitive_values_of_a_response_are_not_shown() {
    let document = r"
openapi: 3.0.3
info: {title: Sensitive, version: 1.0.0}
paths:
  /user:
    get:
      operationId: user
      parameters: [{name: who, in: query, schema: {type: string}, examples: {one: {value: me}}}]
      responses:
        '200':
          description: The user.
          headers: {X-Pin: {schema: {type: integer, x-sensitive: true}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/User'}
              examples: {one: {value: {name: a, phones: ['1'], password: p}}}
        '400': {description: Rejected.}
components:
  schemas:
    Phone: {type: string, maxLength: 3, x-sensitive: true}
    User:
      type: object
      required: [name]
      properties:
        name: {type: string}
        phones: {type: array, items: {$ref: '#/components/schemas/Phone'}}
        password: {type: string, format: password, maxLength: 3}
";
    let server = axum::Router::new().fallback(async || {
        let body = r#"{"name": "shown", "phones": ["+4912345"], "password": "hunter2"}"#;
        ([("content-type", "application/json"), ("x-pin", "hunter2")], body)
    });
    let options = Options { fail_on: Severity::Advice, ..Options::default() };
    let report = check(&contract::Source::new("d.yaml", document), server, &options).await;
    let text = report.expect("no errors").to_string();
    let expected = "expected the body at /phones/0 to fit its schema, got a sensitive value: ";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("expected the documented \"a\" at /name, got \"shown\""), "{text}");
    assert!(!text.contains("4912345") && !text.contains("hunter2"), "{text}");
}
