//! Times of day. RFC 3339 `full-time` has an offset, and the types of many languages for a time of day have none.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Shops, version: '1'}
paths:
  /shops:
    get: {operationId: listShops, parameters: [{name: open_at, in: query, schema: {type: string, format: time}}], responses: {'200': {description: Shops., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shop'}}}}}, '422': &error {description: Rejected., content: {application/json: {schema: {type: object}}}}}}
    post: {operationId: addShop, requestBody: &draft {required: true, content: {application/json: {schema: {type: object, required: [name, opens_at], properties: {name: {type: string, minLength: 1, maxLength: 60}, opens_at: {type: string, format: time}, closes_at: {type: string, format: time}}}}}}, responses: {'201': &one {description: The shop., content: {application/json: {schema: {$ref: '#/components/schemas/Shop'}}}}, '422': *error}}
  /shops/{shopId}:
    parameters: [{name: shopId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getShop, responses: {'200': *one, '404': &none {description: None.}, '422': *error}}
    put: {operationId: putShop, requestBody: *draft, responses: {'200': *one, '404': *none, '422': *error}}
    delete: {operationId: deleteShop, responses: {'204': {description: Deleted.}, '404': *none, '422': *error}}
components:
  schemas:
    Shop: {type: object, required: [id, name, opens_at], properties: {id: {type: integer}, name: {type: string}, opens_at: {type: string, format: time}, closes_at: {type: string, format: time}}}
";

struct Server {
    shops: Mutex<BTreeMap<i64, Value>>,
    manner: &'static str,
}

impl Server {
    /// Whether the server takes a text for a time: with an offset, or without one for the manner `local`.
    fn is_time(&self, text: &str) -> bool {
        let is_offset = |rest: &str| rest == "Z" || (rest.len() == 6 && rest.starts_with(['+', '-']));
        let shape: String = text.chars().take(8).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let rest = text.get(8..).unwrap_or("x");
        let has_offset = is_offset(rest);
        shape == "00:00:00"
            && match self.manner {
                "none" => false,
                "" => has_offset,
                _ => rest.is_empty(),
            }
    }

    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        let error = (422, json!({ "detail": "not a time" }));
        let method = request.method.as_str();
        let id = match request.path.strip_prefix("/shops").map(|rest| rest.strip_prefix('/')) {
            None => return (404, Value::Null),
            Some(None) if request.path != "/shops" => return (404, Value::Null),
            Some(None) if method == "GET" => {
                let raw = request.raw_query.iter().filter_map(|pair| pair.split_once('='));
                let raw = raw.map(|(name, value)| (name.to_owned(), percent_encoding::percent_decode_str(value)));
                let raw = raw.map(|(name, value)| (name, value.decode_utf8_lossy().into_owned()));
                let mut pairs = request.query.iter().cloned().chain(raw).filter(|(name, _)| name == "open_at");
                return match pairs.all(|(_, text)| self.is_time(&text)) {
                    true => (200, shops.values().cloned().collect()),
                    false => error,
                };
            }
            Some(None) if method != "POST" => return (405, Value::Null),
            Some(None) => shops.keys().last().map_or(1, |last| last + 1),
            Some(Some(id)) => match id.parse::<i64>() {
                Ok(id) if shops.contains_key(&id) => id,
                Ok(_) => return (404, Value::Null),
                Err(_) => return error,
            },
        };
        match method {
            "GET" => return (200, shops[&id].clone()),
            "DELETE" => {
                shops.remove(&id);
                return (204, Value::Null);
            }
            "POST" | "PUT" => {}
            _ => return (405, Value::Null),
        }
        let Ok(Value::Object(mut shop)) = serde_json::from_slice::<Value>(&request.body) else { return error };
        shop.retain(|name, _| matches!(name.as_str(), "name" | "opens_at" | "closes_at"));
        let name = shop.get("name");
        let is_name = name.and_then(Value::as_str).is_some_and(|name| (1..=60).contains(&name.chars().count()))
            || (self.manner == "local, any name" && name.is_some());
        let times = ["opens_at", "closes_at"].map(|name| shop.get(name));
        let is_time = |time: &Value| time.as_str().is_some_and(|time| self.is_time(time));
        if !is_json(request) || !is_name || times[0].is_none() || !times.into_iter().flatten().all(is_time) {
            return error;
        }
        shop.insert("id".to_owned(), id.into());
        let shop = Value::Object(shop);
        shops.insert(id, shop.clone());
        (if method == "POST" { 201 } else { 200 }, shop)
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        response(status, &body, if request.path == "/shops" { "GET, POST" } else { "GET, PUT, DELETE" })
    }
}

fn tested(manner: &'static str) -> Tested<Report> {
    let server = Server { shops: Mutex::default(), manner };
    let options = Options { max_accepted: Some(60), ..Options::default() };
    report_of(("shops.yaml", DOCUMENT), &server, &options)
}

/// The cases with a warning about the offset.
fn warned(report: &Report) -> Vec<&str> {
    let warnings = report
        .advisories()
        .filter(|(_, violations)| violations.iter().any(|violation| violation.message.contains("`12:00:00Z`")));
    warnings.map(|(case, _)| case.id.as_str()).collect()
}

/// `LocalTime` of Java and `TimeOnly` of .NET read no time with an offset, so a document with `format: time` means theirs.
#[test]
fn a_time_without_an_offset_is_a_warning() -> Tested {
    let report = tested("local")?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    assert_eq!(
        warned(&report),
        ["accepted/listShops/all-parts", "chain/addShop/created", "chain/addShop/updated"],
        "{report}"
    );
    for id in ["chain/addShop/read-after-update", "accepted/addShop/body-closes_at-alone"] {
        assert!(matches!(found(&report, id), Some(Outcome::Passed { .. })), "{id}: {:?}", found(&report, id));
    }
    let report = tested("")?;
    assert_eq!((failed(&report), warned(&report)), (Vec::new(), Vec::new()), "{report}");
    Ok(())
}

/// Nor may the offset hide what is wrong with the server.
#[test]
fn a_server_that_rejects_all_times_or_takes_other_values_fails() -> Tested {
    assert!(failed(&tested("none")?).contains(&"accepted/addShop/required-parts-alone"));
    let report = tested("local, any name")?;
    assert!(failed(&report).contains(&"rejected/addShop/body-name-integer"), "{report}");
    Ok(())
}
