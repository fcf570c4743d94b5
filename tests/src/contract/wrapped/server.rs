//! A server of `taxes.yaml` that stores taxes in memory, with one bug or none.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

#[derive(Default)]
struct Store {
    last: u64,
    taxes: Vec<Map<String, Value>>,
    deleted: Vec<Map<String, Value>>,
}

/// The server. `lists_wrapped` tells whether each element of the list is in a property too.
pub(super) fn router(bug: &'static str, lists_wrapped: bool) -> Router {
    let store = Arc::new(Mutex::new(Store::default()));
    Router::new().fallback(move |request: Request| {
        let store = Arc::clone(&store);
        async move {
            let (parts, body) = request.into_parts();
            let bytes = to_bytes(body, 1 << 20).await.expect("a body");
            let is_json = parts
                .headers
                .get("content-type")
                .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
            let body = serde_json::from_slice(&bytes).ok().filter(|_| is_json);
            let mut store = store.lock().expect("not poisoned");
            let (status, body) = respond(&mut store, bug, (parts.method.as_str(), parts.uri.path()), body);
            let mut response =
                (status, [(header::CONTENT_TYPE, "application/json")], shown(body, lists_wrapped).to_string())
                    .into_response();
            if status == StatusCode::METHOD_NOT_ALLOWED {
                let allowed = if parts.uri.path() == "/taxes" { "GET, POST" } else { "GET, PUT, PATCH, DELETE" };
                response.headers_mut().insert(header::ALLOW, allowed.parse().expect("a header"));
            }
            response as Response
        }
    })
}

fn shown(mut body: Value, lists_wrapped: bool) -> Value {
    if let Some(taxes) = body.get_mut("taxes").and_then(Value::as_array_mut).filter(|_| lists_wrapped) {
        taxes.iter_mut().for_each(|tax| *tax = json!({ "tax": tax.take() }));
    }
    body
}

fn respond(store: &mut Store, bug: &str, (method, path): (&str, &str), body: Option<Value>) -> (StatusCode, Value) {
    let code = match path.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["taxes"] => None,
        ["taxes", code] if is_code(&decoded(code)) => Some(decoded(code)),
        ["taxes", _] => return fault(StatusCode::BAD_REQUEST),
        _ => return fault(StatusCode::NOT_FOUND),
    };
    let Some(code) = code else {
        return match method {
            "GET" => list(store, bug),
            "POST" => create(store, bug, body),
            _ => fault(StatusCode::METHOD_NOT_ALLOWED),
        };
    };
    if !["GET", "PUT", "PATCH", "DELETE"].contains(&method) {
        return fault(StatusCode::METHOD_NOT_ALLOWED);
    }
    let given = match (method, given(body, method == "PATCH")) {
        ("PUT" | "PATCH", None) => return fault(StatusCode::BAD_REQUEST),
        (_, given) => given.unwrap_or_default(),
    };
    let Some(at) = store.taxes.iter().position(|tax| tax["code"] == code) else {
        let deleted = store.deleted.iter().find(|tax| tax["code"] == code && bug == "deleted is still there");
        return deleted.filter(|_| method == "GET").map_or_else(|| fault(StatusCode::NOT_FOUND), one);
    };
    let old = store.taxes[at].clone();
    match method {
        "GET" => one(&old),
        "DELETE" => {
            store.taxes.remove(at);
            store.deleted.push(old.clone());
            one(&old)
        }
        _ => {
            let mut new = if method == "PUT" { stored(&given, bug, &old["number"]) } else { old.clone() };
            if method == "PATCH" {
                new.extend(given.into_iter().filter(|(_, value)| bug != "null is ignored" || !value.is_null()));
            }
            if new["code"] != old["code"] && bug == "another code is rejected" {
                return fault(StatusCode::UNPROCESSABLE_ENTITY);
            }
            if new["code"] != old["code"] && store.taxes.iter().any(|tax| tax["code"] == new["code"]) {
                return fault(StatusCode::UNPROCESSABLE_ENTITY);
            }
            if bug == "patch clears others" && method == "PATCH" {
                new["rate"] = json!(0);
            }
            let is_lost = matches!((bug, method), ("update is not stored", "PUT") | ("patch is not stored", "PATCH"));
            store.taxes[at] = if is_lost { old } else { new.clone() };
            one(&new)
        }
    }
}

