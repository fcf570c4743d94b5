//! Names of types depend on the places of their schemas, not on the order of a document or on other parts of it.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeSet;

use model::api::{TypeKind, TypeRef, Unknown};
use model::{Api, Source, report, resolve_named};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

type Part = (&'static str, &'static str);

/// The schemas whose names must stay.
const SCHEMAS: &[Part] = &[
    ("Base", "type: object, properties: {id: {type: integer}, level: {enum: [low, high]}}"),
    ("Extra", "type: object, properties: {note: {type: string}, level: {enum: [high]}}"),
    ("Animal", "type: object, properties: {name: {type: string}}"),
    ("Cat", "allOf: [{$ref: '#/components/schemas/Animal'}, {properties: {mood: {enum: [calm, wild]}}}]"),
    (
        "Contact",
        "oneOf: [{type: object, required: [email], properties: {email: {type: string}}}, {type: object, required: [phone], properties: {phone: {type: string}}}]",
    ),
    ("Key", "oneOf: [{type: string, format: uuid}, {type: string, format: date}]"),
    ("Pet-Shop", "type: object, properties: {hours: {enum: [day, night]}}"),
];

/// A schema with these properties, in any order.
const PET: &[Part] = &[
    ("kind", "enum: [dog, cat]"),
    (
        "owner",
        "type: object, x-rust-name: keeper, properties: {since: {type: object, properties: {year: {type: integer}}}}",
    ),
    ("tag", "allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Extra'}]"),
    ("shop", "$ref: '#/components/schemas/Pet-Shop'"),
    ("prices", "type: array, items: {type: object, properties: {amount: {type: integer}}}"),
];

/// Schemas that share parts with those above.
const OTHER_SCHEMAS: &[Part] = &[
    ("Lion", "allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {mane: {enum: [short, long]}}}]"),
    (
        "Aardvark",
        "allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {snout: {type: object, properties: {cm: {type: integer}}}}}]",
    ),
    (
        "AShop",
        "type: object, properties: {tag: {allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Extra'}]}}",
    ),
    (
        "Zoo",
        "type: object, properties: {kind: {enum: [city]}, other: {allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Extra'}]}}",
    ),
    ("Aunt", "type: object, properties: {owner: {type: object, properties: {since: {type: string}}}}"),
    (
        "Address",
        "oneOf: [{type: object, properties: {street: {type: string}}}, {type: object, properties: {box: {type: string}}}]",
    ),
];

const USES: &str = "parameters: [{$ref: '#/components/parameters/Sort'}], responses: {'200': {description: d}, 4XX: {$ref: '#/components/responses/Failure'}}";
const LIST: &str = "parameters: [{$ref: '#/components/parameters/Sort'}, {name: view, in: query, schema: {enum: [all, own]}}], responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {a: {type: integer}}}}}}}, 4XX: {$ref: '#/components/responses/Failure'}}";
const ADD: &str = "requestBody: {$ref: '#/components/requestBodies/Draft'}, responses: {'201': {description: d}, '400': {description: d, content: {application/json: {schema: {type: object, properties: {a: {enum: [x]}}}}}}, '409': {description: d, content: {application/json: {schema: {type: object, properties: {a: {enum: [y]}}}}}}, 5XX: {$ref: '#/components/responses/Failure'}}";

/// Path, operation id, and the rest of the operation.
const OPERATIONS: &[(&str, &str, &str)] = &[("/pets", "list-pets", LIST), ("/pets/new", "addPet", ADD)];
const OTHER_OPERATIONS: &[(&str, &str, &str)] =
    &[("/a", "a", USES), ("/b", "b", LIST), ("/c", "zebra", USES), ("/d", "aardvark", ADD)];

const COMPONENTS: &str = "  parameters: {Sort: {name: sort, in: query, schema: {enum: [up, down]}}}
  requestBodies: {Draft: {content: {application/json: {schema: {type: object, properties: {title: {enum: [Mr, Ms]}}}}}}}
  responses: {Failure: {description: d, content: {application/json: {schema: {type: object, properties: {code: {enum: [e1, e2]}}}}}}}
";

/// Which other parts a document has, and the order of everything.
#[derive(Clone, Debug)]
struct Edit {
    schemas: Vec<Part>,
    operations: Vec<(&'static str, &'static str, &'static str)>,
    order: Vec<Index>,
}

fn edit() -> impl Strategy<Value = Edit> {
    let schemas = subsequence(OTHER_SCHEMAS.to_vec(), 0..=OTHER_SCHEMAS.len());
    let operations = subsequence(OTHER_OPERATIONS.to_vec(), 0..=OTHER_OPERATIONS.len());
    (schemas, operations, proptest::collection::vec(any::<Index>(), 40)).prop_map(|(schemas, operations, order)| Edit {
        schemas,
        operations,
        order,
    })
}

/// Moves each element to another place.
fn shuffled<T>(mut list: Vec<T>, order: &[Index]) -> Vec<T> {
    for (at, index) in order.iter().enumerate().take(list.len()) {
        let other = index.index(list.len());
        list.swap(at, other);
    }
    list
}

fn document(edit: &Edit) -> String {
    let Edit { schemas, operations, order } = edit;
    let operations = OPERATIONS.iter().chain(operations).map(|(path, id, rest)| {
        format!("  {path}: {{get: {{operationId: {id}, {rest}}}}}\n")
            .replace("get", if rest.contains("requestBody") { "post" } else { "get" })
    });
    let pet = PET.iter().map(|(name, rest)| format!("{name}: {{{rest}}}")).collect();
    let pet = format!("    Pet: {{type: object, properties: {{{}}}}}\n", shuffled(pet, order).join(", "));
    let schemas = SCHEMAS.iter().chain(schemas).map(|(name, rest)| format!("    {name}: {{{rest}}}\n")).chain([pet]);
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{}components:\n{COMPONENTS}  schemas:\n{}",
        shuffled(operations.collect(), order).concat(),
        shuffled(schemas.collect(), order).concat()
    )
}

