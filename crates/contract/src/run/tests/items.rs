//! Items with flags and an action, and one settings object. A correct server passes in many manners, and keeps what was there before the run.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, found, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Items, version: 1.0.0}
paths:
  /items:
    get: {operationId: listItems, responses: {'200': {description: Items., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}}}}
    post:
      operationId: addItem
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: *properties}}}}
      responses: {'201': &item {description: The item., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}, '400': {description: Rejected.}}
  /items/{itemId}:
    parameters: &path [{name: itemId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getItem, responses: &responses {'200': *item, '400': &rejected {description: Rejected.}, '403': *rejected, '404': *rejected, '409': *rejected, '410': *rejected, '422': *rejected}}
    patch:
      operationId: changeItem
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: *properties}}}}
      responses: *responses
    delete: {operationId: deleteItem, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
  /items/{itemId}/archive:
    parameters: *path
    post: {operationId: archive, responses: *responses}
  /settings:
    get: {operationId: getSettings, responses: {'200': &settings {description: The settings., content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}}}
    put:
      operationId: putSettings
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}
      responses: {'200': *settings, '400': {description: Rejected.}}
    patch:
      operationId: patchSettings
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string}, note: {type: string}}}}}}
      responses: {'200': *settings, '400': {description: Rejected.}}
components:
  schemas:
    Item: {type: object, required: [id, name], properties: {id: {type: integer, readOnly: true}, state: {type: string, readOnly: true}, name: {type: string}, label: {type: string}, released: {type: boolean}, isDefault: {type: boolean}}}
    Settings: {type: object, required: [title], properties: {title: {type: string}, note: {type: string}}}
";
const PROPERTIES: &str =
    "{name: {type: string}, label: {type: string}, released: {type: boolean}, isDefault: {type: boolean}}";

/// The items and settings, and the log of requests.
pub(super) struct Store {
    pub items: Vec<Value>,
    pub settings: Value,
    pub log: Vec<Request>,
}

/// The server, with the name of a manner.
pub(super) struct Server {
    pub store: Mutex<Store>,
    manner: &'static str,
}

/// An item of somebody else.
pub(super) fn home() -> Value {
    json!({ "id": 1, "state": "open", "name": "Home", "label": "", "released": false, "isDefault": true })
}

pub(super) fn settings() -> Value {
    json!({ "title": "Shop", "note": "Open" })
}

fn is_fit(body: &Value, required: &str, is_whole: bool) -> bool {
    let is_of = |(name, value): (&String, &Value)| match name.as_str() {
        "name" | "label" | "title" | "note" => value.is_string(),
        "released" | "isDefault" => value.is_boolean(),
        _ => true,
    };
    body.as_object().is_some_and(|body| (!is_whole || body.contains_key(required)) && body.iter().all(is_of))
}

impl Server {
    pub(super) fn new(manner: &'static str) -> Self {
        Server { store: Mutex::new(Store { items: vec![home()], settings: settings(), log: Vec::new() }), manner }
    }

    /// The number in the name of a manner: `archived is 404`.
    fn status(&self, manner: &str) -> Option<u16> {
        self.manner.strip_prefix(manner)?.trim().parse().ok()
    }

