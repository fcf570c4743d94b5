//! Requests that would act on something of somebody else are not sent. The server overlooks all defects, and acts on each request.

use std::sync::Mutex;

use http::{HeaderMap, StatusCode};

use super::Options;
use super::support::{Tested, report_of};
use crate::credential::Credentials;
use crate::derive::is_safe;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

#[derive(Default)]
struct Server(Mutex<Vec<Request>>);

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut log = self.0.lock().map_err(|error| SendError::Request(error.to_string()))?;
        log.push(request.clone());
        Ok(HttpResponse { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Vec::new().into() })
    }
}

/// The report of a run, and the requests with an unsafe method.
fn tested(document: &str, max_accepted: Option<usize>) -> Tested<(Report, Vec<Request>)> {
    let server = Server::default();
    let credentials = Credentials::default().with("key", "a-long-enough-key");
    let options = Options { credentials, max_accepted, ..Options::default() };
    let report = report_of(("document.yaml", document), &server, &options)?;
    let mut log = server.0.into_inner()?;
    log.retain(|request| !is_safe(&request.method));
    Ok((report, log))
}

/// Without its filter, a DELETE deletes everything.
const FILTERED: &str = "
openapi: 3.1.0
info: {title: Sessions, version: 1.0.0}
paths:
  /sessions:
    delete:
      operationId: endSessions
      parameters: [{name: user_id, in: query, required: true, schema: {type: integer, minimum: 1}}]
      responses: {'204': {description: Ended.}, '400': {description: Rejected.}}
  /devices:
    delete:
      operationId: dropDevices
      parameters: [{name: X-Device-Name, in: header, required: true, schema: {type: string, minLength: 1}}]
      responses: {'204': {description: Dropped.}, '400': {description: Rejected.}}
  /labels:
    delete:
      operationId: deleteLabels
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [names], properties: {names: {type: array, minItems: 1, items: {type: string}}}}}}}
      responses: {'204': {description: Deleted.}, '400': {description: Rejected.}}
";

/// Whether a request has a filter that is not empty.
fn is_filtered(request: &Request) -> bool {
    let has = |pairs: &[(String, String)], name: &str| {
        pairs.iter().any(|(known, value)| known.eq_ignore_ascii_case(name) && !value.is_empty())
    };
    match request.path.as_str() {
        "/sessions" => has(&request.query, "user_id") || !request.raw_query.is_empty(),
        "/devices" => has(&request.headers, "x-device-name"),
        _ => {
            let body = String::from_utf8_lossy(&request.body);
            body.contains("names") && !body.contains(":[]")
        }
    }
}

#[test]
fn no_request_deletes_everything_unless_the_limit_is_raised() -> Tested {
    let without =
        ["query-user_id-absent", "query-user_id-text-empty"].map(|label| format!("rejected/endSessions/{label}"));
    let outcome = |report: &Report, id: &str| {
        report.outcomes.iter().find(|(case, _)| case.id == *id).map(|(_, outcome)| outcome.clone())
    };
    for limit in [1, 20] {
        let (report, log) = tested(FILTERED, Some(limit))?;
        let deletions = log.iter().filter(|request| request.method == "DELETE");
        let unfiltered: Vec<&Request> = deletions.filter(|request| !is_filtered(request)).collect();
        assert!(unfiltered.is_empty(), "{limit}: {unfiltered:?}");
        for id in &without {
            assert!(matches!(outcome(&report, id), Some(Outcome::Skipped(_))), "{id}: {:?}", outcome(&report, id));
        }
    }
    let (report, log) = tested(FILTERED, Some(1000))?;
    for path in ["/sessions", "/devices", "/labels"] {
        let is_it = |request: &&Request| request.method == "DELETE" && request.path == path;
        assert!(log.iter().filter(is_it).any(|request| !is_filtered(request)), "{path}: {report}");
    }
    for id in &without {
        let is_sent = matches!(outcome(&report, id), Some(Outcome::Failed(_) | Outcome::Advisory(_)));
        assert!(is_sent, "{id}: {:?}", outcome(&report, id));
    }
    Ok(())
}

/// Operations that need a credential. `PATH` is a path with an id.
const PROTECTED: &str = "
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
security: [{key: []}]
paths:
  /settings:
    put: &change
      operationId: putSettings
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string}}}}}}
      responses: {'204': {description: Stored.}, '401': {description: No credential.}}
    patch: {<<: *change, operationId: patchSettings}
    delete: {operationId: resetSettings, responses: {'204': {description: Deleted.}, '401': {description: No credential.}}}
  /orders:
    post: {<<: *change, operationId: addOrder}
  /orders/{orderId}:
    parameters: [{name: orderId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    delete: {operationId: deleteOrder, responses: {'204': {description: Deleted.}, '401': {description: No credential.}}}
  /shelves/{shelfId}:
    parameters: [{name: shelfId, in: path, required: true, schema: {type: integer, example: 7}}]
    delete: {operationId: deleteShelf, responses: {'204': {description: Deleted.}, '401': {description: No credential.}}}
  /sections/{section}:
    parameters: [{name: section, in: path, required: true, schema: {type: string, enum: [mail, print]}}]
    delete: {operationId: resetSection, responses: {'204': {description: Deleted.}, '401': {description: No credential.}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";

/// A server may forget to check the credential.
#[test]
fn with_a_limit_of_0_no_request_changes_something_that_exists() -> Tested {
    // YAML 1.2 has no merge keys.
    let change = "requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string}}}}}}, responses: {'204': {description: Stored.}, '401': {description: No credential.}}";
    let document = PROTECTED.replace("<<: *change", change).replace("&change", "");
    let (report, log) = tested(&document, Some(0))?;
    let mut sent: Vec<(&str, bool, &str)> = log
        .iter()
        .map(|request| {
            let is_far =
                request.path.rsplit('/').next().is_some_and(|id| id.parse().is_ok_and(|id: u64| id > 7_000_000));
            (request.method.as_str(), is_far, request.path.split('/').nth(1).unwrap_or_default())
        })
        .collect();
    sent.sort();
    sent.dedup();
    assert_eq!(sent, [("DELETE", true, "orders"), ("POST", false, "orders")], "{report}");
    let (_, log) = tested(&document, Some(20))?;
    let is_open = |request: &&Request| !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-key"));
    let paths: Vec<&str> = log.iter().filter(is_open).map(|request| request.path.as_str()).collect();
    for path in ["/settings", "/shelves/7", "/sections/mail"] {
        assert!(paths.contains(&path), "{paths:?}");
    }
    Ok(())
}
