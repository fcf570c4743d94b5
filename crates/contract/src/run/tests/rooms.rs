//! A server with stored resources whose paths end with a slash, in the ways of frameworks that write such paths; and with one bug at a
//! time.

use std::sync::Mutex;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, report_of};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Rooms with unique addresses, entity tags, numbered pages and an order.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Rooms, version: 1.0.0}
paths:
  /rooms/:
    get:
      operationId: listRooms
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: per_page, in: query, description: The number of rooms per page., schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: sort, in: query, description: The order of the rooms., schema: {type: string, enum: [id, '-id']}}
        - {name: open, in: query, description: Only rooms that are open or not., schema: {type: boolean}}
      responses:
        '200': {description: Rooms., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Room'}}}}}
        '400': {description: Rejected.}
    post:
      operationId: addRoom
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses:
        '201': {description: The room., content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}}
        '400': {description: Rejected.}
  /rooms/{id}/:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getRoom
      parameters: [{name: If-None-Match, in: header, schema: {type: string}}]
      responses:
        '200':
          description: The room.
          headers: {ETag: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}
        '304': {description: Not modified.}
        '404': {description: None.}
    put:
      operationId: replaceRoom
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses:
        '200': {description: The room., content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}}
        '400': {description: Rejected.}
        '404': {description: None.}
        '412': {description: It has changed.}
    delete:
      operationId: deleteRoom
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      responses: {'204': {description: Deleted.}, '404': {description: None.}, '412': {description: It has changed.}}
components:
  schemas:
    Draft:
      type: object
      required: [email]
      properties:
        email: {type: string, format: email, maxLength: 60, pattern: '@'}
        opens: {type: string, format: date-time}
        open: {type: boolean, default: true}
    Room:
      allOf:
        - $ref: '#/components/schemas/Draft'
        - {type: object, required: [id], properties: {id: {type: integer, readOnly: true}}}
";

#[derive(Default)]
struct Rooms {
    /// The rooms, with the versions of their entity tags.
    stored: Vec<(u64, Value)>,
    next: u64,
}

