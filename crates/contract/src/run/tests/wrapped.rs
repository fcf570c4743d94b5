//! Bodies with one property around all others, where a property inside is unique.

use std::sync::Mutex;

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::Options;
use super::support::{failed, report_of};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// A tax has a unique code, as in the documents of many APIs in Rails: the body is `{"tax": {…}}`.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Taxes, version: 1.0.0}
paths:
  /taxes:
    post:
      operationId: createTax
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [tax]
              properties:
                tax:
                  type: object
                  required: [code]
                  properties:
                    code: {type: string, maxLength: 40, examples: [standard_vat]}
                    note: {type: [string, 'null'], maxLength: 30}
                    marks: {type: array, items: {type: string, maxLength: 20}}
      responses: {'200': {description: Created.}, '422': {description: Rejected.}}
";

/// A server that rejects a code that another tax has, with the status of all other rejections.
#[derive(Default)]
struct Server {
    codes: Mutex<Vec<String>>,
    /// Rejects a text of another length in `note`.
    rejects_notes: bool,
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        let is_accepted = request.method == "POST" && self.accepts(&request.body);
        let status = if is_accepted { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(HttpResponse { status, headers, body: Default::default() })
    }
}

impl Server {
    fn accepts(&self, body: &[u8]) -> bool {
        let Ok(Value::Object(body)) = serde_json::from_slice(body) else { return false };
        let Some(tax) = body.get("tax").and_then(Value::as_object) else { return false };
        let fits = |value: &Value, most: usize| value.as_str().is_some_and(|text| text.chars().count() <= most);
        let note = tax.get("note").filter(|note| !note.is_null());
        let marks = tax.get("marks").cloned().unwrap_or_else(|| json!([]));
        let Some(code) = tax.get("code").filter(|code| fits(code, 40)).and_then(Value::as_str) else { return false };
        let are_marks = marks.as_array().is_some_and(|marks| marks.iter().all(|mark| fits(mark, 20)));
        if !note.is_none_or(|note| fits(note, if self.rejects_notes { 29 } else { 30 })) || !are_marks {
            return false;
        }
        let Ok(mut codes) = self.codes.lock() else { return false };
        let is_new = !codes.iter().any(|known| known == code);
        codes.push(code.to_owned());
        is_new
    }
}

fn report(server: &Server, max_accepted: usize) -> Result<Report, Box<dyn std::error::Error>> {
    let options = Options { max_accepted: Some(max_accepted), ..Options::default() };
    report_of(("taxes.yaml", DOCUMENT), server, &options)
}

#[test]
fn a_taken_value_inside_a_body_is_no_failure() -> Result<(), Box<dyn std::error::Error>> {
    for max_accepted in [20, 500] {
        let report = report(&Server::default(), max_accepted)?;
        assert_eq!(failed(&report), [""; 0], "{report}");
        let is_passed = |(case, outcome): &(crate::Case, Outcome)| {
            case.id.starts_with("accepted/createTax/body-tax.") && matches!(outcome, Outcome::Passed { .. })
        };
        assert!(report.outcomes.iter().filter(|one| is_passed(one)).count() > 10, "{report}");
    }
    Ok(())
}

#[test]
fn a_rejected_value_inside_a_body_is_a_failure() -> Result<(), Box<dyn std::error::Error>> {
    let report = report(&Server { rejects_notes: true, ..Server::default() }, 20)?;
    assert_eq!(failed(&report), ["accepted/createTax/body-tax.note-at-maxLength"], "{report}");
    Ok(())
}
