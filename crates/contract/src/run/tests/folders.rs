//! Files that are created below a folder and have a path of their own.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// The parameter of a folder has the name of that of a file.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Folders, version: 1.0.0}
paths:
  /folders:
    post:
      operationId: addFolder
      requestBody: &body {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'201': &file {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}, '422': &rejected {description: Rejected.}}
  /folders/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getFolder, responses: {'200': *file, '404': &none {description: None.}, '422': *rejected}}
    delete: {operationId: removeFolder, responses: {'204': {description: Deleted.}, '404': *none, '422': *rejected}}
  /folders/{id}/files:
    parameters: *id
    get: {operationId: listFiles, responses: {'200': {description: Files., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/File'}}}}}, '404': *none, '422': *rejected}}
    post: {operationId: addFile, requestBody: *body, responses: {'201': *file, '404': *none, '422': *rejected}}
  /folders/{id}/label:
    parameters: *id
    put: {operationId: putLabel, requestBody: *body, responses: {'204': {description: Stored.}, '404': *none, '422': *rejected}}
  /files/{id}:
    parameters: *id
    get: {operationId: getFile, responses: {'200': *file, '404': *none, '422': *rejected}}
    put: {operationId: putFile, requestBody: *body, responses: {'200': *file, '404': *none, '422': *rejected}}
    delete: {operationId: removeFile, responses: {'204': {description: Deleted.}, '404': *none, '422': *rejected}}
components:
  schemas:
    Draft: {type: object, required: [name], additionalProperties: false, properties: {name: {type: string, minLength: 1, maxLength: 50}}}
    File: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
";

/// The id of the first folder and the first file.
const FIRST: u64 = 501;

/// The folder of an id, if it is a file, and its name.
type Stored = BTreeMap<u64, (Option<u64>, Value)>;

/// The server, with the name of a bug. Without one it is correct.
struct Server(Mutex<(u64, Stored)>, &'static str);

impl Server {
    fn respond(&self, request: &Request) -> Option<(u16, Value)> {
        let mut state = self.0.lock().ok()?;
        let (count, stored) = &mut *state;
        let has = |bug: &str| self.1 == bug;
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let id = match segments.get(1).map(|id| id.parse::<u64>()) {
            Some(Err(_)) => return Some((422, Value::Null)),
            found => found.and_then(Result::ok),
        };
        let is_folder = segments.first() == Some(&"folders");
        if id.is_some_and(|id| stored.get(&id).is_none_or(|(of, _)| of.is_none() != is_folder)) {
            return Some((404, Value::Null));
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_json = request
            .headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.starts_with("application/json"));
        let is_name = body["name"].as_str().is_some_and(|name| (1..=50).contains(&name.chars().count()));
        let is_valid = is_json && is_name && body.as_object().is_some_and(|body| body.len() == 1);
        let shown = |id: u64, stored: &Stored| json!({ "id": id, "name": stored.get(&id).map(|(_, name)| name) });
        let one = id.unwrap_or_default();
        Some(match (request.method.as_str(), segments.len(), segments.get(2).copied()) {
            ("PUT", 3, Some("label")) if has("no labels") => (404, Value::Null),
            ("POST" | "PUT", ..) if !is_valid => (422, Value::Null),
            ("PUT", 3, Some("label")) => (204, Value::Null),
            ("POST", 1, None) | ("POST", 3, Some("files")) => {
                *count += 1;
                let id = *count + FIRST - 1;
                stored.insert(id, (segments.get(1).map(|_| one), body["name"].clone()));
                (201, shown(id, stored))
            }
            ("GET", 3, Some("files")) => {
                let files = stored.iter().filter(|(_, (of, _))| *of == Some(one) && !has("not listed"));
                (200, files.map(|(id, _)| shown(*id, stored)).collect())
            }
            ("GET", 2, None) if has("not found") && !is_folder => (404, Value::Null),
            ("GET", 2, None) => (200, shown(one, stored)),
            ("PUT", 2, None) if !is_folder => {
                if !has("update lost") {
                    stored.get_mut(&one)?.1 = body["name"].clone();
                }
                (200, json!({ "id": one, "name": body["name"] }))
            }
            ("DELETE", 2, None) => {
                if !has("still there") {
                    stored.remove(&one);
                    stored.retain(|_, (of, _)| *of != Some(one));
                }
                (204, Value::Null)
            }
            _ => (405, Value::Null),
        })
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request).unwrap_or((422, Value::Null));
        response(status, &body, "GET, POST, PUT, DELETE")
    }
}

/// The report, and the number of folders and files that are left.
fn tested(bug: &'static str) -> Tested<(Report, usize)> {
    let server = Server(Mutex::default(), bug);
    let report = report_of(("folders.yaml", DOCUMENT), &server, &Options::default())?;
    let left = server.0.lock().map(|state| state.1.len()).unwrap_or_default();
    Ok((report, left))
}

#[test]
fn a_correct_server_passes() -> Tested {
    let (report, left) = tested("")?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for step in ["created", "read", "listed", "updated", "read-after-update", "deleted", "gone", "unlisted"] {
        let id = format!("chain/addFile/{step}");
        assert!(matches!(outcome(&report, &id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, &id)?);
    }
    assert_eq!(left, 0);
    Ok(())
}

#[test]
fn each_bug_fails_its_case() -> Tested {
    for (bug, id) in [
        ("not found", "chain/addFile/read"),
        ("not listed", "chain/addFile/listed"),
        ("update lost", "chain/addFile/read-after-update"),
        ("still there", "chain/addFile/gone"),
    ] {
        let (report, _) = tested(bug)?;
        assert!(failed(&report).contains(&id), "{bug}: {:?}", failed(&report));
    }
    Ok(())
}

/// A router without the path responds with 404.
#[test]
fn the_reason_says_that_the_run_created_the_resource() -> Tested {
    let (report, _) = tested("no labels")?;
    let label = outcome(&report, "accepted/putLabel/required-parts-alone")?;
    let is_it = |reason: &str| reason.contains("this run created");
    assert!(matches!(label, Outcome::Inconclusive { status: 404, reason } if is_it(reason)), "{label:?}");
    Ok(())
}
