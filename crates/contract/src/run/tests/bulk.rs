//! Books that one request creates at once: nothing of the run stays on the server, or the report says what does.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, report_of, response};
use crate::outcome::Report;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Books, version: '1'}
paths:
  /books:
    get: {operationId: listBooks, responses: {'200': {description: Books., content: {application/json: {schema: {type: array, items: &book {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}}}}}}}}}
  /books/batch:
    post:
      operationId: addBooks
      requestBody: {required: true, content: {application/json: {schema: {type: array, minItems: 1, maxItems: 3, items: {type: object, required: [title], properties: {title: {type: string, maxLength: 60}}}}}}}
      responses: {'STATUS': {description: The books., content: {application/json: {schema: {}}}}, '400': {description: Rejected.}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getBook, responses: {'200': {description: The book., content: {application/json: {schema: *book}}}, '400': {description: Rejected.}, '404': {description: None.}}}
    delete: {operationId: deleteBook, responses: {'204': {description: Deleted.}, '400': {description: Rejected.}, '404': {description: None.}}}
";

/// The books, and the status of the response that creates some.
struct Server(Mutex<BTreeMap<i64, Value>>, u16);

/// A book that was there before the run.
const OLD: i64 = 1;

impl Server {
    fn respond(&self, request: &Request) -> (u16, Value) {
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let method = request.method.as_str();
        let id = match request.path.strip_prefix("/books").map(|rest| rest.trim_start_matches('/')) {
            Some("") if method == "GET" => return (200, books.values().cloned().collect()),
            Some("") => return (405, Value::Null),
            Some("batch") if method == "POST" => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let is_fit = |book: &Value| book["title"].as_str().is_some_and(|title| title.chars().count() <= 60);
                let drafts = body.as_array().filter(|all| (1..=3).contains(&all.len()) && all.iter().all(is_fit));
                let Some(drafts) = drafts.filter(|_| is_json(request)) else { return (400, Value::Null) };
                let next = books.keys().last().map_or(OLD, |last| last + 1);
                let added: Vec<Value> =
                    drafts.iter().zip(next..).map(|(draft, id)| json!({ "id": id, "title": draft["title"] })).collect();
                books.extend(added.iter().zip(next..).map(|(book, id)| (id, book.clone())));
                let each = |book: Value| if self.1 == 207 { json!({ "status": 201, "body": book }) } else { book };
                return (self.1, added.into_iter().map(each).collect());
            }
            Some("batch") => return (405, Value::Null),
            Some(id) => match id.parse::<i64>() {
                Ok(id) => id,
                Err(_) => return (400, Value::Null),
            },
            None => return (404, Value::Null),
        };
        let Some(book) = books.get(&id).cloned() else { return (404, Value::Null) };
        match method {
            "GET" => (200, book),
            "DELETE" => {
                books.remove(&id);
                (204, Value::Null)
            }
            _ => (405, Value::Null),
        }
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let allow = match request.path.as_str() {
            "/books" => "GET",
            "/books/batch" => "POST",
            _ => "GET, DELETE",
        };
        response(status, &body, allow)
    }
}

/// The report, and the ids of the books that are there after the run.
fn tested(status: u16, document: &str) -> Tested<(Report, Vec<i64>)> {
    let old = BTreeMap::from([(OLD, json!({ "id": OLD, "title": "Old" }))]);
    let server = Server(Mutex::new(old), status);
    let document = document.replace("STATUS", &status.to_string());
    let report = report_of(("books.yaml", document), &server, &Options::default())?;
    Ok((report, server.0.into_inner()?.into_keys().collect()))
}

#[test]
fn books_that_were_created_at_once_are_deleted() -> Tested {
    for status in [201, 207] {
        let (report, left) = tested(status, DOCUMENT)?;
        assert_eq!((failed(&report), left), (Vec::new(), vec![OLD]), "{status}: {report}");
        assert_eq!(report.left_behind, [], "{status}");
    }
    Ok(())
}

#[test]
fn books_that_may_have_been_there_or_cannot_be_deleted_are_reported() -> Tested {
    let (report, left) = tested(200, DOCUMENT)?;
    assert!(left.len() > 1 && report.left_behind.len() == left.len() - 1, "{left:?} {:?}", report.left_behind);
    let without = DOCUMENT.replace("    delete: {operationId: deleteBook,", "    put: {operationId: putBook,");
    let (report, left) = tested(201, &without)?;
    assert!(left.len() > 1 && report.left_behind.len() == left.len() - 1, "{left:?} {:?}", report.left_behind);
    Ok(())
}

const ORDERS: &str = "
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders:
    post:
      operationId: addOrder
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [lines], properties: {lines: {type: array, minItems: 1, items: {type: object, required: [article], properties: {article: {type: string}}}}}}}}}
      responses: {'201': {description: The order., content: {application/json: {schema: {}}}}, '400': {description: Rejected.}}
  /orders/{orderNumber}:
    parameters: [{name: orderNumber, in: path, required: true, schema: {type: integer}}]
    delete: {operationId: deleteOrder, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
";

/// An order has a reference of its own, and its lines have the ids of orders that exist.
#[derive(Default)]
struct Orders(Mutex<Vec<String>>);

impl Transport for Orders {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let lines = body["lines"].as_array().filter(|lines| !lines.is_empty());
        let (status, body) = match (request.method.as_str(), lines) {
            ("POST", Some(lines)) if is_json(request) => {
                let lines = lines.iter().zip(1..).map(|(line, id)| json!({ "id": id, "article": line["article"] }));
                (201, json!({ "reference": "A-1", "lines": lines.collect::<Vec<Value>>() }))
            }
            ("POST", _) => (400, Value::Null),
            ("DELETE", _) => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).push(request.path.clone());
                (404, Value::Null)
            }
            _ => (405, Value::Null),
        };
        response(status, &body, if request.path == "/orders" { "POST" } else { "DELETE" })
    }
}

#[test]
fn the_lines_of_an_order_are_no_orders() -> Tested {
    let server = Orders::default();
    report_of(("orders.yaml", ORDERS), &server, &Options::default())?;
    let deleted = server.0.into_inner()?;
    assert!(!deleted.iter().any(|path| path == "/orders/1"), "{deleted:?}");
    Ok(())
}
