//! Pages whose id is derived from the title: a change of the title moves the page to another path. A correct server passes and keeps no
//! page of the run; a server that gives a page another id for no reason fails.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pages, version: '1'}
paths:
  /pages:
    get: {operationId: listPages, responses: {'200': {description: Pages., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Page'}}}}}}}
    post:
      operationId: addPage
      requestBody: &draft {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, minLength: 1, maxLength: 60}, note: {type: string, maxLength: 60}}}}}}
      responses: {'201': &page {description: The page., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}, '400': {description: Rejected.}}
  /pages/{slug}:
    parameters: [{name: slug, in: path, required: true, description: DESCRIPTION, schema: {type: string}}]
    get: {operationId: getPage, responses: {'200': *page, '404': {description: None.}}}
    put: {operationId: putPage, requestBody: *draft, responses: {'200': *page, '400': {description: Rejected.}, '404': {description: None.}}}
    delete: {operationId: deletePage, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
components:
  schemas:
    Page: {type: object, required: [slug, title], properties: {slug: {type: string}, title: {type: string}, note: {type: string}}}
";

struct Server {
    /// The pages by their slug.
    pages: Mutex<BTreeMap<String, Value>>,
    manner: &'static str,
}

/// The letters and digits of a title, with a number if another page has them.
fn slug(title: &str, pages: &BTreeMap<String, Value>) -> String {
    let word: String = title.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let word = if word.is_empty() { "page".to_owned() } else { word };
    let numbered = (1..).map(|number| if number == 1 { word.clone() } else { format!("{word}-{number}") });
    numbered.into_iter().find(|slug| !pages.contains_key(slug)).unwrap_or_default()
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_text = |name: &str, least: usize| {
            body[name].as_str().is_some_and(|text| (least..=60).contains(&text.chars().count()))
        };
        let is_valid = is_json(request) && is_text("title", 1) && (body.get("note").is_none() || is_text("note", 0));
        let title = body["title"].as_str().unwrap_or_default();
        let stored = |slug: &str| {
            let mut page = json!({ "slug": slug, "title": title });
            if let Some(note) = body.get("note") {
                page["note"] = note.clone();
            }
            page
        };
        let method = request.method.as_str();
        let own = match request.path.strip_prefix("/pages/") {
            Some(slug) => percent_encoding::percent_decode_str(slug).decode_utf8_lossy().into_owned(),
            None if request.path != "/pages" => return (404, Value::Null),
            None => match method {
                "GET" => return (200, pages.values().cloned().collect()),
                "POST" if !is_valid => return (400, Value::Null),
                "POST" => {
                    let slug = slug(title, &pages);
                    pages.insert(slug.clone(), stored(&slug));
                    return (201, stored(&slug));
                }
                _ => return (405, Value::Null),
            },
        };
        match method {
            "PUT" if !is_valid => (400, Value::Null),
            "PUT" if self.manner == "of another" && pages.contains_key(&own) => (200, foreign()),
            "PUT" => {
                let Some(old) = pages.remove(&own) else { return (404, Value::Null) };
                let slug = slug(title, &pages);
                let page = if self.manner == "title lost" { old } else { stored(&slug) };
                let mut page = page;
                page["slug"] = slug.clone().into();
                let kept = if self.manner == "only shown" { own } else { slug };
                pages.insert(kept, page.clone());
                (200, page)
            }
            "GET" => pages.get(&own).map_or((404, Value::Null), |page| (200, page.clone())),
            "DELETE" => pages.remove(&own).map_or((404, Value::Null), |_| (204, Value::Null)),
            _ => (405, Value::Null),
        }
    }
}

/// A page that was there before the run. The title of the run's page has its slug.
fn foreign() -> Value {
    json!({ "slug": "s", "title": "Foreign" })
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let allow = if request.path == "/pages" { "GET, POST" } else { "GET, PUT, DELETE" };
        response(status, &body, allow)
    }
}

/// The report, and the slugs of the pages that are left.
fn tested(manner: &'static str, description: &str) -> Tested<(Report, Vec<String>)> {
    let pages = if manner == "of another" { BTreeMap::from([("s".to_owned(), foreign())]) } else { BTreeMap::new() };
    let server = Server { pages: Mutex::new(pages), manner };
    let options = Options { max_accepted: Some(60), ..Options::default() };
    let report = report_of(("pages.yaml", DOCUMENT.replace("DESCRIPTION", description)), &server, &options)?;
    Ok((report, server.pages.into_inner()?.into_keys().collect()))
}

#[test]
fn a_page_moves_with_its_title() -> Tested {
    let (report, left) = tested("", "The title in small letters.")?;
    assert_eq!((failed(&report), left), (Vec::new(), Vec::new()), "{report}");
    assert!(matches!(outcome(&report, "chain/addPage/updated")?, Outcome::Advisory(_)), "{report}");
    for id in ["chain/addPage/read-after-update", "chain/addPage/gone", "accepted/putPage/body-note-at-maxLength"] {
        assert!(matches!(outcome(&report, id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, id)?);
    }
    Ok(())
}

#[test]
fn another_id_is_a_failure_where_the_resource_did_not_move_or_must_not() -> Tested {
    for (manner, description) in [("only shown", "The id."), ("", "Never changes."), ("title lost", "The id.")] {
        let (report, _) = tested(manner, description)?;
        assert!(failed(&report).contains(&"chain/addPage/updated"), "{manner}: {report}");
    }
    Ok(())
}

/// A server that responds to a change with another page than the changed one: the run must not take that for its own.
#[test]
fn the_page_of_another_is_not_changed() -> Tested {
    let (report, left) = tested("of another", "The id.")?;
    assert!(failed(&report).contains(&"chain/addPage/updated"), "{report}");
    assert_eq!(left, ["s"], "{report}");
    Ok(())
}
