use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use axum::{Router, routing};
use serde_json::{Value, json};
use tower_service::Service;

use crate::server::fake::{Settings, router};
use crate::server::fake_table::{DocumentedResponse, Operation, Status};
use crate::server::listing::{By, End, Filter, Following, Listing, Order, Selector, Start};
use crate::server::store::{IdKind, Property, Resource, Role};
use crate::server::template::{Candidate, Piece};

const fn documented(status: Status, name: &'static str, body: &'static str) -> DocumentedResponse {
    DocumentedResponse { status, name, media_type: "application/json", headers: &[], body }
}

const fn resource(role: Role) -> Option<Resource> {
    let properties = &[
        Property { name: "name", is_required: true, takes_all: true },
        Property { name: "tag", is_required: false, takes_all: true },
        Property { name: "note", is_required: false, takes_all: true },
        Property { name: "friends", is_required: false, takes_all: true },
        Property { name: "born", is_required: false, takes_all: true },
        Property { name: "owner", is_required: false, takes_all: false },
    ];
    Some(Resource {
        role,
        id: "id",
        kind: IdKind::Integer,
        is_id_sent: true,
        example: "7",
        properties,
        // Requests may have other owners than responses.
        typed: Some(|pet| {
            let mut pet = pet.clone();
            let fits = pet.get("owner").is_none_or(|owner| owner["name"].is_string());
            _ = pet.get_mut("owner").and_then(Value::as_object_mut).and_then(|owner| owner.remove("password"));
            fits.then_some(pet)
        }),
        defaults: r#"{"born":"2020-01-31T12:00:00Z"}"#,
        nullable: &["note"],
        element: PET,
    })
}

const PAGES: Listing = Listing {
    items: &[],
    least: 0,
    limit: Some(Selector { name: "limit", default: Some(3) }),
    starts: &[
        Start::Offset(Selector { name: "offset", default: None }),
        Start::Page(Selector { name: "page", default: Some(1) }, 1),
        Start::LastItem { name: "starting_after", property: "id" },
    ],
    next: None,
    has_more: &[],
    filters: &[
        Filter { name: "tag", separator: Some(','), property: "tag", by: By::Value },
        Filter { name: "friend", separator: None, property: "friends", by: By::Element },
        Filter { name: "bornAfter", separator: None, property: "born", by: By::After },
    ],
    orders: &[
        Order { name: "sort", value: "name", is_default: false, property: "name", is_descending: false },
        Order { name: "sort", value: "-born", is_default: false, property: "born", is_descending: true },
    ],
    total: Some("x-total-count"),
};

const PET: &str = r#"{"id":7,"name":"Rex","tag":"dog"}"#;
const ERROR: DocumentedResponse = documented(Status::Code(404), "", r#"{"error":"no such pet"}"#);
const COLLECTION: &[(usize, &[Piece])] = &[(0, &[Piece::Text("pets")])];
const ITEM: &[(usize, &[Piece])] = &[(0, &[Piece::Text("pets")]), (1, &[Piece::Value("id")])];

const fn operation(
    method: &'static str,
    segments: &'static [(usize, &'static [Piece])],
    success: u16,
    responses: &'static [DocumentedResponse],
    resource: Option<Resource>,
) -> Operation {
    let listing = match resource {
        Some(Resource { role: Role::List { .. }, .. }) => Some(PAGES),
        _ => None,
    };
    Operation { request: Candidate { method, segments, query: &[] }, success, responses, resource, listing }
}

