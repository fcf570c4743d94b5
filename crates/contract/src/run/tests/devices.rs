//! Resources that PUT creates under an id of the client.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Devices by their serial number, which the body has too.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Devices, version: 1.0.0}
paths:
  /devices:
    get:
      operationId: listDevices
      responses: {'200': {description: Devices., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Device'}}}}}}
  /devices/{serial}:
    parameters: [{name: serial, in: path, required: true, schema: {type: string, minLength: 3, maxLength: 12}}]
    get:
      operationId: getDevice
      responses: {'200': &device {description: The device., content: {application/json: {schema: {$ref: '#/components/schemas/Device'}}}}, '404': {description: None.}, '422': {description: Rejected.}}
    put:
      operationId: putDevice
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Device'}}}}
      responses: {'200': *device, '201': *device, '422': {description: Rejected.}}
    delete:
      operationId: removeDevice
      responses: {'204': {description: Deleted.}, '404': {description: None.}, '422': {description: Rejected.}}
components:
  schemas:
    Device:
      type: object
      required: [serial, name]
      additionalProperties: false
      properties:
        serial: {type: string, minLength: 3, maxLength: 12}
        name: {type: string, minLength: 1, maxLength: 40}
        room: {type: string, maxLength: 40}
        floor: {type: integer, minimum: 0, maximum: 99}
";

/// The device of somebody else.
const OTHER: &str = "string";

/// The server, with the name of a bug or of another manner. Without one it is correct.
struct Server(Mutex<BTreeMap<String, Value>>, &'static str);

impl Server {
    fn new(bug: &'static str) -> Self {
        let other = json!({ "serial": OTHER, "name": "theirs" });
        Server(Mutex::new([(OTHER.to_owned(), other)].into()), bug)
    }

    fn respond(&self, request: &Request) -> Option<(u16, Value)> {
        let mut devices = self.0.lock().ok()?;
        let has = |bug: &str| self.1 == bug;
        let Some(serial) = request.path.strip_prefix("/devices/") else {
            let is_list = request.path == "/devices" && request.method == "GET";
            let all = || devices.values().filter(|_| !has("not listed")).cloned().collect();
            return Some(if is_list { (200, all()) } else { (405, Value::Null) });
        };
        if serial.contains('/') {
            return Some((404, Value::Null));
        }
        let serial = &*percent_encoding::percent_decode_str(serial).decode_utf8_lossy();
        if !(3..=12).contains(&serial.chars().count()) {
            return Some((422, Value::Null));
        }
        let stored = devices.get(serial).cloned();
        Some(match request.method.as_str() {
            "GET" if has("found always") => (200, json!({ "serial": serial, "name": "any" })),
            "GET" => stored.map_or((404, Value::Null), |stored| (200, stored)),
            "DELETE" if has("delete ignored") => (204, Value::Null),
            "DELETE" => (if devices.remove(serial).is_some() { 204 } else { 404 }, Value::Null),
            "PUT" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let text = |name: &str, most: usize| {
                    body.get(name).is_none_or(|of| of.as_str().is_some_and(|text| text.chars().count() <= most))
                };
                let is_floor = body
                    .get("floor")
                    .is_none_or(|of| of.as_f64().is_some_and(|of| of.fract() == 0.0 && (0.0..=99.0).contains(&of)));
                let is_known = |name: &String| matches!(name.as_str(), "serial" | "name" | "room" | "floor");
                let is_json = request.headers.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case("content-type") && value.starts_with("application/json")
                });
                let is_valid = is_json
                    && body["serial"] == *serial
                    && body["name"].as_str().is_some_and(|name| !name.is_empty())
                    && text("name", 40)
                    && text("room", 40)
                    && is_floor
                    && body.as_object()?.keys().all(is_known);
                if !is_valid {
                    return Some((422, Value::Null));
                }
                let mut kept = body.clone();
                if has("update lost") {
                    kept = stored.clone().unwrap_or(body.clone());
                }
                if let (true, Some(Value::Object(mut old)), Some(new)) =
                    (has("merged"), stored.clone(), body.as_object())
                {
                    old.extend(new.clone());
                    kept = old.into();
                }
                if has("floor dropped") {
                    kept.as_object_mut()?.remove("floor");
                }
                devices.insert(serial.to_owned(), kept);
                let is_new = stored.is_none();
                let code = match self.1 {
                    "201 always" => 201,
                    "200 always" => 200,
                    _ => 200 + u16::from(is_new),
                };
                (code, body)
            }
            _ => (405, Value::Null),
        })
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request).unwrap_or((422, Value::Null));
        response(status, &body, "GET, PUT, DELETE")
    }
}

/// The report, and the devices that are left.
fn tested(bug: &'static str, options: &Options) -> Tested<(Report, BTreeMap<String, Value>)> {
    let server = Server::new(bug);
    let report = report_of(("devices.yaml", DOCUMENT), &server, options)?;
    let left = server.0.lock().map(|left| left.clone()).unwrap_or_default();
    Ok((report, left))
}

#[test]
fn a_correct_server_passes_and_keeps_what_others_stored() -> Tested {
    let (report, left) = tested("", &Options::default())?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for (step, status) in [
        ("created", 201),
        ("read", 200),
        ("listed", 200),
        ("replaced", 200),
        ("updated", 200),
        ("read-after-update", 200),
        ("deleted", 204),
        ("gone", 404),
        ("unlisted", 200),
    ] {
        let id = format!("chain/putDevice/{step}");
        assert_eq!(outcome(&report, &id)?, &Outcome::Passed { status }, "{id}");
    }
    for id in ["accepted/getDevice/required-parts-alone", "accepted/removeDevice/required-parts-alone"] {
        assert!(matches!(outcome(&report, id)?, Outcome::Passed { .. }), "{id}");
    }
    assert_eq!(left, [(OTHER.to_owned(), json!({ "serial": OTHER, "name": "theirs" }))].into());
    Ok(())
}

#[test]
fn each_bug_fails_its_case() -> Tested {
    for (bug, id) in [
        ("update lost", "chain/putDevice/read-after-update"),
        ("not listed", "chain/putDevice/listed"),
        ("floor dropped", "chain/putDevice/read"),
        ("delete ignored", "chain/putDevice/gone"),
    ] {
        let (report, _) = tested(bug, &Options::default())?;
        assert!(failed(&report).contains(&id), "{bug}: {:?}", failed(&report));
    }
    Ok(())
}

#[test]
fn the_other_success_is_a_warning() -> Tested {
    for (manner, id) in [
        ("201 always", "chain/putDevice/updated"),
        ("200 always", "chain/putDevice/created"),
        ("merged", "chain/putDevice/replaced"),
    ] {
        let (report, left) = tested(manner, &Options::default())?;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{manner}");
        assert_eq!(left.keys().collect::<Vec<_>>(), [OTHER], "{manner}");
        assert!(matches!(outcome(&report, id)?, Outcome::Advisory(_)), "{manner}: {:?}", outcome(&report, id)?);
    }
    Ok(())
}

#[test]
fn nothing_is_put_where_no_id_is_known_to_be_free() -> Tested {
    let (report, _) = tested("found always", &Options::default())?;
    let created = outcome(&report, "chain/putDevice/created")?;
    assert!(matches!(created, Outcome::Skipped(reason) if reason.contains("free")), "{created:?}");
    let (report, left) = tested("", &Options { max_accepted: Some(0), ..Options::default() })?;
    assert!(matches!(outcome(&report, "chain/putDevice/created")?, Outcome::Skipped(_)));
    assert_eq!((left.len(), report.acted_on), (1, 0));
    Ok(())
}
