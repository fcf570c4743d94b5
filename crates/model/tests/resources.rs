//! Operations that belong to a resource.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeMap;

use model::Source;
use model::listing::{By, End, Filter, Listing, Next, Order, Start, listing};
use model::resource::{IdKind, Member, Property, Role, members};

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

fn property(name: &str, is_required: bool, takes_all: bool) -> Property {
    Property { name: name.to_owned(), is_required, takes_all }
}

#[test]
fn a_resource_has_its_operations() {
    let found = found(NOTES);
    let roles: Vec<(&str, &Role)> = found.iter().map(|(id, member)| (id.as_str(), &member.role)).collect();
    let list = Role::List(Some("notes".to_owned()));
    assert_eq!(roles, [("create", &Role::Create), ("list", &list), ("read", &Role::Read), ("remove", &Role::Delete)]);
    // `size` is text in the request and a number in the response.
    let both = || vec![property("size", false, false), property("text", true, true)];
    for (id, properties) in [("create", both()), ("list", both()), ("read", both()), ("remove", Vec::new())] {
        let member = &found[id];
        assert_eq!((member.id.as_str(), member.kind), ("id", IdKind::Integer), "{id}");
        assert_eq!(member.example.as_deref(), Some("7"), "{id}");
        assert_eq!(member.properties, properties, "{id}");
        assert_eq!(member.shape.is_some(), id != "remove", "{id}");
    }
}

/// A task is created without `is_done`, and only a change sets it. `label` is a number in another change, `at` is `readOnly`.
#[test]
fn every_request_on_a_resource_sets_its_properties() {
    let body = |properties: &str| {
        format!(
            "requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{{properties}}}}}}}}}}}"
        )
    };
    let of = |schema: &str| {
        format!(
            "responses: {{'200': {{description: One., content: {{application/json: {{schema: {schema}}}}}}}, '400': {{description: No.}}}}"
        )
    };
    let task = of("{$ref: '#/components/schemas/Task'}");
    let document = format!(
        "
openapi: 3.0.3
info: {{title: Tasks, version: '1'}}
paths:
  /tasks:
    get: {{operationId: list, {}}}
    post: {{operationId: create, {}, {task}}}
  /tasks/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
    get: {{operationId: read, {task}}}
    put: {{operationId: replace, {}, {task}}}
    patch: {{operationId: change, {}, responses: {{'204': {{description: Changed.}}, '400': {{description: No.}}}}}}
components:
  schemas:
    Task: {{type: object, required: [id, is_done], properties: {{id: {{type: integer}}, text: {{type: string}}, label: {{type: string}}, is_done: {{type: boolean}}, at: {{type: string}}, by: {{type: string}}}}}}
",
        of("{type: array, items: {$ref: '#/components/schemas/Task'}}"),
        body("text: {type: string}, at: {type: string, readOnly: true}"),
        body("text: {type: string, default: none}, label: {type: string}"),
        body("label: {type: integer}, is_done: {type: boolean, nullable: true}"),
    );
    let found = found(&document);
    let defaults = ["create", "replace", "change"].map(|id| found[id].defaults.get("text"));
    assert_eq!(defaults, [None, Some(&"none".into()), None]);
    let expected = [property("is_done", true, true), property("label", false, false), property("text", false, true)];
    for id in ["create", "list", "read", "replace", "change"] {
        assert_eq!(found[id].properties, expected, "{id}");
        // The response of the list and of the change is no task.
        assert!(found[id].shape.is_some_and(|index| ![0, 4].contains(&index)), "{id}");
    }
}

