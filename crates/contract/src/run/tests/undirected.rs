//! Actions that are about no resource of the run: they act on the caller, or on all of a collection.

use std::cell::RefCell;

use serde_json::Value;

use super::Options;
use super::support::{Tested, outcome, report_of, response};
use crate::credential::Credentials;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::selection::{Pattern, Selection};
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: 1.0.0}
security: [{key: []}]
paths:
  /account/keys/rotate: {post: {operationId: rotateKey, responses: {'200': {description: Rotated.}, '401': &no {description: No key.}}}}
  /account/deactivate: {post: {operationId: deactivate, responses: {'204': {description: Gone.}, '401': *no}}}
  /trash/purge/: {post: {operationId: purge, responses: {'204': {description: Purged.}, '401': *no}}}
  /password/reset:
    post:
      operationId: resetPassword
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [token], properties: {token: {type: string}}}}}}
      responses: {'204': {description: Reset.}, '401': *no}
  /items/{id}: {get: {operationId: getItem, parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {'204': {description: One.}, '401': *no}}}
  /items:
    patch:
      operationId: updateItems
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [set], properties: {filter: {type: object}, set: {type: object, properties: {price: {type: number}}}}}}}}
      responses: {'204': {description: Changed.}, '401': *no}
  /items/archive:
    post:
      operationId: archiveItems
      requestBody: {content: {application/json: {schema: {type: object, properties: {ids: {type: array, items: {type: integer}}}}}}}
      responses: {'204': {description: Archived.}, '401': *no}
  /me/password:
    put:
      operationId: setPassword
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [password], properties: {password: {type: string}}}}}}
      responses: {'204': {description: Set.}, '401': *no}
  /me:
    patch:
      operationId: changeMe
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}, email: {type: string, format: email}}}}}}
      responses: {'204': {description: Changed.}, '401': *no}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
";

/// Notes the paths of requests that it acted on.
#[derive(Default)]
struct Notes {
    acted: RefCell<Vec<(String, String)>>,
    overlooks_key: bool,
}

impl Transport for Notes {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let has_key =
            request.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("x-key") && value == "k-731");
        let status = match request.method.as_str() {
            "GET" | "POST" | "PUT" | "PATCH" if !has_key && !self.overlooks_key => 401,
            "POST" | "PUT" | "PATCH" => {
                let body = String::from_utf8_lossy(&request.body).into_owned();
                self.acted.borrow_mut().push((request.path.clone(), body));
                if request.path.ends_with("rotate") { 200 } else { 204 }
            }
            "GET" => 204,
            _ => 405,
        };
        response(status, &Value::Null, "GET, PATCH, POST, PUT")
    }
}

fn acted(options: Options) -> Tested<(Vec<String>, crate::Report)> {
    let credentials = Credentials::default().with("key", "k-731");
    let server = Notes::default();
    let report = report_of(("notes.yaml", DOCUMENT), &server, &Options { credentials, ..options })?;
    let requests = server.acted.into_inner();
    // The server accepts all bodies, also those that it should reject.
    let emails = requests.iter().filter(|(path, body)| path == "/me" && body.contains("email")).count();
    assert_eq!(emails, 0, "{requests:?}");
    let mut acted: Vec<String> = requests.into_iter().map(|(path, _)| path).collect();
    acted.sort();
    acted.dedup();
    Ok((acted, report))
}

#[test]
fn actions_on_the_caller_or_on_everything_are_sent_on_request_only() -> Tested {
    let (paths, report) = acted(Options::default())?;
    assert_eq!(paths, ["/me", "/password/reset"], "{report}");
    for id in ["rotateKey", "deactivate", "purge", "updateItems", "archiveItems", "setPassword"] {
        let found = outcome(&report, &format!("accepted/{id}/required-parts-alone"))?;
        assert!(matches!(found, Outcome::Skipped(_)), "{id}: {found:?}");
    }
    let (paths, report) = acted(Options { max_accepted: Some(200), ..Options::default() })?;
    let all = [
        "/account/deactivate",
        "/account/keys/rotate",
        "/items",
        "/items/archive",
        "/me",
        "/me/password",
        "/password/reset",
        "/trash/purge/",
    ];
    assert_eq!(paths, all, "{report}");
    let only = vec![Pattern::new("accepted/rotateKey/required-parts-alone")];
    let selection = Selection { only, ..Selection::default() };
    let (paths, report) = acted(Options { selection, ..Options::default() })?;
    assert_eq!(paths, ["/account/keys/rotate"], "{report}");
    Ok(())
}

#[test]
fn no_action_on_what_exists_is_sent_without_a_credential_if_none_is_allowed() -> Tested {
    let server = Notes { overlooks_key: true, ..Notes::default() };
    let options = Options { max_accepted: Some(0), ..Options::default() };
    let report = report_of(("notes.yaml", DOCUMENT), &server, &options)?;
    let mut paths: Vec<String> = server.acted.into_inner().into_iter().map(|(path, _)| path).collect();
    paths.dedup();
    assert!(paths.is_empty(), "{paths:?}\n{report}");
    Ok(())
}
