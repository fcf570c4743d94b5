//! Resources that requests create apart from those of chains: copies, resources below others, those that an action moves, and those whose path only
//! `Location` tells. Nothing of it stays on the server, or the report says what does; and nothing is deleted that was there before.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::HeaderValue;
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Documents with templates, from which projects are made.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    get: {operationId: listNotes, responses: {'200': {description: Notes., content: {application/json: {schema: {type: array, items: &note {type: object, required: [id, title], properties: {id: {type: integer, readOnly: true}, title: {type: string, minLength: 1, maxLength: 60}}}}}}}}}
    post: {operationId: addNote, requestBody: &draft {required: true, content: {application/json: {schema: *note}}}, responses: {'201': &one {description: The note., content: {application/json: {schema: *note}}}, '400': &error {description: Rejected.}}}
  /notes/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getNote, responses: {'200': *one, '400': *error, '404': &none {description: None.}}}
    delete: {operationId: deleteNote, responses: {'204': {description: Deleted.}, '400': *error, '404': *none}}
  /notes/{id}/duplicate:
    parameters: *id
    post: {operationId: duplicateNote, responses: {'201': *one, '200': *one, '400': *error, '404': *none}}
  /notes/{id}/lines:
    parameters: *id
    post: {operationId: addLine, requestBody: *draft, responses: {'201': *one, '400': *error, '404': *none}}
  /notes/{id}/lines/{lineId}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: lineId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getLine, responses: {'200': *one, '400': *error, '404': *none}}
  /parts:
    post: {operationId: addPart, requestBody: *draft, responses: {'201': {description: The part., headers: {Location: {required: true, schema: {type: string}}}}, '400': *error}}
  /parts({id}):
    parameters: *id
    get: {operationId: getPart, responses: {'200': *one, '400': *error, '404': *none}}
    delete: {operationId: deletePart, responses: {'204': {description: Deleted.}, '400': *error, '404': *none}}
  /events:
    post: {operationId: addEvent, requestBody: *draft, responses: {'201': {description: Noted.}, '400': *error}}
";

/// The paths of the notes and parts with their values, and the events.
type Store = BTreeMap<String, Value>;

struct Server {
    store: Mutex<Store>,
    bug: &'static str,
}

/// The resources that were there before the run.
fn old() -> Store {
    let old = |path: &str, id: u64| (path.to_owned(), json!({ "id": id, "title": "Old" }));
    [old("/notes/1", 1), old("/notes/2", 2), old("/parts(1)", 1)].into()
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value, Option<String>) {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let only = |status: u16| (status, Value::Null, None);
        let path = request.path.as_str();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let title = body["title"].as_str().filter(|text| is_json(request) && (1..=60).contains(&text.chars().count()));
        let next = u64::try_from(store.len()).unwrap_or_default() + 10;
        let next = (next..)
            .find(|id| {
                ["/notes/", "/parts("]
                    .iter()
                    .all(|start| !store.keys().any(|key| key.trim_end_matches(')').ends_with(&format!("{start}{id}"))))
            })
            .unwrap_or(next);
        let parts: Vec<&str> = path.split(['/', '(', ')']).skip(1).filter(|part| !part.is_empty()).collect();
        if parts.get(1).is_some_and(|id| id.parse::<i64>().is_err()) {
            return only(400);
        }
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["notes"]) => {
                let notes = store.iter().filter(|(path, _)| path.starts_with("/notes/") && !path.contains("/lines/"));
                (200, notes.map(|(_, note)| note.clone()).collect(), None)
            }
            ("POST", ["events"]) => match title {
                Some(title) => {
                    store.insert(format!("/events/{next}"), title.into());
                    only(201)
                }
                None => only(400),
            },
            ("POST", [collection @ ("notes" | "parts")]) => {
                let Some(title) = title else { return only(400) };
                let path = if *collection == "notes" { format!("/notes/{next}") } else { format!("/parts({next})") };
                let new = json!({ "id": next, "title": title });
                store.insert(path.clone(), new.clone());
                let other = self.bug == "location of another" && *collection == "parts";
                let shown = if *collection == "notes" { new } else { Value::Null };
                (201, shown, Some(if other { "/parts(1)".to_owned() } else { path }))
            }
            ("POST", ["notes", id, "duplicate"]) => {
                let Some(note) = store.get(&format!("/notes/{id}")).cloned() else { return only(404) };
                match self.bug {
                    // A project with an id of its own.
                    "another kind" => (201, json!({ "id": 1, "title": "Project" }), None),
                    "the same" => (200, note, None),
                    _ => {
                        let new = json!({ "id": next, "title": note["title"] });
                        store.insert(format!("/notes/{next}"), new.clone());
                        (if self.bug == "200" { 200 } else { 201 }, new, None)
                    }
                }
            }
            ("POST", ["notes", id, "lines"]) => {
                if !store.contains_key(&format!("/notes/{id}")) {
                    return only(404);
                }
                let Some(title) = title else { return only(400) };
                let new = json!({ "id": next, "title": title });
                store.insert(format!("/notes/{id}/lines/{next}"), new.clone());
                (201, new, None)
            }
            ("DELETE", ["notes" | "parts", _]) => match store.remove(path) {
                Some(_) => {
                    if self.bug != "orphans" {
                        store.retain(|other, _| !other.starts_with(&format!("{path}/")));
                    }
                    only(204)
                }
                None => only(404),
            },
            ("GET", ["notes", _, "lines", line]) if line.parse::<i64>().is_err() => only(400),
            ("GET", ["notes" | "parts", ..]) if !path.ends_with("duplicate") && !path.ends_with("lines") => {
                store.get(path).map_or_else(|| only(404), |found| (200, found.clone(), None))
            }
            (_, ["notes" | "parts" | "events", ..]) => only(405),
            _ => only(404),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body, location) = self.respond(request);
        let mut response = response(status, &body, "GET, POST, DELETE")?;
        if let Some(location) = location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers.insert("location", location);
        }
        Ok(response)
    }
}

