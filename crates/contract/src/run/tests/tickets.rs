//! Tickets with notes: lists in pages of several forms, an action that changes a ticket, lists below a ticket, and `Location`. A correct
//! server passes, and one bug at a time fails its case.

use std::sync::Mutex;

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, found as outcome, report_of};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// `PARAMETERS` and `PAGE` are those of the list of tickets, `MORE` are other paths.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Tickets, version: 1.0.0}
paths:
  /tickets:
    get:
      operationId: listTickets
      parameters: [PARAMETERS]
      responses: {'200': {description: Tickets., content: {application/json: {schema: PAGE}}}, '400': {description: Rejected.}, '404': {description: None.}}
    post:
      operationId: openTicket
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'201': &ticket {description: The ticket., content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}, '400': {description: Rejected.}}
  /tickets/{ticketId}:
    parameters: &path [{name: ticketId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getTicket, responses: {'200': *ticket, '404': {description: None.}}}
    put:
      operationId: changeTicket
      summary: Replaces a ticket.
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'200': *ticket, '400': {description: Rejected.}, '404': {description: None.}, '409': {description: It is closed.}}
    delete: {operationId: deleteTicket, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
MORE
components:
  schemas:
    Draft:
      type: object
      required: [title]
      properties:
        title: {type: string, minLength: 1, maxLength: 80}
        place: {type: string, maxLength: 80}
        remark: {type: string, maxLength: 80}
    Ticket:
      allOf:
        - $ref: '#/components/schemas/Draft'
        - {type: object, required: [id, state], properties: {id: {type: integer, readOnly: true}, state: {type: string, readOnly: true}}}
    Note: {type: object, required: [id, text], properties: {id: {type: integer, readOnly: true}, text: {type: string, minLength: 1, maxLength: 80}}}
";

const LIST: &str = "{type: array, items: {$ref: '#/components/schemas/Ticket'}}";

/// A form of the list: its parameters, its schema without the list, and the names of the properties that a page has.
type Form = (&'static str, &'static str, &'static [&'static str]);

/// All tickets.
const WHOLE: Form = ("", "", &[]);
/// Pages that the document shows in other ways.
const FORMS: [Form; 4] = [
    (
        "{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 4}}, {name: cursor, in: query, schema: {type: string}}",
        "nextCursor: {type: [string, 'null']}",
        &["nextCursor"],
    ),
    ("{name: page, in: query, schema: {type: integer}}", "next: {type: [string, 'null'], format: uri}", &["next"]),
    ("{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}", "total: {type: integer}", &["total"]),
    (
        "{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 4}}, {name: page, in: query, schema: {type: integer, default: 1}}",
        "",
        &[],
    ),
];

#[derive(Default)]
struct Store {
    last: u64,
    tickets: Vec<Value>,
    /// Tickets that were deleted, and those that lists leave out.
    deleted: Vec<Value>,
    plans: Vec<Value>,
    /// The id of a ticket, and its note.
    notes: Vec<(u64, Value)>,
    /// The number of changes and closings of a closed ticket.
    conflicts: usize,
}

/// The server, with the name of a bug. Without one it is correct.
struct Server {
    store: Mutex<Store>,
    bug: &'static str,
    form: Form,
}

struct Reply {
    status: u16,
    body: Option<Value>,
    location: Option<String>,
}

fn reply(status: u16, body: impl Into<Option<Value>>) -> Reply {
    Reply { status, body: body.into(), location: None }
}

fn texts(body: &[u8], required: &str, optional: &[&str]) -> Option<serde_json::Map<String, Value>> {
    let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else { return None };
    body.retain(|name, _| name == required || optional.contains(&name.as_str()));
    let is_text = |text: &Value| text.as_str().is_some_and(|text| text.chars().count() <= 80);
    let is_there = body.get(required).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    (is_there && body.values().all(is_text)).then_some(body)
}

impl Server {
    fn has(&self, bug: &str) -> bool {
        self.bug == bug
    }

