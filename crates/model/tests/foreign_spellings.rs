//! Spellings of other versions and of other tools have the meaning that their authors had in mind.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use model::api::{Api, TypeKind, TypeRef};
use model::json_schema::Validators;
use model::{Severity, Source};
use serde_json::{Value, json};

fn document(version: &str, schemas: &str) -> Source {
    let text = format!(
        "openapi: {version}
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      operationId: a
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}
      responses: {{'204': {{description: Fine.}}, 4XX: {{description: Not fine.}}}}
components: {{schemas: {{{schemas}}}}}
"
    );
    Source::new("a.yaml", text)
}

/// The API, and the codes of its problems.
fn read(version: &str, schemas: &str) -> (Api, Vec<String>) {
    let (api, problems) = model::resolve_tolerant(&document(version, schemas)).expect("a document");
    let codes = problems.iter().map(|problem| problem.kind.code().into_owned()).collect();
    (api, codes)
}

/// The types, without the constants that only `const` has.
fn kinds(api: &Api) -> Vec<(TypeKind, bool)> {
    let mut kinds: Vec<(TypeKind, bool)> = api.types.iter().map(|def| (def.kind.clone(), def.nullable)).collect();
    for (kind, _) in &mut kinds {
        if let TypeKind::Struct(object) = kind {
            object.fields.iter_mut().for_each(|field| field.constant = None);
        }
    }
    kinds
}

/// Whether the schema of the body accepts a value.
fn accepts(api: &Api, value: &Value) -> bool {
    let body = api.operations[0].body.as_ref().expect("a body");
    Validators::new(&api.definitions).accepts(&body.contents[0].schema, value)
}

#[test]
fn later_spellings_in_a_document_of_3_0_mean_what_the_spellings_of_3_0_mean() {
    for (later, own) in [
        ("{type: [string, 'null']}", "{type: string, nullable: true}"),
        ("{type: [string, null]}", "{type: string, nullable: true}"),
        ("{anyOf: [{type: integer}, {type: 'null'}]}", "{type: integer, nullable: true}"),
        ("{type: [string, integer]}", "{anyOf: [{type: string}, {type: integer}]}"),
        ("{type: string, const: a}", "{type: string, enum: [a]}"),
        ("{type: integer, exclusiveMinimum: 3}", "{type: integer, minimum: 3, exclusiveMinimum: true}"),
        ("{type: number, exclusiveMaximum: 3}", "{type: number, maximum: 3, exclusiveMaximum: true}"),
        ("{type: string, minLength: 1, examples: [a]}", "{type: string, minLength: 1, example: a}"),
        ("{type: string, contentEncoding: base64}", "{type: string, format: byte}"),
        (
            "{$ref: '#/components/schemas/B', nullable: true}",
            "{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
    ] {
        let beside = "B: {type: object, properties: {c: {type: string}}}";
        let of = |schema: &str| format!("A: {{type: object, properties: {{a: {schema}}}}}, {beside}");
        let (read_later, codes) = read("3.0.3", &of(later));
        let (read_own, none) = read("3.0.3", &of(own));
        assert_eq!(kinds(&read_later), kinds(&read_own), "{later}");
        assert_eq!((codes, none), (vec!["later-spelling".to_owned()], Vec::new()), "{later}");
        for value in [json!(null), json!("a"), json!("b"), json!(3), json!(2.5), json!({"c": "d"}), json!({"c": 1})] {
            let value = json!({ "a": value });
            assert_eq!(accepts(&read_later, &value), accepts(&read_own, &value), "{later} {value}");
        }
        let problems = model::resolve(&document("3.0.3", &of(later))).expect_err("an error");
        assert!(problems.0.iter().any(|problem| problem.severity() == Severity::Error), "{later}");
    }
}

#[test]
fn keywords_beside_a_nullable_reference_of_3_0_stay_ignored() {
    let of = |schema: &str| {
        format!(
            "A: {{type: object, properties: {{a: {schema}}}}}, B: {{type: object, properties: {{c: {{type: string}}}}}}"
        )
    };
    let (own, _) = read("3.0.3", &of("{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}"));
    for beside in
        ["required: true", "readOnly: true", "format: 5", "additionalProperties: false", "const: a", "types: x"]
    {
        let (api, mut codes) =
            read("3.0.3", &of(&format!("{{$ref: '#/components/schemas/B', nullable: true, {beside}}}")));
        codes.sort();
        assert_eq!(codes, ["ignored-sibling", "later-spelling"], "{beside}");
        assert_eq!(kinds(&api), kinds(&own), "{beside}");
        for value in [json!(null), json!({ "c": "d" }), json!({ "c": 1 })] {
            let value = json!({ "a": value });
            assert_eq!(accepts(&api, &value), accepts(&own, &value), "{beside} {value}");
        }
        // Without `nullable`, too.
        let (_, codes) = read("3.0.3", &of(&format!("{{$ref: '#/components/schemas/B', {beside}}}")));
        assert_eq!(codes, ["ignored-sibling"], "{beside}");
    }
}

#[test]
fn forbidden_properties_without_a_type_reject_objects_alone() {
    let (api, codes) = read("3.0.3", "A: {additionalProperties: false}");
    assert_eq!(codes, Vec::<String>::new());
    assert!(matches!(api.types[0].kind, TypeKind::Alias(TypeRef::Any)));
    assert!(api.operations[0].body.as_ref().expect("a body").contents[0].is_validated);
    assert!(accepts(&api, &json!(5)) && accepts(&api, &json!({})) && !accepts(&api, &json!({ "a": 5 })));
}

#[test]
fn an_alternative_that_only_forbids_properties_is_an_empty_object() {
    let (api, _) = read(
        "3.0.3",
        "A: {oneOf: [{type: string}, {$ref: '#/components/schemas/E'}, {type: integer}]}, E: {additionalProperties: false}",
    );
    let empty = api.types.iter().find(|def| def.origin == "E").expect("a type");
    assert!(matches!(&empty.kind, TypeKind::Struct(object) if object.fields.is_empty()), "{:?}", empty.kind);
    for (value, is_accepted) in [(json!("a"), true), (json!(5), true), (json!({}), true), (json!({ "a": 5 }), false)] {
        assert_eq!(accepts(&api, &value), is_accepted, "{value}");
    }
}
