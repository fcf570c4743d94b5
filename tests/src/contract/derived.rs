//! Cases of documents with arrays, headers, nested bodies and schemes of every kind, which the example API does not have.

use contract::{Case, Credentials, Options, Outcome, Source, check};

use super::orders;
use crate::support::{root, snapshot};

fn cases(fixture: &str, credentials: &Credentials) -> Vec<Case> {
    let source = crate::support::fixture::read(&root().join(format!("tests/fixtures/ok/{fixture}.yaml")));
    let (api, _) = model::resolve(&source).expect("a good fixture");
    contract::cases(&api, credentials)
}

#[test]
fn cases_of_every_kind_of_part() {
    let parameters = ["query-arrays", "header-parameters", "path-parameters", "parameter-styles"];
    let bodies = ["constraints-text", "recursive-types", "bodies-forms", "bodies-of-several-types"];
    for fixture in parameters.into_iter().chain(bodies) {
        let cases = cases(fixture, &Credentials::default());
        let mark = |case: &Case| case.skip_reason.map_or_else(String::new, |reason| format!("  skipped: {reason}"));
        let lines: Vec<String> = cases.iter().map(|case| format!("{}{}", case.id, mark(case))).collect();
        snapshot(&format!("contract_cases_{fixture}"), &lines.join("\n"));
    }
}

#[test]
fn every_good_document_has_cases_with_ids_of_their_own() {
    for entry in std::fs::read_dir(root().join("tests/fixtures/ok")).expect("the fixtures") {
        let path = entry.expect("a file").path();
        let source = crate::support::fixture::read(&path);
        let (api, _) = model::resolve(&source).expect("a good fixture");
        let cases = contract::cases(&api, &Credentials::default());
        assert!(!cases.is_empty(), "{}", path.display());
        let mut ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        assert!(ids.iter().all(|id| !id.contains(char::is_control)), "{}", path.display());
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), cases.len(), "{}", path.display());
        // Only a text can demand something.
        let is_baseless =
            |case: &&Case| case.severity == contract::Severity::Must && case.rests_on == contract::Basis::Practice;
        assert_eq!(cases.iter().filter(is_baseless).map(|case| &case.id).next(), None, "{}", path.display());
    }
}

/// The target and the headers of a case's request.
fn sent(cases: &[Case], id: &str) -> String {
    let case = cases.iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"));
    let headers = case.request.headers.iter().map(|(name, value)| format!(" {name}: {value}"));
    format!("{}{}", case.request.target(), headers.collect::<String>())
}

#[test]
fn a_credential_goes_empty_wrong_and_into_the_wrong_place_by_the_kind_of_its_scheme() {
    let credentials = Credentials::default()
        .with("in query", "k/1")
        .with("in header", "k2")
        .with("in cookie", "k3")
        .with("bearer", "k4")
        .with("basic", "u:p");
    let keys = cases("security-api-keys", &credentials);
    let http = cases("security-http", &credentials);
    let case =
        |cases: &[Case], operation: &str, what: &str| sent(cases, &format!("rejected/{operation}/credential-{what}"));
    assert_eq!(case(&keys, "byQuery", "empty"), "/query?api%20key=");
    assert_eq!(case(&keys, "byQuery", "wrong"), "/query?api%20key=wrong");
    // The key's name is no header's.
    assert_eq!(case(&keys, "byQuery", "in-the-wrong-place"), "/query x-api-key: k/1");
    assert_eq!(case(&keys, "byHeader", "empty"), "/header X-API-Key: ");
    assert_eq!(case(&keys, "byHeader", "in-the-wrong-place"), "/header cookie: X-API-Key=k2");
    assert_eq!(case(&keys, "byCookie", "empty"), "/cookie cookie: session=");
    assert_eq!(case(&keys, "byCookie", "wrong"), "/cookie cookie: session=wrong");
    assert_eq!(case(&keys, "byCookie", "in-the-wrong-place"), "/cookie session: k3");
    assert_eq!(case(&http, "byBearer", "missing"), "/bearer");
    assert_eq!(case(&http, "byBearer", "empty"), "/bearer authorization: Bearer ");
    assert_eq!(case(&http, "byBearer", "wrong"), "/bearer authorization: Bearer wrong");
    assert_eq!(case(&http, "byBearer", "in-the-wrong-place"), "/bearer cookie: authorization=k4");
    // RFC 7617 section 2: `dTpw` is `u:p`, `d3Jvbmc6d3Jvbmc=` is `wrong:wrong`.
    assert_eq!(case(&http, "byBasic", "empty"), "/basic authorization: Basic ");
    assert_eq!(case(&http, "byBasic", "wrong"), "/basic authorization: Basic d3Jvbmc6d3Jvbmc=");
    assert_eq!(case(&http, "byBasic", "in-the-wrong-place"), "/basic cookie: authorization=dTpw");
    assert_eq!(sent(&http, "accepted/byBasic/required-parts-alone"), "/basic authorization: Basic dTpw");
    assert!(
        keys.iter().all(|case| !case.id.starts_with("rejected/open/credential")),
        "an open operation has no credential"
    );
}