    fn respond(&self, store: &mut Store, request: &Request) -> (u16, Value) {
        let is_json =
            |(name, value): &(String, String)| name != "content-type" || value.starts_with("application/json");
        let (method, body) = (request.method.as_str(), serde_json::from_slice::<Value>(&request.body));
        let is_body = body.is_ok() && request.headers.iter().all(is_json);
        if matches!(method, "POST" | "PUT" | "PATCH") && !request.path.ends_with("/archive") && !is_body {
            return (400, Value::Null);
        }
        let body = body.unwrap_or_default();
        let segments: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let at = |id: &str| store.items.iter().position(|item| item["id"].as_u64() == id.parse().ok());
        match (method, segments.as_slice()) {
            ("GET", ["settings"]) => (200, store.settings.clone()),
            ("PUT", ["settings"]) if is_fit(&body, "title", true) => {
                store.settings = json!({});
                change(store, &body);
                (200, store.settings.clone())
            }
            ("PATCH", ["settings"]) if is_fit(&body, "title", false) => {
                change(store, &body);
                self.derive(&mut store.settings, &body, ("title", "note"));
                (200, store.settings.clone())
            }
            ("GET", ["items"]) => (200, store.items.clone().into()),
            ("POST", ["items"]) if is_fit(&body, "name", true) => {
                let id = 100 + store.log.len();
                let mut item = json!({ "id": id, "state": "open", "released": false, "isDefault": false });
                set(store, &mut item, &body);
                store.items.push(item.clone());
                (201, item)
            }
            ("GET" | "PATCH" | "DELETE", ["items", id]) => match at(id) {
                None => (404, Value::Null),
                Some(at) => self.on_item(store, at, method, &body),
            },
            ("POST", ["items", id, "archive"]) => match at(id) {
                None => (404, Value::Null),
                Some(at) => {
                    let mut archived = store.items[at].clone();
                    archived["state"] = "archived".into();
                    if self.manner != "archived is not stored" {
                        store.items[at] = archived.clone();
                    }
                    (200, archived)
                }
            },
            ("POST", ["items"]) | ("PUT" | "PATCH", ["settings"]) => (400, Value::Null),
            (_, ["items" | "settings"] | ["items", _] | ["items", _, "archive"]) => (405, Value::Null),
            _ => (404, Value::Null),
        }
    }

    fn on_item(&self, store: &mut Store, at: usize, method: &str, body: &Value) -> (u16, Value) {
        let mut item = store.items[at].clone();
        let is_archived = item["state"] == "archived";
        match (method, self.status("archived is"), self.status("released is")) {
            ("GET", Some(status), _) if is_archived => (status, Value::Null),
            ("GET", ..) => (200, item),
            ("PATCH", _, Some(status)) if item["released"] == true => (status, Value::Null),
            ("PATCH", ..) if is_fit(body, "name", false) => {
                if self.manner == "change resets released" {
                    item["released"] = false.into();
                }
                set(store, &mut item, body);
                self.derive(&mut item, body, ("name", "label"));
                store.items[at] = item.clone();
                (200, item)
            }
            ("PATCH", ..) => (400, Value::Null),
            _ => {
                store.items.remove(at);
                (204, Value::Null)
            }
        }
    }
}

impl Server {
    /// Changes a text that a change does not have: a server may derive it from one that the change has, or drop it by error.
    fn derive(&self, stored: &mut Value, body: &Value, (from, to): (&str, &str)) {
        let is_change = body.get(from).is_some() && body.get(to).is_none();
        let text = stored[from].as_str().map(|text| format!("About {}!", text.to_uppercase()));
        match self.manner {
            "texts are derived" if is_change => stored[to] = text.into(),
            "texts are dropped" if is_change => stored[to] = "".into(),
            _ => {}
        }
    }
}

/// Sets the settings that a body has.
fn change(store: &mut Store, body: &Value) {
    for name in ["title", "note"] {
        if let Some(value) = body.get(name) {
            store.settings[name] = value.clone();
        }
    }
}

/// Sets the properties of an item. One item is the default.
fn set(store: &mut Store, item: &mut Value, body: &Value) {
    for name in ["name", "label", "released", "isDefault"] {
        if let Some(value) = body.get(name) {
            item[name] = value.clone();
        }
    }
    if body["isDefault"] == true {
        store.items.iter_mut().for_each(|other| other["isDefault"] = false.into());
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let (status, body) = self.respond(&mut store, request);
        store.log.push(request.clone());
        response(status, &body, "GET, POST, PUT, PATCH, DELETE")
    }
}

/// The report of a run over a transport.
pub(super) fn tested(transport: &impl Transport, options: &Options) -> Tested<Report> {
    // The first use of an alias must follow its anchor.
    let document = DOCUMENT.replacen("*properties", &format!("&properties {PROPERTIES}"), 1);
    report_of(("items.yaml", document), transport, options)
}

