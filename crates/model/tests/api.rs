//! The model of resolved documents.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use model::Source;
use model::api::{Api, Format, Operation, Status, TypeDef};

fn source(responses: &str) -> Source {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n{responses}"
    );
    Source::new("a.yaml", text)
}

fn api(responses: &str) -> Api {
    let (api, _warnings) = model::resolve(&source(responses)).expect("a valid document");
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
    assert_eq!(operation.response_content(operation.cases[0].response), json);
    let invalid = operation.rejections.invalid.expect("4XX covers it");
    assert_eq!((invalid.code, invalid.response, invalid.body), (400, 1, None));
}

#[test]
fn variants_are_named_after_the_status_and_further_ones_after_the_content() {
    let (api, _warnings) = model::resolve_named(&source(SEVERAL), false).expect("a valid document");
    let variants: Vec<&String> = api.operations[0].response_variants().map(|variant| variant.name()).collect();
    // A second content does not rename the first.
    assert_eq!(variants, ["Ok", "OkText", "ClientError"]);
}

/// Resolves a document of OpenAPI 3.1 with a schema, and returns its types and the codes of the warnings.
fn types_of(schema: &str) -> (Vec<TypeDef<String>>, Vec<String>) {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    );
    let (api, warnings) = model::resolve_named(&Source::new("a.yaml", text), false).expect("a valid document");
    (api.types, warnings.iter().map(|warning| warning.kind.code().into_owned()).collect())
}

/// A value must have one of the listed types (JSON Schema Validation 6.1.1). The list adds nothing if it has the types of all
/// alternatives.
#[test]
fn listed_types_beside_alternatives_of_these_types_change_nothing() {
    for (listed, alternatives) in [
        ("string, array", "oneOf: [{type: string}, {type: array, items: {type: string}}]"),
        ("string, number, boolean", "anyOf: [{type: string}, {type: integer}]"),
    ] {
        let (types, warnings) = types_of(&format!("{{type: [{listed}], {alternatives}}}"));
        assert_eq!((types, warnings), types_of(&format!("{{{alternatives}}}")));
    }
}

/// A document with an operation and a schema, each before or after one that wants the same Rust name.
fn colliding(is_first: bool) -> Source {
    let operation = |path: &str, id: &str| {
        format!("  /{path}: {{get: {{operationId: {id}, responses: {{'200': {{description: Fine.}}}}}}}}\n")
    };
    let schema = |name: &str| {
        format!(
            "    {name}: {{type: object, properties: {{inner: {{type: object, properties: {{a: {{type: integer}}}}}}}}}}\n"
        )
    };
    let ordered = |one: String, other: String| if is_first { one + &other } else { other + &one };
    let paths = ordered(operation("one", "get-pet"), operation("other", "get.pet"));
    let schemas = ordered(schema("Pet-Shop"), schema("Pet.Shop").replace("integer", "string"));
    let text =
        format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}components:\n  schemas:\n{schemas}");
    Source::new("a.yaml", text)
}

#[test]
fn what_an_api_says_of_an_item_does_not_depend_on_the_names_of_others() {
    let facts = |is_first: bool| -> (Operation, TypeDef) {
        let (api, _warnings) = model::resolve(&colliding(is_first)).expect("a valid document");
        let operation = api.operations.into_iter().find(|operation| operation.id == "get-pet").expect("it is there");
        let def = api.types.into_iter().find(|def| def.origin == "Pet-Shop").expect("it is there");
        (operation, def)
    };
    let names = |is_first: bool| -> Vec<String> {
        let (api, _warnings) = model::resolve_named(&colliding(is_first), false).expect("a valid document");
        let operations = api.operations.into_iter().filter(|operation| operation.id == "get-pet");
        let types = api.types.into_iter().filter(|def| def.origin.starts_with("Pet-Shop"));
        operations
            .flat_map(|operation| [operation.method_name, operation.type_name])
            .chain(types.map(|def| def.name))
            .collect()
    };
    let (first, second) = (facts(true), facts(false));
    assert_eq!((&first.0.method_name, &first.0.type_name), (&second.0.method_name, &second.0.type_name));
    assert_eq!(first.1.name, second.1.name);
    assert_eq!(names(true), ["get_pet", "GetPet", "PetShop"]);
    // Numbers follow the names in the document, not their order.
    assert_eq!(names(false), names(true));
}

/// A property that two members of `allOf` define, whose type contains itself.
#[test]
fn a_recursive_group_has_the_documentation_and_the_name_of_its_schemas() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Base:
      type: object
      properties:
        next: {type: object, properties: {next: {$ref: '#/components/schemas/Base/properties/next'}}}
    Step:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties:
        next:
          description: The step after this one.
          x-rust-name: NextStep
          properties: {next: {$ref: '#/components/schemas/Step/properties/next'}}
";
    let (api, _warnings) = model::resolve_named(&Source::new("a.yaml", text), false).expect("a valid document");
    let described: Vec<(&str, &str)> =
        api.types.iter().filter_map(|def| Some((def.name.as_str(), def.doc.as_deref()?))).collect();
    assert!(described.contains(&("NextStep", "The step after this one.")), "{described:?}");
    let group = api.types.iter().find(|def| def.name == "NextStep").expect("it is there");
    let model::api::TypeKind::Struct(group) = &group.kind else { panic!("not a struct: {group:?}") };
    // It contains itself, and not another type for the same schemas.
    let own = api.types.iter().position(|def| def.name == "NextStep").map(model::api::TypeId);
    assert_eq!(group.fields[0].ty, model::api::TypeRef::Named(own.expect("it is there")));
}
