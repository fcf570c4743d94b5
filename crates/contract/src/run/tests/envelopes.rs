//! Lists inside of an envelope, as `{"code": 0, "data": {"list": [], "total": 0}}`. A correct server passes; one bug at a time fails its case.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// The envelope of one note, and of a page of notes. An error has no data.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      operationId: listNotes
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, maximum: 1000, default: 1}}
        - {name: pageSize, in: query, description: The maximum number of notes on a page., schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
        - {name: kind, in: query, description: Only notes of this kind., schema: &kind {type: string, enum: [plain, urgent]}}
      responses:
        '200':
          description: A page of notes.
          content: {application/json: {schema: {type: object, required: [code, data], properties: {code: {type: integer}, message: {type: string}, data: {type: object, required: [list, total], properties: {list: {type: array, items: &note {type: object, required: [id, text, kind], properties: {id: {type: integer}, text: {type: string}, kind: *kind}}}, total: {type: integer, description: The total number of notes that match.}}}}}}}
        '400': &error {description: Rejected., content: {application/json: {schema: {type: object, required: [code, message], properties: {code: {type: integer}, message: {type: string}}}}}}
    post:
      operationId: addNote
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, minLength: 1, maxLength: 40}, kind: *kind}}}}}
      responses: {'201': &one {description: The note., content: {application/json: {schema: {type: object, required: [code, data], properties: {code: {type: integer}, message: {type: string}, data: *note}}}}}, '400': *error, '415': *error}
  /notes/{noteId}:
    parameters: [{name: noteId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getNote, responses: {'200': *one, '400': *error, '404': *error}}
    delete: {operationId: deleteNote, responses: {'204': {description: Deleted.}, '400': *error, '404': *error}}
";

struct Server {
    notes: Mutex<(u64, Vec<Value>)>,
    bug: &'static str,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let Ok(mut guard) = self.notes.lock() else { return (500, Value::Null) };
        let (last, notes) = &mut *guard;
        let id = request.path.strip_prefix("/notes/").map(str::parse::<u64>);
        let position = |id: u64, notes: &[Value]| notes.iter().position(|note| note["id"] == id);
        match (request.method.as_str(), id) {
            ("GET", None) if request.path == "/notes" => self.list(notes, &request.query),
            ("POST", None) if request.path == "/notes" && !is_json(request) => (415, error("Not JSON.")),
            ("POST", None) if request.path == "/notes" => match note(&request.body) {
                Some((text, kind)) => {
                    *last += 1;
                    let note = json!({ "id": *last, "text": text, "kind": kind });
                    notes.push(note.clone());
                    (201, json!({ "code": 0, "message": "ok", "data": note }))
                }
                None => (400, error("Not a note.")),
            },
            ("GET" | "DELETE", Some(Err(_))) => (400, error("No number.")),
            ("GET", Some(Ok(id))) => match position(id, notes) {
                Some(at) => (200, json!({ "code": 0, "data": notes[at] })),
                None => (404, error("No such note.")),
            },
            ("DELETE", Some(Ok(id))) => match position(id, notes) {
                Some(at) => {
                    notes.remove(at);
                    (204, Value::Null)
                }
                None => (404, error("No such note.")),
            },
            ("HEAD" | "OPTIONS", _) => (204, Value::Null),
            (_, None) if request.path != "/notes" => (404, error("No such path.")),
            _ => (405, error("No such method.")),
        }
    }

    fn list(&self, notes: &[Value], query: &[(String, String)]) -> (u16, Value) {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let number = |name: &str, default: usize, most: usize| match value(name).map(str::parse) {
            None => Some(default),
            Some(number) => number.ok().filter(|number| (1..=most).contains(number)),
        };
        let kind = value("kind");
        let (Some(page), Some(size), true) =
            (number("page", 1, 1000), number("pageSize", 20, 50), kind.is_none_or(is_kind))
        else {
            return (400, error("Not a page."));
        };
        let is_shown = |note: &&Value| self.bug == "all kinds" || kind.is_none_or(|kind| note["kind"] == kind);
        let all: Vec<&Value> = notes.iter().filter(is_shown).collect();
        let size = if self.bug == "any size" { 50 } else { size };
        let shown: Vec<&&Value> = all.iter().skip((page - 1) * size).take(size).collect();
        let shown = if self.bug == "not listed" { Vec::new() } else { shown };
        let total = if self.bug == "total of the page" { shown.len() } else { all.len() };
        (200, json!({ "code": 0, "message": "ok", "data": { "list": shown, "total": total } }))
    }
}

fn is_kind(kind: &str) -> bool {
    ["plain", "urgent"].contains(&kind)
}

fn note(body: &[u8]) -> Option<(String, String)> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = body.get("text")?.as_str().filter(|text| (1..=40).contains(&text.chars().count()))?;
    let kind = match body.get("kind") {
        None => "plain",
        Some(kind) => kind.as_str().filter(|kind| is_kind(kind))?,
    };
    Some((text.to_owned(), kind.to_owned()))
}

fn error(message: &str) -> Value {
    json!({ "code": 1, "message": message })
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        response(status, &body, "GET, POST, DELETE")
    }
}

fn report(bug: &'static str) -> Tested<(Report, usize)> {
    let server = Server { notes: Mutex::default(), bug };
    let options = Options { max_accepted: Some(60), ..Options::default() };
    let report = report_of(("notes.yaml", DOCUMENT), &server, &options)?;
    let left = server.notes.lock().map_err(|error| error.to_string())?.1.len();
    Ok((report, left))
}

#[test]
fn a_list_in_an_envelope_is_compared() -> Tested {
    let (correct, left) = report("")?;
    assert_eq!((failed(&correct), left), (vec![], 0), "{correct}");
    for id in [
        "chain/addNote/listed",
        "chain/addNote/unlisted",
        "semantics/listNotes/query-pageSize-bound",
        "semantics/listNotes/pages",
        "semantics/listNotes/total",
        "semantics/listNotes/query-kind-filter",
        "semantics/listNotes/query-kind-total",
    ] {
        assert_eq!(found(&correct, id), Some(&Outcome::Passed { status: 200 }), "{id}: {correct}");
    }
    for (bug, id) in [
        ("not listed", "chain/addNote/listed"),
        ("any size", "semantics/listNotes/query-pageSize-bound"),
        ("total of the page", "semantics/listNotes/total"),
        ("all kinds", "semantics/listNotes/query-kind-filter"),
    ] {
        let (faulty, _) = report(bug)?;
        assert!(failed(&faulty).contains(&id), "{bug}: {faulty}");
    }
    Ok(())
}
