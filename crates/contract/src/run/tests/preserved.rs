//! Resources that are there once have their values from the beginning after a run, or the report names them: whatever changed them, and
//! whatever the server responded.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::selection::{Pattern, Selection};
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /settings:
    get: {operationId: getSettings, responses: &responses {'200': {description: The settings., content: {application/json: {schema: &settings {type: object, required: [title], properties: {title: {type: string, maxLength: 90}, footer: {type: string, maxLength: 90}, banner: {type: string, maxLength: 90}, minAppVersion: {type: string, maxLength: 90}, smtpPassword: {type: string, maxLength: 90}}}}}}, '400': {description: Rejected.}, '404': {description: None.}}}
    PUT
    PATCH
    DELETE
";
const PUT: (&str, &str) = (
    "PUT",
    "put: {operationId: putSettings, requestBody: {required: true, content: {application/json: {schema: *settings}}}, responses: *responses}",
);
const PATCH: (&str, &str) = (
    "PATCH",
    "patch: {operationId: patchSettings, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string, maxLength: 90}, footer: {type: string, maxLength: 90}, banner: {type: string, maxLength: 90}, smtpPassword: {type: string, maxLength: 90}}}}}}, responses: *responses}",
);
const DELETE: (&str, &str) = (
    "DELETE",
    "delete: {operationId: deleteSettings, responses: {'204': {description: Deleted.}, '404': {description: None.}}}",
);

/// The settings; `null` after they are deleted.
struct Server {
    store: Mutex<Value>,
    has_patch: bool,
    bug: &'static str,
}

impl Server {
    fn respond(&self, settings: &mut Value, request: &Request) -> (u16, Option<Value>) {
        if request.path != "/settings" || settings.is_null() {
            return (404, None);
        }
        let shown = |settings: &Value| {
            let mut shown = settings.clone();
            if self.bug == "masked" {
                shown["smtpPassword"] = json!("********");
            }
            Some(shown)
        };
        let is_whole = settings.get("footer").is_some_and(|footer| footer == "Bye");
        match request.method.as_str() {
            "GET" if self.bug == "unreadable" && !is_whole => return (500, None),
            "GET" => return (200, shown(settings)),
            "DELETE" => {
                *settings = Value::Null;
                return (204, None);
            }
            "PUT" => {}
            "PATCH" if self.has_patch => {}
            _ => return (405, None),
        }
        let is_json = |(name, value): &(String, String)| name != "content-type" || value.contains("json");
        let body = serde_json::from_slice(&request.body).ok().filter(|_| request.headers.iter().all(is_json));
        let Some(Value::Object(sent)) = body else { return (400, None) };
        let is_fit = |value: &Value| value.as_str().is_some_and(|text| text.chars().count() <= 90);
        if !sent.values().all(is_fit) || (request.method == "PUT" && !sent.contains_key("title")) {
            return (400, None);
        }
        if self.bug == "own rule" && sent.get("footer").is_some_and(|footer| footer != "Bye") {
            return (400, None);
        }
        let mut new = if request.method == "PUT" { json!({}) } else { settings.clone() };
        for (name, value) in sent {
            new[name] = value;
        }
        *settings = new;
        if self.bug == "fails after it stored" { (500, None) } else { (200, shown(settings)) }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let (status, body) = self.respond(&mut store, request);
        response(status, &body.unwrap_or_default(), "")
    }
}

fn at_first() -> Value {
    json!({ "title": "Shop", "footer": "Bye", "minAppVersion": "2.3.0" })
}

/// The report of a run with some operations, and the settings after it.
fn tested(bug: &'static str, operations: &[(&str, &str)], options: Options, first: Value) -> Tested<(Report, Value)> {
    let mut document = DOCUMENT.to_owned();
    for (mark, _) in [PUT, PATCH, DELETE] {
        let own = operations.iter().find(|(known, _)| *known == mark).map_or("", |(_, text)| text);
        document = document.replace(&format!("    {mark}\n"), &format!("    {own}\n"));
    }
    let server = Server { store: Mutex::new(first), has_patch: operations.contains(&PATCH), bug };
    let options = Options { max_accepted: Some(60), ..options };
    let report = report_of(("settings.yaml", document), &server, &options)?;
    Ok((report, server.store.into_inner()?))
}

