//! Projects with tasks below them. An archived or closed project takes no tasks. A correct server passes, and all steps are sent.

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
info: {title: Projects, version: '1'}
paths:
  /projects:
    post:
      operationId: addProject
      requestBody: &project {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, maxLength: 60}, archived: {type: boolean}, status: {type: string, enum: [open, closed]}}}}}}
      responses: {'201': &shown {description: The project., content: {application/json: {schema: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}, archived: {type: boolean}, status: {type: string}}}}}}, '400': {description: Rejected.}}
  /projects/{projectId}:
    parameters: &one [{name: projectId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getProject, responses: {'200': *shown, '400': {description: Rejected.}, '404': {description: None.}}}
    put: {operationId: putProject, requestBody: *project, responses: {'200': *shown, '400': {description: Rejected.}, '404': {description: None.}}}
    delete: {operationId: deleteProject, responses: {'204': {description: Deleted.}, '400': {description: Rejected.}, '404': {description: None.}}}
  /projects/{projectId}/tasks:
    parameters: *one
    get: {operationId: listTasks, summary: Lists the tasks of a project., responses: {'200': {description: Tasks., content: {application/json: {schema: {type: array, items: &task {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}, note: {type: string}}}}}}}, '400': {description: Rejected.}, '404': {description: None.}}}
    post:
      operationId: addTask
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, maxLength: 60}, note: {type: string, maxLength: 60}}}}}}
      responses: {'201': &task_shown {description: The task., content: {application/json: {schema: *task}}}, '400': {description: Rejected.}, '404': {description: None.}, '409': {description: The project is archived or closed.}}
  /projects/{projectId}/tasks/{taskId}:
    parameters: [{name: projectId, in: path, required: true, schema: {type: integer}}, {name: taskId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getTask, responses: {'200': *task_shown, '400': {description: Rejected.}, '404': {description: None.}}}
    delete: {operationId: deleteTask, responses: {'204': {description: Deleted.}, '400': {description: Rejected.}, '404': {description: None.}}}
";

struct Server {
    /// The projects, and the tasks with the id of their project, by their ids.
    stored: Mutex<BTreeMap<i64, (Option<i64>, Value)>>,
    bug: &'static str,
}

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let mut ids = Vec::new();
        for segment in segments.iter().skip(1).step_by(2) {
            match segment.parse::<i64>() {
                Ok(id) => ids.push(id),
                Err(_) => return (400, Value::Null),
            }
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_fit = |(name, value): (&String, &Value)| match name.as_str() {
            "name" | "title" | "note" => value.as_str().is_some_and(|text| text.chars().count() <= 60),
            "archived" => value.is_boolean(),
            "status" => value == "open" || value == "closed",
            _ => true,
        };
        let is_valid = |required: &str| {
            is_json(request) && body.as_object().is_some_and(|all| all.contains_key(required) && all.iter().all(is_fit))
        };
        let next = stored.keys().last().map_or(1, |last| last + 1);
        let project = |id: i64| {
            let mut project = json!({ "id": id, "name": body["name"], "archived": false, "status": "open" });
            for name in ["archived", "status"].iter().filter(|name| body.get(**name).is_some()) {
                project[*name] = body[*name].clone();
            }
            project
        };
        let of = ids.first().and_then(|id| stored.get(id)).filter(|(of, _)| of.is_none()).cloned();
        if !ids.is_empty() && of.is_none() {
            return (404, Value::Null);
        }
        let task = ids.get(1).map(|id| stored.get(id).filter(|(of, _)| of.as_ref() == ids.first()).cloned());
        if matches!(task, Some(None)) {
            return (404, Value::Null);
        }
        let last = ids.last().copied().unwrap_or_default();
        match (request.method.as_str(), segments.as_slice()) {
            ("POST", ["projects"]) if !is_valid("name") => (400, Value::Null),
            ("POST", ["projects"]) => {
                stored.insert(next, (None, project(next)));
                (201, project(next))
            }
            ("PUT", ["projects", _]) if !is_valid("name") => (400, Value::Null),
            ("PUT", ["projects", _]) => {
                stored.insert(last, (None, project(last)));
                (200, project(last))
            }
            ("GET", ["projects", _] | ["projects", _, "tasks", _]) => (200, stored[&last].1.clone()),
            ("DELETE", ["projects", _] | ["projects", _, "tasks", _]) => {
                stored.remove(&last);
                (204, Value::Null)
            }
            ("GET", ["projects", id, "tasks"]) => {
                let tasks = stored.values().filter(|(of, _)| of.is_some_and(|of| of.to_string() == *id));
                (200, tasks.map(|(_, task)| task.clone()).collect())
            }
            ("POST", ["projects", _, "tasks"]) if !is_valid("title") => (400, Value::Null),
            ("POST", ["projects", _, "tasks"]) => {
                let (_, project) = of.unwrap_or_default();
                if project["archived"] == true || project["status"] == "closed" {
                    return (409, Value::Null);
                }
                let mut task = json!({ "id": next, "title": body["title"] });
                if let Some(note) = body.get("note").filter(|_| self.bug != "note lost") {
                    task["note"] = note.clone();
                }
                stored.insert(next, (Some(last), task.clone()));
                (201, task)
            }
            (_, ["projects"] | ["projects", ..]) => (405, Value::Null),
            _ => (404, Value::Null),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let allow = match request.path.split('/').count() {
            2 => "POST",
            3 => "GET, PUT, DELETE",
            4 => "GET, POST",
            _ => "GET, DELETE",
        };
        response(status, &body, allow)
    }
}

fn tested(bug: &'static str) -> Tested<Report> {
    let server = Server { stored: Mutex::default(), bug };
    report_of(("projects.yaml", DOCUMENT), &server, &Options::default())
}

#[test]
fn a_chain_needs_a_parent_that_takes_children() -> Tested {
    let report = tested("")?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for step in ["created", "read", "listed", "deleted", "gone", "not-listed-elsewhere"] {
        let id = format!("chain/addTask/{step}");
        assert!(matches!(outcome(&report, &id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, &id)?);
    }
    let report = tested("note lost")?;
    let created = outcome(&report, "chain/addTask/created")?;
    assert!(matches!(created, Outcome::Advisory(_)), "a missing value is a warning: {created:?}");
    Ok(())
}
