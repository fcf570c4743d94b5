//! A cart, whose PUT replaces all of its items, and whose items are resources with ids too. A request that empties the cart removes the
//! item that other cases name.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, found, is_json, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Cart, version: 1.0.0}
paths:
  /cart:
    get: {operationId: getCart, responses: {'200': &cart {description: The cart., content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}}}
    put:
      operationId: putCart
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Cart'}}}}
      responses: {'200': *cart, '400': &rejected {description: Rejected.}}
  /cart/items:
    post:
      operationId: addItem
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewItem'}}}}
      responses: {'201': &item {description: The item., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}, '400': *rejected}
  /cart/items/{itemId}:
    parameters: [{name: itemId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getItem, responses: {'200': *item, '400': *rejected, '404': *rejected}}
    patch:
      operationId: changeItem
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: &name {type: string, minLength: 1, maxLength: 40}, size: {type: string, enum: [small, large]}, gift: {type: boolean}}}}}}
      responses: {'200': *item, '400': *rejected, '404': *rejected}
    delete: {operationId: removeItem, responses: {'204': {description: Removed.}, '400': *rejected, '404': *rejected}}
components:
  schemas:
    NewItem: {type: object, required: [name], properties: {name: *name}}
    Item: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    Cart: {type: object, required: [items], properties: {note: {type: string}, items: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
";

/// The cart of the server.
#[derive(Default)]
struct Cart {
    note: Option<String>,
    items: Vec<Value>,
    /// The number of items that were ever added.
    added: u64,
}

impl Cart {
    fn shown(&self) -> Value {
        match &self.note {
            Some(note) => json!({"note": note, "items": self.items}),
            None => json!({"items": self.items}),
        }
    }
}

struct Server {
    cart: Mutex<Cart>,
    /// Whether PUT keeps the items.
    is_fixed: bool,
}

impl Server {
    fn new(is_fixed: bool) -> Self {
        Server { cart: Mutex::new(Cart { note: Some("mine".to_owned()), ..Cart::default() }), is_fixed }
    }

    fn cart(&self) -> MutexGuard<'_, Cart> {
        self.cart.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn item(&self, request: &Request, body: Option<&Value>, id: &str) -> (u16, Value) {
        let Some(id) = id.parse::<u64>().ok().filter(|id| *id > 0) else { return (400, Value::Null) };
        let items = &mut self.cart().items;
        let at = items.iter().position(|item| item["id"] == id);
        match (request.method.as_str(), at) {
            ("GET" | "HEAD", Some(at)) => (200, items[at].clone()),
            ("DELETE", Some(at)) => {
                items.remove(at);
                (204, Value::Null)
            }
            ("PATCH", Some(at)) => match named(body) {
                Ok(name) => {
                    if let Some(name) = name {
                        items[at]["name"] = name.into();
                    }
                    (200, items[at].clone())
                }
                Err(()) => (400, Value::Null),
            },
            ("GET" | "HEAD" | "DELETE" | "PATCH", None) => (404, Value::Null),
            _ => (405, Value::Null),
        }
    }

    fn reply(&self, request: &Request) -> (u16, Value) {
        let body: Option<Value> = serde_json::from_slice(&request.body).ok().filter(|_| is_json(request));
        let path = request.path.as_str();
        if let Some(id) = path.strip_prefix("/cart/items/") {
            return self.item(request, body.as_ref(), id);
        }
        let mut cart = self.cart();
        match (request.method.as_str(), path) {
            ("GET" | "HEAD", "/cart") => (200, cart.shown()),
            ("PUT", "/cart") => match body.as_ref().and_then(read_cart) {
                Some((note, items)) => {
                    cart.note = note;
                    if !self.is_fixed {
                        cart.items = items;
                    }
                    (200, cart.shown())
                }
                None => (400, Value::Null),
            },
            ("POST", "/cart/items") => {
                let Some(name) = named(body.as_ref()).ok().flatten() else { return (400, Value::Null) };
                cart.added += 1;
                let item = json!({"id": cart.added, "name": name});
                cart.items.push(item.clone());
                (201, item)
            }
            (_, "/cart" | "/cart/items") => (405, Value::Null),
            _ => (404, Value::Null),
        }
    }
}

/// The name in the body of an item. An error for a body that is no object, or has a value that does not fit.
fn named(body: Option<&Value>) -> Result<Option<String>, ()> {
    let body = body.and_then(Value::as_object).ok_or(())?;
    let is_size = |size: &Value| matches!(size.as_str(), Some("small" | "large"));
    if !(body.get("size").is_none_or(is_size) && body.get("gift").is_none_or(Value::is_boolean)) {
        return Err(());
    }
    match body.get("name") {
        None => Ok(None),
        Some(Value::String(name)) if (1..=40).contains(&name.chars().count()) => Ok(Some(name.clone())),
        Some(_) => Err(()),
    }
}

/// The note and the items in the body of a cart.
fn read_cart(body: &Value) -> Option<(Option<String>, Vec<Value>)> {
    let items = body["items"].as_array()?;
    let is_item = |item: &Value| item["id"].is_i64() && item["name"].is_string();
    let note = match body.get("note") {
        None => None,
        Some(note) => Some(note.as_str()?.to_owned()),
    };
    items.iter().all(is_item).then(|| (note, items.clone()))
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let allow = if request.path == "/cart" {
            "GET, PUT"
        } else if request.path == "/cart/items" {
            "POST"
        } else {
            "GET, PATCH, DELETE"
        };
        let (status, body) = self.reply(request);
        response(status, &body, allow)
    }
}

#[test]
fn an_item_that_a_put_of_its_cart_removed_is_added_again() -> Tested {
    for (is_fixed, limit) in [(false, 20), (false, 500), (true, 500)] {
        let server = Server::new(is_fixed);
        let options = Options { max_accepted: Some(limit), ..Options::default() };
        let report = report_of(("cart.yaml", DOCUMENT), &server, &options)?;
        let failed = failed(&report);
        assert!(is_fixed || failed.is_empty(), "{limit}: {failed:?}\n{report}");
        assert!(report.left_behind.is_empty(), "{limit}: {report}");
        // After the last request that the limit permits, no item is added.
        let deleted: &[&str] = if limit > 20 { &["chain/addItem/deleted"] } else { &[] };
        for id in ["accepted/getItem/required-parts-alone"].iter().chain(deleted) {
            let outcome = found(&report, id);
            assert!(matches!(outcome, Some(Outcome::Passed { .. })), "{limit}: {id} {outcome:?}\n{report}");
        }
        assert_eq!(server.cart().shown(), json!({"note": "mine", "items": []}), "{limit}");
    }
    Ok(())
}
