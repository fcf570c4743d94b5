//! The model of resolved documents.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use model::Source;
use model::api::{Api, Format, Status};

fn api(responses: &str) -> Api {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n{responses}"
    );
    let (api, _warnings) = model::resolve(&Source::new("a.yaml", text)).expect("a valid document");
    api
}

const SEVERAL: &str = "        '200':
          description: Fine.
          content:
            application/json: {schema: {type: integer}, examples: {one: {value: 1}}}
            application/vnd.a+json: {schema: {type: integer}}
            text/plain: {schema: {type: string}}
        4XX: {description: Not fine.}
";

#[test]
fn apis_of_equal_documents_are_equal() {
    assert_eq!(api(SEVERAL), api(SEVERAL));
    assert_ne!(api(SEVERAL), api(&SEVERAL.replace("type: integer", "type: number")));
    assert_ne!(api(SEVERAL), api(&SEVERAL.replace("value: 1", "value: 2")));
    assert_ne!(api(SEVERAL), api(&SEVERAL.replace("Not fine.", "Not fine!")));
}

#[test]
fn a_status_is_one_response_with_all_its_contents() {
    let api = api(SEVERAL);
    let operation = &api.operations[0];
    let statuses: Vec<Status> = operation.responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::Code(200), Status::Range(4)]);
    let [json, text] = operation.responses[0].contents.as_slice() else { panic!("two contents") };
    assert_eq!(json.media_types, ["application/json", "application/vnd.a+json"]);
    assert_eq!((json.format, text.format), (Format::Json, Format::Text));
    let variants: Vec<&str> = operation.response_variants().map(|variant| variant.name()).collect();
    assert_eq!(variants, ["OkJson", "OkText", "ClientError"]);
    assert_eq!(operation.response_content(operation.cases[0].response), json);
    let invalid = operation.rejections.invalid.expect("4XX covers it");
    assert_eq!((invalid.code, invalid.response, invalid.body), (400, 1, None));
}
