//! Chains and semantics on a server with stored resources: correct, or with one bug.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{Options, Outcome, Report, check};
use model::Source;
use serde_json::{Map, Value, json};

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    get:
      operationId: listNotes
      summary: Lists notes, ordered by id.
      parameters:
        - {name: limit, in: query, description: The maximum number of notes., schema: {type: integer, minimum: 1, maximum: 9, default: 5}}
        - {name: offset, in: query, schema: {type: integer, minimum: 0, maximum: 1000, default: 0}}
        - {name: kind, in: query, description: Only notes of this kind., schema: {$ref: '#/components/schemas/Kind'}}
      responses:
        '200':
          description: Notes.
          headers: {X-Total-Count: {description: The number of all notes., required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}
        '400': &fault {description: Rejected., content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
    post:
      operationId: createNote
      requestBody: &note {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses:
        '201':
          description: Created.
          headers: {Location: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        '400': *fault
        '409': *fault
  /notes/{noteId}:
    parameters: [{name: noteId, in: path, required: true, schema: {type: integer, format: int64, minimum: 1}}]
    get:
      operationId: getNote
      responses: {'200': &ok {description: OK., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}, '400': *fault, '404': *fault}
    put:
      operationId: replaceNote
      requestBody: *note
      responses: {'200': *ok, '400': *fault, '404': *fault, '409': *fault}
    patch:
      operationId: changeNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
      responses: {'200': *ok, '400': *fault, '404': *fault}
    delete:
      operationId: deleteNote
      responses: {'204': {description: Deleted.}, '400': *fault, '404': *fault, '409': *fault}
  /comments:
    post:
      operationId: createComment
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Comment'}}}}
      responses:
        '201': {description: Created., content: {application/json: {schema: {$ref: '#/components/schemas/Comment'}}}}
        '400': *fault
        '404': *fault
        '409': *fault
  /comments/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64, minimum: 1}}]
    get:
      operationId: getComment
      responses: {'200': {description: OK., content: {application/json: {schema: {$ref: '#/components/schemas/Comment'}}}}, '400': *fault, '404': *fault}
    delete:
      operationId: deleteComment
      responses: {'204': {description: Deleted.}, '400': *fault, '404': *fault}
components:
  schemas:
    Kind: {type: string, enum: [draft, final]}
    Note:
      type: object
      required: [id, title, code]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        title: {type: string, minLength: 1, maxLength: 50}
        code: {type: string, pattern: '^[A-Z]{2}[0-9]{6}$'}
        kind: {$ref: '#/components/schemas/Kind'}
        size: {type: integer, format: int64, minimum: 0}
        summary: {type: string, nullable: true, maxLength: 99}
    Change:
      type: object
      minProperties: 1
      properties:
        title: {type: string, minLength: 1, maxLength: 50}
        summary: {type: string, nullable: true, maxLength: 99}
    Comment:
      type: object
      required: [id, noteId, text]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        noteId: {type: integer, format: int64, minimum: 1}
        text: {type: string, maxLength: 99}
    Fault: {type: object, required: [message], properties: {message: {type: string}}}
";

/// Each bug, and the id of the case that names it.
const BUGS: [(&str, &str); 30] = [
    ("created is not fetched", "chain/createNote/read"),
    ("created differs", "chain/createNote/read"),
    ("created is not listed", "chain/createNote/listed"),
    ("location leads nowhere", "chain/createNote/location"),
    ("location leads to another", "chain/createNote/location"),
    ("integers are rounded", "chain/createNote/created"),
    ("texts lose other alphabets", "chain/createNote/created"),
    ("id is set by the client", "chain/createNote/read-only"),
    ("conflict is 500", "chain/createNote/created-twice"),
    ("conflict has another schema", "chain/createNote/created-twice"),
    ("unknown note is 500", "chain/createComment/unknown-reference"),
    ("update keeps omitted values", "chain/createNote/read-after-update"),
    ("order is descending", "semantics/listNotes/sorted"),
    ("second default differs", "semantics/listNotes/query-offset-default"),
    ("update is not stored", "chain/createNote/read-after-update"),
    ("update returns the old values", "chain/createNote/updated"),
    ("update changes the id", "chain/createNote/updated"),
    ("patch is not stored", "chain/createNote/read-after-patch"),
    ("patch clears others", "chain/createNote/read-after-patch"),
    ("null is ignored", "chain/createNote/cleared"),
    ("deleted is still there", "chain/createNote/gone"),
    ("deleted is still listed", "chain/createNote/unlisted"),
    ("not found has another schema", "chain/createNote/gone"),
    ("second delete is 500", "chain/createNote/deleted-twice"),
    ("limit is ignored", "semantics/listNotes/query-limit-bound"),
    ("default differs", "semantics/listNotes/query-limit-default"),
    ("offset is ignored", "semantics/listNotes/pages"),
    ("total is of the page", "semantics/listNotes/total"),
    ("kind is ignored", "semantics/listNotes/query-kind-filter"),
    ("comment is not fetched", "chain/createComment/read"),
];

#[derive(Default)]
struct Store {
    last: i64,
    notes: Vec<Map<String, Value>>,
    comments: Vec<Map<String, Value>>,
    deleted: Vec<i64>,
}

fn router(bug: Option<&'static str>) -> Router {
    let store = Arc::new(Mutex::new(Store::default()));
    Router::new().fallback(move |request: Request| {
        let store = Arc::clone(&store);
        async move {
            let (parts, body) = request.into_parts();
            let bytes = to_bytes(body, 1 << 20).await.expect("a body");
            let is_json = parts.headers.get("content-type").is_some_and(|value| value == "application/json");
            let body = serde_json::from_slice(&bytes).ok().filter(|_| is_json);
            let mut store = store.lock().expect("not poisoned");
            respond(&mut store, bug.unwrap_or_default(), &parts.method, &parts.uri, body)
        }
    })
}

fn respond(store: &mut Store, bug: &str, method: &Method, uri: &axum::http::Uri, body: Option<Value>) -> Response {
    let segments: Vec<&str> = uri.path().split('/').skip(1).collect();
    let (name, id) = match segments.as_slice() {
        [name @ ("notes" | "comments")] => (*name, None),
        [name @ ("notes" | "comments"), id] => match id.parse::<i64>() {
            Ok(id) if id > 0 => (*name, Some(id)),
            _ => return fault(StatusCode::BAD_REQUEST),
        },
        _ => return fault(StatusCode::NOT_FOUND),
    };
    let allowed = match (name, id) {
        ("notes", None) => "GET, POST",
        ("notes", Some(_)) => "GET, PUT, PATCH, DELETE",
        (_, None) => "POST",
        _ => "GET, DELETE",
    };
    let method = method.as_str();
    match (method, id) {
        (method, _) if !allowed.split(", ").any(|known| known == method) => {
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)]).into_response()
        }
        ("GET", None) => list(store, bug, uri.query().unwrap_or_default()),
        ("POST", None) => create(store, bug, name, body),
        (method, Some(id)) => item(store, bug, name, (method, id), body),
        _ => unreachable!("the table of methods"),
    }
}

