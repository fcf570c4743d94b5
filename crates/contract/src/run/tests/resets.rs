//! Changes that reset or drop what they do not name: the values of chains show it. A correct server passes, and one bug at a time fails.

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
info: {title: Cards, version: 1.0.0}
paths:
  /cards:
    post:
      operationId: addCard
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'201': &card {description: The card., content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}}, '400': {description: Rejected.}}
  /cards/{cardId}:
    parameters: [{name: cardId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getCard, responses: {'200': *card, '404': {description: None.}}}
    put:
      operationId: replaceCard
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Draft'}}}}
      responses: {'200': *card, '400': {description: Rejected.}, '404': {description: None.}}
    patch:
      operationId: changeCard
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
      responses: {'200': *card, '400': {description: Rejected.}, '404': {description: None.}}
    delete: {operationId: deleteCard, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
components:
  schemas:
    Change:
      type: object
      properties: &properties
        title: {type: string, minLength: 1, maxLength: 80}
        note: {type: [string, 'null'], maxLength: 80}
        kind: {type: string, enum: [a, b, c], default: a}
        rating: {type: integer, minimum: 1, maximum: 5, default: 1}
        pinned: {type: boolean, default: false}
        due: {anyOf: [{type: string, format: date-time}, {type: 'null'}]}
        price: {type: string, pattern: '^[0-9]{1,6}[.][0-9]{2}$'}
        weight: {type: [number, 'null'], minimum: 0, maximum: 50}
        tags: {type: array, maxItems: 5, items: {type: string, minLength: 1, maxLength: 40}}
        size: {type: object, required: [width], properties: {width: {type: number}}}
    Draft: {type: object, required: [title], properties: *properties}
    Card:
      type: object
      required: [id, title]
      properties: {id: {type: integer, readOnly: true}, title: {type: string}, tags: {type: array, items: {type: string}}, note: {type: [string, 'null']}, kind: {type: string}, rating: {type: integer}, pinned: {type: boolean}, due: {type: [string, 'null']}, price: {type: string}, weight: {type: [number, 'null']}, size: {type: [object, 'null'], properties: {width: {type: number}}}}
";

/// The defaults of the properties.
fn defaults() -> [(&'static str, Value); 10] {
    [
        ("title", "".into()),
        ("note", Value::Null),
        ("kind", "a".into()),
        ("rating", 1.into()),
        ("pinned", false.into()),
        ("due", Value::Null),
        ("price", "0.00".into()),
        ("weight", 0.into()),
        ("tags", json!([])),
        ("size", Value::Null),
    ]
}

struct Server {
    store: Mutex<Vec<(u64, Value)>>,
    bug: &'static str,
}

/// Whether a text is a date-time, in a form that is enough for what the run sends.
fn is_instant(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_zoned = text.ends_with('z') || text.get(text.len() - 6..).is_some_and(|zone| zone.starts_with(['+', '-']));
    text.contains('t') && is_zoned && crate::chain::instant(&text).is_some()
}

fn is_fit((name, value): (&String, &Value)) -> bool {
    let is_text = |least: usize| value.as_str().is_some_and(|text| (least..=80).contains(&text.chars().count()));
    match name.as_str() {
        "title" => is_text(1),
        "note" => value.is_null() || is_text(0),
        "kind" => ["a", "b", "c"].iter().any(|listed| value == listed),
        "rating" => value.as_f64().is_some_and(|of| (1.0..=5.0).contains(&of) && of.fract() == 0.0),
        "pinned" => value.is_boolean(),
        "due" => value.is_null() || value.as_str().is_some_and(is_instant),
        "weight" => value.is_null() || value.as_f64().is_some_and(|of| (0.0..=50.0).contains(&of)),
        "tags" => value.as_array().is_some_and(|tags| {
            let is_tag = |tag: &Value| tag.as_str().is_some_and(|tag| (1..=40).contains(&tag.chars().count()));
            tags.len() <= 5 && tags.iter().all(is_tag)
        }),
        "size" => value.get("width").is_some_and(Value::is_number),
        "price" => value.as_str().and_then(|text| text.split_once('.')).is_some_and(|(whole, cents)| {
            let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            (1..=6).contains(&whole.len()) && cents.len() == 2 && is_digits(whole) && is_digits(cents)
        }),
        _ => true,
    }
}

impl Server {
    fn stored(&self, card: &mut Value) {
        if self.bug == "offset dropped" {
            let due = card["due"].as_str().and_then(|due| due.get(..19)).map(|local| format!("{local}Z"));
            card["due"] = due.into();
        }
        if self.bug == "price is a number" {
            let price = card["price"].as_str().and_then(|price| price.parse::<f64>().ok());
            card["price"] = price.map(|price| price.to_string()).into();
        }
        if self.bug == "weight is an integer" {
            card["weight"] = card["weight"].as_f64().map(f64::trunc).into();
        }
        if self.bug == "width is 0" && card["size"].is_object() {
            card["size"]["width"] = 0.into();
        }
    }

    fn respond(&self, store: &mut Vec<(u64, Value)>, request: &Request) -> (u16, Option<Value>) {
        let segments: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        let is_json =
            |(name, value): &(String, String)| name != "content-type" || value.starts_with("application/json");
        if !request.headers.iter().all(is_json) {
            return (415, None);
        }
        let at = match segments.as_slice() {
            ["cards"] => None,
            ["cards", id] => match id.parse::<u64>() {
                Ok(id) => match store.iter().position(|(known, _)| *known == id) {
                    Some(at) => Some(at),
                    None => return (404, None),
                },
                Err(_) => return (400, None),
            },
            _ => return (404, None),
        };
        let method = request.method.as_str();
        match (method, at) {
            ("GET", Some(at)) => return (200, Some(store[at].1.clone())),
            ("DELETE", Some(at)) => {
                store.remove(at);
                return (204, None);
            }
            ("POST", None) | ("PUT" | "PATCH", Some(_)) => {}
            _ => return (405, None),
        }
        let Ok(Value::Object(sent)) = serde_json::from_slice(&request.body) else { return (400, None) };
        if !sent.iter().all(is_fit) || (method != "PATCH" && !sent.contains_key("title")) {
            return (400, None);
        }
        let id = at.map_or_else(|| store.last().map_or(1, |(last, _)| last + 1), |at| store[at].0);
        let old = at.map(|at| store[at].1.clone());
        let mut card = json!({ "id": id });
        for (name, default) in defaults() {
            let is_reset = self.bug.strip_prefix("change resets ") == Some(name);
            let is_merged = method == "PATCH" || self.bug.strip_prefix("replacement keeps ") == Some(name);
            let kept = old.as_ref().filter(|_| is_merged && !is_reset).map(|old| old[name].clone());
            card[name] = sent.get(name).cloned().or(kept).unwrap_or(default);
        }
        self.stored(&mut card);
        match at {
            Some(at) => store[at].1 = card.clone(),
            None => store.push((id, card.clone())),
        }
        (if at.is_some() { 200 } else { 201 }, Some(card))
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let (status, body) = self.respond(&mut store, request);
        response(status, &body.unwrap_or_default(), "GET, POST, PUT, PATCH, DELETE")
    }
}

fn tested(bug: &'static str) -> Tested<Report> {
    let server = Server { store: Mutex::default(), bug };
    let options = Options { credentials: Credentials::default(), max_accepted: Some(20), ..Options::default() };
    report_of(("cards.yaml", DOCUMENT), &server, &options)
}

fn outcome<'r>(report: &'r Report, step: &str) -> Option<&'r Outcome> {
    let id = format!("chain/addCard/{step}");
    found(report, &id)
}

#[test]
fn values_of_chains_show_what_is_reset() -> Tested {
    let correct = tested("")?;
    assert!(correct.passed(), "{correct}");
    let read = "read-after-patch";
    assert!(matches!(outcome(&correct, read), Some(Outcome::Passed { .. })), "{:?}", outcome(&correct, read));
    for bug in [
        "change resets note",
        "change resets kind",
        "change resets rating",
        "change resets pinned",
        "change resets due",
        "change resets price",
        "change resets weight",
    ] {
        let faulty = tested(bug)?;
        assert!(matches!(outcome(&faulty, read), Some(Outcome::Failed(_))), "{bug}: {:?}", outcome(&faulty, read));
    }
    for bug in ["offset dropped", "weight is an integer", "width is 0"] {
        let faulty = tested(bug)?;
        let created = outcome(&faulty, "created");
        assert!(matches!(created, Some(Outcome::Failed(_))), "{bug}: {created:?}");
    }
    for bug in ["replacement keeps note", "replacement keeps tags", "replacement keeps due"] {
        let faulty = tested(bug)?;
        let replaced = outcome(&faulty, "replaced");
        assert!(matches!(replaced, Some(Outcome::Failed(_))), "{bug}: {replaced:?}");
    }
    // The number is the same.
    let faulty = tested("price is a number")?;
    assert!(matches!(outcome(&faulty, "created"), Some(Outcome::Advisory(_))), "{:?}", outcome(&faulty, "created"));
    Ok(())
}
