//! A server of `notes.yaml` that stores resources in memory, with one bug or none.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

#[derive(Default)]
struct Store {
    last: i64,
    notes: Vec<Map<String, Value>>,
    comments: Vec<Map<String, Value>>,
    deleted: Vec<i64>,
}

/// The server. The names of bugs are those of `BUGS`.
pub(super) fn router(bug: Option<&'static str>) -> Router {
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
        ("notes", "pinned") => is_change || value.is_boolean(),
        ("comments", "noteId") => value.as_i64().is_some_and(|id| id > 0),
        ("comments", "text") => text(value, 0, 99),
        _ => true,
    };
    let listed: &[&str] = match (name, is_change) {
        ("notes", false) => &["title", "code", "kind", "size", "summary", "pinned"],
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
    new.entry("pinned").or_insert_with(|| (bug == "property default differs").into());
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
    let is_decoded = bug != "escapes are not decoded";
    let kind = value("kind").map(|(_, kind)| if is_decoded { decoded(kind) } else { kind.to_owned() });
    let kind = kind.as_deref();
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
    let matching = all.len();
    if bug == "order is descending" || (bug == "order depends on limit" && limit > 5) {
        all.reverse();
    }
    let offset = match bug {
        "offset is ignored" => 0,
        "offset counts pages" => offset * limit,
        _ => offset,
    };
    let limit = if bug == "limit is ignored" { usize::MAX } else { limit };
    let page: Vec<_> = all.iter().skip(offset).take(limit).collect();
    let total = match bug {
        "total is of the page" => page.len(),
        "total ignores the kind" => store.notes.len() - store.deleted.len(),
        _ => matching,
    };
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
            "unknown note is replaced" if method == "PUT" => {
                let mut new = valid(name, body, false).expect("it was checked");
                new.insert("id".to_owned(), id.into());
                json_response(StatusCode::OK, &Value::Object(new))
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
            whole.remove("kind");
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

/// A text with its first percent-encoded letter decoded.
fn decoded(text: &str) -> String {
    let escape = text.split_once('%').and_then(|(start, rest)| Some((start, rest.get(..2)?, rest.get(2..)?)));
    let byte = escape.and_then(|(_, digits, _)| u8::from_str_radix(digits, 16).ok());
    match (escape, byte) {
        (Some((start, _, rest)), Some(byte)) => format!("{start}{}{rest}", char::from(byte)),
        _ => text.to_owned(),
    }
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn fault(status: StatusCode) -> Response {
    json_response(status, &json!({ "message": "no" }))
}
