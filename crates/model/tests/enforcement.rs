//! Constraints that no type has: which parts of requests are validated, and where a warning says that nothing checks them.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use model::Source;
use model::api::Api;

/// A document with a schema in the body of a request, in a response, and in a query parameter.
fn document(sent: &str, received: &str, query: &str, components: &str) -> Source {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      operationId: a
      parameters: [{{name: q, in: query, schema: {query}}}]
      requestBody: {{required: true, content: {{application/json: {{schema: {sent}}}}}}}
      responses:
        '200': {{description: Fine., content: {{application/json: {{schema: {received}}}}}}}
        4XX: {{description: Not fine.}}
components: {{schemas: {{{components}}}}}
"
    );
    Source::new("a.yaml", text)
}

/// Whether the body and the parameter are validated, and the warnings about constraints.
fn decided(document: &Source) -> (bool, bool, Vec<String>) {
    let (api, warnings): (Api, _) = model::resolve(document).expect("a valid document");
    let operation = &api.operations[0];
    let body = &operation.body.as_ref().expect("a body").contents[0];
    let about = warnings.iter().filter(|problem| problem.kind.code() == "not-enforced");
    (body.is_validated, operation.parameters[0].is_validated, about.map(|problem| problem.kind.to_string()).collect())
}

const COUNTED: &str = "Counted: {type: object, minProperties: 1, properties: {a: {type: string}}}";
const REFERENCE: &str = "{$ref: '#/components/schemas/Counted'}";
const WARNING: &str = "`minProperties` beside `properties` is not enforced";
const PLAIN: &str = "{type: string}";

#[test]
fn a_constraint_of_a_request_is_validated_without_a_warning() {
    assert_eq!(decided(&document(REFERENCE, PLAIN, PLAIN, COUNTED)), (true, false, Vec::new()));
    let query = "{type: string, not: {enum: [none]}}";
    assert_eq!(decided(&document(PLAIN, PLAIN, query, "")), (false, true, Vec::new()));
}

#[test]
fn a_constraint_is_found_through_parts_and_references() {
    for schema in [
        format!("{{type: array, items: {REFERENCE}}}"),
        format!("{{type: object, additionalProperties: {REFERENCE}}}"),
        format!("{{type: object, properties: {{x: {{allOf: [{REFERENCE}, {{description: a}}]}}}}}}"),
        format!("{{oneOf: [{PLAIN}, {REFERENCE}]}}"),
        "{$ref: '#/components/schemas/List'}".to_owned(),
    ] {
        let list = "List: {type: object, properties: {next: {$ref: '#/components/schemas/List'}, of: {$ref: '#/components/schemas/Counted'}}}";
        let found = decided(&document(&schema, PLAIN, PLAIN, &format!("{COUNTED}, {list}")));
        assert_eq!(found, (true, false, Vec::new()), "{schema}");
    }
}

#[test]
fn a_warning_is_reported_where_nothing_checks_the_constraint() {
    let none = (false, false, vec![WARNING.to_owned()]);
    assert_eq!(decided(&document(PLAIN, REFERENCE, PLAIN, COUNTED)), none);
    assert_eq!(decided(&document(PLAIN, PLAIN, PLAIN, COUNTED)), none);
    let in_responses = vec![format!("in responses, {WARNING}")];
    assert_eq!(decided(&document(REFERENCE, REFERENCE, PLAIN, COUNTED)), (true, false, in_responses));
}

/// The contract runner starts from a value that fits.
#[test]
fn a_sample_has_as_many_properties_as_it_needs() {
    for (schema, sample) in [
        (REFERENCE, serde_json::json!({ "a": "string" })),
        (
            "{type: object, properties: {a: {type: boolean}, b: {type: boolean}}, anyOf: [{required: [c]}, {required: [b]}]}",
            serde_json::json!({ "a": true, "b": true }),
        ),
    ] {
        let (api, _warnings) = model::resolve(&document(schema, PLAIN, PLAIN, COUNTED)).expect("a valid document");
        let body = api.operations[0].body.as_ref().expect("a body");
        assert_eq!(body.contents[0].sample, Some(sample), "{schema}");
    }
}