const OPERATIONS: &[Operation] = &[
    operation(
        "POST",
        COLLECTION,
        201,
        &[
            documented(Status::Code(201), "rex", PET),
            documented(Status::Code(409), "taken", r#"{"error":"taken"}"#),
            documented(Status::Code(409), "locked", r#"{"error":"locked"}"#),
            documented(Status::Default, "", r#"{"error":"other"}"#),
        ],
        resource(Role::Create),
    ),
    operation("GET", COLLECTION, 200, &[], resource(Role::List { property: None })),
    operation("GET", ITEM, 200, &[ERROR], resource(Role::Read)),
    operation("PATCH", ITEM, 200, &[ERROR], resource(Role::Change)),
    operation("PUT", ITEM, 200, &[ERROR], resource(Role::Replace)),
    operation("DELETE", ITEM, 204, &[ERROR], resource(Role::Delete)),
];

/// A server of examples, with the preferences of all requests.
fn faked(prefer: &str, is_storing: bool) -> Router {
    let pet = || async { ([("content-type", "application/json")], PET) };
    let pets = || async { ([("content-type", "application/json"), ("x-total-count", "9")], format!("[{PET}]")) };
    let create = |body: String| async move {
        let is_valid = body.starts_with('{');
        if is_valid {
            (StatusCode::CREATED, [("location", "/pets/7")], PET)
        } else {
            (StatusCode::BAD_REQUEST, [("location", "/")], "")
        }
    };
    let item = routing::get(pet).put(pet).patch(pet).delete(async || StatusCode::NO_CONTENT);
    let documented = Router::new().route("/pets", routing::get(pets).post(create)).route("/pets/{id}", item);
    let settings = Settings {
        prefer: prefer.to_owned(),
        rate_window: Duration::from_secs(60),
        is_storing,
        sleep: |time| Box::pin(tokio::time::sleep(time)),
    };
    router(documented, OPERATIONS, settings)
}

async fn send(router: &Router, method: &str, uri: &str, prefer: &str, body: &str) -> Response<Body> {
    let request = Request::builder().method(method).uri(uri).header("prefer", prefer);
    let request = request.header(header::CONTENT_LENGTH, body.len()).body(Body::from(body.to_owned())).unwrap();
    router.clone().call(request).await.unwrap()
}

/// The status code and the body of a response.
async fn shown(response: Response<Body>) -> (u16, Value) {
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 9999).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// RFC 7240 section 3: `Preference-Applied` lists the applied preferences.
fn applied(response: &Response<Body>) -> Option<&str> {
    response.headers().get("preference-applied").map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_documented_response_on_request() {
    let router = faked("", true);
    for (prefer, code, error) in [
        ("code=409", 409, "taken"),
        ("example=locked", 409, "locked"),
        ("code=409, example=locked", 409, "locked"),
        ("CODE=\"503\"", 503, "other"),
    ] {
        let response = send(&router, "POST", "/pets", prefer, "{}").await;
        assert!(applied(&response).is_some(), "{prefer}");
        assert_eq!(shown(response).await, (code, json!({ "error": error })), "{prefer}");
    }
    for prefer in ["code=99", "example=none", "example", "wait=10"] {
        let response = send(&router, "POST", "/pets", prefer, "{}").await;
        assert_eq!((applied(&response), response.status()), (None, StatusCode::CREATED), "{prefer}");
    }
}

#[tokio::test]
async fn an_invalid_request_is_rejected_first() {
    let router = faked("", true);
    let response = send(&router, "POST", "/pets", "code=409, latency=0", "no object").await;
    assert_eq!((applied(&response), response.status()), (Some("latency=0"), StatusCode::BAD_REQUEST));
    assert_eq!(send(&router, "GET", "/unknown", "code=200", "").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn preferences_of_a_request_precede_those_of_all() {
    let router = faked("code=409, rate-limit=0", true);
    let response = send(&router, "POST", "/pets", "", "{}").await;
    assert_eq!((applied(&response), response.status()), (None, StatusCode::CONFLICT));
    assert_eq!(send(&router, "POST", "/pets", "example=rex", "{}").await.status(), StatusCode::CREATED);
}

/// RFC 6585 section 4: 429 may say with `Retry-After` how long to wait.
#[tokio::test]
async fn requests_beyond_the_limit() {
    let router = faked("rate-limit=2", true);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let response = send(&router, "GET", "/pets/7", "", "").await;
        statuses.push((response.status().as_u16(), response.headers().contains_key(header::RETRY_AFTER)));
    }
    assert_eq!(statuses, [(200, false), (200, false), (429, true)]);
}

#[tokio::test]
async fn a_cut_response_fails() {
    let router = faked("", true);
    for (prefer, length) in [("cut=connection", None), ("cut=body", Some(PET.len()))] {
        let response = send(&router, "GET", "/pets/7", prefer, "").await;
        let found = response.headers().get(header::CONTENT_LENGTH).map(|text| text.to_str().unwrap().parse().unwrap());
        assert_eq!(found, length, "{prefer}");
        assert!(to_bytes(response.into_body(), 9999).await.is_err(), "{prefer}");
    }
}

#[tokio::test]
async fn a_created_resource_is_read_changed_and_deleted() {
    let router = faked("", true);
    assert_eq!(shown(send(&router, "GET", "/pets/1", "", "").await).await.0, 200, "nothing is created yet");
    let created = send(&router, "POST", "/pets", "", r#"{"name":"Tom"}"#).await;
    let location = created.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let (status, pet) = shown(created).await;
    // The example has a tag, which the request did not set.
    assert_eq!((status, &pet["name"], pet.get("tag")), (201, &json!("Tom"), None));
    assert_eq!(location, format!("/pets/{}", pet["id"]));
    assert_eq!(shown(send(&router, "GET", &location, "", "").await).await, (200, pet.clone()));
    let all = shown(send(&router, "GET", "/pets", "", "").await).await.1;
    assert_eq!(all, json!([serde_json::from_str::<Value>(PET).unwrap(), pet]));

    // RFC 7396: `null` removes a member; the response must have a name, and may have `null` as its note.
    let cleared = r#"{"tag":null,"name":null,"note":null}"#;
    let changed = shown(send(&router, "PATCH", &location, "", cleared).await).await.1;
    assert_eq!((&changed["name"], changed.get("tag"), changed.get("note")), (&json!("Tom"), None, Some(&Value::Null)));
    let changed = shown(send(&router, "PATCH", &location, "", r#"{"tag":"cat"}"#).await).await.1;
    assert_eq!((&changed["name"], &changed["tag"]), (&json!("Tom"), &json!("cat")));
    let replaced = shown(send(&router, "PUT", &location, "", r#"{"name":"Kit"}"#).await).await.1;
    assert_eq!((&replaced["name"], replaced.get("tag"), &replaced["id"]), (&json!("Kit"), None, &pet["id"]));

    assert_eq!(shown(send(&router, "GET", "/pets/1", "", "").await).await, (404, json!({ "error": "no such pet" })));
    assert_eq!(shown(send(&router, "GET", "/pets/7", "", "").await).await.0, 200, "the example");
    for pet in [location.as_str(), "/pets/7"] {
        assert_eq!(send(&router, "DELETE", pet, "", "").await.status(), StatusCode::NO_CONTENT, "{pet}");
        assert_eq!(send(&router, "DELETE", pet, "", "").await.status(), StatusCode::NOT_FOUND, "{pet}");
        assert_eq!(send(&router, "GET", pet, "", "").await.status(), StatusCode::NOT_FOUND, "{pet}");
    }
    assert_eq!(shown(send(&router, "GET", "/pets", "", "").await).await.1, json!([]));
}

#[tokio::test]
async fn a_property_that_is_left_out_has_its_default() {
    let router = faked("", true);
    let born = async |method: &str, uri: &str, sent: &str| shown(send(&router, method, uri, "", sent).await).await.1;
    let pet = born("POST", "/pets", r#"{"name":"Tom"}"#).await;
    assert_eq!(pet["born"], "2020-01-31T12:00:00Z");
    let pet = format!("/pets/{}", pet["id"]);
    for (method, sent, expected) in [
        ("PATCH", r#"{"born":"2021-01-31T12:00:00Z"}"#, "2021-01-31T12:00:00Z"),
        ("PATCH", r#"{"name":"Kit"}"#, "2021-01-31T12:00:00Z"),
        ("PUT", r#"{"name":"Kit"}"#, "2020-01-31T12:00:00Z"),
    ] {
        assert_eq!(born(method, &pet, sent).await["born"], expected, "{method} {sent}");
    }
}

/// The schema of a change often has the properties of the response without `required`, also within objects.
#[tokio::test]
async fn a_request_sets_values_that_fit_the_response() {
    let router = faked("", true);
    let (_, pet) = shown(send(&router, "POST", "/pets", "", r#"{"name":"Tom","owner":{"age":3}}"#).await).await;
    assert_eq!(pet.get("owner"), None, "an owner has a name");
    let pet = format!("/pets/{}", pet["id"]);
    for (sent, owner) in [
        (r#"{"owner":{"name":"Ann","age":3}}"#, json!({ "name": "Ann", "age": 3 })),
        (r#"{"owner":{"name":"Bob"}}"#, json!({ "name": "Bob" })),
        (r#"{"owner":{"age":4}}"#, json!({ "name": "Bob", "age": 4 })),
        (r#"{"owner":{"name":5}}"#, json!({ "name": "Bob", "age": 4 })),
        (r#"{"owner":{"age":null}}"#, json!({ "name": "Bob" })),
        // `writeOnly`
        (r#"{"owner":{"name":"Ann","password":"secret"}}"#, json!({ "name": "Ann" })),
    ] {
        assert_eq!(shown(send(&router, "PATCH", &pet, "", sent).await).await.1["owner"], owner, "{sent}");
        assert_eq!(shown(send(&router, "GET", &pet, "", "").await).await.1["owner"], owner, "{sent}");
        let pets = shown(send(&router, "GET", "/pets", "", "").await).await.1;
        assert_eq!(pets[1]["owner"], owner, "{sent}");
    }
    let replaced = shown(send(&router, "PUT", &pet, "", r#"{"name":"Tom","owner":{"name":5}}"#).await).await.1;
    assert_eq!(replaced.get("owner"), None);
    send(&router, "PATCH", &pet, "", r#"{"owner":{"name":"Ann"}}"#).await;
    let cleared = shown(send(&router, "PATCH", &pet, "", r#"{"owner":null}"#).await).await.1;
    assert_eq!(cleared.get("owner"), None);
}

#[tokio::test]
async fn nothing_is_stored_if_that_is_off() {
    let router = faked("", false);
    let (_, pet) = shown(send(&router, "POST", "/pets", "", r#"{"name":"Tom"}"#).await).await;
    assert_eq!(pet, serde_json::from_str::<Value>(PET).unwrap());
    assert_eq!(send(&router, "GET", "/pets/1", "", "").await.status(), StatusCode::OK);
}

/// A client that names its resources, as with a UUID, reads them by that name (RFC 3986 section 2.1: percent-encoded).
#[tokio::test]
async fn a_resource_has_the_id_of_its_request() {
    let router = faked("", true);
    let created = send(&router, "POST", "/pets", "", r#"{"name":"Tom","id":"a b/é"}"#).await;
    assert_eq!(created.headers()[header::LOCATION], "/pets/a%20b%2F%C3%A9");
    let (_, pet) = shown(created).await;
    assert_eq!(pet["id"], "a b/é");
    let read = async |uri: &str| shown(send(&router, "GET", uri, "", "").await).await;
    assert_eq!(read("/pets/a%20b%2F%C3%A9").await, (200, pet));
    // The same id again is the same resource; after its deletion it may be created again.
    for name in ["Kit", "Max"] {
        send(&router, "POST", "/pets", "", &format!(r#"{{"name":"{name}","id":"a b/é"}}"#)).await;
        assert_eq!(read("/pets/a%20b%2f%C3%A9").await.1["name"], name);
        assert_eq!(read("/pets").await.1.as_array().unwrap().len(), 2);
        assert_eq!(send(&router, "DELETE", "/pets/a%20b%2F%C3%A9", "", "").await.status(), StatusCode::NO_CONTENT);
    }
    // `..` would be another path.
    let (_, pet) = shown(send(&router, "POST", "/pets", "", r#"{"name":"Tom","id":".."}"#).await).await;
    assert!(pet["id"].is_number(), "{pet}");
    // A resource with the id of an example takes its place in the list.
    send(&router, "POST", "/pets", "", r#"{"name":"Ann","id":7}"#).await;
    let pets = read("/pets").await.1;
    assert_eq!(pets.as_array().unwrap().iter().filter(|pet| pet["id"] == 7).count(), 1, "{pets}");
}

#[tokio::test]
async fn a_list_has_the_selected_part() {
    let router = faked("", true);
    let names = async |query: &str| {
        let response = send(&router, "GET", &format!("/pets{query}"), "", "").await;
        let total = response.headers()["x-total-count"].to_str().unwrap().to_owned();
        let (_, pets) = shown(response).await;
        let name = |pet: &Value| pet["name"].as_str().unwrap().to_owned();
        (total, pets.as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(" "))
    };
    let expected = |total: &str, names: &str| (total.to_owned(), names.to_owned());
    assert_eq!(names("").await, expected("1", "Rex"));
    for name in ["Tom", "Kit", "Max"] {
        send(&router, "POST", "/pets", "", &format!(r#"{{"name":"{name}"}}"#)).await;
    }
    // The limit is 3 by default.
    assert_eq!(names("").await, expected("4", "Rex Tom Kit"));
    assert_eq!(names("?limit=2").await, expected("4", "Rex Tom"));
    assert_eq!(names("?offset=2&limit=%31").await, expected("4", "Kit"));
    assert_eq!(names("?offset=9").await, expected("4", ""));
}

#[tokio::test]
async fn a_list_has_the_selected_elements_in_the_selected_order() {
    let router = faked("", true);
    for pet in [
        r#"{"name":"Tom","tag":"cat","friends":["Kit","Max"],"born":"2020-01-31T23:30:00Z"}"#,
        r#"{"name":"Kit","tag":"fish","born":"2020-02-01T01:00:00.5+02:00"}"#,
        r#"{"name":"Max","tag":"cat","friends":["Rex"],"born":"2020-02-29T00:00:00Z"}"#,
    ] {
        assert_eq!(send(&router, "POST", "/pets", "", pet).await.status(), StatusCode::CREATED);
    }
    let names = async |query: &str| {
        let response = send(&router, "GET", &format!("/pets?{query}"), "", "").await;
        let total = response.headers()["x-total-count"].to_str().unwrap().to_owned();
        let (_, pets) = shown(response).await;
        let name = |pet: &Value| pet["name"].as_str().unwrap().to_owned();
        format!("{total}: {}", pets.as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(" "))
    };
    for (query, expected) in [
        // A page number counts pages, an offset elements, and no page follows the last one.
        ("limit=2&page=1", "4: Rex Tom"),
        ("limit=2&page=2", "4: Kit Max"),
        ("limit=2&page=3", "4: "),
        ("page=99999999999", "4: "),
        ("limit=2&starting_after=7", "4: Tom Kit"),
        // The header has the number of the elements that are selected.
        ("tag=cat", "2: Tom Max"),
        ("tag=fish,cat&limit=2", "3: Tom Kit"),
        ("tag=bird", "0: "),
        ("friend=Rex", "1: Max"),
        ("friend=Rex&tag=fish", "0: "),
        // RFC 3339 section 5.1: instants are ordered in one time zone. 01:00:00.5+02:00 is 23:00:00.5Z of the day before.
        ("bornAfter=2020-02-01T00:30:00%2B01:00", "2: Tom Max"),
        ("sort=-born&limit=9", "4: Max Tom Kit Rex"),
        ("sort=name", "4: Kit Max Rex"),
    ] {
        assert_eq!(names(query).await, expected, "{query}");
    }
}

/// A client that follows cursors reads each element once, and ends.
#[tokio::test]
async fn cursors_lead_through_a_list_to_its_end() {
    const BODY: &str = r#"{"data":{"pets":[1,2,3,4,5]},"meta":{"next":"abc","more":true},"pages":{"next":7}}"#;
    const fn listing(next: Following) -> Listing {
        Listing {
            items: &["data", "pets"],
            starts: &[Start::Cursor("after"), Start::Page(Selector { name: "page", default: None }, 1)],
            next: Some(next),
            has_more: &["meta", "more"],
            filters: &[],
            orders: &[],
            total: None,
            ..PAGES
        }
    }
    const CURSOR: Following = Following { path: &["meta", "next"], first: None, is_text: true, end: End::Absent };
    const NUMBER: Following = Following { path: &["pages", "next"], first: Some(1), is_text: false, end: End::Null };
    let part = |next: Following, query: &str| {
        let (parts, ()) = Request::builder().uri(format!("/pets?{query}")).body(()).unwrap().into_parts();
        let selection = listing(next).selection(&parts);
        selection.apply(serde_json::from_str(BODY).unwrap(), &mut Default::default()).unwrap()
    };
    let mut query = "limit=2".to_owned();
    let mut read = Vec::new();
    while read.len() < 9 {
        let body = part(CURSOR, &query);
        read.extend(body["data"]["pets"].as_array().unwrap().iter().filter_map(Value::as_u64));
        assert_eq!(body["meta"]["more"], json!(body["meta"].get("next").is_some()), "{body}");
        let Some(next) = body["meta"].get("next") else { break };
        query = format!("limit=2&after={}", next.as_str().unwrap());
    }
    assert_eq!(read, [1, 2, 3, 4, 5]);
    // The whole list is the example; its own cursor leads behind the end.
    assert_eq!(part(CURSOR, "limit=9"), serde_json::from_str::<Value>(BODY).unwrap());
    assert_eq!(part(CURSOR, "limit=9&after=abc")["data"]["pets"], json!([]));
    // A number of the next page.
    assert_eq!(part(NUMBER, "limit=2&page=2")["pages"]["next"], json!(3));
    assert_eq!(part(NUMBER, "limit=2&page=3")["pages"]["next"], Value::Null);
}

/// Documents without examples have empty lists.
#[tokio::test]
async fn an_empty_list_gets_what_is_created() {
    let empty = Router::new().route("/pets", routing::get(async || "[]").post(async || (StatusCode::CREATED, PET)));
    let settings = Settings {
        prefer: String::new(),
        rate_window: Duration::from_secs(60),
        is_storing: true,
        sleep: |time| Box::pin(tokio::time::sleep(time)),
    };
    let router = router(empty, OPERATIONS, settings);
    send(&router, "POST", "/pets", "", r#"{"name":"Tom"}"#).await;
    let (_, pets) = shown(send(&router, "GET", "/pets", "", "").await).await;
    assert_eq!((pets[0]["name"].as_str(), pets.as_array().map(Vec::len)), (Some("Tom"), Some(1)), "{pets}");
}
