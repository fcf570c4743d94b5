//! Bookings, which are in the future and end after their start: no document can say so. A correct server passes; one that refuses them all, or that
//! loses the end, fails.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::chain::instant;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Bookings, version: '1'}
paths:
  /bookings:
    post: {operationId: addBooking, requestBody: &draft {required: true, content: {application/json: {schema: {type: object, required: [ends_at, starts_at], properties: {ends_at: {type: string, format: date-time}, starts_at: {type: string, format: date-time}, note: {type: string, maxLength: 60}}}}}}, responses: {'201': &one {description: The booking., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}, ends_at: {type: string, format: date-time}, starts_at: {type: string, format: date-time}, note: {type: string}}}}}}, '422': &error {description: Rejected., content: {application/json: {schema: {type: object}}}}}}
  /bookings/{bookingId}:
    parameters: [{name: bookingId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getBooking, responses: {'200': *one, '404': &none {description: None.}, '422': *error}}
    put: {operationId: putBooking, requestBody: *draft, responses: {'200': *one, '404': *none, '422': *error}}
    delete: {operationId: deleteBooking, responses: {'204': {description: Deleted.}, '404': *none, '422': *error}}
  /free:
    get: {operationId: listFree, parameters: [{name: from, in: query, required: true, schema: {type: string, format: date}}, {name: to, in: query, required: true, schema: {type: string, format: date}}], responses: {'200': {description: Rooms., content: {application/json: {schema: {type: array, items: {type: integer}}}}}, '422': *error}}
";

struct Server {
    bookings: Mutex<BTreeMap<i64, Value>>,
    manner: &'static str,
}

/// Seconds since the epoch of [`instant`].
fn now() -> i64 {
    let epoch = instant("1970-01-01T00:00:00Z").map_or(0, |(seconds, _)| seconds);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    epoch + i64::try_from(since).unwrap_or_default()
}

/// Whether a day exists. The run sends 30 February.
fn is_day(text: &str) -> bool {
    text.is_ascii() && text.len() >= 10 && !text[4..].starts_with("-02-30")
}

impl Server {
    fn dates(&self, (start, end): (&str, &str), names: (&str, &str)) -> Result<(), String> {
        let seconds = |text: &str| {
            let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
            instant(&whole).map(|(seconds, _)| seconds).filter(|_| is_day(text))
        };
        let (Some(start), Some(end)) = (seconds(start), seconds(end)) else { return Err("Malformed.".to_owned()) };
        match () {
            () if self.manner == "full" => Err(format!("No room is free at this {}.", names.0)),
            () if start <= now() => Err(format!("{} must be in the future.", names.0)),
            () if end <= start => Err(format!("{} must be after {}.", names.1, names.0)),
            () => Ok(()),
        }
    }

    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut bookings = self.bookings.lock().unwrap_or_else(PoisonError::into_inner);
        let error = |message: String| (422, json!({ "message": message }));
        let method = request.method.as_str();
        if request.path == "/free" {
            let value = |name: &str| {
                let raw = request.raw_query.iter().filter_map(|pair| pair.split_once('='));
                let raw = raw.map(|(of, value)| (of.to_owned(), percent_encoding::percent_decode_str(value)));
                let raw = raw.map(|(of, value)| (of, value.decode_utf8_lossy().into_owned()));
                let pairs = request.query.iter().cloned().chain(raw);
                let all: Vec<String> = pairs.filter(|(of, _)| of == name).map(|(_, value)| value).collect();
                all.into_iter().rfind(|value| value.len() == 10).unwrap_or_default()
            };
            return match (method, self.dates((&value("from"), &value("to")), ("from", "to"))) {
                ("GET", Ok(())) => (200, json!([1])),
                ("GET", Err(message)) => error(message),
                _ => (405, Value::Null),
            };
        }
        let id = match request.path.strip_prefix("/bookings").map(|rest| rest.strip_prefix('/')) {
            None => return (404, Value::Null),
            Some(None) if request.path != "/bookings" => return (404, Value::Null),
            Some(None) if method != "POST" => return (405, Value::Null),
            Some(None) => bookings.keys().last().map_or(1, |last| last + 1),
            Some(Some(id)) => match id.parse::<i64>() {
                Ok(id) if bookings.contains_key(&id) => id,
                Ok(_) => return (404, Value::Null),
                Err(_) => return error("bookingId".to_owned()),
            },
        };
        match method {
            "GET" => return (200, bookings[&id].clone()),
            "DELETE" => {
                bookings.remove(&id);
                return (204, Value::Null);
            }
            "POST" | "PUT" => {}
            _ => return (405, Value::Null),
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let is_note = body.get("note").is_none_or(|note| note.as_str().is_some_and(|note| note.chars().count() <= 60));
        if !is_json(request) || !is_note || text("starts_at").len() < 20 || text("ends_at").len() < 20 {
            return error("Malformed.".to_owned());
        }
        if let Err(message) = self.dates((text("starts_at"), text("ends_at")), ("starts_at", "ends_at")) {
            return error(message);
        }
        let mut booking = json!({ "id": id });
        for name in ["starts_at", "ends_at", "note"].iter().filter(|name| body.get(**name).is_some()) {
            booking[*name] = body[*name].clone();
        }
        if self.manner == "end lost" {
            booking["ends_at"] = booking["starts_at"].clone();
        }
        bookings.insert(id, booking.clone());
        (if method == "POST" { 201 } else { 200 }, booking)
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let allow = match request.path.as_str() {
            "/free" => "GET",
            "/bookings" => "POST",
            _ => "GET, PUT, DELETE",
        };
        response(status, &body, allow)
    }
}

fn tested(manner: &'static str) -> Tested<Report> {
    let server = Server { bookings: Mutex::default(), manner };
    let options = Options { max_accepted: Some(60), ..Options::default() };
    report_of(("bookings.yaml", DOCUMENT), &server, &options)
}

#[test]
fn a_refusal_of_dates_is_no_failure_if_later_dates_are_accepted() -> Tested {
    let report = tested("")?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for id in [
        "chain/addBooking/created",
        "chain/addBooking/read-after-update",
        "accepted/listFree/required-parts-alone",
        "accepted/addBooking/body-starts_at-leap-day",
    ] {
        assert!(matches!(outcome(&report, id)?, Outcome::Passed { .. }), "{id}: {:?}", outcome(&report, id)?);
    }
    let first_day = outcome(&report, "accepted/addBooking/body-starts_at-first-day")?;
    assert!(matches!(first_day, Outcome::Inconclusive { status: 422, .. }), "{first_day:?}");
    assert!(failed(&tested("end lost")?).contains(&"chain/addBooking/created"));
    assert!(failed(&tested("full")?).contains(&"accepted/listFree/required-parts-alone"));
    Ok(())
}
