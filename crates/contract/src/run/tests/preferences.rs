//! The settings of one user, with an example of the user's id. A correct server passes and has its values from the beginning after the run; one that
//! loses a boolean or a listed value fails.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Preferences, version: '1'}
paths:
  /users/{userId}/settings:
    parameters: [{name: userId, in: path, required: true, schema: {type: integer}, example: 5}]
    get: {operationId: getSettings, responses: {'200': &settings {description: The settings., content: {application/json: {schema: &of {type: object, required: [language], properties: {language: {type: string, enum: [en, de]}, signature: {type: string, maxLength: 60}, weekly: {type: boolean}}}}}}, '400': {description: Rejected.}, '404': {description: None.}}}
    put: {operationId: putSettings, requestBody: {required: true, content: {application/json: {schema: *of}}}, responses: {'200': *settings, '400': {description: Rejected.}, '404': {description: None.}}}
";

fn at_first() -> Value {
    json!({ "language": "de", "signature": "Kind regards", "weekly": true })
}

struct Server(Mutex<Value>, &'static str);

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut settings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path: Vec<&str> = request.path.split('/').skip(1).collect();
        match path.as_slice() {
            ["users", id, "settings"] if id.parse::<i64>().is_err() => return (400, Value::Null),
            ["users", "5", "settings"] => {}
            _ => return (404, Value::Null),
        }
        if request.method == "GET" {
            return (200, settings.clone());
        }
        if request.method != "PUT" {
            return (405, Value::Null);
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_fit = |(name, value): (&String, &Value)| match name.as_str() {
            "language" => value == "en" || value == "de",
            "signature" => value.as_str().is_some_and(|text| text.chars().count() <= 60),
            "weekly" => value.is_boolean(),
            _ => true,
        };
        let is_valid = body.as_object().is_some_and(|all| all.contains_key("language") && all.iter().all(is_fit));
        if !is_json(request) || !is_valid {
            return (400, Value::Null);
        }
        let old = settings["language"].clone();
        *settings = json!({ "language": body["language"] });
        for name in ["signature", "weekly"].iter().filter(|name| body.get(**name).is_some()) {
            settings[*name] = body[*name].clone();
        }
        match self.1 {
            "weekly lost" => settings["weekly"] = true.into(),
            "language kept" => settings["language"] = old,
            _ => {}
        }
        (200, settings.clone())
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        response(status, &body, "GET, PUT")
    }
}

fn tested(bug: &'static str) -> Tested<(Report, Value)> {
    let server = Server(Mutex::new(at_first()), bug);
    let report = report_of(("preferences.yaml", DOCUMENT), &server, &Options::default())?;
    Ok((report, server.0.into_inner()?))
}

#[test]
fn settings_below_an_id_are_compared_and_restored() -> Tested {
    let (report, settings) = tested("")?;
    assert_eq!((failed(&report), settings), (Vec::new(), at_first()), "{report}");
    for step in ["read", "updated", "read-after-update", "restored"] {
        let id = format!("chain/putSettings/{step}");
        assert!(matches!(outcome(&report, &id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, &id)?);
    }
    for bug in ["weekly lost", "language kept"] {
        let (report, _) = tested(bug)?;
        assert!(failed(&report).contains(&"chain/putSettings/updated"), "{bug}: {report}");
    }
    Ok(())
}