    fn respond(&self, store: &mut Store, request: &Request) -> Reply {
        let segments: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let is_json =
            |(name, value): &(String, String)| name != "content-type" || value.starts_with("application/json");
        if !request.headers.iter().all(is_json) {
            return reply(415, None);
        }
        match (request.method.as_str(), segments.as_slice()) {
            ("GET", ["tickets"]) => self.list(store, request),
            ("POST", ["tickets"]) => {
                let Some(mut new) = texts(&request.body, "title", &["place", "remark"]) else {
                    return reply(400, None);
                };
                store.last += 1;
                new.insert("id".to_owned(), store.last.into());
                new.insert("state".to_owned(), "open".into());
                store.tickets.push(new.clone().into());
                let to = match self.bug {
                    "location of another" => 1_001,
                    "location of nothing" => 0,
                    _ => store.last,
                };
                Reply { location: Some(format!("/tickets/{to}")), ..reply(201, Value::from(new)) }
            }
            ("POST", ["plans"]) => {
                let Some(mut new) = texts(&request.body, "name", &["remark", "due"]) else { return reply(400, None) };
                if new.get("due").is_some_and(|due| due != "2020-01-31") {
                    return reply(400, None);
                }
                store.last += 1;
                new.insert("id".to_owned(), store.last.into());
                store.plans.push(new.clone().into());
                reply(201, Value::from(new))
            }
            ("GET", ["plans", id]) => {
                let found = store.plans.iter().find(|plan| plan["id"].as_u64() == id.parse().ok()).cloned();
                found.map_or_else(|| reply(404, None), |plan| reply(200, plan))
            }
            (method, ["tickets", id, rest @ ..]) => match id.parse() {
                Ok(id) => self.of_ticket(store, request, (method, id, rest)),
                Err(_) => reply(400, None),
            },
            _ => reply(404, None),
        }
    }

    fn of_ticket(&self, store: &mut Store, request: &Request, (method, id, rest): (&str, u64, &[&str])) -> Reply {
        let Some(at) = store.tickets.iter().position(|ticket| ticket["id"] == id) else { return reply(404, None) };
        let is_closed = store.tickets[at]["state"] == "closed";
        match (method, rest) {
            ("GET", []) => reply(200, store.tickets[at].clone()),
            ("PUT", []) => {
                let Some(mut new) = texts(&request.body, "title", &["place", "remark"]) else {
                    return reply(400, None);
                };
                if is_closed {
                    store.conflicts += 1;
                    return reply(409, None);
                }
                let old = store.tickets[at].clone();
                for name in ["id", "state"].into_iter().chain(self.has("remark kept").then_some("remark")) {
                    if let Some(value) = old.get(name).filter(|_| !new.contains_key(name)) {
                        new.insert(name.to_owned(), value.clone());
                    }
                }
                store.tickets[at] = new.clone().into();
                reply(200, Value::from(new))
            }
            ("DELETE", []) => {
                store.deleted.push(store.tickets.remove(at));
                reply(204, None)
            }
            ("POST", ["close"]) => {
                if is_closed {
                    store.conflicts += 1;
                    return match self.bug {
                        "closed twice is 500" => reply(500, None),
                        "closed twice is open" => reply(200, json!({ "id": id, "state": 7, "title": "" })),
                        "closed twice is 404" => reply(404, None),
                        _ => reply(409, None),
                    };
                }
                let mut closed = store.tickets[at].clone();
                closed["state"] = "closed".into();
                if !self.has("close is not stored") {
                    store.tickets[at] = closed.clone();
                }
                reply(200, closed)
            }
            ("GET", ["notes"]) => {
                let own = store.notes.iter().filter(|(ticket, _)| *ticket == id || self.has("notes of all"));
                reply(200, own.map(|(_, note)| note.clone()).collect::<Value>())
            }
            ("POST", ["notes"]) => {
                let Some(mut new) = texts(&request.body, "text", &[]) else { return reply(400, None) };
                store.last += 1;
                new.insert("id".to_owned(), store.last.into());
                store.notes.push((id, new.clone().into()));
                reply(201, Value::from(new))
            }
            ("GET", ["notes", note]) => {
                let is_it = |(ticket, known): &&(u64, Value)| {
                    (*ticket == id || self.has("note of any")) && known["id"].as_u64() == note.parse().ok()
                };
                let found = store.notes.iter().find(is_it).map(|(_, note)| note.clone());
                found.map_or_else(|| reply(404, None), |note| reply(200, note))
            }
            ("PATCH", ["notes", note]) => {
                let Some(new) = texts(&request.body, "text", &[]) else { return reply(400, None) };
                let is_it =
                    |(ticket, known): &&mut (u64, Value)| *ticket == id && known["id"].as_u64() == note.parse().ok();
                let Some((_, found)) = store.notes.iter_mut().find(is_it) else { return reply(404, None) };
                found["text"] = new["text"].clone();
                reply(200, found.clone())
            }
            ("DELETE", ["notes", note]) => {
                let before = store.notes.len();
                store.notes.retain(|(ticket, known)| *ticket != id || known["id"].as_u64() != note.parse().ok());
                reply(if store.notes.len() < before { 204 } else { 404 }, None)
            }
            _ => reply(404, None),
        }
    }