/// The properties of a body that the server stores. `None` if one does not fit.
fn valid(name: &str, body: Option<Value>, is_change: bool) -> Option<Map<String, Value>> {
    let Some(Value::Object(object)) = body else { return None };
    let text = |value: &Value, least: usize, most: usize| {
        value.as_str().is_some_and(|text| (least..=most).contains(&text.chars().count()))
    };
    let is_code = |value: &Value| {
        let text = value.as_str().unwrap_or_default().as_bytes();
        text.len() == 8 && text[..2].iter().all(u8::is_ascii_uppercase) && text[2..].iter().all(u8::is_ascii_digit)
    };
    let fits = |(key, value): (&String, &Value)| match (name, key.as_str()) {
        ("notes", "title") => text(value, 1, 50),
        ("notes", "code") => is_change || is_code(value),
        ("notes", "kind") => is_change || *value == "draft" || *value == "final",
        ("notes", "size") => is_change || value.as_i64().is_some_and(|size| size >= 0),
        ("notes", "summary") => value.is_null() || text(value, 0, 99),
        ("comments", "noteId") => value.as_i64().is_some_and(|id| id > 0),
        ("comments", "text") => text(value, 0, 99),
        _ => true,
    };
    let listed: &[&str] = match (name, is_change) {
        ("notes", false) => &["title", "code", "kind", "size", "summary"],
        ("notes", true) => &["title", "summary"],
        _ => &["noteId", "text"],
    };
    let required: &[&str] = if is_change {
        &[]
    } else if name == "notes" {
        &["title", "code"]
    } else {
        &["noteId", "text"]
    };
    let is_fit = object.iter().all(fits) && required.iter().all(|key| object.contains_key(*key)) && !object.is_empty();
    is_fit.then(|| object.into_iter().filter(|(key, _)| listed.contains(&key.as_str()) || key == "id").collect())
}