fn list(store: &Store, bug: &str) -> (StatusCode, Value) {
    let skipped = usize::from(bug == "created is not listed");
    let mut all: Vec<&Map<String, Value>> = store.taxes.iter().skip(skipped).collect();
    if bug == "deleted is still listed" {
        all.extend(&store.deleted);
    }
    (StatusCode::OK, json!({ "taxes": all, "meta": {} }))
}

fn create(store: &mut Store, bug: &str, body: Option<Value>) -> (StatusCode, Value) {
    let Some(given) = given(body, false) else { return fault(StatusCode::BAD_REQUEST) };
    if store.taxes.iter().any(|tax| tax["code"] == given["code"]) {
        return fault(StatusCode::UNPROCESSABLE_ENTITY);
    }
    store.last += 1;
    let new = stored(&given, bug, &store.last.into());
    if bug != "created is not stored" {
        store.taxes.push(new.clone());
    }
    (StatusCode::CREATED, one(&new).1)
}

/// Converts the tax of a request to a stored one, whose rate is a number.
fn stored(given: &Map<String, Value>, bug: &str, number: &Value) -> Map<String, Value> {
    let mut new = given.clone();
    let rate = given["rate"].as_str().and_then(|rate| rate.parse::<f64>().ok()).expect("it was checked");
    new.insert("rate".to_owned(), json!(if bug == "rate is changed" { rate + 1.0 } else { rate }));
    new.insert("number".to_owned(), number.clone());
    new.entry("applied").or_insert_with(|| (bug == "default differs").into());
    if bug == "name is cut" {
        let name: String = given["name"].as_str().unwrap_or_default().chars().take(5).collect();
        new.insert("name".to_owned(), name.into());
    }
    new
}

/// The properties of the tax in a body. `None` if one does not fit.
fn given(body: Option<Value>, is_change: bool) -> Option<Map<String, Value>> {
    let Value::Object(tax) = body?.get_mut("tax")?.take() else { return None };
    let text =
        |value: &Value, least: usize| value.as_str().is_some_and(|text| (least..=50).contains(&text.chars().count()));
    let fits = |(key, value): (&String, &Value)| match key.as_str() {
        "name" | "region" => text(value, 1),
        "note" => value.is_null() || text(value, 0),
        "code" => is_change || value.as_str().is_some_and(is_code),
        "rate" => is_change || value.as_str().is_some_and(is_rate),
        "applied" => is_change || value.is_boolean(),
        _ => true,
    };
    let required: &[&str] = if is_change { &[] } else { &["name", "code", "rate"] };
    let listed: &[&str] =
        if is_change { &["name", "note"] } else { &["name", "code", "rate", "note", "region", "applied"] };
    let is_fit = !tax.is_empty() && tax.iter().all(fits) && required.iter().all(|key| tax.contains_key(*key));
    is_fit.then(|| tax.into_iter().filter(|(key, _)| listed.contains(&key.as_str())).collect())
}

fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.chars().count())
}

/// A segment of a path without percent-encoding.
fn decoded(segment: &str) -> String {
    let mut parts = segment.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.extend(u8::from_str_radix(digits, 16).ok());
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_rate(text: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, fraction)| {
        (1..=3).contains(&whole.len()) && fraction.len() == 1 && is_digits(whole) && is_digits(fraction)
    })
}

fn one(tax: &Map<String, Value>) -> (StatusCode, Value) {
    (StatusCode::OK, json!({ "tax": tax }))
}

fn fault(status: StatusCode) -> (StatusCode, Value) {
    (status, json!({ "error": "no" }))
}