    /// A page, in the form that the parameters of the request ask for.
    fn list(&self, store: &Store, request: &Request) -> Reply {
        let value = |name: &str| request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let number = |name: &str, default: usize| match value(name) {
            Some(text) => text.parse::<usize>().ok(),
            None => Some(default),
        };
        let mut all = store.tickets.clone();
        if self.has("deleted stays listed") {
            all.extend(store.deleted.clone());
        } else if self.has("created is not listed") {
            all.truncate(5);
        }
        let (parameters, _, names) = self.form;
        if parameters.is_empty() {
            return reply(200, Value::from(all));
        }
        let (Some(page), Some(start), Some(limit)) = (number("page", 1), number("cursor", 0), number("limit", 3))
        else {
            return reply(400, None);
        };
        if !(1..=4).contains(&limit) || page == 0 {
            return reply(if page == 0 { 404 } else { 400 }, None);
        }
        let start = start.max((page - 1).saturating_mul(limit));
        if page > 1 && start >= all.len() {
            return reply(404, None);
        }
        let end = start.saturating_add(limit).min(all.len());
        let shown: Vec<Value> = all.get(start..end).map(<[Value]>::to_vec).unwrap_or_default();
        let next = (end < all.len()).then(|| end.to_string());
        let link = next.as_ref().map(|_| format!("https://example.com/tickets?page={}", page + 1));
        let page = json!({ "tickets": shown, "nextCursor": next, "next": link, "total": all.len() });
        let of_form = |name: &&String| *name == "tickets" || names.contains(&name.as_str());
        let page = page.as_object().into_iter().flatten().filter(|(name, _)| of_form(name));
        reply(
            200,
            Value::from(page.map(|(name, value)| (name.clone(), value.clone())).collect::<serde_json::Map<_, _>>()),
        )
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let Reply { status, body, location } = self.respond(&mut store, request);
        let mut headers = HeaderMap::new();
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(location) = location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            headers.insert("location", location);
        }
        let status = StatusCode::from_u16(status).map_err(|error| SendError::Request(error.to_string()))?;
        Ok(HttpResponse { status, headers, body: body.map(|body| body.to_string()).unwrap_or_default().into() })
    }
}

/// The report of a run, and the store after it. Five tickets are there before.
fn tested(bug: &'static str, form: Form, more: &str, max_accepted: usize) -> Tested<(Report, Store)> {
    let (parameters, around, _) = form;
    let list = match parameters {
        "" => LIST.to_owned(),
        _ => format!("{{type: object, required: [tickets], properties: {{tickets: {LIST}, {around}}}}}")
            .replace(", }", "}"),
    };
    let document = DOCUMENT.replace("PARAMETERS", parameters).replace("PAGE", &list).replace("MORE", more);
    let ticket = |id: u64| json!({ "id": id, "state": "open", "title": format!("Ticket {id}") });
    let store = Store { last: 1_005, tickets: (1_001..=1_005).map(ticket).collect(), ..Store::default() };
    let server = Server { store: Mutex::new(store), bug, form };
    let options =
        Options { credentials: Credentials::default(), max_accepted: Some(max_accepted), ..Options::default() };
    let report = report_of(("tickets.yaml", document), &server, &options)?;
    Ok((report, server.store.into_inner()?))
}