fn create(store: &mut Store, bug: &str, name: &str, body: Option<Value>) -> Response {
    let Some(mut new) = valid(name, body, false) else { return fault(StatusCode::BAD_REQUEST) };
    store.last += 1;
    let given = new.remove("id").filter(|_| bug == "id is set by the client");
    let id = given.unwrap_or_else(|| store.last.into());
    new.insert("id".to_owned(), id.clone());
    if name == "comments" {
        let has = |note: &Map<String, Value>| note["id"] == new["noteId"];
        if bug == "unknown note is 500" && !store.notes.iter().any(has) {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
        if !store.notes.iter().any(has) {
            return fault(StatusCode::NOT_FOUND);
        }
        // One comment for each note.
        if store.comments.iter().any(|comment| comment["noteId"] == new["noteId"]) {
            return fault(StatusCode::CONFLICT);
        }
        store.comments.push(new.clone());
        return json_response(StatusCode::CREATED, &Value::Object(new));
    }
    if store.notes.iter().any(|note| note["code"] == new["code"]) {
        return match bug {
            "conflict is 500" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "conflict has another schema" => json_response(StatusCode::CONFLICT, &json!({ "detail": "taken" })),
            _ => fault(StatusCode::CONFLICT),
        };
    }
    if bug == "integers are rounded"
        && let Some(size) = new.get("size").and_then(Value::as_f64)
    {
        #[allow(clippy::cast_possible_truncation, reason = "this is the bug")]
        new.insert("size".to_owned(), (size as i64).into());
    }
    if bug == "texts lose other alphabets" {
        let title = new["title"].as_str().expect("text").replace(|c: char| !c.is_ascii(), "?");
        new.insert("title".to_owned(), title.into());
    }
    store.notes.push(new.clone());
    let location = match bug {
        "location leads nowhere" => format!("/note/{id}"),
        "location leads to another" if store.notes.len() > 1 => format!("/notes/{}", store.notes[0]["id"]),
        "location leads to another" => {
            store.notes.insert(
                0,
                json!({ "id": 999_999, "title": "a", "code": "AA000000" }).as_object().expect("one").clone(),
            );
            "/notes/999999".to_owned()
        }
        _ => format!("/notes/{id}"),
    };
    let response = json_response(StatusCode::CREATED, &Value::Object(new));
    ([(header::LOCATION, location)], response).into_response()
}

fn list(store: &Store, bug: &str, query: &str) -> Response {
    let value = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    let number = |name: &str, default: usize| value(name).map_or(Ok(default), |(_, text)| text.parse::<usize>());
    let default = if bug == "default differs" { 1 } else { 5 };
    let (Ok(limit), Ok(offset)) =
        (number("limit", default), number("offset", usize::from(bug == "second default differs")))
    else {
        return fault(StatusCode::BAD_REQUEST);
    };
    let kind = value("kind").map(|(_, kind)| kind);
    if !(1..=9).contains(&limit) || offset > 1000 || kind.is_some_and(|kind| !["draft", "final"].contains(&kind)) {
        return fault(StatusCode::BAD_REQUEST);
    }
    let is_shown = |note: &&Map<String, Value>| {
        let is_deleted = note["id"].as_i64().is_some_and(|id| store.deleted.contains(&id));
        let is_kind = kind.is_none_or(|kind| note.get("kind").is_some_and(|own| own == kind));
        (!is_deleted || bug == "deleted is still listed") && (is_kind || bug == "kind is ignored")
    };
    let all: Vec<&Map<String, Value>> = store.notes.iter().filter(is_shown).collect();
    let mut all: Vec<_> = all.into_iter().skip(usize::from(bug == "created is not listed")).collect();
    if bug == "order is descending" {
        all.reverse();
    }
    let offset = if bug == "offset is ignored" { 0 } else { offset };
    let limit = if bug == "limit is ignored" { usize::MAX } else { limit };
    let page: Vec<_> = all.iter().skip(offset).take(limit).collect();
    let total = if bug == "total is of the page" { page.len() } else { all.len() };
    ([("x-total-count", total.to_string())], json_response(StatusCode::OK, &json!(page))).into_response()
}

fn item(store: &mut Store, bug: &str, name: &str, (method, id): (&str, i64), body: Option<Value>) -> Response {
    let is_deleted = name == "notes" && store.deleted.contains(&id);
    let has_comment = store.comments.iter().any(|comment| comment["noteId"] == id);
    let codes: Vec<Value> =
        store.notes.iter().filter(|note| note["id"] != id).map(|note| note["code"].clone()).collect();
    let stored = if name == "notes" { &mut store.notes } else { &mut store.comments };
    let found =
        stored.iter().position(|stored| stored["id"] == id).filter(|_| !is_deleted || bug == "deleted is still there");
    if matches!(method, "PUT" | "PATCH") && valid(name, body.clone(), method == "PATCH").is_none() {
        return fault(StatusCode::BAD_REQUEST);
    }
    let Some(at) = found else {
        return match bug {
            "second delete is 500" if method == "DELETE" && is_deleted => {
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
            "not found has another schema" => json_response(StatusCode::NOT_FOUND, &json!({ "detail": "gone" })),
            _ => fault(StatusCode::NOT_FOUND),
        };
    };
    let old = stored[at].clone();
    match method {
        "GET" if bug == "created is not fetched" && name == "notes" => return fault(StatusCode::NOT_FOUND),
        "GET" if bug == "comment is not fetched" && name == "comments" => return fault(StatusCode::NOT_FOUND),
        "GET" => {
            let mut shown = old;
            if bug == "created differs" {
                shown.remove("summary");
            }
            return json_response(StatusCode::OK, &Value::Object(shown));
        }
        "DELETE" if name == "notes" && has_comment => return fault(StatusCode::CONFLICT),
        "DELETE" if name == "notes" => {
            store.deleted.push(id);
            return StatusCode::NO_CONTENT.into_response();
        }
        "DELETE" => {
            stored.remove(at);
            return StatusCode::NO_CONTENT.into_response();
        }
        _ => {}
    }
    let mut new = valid(name, body, method == "PATCH").expect("it was checked");
    new.insert("id".to_owned(), id.into());
    if new.get("code").is_some_and(|code| codes.contains(code)) {
        return fault(StatusCode::CONFLICT);
    }
    if method == "PATCH" || bug == "update keeps omitted values" {
        let mut whole = old.clone();
        if bug == "patch clears others" {
            whole.remove("size");
        }
        new.retain(|_, value| bug != "null is ignored" || !value.is_null());
        whole.extend(new);
        new = whole;
    }
    let is_kept = matches!((bug, method), ("update is not stored", "PUT") | ("patch is not stored", "PATCH"));
    if !is_kept {
        stored[at] = new.clone();
    }
    match bug {
        "update returns the old values" if method == "PUT" => new = old,
        "update changes the id" if method == "PUT" => drop(new.insert("id".to_owned(), (id + 1000).into())),
        _ => {}
    }
    json_response(StatusCode::OK, &Value::Object(new))
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn fault(status: StatusCode) -> Response {
    json_response(status, &json!({ "message": "no" }))
}

fn document() -> Source {
    Source::new("notes.yaml", DOCUMENT)
}

async fn report(bug: Option<&'static str>, max_accepted: Option<usize>) -> Report {
    let options = Options { max_accepted, ..Options::default() };
    check(&document(), router(bug), &options).await.expect("the document has no errors")
}

fn failed(report: &Report) -> Vec<&str> {
    report.failures().map(|(case, _)| case.id.as_str()).collect()
}

/// The outcomes of chains and semantics.
fn chained(report: &Report) -> Vec<String> {
    let is_it = |id: &str| id.starts_with("chain/") || id.starts_with("semantics/");
    let own = report.outcomes.iter().filter(|(case, _)| is_it(&case.id));
    own.map(|(case, outcome)| format!("{} {outcome:?}", case.id)).collect()
}

#[tokio::test]
async fn a_correct_server_passes_every_chain() {
    let report = report(None, Some(20)).await;
    assert!(report.passed(), "{report}");
    let open: Vec<String> = chained(&report).into_iter().filter(|line| !line.contains(" Passed")).collect();
    assert_eq!(open, Vec::<String>::new());
    assert_eq!(report.left_behind, Vec::<String>::new());
}

#[tokio::test]
async fn each_bug_is_found_by_the_case_that_names_it() {
    let mut missed = Vec::new();
    for (bug, id) in BUGS {
        let report = report(Some(bug), Some(20)).await;
        if !failed(&report).contains(&id) {
            missed.push(format!("{bug}: {:?}\n{:#?}", failed(&report), chained(&report)));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test]
async fn nothing_is_created_without_permission() {
    let none = report(None, Some(0)).await;
    assert_eq!(none.acted_on, 0);
    assert!(none.passed(), "{none}");
    let off = Options { chains: false, ..Options::default() };
    let off = check(&document(), router(None), &off).await.expect("the document has no errors");
    let skipped = off.outcomes.iter().filter(|(case, _)| case.id.starts_with("chain/"));
    assert!(skipped.clone().count() > 20);
    for (case, outcome) in skipped {
        assert_eq!(*outcome, Outcome::Skipped("chains are switched off".to_owned()), "{}", case.id);
    }
}

#[tokio::test]
async fn what_is_not_deleted_is_reported() {
    let report = report(Some("deleted is still there"), Some(20)).await;
    // The server says that it deleted it.
    assert_eq!(report.left_behind, Vec::<String>::new());
    let without = DOCUMENT
        .replace("    delete:\n      operationId: deleteNote\n", "    x-delete:\n      operationId: deleteNote\n");
    let source = Source::new("notes.yaml", without);
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let report = check(&source, router(None), &options).await.expect("the document has no errors");
    let first = report.left_behind.first().expect("one");
    assert!(first.starts_with("/notes/") && first.contains("created by createNote: the document has no"), "{first}");
}

#[test]
fn inference_is_shown_and_never_guesses() {
    let lines = |text: &str| {
        let (api, _) = model::resolve_tolerant(&Source::new("notes.yaml", text)).expect("no errors");
        contract::inferred(&api)
    };
    assert_eq!(
        lines(DOCUMENT),
        [
            "createNote creates /notes/{noteId}: noteId is /id of its response, by the paths; used as noteId of createComment",
            "createComment creates /comments/{id}: id is /id of its response, by the paths",
        ]
    );
    // Two properties that fit.
    let two = DOCUMENT.replace(
        "        title: {type: string, minLength: 1, maxLength: 50}\n        code",
        "        noteId: {type: integer, format: int64}\n        title: {type: string, minLength: 1, maxLength: 50}\n        code",
    );
    assert_eq!(lines(&two).len(), 1, "{:?}", lines(&two));
    // A property of another type.
    let other = DOCUMENT.replace(
        "id: {type: integer, format: int64, readOnly: true}\n        noteId",
        "id: {type: boolean}\n        noteId",
    );
    assert_eq!(lines(&other).len(), 1, "{:?}", lines(&other));
}
