//! Lists of resources that name others, with a required offset.

use std::sync::Mutex;

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, found as outcome, report_of};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Books, and loans of books. A book is lent once. The example of `offset` is not the start of the list.
const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Loans, version: 1.0.0}
paths:
  /books:
    post:
      operationId: createBook
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}, '400': {description: Rejected.}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    delete: {operationId: deleteBook, responses: {'204': {description: Removed.}, '404': {description: None.}, '409': {description: Lent.}}}
  /loans:
    get:
      operationId: listLoans
      parameters:
        - {name: limit, in: query, description: The maximum number of loans., schema: {type: integer, minimum: 1.0, maximum: 9.0}}
        - {name: offset, in: query, required: true, schema: {type: integer, minimum: 0}, example: 1}
        - {name: state, in: query, description: Only loans of this state., schema: {$ref: '#/components/schemas/State'}}
      responses:
        '200':
          description: Loans.
          headers: {X-Total-Count: {description: The number of all loans that match., required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Loan'}}}}
        '400': {description: Rejected.}
    post:
      operationId: createLoan
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}
      responses: {'201': {description: Lent., content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}, '400': {description: Rejected.}, '404': {description: None.}, '409': {description: Lent.}}
  /loans/{loanId}:
    parameters: [{name: loanId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    delete: {operationId: endLoan, responses: {'204': {description: Ended.}, '404': {description: None.}}}
components:
  schemas:
    State: {type: string, enum: [open, late]}
    Book: {type: object, required: [id, title], properties: {id: {type: integer, readOnly: true}, title: {type: string, minLength: 1}}}
    Loan: {type: object, required: [id, bookId], properties: {id: {type: integer, readOnly: true}, bookId: {type: integer, minimum: 1}, state: {$ref: '#/components/schemas/State'}}}
";

#[derive(Default)]
struct Store {
    last: u64,
    books: Vec<Value>,
    loans: Vec<Value>,
}

/// The server. With the bug, the filter has no effect.
struct Server {
    store: Mutex<Store>,
    ignores_state: bool,
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut store = self.store.lock().map_err(|error| SendError::Request(error.to_string()))?;
        let (status, body) = self.respond(&mut store, request);
        let mut headers = HeaderMap::new();
        if let Some((total, _)) = &body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert("x-total-count", HeaderValue::from(*total));
        }
        let status = StatusCode::from_u16(status).map_err(|error| SendError::Request(error.to_string()))?;
        let body = body.map(|(_, body)| body.to_string()).unwrap_or_default();
        Ok(HttpResponse { status, headers, body: body.into() })
    }
}

impl Server {
    /// The status, and the body with the number of all elements.
    fn respond(&self, store: &mut Store, request: &Request) -> (u16, Option<(usize, Value)>) {
        let id = || request.path.rsplit('/').next().and_then(|id| id.parse::<u64>().ok());
        let path =
            if id().is_some() { request.path.rsplit_once('/').map_or("", |(path, _)| path) } else { &request.path };
        match (request.method.as_str(), path, id()) {
            ("GET", "/loans", None) => self.list(store, &request.query),
            ("POST", "/books" | "/loans", None) => create(store, path == "/books", &request.body),
            ("DELETE", "/books", Some(id)) if store.loans.iter().any(|loan| loan["bookId"] == id) => (409, None),
            ("DELETE", "/books" | "/loans", Some(id)) => {
                let stored = if path == "/books" { &mut store.books } else { &mut store.loans };
                let before = stored.len();
                stored.retain(|one| one["id"] != id);
                (if stored.len() < before { 204 } else { 404 }, None)
            }
            _ => (404, None),
        }
    }

    fn list(&self, store: &Store, query: &[(String, String)]) -> (u16, Option<(usize, Value)>) {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let number = |name: &str| value(name).map(str::parse::<usize>).transpose();
        let (Ok(limit), Ok(Some(offset))) = (number("limit"), number("offset")) else { return (400, None) };
        let state = value("state");
        if limit.is_some_and(|limit| !(1..=9).contains(&limit)) || state.is_some_and(|state| !is_state(&json!(state))) {
            return (400, None);
        }
        let is_shown = |loan: &&Value| self.ignores_state || state.is_none_or(|state| loan["state"] == state);
        let all: Vec<&Value> = store.loans.iter().filter(is_shown).collect();
        let page: Vec<&&Value> = all.iter().skip(offset).take(limit.unwrap_or(9)).collect();
        (200, Some((all.len(), json!(page))))
    }
}

fn create(store: &mut Store, is_book: bool, body: &[u8]) -> (u16, Option<(usize, Value)>) {
    let Ok(Value::Object(mut new)) = serde_json::from_slice(body) else { return (400, None) };
    let is_fit = match is_book {
        true => new.get("title").and_then(Value::as_str).is_some_and(|title| !title.is_empty()),
        false => new.get("bookId").is_some_and(Value::is_u64) && new.get("state").is_none_or(is_state),
    };
    if !is_fit {
        return (400, None);
    }
    let is_it = |book: &Value| Some(&book["id"]) == new.get("bookId");
    if !is_book && !store.books.iter().any(is_it) {
        return (404, None);
    }
    if !is_book && store.loans.iter().any(|loan| Some(&loan["bookId"]) == new.get("bookId")) {
        return (409, None);
    }
    store.last += 1;
    new.insert("id".to_owned(), store.last.into());
    let new = Value::Object(new);
    if is_book { &mut store.books } else { &mut store.loans }.push(new.clone());
    (201, Some((0, new)))
}

fn is_state(value: &Value) -> bool {
    *value == "open" || *value == "late"
}

fn report(ignores_state: bool) -> Result<(Report, Store), Box<dyn std::error::Error>> {
    let server = Server { store: Mutex::default(), ignores_state };
    let options = Options { credentials: Credentials::default(), max_accepted: Some(30), ..Options::default() };
    let report = report_of(("loans.yaml", DOCUMENT), &server, &options)?;
    Ok((report, server.store.into_inner()?))
}

/// A loan is deleted right after the case that created it, because a book is lent once; the filter needs two of them.
#[test]
fn a_list_of_resources_that_name_others_is_filtered() -> Tested {
    let (correct, store) = report(false)?;
    assert!(correct.passed(), "{correct}");
    for label in ["query-state-filter", "query-state-total"] {
        let id = format!("semantics/listLoans/{label}");
        assert_eq!(outcome(&correct, &id), Some(&Outcome::Passed { status: 200 }), "{id}");
    }
    assert_eq!((store.books, store.loans), (Vec::new(), Vec::new()));
    assert_eq!(correct.left_behind, []);
    let (faulty, _) = report(true)?;
    assert!(matches!(outcome(&faulty, "semantics/listLoans/query-state-filter"), Some(Outcome::Failed(_))));
    Ok(())
}

/// The example of a required offset is not the start of the list.
#[test]
fn lists_are_compared_from_their_start() -> Tested {
    let (report, _) = report(false)?;
    for label in ["pages", "total", "query-limit-bound"] {
        let id = format!("semantics/listLoans/{label}");
        assert_eq!(outcome(&report, &id), Some(&Outcome::Passed { status: 200 }), "{id}");
    }
    Ok(())
}

/// A loan is moved to another book; the books of the document have no such path.
#[test]
fn a_body_names_a_resource_that_does_not_exist() -> Tested {
    let document = DOCUMENT.replace(
        "    delete: {operationId: endLoan",
        "    put:\n      operationId: moveLoan\n      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [bookId], \
         properties: {bookId: {type: integer, minimum: 1}}}}}}\n      responses: {'204': {description: Moved.}, '404': {description: \
         None.}}\n    delete: {operationId: endLoan",
    );
    let (api, _) =
        model::resolve(&model::Source::new("loans.yaml", document)).map_err(|problems| format!("{problems:?}"))?;
    let cases = crate::chain::cases(&api, &Credentials::default());
    let bodies: Vec<String> = cases
        .iter()
        .filter(|case| case.id.ends_with("/body-bookId-unknown"))
        .map(|case| format!("{} {}", case.id, String::from_utf8_lossy(&case.request.body)))
        .collect();
    // POST of a loan has a step of its chain for that.
    assert_eq!(bodies, [format!("rejected/moveLoan/body-bookId-unknown {{\"bookId\":{}}}", 1 + crate::chain::FAR)]);
    Ok(())
}
