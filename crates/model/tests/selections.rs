//! Selections: a part of an API has the names of the whole.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::collections::BTreeSet;

use model::api::{Api, TypeKind, TypeRef};
use model::select::{Selection, Selector};
use model::{Problems, Source};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      security: [{key: []}]
      responses: &orders
        '200': {description: A., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}
        '400': {description: E., content: {application/json: {schema: {$ref: '#/components/schemas/OrderError'}}}}
    post:
      operationId: addOrder
      tags: [orders, writing]
      security: [{token: []}, {key: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: *orders
  /users/{id}:
    get:
      operationId: readUser
      tags: [users]
      security: [{token: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
        '400': {description: E., content: {application/json: {schema: {$ref: '#/components/schemas/UserError'}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
  schemas:
    unused: {type: object, properties: {a: {type: string}}}
    Order: {type: object, properties: {id: {type: string, readOnly: true}, lines: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}
    OrderError: {type: object, properties: {why: {type: string}}}
    user: {type: object, properties: {name: {type: string}}}
    User: {type: object, properties: {friend: {$ref: '#/components/schemas/User'}, of: {$ref: '#/components/schemas/user'}}}
    UserError: {type: object, properties: {why: {type: string}}}
";

fn api() -> Api<String> {
    model::resolve_named(&Source::new("shop.yaml", DOCUMENT), false).expect("no errors").0
}

fn select(only: &[Selector], except: &[Selector]) -> Api<String> {
    let selection = Selection { only: only.to_vec(), except: except.to_vec() };
    selection.of(api()).unwrap_or_else(|problems| panic!("{problems:?}")).0
}

fn ids(api: &Api<String>) -> Vec<&str> {
    api.operations.iter().map(|operation| operation.id.as_str()).collect()
}

fn tag(name: &str) -> Selector {
    Selector::Tag(name.to_owned())
}

fn operation(id: &str) -> Selector {
    Selector::Operation(id.to_owned())
}

fn path(path: &str) -> Selector {
    Selector::Path(path.to_owned())
}

#[test]
fn operations_are_selected_as_by_the_contract_runner() {
    assert_eq!(ids(&select(&[], &[])), ["listOrders", "addOrder", "readUser"]);
    assert_eq!(ids(&select(&[tag("orders")], &[])), ["listOrders", "addOrder"]);
    assert_eq!(ids(&select(&[tag("orders")], &[tag("writing")])), ["listOrders"]);
    assert_eq!(ids(&select(&[operation("add*"), path("/users/{id}")], &[])), ["addOrder", "readUser"]);
    assert_eq!(ids(&select(&[], &[path("/users/*")])), ["listOrders", "addOrder"]);
    assert_eq!(ids(&select(&[tag("*")], &[operation("*Order*")])), ["readUser"]);
}

#[test]
fn only_what_operations_refer_to_is_left() {
    let orders = select(&[operation("listOrders")], &[]);
    let names = |api: &Api<String>| api.types.iter().map(|def| def.name.clone()).collect::<Vec<_>>();
    let definitions = |api: &Api<String>| api.definitions.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&orders), ["Order", "OrderError", "OrderLinesItem"]);
    // Both forms of a schema with `readOnly`.
    assert_eq!(definitions(&orders), ["Order", "Order:request", "Order:either", "OrderError"]);
    assert_eq!(orders.schemes.iter().map(|scheme| scheme.wire.as_str()).collect::<Vec<_>>(), ["key"]);
    assert_eq!((orders.credentials.len(), orders.rejections.len()), (1, 1));
    let users = select(&[tag("users")], &[]);
    // The two names differ in the whole API, so they do here.
    assert_eq!(names(&users), names(&api()).into_iter().filter(|name| name.starts_with("User")).collect::<Vec<_>>());
    assert_eq!(definitions(&users), ["user", "User", "UserError"]);
    assert_eq!(users.schemes.iter().map(|scheme| scheme.wire.as_str()).collect::<Vec<_>>(), ["token"]);
}

/// OpenAPI 3.1.2, OpenAPI Object, `webhooks`: a webhook is described by an Operation Object, with tags and an id.
#[test]
fn webhooks_are_selected_as_operations() {
    let document = DOCUMENT.replace("openapi: 3.0.3", "openapi: 3.1.0").replace(
        "components:\n",
        "webhooks:
  shipped:
    post:
      operationId: orderShipped
      tags: [orders]
      security: [{key: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: &received
        '204': {description: Received.}
        '400': {description: E., content: {application/json: {schema: {$ref: '#/components/schemas/OrderError'}}}}
  renamed:
    post:
      operationId: userRenamed
      tags: [users]
      security: [{token: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'204': {description: Received.}}
components:
",
    );
    let selected = |only: &[Selector], except: &[Selector]| {
        let api = model::resolve_named(&Source::new("shop.yaml", document.clone()), false).expect("no errors").0;
        Selection { only: only.to_vec(), except: except.to_vec() }.of(api)
    };
    let hooks = |only: &[Selector], except: &[Selector]| {
        let (api, _) = selected(only, except).unwrap_or_else(|problems| panic!("{problems:?}"));
        api.webhooks.operations.iter().map(|webhook| webhook.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(hooks(&[], &[]), ["orderShipped", "userRenamed"]);
    assert_eq!(hooks(&[tag("orders")], &[]), ["orderShipped"]);
    assert_eq!(hooks(&[operation("userRenamed")], &[]), ["userRenamed"]);
    assert_eq!(hooks(&[], &[tag("users")]), ["orderShipped"]);
    // A webhook has no path in the document.
    assert!(hooks(&[path("/orders")], &[]).is_empty());
    assert!(selected(&[path("/renamed")], &[]).is_err());
    let (api, kept) = selected(&[operation("userRenamed")], &[]).expect("a webhook");
    assert!(api.operations.is_empty());
    assert_eq!(api.webhooks.schemes.iter().map(|scheme| scheme.wire.as_str()).collect::<Vec<_>>(), ["token"]);
    assert_eq!((kept.webhook_credentials, kept.webhook_rejections), (vec![1], Vec::new()));
    assert_eq!(api.types.iter().map(|def| def.name.as_str()).filter(|name| name.starts_with("Order")).count(), 0);
}

/// An operation that only one version has is selected there; a pattern must select something in one of them.
#[test]
fn two_versions_are_selected_together() {
    let whole = api();
    let mut older = whole.clone();
    let newest = older.operations.pop().expect("an operation").id;
    let first = older.operations[0].id.clone();
    let only = |id: &str| Selection { only: vec![operation(id)], except: Vec::new() };
    let (old, new) = only(&newest).of_both(older.clone(), whole.clone()).expect("the new version has it");
    assert_eq!((ids(&old), ids(&new)), (Vec::new(), vec![newest.as_str()]));
    let (old, new) = only(&first).of_both(older.clone(), whole.clone()).expect("both versions have it");
    assert_eq!((ids(&old), ids(&new)), (vec![first.as_str()], vec![first.as_str()]));
    assert!(only("nothing").of_both(older, whole).is_err());
}

/// Indexes lead to the same items as in the whole API.
#[test]
fn indexes_lead_to_the_same_items() {
    let whole = api();
    for id in ids(&whole) {
        let selection = Selection { only: vec![operation(id)], except: Vec::new() };
        let (part, kept) = selection.of(whole.clone()).expect("the operation is there");
        let before = whole.operations.iter().find(|operation| operation.id == id).expect("the operation");
        let [after] = part.operations.as_slice() else { panic!("one operation") };
        let named = |api: &Api<String>, ty: &TypeRef| format!("{:?}", spelled(api, ty, &mut BTreeSet::new()));
        for (before, after) in before.responses.iter().zip(&after.responses) {
            assert_eq!(named(&whole, &before.contents[0].ty), named(&part, &after.contents[0].ty));
        }
        let schemes = |api: &Api<String>, alternatives: &[usize]| {
            let sets = alternatives
                .iter()
                .map(|set| api.credentials[*set].schemes.iter().map(|scheme| api.schemes[*scheme].wire.clone()));
            sets.map(Iterator::collect::<Vec<_>>).collect::<Vec<_>>()
        };
        assert_eq!(schemes(&whole, &before.security.alternatives), schemes(&part, &after.security.alternatives));
        let body = |api: &Api<String>, operation: &model::api::Operation<String>| {
            let body = operation.rejections.invalid.and_then(|status| status.body).expect("an error with a body");
            named(api, &api.rejections[body.rejection].ty)
        };
        assert_eq!(body(&whole, before), body(&part, after));
        assert_eq!(kept.credentials.len(), part.credentials.len());
        assert_eq!(kept.rejections.len(), part.rejections.len());
    }
}

/// The type with the names of all types in it.
fn spelled(api: &Api<String>, ty: &TypeRef, seen: &mut BTreeSet<usize>) -> Vec<String> {
    match ty {
        TypeRef::Named(id) if seen.insert(id.0) => {
            let def = api.type_named(*id);
            let mut names = vec![def.name.clone()];
            match &def.kind {
                TypeKind::Struct(object) => {
                    names.extend(object.fields.iter().flat_map(|field| spelled(api, &field.ty, seen)))
                }
                TypeKind::Alias(ty) => names.extend(spelled(api, ty, seen)),
                _ => {}
            }
            names
        }
        TypeRef::Named(id) => vec![api.type_named(*id).name.clone()],
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => spelled(api, inner, seen),
        other => vec![format!("{other:?}")],
    }
}

#[test]
fn a_pattern_that_selects_nothing_is_an_error_with_the_nearest_name() {
    let errors = |only: &[Selector], except: &[Selector]| {
        let Err(Problems(problems)) = (Selection { only: only.to_vec(), except: except.to_vec() }).of(api()) else {
            panic!("no error")
        };
        let text = |problem: &model::Problem| {
            format!("{}: {}; {}", problem.kind.code(), problem.kind, problem.kind.suggestion())
        };
        problems.iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(
        errors(&[tag("order"), operation("listOrder"), tag("orders")], &[path("/user/{id}")]),
        [
            "unknown-operation: no operation has the tag `order`; did you mean `orders`?",
            "unknown-operation: no operation has the id `listOrder`; did you mean `listOrders`?",
            "unknown-operation: no operation has the path `/user/{id}`; did you mean `/users/{id}`?",
        ]
    );
    assert_eq!(
        errors(&[tag("zebra*")], &[]),
        ["unknown-operation: no operation has the tag `zebra*`; correct the pattern; `*` stands for any characters"]
    );
    assert_eq!(
        errors(&[tag("users")], &[path("/users/*")]),
        ["empty-selection: the selection leaves no operation; select more operations, or exclude fewer"]
    );
}

/// A document of which one tag is right, and everything else has an error.
const BROKEN: &str = "
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      responses:
        '200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '400': {description: E.}
    post:
      operationId: addOrder
      tags: [writing]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}
      responses: {'400': {description: E.}}
  /users/{id}:
    get:
      operationId: readUser
      tags: [users]
      responses: {'200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /groups:
    get:
      operationId: listGroups
      tags: [users]
      responses: {'200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/Group'}}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
    User: {type: objekt}
    Group: {type: array, items: {$ref: '#/components/schemas/User'}}
";

#[test]
fn errors_outside_of_a_selection_are_warnings() {
    let source = Source::new("shop.yaml", BROKEN);
    let selection = Selection { only: vec![Selector::Tag("orders".to_owned())], except: Vec::new() };
    for tolerant in [true, false] {
        let (api, problems) = model::resolve_named_part(&source, tolerant, &selection).expect("no errors");
        let mut codes: Vec<String> = problems.iter().map(|problem| problem.kind.code().into_owned()).collect();
        codes.sort();
        // The reference, the type, and the placeholder of a path without a selected operation.
        assert_eq!(codes, ["dangling-reference", "invalid-value", "placeholder-without-parameter"]);
        assert!(problems.iter().all(|problem| problem.severity() == model::Severity::Warning));
        let (api, _) = selection.of(api).expect("the tag is there");
        assert_eq!(ids(&api), ["listOrders"]);
        assert_eq!(api.types.iter().map(|def| def.name.as_str()).collect::<Vec<_>>(), ["Order"]);
    }
}

#[test]
fn errors_of_the_selected_part_stop_and_those_of_others_are_warnings() {
    let source = Source::new("shop.yaml", BROKEN);
    let selection = Selection { only: vec![Selector::Operation("listGroups".to_owned())], except: Vec::new() };
    let Problems(problems) = model::resolve_named_part(&source, true, &selection).expect_err("an error");
    let of = |severity| problems.iter().filter(move |problem| problem.severity() == severity);
    let errors: Vec<String> = of(model::Severity::Error).map(|problem| problem.kind.code().into_owned()).collect();
    assert_eq!(errors, ["invalid-value"]);
    assert_eq!(of(model::Severity::Warning).count(), 2);
    // Without a selection, all are errors.
    let Problems(all) = model::resolve_named_part(&source, true, &Selection::default()).expect_err("errors");
    assert_eq!(all.iter().filter(|problem| problem.severity() == model::Severity::Error).count(), 3);
}

/// The selected part of a document, and the codes of the errors that are warnings.
fn part(text: &str, selection: &Selection) -> (Api<String>, Vec<String>) {
    let source = Source::new("shop.yaml", text);
    let (api, problems) = model::resolve_named_part(&source, true, selection).expect("no errors");
    let codes = problems.iter().map(|problem| problem.kind.code().into_owned()).collect();
    (selection.of(api).expect("a selection").0, codes)
}

#[test]
fn broken_operations_can_be_excluded() {
    let users = Selector::Tag("users".to_owned());
    for except in [users, Selector::Operation("*User".to_owned()), Selector::Path("/users*".to_owned())] {
        let others = [Selector::Operation("addOrder".to_owned()), Selector::Operation("listGroups".to_owned())];
        let selection = Selection { only: Vec::new(), except: [vec![except], others.to_vec()].concat() };
        let (api, codes) = part(BROKEN, &selection);
        assert_eq!(ids(&api), ["listOrders"]);
        assert_eq!(codes.len(), 3, "{codes:?}");
    }
}

/// A document with an operation of the tag `a`, and other parts that have the error `strin`.
const ASIDE: &str = "
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /b:
    get:
      operationId: read
      tags: [b]
      responses: {'200': {description: A., content: {application/json: {schema: {type: strin}}}}}
    post:
      operationId: addB
      tags: [b]
      requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
      responses: {'200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/ReadAError'}}}}, default: {description: A.}}
  /a:
    get:
      operationId: read
      tags: [a]
      responses:
        '200': {description: A., content: {application/json: {schema: {$ref: '#/paths/~1b/post/requestBody/content/application~1json/schema'}}}}
        '400': {description: A., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
components:
  schemas:
    ReadAError: {type: object, properties: {id: {type: strin}}}
    GetAError: {type: object, properties: {id: {type: strin}}}
";

#[test]
fn names_do_not_depend_on_errors_outside_of_a_selection() {
    let selection = Selection { only: vec![Selector::Tag("a".to_owned())], except: Vec::new() };
    let names = |text: &str| {
        let (api, codes) = part(text, &selection);
        let types: Vec<String> = api.types.iter().map(|def| def.name.clone()).collect();
        (ids(&api).join(" "), types, codes)
    };
    let (broken, mended) = (names(ASIDE), names(&ASIDE.replace("strin}", "string}")));
    assert_eq!((&broken.0, &broken.1), (&mended.0, &mended.1));
    assert_eq!(broken.0, "getA");
    let mut codes = broken.2;
    codes.sort();
    assert_eq!(codes, ["duplicate-operation-id", "invalid-value", "invalid-value", "invalid-value"]);
}

#[test]
fn the_targets_of_a_selected_discriminator_are_selected() {
    let text = "
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /a:
    get: {operationId: a, tags: [a], responses: {'200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/P'}}}}}}
  /b:
    get: {operationId: b, tags: [b], responses: {'200': {description: A., content: {application/json: {schema: {type: strin}}}}}}
components:
  schemas:
    P: {type: object, required: [k], properties: {k: {type: string}}, discriminator: {propertyName: k, mapping: {x: X}}}
    X: {type: object, required: [k], properties: {k: {type: string}, y: {type: objekt}}}
";
    let selection = Selection { only: vec![Selector::Tag("a".to_owned())], except: Vec::new() };
    let source = Source::new("shop.yaml", text);
    let Problems(problems) = model::resolve_named_part(&source, true, &selection).expect_err("an error");
    let errors: Vec<String> = problems
        .iter()
        .filter(|problem| problem.severity() == model::Severity::Error)
        .map(|problem| problem.kind.to_string())
        .collect();
    assert!(matches!(errors.as_slice(), [only] if only.contains("objekt")), "{errors:?}");
}

#[test]
fn the_server_has_the_selected_one_of_operations_that_match_the_same_requests() {
    let text = "
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /a/{b}:
    get: {operationId: getB, tags: [b], parameters: [{name: b, in: path, required: true, schema: {type: string}}], responses: {default: {description: A.}}}
  /a/{c}:
    get: {operationId: getC, tags: [c], parameters: [{name: c, in: path, required: true, schema: {type: string}}], responses: {default: {description: A.}}}
";
    for (tag, id) in [("b", "getB"), ("c", "getC")] {
        let (api, _) = part(text, &Selection { only: vec![Selector::Tag(tag.to_owned())], except: Vec::new() });
        assert_eq!(ids(&api), [id]);
        assert!(api.operations[0].is_served && api.operations[0].ignored.is_empty(), "{tag}");
    }
}
