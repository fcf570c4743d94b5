//! Reports in each format, and that they contain no secrets.

use contract::report::{REPORT_SCHEMA, Subject, exchange, github, html, human, json, junit, sarif};
use contract::{Api, Credentials, Options, Report, Severity, Source, check};
use serde_json::Value;

use super::faulty::{self, Bug};
use crate::support::chromium::Chromium;
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
    (report.requests, report.acted_on) = (5, 2);
    report.with_baseline(&[CASES[3].to_owned()].into())
}

#[tokio::test]
async fn reports_have_several_formats() {
    let (document, api, report) = (source(), api(), small().await);
    let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
    snapshot("contract_report_human", &human(&subject, &report));
    snapshot("contract_report_json", &format!("{:#}", json(&subject, &report)));
    snapshot("contract_report_sarif", &format!("{:#}", sarif(&subject, &report)));
    snapshot("contract_report_github", &github(&subject, &report));
    let junit = junit(&subject, &report).expect("XML");
    snapshot("contract_report_junit", &junit);
    fits_the_schema(&junit);
    let all = check(&document, faulty::router(Some(Bug::EmptyKeyAccepted)), &Options::default()).await;
    let all = all.expect("no errors");
    fits_the_schema(&contract::report::junit(&subject, &all).expect("XML"));
    for report in [&all, &report] {
        let schema: Value = serde_json::from_str(REPORT_SCHEMA).expect("JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let report = json(&subject, report);
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    is_sarif(&sarif(&subject, &all));
}

/// Checks the members that SARIF 2.1.0 requires, and that references between them lead somewhere.
fn is_sarif(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    for run in log["runs"].as_array().expect("3.13.4: runs") {
        assert!(run["tool"]["driver"]["name"].is_string(), "3.19.8: a tool component has a name");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert!(!results.is_empty());
        for result in results {
            let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
            assert_eq!(rules[index]["id"], result["ruleId"], "3.27.6");
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("3.27.10")));
            assert!(result["message"]["text"].is_string(), "3.11.7");
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "openapi/password-otp.yaml", "3.4.3");
            assert!(
                place["region"]["startLine"].as_u64() > Some(1) && place["region"]["startColumn"].as_u64() > Some(0)
            );
        }
    }
}

/// The report in each format, with the exchange of each case.
fn all_texts(document: &Source, api: &Api, report: &Report) -> Vec<String> {
    let subject = Subject { document, api, base: "https://staging.example" };
    let mut texts = vec![
        human(&subject, report),
        json(&subject, report).to_string(),
        junit(&subject, report).expect("XML"),
        sarif(&subject, report).to_string(),
        github(&subject, report),
        html(&subject, report),
        format!("{report} {report:?}"),
    ];
    texts.extend(report.outcomes.iter().map(|(case, _)| exchange(&subject, report, case)));
    texts
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
        let cookie = request.headers().get("cookie").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let text = format!("{}{uri} {decoded} {cookie}", " ".repeat(70));
        let json = serde_json::json!({ "ErrorCode": text, "Message": [decoded], "Description": { &uri: 1 }, &uri: 1 });
        let body = if is_json { json.to_string() } else { text };
        let headers = [
            ("x-cookie", cookie.to_owned()),
            ("content-type", decoded.clone()),
            ("allow", uri.clone()),
            ("location", uri),
        ];
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
        let header = contract::ExtraHeader::new("Cookie", "s3cret/+cookie");
        let options = Options {
            credentials,
            headers: vec![header],
            fail_on: Severity::Advice,
            keep_responses: true,
            ..Options::default()
        };
        let (document, api) = (source(), api());
        let report = check(&document, echo(is_json), &options).await.expect("no errors");
        // All cases except OPTIONS, which a proxy in front of the API may respond to.
        assert_eq!(report.failures().count() + 1, report.outcomes.len(), "{report}");
        let mut texts = all_texts(&document, &api, &report);
        texts.push(format!("{options:?}"));
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
          headers:
            X-Pin: {schema: {type: integer, x-sensitive: true}}
            X-Codes: {schema: {type: array, items: {type: integer, x-sensitive: true}}}
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
        ([("content-type", "application/json"), ("x-pin", "hunter2"), ("x-codes", "1, hunter2")], body)
    });
    let options = Options { fail_on: Severity::Advice, ..Options::default() };
    let document = Source::new("d.yaml", document);
    let report = check(&document, server, &options).await.expect("no errors");
    let (api, _) = contract::resolve_tolerant(&document).expect("no errors");
    let texts = all_texts(&document, &api, &report);
    for shown in &texts {
        assert!(!shown.contains("4912345") && !shown.contains("hunter2"), "{shown}");
    }
    let hidden = r#""password":"hidden""#;
    assert!(texts.iter().any(|text| text.contains(hidden)), "{texts:?}");
    let text = report.to_string();
    let expected = "expected the body at /phones/0 to fit its schema, got a sensitive value: ";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("expected the documented \"a\" at /name, got \"shown\""), "{text}");
    assert!(text.contains("expected the header `X-Codes` to fit its schema, got a sensitive value: "), "{text}");
    assert!(!text.contains("4912345") && !text.contains("hunter2"), "{text}");
}

