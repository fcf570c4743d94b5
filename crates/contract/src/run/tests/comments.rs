//! Elements without a path of their own: comments of a ticket, and announcements. A correct server passes; one bug at a time fails its case.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::{LeftBehind, Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Tickets, version: '1'}
paths:
  /tickets:
    post: {operationId: openTicket, requestBody: &text {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, minLength: 1, maxLength: 40}}}}}}, responses: {'201': &one {description: The new one., content: {application/json: {schema: &schema {type: object, required: [id, text], properties: {id: {type: integer}, text: {type: string}}}}}}, '400': &error {description: Rejected.}, '415': *error}}
  /tickets/{ticketId}:
    parameters: &ticket [{name: ticketId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getTicket, responses: {'200': *one, '400': *error, '404': *error}}
    delete: {operationId: deleteTicket, responses: {'204': {description: Deleted.}, '400': *error, '404': *error, '409': *error}}
  /tickets/{ticketId}/comments:
    parameters: *ticket
    get: {operationId: listComments, responses: {'200': {description: All., content: {application/json: {schema: {type: object, required: [comments], properties: {comments: {type: array, items: *schema}}}}}}, '400': *error, '404': *error}}
    post: {operationId: addComment, requestBody: *text, responses: {'201': *one, '400': *error, '404': *error, '415': *error}}
  /announcements:
    get: {operationId: listAnnouncements, responses: {'200': {description: Those to everybody., content: {application/json: {schema: {type: array, items: *schema}}}}, '400': *error}}
    post: {operationId: announce, requestBody: *text, responses: {'201': *one, '400': *error, '415': *error}}
  /tickets/{ticketId}/votes:
    parameters: *ticket
    get: {operationId: listVotes, responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {type: object, required: [id], properties: {id: {type: integer}, voter: {type: string}}}}}}}, '400': *error, '404': *error}}
    post: {operationId: vote, responses: {'201': *one, '400': *error, '404': *error}}
  /tickets/{ticketId}/neighbours:
    parameters: *ticket
    get: {operationId: listNeighbours, responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: *schema}}}}, '400': *error, '404': *error}}
    post: {operationId: addNeighbour, responses: {'201': *one, '400': *error, '404': *error}}
  /tickets/{ticketId}/notes:
    parameters: *ticket
    get: {operationId: listNotes, summary: The approved notes, responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: *schema}}}}, '400': *error, '404': *error}}
    post: {operationId: addNote, requestBody: *text, responses: {'201': *one, '400': *error, '404': *error, '415': *error}}
";

#[derive(Default)]
struct Store {
    last: u64,
    tickets: Vec<Value>,
    /// Each with the path of its list.
    elements: Vec<(String, Value)>,
}

struct Server {
    store: Mutex<Store>,
    bug: &'static str,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let Ok(mut store) = self.store.lock() else { return (500, Value::Null) };
        let segments: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let ticket = match segments.as_slice() {
            ["tickets", id, ..] => match id.parse::<u64>() {
                Ok(id) => match store.tickets.iter().position(|ticket| ticket["id"] == id) {
                    Some(at) => Some(at),
                    None => return (404, Value::Null),
                },
                Err(_) => return (400, Value::Null),
            },
            _ => None,
        };
        let path = request.path.clone();
        match (request.method.as_str(), segments.as_slice(), ticket) {
            ("GET", ["tickets", _], Some(at)) => (200, store.tickets[at].clone()),
            ("DELETE", ["tickets", _], Some(_)) if store.elements.iter().any(|(to, _)| to.starts_with(&path)) => {
                (409, Value::Null)
            }
            ("DELETE", ["tickets", _], Some(at)) => {
                if self.bug != "nothing is deleted" {
                    store.tickets.remove(at);
                }
                (204, Value::Null)
            }
            // The ticket that the vote is for.
            ("POST", ["tickets", _, "votes" | "neighbours"], Some(at)) => (201, store.tickets[at].clone()),
            ("GET", ["tickets", _, "votes" | "neighbours" | "notes"], Some(_)) => (200, json!([])),
            ("GET", ["tickets", _, "comments"] | ["announcements"], _) => {
                let is_shown = |to: &str| self.bug != "never listed" && to == path;
                let all: Vec<&Value> = store.elements.iter().filter(|(to, _)| is_shown(to)).map(|(_, of)| of).collect();
                (200, if path == "/announcements" { json!(all) } else { json!({ "comments": all }) })
            }
            ("POST", ["tickets"] | ["announcements"] | ["tickets", _, "comments" | "notes"], _) => {
                if !is_json(request) {
                    return (415, Value::Null);
                }
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let is_text = |text: &&str| (1..=40).contains(&text.chars().count());
                let Some(text) = body.get("text").and_then(Value::as_str).filter(is_text) else {
                    return (400, Value::Null);
                };
                store.last += 1;
                let new = json!({ "id": store.last, "text": text });
                match path.as_str() {
                    "/tickets" => store.tickets.push(new.clone()),
                    _ if self.bug == "with the first ticket" && ticket.is_some() => {
                        store.elements.push(("/tickets/0/comments".to_owned(), new.clone()));
                    }
                    _ => store.elements.push((path, new.clone())),
                }
                (201, new)
            }
            ("HEAD" | "OPTIONS", ..) => (204, Value::Null),
            _ => (405, Value::Null),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        response(status, &body, "GET, POST, DELETE")
    }
}