/// The report of a run, and the paths of what is there after it and was not before.
fn tested(bug: &'static str, document: &str) -> Tested<(Report, Vec<String>)> {
    let server = Server { store: Mutex::new(old()), bug };
    let options = Options { max_accepted: Some(80), ..Options::default() };
    let report = report_of(("notes.yaml", document), &server, &options)?;
    let store = server.store.into_inner()?;
    for (path, value) in old() {
        assert_eq!(store.get(&path), Some(&value), "{bug}: {report}");
    }
    Ok((report, store.into_keys().filter(|path| !old().contains_key(path)).collect()))
}

/// The paths of what the report says is left, by the operation that created it.
fn left_by<'r>(report: &'r Report, operation: &str) -> Vec<&'r str> {
    let of = report.left_behind.iter().filter(|left| left.operation == operation);
    of.map(|left| left.path.as_str()).collect()
}

#[test]
fn copies_and_resources_at_their_location_are_deleted() -> Tested {
    for manner in ["", "200"] {
        let (report, left) = tested(manner, DOCUMENT)?;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
        // The response to the request that creates an event does not say so.
        let stays: Vec<&String> = left.iter().filter(|path| !path.starts_with("/events/")).collect();
        let reported: Vec<&String> = report.left_behind.iter().map(|left| &left.path).collect();
        // With a title of one letter, a resource is not known to be new; with 200, a copy is not. Both are reported.
        let is_short = stays.iter().filter(|path| path.starts_with("/parts(")).count() < 3;
        assert!(is_short && stays.len() == reported.len(), "{stays:?} {reported:?}");
    }
    Ok(())
}

#[test]
fn what_may_have_been_there_before_is_not_deleted() -> Tested {
    let (report, _) = tested("another kind", DOCUMENT)?;
    assert!(left_by(&report, "duplicateNote").contains(&"/notes/1"), "{:?}", report.left_behind);
    let (report, _) = tested("the same", DOCUMENT)?;
    assert_eq!(left_by(&report, "duplicateNote"), Vec::<&str>::new());
    let (report, left) = tested("location of another", DOCUMENT)?;
    let parts = left.iter().filter(|path| path.starts_with("/parts(")).count();
    // The server says that each is at the same path.
    assert!(parts > 0 && left_by(&report, "addPart") == ["/parts(1)"], "{left:?} {:?}", report.left_behind);
    Ok(())
}

/// Lines have no DELETE: they go with their note, or stay.
#[test]
fn what_is_deleted_together_with_another_is_not_left() -> Tested {
    let (report, left) = tested("orphans", DOCUMENT)?;
    let lines = left.iter().filter(|path| path.contains("/lines/")).count();
    assert!(lines > 0 && left_by(&report, "addLine").len() == lines, "{left:?} {:?}", report.left_behind);
    // Without GET of a line, nothing but the deletion of its note tells.
    let from = DOCUMENT.find("  /notes/{id}/lines/{lineId}:").unwrap_or_default();
    let to = DOCUMENT.find("  /parts:").unwrap_or_default();
    let (report, _) = tested("", &format!("{}{}", &DOCUMENT[..from], &DOCUMENT[to..]))?;
    assert_eq!(left_by(&report, "addLine"), Vec::<&str>::new());
    Ok(())
}

