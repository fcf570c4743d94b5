//! Operations that belong to a resource.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeMap;

use model::Source;
use model::resource::{IdKind, Member, Role, members};

const NOTES: &str = "
openapi: 3.0.3
info: {title: Notes, version: '1'}
paths:
  /notes:
    get: {operationId: list, responses: {'200': {description: All., content: {application/json: {schema: {type: object, properties: {notes: {type: array, items: {$ref: '#/components/schemas/Note'}}, next: {type: string}}}}}}, '400': {description: No.}}}
    post:
      operationId: create
      requestBody: {content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}, size: {type: string}}}}}}
      responses: {'201': {description: Created., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}, '400': {description: No.}}
  /notes/{noteId}:
    parameters: [{name: noteId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: read, responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}, example: {id: 7, text: a}}}}, '400': {description: No.}}}
    delete: {operationId: remove, responses: {'204': {description: Gone.}, '400': {description: No.}}}
components:
  schemas:
    Note: {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}, size: {type: integer}}}
";

/// The members by `operationId`.
fn found(document: &str) -> BTreeMap<String, Member> {
    let (api, _warnings) = model::resolve(&Source::new("notes.yaml", document)).expect("a valid document");
    members(&api).into_iter().map(|(index, member)| (api.operations[index].id.clone(), member)).collect()
}

#[test]
fn a_resource_has_its_operations() {
    let found = found(NOTES);
    let roles: Vec<(&str, &Role)> = found.iter().map(|(id, member)| (id.as_str(), &member.role)).collect();
    let list = Role::List(Some("notes".to_owned()));
    assert_eq!(roles, [("create", &Role::Create), ("list", &list), ("read", &Role::Read), ("remove", &Role::Delete)]);
    let text = || vec![("text".to_owned(), true)];
    for (id, properties) in [("create", text()), ("list", text()), ("read", text()), ("remove", Vec::new())] {
        let member = &found[id];
        assert_eq!((member.id.as_str(), member.kind), ("id", IdKind::Integer), "{id}");
        assert_eq!(member.example.as_deref(), Some("7"), "{id}");
        // `size` is text in the request and a number in the response.
        assert_eq!(member.properties, properties, "{id}");
    }
}

#[test]
fn where_two_are_equally_likely_there_is_no_resource() {
    assert!(!found(NOTES).is_empty());
    for (name, document) in [
        ("two properties", NOTES.replace("properties: {id:", "properties: {noteId: {type: integer}, id:")),
        ("another type", NOTES.replace("schema: {type: integer}}]", "schema: {type: boolean}}]")),
        ("a pattern", NOTES.replace("schema: {type: integer}}]", "schema: {type: string, pattern: '^a'}}]")),
        ("no item", NOTES.replace("/notes/{noteId}", "/notes/{noteId}/text")),
    ] {
        assert!(found(&document).is_empty(), "{name}");
    }
}