/// Litestar writes this schema for a handler that returns `Note | None`.
#[test]
fn a_response_that_may_be_null_shows_the_properties_of_the_resource() {
    let document = NOTES.replace("openapi: 3.0.3", "openapi: 3.1.0").replace(
        "schema: {$ref: '#/components/schemas/Note'}, example:",
        "schema: {oneOf: [{$ref: '#/components/schemas/Note'}, {type: 'null'}]}, example:",
    );
    assert_ne!(document, NOTES);
    let found = found(&document);
    assert_eq!(found["read"].properties, [property("size", false, false), property("text", true, true)]);
    assert_eq!(found["create"].example.as_deref(), Some("7"));
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

/// OpenAPI 3.0.4, Schema Object, `readOnly`: the property "SHOULD NOT be sent as part of the request".
#[test]
fn a_request_may_have_the_id_unless_it_is_read_only_or_of_another_type() {
    let sent = |id: &str| {
        let document = NOTES.replace(
            "properties: {text: {type: string}, size: {type: string}}",
            &format!("properties: {{{id}text: {{type: string}}}}"),
        );
        found(&document)["create"].is_id_sent
    };
    assert!(sent("id: {type: integer}, "));
    for (name, id) in
        [("no id", ""), ("read only", "id: {type: integer, readOnly: true}, "), ("text", "id: {type: string}, ")]
    {
        assert!(!sent(id), "{name}");
    }
}

const PAGES: &str = "
openapi: 3.0.3
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      operationId: list
      parameters: [{name: limit, in: query, schema: {type: integer}}, {name: offset, in: query, schema: {type: integer}}]
      responses: {'200': {description: All., headers: {X-Total-Count: {schema: {type: integer}}}, content: {application/json: {schema: {type: object, properties: {notes: {type: array, minItems: 1, items: {}}, next: {type: string}}}}}}, '400': {description: No.}}
";

#[test]
fn a_list_has_the_parameters_that_select_a_part() {
    let found = |document: &str| {
        let (api, _warnings) = model::resolve(&Source::new("notes.yaml", document)).expect("a valid document");
        listing(&api, &api.operations[0])
    };
    let expected = Listing {
        items: vec!["notes".to_owned()],
        least: 1,
        limit: Some(0),
        starts: vec![Start::Offset(1)],
        next: None,
        has_more: None,
        filters: Vec::new(),
        orders: Vec::new(),
        total: Some("x-total-count".to_owned()),
    };
    assert_eq!(found(PAGES), Some(expected));
    for (name, document) in [
        ("two lists", PAGES.replace("next: {type: string}", "next: {type: array, items: {}}")),
        ("no list", PAGES.replace("notes: {type: array", "notes: {type: object")),
        (
            "one resource",
            PAGES.replace("/notes:", "/notes/{id}:").replace(
                "[{name: limit",
                "[{name: id, in: path, required: true, schema: {type: string}}, {name: limit",
            ),
        ),
        (
            "nothing selects",
            PAGES.replace("limit", "colour").replace("offset", "shape").replace("X-Total-Count", "X-Other"),
        ),
    ] {
        assert_eq!(found(&document), None, "{name}");
    }
    // `limit` may be a filter.
    let text = found(&PAGES.replace(
        "{name: limit, in: query, schema: {type: integer}}",
        "{name: limit, in: query, schema: {type: string}}",
    ));
    assert_eq!(text.map(|listing| listing.limit), Some(None));
}

const ORDERS: &str = "
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: status, in: query, explode: false, schema: {type: array, items: {type: string, enum: [open, paid]}}}
        - {name: paid, in: query, schema: {type: boolean, default: true}}
        - {name: tag, in: query, schema: {$ref: '#/components/schemas/Tag'}}
        - {name: created_before, in: query, schema: {type: string, format: date-time}}
        - {name: sort, in: query, schema: {type: string, enum: [total, -total, customer, '-colour']}}
        - {name: customer, in: query, schema: {type: string}}
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Orders'}}}}
        '400': {description: No.}
