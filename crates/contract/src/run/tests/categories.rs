//! Resources that name one of their own kind, with a short unique text and filters by values that may be `null`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// A tree of categories, with alternatives in place of nullable types.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Categories, version: 1.0.0}
paths:
  /categories:
    get:
      operationId: listCategories
      parameters: [{name: color, in: query, schema: {anyOf: [{type: string, minLength: 1}, {type: 'null'}]}}]
      responses: {'200': {description: Categories., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Category'}}}}}, '422': {description: Rejected.}}
    post:
      operationId: addCategory
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'201': &category {description: The category., content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}, '404': &none {description: None.}, '409': &conflict {description: Taken.}, '422': {description: Rejected.}}
  /categories/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getCategory, responses: {'200': *category, '404': *none, '422': {description: Rejected.}}}
    put:
      operationId: putCategory
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'200': *category, '404': *none, '409': *conflict, '422': {description: Rejected.}}
    delete: {operationId: removeCategory, responses: {'204': {description: Deleted.}, '404': *none, '409': *conflict, '422': {description: Rejected.}}}
components:
  schemas:
    Draft:
      type: object
      required: [code]
      additionalProperties: false
      properties:
        code: {type: string, minLength: 1, maxLength: 2}
        color: {anyOf: [{type: string, minLength: 1, maxLength: 30}, {type: 'null'}]}
        parent_id: {anyOf: [{type: integer}, {type: 'null'}]}
    Category:
      type: object
      required: [id, code, color, parent_id]
      properties:
        id: {type: integer}
        code: {type: string}
        color: {anyOf: [{type: string}, {type: 'null'}]}
        parent_id: {anyOf: [{type: integer}, {type: 'null'}]}
";

/// The server, with the name of a bug. Without one it is correct.
struct Server(Mutex<(u64, BTreeMap<u64, Value>)>, &'static str);

impl Server {
    fn respond(&self, request: &Request) -> Option<(u16, Value)> {
        let mut state = self.0.lock().ok()?;
        let (next, stored) = &mut *state;
        let has = |bug: &str| self.1 == bug;
        if request.path == "/categories" && request.method == "GET" {
            let color = request.query.iter().find(|(name, _)| name == "color").map(|(_, color)| color.as_str());
            if color == Some("") {
                return Some((422, Value::Null));
            }
            let is_it = |of: &&Value| color.is_none_or(|color| of["color"] == *color) || has("filter ignored");
            return Some((200, stored.values().filter(is_it).cloned().collect()));
        }
        let is_new = request.path == "/categories" && request.method == "POST";
        let id = match request.path.strip_prefix("/categories/").map(str::parse::<u64>) {
            Some(Ok(id)) => id,
            Some(Err(_)) => return Some((422, Value::Null)),
            None if is_new => *next + 1,
            None => return Some((405, Value::Null)),
        };
        if !is_new && !stored.contains_key(&id) {
            return Some((404, Value::Null));
        }
        Some(match request.method.as_str() {
            "GET" => (200, stored[&id].clone()),
            "DELETE" if stored.values().any(|of| of["parent_id"] == id) => (409, Value::Null),
            "DELETE" => {
                stored.remove(&id);
                (204, Value::Null)
            }
            "POST" | "PUT" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let color = body.get("color").cloned().unwrap_or_default();
                let parent = body.get("parent_id").cloned().unwrap_or_default();
                let code = body["code"].as_str().filter(|code| (1..=2).contains(&code.chars().count()));
                let is_color =
                    color.is_null() || color.as_str().is_some_and(|color| (1..=30).contains(&color.chars().count()));
                let is_known = |name: &String| matches!(name.as_str(), "code" | "color" | "parent_id");
                let is_json = request.headers.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case("content-type") && value.starts_with("application/json")
                });
                let is_integer = parent.is_null() || parent.as_f64().is_some_and(|id| id.fract() == 0.0);
                if code.is_none() || !is_color || !is_integer || !is_json || !body.as_object()?.keys().all(is_known) {
                    return Some((422, Value::Null));
                }
                if !parent.is_null() && (!parent.as_u64().is_some_and(|of| stored.contains_key(&of)) || parent == id) {
                    return Some((if has("unknown parent") { 500 } else { 404 }, Value::Null));
                }
                if stored.iter().any(|(other, of)| *other != id && of["code"] == body["code"]) {
                    return Some((409, Value::Null));
                }
                let parent = if has("parent dropped") { Value::Null } else { parent };
                let category = json!({ "id": id, "code": body["code"], "color": color, "parent_id": parent });
                *next = id.max(*next);
                stored.insert(id, category.clone());
                (if is_new { 201 } else { 200 }, category)
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

/// The report, and the number of categories that are left.
fn tested(bug: &'static str) -> Tested<(Report, usize)> {
    let server = Server(Mutex::default(), bug);
    let report = report_of(("categories.yaml", DOCUMENT), &server, &Options::default())?;
    let left = server.0.lock().map(|state| state.1.len()).unwrap_or_default();
    Ok((report, left))
}

#[test]
fn a_correct_server_passes() -> Tested {
    let (report, left) = tested("")?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for id in [
        "chain/addCategory/created",
        "chain/addCategory/updated",
        "chain/addCategory/unknown-reference",
        "chain/addCategory/deleted",
        "accepted/addCategory/required-parts-alone",
        "accepted/addCategory/body-parent_id-alone",
        "accepted/addCategory/body-code-at-maxLength",
        "accepted/putCategory/body-parent_id-alone",
        "semantics/listCategories/query-color-filter",
    ] {
        assert!(matches!(outcome(&report, id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, id)?);
    }
    let left_behind: Vec<String> = report.left_behind.iter().map(|left| format!("{left:?}")).collect();
    assert_eq!((left, left_behind), (0, Vec::new()));
    Ok(())
}

#[test]
fn each_bug_is_found() -> Tested {
    for (bug, id) in [
        ("unknown parent", "chain/addCategory/unknown-reference"),
        ("parent dropped", "accepted/addCategory/body-parent_id-alone"),
        ("filter ignored", "semantics/listCategories/query-color-filter"),
    ] {
        let (report, _) = tested(bug)?;
        let found = outcome(&report, id)?;
        assert!(matches!(found, Outcome::Failed(_) | Outcome::Advisory(_)), "{bug}: {found:?}");
    }
    Ok(())
}