/// A run sends what responses returned: ids of resources in paths, and values of settings that it restores.
#[tokio::test]
async fn sensitive_values_that_are_sent_again_are_not_shown() {
    let document = r"
openapi: 3.0.3
info: {title: Sensitive, version: 1.0.0}
paths:
  /hooks:
    post:
      operationId: createHook
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'201': {description: Created., content: {application/json: {schema: &hook {type: object, required: [id], properties: {id: {type: string, x-sensitive: true}, name: {type: string}}}}}}}
  /hooks/{hookId}:
    get:
      operationId: getHook
      parameters: [{name: hookId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: The hook., content: {application/json: {schema: *hook}}}, '404': {description: None.}}
  /settings:
    get: {operationId: getSettings, responses: &settings {'200': {description: The settings., content: {application/json: {schema: &of {type: object, required: [color], properties: {color: {type: string}, webhook: {type: string, x-sensitive: true}}}}}}}}
    put: {operationId: putSettings, requestBody: {required: true, content: {application/json: {schema: *of}}}, responses: *settings}
";
    let server = axum::Router::new().fallback(async |request: axum::extract::Request| {
        let body = match (request.method().as_str(), request.uri().path()) {
            ("POST", "/hooks") => (201, r#"{"id": "hunter2-id"}"#),
            ("GET", "/hooks/hunter2-id") => (500, r#"{"failed": "hunter2-id"}"#),
            // The settings do not change, which fails cases.
            (_, "/settings") => (200, r#"{"color": "red", "webhook": "hunter2-hook"}"#),
            _ => (404, "{}"),
        };
        let status = axum::http::StatusCode::from_u16(body.0).unwrap_or_default();
        (status, [("content-type", "application/json")], body.1)
    });
    let document = Source::new("d.yaml", document);
    let report = check(&document, server, &Options::default()).await.expect("no errors");
    let (api, _) = contract::resolve_tolerant(&document).expect("no errors");
    assert!(report.failures().count() > 0, "{report}");
    let left = report.left_behind.iter().map(ToString::to_string);
    for text in all_texts(&document, &api, &report).into_iter().chain([report.to_string()]).chain(left) {
        let at = text.find("hunter2");
        assert_eq!(at, None, "{:?}", at.map(|at| text.get(at.saturating_sub(200)..at + 20)));
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_not_shown_beside_sensitive_values() {
    let document = r"
openapi: 3.0.3
info: {title: Sensitive, version: 1.0.0}
paths:
  /user:
    get:
      operationId: user
      responses:
        '200':
          description: The user.
          content: {application/json: {schema: {type: object, properties: {pin: {type: string, x-sensitive: true}}}}}
";
    let document = Source::new("d.yaml", document);
    let server =
        axum::Router::new().fallback(async || ([("content-type", "text/html")], "<b>pin hunter2, as text</b>"));
    let report = check(&document, server, &Options::default()).await.expect("no errors");
    let (api, _) = contract::resolve_tolerant(&document).expect("no errors");
    let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
    let page = html(&subject, &report);
    assert!(!page.contains("pin hunter2, as text</"), "{page}");
    assert!(page.contains("not shown: 27 bytes that may hold sensitive values"), "{page}");
}

/// A document with two operations whose responses share a schema.
const SHARED: &str = r"
openapi: 3.0.3
info: {title: Shared, version: 1.0.0}
paths:
  /one:
    get:
      operationId: one
      tags: [first]
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 10}}
      responses:
        '200': {$ref: '#/components/responses/Items'}
        '400': {description: Rejected.}
  /two:
    get:
      operationId: two
      responses:
        '200': {$ref: '#/components/responses/Items'}
components:
  responses:
    Items:
      description: The items.
      headers:
        X-Total:
          required: true
          schema: {type: integer}
      content:
        application/json:
          schema:
            type: array
            items:
              $ref: '#/components/schemas/Item'
  schemas:
    Item:
      type: object
      required: [name]
      properties:
        name:
          type: string
          maxLength: 3
";

async fn shared() -> (Source, Api, Report) {
    let document = Source::new("shared.yaml", SHARED);
    let server = axum::Router::new().fallback(async || {
        ([("content-type", "application/json")], r#"[{"name": "abc"}, {"name": "<script>alert(1)</script>"}]"#)
    });
    let report = check(&document, server, &Options::default()).await.expect("no errors");
    let (api, _) = contract::resolve_tolerant(&document).expect("no errors");
    (document, api, report)
}

#[tokio::test]
async fn violations_lead_to_the_keyword_that_is_violated() {
    let (document, api, report) = shared().await;
    let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
    let json = json(&subject, &report);
    // Line and column of `maxLength` of the property, of the header, and of `maximum` of the parameter.
    let causes: Vec<(&str, &str)> = json["failures"]
        .as_array()
        .expect("causes")
        .iter()
        .map(|cause| (cause["message"].as_str().expect("text"), cause["document"].as_str().expect("a place")))
        .collect();
    let line = |text: &str| SHARED.lines().position(|line| line.contains(text)).expect("a line") + 1;
    let place = |text: &str, key: &str| {
        let column = SHARED.lines().find_map(|line| line.contains(text).then(|| line.find(key))).flatten();
        format!("shared.yaml:{}:{}", line(text), column.expect("a column") + 1)
    };
    let has = |message: &str, place: &str| causes.iter().any(|(own, at)| own.starts_with(message) && *at == place);
    assert!(has("expected the body at /*/name to fit its schema", &place("maxLength", "maxLength")), "{causes:?}");
    assert!(has("expected the header `X-Total`, got none", &place("X-Total", "X-Total")), "{causes:?}");
    assert!(has("expected a rejection, got 200: too-large", &place("maximum", "maximum")), "{causes:?}");
    // One entry for both operations.
    let of_body = json["failures"]
        .as_array()
        .expect("causes")
        .iter()
        .filter(|cause| cause["message"].as_str().is_some_and(|message| message.contains("the body at")));
    assert_eq!(of_body.count(), 1, "{causes:?}");
}

#[tokio::test]
async fn the_page_is_one_file_and_fits_narrow_windows() {
    let (document, api, report) = shared().await;
    let subject = Subject { document: &document, api: &api, base: "https://staging.example" };
    let page = html(&subject, &report);
    assert!(!page.contains("<script"), "values become text: {page}");
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a file");
    std::fs::write(file.path(), &page).expect("writable");
    let Some(mut browser) = Chromium::start() else {
        println!("the page was not opened, because no Chromium is installed");
        return;
    };
    for width in [360, 1280] {
        let size = serde_json::json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.open(&format!("file://{}", file.path().display()));
        for _ in 0..100 {
            if browser.evaluate("document.readyState") == "complete" {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, "{width}");
        assert_eq!(browser.evaluate("document.querySelector('.verdict').innerText"), "Failed");
        let texts = browser.evaluate("document.querySelector('#failures').textContent");
        let texts = texts.as_str().expect("text");
        assert!(texts.contains("the body at /*/name") && texts.contains("maxLength: 3"), "{texts}");
        let table = browser.evaluate("document.querySelector('#coverage').textContent");
        let table = table.as_str().expect("text");
        assert!(table.contains("documented but never received"), "{table}");
    }
    assert_eq!(browser.complaints(), Vec::<&Value>::new());
    let others: Vec<&str> =
        browser.requested().into_iter().filter(|url| !url.starts_with("file:") && !url.starts_with("data:")).collect();
    assert_eq!(others, Vec::<&str>::new(), "the page requests nothing");
}
