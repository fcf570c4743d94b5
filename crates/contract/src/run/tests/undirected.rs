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
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
";

/// Notes the paths of requests that it acted on.
#[derive(Default)]
struct Notes {
    acted: RefCell<Vec<String>>,
}

impl Transport for Notes {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let has_key =
            request.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("x-key") && value == "k-731");
        let status = match request.method.as_str() {
            "POST" if !has_key => 401,
            "POST" => {
                self.acted.borrow_mut().push(request.path.clone());
                if request.path.ends_with("rotate") { 200 } else { 204 }
            }
            _ => 405,
        };
        response(status, &Value::Null, "POST")
    }
}

fn acted(options: Options) -> Tested<(Vec<String>, crate::Report)> {
    let credentials = Credentials::default().with("key", "k-731");
    let server = Notes::default();
    let report = report_of(("notes.yaml", DOCUMENT), &server, &Options { credentials, ..options })?;
    let mut acted = server.acted.into_inner();
    acted.sort();
    acted.dedup();
    Ok((acted, report))
}

#[test]
fn actions_on_the_caller_or_on_everything_are_sent_on_request_only() -> Tested {
    let (paths, report) = acted(Options::default())?;
    assert_eq!(paths, ["/password/reset"], "{report}");
    for id in ["rotateKey", "deactivate", "purge"] {
        let found = outcome(&report, &format!("accepted/{id}/required-parts-alone"))?;
        assert!(matches!(found, Outcome::Skipped(_)), "{id}: {found:?}");
    }
    let (paths, report) = acted(Options { max_accepted: Some(21), ..Options::default() })?;
    assert_eq!(paths, ["/password/reset", "/trash/purge/"], "{report}");
    let only = vec![Pattern::new("accepted/rotateKey/required-parts-alone")];
    let selection = Selection { only, ..Selection::default() };
    let (paths, report) = acted(Options { selection, ..Options::default() })?;
    assert_eq!(paths, ["/account/keys/rotate"], "{report}");
    Ok(())
}
