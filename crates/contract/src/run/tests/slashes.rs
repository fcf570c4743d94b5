//! Paths that end with a slash, as Django writes them: the run does the same as without.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, report_of, response};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Tickets, version: '1'}
paths:
  /tickets:
    get: {operationId: listTickets, responses: {'200': {description: Tickets., content: {application/json: {schema: {type: array, items: &ticket {type: object, required: [id, title, state], properties: {id: {type: integer, readOnly: true}, title: {type: string, minLength: 1, maxLength: 80}, state: {type: string, readOnly: true}}}}}}}}}
    post: {operationId: openTicket, requestBody: &draft {required: true, content: {application/json: {schema: *ticket}}}, responses: {'201': &one {description: The ticket., content: {application/json: {schema: *ticket}}}, '400': &error {description: Rejected.}}}
  /tickets/{id}:
    parameters: &path [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getTicket, responses: {'200': *one, '400': *error, '404': &none {description: None.}}}
    put: {operationId: putTicket, requestBody: *draft, responses: {'200': *one, '400': *error, '404': *none, '409': {description: Closed.}}}
    delete: {operationId: deleteTicket, responses: {'204': &done {description: Deleted.}, '400': *error, '404': *none}}
  /tickets/{id}/close:
    parameters: *path
    post: {operationId: closeTicket, responses: {'200': *one, '400': *error, '404': *none, '409': {description: Closed.}}}
  /tickets/{id}/notes:
    parameters: *path
    get: {operationId: listNotes, responses: {'200': {description: Notes., content: {application/json: {schema: {type: array, items: &note {type: object, required: [id, text], properties: {id: {type: integer, readOnly: true}, text: {type: string, minLength: 1, maxLength: 80}}}}}}}, '400': *error, '404': *none}}
    post: {operationId: addNote, requestBody: {required: true, content: {application/json: {schema: *note}}}, responses: {'201': &notes {description: The note., content: {application/json: {schema: *note}}}, '400': *error, '404': *none}}
  /tickets/{id}/notes/{noteId}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}, {name: noteId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getNote, responses: {'200': *notes, '400': *error, '404': *none}}
    delete: {operationId: deleteNote, responses: {'204': *done, '400': *error, '404': *none}}
  /tickets/bulk-delete:
    post: {operationId: deleteTickets, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [ids], properties: {ids: {type: array, minItems: 1, items: {type: integer, minimum: 1}}}}}}}, responses: {'204': *done, '400': *error}}
  /logout:
    post: {operationId: logOut, security: [{key: []}], responses: {'204': *done, '401': {description: Who?}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
";

/// The document with a slash at the end of each path.
fn with_slashes() -> String {
    let line = |line: &str| match line.strip_prefix("  /").and_then(|rest| rest.split_once(':')) {
        Some((path, rest)) => format!("  /{path}/:{rest}"),
        None => line.to_owned(),
    };
    DOCUMENT.lines().map(line).collect::<Vec<String>>().join("\n")
}

#[derive(Default)]
struct Store {
    last: u64,
    tickets: BTreeMap<u64, Value>,
    /// Notes by the ids of the ticket and of the note.
    notes: BTreeMap<(u64, u64), Value>,
    /// The requests, without a slash at the end of their paths.
    log: Vec<(String, String)>,
}

/// A server that knows paths with a slash alone, or paths without one.
struct Server {
    store: Mutex<Store>,
    has_slashes: bool,
    bug: &'static str,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let path = match (request.path.strip_suffix('/'), self.has_slashes) {
            (Some(path), true) => path,
            (None, false) => request.path.as_str(),
            _ => return (404, Value::Null),
        };
        let method = request.method.as_str();
        store.log.push((method.to_owned(), path.to_owned()));
        let parsed: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let text = |name: &str| {
            let text = parsed[name].as_str().filter(|text| (1..=80).contains(&text.chars().count()));
            text.filter(|_| is_json(request))
        };
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let id = |at: usize| parts.get(at).and_then(|id| id.parse::<u64>().ok()).filter(|id| *id > 0);
        match (method, parts.as_slice()) {
            ("GET", ["tickets"]) => (200, store.tickets.values().cloned().collect()),
            ("POST", ["tickets", "bulk-delete"]) => {
                let ids = parsed["ids"].as_array().filter(|ids| !ids.is_empty() && is_json(request));
                let ids: Option<Vec<u64>> = ids.and_then(|ids| ids.iter().map(Value::as_u64).collect());
                let Some(ids) = ids.filter(|ids| !ids.contains(&0)) else { return (400, Value::Null) };
                ids.iter().for_each(|id| drop(store.tickets.remove(id)));
                (204, Value::Null)
            }
            ("POST", ["tickets"]) => {
                let Some(title) = text("title") else { return (400, Value::Null) };
                store.last += 1;
                let ticket = json!({ "id": store.last, "title": title, "state": "open" });
                let last = store.last;
                store.tickets.insert(last, ticket.clone());
                (201, ticket)
            }
            ("POST", ["logout"]) => match request.headers.iter().any(|(name, key)| name == "x-key" && key == "k") {
                true => (204, Value::Null),
                false => (401, Value::Null),
            },
            (_, ["tickets" | "logout"] | ["tickets", "bulk-delete"]) => (405, Value::Null),
            (method, ["tickets", _, rest @ ..]) => {
                let Some(own) = id(1) else { return (400, Value::Null) };
                let Some(ticket) = store.tickets.get(&own).cloned() else { return (404, Value::Null) };
                let is_closed = ticket["state"] == "closed";
                match (method, rest) {
                    ("GET", []) => (200, ticket),
                    ("PUT", []) if text("title").is_none() => (400, Value::Null),
                    ("PUT", []) | ("POST", ["close"]) if is_closed => {
                        (if self.bug == "closed twice" { 500 } else { 409 }, Value::Null)
                    }
                    ("PUT", []) => {
                        let mut new = ticket;
                        new["title"] = text("title").into();
                        store.tickets.insert(own, new.clone());
                        (200, new)
                    }
                    ("DELETE", []) => {
                        store.tickets.remove(&own);
                        store.notes.retain(|(ticket, _), _| *ticket != own);
                        (204, Value::Null)
                    }
                    ("POST", ["close"]) => {
                        let mut new = ticket;
                        new["state"] = "closed".into();
                        if self.bug != "not closed" {
                            store.tickets.insert(own, new.clone());
                        }
                        (200, new)
                    }
                    ("GET", ["notes"]) => {
                        let notes = store.notes.iter().filter(|((ticket, _), _)| *ticket == own);
                        (200, notes.map(|(_, note)| note.clone()).collect())
                    }
                    ("POST", ["notes"]) => {
                        let Some(text) = text("text") else { return (400, Value::Null) };
                        store.last += 1;
                        let last = store.last;
                        let note = json!({ "id": last, "text": text });
                        store.notes.insert((own, last), note.clone());
                        (201, note)
                    }
                    (method @ ("GET" | "DELETE"), ["notes", _]) => {
                        let Some(note) = id(3) else { return (400, Value::Null) };
                        match (method, store.notes.get(&(own, note)).cloned()) {
                            (_, None) => (404, Value::Null),
                            ("GET", Some(note)) => (200, note),
                            _ => {
                                store.notes.remove(&(own, note));
                                (204, Value::Null)
                            }
                        }
                    }
                    (_, [] | ["close" | "notes"] | ["notes", _]) => (405, Value::Null),
                    _ => (404, Value::Null),
                }
            }
            _ => (404, Value::Null),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        response(status, &body, "GET, PUT, DELETE, POST")
    }
}

/// The report of a run, and the requests that the server got.
fn tested(has_slashes: bool, bug: &'static str) -> Tested<(Report, Vec<(String, String)>)> {
    let server = Server { store: Mutex::default(), has_slashes, bug };
    let document = if has_slashes { with_slashes() } else { DOCUMENT.to_owned() };
    let credentials = Credentials::default().with("key", "k");
    let options = Options { credentials, max_accepted: Some(60), ..Options::default() };
    let report = report_of(("tickets.yaml", document), &server, &options)?;
    let mut log = server.store.into_inner()?.log;
    // The path of `routing/unknown-path` has no slash.
    log.retain(|(_, path)| path != "/no/such/path");
    Ok((report, log))
}

/// The id of each case with the word of its outcome, without slashes at the end of paths.
fn outcomes(report: &Report) -> Vec<(String, &'static str)> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Passed { .. } => "passed",
        Outcome::Failed(_) | Outcome::KnownFailure(_) => "failed",
        Outcome::Advisory(_) => "advisory",
        Outcome::Inconclusive { .. } => "inconclusive",
        Outcome::Skipped(_) => "skipped",
    };
    report.outcomes.iter().map(|(case, outcome)| (case.id.trim_end_matches('/').to_owned(), word(outcome))).collect()
}

#[test]
fn a_slash_at_the_end_of_each_path_changes_nothing() -> Tested {
    for bug in ["", "closed twice", "not closed"] {
        let ((without, log), (with, of_slashes)) = (tested(false, bug)?, tested(true, bug)?);
        assert!(failed(&without).is_empty() || !bug.is_empty(), "{without}");
        assert_eq!(outcomes(&with), outcomes(&without), "{bug}: {with}");
        let other = of_slashes.iter().zip(&log).position(|(one, other)| one != other);
        assert_eq!(other.map(|at| (at, &of_slashes[at], &log[at])), None, "{bug}");
        assert_eq!(of_slashes.len(), log.len(), "{bug}");
        assert_eq!(with.left_behind.len(), without.left_behind.len());
    }
    Ok(())
}
