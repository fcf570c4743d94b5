//! A resource that is there once. A correct server passes and has its values from the beginning after the run; one bug at a time fails its
//! case.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, found, report_of, response};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /settings:
    get: {operationId: getSettings, responses: {'200': &settings {description: The settings., content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}, '404': {description: None.}}}
    put:
      operationId: putSettings
      summary: Replaces the settings.
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Settings'}}}}
      responses: {'200': *settings, '202': {description: Later.}, '400': {description: Rejected.}, '403': {description: Not now.}}
    patch:
      operationId: patchSettings
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: *properties}}}}
      responses: {'200': *settings, '202': {description: Later.}, '400': {description: Rejected.}, '403': {description: Not now.}}
components:
  schemas:
    Settings:
      type: object
      required: [currency, percent]
      properties:
        currency: {type: string, enum: [EUR, USD, GBP]}
        percent: {type: number, minimum: 0, maximum: 30}
        footer: {type: [string, 'null'], maxLength: 80}
        header: {type: [string, 'null'], maxLength: 80}
        adminEmail: {type: [string, 'null'], maxLength: 80}
        changed: {type: integer, readOnly: true}
";

const NAMES: [&str; 5] = ["currency", "percent", "footer", "header", "adminEmail"];

fn at_first() -> Value {
    json!({ "currency": "EUR", "percent": 19, "footer": null, "header": "Shop", "adminEmail": "a@example.com" })
}

/// The settings, and the number of requests that the server acted on.
struct Server {
    store: Mutex<(Value, u64)>,
    bug: &'static str,
}

impl Server {
    fn has(&self, bug: &str) -> bool {
        self.bug == bug
    }

    fn respond(&self, (settings, changes): &mut (Value, u64), request: &Request) -> (u16, Option<Value>) {
        if request.path != "/settings" {
            return (404, None);
        }
        let shown = |settings: &Value, changes: u64| {
            let mut shown = settings.clone();
            shown["changed"] = changes.into();
            if self.has("lower case") {
                shown["header"] = shown["header"].as_str().map(str::to_lowercase).into();
            }
            Some(shown)
        };
        let is_json =
            |(name, value): &(String, String)| name != "content-type" || value.starts_with("application/json");
        if !request.headers.iter().all(is_json) {
            return (415, None);
        }
        let method = request.method.as_str();
        match method {
            "GET" if self.has("none") => return (404, None),
            "GET" => return (200, shown(settings, *changes)),
            "PUT" | "PATCH" => {}
            _ => return (405, None),
        }
        let Ok(Value::Object(sent)) = serde_json::from_slice(&request.body) else { return (400, None) };
        let is_text = |value: &Value| value.is_null() || value.as_str().is_some_and(|text| text.chars().count() <= 80);
        let is_fit = |(name, value): (&String, &Value)| match name.as_str() {
            "currency" => ["EUR", "USD", "GBP"].iter().any(|listed| value == listed),
            "percent" => value.as_f64().is_some_and(|percent| (0.0..=30.0).contains(&percent)),
            "footer" | "header" | "adminEmail" => is_text(value),
            _ => true,
        };
        let has_required = method == "PATCH" || (sent.contains_key("currency") && sent.contains_key("percent"));
        if !has_required || !sent.iter().all(is_fit) {
            return (400, None);
        }
        if self.has("forbidden") {
            return (403, None);
        }
        if sent.get("adminEmail").is_some_and(|mail| *mail != "a@example.com") && self.has("guarded") {
            return (400, None);
        }
        *changes += 1;
        if self.has("later") {
            return (202, None);
        }
        let old = settings.clone();
        let mut new = if method == "PUT" { json!({}) } else { old.clone() };
        for name in NAMES {
            new[name] = sent.get(name).unwrap_or(&new[name]).clone();
        }
        if method == "PUT" && self.has("footer is kept") && new["footer"].is_null() {
            new["footer"] = old["footer"].clone();
        }
        if method == "PATCH" && self.has("change resets the header") && !sent.contains_key("header") {
            new["header"] = Value::Null;
        }
        match (method, self.bug) {
            ("PUT", "put is not stored") | ("PATCH", "patch is not stored") => {}
            _ => *settings = new.clone(),
        }
        (200, shown(&new, *changes))
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let (status, body) = self.respond(&mut store, request);
        response(status, &body.unwrap_or_default(), "GET, PUT, PATCH")
    }
}

/// The report of a run, and the store after it.
fn tested(bug: &'static str, max_accepted: usize) -> Tested<(Report, (Value, u64))> {
    let properties = "{currency: {type: string, enum: [EUR, USD, GBP]}, percent: {type: number, minimum: 0, maximum: 30}, footer: {type: [string, 'null'], maxLength: 80}, header: {type: [string, 'null'], maxLength: 80}}";
    let document = DOCUMENT.replace("*properties", properties);
    let server = Server { store: Mutex::new((at_first(), 0)), bug };
    let options =
        Options { credentials: Credentials::default(), max_accepted: Some(max_accepted), ..Options::default() };
    let report = report_of(("settings.yaml", document), &server, &options)?;
    Ok((report, server.store.into_inner()?))
}

fn outcome<'r>(report: &'r Report, step: &str) -> Option<&'r Outcome> {
    let id = format!("chain/putSettings/{step}");
    found(report, &id)
}

const STEPS: [&str; 6] = ["read", "updated", "read-after-update", "patched", "read-after-patch", "restored"];

#[test]
fn settings_are_changed_and_restored() -> Tested {
    for limit in [2, 60] {
        let (report, (settings, _)) = tested("", limit)?;
        assert!(report.passed() && report.left_behind.is_empty(), "{report}");
        for step in STEPS {
            let outcome = outcome(&report, step);
            assert!(matches!(outcome, Some(Outcome::Passed { .. })), "{step}: {outcome:?}");
        }
        assert_eq!(settings, at_first(), "{limit}");
    }
    for (bug, step) in [
        ("put is not stored", "read-after-update"),
        ("footer is kept", "restored"),
        ("patch is not stored", "read-after-patch"),
        ("change resets the header", "read-after-patch"),
    ] {
        let (faulty, _) = tested(bug, 60)?;
        assert!(matches!(outcome(&faulty, step), Some(Outcome::Failed(_))), "{bug}: {:?}", outcome(&faulty, step));
    }
    // PATCH sets what PUT does not.
    let (faulty, (settings, _)) = tested("footer is kept", 2)?;
    assert_eq!((settings, faulty.left_behind.len()), (at_first(), 0), "{faulty}");
    Ok(())
}

/// Servers that reject, defer or normalize changes, or have nothing yet.
#[test]
fn settings_need_not_change() -> Tested {
    for bug in ["none", "forbidden", "later", "lower case", "guarded"] {
        let (report, (settings, _)) = tested(bug, 60)?;
        let is_failed = STEPS.iter().any(|step| matches!(outcome(&report, step), Some(Outcome::Failed(_))));
        assert!(!is_failed, "{bug}: {report}");
        // The body that GET returned is sent back.
        if !["none", "lower case"].contains(&bug) {
            assert_eq!(settings, at_first(), "{bug}: {report}");
        }
    }
    let (safe, (settings, changes)) = tested("", 0)?;
    assert!(matches!(outcome(&safe, "updated"), Some(Outcome::Skipped(_))), "{safe}");
    assert_eq!((settings, changes), (at_first(), 0));
    Ok(())
}