fn is_passed(report: &Report, id: &str) -> bool {
    matches!(outcome(report, id), Some(Outcome::Passed { .. }))
}

fn is_failed(report: &Report, id: &str) -> bool {
    matches!(outcome(report, id), Some(Outcome::Failed(_)))
}

/// The list ends with the page that has no next one, fewer tickets than its limit, or all that its total counts.
#[test]
fn a_list_is_read_to_its_end() -> Tested {
    for form in FORMS {
        let (correct, store) = tested("", form, "", 20)?;
        assert!(correct.passed(), "{form:?}: {correct}");
        assert_eq!(store.tickets.len(), 5, "{form:?}");
        for id in ["chain/openTicket/listed", "chain/openTicket/unlisted"] {
            assert!(is_passed(&correct, id), "{form:?}, {id}: {:?}", outcome(&correct, id));
        }
        for (bug, id) in [
            ("deleted stays listed", "chain/openTicket/unlisted"),
            ("created is not listed", "chain/openTicket/listed"),
        ] {
            let (faulty, _) = tested(bug, form, "", 20)?;
            assert!(is_failed(&faulty, id), "{form:?}, {bug}: {:?}", outcome(&faulty, id));
        }
    }
    Ok(())
}

/// A ticket is closed once. The action is not a collection.
const CLOSE: &str = "
  /tickets/{ticketId}/close:
    parameters: *path
    post: {operationId: closeTicket, responses: {'200': *ticket, '404': {description: None.}, CODE: {description: It is closed.}}}
";

/// Each request that closes a ticket has one of its own: others change the first one.
#[test]
fn an_action_has_a_resource_of_its_own() -> Tested {
    let (report, store) = tested("", WHOLE, &close("'409'"), 60)?;
    assert!(report.passed(), "{report}");
    assert!(is_passed(&report, "accepted/closeTicket/required-parts-alone"), "{report}");
    assert!(is_passed(&report, "accepted/changeTicket/required-parts-alone"), "{report}");
    // The one conflict is that of the second request to one ticket.
    assert_eq!((store.conflicts, store.tickets.len()), (1, 5), "{report}");
    Ok(())
}

/// A second request to an action is a success, or rejected as the document says.
#[test]
fn an_action_is_requested_twice() -> Tested {
    let id = "chain/openTicket/closeTicket-twice";
    for (bug, code) in [("", "'409'"), ("closed twice is 404", "'409'"), ("", "default")] {
        let (report, _) = tested(bug, WHOLE, &close(code), 60)?;
        assert!(report.passed() && is_passed(&report, id), "{bug} {code}: {:?}", outcome(&report, id));
    }
    for bug in ["closed twice is 500", "closed twice is open"] {
        let (faulty, _) = tested(bug, WHOLE, &close("'409'"), 60)?;
        assert!(is_failed(&faulty, id), "{bug}: {:?}", outcome(&faulty, id));
    }
    // A document need not have all status codes of errors.
    let (lenient, _) = tested("", WHOLE, &close("'422'"), 60)?;
    assert!(matches!(outcome(&lenient, id), Some(Outcome::Advisory(_))), "{:?}", outcome(&lenient, id));
    let (safe, store) = tested("", WHOLE, &close("'409'"), 0)?;
    assert!(matches!(outcome(&safe, id), Some(Outcome::Skipped(_))), "{:?}", outcome(&safe, id));
    assert_eq!(store.conflicts, 0);
    Ok(())
}

/// The same with the status code of the response for a closed ticket.
fn close(code: &str) -> String {
    CLOSE.replace("CODE", code)
}