#[test]
fn alternatives_are_tried_as_far_as_there_are_credentials() {
    let skipped = |credentials: &Credentials| {
        let cases = cases("security-alternatives", credentials);
        let ids = cases.iter().filter(|case| case.skip_reason.is_some()).map(|case| case.id.clone());
        (ids.collect::<Vec<_>>(), sent(&cases, "accepted/any/required-parts-alone"))
    };
    let (none, first) = skipped(&Credentials::default());
    assert!(none.is_empty(), "{none:?}");
    assert_eq!(first, "/any?key=valid X-Secret: valid");
    let (others, bearer) = skipped(&Credentials::default().with("bearer", "b"));
    assert_eq!(bearer, "/any authorization: Bearer b");
    assert_eq!(
        others,
        ["accepted/any/credential-key+secret", "accepted/any/credential-basic", "accepted/same/credential-session"]
    );
}

#[tokio::test]
async fn a_part_without_a_value_is_skipped_with_its_reason() {
    let document = r"
openapi: 3.0.3
info: {title: Unknown, version: 1.0.0}
paths:
  /a/{code}:
    get:
      operationId: unknown
      parameters: [{name: code, in: path, required: true, schema: {type: string, pattern: '^(?=.*1)[a-z1]{3}$'}}]
      responses: {'204': {description: Fine.}, '400': {description: Rejected.}}
";
    let server = axum::Router::new().fallback(async || axum::http::StatusCode::NOT_FOUND);
    let report = check(&Source::new("d.yaml", document), server, &Options::default()).await.expect("no errors");
    for (case, outcome) in &report.outcomes {
        let is_skipped =
            matches!(outcome, Outcome::Skipped(reason) if reason.starts_with("no value that fits the schema"));
        assert_eq!(is_skipped, case.id != "routing/unknown-path", "{}: {outcome:?}", case.id);
    }
}

/// Adds the rows of the second faulty server to the table.
pub async fn found(rows: &mut Vec<[String; 2]>) {
    let document = Source::new("orders.yaml", orders::DOCUMENT);
    let options = Options { fail_on: contract::Severity::Advice, ..Options::default() };
    let passed = check(&document, orders::router(None), &options).await.expect("no errors");
    assert!(passed.passed(), "{passed}");
    let mut missed = Vec::new();
    for (bug, named) in orders::BUGS {
        let report = check(&document, orders::router(Some(bug)), &options).await.expect("no errors");
        let found: Vec<&str> = report.failures().map(|(case, _)| case.id.as_str()).collect();
        match found.iter().find(|id| id.contains(named)) {
            Some(id) => rows.push([super::described(bug), (*id).to_owned()]),
            None => missed.push(format!("{bug}: {found:?}")),
        }
        for message in report.failures().flat_map(|(_, violations)| violations).map(|violation| &violation.message) {
            assert!(message.starts_with("expected ") && message.contains(", got "), "{bug}: {message}");
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