fn of(manner: &'static str) -> Tested<(Report, Store)> {
    let server = Server::new(manner);
    let report = tested(&server, &Options { max_accepted: Some(40), ..Options::default() })?;
    Ok((report, server.store.into_inner()?))
}

fn step<'r>(report: &'r Report, step: &str) -> Option<&'r Outcome> {
    let id = format!("chain/addItem/{step}");
    found(report, &id)
}

/// A server need not show what it archived: 404, 410, 403 and 409 say nothing about the values.
#[test]
fn an_archived_item_need_not_be_readable() -> Tested {
    let id = "read-after-archive";
    let (report, _) = of("")?;
    assert!(report.passed(), "{report}");
    assert!(matches!(step(&report, id), Some(Outcome::Passed { .. })), "{:?}", step(&report, id));
    for manner in ["archived is 404", "archived is 410", "archived is 403", "archived is 409"] {
        let (report, _) = of(manner)?;
        assert!(report.passed(), "{manner}: {report}");
        assert!(matches!(step(&report, id), Some(Outcome::Inconclusive { .. })), "{manner}: {:?}", step(&report, id));
    }
    let (report, _) = of("archived is 500")?;
    assert!(matches!(step(&report, id), Some(Outcome::Failed(_))), "{:?}", step(&report, id));
    let (report, _) = of("archived is not stored")?;
    assert!(matches!(step(&report, id), Some(Outcome::Advisory(_))), "{:?}", step(&report, id));
    Ok(())
}

/// Nothing can be changed any more after the chain has set a flag: that says nothing about the change before.
#[test]
fn a_flag_may_end_changes() -> Tested {
    for manner in ["released is 400", "released is 409", "released is 422"] {
        let (report, _) = of(manner)?;
        let steps = ["patched", "read-after-patch"].map(|name| step(&report, name));
        assert!(steps.iter().all(|step| matches!(step, Some(Outcome::Passed { .. }))), "{manner}: {steps:?}");
    }
    for (manner, id) in [("change resets released", "read-after-patch"), ("released is 500", "patched")] {
        let (report, _) = of(manner)?;
        assert!(matches!(step(&report, id), Some(Outcome::Failed(_))), "{manner}: {:?}", step(&report, id));
    }
    Ok(())
}

/// A change that makes an item the default takes that away from an item of somebody else.
#[test]
fn no_change_makes_an_item_the_default() -> Tested {
    let server = Server::new("");
    let selection = crate::Selection { only: vec![crate::Pattern::new("chain")], ..Default::default() };
    tested(&server, &Options { max_accepted: Some(40), selection, ..Options::default() })?;
    let changes = server.store.into_inner()?.log.into_iter().filter(|request| request.method == "PATCH");
    let bodies: Vec<Value> = changes.map(|request| serde_json::from_slice(&request.body).unwrap_or_default()).collect();
    assert!(bodies.iter().any(|body| body["released"] == true), "{bodies:?}");
    assert!(bodies.iter().all(|body| body["isDefault"] != true), "{bodies:?}");
    Ok(())
}

/// A server may derive a text from another one, such as a full name from a first name. Another value is an error.
#[test]
fn a_text_may_be_derived_from_the_changed_one() -> Tested {
    let ids = ["chain/addItem/read-after-patch", "chain/putSettings/read-after-patch"];
    for (manner, is_expected) in [
        ("texts are derived", (|outcome| matches!(outcome, Outcome::Advisory(_))) as fn(&Outcome) -> bool),
        ("texts are dropped", |outcome| matches!(outcome, Outcome::Failed(_))),
        ("", |outcome| matches!(outcome, Outcome::Passed { .. })),
    ] {
        let (report, _) = of(manner)?;
        for id in ids {
            let found = report.outcomes.iter().find(|(case, _)| case.id == id).map(|(_, outcome)| outcome);
            assert!(found.is_some_and(is_expected), "{manner}, {id}: {found:?}");
        }
    }
    Ok(())
}