components:
  schemas:
    Tag: {type: string}
    Orders:
      type: object
      required: [next_cursor, data]
      properties:
        next_cursor: {type: [string, 'null']}
        data: {type: array, items: {$ref: '#/components/schemas/Order'}}
    Order:
      type: object
      properties:
        status: {type: string, enum: [open, paid]}
        paid: {type: boolean}
        tags: {type: array, items: {$ref: '#/components/schemas/Tag'}}
        createdAt: {type: string, format: date-time}
        total: {type: integer}
        customer: {type: string}
";

#[test]
fn a_list_has_the_parameters_that_select_elements_and_their_order() {
    let found = |document: &str| {
        let (api, _warnings) = model::resolve(&Source::new("orders.yaml", document)).expect("a valid document");
        listing(&api, &api.operations[0]).expect("a list")
    };
    let all = found(ORDERS);
    assert_eq!(all.items, ["data"]);
    assert_eq!(all.starts, [Start::Page { parameter: 0, first: 1 }, Start::Cursor(1)]);
    let property = vec!["next_cursor".to_owned()];
    assert_eq!(all.next, Some(Next { property, first: None, is_text: true, end: End::Null }));
    let filter = |parameter: usize, property: &str, by: By, separator: Option<char>| Filter {
        parameter,
        property: property.to_owned(),
        by,
        separator,
    };
    // A text may be any part of the value, and a parameter with a default selects a part without being sent.
    let filters = [
        filter(2, "status", By::Value, Some(',')),
        filter(4, "tags", By::Element, None),
        filter(5, "createdAt", By::Before, None),
    ];
    assert_eq!(all.filters, filters);
    let order = |value: &str, is_descending: bool| Order {
        parameter: 6,
        value: value.to_owned(),
        property: "total".to_owned(),
        is_descending,
    };
    assert_eq!(all.orders, [order("total", false), order("-total", true)]);
    // A list that may not be empty has no filters, and a cursor that cannot end is none.
    assert_eq!(found(&ORDERS.replace("data: {type: array", "data: {type: array, minItems: 1")).filters, []);
    let endless = found(&ORDERS.replace("type: [string, 'null']", "type: string, minLength: 1"));
    assert_eq!((endless.next, endless.starts), (None, vec![Start::Page { parameter: 0, first: 1 }]));
}

/// RFC 7396: `null` in a change removes a value; a response need not accept it.
#[test]
fn a_change_sets_the_properties_that_the_response_accepts() {
    let change = |text: &str| {
        let document = NOTES.replace(
            "    delete:",
            &format!(
                "    patch: {{operationId: change, requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{text: {text}}}}}}}}}}}, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Note'}}}}}}}}, '400': {{description: No.}}}}}}\n    delete:"
            ),
        );
        let member = found(&document)["change"].clone();
        (member.properties[1].clone(), member.nullable)
    };
    let text = |takes_all: bool| property("text", true, takes_all);
    assert_eq!(change("{type: string}"), (text(true), Vec::new()));
    // No value depends on annotations.
    assert_eq!(change("{type: string, description: The text., example: b}"), (text(true), Vec::new()));
    assert_eq!(change("{type: string, nullable: true}"), (text(true), Vec::new()));
    assert_eq!(change("{type: integer}"), (text(false), Vec::new()));
    // A response without a body: the other operations show the value.
    let change = |text: &str| {
        let body = format!("{{application/json: {{schema: {{type: object, properties: {{text: {text}}}}}}}}}");
        let responses = "{'204': {description: d}, '400': {description: No.}}";
        let patch = format!("patch: {{operationId: change, requestBody: {{content: {body}}}, responses: {responses}}}");
        let document = NOTES.replace("    delete:", &format!("    {patch}\n    delete:"));
        found(&document)["change"].properties[1].clone()
    };
    assert_eq!(change("{type: string}"), text(true));
    assert_eq!(change("{type: integer}"), text(false));
}

#[test]
fn an_empty_list_has_the_created_resource_as_its_element() {
    let found = found(NOTES);
    assert!(found["list"].element.as_ref().is_some_and(|element| element.get("text").is_some()));
    assert_eq!(found["create"].element, None);
}
