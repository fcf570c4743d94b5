//! Values and credentials that the command is given, or lacks.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;

use super::command::{SPEC, run};
use crate::support::command::stdout;
use crate::support::wire;

const BOOKS: &str = "openapi: 3.0.3
info: {title: Books, version: 1.0.0}
paths:
  /books/{bookId}:
    get:
      operationId: getBook
      parameters: [{name: bookId, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: A book, content: {application/json: {schema: {type: object}}}}
        '404': {description: No such book.}
";

/// A server that nothing can be written to, with one book.
fn books() -> axum::Router {
    let book = async |Path(id): Path<String>| match id.as_str() {
        "b-42" => axum::Json(serde_json::json!({})).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    };
    axum::Router::new().route("/books/{id}", get(book))
}

#[tokio::test(flavor = "multi_thread")]
async fn given_values_name_resources_that_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (spec, values) = (path("books.yaml"), path("values.json"));
    std::fs::write(&spec, BOOKS).expect("a file");
    std::fs::write(&values, r#"{"bookId": "b-42"}"#).expect("a file");
    let url = format!("http://{}", wire::serve(books()).await);
    let options: [(&[&str], &str); 3] =
        [(&[], "inconclusive"), (&["--value", "bookId=b-42"], "passed"), (&["--values", &values], "passed")];
    for (given, expected) in options {
        let case = ["--format", "json", "--only", "accepted/getBook/required-parts-alone"];
        let output = run(&[&["--spec", &spec, "--url", &url], given, &case].concat()).await;
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert_eq!(report["cases"][0]["outcome"], expected, "{given:?}: {report:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_credential_is_one_error() {
    let sandbox = password_otp_sandbox::app(&password_otp_sandbox::Config::new("another-key")).expect("the document");
    let url = format!("http://{}", wire::serve(sandbox).await);
    let output = run(&["--spec", SPEC, "--url", &url]).await;
    let message = "no credential for `apikey`: give --credential apikey=env:NAME";
    let report = stdout(&output);
    let failed = report.lines().filter(|line| line.starts_with("failed  ")).count();
    assert_eq!((output.status.code(), failed), (Some(1), 1), "{report}");
    assert!(report.contains(message), "{report}");
}