fn report(bug: &'static str, options: &Options) -> Tested<Report> {
    report_of(("tickets.yaml", DOCUMENT), &Server { store: Mutex::default(), bug }, options)
}

const LISTED: &str = "chain/addComment/listed";

#[test]
fn an_element_without_a_path_of_its_own_is_listed() -> Tested {
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let correct = report("", &options)?;
    assert_eq!(failed(&correct), [""; 0], "{correct}");
    for id in [LISTED, "chain/announce/listed"] {
        assert_eq!(found(&correct, id), Some(&Outcome::Passed { status: 200 }), "{id}: {correct}");
    }
    // The response to a vote is no vote.
    assert_eq!(found(&correct, "chain/vote/listed"), None);
    // The response is the ticket of the path.
    assert_eq!(
        found(&correct, "chain/addNeighbour/listed").map(|outcome| matches!(outcome, Outcome::Skipped(_))),
        Some(true)
    );
    // They may be hidden.
    assert_eq!(found(&correct, "chain/addNote/listed"), None);
    // A warning: no text demands it.
    for (bug, ids) in
        [("with the first ticket", [LISTED].as_slice()), ("never listed", &[LISTED, "chain/announce/listed"])]
    {
        let faulty = report(bug, &options)?;
        assert_eq!(failed(&faulty), [""; 0], "{faulty}");
        for id in ids {
            assert!(matches!(found(&faulty, id), Some(Outcome::Advisory(_))), "{bug}: {id}: {faulty}");
        }
    }
    Ok(())
}

/// A ticket with comments is not deleted; they have no DELETE. Another ticket, which nothing names, shows what DELETE does.
#[test]
fn an_instance_that_nothing_names_is_deleted() -> Tested {
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let correct = report("", &options)?;
    for step in ["deleted", "gone", "deleted-twice"] {
        let id = format!("chain/openTicket/{step}");
        assert!(matches!(found(&correct, &id), Some(Outcome::Passed { .. })), "{id}: {correct}");
    }
    let is_rejected = |left: &&LeftBehind| left.operation == "openTicket" && left.reason == "DELETE returned 409";
    assert_eq!(correct.left_behind.iter().filter(is_rejected).count(), 1, "{correct}");
    let faulty = report("nothing is deleted", &options)?;
    assert!(failed(&faulty).contains(&"chain/openTicket/gone"), "{faulty}");
    Ok(())
}

#[test]
fn without_chains_and_with_safe_requests_alone_no_list_is_read() -> Tested {
    for options in [
        Options { max_accepted: Some(20), chains: false, ..Options::default() },
        Options { max_accepted: Some(0), ..Options::default() },
    ] {
        let report = report("never listed", &options)?;
        assert!(matches!(found(&report, LISTED), Some(Outcome::Skipped(_))), "{report}");
    }
    Ok(())
}