/// The notes of a ticket.
const NOTES: &str = "
  /tickets/{ticketId}/notes:
    parameters: *path
    get: {operationId: listNotes, summary: Lists the notes of a ticket., responses: {'200': {description: Notes., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}}, '404': {description: None.}}}
    post:
      operationId: addNote
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses: {'201': &note {description: The note., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}, '400': {description: Rejected.}, '404': {description: None.}}
  /tickets/{ticketId}/notes/{noteId}:
    parameters: [{name: ticketId, in: path, required: true, schema: {type: integer, minimum: 1}}, {name: noteId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getNote, responses: {'200': *note, '404': {description: None.}}}
    patch:
      operationId: changeNote
      requestBody: {required: true, content: {application/json: {schema: {type: object, minProperties: 1, properties: {text: {type: string, minLength: 1, maxLength: 80}}}}}}
      responses: {'200': *note, '400': {description: Rejected.}, '404': {description: None.}}
    delete: {operationId: deleteNote, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
";

/// A closed ticket that is read later is closed, a note of one ticket is none of another one, and PUT removes the optional properties
/// that it does not have.
#[test]
fn states_are_compared_across_requests() -> Tested {
    let more = format!("{}{NOTES}", close("'409'"));
    let (report, _) = tested("", WHOLE, &more, 60)?;
    assert!(report.passed(), "{report}");
    for (bug, id) in
        [("notes of all", "chain/addNote/not-listed-elsewhere"), ("remark kept", "chain/openTicket/replaced")]
    {
        assert!(is_passed(&report, id), "{id}: {:?}", outcome(&report, id));
        let (faulty, _) = tested(bug, WHOLE, &more, 60)?;
        assert!(is_failed(&faulty, id), "{bug}: {:?}", outcome(&faulty, id));
    }
    // The document does not have `Location`.
    let id = "chain/openTicket/created";
    assert!(is_passed(&report, id), "{:?}", outcome(&report, id));
    for bug in ["location of nothing", "location of another"] {
        let (faulty, _) = tested(bug, WHOLE, &more, 60)?;
        assert!(matches!(outcome(&faulty, id), Some(Outcome::Advisory(_))), "{bug}: {:?}", outcome(&faulty, id));
    }
    for (bug, id) in [
        // A server may bring a ticket back into the state before.
        ("close is not stored", "chain/openTicket/read-after-closeTicket"),
        // The document does not say that a note has one ticket.
        ("note of any", "chain/addNote/not-read-elsewhere"),
    ] {
        let (faulty, _) = tested(bug, WHOLE, &more, 60)?;
        assert!(is_passed(&report, id), "{:?}", outcome(&report, id));
        assert!(matches!(outcome(&faulty, id), Some(Outcome::Advisory(_))), "{bug}: {:?}", outcome(&faulty, id));
    }
    Ok(())
}

/// A server reads a format that the document does not define. The other properties are sent without it.
#[test]
fn a_property_of_an_unknown_format_is_left_out() -> Tested {
    let more = |format: &str| {
        format!(
            "
  /plans:
    post:
      operationId: addPlan
      requestBody: {{required: true, content: {{application/json: {{schema: &plan {{type: object, required: [name], properties: {{name: {{type: string, minLength: 1, maxLength: 80}}, remark: {{type: string, maxLength: 80}}, due: {{type: string, format: {format}}}}}}}}}}}}}
      responses: {{'201': {{description: The plan., content: {{application/json: {{schema: &stored {{type: object, required: [id, name], properties: {{id: {{type: integer}}, name: {{type: string}}, remark: {{type: string}}, due: {{type: string}}}}}}}}}}}}, '400': {{description: Rejected.}}}}
  /plans/{{planId}}:
    parameters: [{{name: planId, in: path, required: true, schema: {{type: integer}}}}]
    get: {{operationId: getPlan, responses: {{'200': {{description: The plan., content: {{application/json: {{schema: *stored}}}}}}, '404': {{description: None.}}}}}}
"
        )
    };
    for format in ["moon-phase", "naive-date"] {
        let (report, _) = tested("", WHOLE, &more(format), 60)?;
        assert!(report.passed(), "{format}: {report}");
        assert!(is_passed(&report, "chain/addPlan/read"), "{format}: {report}");
        let created = report.outcomes.iter().find(|(case, _)| case.id == "chain/addPlan/created");
        let body: Value =
            created.map(|(case, _)| serde_json::from_slice(&case.request.body)).transpose()?.unwrap_or_default();
        assert_eq!((body.get("remark").is_some(), body.get("due").is_some()), (true, format == "naive-date"), "{body}");
    }
    Ok(())
}