/// OpenAPI 3.0.4, Schema Object, `readOnly`: the property should not be sent as part of a request.
#[test]
fn a_property_that_is_not_sent_has_no_effect() {
    let counted = "Counted: {type: object, properties: {a: {type: string, readOnly: true, not: {enum: [x]}}}}";
    assert_eq!(
        decided(&document(REFERENCE, PLAIN, PLAIN, counted)),
        (false, false, vec!["`not` is not enforced".to_owned()])
    );
}

/// The validator knows patterns with the flag `u` only, and a `not` without its pattern would reject every value.
#[test]
fn a_schema_without_one_of_its_patterns_is_not_validated() {
    let schema = r"{type: string, not: {pattern: '\01'}}";
    assert_eq!(decided(&document(schema, PLAIN, PLAIN, "")), (false, false, vec!["`not` is not enforced".to_owned()]));
    // The type checks this pattern.
    let schema = r"{type: object, properties: {a: {type: string, pattern: '\01'}}, not: {required: [b]}}";
    assert_eq!(decided(&document(schema, PLAIN, PLAIN, "")), (true, false, Vec::new()));
}

/// Whether the body is validated, and the warnings about schemas that no type expresses: their codes and texts.
fn loose(sent: &str, received: &str) -> (bool, Vec<(String, String)>) {
    let (api, warnings) = model::resolve(&document(sent, received, PLAIN, "")).expect("a valid document");
    let about = warnings.iter().map(|problem| (problem.kind.code().into_owned(), problem.kind.to_string()));
    let about = about.filter(|(code, _)| code == "loose-schema" || code == "unsatisfiable-schema");
    (api.operations[0].body.as_ref().expect("a body").contents[0].is_validated, about.collect())
}

/// JSON Schema 2020-12, section 10.2.1.1: a value must fit each member of `allOf`. No value fits these.
#[test]
fn the_server_rejects_values_of_a_contradiction() {
    for schema in [
        "{allOf: [{type: string}, {type: integer}]}",
        "{allOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}",
        "{type: integer, enum: [a, b]}",
        "{type: object, properties: {a: {allOf: [{type: string}, {type: integer}]}}}",
    ] {
        let (is_validated, warnings) = loose(schema, PLAIN);
        assert!(is_validated, "{schema}");
        let [(code, text)] = warnings.as_slice() else { panic!("{schema}: {warnings:?}") };
        assert_eq!(code, "unsatisfiable-schema", "{schema}");
        assert!(text.starts_with("no value fits ") && text.ends_with("rejects every request with one"), "{text}");
        // The type of the response is any JSON value.
        let (is_validated, warnings) = loose(PLAIN, schema);
        assert!(!is_validated, "{schema}");
        assert!(matches!(warnings.as_slice(), [(code, _)] if code == "loose-schema"), "{schema}: {warnings:?}");
    }
}

/// JSON Schema 2020-12 validation, section 6.1: a value must be of the `type` and in the `enum`.
#[test]
fn listed_values_of_another_type_are_rejected() {
    let schema = "{type: integer, enum: [1, x]}";
    assert_eq!(loose(schema, PLAIN), (true, Vec::new()));
    let (_, in_both) = loose(schema, schema);
    // One warning for each schema: that of the request is validated.
    assert_eq!(in_both.len(), 1, "{in_both:?}");
    assert_eq!(in_both[0].0, "loose-schema");
}

/// JSON Schema 2020-12: the keywords of OpenAPI 3.1 that no type has.
#[test]
fn keywords_of_json_schema_are_validated() {
    for schema in [
        "{type: object, properties: {a: {type: string}}, if: {required: [a]}, then: {maxProperties: 2}}",
        "{type: object, properties: {a: {type: string}}, dependentRequired: {a: [b]}}",
        "{type: array, items: {type: integer}, contains: {type: integer, minimum: 3}}",
        "{type: object, additionalProperties: {type: string}, propertyNames: {pattern: '^a'}}",
        "{type: object, allOf: [{$ref: '#/components/schemas/Plain'}], unevaluatedProperties: {type: string}}",
    ] {
        let plain = "Plain: {type: object, properties: {a: {type: string}}}";
        let document = document(schema, PLAIN, PLAIN, plain);
        let text = String::from_utf8(document.bytes).expect("UTF-8");
        let document = Source::new("a.yaml", text.replace("openapi: 3.0.3", "openapi: 3.1.0"));
        assert_eq!(decided(&document), (true, false, Vec::new()), "{schema}");
    }
}

