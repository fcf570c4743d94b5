//! Ordinary servers: a document rarely has all that a server demands, and frameworks differ in details that no text decides.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::Options;
use super::support::{Tested, report_of};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// A list with a cursor, a resource with an id of 64 bits, one with an id that a router may know, and a price list.
const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Stock, version: 1.0.0}
paths:
  /items:
    get:
      operationId: listItems
      parameters:
        - {name: offset, in: query, schema: {type: integer, format: int32, minimum: 0}}
        - {name: page_token, in: query, schema: {type: string}}
      responses:
        '200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}}
        '422': {description: Rejected.}
    post:
      operationId: addItem
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses:
        '201': {description: Added., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
        '422': {description: Rejected.}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    get:
      operationId: getItem
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
        '400': {description: Rejected.}
        '404': {description: None.}
    patch:
      operationId: changeItem
      parameters: [{name: notify, in: query, schema: {type: boolean}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
        '400': {description: Rejected.}
        '404': {description: None.}
  /shops/{shop}:
    parameters: [{name: shop, in: path, required: true, schema: {type: string, format: uuid}}]
    get:
      operationId: getShop
      responses:
        '200': {description: It., content: {application/json: {schema: {type: object}}}}
        '404': {description: None., content: {application/json: {schema: {type: object}}}}
  /prices:
    get:
      operationId: listPrices
      parameters:
        - {name: currency, in: query, required: true, schema: {type: string}}
        - {name: day, in: query, schema: {type: string, format: date}}
        - {name: most, in: query, schema: {type: integer, minimum: 0.0, maximum: 50.0}}
        - {name: shelf, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: shelf-mark, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
      responses: {'200': {description: All.}, '400': {description: Rejected.}}
components:
  schemas:
    Item:
      type: object
      required: [name, code]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        name: {type: string}
        code: {type: string, pattern: '^[A-Z]{3}$'}
        made: {type: string, format: date}
";

/// The response of a server: status, content type, body, and the header `Allow`.
type Reply = (u16, &'static str, String, &'static str);

/// A server that is a function of the request.
struct Server<F>(F);

impl<F: Fn(&Request) -> Reply> Transport for Server<F> {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, media_type, body, allow) = self.0(request);
        let mut headers = HeaderMap::new();
        for (name, value) in [("content-type", media_type), ("allow", allow)] {
            if !value.is_empty() {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
        }
        let status = StatusCode::from_u16(status).map_err(|error| SendError::Request(error.to_string()))?;
        Ok(HttpResponse { status, headers, body: body.into() })
    }
}

/// The report of a server that responds to some requests as `own` says, without chains, which repeat reads that fail.
fn report(own: impl Fn(&Request) -> Option<Reply>) -> Result<Report, Box<dyn std::error::Error>> {
    report_with(own, false)
}

/// The report of a server that responds to some requests as `own` says.
fn report_with(own: impl Fn(&Request) -> Option<Reply>, chains: bool) -> Result<Report, Box<dyn std::error::Error>> {
    let ids = AtomicUsize::new(1);
    let server = Server(|request: &Request| {
        own(request).unwrap_or_else(|| {
            let item = || r#"{"id":1,"name":"a","code":"ABC"}"#.to_owned();
            match (request.method.as_str(), request.path.as_str()) {
                ("GET", "/items") => (200, "application/json", format!("[{}]", item()), ""),
                ("POST", "/items") => {
                    let id = ids.fetch_add(1, Ordering::Relaxed);
                    (201, "application/json", item().replacen('1', &id.to_string(), 1), "")
                }
                ("GET" | "PATCH", path) if path.starts_with("/items/") => (200, "application/json", item(), ""),
                ("GET", path) if path.starts_with("/shops/") => (404, "application/json", "{}".to_owned(), ""),
                ("GET", "/prices") => (200, "", String::new(), ""),
                _ => (405, "", String::new(), "GET, POST, PATCH"),
            }
        })
    });
    let options =
        Options { credentials: Credentials::default(), max_accepted: Some(500), chains, ..Options::default() };
    report_of(("stock.yaml", DOCUMENT), &server, &options)
}

/// The words of the report for a case.
fn word(report: &Report, id: &str) -> String {
    let found = report.outcomes.iter().find(|(case, _)| case.id == id);
    match found.map(|(_, outcome)| outcome) {
        None => format!("no case {id}"),
        Some(Outcome::Passed { .. }) => "passed".to_owned(),
        Some(Outcome::Failed(_) | Outcome::KnownFailure(_)) => "failed".to_owned(),
        Some(Outcome::Advisory(_)) => "advisory".to_owned(),
        Some(Outcome::Inconclusive { .. }) => "inconclusive".to_owned(),
        Some(Outcome::Skipped(_)) => "skipped".to_owned(),
    }
}

/// OpenAPI 3.0.3, Data Types: a tool that does not know a format may read the type alone.
#[test]
fn an_integer_beyond_its_format_may_be_accepted() -> Tested {
    let report = report(|_| None)?;
    assert_eq!(word(&report, "rejected/listItems/query-offset-above-32-bits"), "advisory");
    assert_eq!(word(&report, "rejected/listItems/query-offset-too-small"), "failed");
    Ok(())
}

/// A server that accepts a value that it need not reject returns it later.
#[test]
fn a_returned_value_is_judged_like_the_request_that_stored_it() -> Tested {
    let of = |item: &'static str| {
        report(move |request| {
            let is_list = request.method == "GET" && request.path == "/items";
            is_list.then(|| (200, "application/json", item.to_owned(), ""))
        })
    };
    let id = "accepted/listItems/required-parts-alone";
    assert_eq!(word(&of(r#"[{"name":"a","code":"ABC\n"}]"#)?, id), "advisory");
    assert_eq!(word(&of(r#"[{"name":"a","code":"ABCD\n"}]"#)?, id), "failed");
    assert_eq!(word(&of(r#"[{"name":"a","code":"ABC","made":"2020-02-30"}]"#)?, id), "advisory");
    assert_eq!(word(&of(r#"[{"name":"a","code":"ABC","made":"yesterday"}]"#)?, id), "failed");
    Ok(())
}

/// RFC 9110 section 15.5.6 demands `Allow`; which methods it has is for the server to say (section 10.2.1).
#[test]
fn allow_may_have_fewer_methods_than_the_document() -> Tested {
    let of = |allow: &'static str| {
        report(move |request| (request.method == "PATCH").then(|| (405, "", String::new(), allow)))
    };
    assert_eq!(word(&of("GET")?, "routing/PATCH/items"), "advisory");
    assert_eq!(word(&of("")?, "routing/PATCH/items"), "failed");
    Ok(())
}

/// To a router that knows uuids, a path with another text is none of the document's.
#[test]
fn a_router_responds_to_an_invalid_path_in_its_own_words() -> Tested {
    let report = report(|request| {
        let is_valid = request.path.ends_with("-000000000000");
        (request.path.starts_with("/shops/") && !is_valid).then(|| (404, "text/html", "<h1>none</h1>".to_owned(), ""))
    })?;
    assert_eq!(word(&report, "rejected/getShop/path-shop-cut-off"), "advisory");
    assert_eq!(word(&report, "accepted/getShop/path-shop-other-case"), "advisory");
    let of_handler = self::report(|request| {
        request.path.starts_with("/shops/").then(|| (404, "text/html", "<h1>none</h1>".to_owned(), ""))
    })?;
    assert_eq!(word(&of_handler, "accepted/getShop/required-parts-alone"), "failed");
    Ok(())
}

/// Only the server knows values of a cursor.
#[test]
fn a_made_up_cursor_may_be_rejected() -> Tested {
    let of = |status: u16| {
        report(move |request| {
            let has_cursor = request.query.iter().any(|(name, _)| name == "page_token");
            has_cursor.then(|| (status, "", String::new(), ""))
        })
    };
    let rejected = of(422)?;
    let ids = rejected.failures().map(|(case, _)| case.id.as_str());
    let failed: Vec<&str> = ids.filter(|id| id.starts_with("accepted/listItems/")).collect();
    assert_eq!(failed, [""; 0]);
    assert_eq!(word(&rejected, "accepted/listItems/query-page_token-alone"), "passed");
    assert_eq!(word(&of(500)?, "accepted/listItems/query-page_token-alone"), "failed");
    Ok(())
}

/// RFC 8259 section 6: a parser may set limits on the precision of numbers.
#[test]
fn an_integer_of_64_bits_may_be_rejected_or_rounded() -> Tested {
    let list = |request: &Request| {
        let is_list = request.method == "GET" && request.path == "/items";
        let item = r#"[{"id":9223372036854776000,"name":"a","code":"ABC"}]"#;
        is_list.then(|| (200, "application/json", item.to_owned(), ""))
    };
    assert_eq!(word(&report(list)?, "accepted/listItems/required-parts-alone"), "advisory");
    let report = report(|request| {
        let id = request.path.strip_prefix("/items/").and_then(|id| id.parse::<u64>().ok());
        id.filter(|id| *id > 1 << 53).map(|_| (400, "", String::new(), ""))
    })?;
    assert_eq!(word(&report, "accepted/getItem/path-id-at-64-bits"), "advisory");
    Ok(())
}

/// OpenAPI, Responses Object: a document need not have all status codes.
#[test]
fn a_second_creation_may_have_an_undocumented_status() -> Tested {
    let seen = std::sync::Mutex::new(Vec::new());
    let own = |request: &Request| {
        let mut seen = seen.lock().ok()?;
        let is_post = request.method == "POST" && request.path == "/items";
        let is_known = is_post && seen.contains(&request.body);
        seen.push(request.body.clone());
        is_known.then(|| (409, "", String::new(), ""))
    };
    let report = report_with(own, true)?;
    assert_eq!(word(&report, "chain/addItem/created-twice"), "advisory");
    Ok(())
}

/// Many servers reject a change of nothing, and no keyword of the document says so.
#[test]
fn a_patch_without_properties_may_be_rejected() -> Tested {
    let report =
        report(|request| (request.method == "PATCH" && request.body == b"{}").then(|| (400, "", String::new(), "")))?;
    assert_eq!(word(&report, "accepted/changeItem/required-parts-alone"), "advisory");
    // Other cases with the same body have the same cause.
    assert_eq!(word(&report, "accepted/changeItem/query-notify-alone"), "inconclusive");
    assert_eq!(word(&report, "accepted/changeItem/body-name-alone"), "passed");
    let failed = report.failures().filter(|(case, _)| case.id.starts_with("accepted/changeItem/"));
    assert_eq!(failed.count(), 0, "{report}");
    Ok(())
}

/// A rule that the document does not have fails once, not in each case of the operation.
#[test]
fn a_rule_that_the_document_lacks_is_one_failure() -> Tested {
    let rejects = |is_it: fn(&Request) -> bool| {
        report(move |request| (request.path == "/prices" && is_it(request)).then(|| (400, "", String::new(), "")))
    };
    let all = rejects(|_| true)?;
    assert_eq!(word(&all, "accepted/listPrices/required-parts-alone"), "failed");
    assert_eq!(word(&all, "accepted/listPrices/query-day-alone"), "inconclusive");
    let of_day = rejects(|request| request.query.iter().any(|(name, _)| name == "day"))?;
    assert_eq!(word(&of_day, "accepted/listPrices/required-parts-alone"), "passed");
    assert_eq!(word(&of_day, "accepted/listPrices/query-day-alone"), "failed");
    assert_eq!(word(&of_day, "accepted/listPrices/query-day-leap-day"), "inconclusive");
    assert_eq!(word(&of_day, "accepted/listPrices/all-parts"), "inconclusive");
    assert_eq!(word(&of_day, "accepted/listPrices/query-day-absent"), "passed");
    // `shelf` is no part of `shelf-mark`.
    let of_shelves = rejects(|request| {
        request.query.iter().any(|(name, value)| name == "shelf" || (name == "shelf-mark" && value == "9"))
    })?;
    assert_eq!(word(&of_shelves, "accepted/listPrices/query-shelf-alone"), "failed");
    assert_eq!(word(&of_shelves, "accepted/listPrices/query-shelf-at-maximum"), "inconclusive");
    assert_eq!(word(&of_shelves, "accepted/listPrices/query-shelf-mark-at-maximum"), "failed");
    let of_leap_day = rejects(|request| request.query.iter().any(|(_, value)| value.ends_with("-02-29")))?;
    assert_eq!(word(&of_leap_day, "accepted/listPrices/query-day-leap-day"), "failed");
    Ok(())
}