/// The names of the types that a type leads to, each after the way to it.
fn walk(api: &Api<String>, ty: &TypeRef, way: &str, found: &mut BTreeSet<String>) {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => walk(api, inner, way, found),
        TypeRef::Named(id) => {
            let def = api.type_named(*id);
            if !found.insert(format!("{way}: {}", def.name)) {
                return;
            }
            match &def.kind {
                TypeKind::Struct(object) => {
                    for field in &object.fields {
                        walk(api, &field.ty, &format!("{way}.{}={}", field.wire, field.name), found);
                    }
                    if let Unknown::Kept { ty, .. } = &object.unknown {
                        walk(api, ty, &format!("{way}.*"), found);
                    }
                }
                TypeKind::Union(union) => {
                    union
                        .variants
                        .iter()
                        .for_each(|variant| walk(api, &variant.ty, &format!("{way}|{}", variant.name), found));
                }
                TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => walk(api, inner, way, found),
                TypeKind::Enum(_) => {}
            }
        }
        _ => {}
    }
}

/// The names in the parts that every document has.
fn names(text: &str) -> BTreeSet<String> {
    let source = Source::new("a.yaml", text.to_owned());
    let resolved = resolve_named(&source, false);
    let (api, _warnings) = resolved
        .unwrap_or_else(|problems| panic!("{}", report::render(&source, &problems.0, report::Options::default())));
    let mut found = BTreeSet::new();
    for (name, _) in SCHEMAS.iter().chain([&("Pet", "")]) {
        let id = api.types.iter().position(|def| def.origin == *name).expect("a component");
        walk(&api, &TypeRef::Named(model::api::TypeId(id)), name, &mut found);
    }
    for (_, id, _) in OPERATIONS {
        let operation = api.operations.iter().find(|operation| operation.id == *id).expect("an operation");
        for parameter in &operation.parameters {
            walk(&api, &parameter.ty, &format!("{id} {}", parameter.wire), &mut found);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            walk(&api, &content.ty, &format!("{id} body"), &mut found);
        }
        for response in &operation.responses {
            response
                .contents
                .iter()
                .for_each(|content| walk(&api, &content.ty, &format!("{id} {:?}", response.status), &mut found));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_other_parts_change_no_name(edit in edit()) {
        let plain = names(&document(&Edit { schemas: Vec::new(), operations: Vec::new(), order: Vec::new() }));
        prop_assert_eq!(plain, names(&document(&edit)), "{}", document(&edit));
    }
}

#[test]
fn names_of_inline_types_say_where_they_are() {
    let names = names(&document(&Edit { schemas: Vec::new(), operations: Vec::new(), order: Vec::new() }));
    for expected in [
        "Pet.owner=keeper: PetKeeper",
        "Pet.owner=keeper.since=since: PetKeeperSince",
        "Pet.prices=prices: PetPricesItem",
        "Pet.tag=tag: PetTag",
        "Cat.mood=mood: CatMood",
        "Contact|ObjectEmail: ContactObjectEmail",
        "Contact|ObjectPhone: ContactObjectPhone",
        "list-pets sort: SortParameter",
        "list-pets Range(4): FailureResponse",
        "addPet body: DraftBody",
        "addPet Code(400): AddPetError",
        "addPet Code(409): AddPetErrorConflict",
    ] {
        assert!(names.contains(expected), "{expected} in {names:#?}");
    }
}

#[test]
fn a_parameter_or_property_named_error_leaves_the_body_of_failures_its_name() {
    let text = "
openapi: 3.1.0
info: {title: T, version: 1.0.0}
paths:
  /callback:
    get:
      operationId: callback
      parameters: [{name: error, in: query, schema: {type: string, enum: [access_denied, invalid_scope]}}]
      responses: {'204': {description: A.}, '400': {$ref: '#/components/responses/Bad'}, '409': {description: A., content: {application/json: {schema: {type: object, properties: {m: {type: string}}}}}}}
  /jobs:
    post:
      operationId: createJob
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/CreateJob'}}}}
      responses: {'204': {description: A.}, '400': {description: A., content: {application/json: {schema: {type: object, properties: {m: {type: string}}}}}}}
components:
  responses: {Bad: {description: A.}}
  schemas:
    CreateJob: {type: object, properties: {error: {type: object, properties: {code: {type: string}}}}}
";
    let (api, _) = resolve_named(&Source::new("a.yaml", text.to_owned()), false).expect("a document");
    let body = |operation: &str, code: u16| -> &str {
        let operation = api.operations.iter().find(|found| found.id == operation).expect("an operation");
        let response = operation.responses.iter().find(|found| found.status == model::api::Status::Code(code));
        match &response.expect("a response").contents[0].ty {
            TypeRef::Named(id) => &api.types[id.0].name,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(body("callback", 409), "CallbackError");
    assert_eq!(body("createJob", 400), "CreateJobError");
    let names: Vec<&str> = api.types.iter().map(|def| def.name.as_str()).collect();
    assert!(names.contains(&"CallbackErrorType") && names.contains(&"CreateJobErrorType"), "{names:?}");
}