/// The first keyword that the JSON Schema of the body has for its alternatives, and whether the body is validated.
fn one_of(schema: &str) -> (bool, bool) {
    let (api, _warnings) = model::resolve(&document(schema, PLAIN, PLAIN, "")).expect("a valid document");
    let body = &api.operations[0].body.as_ref().expect("a body").contents[0];
    assert!(body.sample.is_some(), "{schema}");
    (body.schema.get("oneOf").is_some(), body.is_validated)
}

/// JSON Schema 2020-12 core, section 10.2.1.3: a value must fit exactly one alternative.
#[test]
fn a_value_that_fits_several_alternatives_is_rejected() {
    for schema in [
        "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}",
        "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
    ] {
        assert_eq!(one_of(schema), (true, true), "{schema}");
    }
}

#[test]
fn alternatives_that_no_value_fits_together_are_not_validated() {
    for schema in [
        "{oneOf: [{type: string}, {type: integer}]}",
        "{oneOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}",
        "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: array, items: {type: string}}]}",
        // A property tells them apart.
        "{oneOf: [{type: object, required: [k], properties: {k: {type: string, enum: [a]}}}, {type: object, required: [k], properties: {k: {type: string, enum: [b]}}}]}",
        "{oneOf: [{type: object, required: [a], additionalProperties: false, properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}",
    ] {
        assert_eq!(one_of(schema), (false, false), "{schema}");
    }
}

/// With the rule, an alternative would have no ordinary value.
#[test]
fn alternatives_with_ordinary_values_in_common_are_taken_as_any_of() {
    for schema in [
        "{oneOf: [{type: string, maxLength: 5}, {type: string, minLength: 3}]}",
        "{oneOf: [{type: array, minItems: 1, items: {type: integer, minimum: 3}}, {type: array, minItems: 1, items: {type: integer, maximum: 5}}]}",
        "{oneOf: [{type: number, multipleOf: 5}, {type: number, multipleOf: 3}]}",
        "{oneOf: [{type: integer}, {type: number}]}",
        "{oneOf: [{type: string}, {type: string, format: date}]}",
        "{oneOf: [{type: string, enum: [a, b]}, {type: string}]}",
        "{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}",
        "{oneOf: [{type: object, required: [n], properties: {n: {type: string}}}, {type: object, required: [n, m], properties: {n: {type: string}, m: {type: string}}}]}",
        "{oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}",
        "{oneOf: [{}, {type: string}]}",
    ] {
        assert_eq!(one_of(schema), (false, false), "{schema}");
    }
}

/// OpenAPI 3.2.0, Media Type Object, `itemSchema`: each item of the stream must fit it.
#[test]
fn items_of_a_request_stream_are_validated() {
    let text = |media_type: &str| {
        format!(
            "openapi: 3.2.0
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      operationId: a
      requestBody: {{required: true, content: {{{media_type}: {{itemSchema: {{type: integer, not: {{const: 0}}}}}}}}}}
      responses: {{'204': {{description: Fine.}}, 4XX: {{description: Not fine.}}}}
"
        )
    };
    for (media_type, is_validated, warnings) in [
        ("application/jsonl", true, Vec::new()),
        ("application/json-seq", true, Vec::new()),
        // The body stays bytes.
        ("multipart/mixed", false, vec!["`not` is not enforced".to_owned()]),
    ] {
        let (api, found) = model::resolve(&Source::new("a.yaml", text(media_type))).expect("a valid document");
        let body = &api.operations[0].body.as_ref().expect("a body").contents[0];
        assert_eq!(body.items.as_ref().map(|items| items.is_validated), Some(is_validated), "{media_type}");
        let found = found.iter().filter(|problem| problem.kind.code() == "not-enforced");
        assert_eq!(found.map(|problem| problem.kind.to_string()).collect::<Vec<_>>(), warnings, "{media_type}");
    }
}