fn left(report: &Report) -> Vec<String> {
    report.left_behind.iter().map(ToString::to_string).collect()
}

fn only(pattern: &str) -> Options {
    let selection = Selection { only: vec![Pattern::new(pattern)], except: Vec::new() };
    Options { selection, ..Options::default() }
}

#[test]
fn the_values_from_the_beginning_are_set_again() -> Tested {
    let without_chains = || Options { chains: false, ..Options::default() };
    for (bug, operations, options) in [
        ("", &[PUT, PATCH][..], Options::default()),
        ("", &[PUT, PATCH], without_chains()),
        ("", &[PUT], without_chains()),
        ("", &[PATCH], without_chains()),
        ("", &[PUT], only("accepted")),
        ("", &[PUT], only("accepted/putSettings/required-parts-alone")),
        // The server stores the values, and responds with 500.
        ("fails after it stored", &[PUT], Options::default()),
        // GET fails after a request that the server accepted.
        ("unreadable", &[PUT], Options::default()),
        // The chain's request is rejected; a request of another case is not.
        ("own rule", &[PUT], Options::default()),
    ] {
        let (report, after) = tested(bug, operations, options, at_first())?;
        let of = format!("{bug} {operations:?}: {report} {:?}", left(&report));
        assert!(report.outcomes.iter().any(|(case, _)| case.request.method != "GET"), "{of}");
        match operations.contains(&PUT) {
            true => assert_eq!((after, left(&report)), (at_first(), vec![]), "{of}"),
            // PATCH cannot take a property away that was not there.
            false => {
                assert_eq!((&after["title"], &after["footer"]), (&json!("Shop"), &json!("Bye")), "{of}");
                assert_eq!(left(&report).len(), 1, "{of}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_value_that_is_masked_is_not_sent_back() -> Tested {
    let first = json!({ "title": "Shop", "footer": "Bye", "smtpPassword": "hunter" });
    let (report, after) = tested("masked", &[PATCH], only("chain"), first.clone())?;
    assert_eq!(after, first, "{report}");
    let (report, after) = tested("masked", &[PUT], only("chain"), first.clone())?;
    assert_eq!((after, left(&report)), (first.clone(), vec![]), "{report}");
    let (report, after) = tested("masked", &[PUT, PATCH], Options::default(), first)?;
    assert_ne!(after["smtpPassword"], json!("********"), "{report}");
    let is_hidden = |line: &String| line.ends_with(": GET does not show `smtpPassword`, which may have another value");
    assert!(left(&report).iter().any(is_hidden), "{:?}", left(&report));
    Ok(())
}

#[test]
fn what_no_request_creates_is_deleted_on_request_only() -> Tested {
    let delete = |report: &Report| {
        let is_it = |(case, _): &&(_, Outcome)| {
            let case: &crate::derive::Case = case;
            case.id == "accepted/deleteSettings/required-parts-alone"
        };
        report.outcomes.iter().find(is_it).map(|(_, outcome)| outcome.clone())
    };
    let (report, after) = tested("", &[PUT, DELETE], Options::default(), at_first())?;
    assert!(matches!(delete(&report), Some(Outcome::Skipped(_))), "{report}");
    assert_eq!(after, at_first(), "{report}");
    let (report, after) = tested("", &[PUT, DELETE], only("accepted/deleteSettings/*"), at_first())?;
    assert!(matches!(delete(&report), Some(Outcome::Passed { status: 204 })), "{report}");
    assert_eq!(after, Value::Null, "{report}");
    assert_eq!(left(&report), ["/settings, changed by deleteSettings: it is not there any more"]);
    Ok(())
}
