//! Correct servers that reject valid requests for reasons that the document states: the caller is no administrator, the state of a resource
//! does not fit, the login has ended.

use std::cell::Cell;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, report_of, response};
use crate::credential::Credentials;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Refusals, version: 1.0.0}
security: [{token: []}]
paths:
  /statistics:
    get:
      operationId: getStatistics
      responses: {'200': {description: The statistics.}, '401': {description: No login.}, '403': {description: Not an administrator.}}
  /notes:
    get:
      operationId: listNotes
      responses: {'200': {description: The notes.}, '403': {description: Not for this login.}}
  /logo:
    get:
      operationId: getLogo
      responses: {'200': {description: The logo., content: {'*/*': {schema: {}}}}, '401': {description: No login.}}
  /files/{fileId}/restore:
    post:
      operationId: restore
      parameters: [{name: fileId, in: path, required: true, schema: {type: integer, minimum: 1}, example: 7}]
      responses: {'204': {description: Restored.}, '401': {description: No login.}, '404': {description: None.}, '409': {description: Not in the trash.}}
  /auth/logout:
    post:
      operationId: logout
      responses: {'204': {description: The token is not valid any more.}, '401': {description: No login.}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
";

/// Has no administrator, and a file that is not in the trash.
#[derive(Default)]
struct Server {
    has_logged_out: Cell<bool>,
    /// Whether it rejects a valid request for the notes too.
    has_bug: bool,
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let is_token = |(name, value): &(String, String)| name == "authorization" && value == "Bearer long-token-0";
        let is_known = request.headers.iter().any(is_token) && !self.has_logged_out.get();
        let method = request.method.as_str();
        let allowed =
            if request.path.starts_with("/files/") || request.path == "/auth/logout" { "POST" } else { "GET" };
        let is_there =
            ["/statistics", "/notes", "/logo", "/files/7/restore", "/auth/logout"].contains(&request.path.as_str());
        let status = match request.path.as_str() {
            _ if !is_there => 404,
            _ if method != allowed && !(method == "HEAD" && allowed == "GET") => 405,
            _ if !is_known => 401,
            "/statistics" => 403,
            "/notes" if self.has_bug => 422,
            "/files/7/restore" => 409,
            "/auth/logout" => {
                self.has_logged_out.set(true);
                204
            }
            "/logo" => {
                let body = Value::from("<svg/>");
                return response(200, &body, "GET").map(|mut received| {
                    received.headers.insert("content-type", http::HeaderValue::from_static("image/svg+xml"));
                    received.body = "<svg/>".into();
                    received
                });
            }
            _ => 200,
        };
        response(status, &json!(null), allowed)
    }
}

#[test]
fn a_documented_refusal_of_all_valid_requests_is_no_failure() -> Tested {
    for has_bug in [false, true] {
        let server = Server { has_bug, ..Server::default() };
        let credentials = Credentials::default().with("token", "long-token-0");
        let options = Options { credentials, ..Options::default() };
        let report = report_of(("refusals.yaml", DOCUMENT), &server, &options)?;
        let failed: Vec<&str> = failed(&report).into_iter().filter(|id| id.starts_with("accepted/")).collect();
        let expected: &[&str] = if has_bug { &["accepted/listNotes/required-parts-alone"] } else { &[] };
        assert_eq!(failed, expected, "{report}");
        for id in ["accepted/getStatistics/required-parts-alone", "accepted/restore/required-parts-alone"] {
            let outcome = found(&report, id);
            assert!(matches!(outcome, Some(Outcome::Inconclusive { .. })), "{id}: {outcome:?}\n{report}");
        }
        let logout = found(&report, "accepted/logout/required-parts-alone");
        assert!(matches!(logout, Some(Outcome::Skipped(_))) && !server.has_logged_out.get(), "{logout:?}");
        // The document has 403 and not 401 for the notes.
        let missing = found(&report, "rejected/listNotes/credential-missing");
        assert!(matches!(missing, Some(Outcome::Advisory(_))), "{missing:?}\n{report}");
    }
    Ok(())
}