/// Pages whose id the client chooses, and an action that gives a page another one.
const PAGES: &str = "
openapi: 3.1.0
info: {title: Pages, version: '1'}
paths:
  /pages:
    get: {operationId: listPages, responses: {'200': {description: Pages., content: {application/json: {schema: {type: array, items: &page {type: object, required: [slug, title], properties: {slug: {type: string}, title: {type: string}}}}}}}}}
  /pages/{slug}:
    parameters: &slug [{name: slug, in: path, required: true, schema: {type: string, pattern: '^[a-z0-9]{1,60}$'}}]
    get: {operationId: getPage, responses: {'200': &one {description: The page., content: {application/json: {schema: *page}}}, '400': &error {description: Rejected.}, '404': &none {description: None.}}}
    put: {operationId: putPage, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, minLength: 1, maxLength: 60}}}}}}, responses: {'200': *one, '201': *one, '400': *error}}
    delete: {operationId: deletePage, responses: {'204': {description: Deleted.}, '400': *error, '404': *none}}
  /pages/{slug}/move:
    parameters: *slug
    post: {operationId: movePage, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [to], properties: {to: {type: string, pattern: '^[a-z0-9]{1,60}$'}}}}}}, responses: {'200': *one, '400': *error, '404': *none, '409': {description: There is one.}}}
";

/// The titles of pages by their slugs. It reads bodies without a content type, and those with a name twice.
struct Pages(Mutex<BTreeMap<String, String>>);

impl Transport for Pages {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_slug = |slug: &str| {
            (1..=60).contains(&slug.len()) && slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'))
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_other =
            |(name, value): &(String, String)| name == "content-type" && !value.starts_with("application/json");
        let is_read = !request.headers.iter().any(is_other);
        let parts: Vec<&str> = request.path.split('/').skip(2).collect();
        let shown = |slug: &str, title: &str| json!({ "slug": slug, "title": title });
        let (status, body) = match (request.method.as_str(), parts.as_slice()) {
            ("GET", []) => (200, pages.iter().map(|(slug, title)| shown(slug, title)).collect()),
            (_, [slug, ..]) if !is_slug(slug) => (400, Value::Null),
            ("PUT", [slug]) => {
                match body["title"].as_str().filter(|text| is_read && (1..=60).contains(&text.chars().count())) {
                    Some(title) => {
                        let old = pages.insert((*slug).to_owned(), title.to_owned());
                        (if old.is_some() { 200 } else { 201 }, shown(slug, title))
                    }
                    None => (400, Value::Null),
                }
            }
            ("POST", [slug, "move"]) => match body["to"].as_str().filter(|to| is_read && is_slug(to)) {
                None => (400, Value::Null),
                Some(_) if !pages.contains_key(*slug) => (404, Value::Null),
                Some(to) if pages.contains_key(to) => (409, Value::Null),
                Some(to) => {
                    let title = pages.remove(*slug).unwrap_or_default();
                    pages.insert(to.to_owned(), title.clone());
                    (200, shown(to, &title))
                }
            },
            ("GET", [slug]) => pages.get(*slug).map_or((404, Value::Null), |title| (200, shown(slug, title))),
            ("DELETE", [slug]) => (if pages.remove(*slug).is_some() { 204 } else { 404 }, Value::Null),
            _ => (if request.path.starts_with("/pages") { 405 } else { 404 }, Value::Null),
        };
        response(status, &body, "GET, POST, PUT, DELETE")
    }
}

#[test]
fn a_page_that_an_action_moved_is_deleted_at_its_new_path() -> Tested {
    for limit in [20, 80] {
        let server = Pages(Mutex::new([("old".to_owned(), "Old".to_owned())].into()));
        let options = Options { max_accepted: Some(limit), ..Options::default() };
        let report = report_of(("pages.yaml", PAGES), &server, &options)?;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
        let left: Vec<String> = server.0.into_inner()?.into_keys().collect();
        assert_eq!(left, ["old"], "{limit}: {:?}", report.left_behind);
        assert_eq!(report.left_behind, []);
        let deleted = found(&report, "chain/putPage/deleted");
        assert!(matches!(deleted, Some(Outcome::Passed { .. })), "{deleted:?}");
    }
    Ok(())
}
