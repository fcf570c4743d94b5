//! Streams of items: each item is held to `itemSchema`.

use super::{api, exchange, found};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Streams, version: '1'}
paths:
  /events:
    get:
      operationId: watch
      responses:
        '200':
          description: Events.
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event, data]
                properties:
                  event: {enum: [tick, stop]}
                  data: {type: string, contentMediaType: application/json, contentSchema: {type: object, required: [at], properties: {at: {type: integer}}}}
  /words:
    get:
      operationId: words
      responses: {'200': {description: Words., content: {text/event-stream: {schema: {type: string, enum: [up, down]}}}}}
  /lines:
    post:
      operationId: ingest
      requestBody: {required: true, content: {application/x-ndjson: {itemSchema: {$ref: '#/components/schemas/Reading'}}}}
      responses: {'200': {description: The same., content: {application/json-seq: {itemSchema: {$ref: '#/components/schemas/Reading'}}}}}
components: {schemas: {Reading: {type: object, required: [at], properties: {at: {type: integer}}}}}
";

fn mismatches(request: &str, response: &str) -> Vec<String> {
    found(&api(DOCUMENT), &exchange(request, response)).expect("an operation").1
}

#[test]
fn each_event_is_held_to_its_schema() {
    let stream = "200\ncontent-type: text/event-stream\n\n: comment\nevent: tick\ndata: {\"at\": 1}\n\nevent: stop\ndata: {\"at\": 2}\n\n";
    assert_eq!(mismatches("GET /events", stream), Vec::<String>::new());
    let found = mismatches("GET /events", &stream.replace("stop", "end"));
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("response: expected item 2 of the body at /event")),
        "{found:?}"
    );
    let found = mismatches("GET /events", &stream.replace("{\"at\": 1}", "one"));
    assert_eq!(found, ["response: expected the data of item 1 of the body to be JSON, got 3 bytes"]);
    let found = mismatches("GET /events", &stream.replace("{\"at\": 2}", "{}"));
    assert!(matches!(found.as_slice(), [one] if one.contains("the data of item 2 of the body")), "{found:?}");
}

#[test]
fn the_text_of_each_event_is_held_to_its_schema() {
    let stream = "200\ncontent-type: text/event-stream\n\ndata: up\n\nid: 2\ndata: down\n\n";
    assert_eq!(mismatches("GET /words", stream), Vec::<String>::new());
    let found = mismatches("GET /words", &stream.replace("down", "\"down\""));
    assert!(matches!(found.as_slice(), [one] if one.contains("the data of item 2 of the body")), "{found:?}");
}

#[test]
fn each_line_and_each_text_of_a_sequence_is_held_to_its_schema() {
    let request = "POST /lines\ncontent-type: application/x-ndjson\n\n{\"at\": 1}\n{\"at\": 2}\n";
    let response = "200\ncontent-type: application/json-seq\n\n\u{1e}{\"at\": 1}\n\u{1e}{\"at\": 2}\n";
    assert_eq!(mismatches(request, response), Vec::<String>::new());
    let found = mismatches(&request.replace("{\"at\": 2}", "{}"), response);
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("request: expected item 2 of the body to fit")),
        "{found:?}"
    );
    let found = mismatches(request, &response.replace("\u{1e}{\"at\": 2}", "\u{1e}no"));
    assert_eq!(found, ["response: expected item 2 of the body to be JSON, got 2 bytes"]);
}
