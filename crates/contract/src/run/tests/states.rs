//! Rejections that a correct server has reasons for: the state of a resource, and ids of a form that only the server knows.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Articles, which are published, then archived, then deleted. Errors have no `content`. Nothing creates users.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Articles, version: '1'}
paths:
  /articles:
    post: {operationId: addArticle, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title, authorId], properties: {title: {type: string, minLength: 1, maxLength: 60}, authorId: {type: integer, minimum: 1}}}}}}, responses: {'201': &one {description: The article., content: {application/json: {schema: {type: object, required: [id, title], properties: {id: {type: string}, title: {type: string}}}}}}, '400': &error {description: Rejected.}}}
  /articles/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getArticle, responses: {'200': *one, '400': *error, '404': *error}}
    delete: {operationId: deleteArticle, responses: {'204': {description: Deleted.}, '400': *error, '404': *error, '409': {description: Not archived.}}}
  /articles/{id}/archive:
    parameters: *id
    post: {operationId: archiveArticle, responses: {'200': *one, '400': *error, '404': *error, '409': {description: Not published.}}}
  /users/{userId}:
    parameters: [{name: userId, in: path, required: true, schema: {type: string}}]
    get: {operationId: getUser, responses: {'200': *one, '400': {description: Malformed.}, '404': *error}}
  /charges:
    post: {operationId: addCharge, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, required: [user_id], properties: {user_id: {type: string}}}}}}, responses: {'201': *one, '400': *error}}
";

struct Server {
    articles: Mutex<BTreeMap<String, Value>>,
    bug: &'static str,
    /// The ids of the authors that requests named, as a lenient server reads them.
    authors: Mutex<Vec<i64>>,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        let error = |status: u16| (status, json!({ "message": "no" }));
        let parts: Vec<&str> = request.path.split('/').skip(1).collect();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["articles"]) => {
                let author = match &body["authorId"] {
                    Value::Bool(is) => Some(i64::from(*is)),
                    Value::Number(number) => {
                        number.as_f64().and_then(|number| format!("{:.0}", number.trunc()).parse().ok())
                    }
                    Value::String(text) => text.parse().ok(),
                    _ => None,
                };
                self.authors
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend(author.filter(|_| !body["authorId"].is_u64()));
                let is_author = body["authorId"].as_u64().is_some_and(|id| id > 0);
                let title =
                    body["title"].as_str().filter(|text| is_json(request) && (1..=60).contains(&text.chars().count()));
                let Some(title) = title.filter(|_| is_author) else { return error(400) };
                let id = format!("a{}", articles.len() + 1);
                articles.insert(id.clone(), json!({ "id": id, "title": title }));
                (201, articles[&id].clone())
            }
            ("GET", ["users", _]) => match self.bug {
                "users fail" => error(500),
                _ => error(400),
            },
            ("POST", ["charges"]) => error(400),
            ("GET" | "DELETE" | "POST", ["articles", id, ..])
                if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                error(400)
            }
            ("GET", ["articles", id]) => articles.get(*id).map_or(error(404), |article| (200, article.clone())),
            ("DELETE", ["articles", id]) | ("POST", ["articles", id, "archive"]) => {
                error(if articles.contains_key(*id) { 409 } else { 404 })
            }
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

fn tested(bug: &'static str, document: &str) -> Tested<(Report, Vec<i64>)> {
    let server = Server { articles: Mutex::default(), bug, authors: Mutex::default() };
    let options = Options { max_accepted: Some(500), ..Options::default() };
    let report = report_of(("articles.yaml", document), &server, &options)?;
    Ok((report, server.authors.into_inner()?))
}

#[test]
fn a_documented_rejection_for_a_state_or_the_form_of_an_id_is_no_failure() -> Tested {
    let (report, authors) = tested("", DOCUMENT)?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for operation in ["deleteArticle", "archiveArticle", "getUser", "addCharge"] {
        let id = format!("accepted/{operation}/required-parts-alone");
        assert!(matches!(found(&report, &id), Some(Outcome::Inconclusive { .. })), "{id}: {:?}", found(&report, &id));
    }
    // A lenient server would read 1.5 and `true` as the author 1.
    assert!(!authors.is_empty() && !authors.iter().any(|author| (1..1_000_000).contains(author)), "{authors:?}");
    Ok(())
}

#[test]
fn another_rejection_of_a_path_is_a_failure() -> Tested {
    let id = "accepted/getUser/required-parts-alone";
    assert!(failed(&tested("users fail", DOCUMENT)?.0).contains(&id));
    let undocumented = DOCUMENT.replace(", '400': {description: Malformed.}", "");
    assert!(failed(&tested("", &undocumented)?.0).contains(&id));
    let with_form = DOCUMENT.replace(
        "[{name: userId, in: path, required: true, schema: {type: string}}]",
        "[{name: userId, in: path, required: true, schema: {type: string, pattern: '^[a-z]+$'}}]",
    );
    assert!(failed(&tested("", &with_form)?.0).contains(&id));
    Ok(())
}