/// The server, with the name of a bug. Without one it is correct.
struct Server(Mutex<Rooms>, &'static str);

type Reply = (u16, Value, Option<String>);

impl Server {
    fn reply(&self, request: &Request) -> Option<Reply> {
        let has = |bug: &str| self.1 == bug;
        let mut rooms = self.0.lock().ok()?;
        let header = |name: &str| {
            let found = request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str())
        };
        let query = |name: &str| {
            let found = request.query.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if request.path == "/rooms/" && request.method == "GET" {
            let number = |name: &str, most: usize, default: usize| match query(name) {
                Some(text) => text.parse().ok().filter(|number| (1..=most).contains(number)),
                None => Some(default),
            };
            let numbers = number("page", 1 << 40, 1).zip(number("per_page", 50, 20));
            let is_open = query("open").map(|open| open.parse::<bool>());
            if numbers.is_none()
                || !matches!(query("sort"), None | Some("id" | "-id"))
                || matches!(is_open, Some(Err(_)))
            {
                return Some((400, Value::Null, None));
            }
            let (page, size) = numbers?;
            let mut all: Vec<Value> = rooms.stored.iter().map(|(_, room)| room.clone()).collect();
            if query("sort") == Some("-id") && !has("order ignored") {
                all.reverse();
            }
            if let Some(Ok(open)) = is_open.filter(|_| !has("filter ignored")) {
                all.retain(|room| room["open"] == open);
            }
            let skipped = (page - 1).saturating_mul(size) + usize::from(has("page skips") && page > 1);
            return Some((200, all.into_iter().skip(skipped).take(size).collect(), None));
        }
        let is_creation = request.path == "/rooms/" && request.method == "POST";
        let at = rooms.stored.iter().position(|(_, room)| request.path == format!("/rooms/{}/", room["id"]));
        if !is_creation && at.is_none() {
            return Some((404, Value::Null, None));
        }
        if is_creation || request.method == "PUT" {
            let text = |name: &str| body.get(name).and_then(Value::as_str);
            let email = text("email").filter(|email| email.contains('@') && email.chars().count() <= 60);
            let is_date = body.get("opens").is_none() || text("opens").is_some_and(|opens| opens.len() > 19);
            let is_boolean = body.get("open").is_none_or(Value::is_boolean);
            let is_taken = rooms
                .stored
                .iter()
                .enumerate()
                .any(|(index, (_, room))| room["email"] == body["email"] && Some(index) != at);
            if email.is_none()
                || !is_date
                || !is_boolean
                || is_taken
                || request
                    .headers
                    .iter()
                    .any(|(name, value)| name == "content-type" && !value.starts_with("application/json"))
            {
                return Some((400, Value::Null, None));
            }
        }
        let room = |id: &Value| {
            let mut room =
                json!({ "id": id, "email": body["email"], "open": body.get("open").unwrap_or(&json!(true)) });
            if let Some(opens) = body.get("opens") {
                // In UTC.
                room["opens"] = opens.as_str()?.replace("2020-01-31T23:30:00+05:30", "2020-01-31T18:00:00Z").into();
            }
            Some(room)
        };
        rooms.next += 1;
        let next = rooms.next;
        let Some(at) = at else {
            let room = room(&next.into())?;
            rooms.stored.push((next, room.clone()));
            return Some((201, room, None));
        };
        let tag = |version: u64| format!("\"{version}\"");
        let (version, stored) = rooms.stored.get(at)?.clone();
        let is_stale = header("if-match").is_some_and(|wanted| wanted != "*" && wanted != tag(version));
        Some(match request.method.as_str() {
            "GET" if header("if-none-match") == Some(tag(version).as_str()) && !has("tag ignored") => {
                (304, Value::Null, None)
            }
            "GET" => (200, stored, Some(tag(if has("tag kept") { 1 } else { version }))),
            "PUT" | "DELETE" if is_stale && !has("stale accepted") => (412, Value::Null, None),
            "PUT" => {
                let room = room(&stored["id"])?;
                *rooms.stored.get_mut(at)? = (next, room.clone());
                (200, room, None)
            }
            "DELETE" => {
                rooms.stored.remove(at);
                (204, Value::Null, None)
            }
            _ => (405, Value::Null, None),
        })
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body, tag) = self.reply(request).unwrap_or((500, Value::Null, None));
        let mut headers = HeaderMap::new();
        let is_json = !body.is_null();
        for (name, value) in [
            ("content-type", is_json.then(|| "application/json".to_owned())),
            ("etag", tag),
            ("allow", (status == 405).then(|| "GET, POST, PUT, DELETE".to_owned())),
        ] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        let status = StatusCode::from_u16(status).map_err(|error| SendError::Request(error.to_string()))?;
        Ok(HttpResponse { status, headers, body: if is_json { body.to_string().into() } else { String::new().into() } })
    }
}

fn report(bug: &'static str) -> Result<Report, Box<dyn std::error::Error>> {
    let server = Server(Mutex::default(), bug);
    let options = Options { credentials: Credentials::default(), ..Options::default() };
    report_of(("rooms.yaml", DOCUMENT), &server, &options)
}

fn failed(report: &Report) -> Vec<&str> {
    let failed = report.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_)));
    failed.map(|(case, _)| case.id.as_str()).collect()
}

#[test]
fn a_correct_server_passes() -> Tested {
    let report = report("")?;
    assert!(failed(&report).is_empty(), "{report}");
    for id in [
        "chain/addRoom/read",
        "chain/addRoom/not-modified",
        "chain/addRoom/stale-update",
        "chain/addRoom/tag-changed",
        "chain/addRoom/deleted",
        "accepted/deleteRoom/header-If-Match-alone",
        "accepted/getRoom/required-parts-alone",
        "semantics/listRooms/pages",
        "semantics/listRooms/query-sort--id",
        "semantics/listRooms/query-open-filter",
    ] {
        let outcome = report.outcomes.iter().find(|(case, _)| case.id == id).map(|(_, outcome)| outcome);
        assert!(matches!(outcome, Some(Outcome::Passed { .. })), "{id}: {outcome:?}");
    }
    Ok(())
}

#[test]
fn each_bug_fails_its_case() -> Tested {
    for (bug, id) in [
        ("stale accepted", "chain/addRoom/stale-update"),
        ("tag ignored", "chain/addRoom/not-modified"),
        ("tag kept", "chain/addRoom/tag-changed"),
        ("page skips", "semantics/listRooms/pages"),
        ("order ignored", "semantics/listRooms/query-sort--id"),
        ("filter ignored", "semantics/listRooms/query-open-filter"),
    ] {
        let report = report(bug)?;
        assert!(failed(&report).contains(&id), "{bug}: {:?}", failed(&report));
    }
    Ok(())
}
