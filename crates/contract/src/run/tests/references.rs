//! Resources that name others inside of properties and in lists.

use std::cell::{Cell, RefCell};

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, outcome, report_of};
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// An order names products and labels in several ways. `OPTIONAL` stands for more properties.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders:
    post:
      operationId: addOrder
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [lines, product, labels, productIds]
              properties:
                lines:
                  type: array
                  minItems: 1
                  items: {type: object, required: [product_id, count], properties: {product_id: {type: string, format: uuid}, count: {type: integer, minimum: 1, maximum: 9}}}
                product: {type: object, required: [id], properties: {id: {type: string, format: uuid}}}
                labels: {type: array, items: {type: integer}}
                productIds: {type: array, items: {type: string, format: uuid}}
                note: {type: string, maxLength: 20}OPTIONAL
      responses: {'201': CREATED, '422': {description: Rejected.}}
  /products:
    post:
      operationId: addProduct
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string, format: uuid}}}}}}, '422': {description: Rejected.}}
  /products/{productId}:
    get:
      operationId: getProduct
      parameters: [{name: productId, in: path, required: true, schema: {type: string, format: uuid}}]
      responses: {'200': {description: The product.}, '404': {description: None.}, '422': {description: Rejected.}}
  /labels/:
    post:
      operationId: addLabel
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}, '422': {description: Rejected.}}
  /labels/{id}/:
    get:
      operationId: getLabel
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: The label.}, '404': {description: None.}, '422': {description: Rejected.}}
  /orders/{orderId}:
    get:
      operationId: getOrder
      parameters: [{name: orderId, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: The order.}, '404': {description: None.}, '422': {description: Rejected.}}
";

const CREATED: &str = "{description: Added., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}";

/// The number that the id of the first label has.
const FIRST_LABEL: usize = 4_711;

/// A server that knows its products and labels.
#[derive(Default)]
struct Shop {
    count: Cell<usize>,
    products: RefCell<Vec<String>>,
    labels: Cell<usize>,
    /// Why valid orders are rejected, if they are.
    rejects: Option<fn(&Value) -> bool>,
}

impl Shop {
    fn respond(&self, request: &Request) -> (StatusCode, Value) {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let is_product =
            |id: &Value| id.as_str().is_some_and(|id| self.products.borrow().iter().any(|known| known == id));
        let is_label = |id: &Value| {
            id.as_u64().is_some_and(|id| (FIRST_LABEL as u64..(FIRST_LABEL + self.labels.get()) as u64).contains(&id))
        };
        let all = |list: &Value, is_known: &dyn Fn(&Value) -> bool| {
            list.as_array().is_some_and(|list| list.iter().all(is_known))
        };
        let rejected = (StatusCode::UNPROCESSABLE_ENTITY, json!({}));
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/products") if body["name"].as_str().is_some_and(|name| !name.is_empty()) => {
                let id = format!("7f0c2d7e-1111-4222-8333-{:012}", self.products.borrow().len() + 77);
                self.products.borrow_mut().push(id.clone());
                (StatusCode::CREATED, json!({ "id": id }))
            }
            ("POST", "/labels/") if body["name"].as_str().is_some_and(|name| !name.is_empty()) => {
                self.labels.set(self.labels.get() + 1);
                (StatusCode::CREATED, json!({ "id": FIRST_LABEL + self.labels.get() - 1 }))
            }
            ("POST", "/orders") => {
                let is_line = |line: &Value| {
                    is_product(&line["product_id"])
                        && line["count"].as_u64().is_some_and(|count| (1..=9).contains(&count))
                };
                let is_known = body["lines"].as_array().is_some_and(|lines| !lines.is_empty())
                    && all(&body["lines"], &is_line)
                    && is_product(&body["product"]["id"])
                    && all(&body["labels"], &is_label)
                    && all(&body["productIds"], &is_product)
                    && body["owner_id"].is_null();
                let is_note =
                    body.get("note").is_none_or(|note| note.as_str().is_some_and(|note| note.chars().count() <= 20));
                if !is_known || !is_note || self.rejects.is_some_and(|rejects| rejects(&body)) {
                    return rejected;
                }
                self.count.set(self.count.get() + 1);
                (StatusCode::CREATED, json!({ "id": self.count.get() }))
            }
            ("GET", path) => {
                let id = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let is_there = match path {
                    path if path.starts_with("/products/") => is_product(&id.into()),
                    path if path.starts_with("/labels/") => id.parse::<u64>().is_ok_and(|id| is_label(&id.into())),
                    _ => id.parse::<usize>().is_ok_and(|id| (1..=self.count.get()).contains(&id)),
                };
                (if is_there { StatusCode::OK } else { StatusCode::NOT_FOUND }, json!({}))
            }
            ("POST", "/products" | "/labels/") => rejected,
            _ => (StatusCode::METHOD_NOT_ALLOWED, json!({})),
        }
    }
}

impl Transport for Shop {
    fn default_max_accepted(&self) -> usize {
        200
    }

    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.respond(request);
        let mut headers = HeaderMap::new();
        if status == StatusCode::CREATED {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            return Ok(HttpResponse { status, headers, body: body.to_string().into() });
        }
        Ok(HttpResponse { status, headers, body: Default::default() })
    }
}

fn report(server: &Shop, optional: &str) -> Tested<Report> {
    report_with(server, optional, &Options::default())
}

fn report_with(server: &Shop, optional: &str, options: &Options) -> Tested<Report> {
    let document = DOCUMENT.replace("CREATED", CREATED).replace("OPTIONAL", optional);
    report_of(("orders.yaml", document), server, options)
}

fn failed(report: &Report) -> Vec<&str> {
    let orders = report.failures().map(|(case, _)| case.id.as_str());
    orders.filter(|id| id.starts_with("accepted/addOrder/") || id.starts_with("chain/addOrder")).collect()
}

#[test]
fn ids_are_put_into_lists_and_inner_objects() -> Tested {
    let report = report(&Shop::default(), "")?;
    assert_eq!(failed(&report), Vec::<&str>::new());
    for id in [
        "chain/addOrder/created",
        "accepted/addOrder/required-parts-alone",
        "accepted/addOrder/body-note-at-maxLength",
        "accepted/addOrder/body-lines[].count-at-maximum",
    ] {
        assert_eq!(outcome(&report, id)?, &Outcome::Passed { status: 201 }, "{id}");
    }
    // Only one product was created, and both lines name it.
    let two = outcome(&report, "accepted/addOrder/body-lines-two-elements")?;
    assert_eq!(two, &Outcome::Passed { status: 201 });
    // A server may reject that.
    let distinct = Shop {
        rejects: Some(|body| body["lines"].as_array().is_some_and(|lines| lines.len() == 2)),
        ..Shop::default()
    };
    let report = self::report(&distinct, "")?;
    let two = outcome(&report, "accepted/addOrder/body-lines-two-elements")?;
    assert!(matches!(two, Outcome::Inconclusive { status: 422, .. }), "{two:?}");
    let report = self::report(&Shop::default(), "")?;
    let unknown = outcome(&report, "chain/addOrder/unknown-reference")?;
    assert_eq!(unknown, &Outcome::Passed { status: 422 });
    Ok(())
}

#[test]
fn given_ids_are_put_into_lists_and_inner_objects() -> Tested {
    let product = "7f0c2d7e-1111-4222-8333-000000000077";
    let server = Shop { products: vec![product.to_owned()].into(), labels: 1.into(), ..Shop::default() };
    let values = [("productId".to_owned(), product.into()), ("label_id".to_owned(), FIRST_LABEL.into())].into();
    let report = report_with(&server, "", &Options { values, chains: false, ..Options::default() })?;
    assert_eq!(failed(&report), Vec::<&str>::new());
    let least = outcome(&report, "accepted/addOrder/required-parts-alone")?;
    assert_eq!(least, &Outcome::Passed { status: 201 });
    Ok(())
}

#[test]
fn a_rejection_for_another_reason_still_fails() -> Tested {
    let strict = Shop { rejects: Some(|body| body["lines"][0]["count"] == 9), ..Shop::default() };
    assert_eq!(failed(&report(&strict, "")?), ["accepted/addOrder/body-lines[].count-at-maximum"]);
    let without_note = Shop { rejects: Some(|body| body.get("note").is_some()), ..Shop::default() };
    assert!(failed(&report(&without_note, "")?).contains(&"accepted/addOrder/body-note-alone"));
    Ok(())
}

/// No chain creates owners.
#[test]
fn a_documented_rejection_of_a_made_up_reference_tells_nothing() -> Tested {
    let report = report(&Shop::default(), "\n                owner_id: {type: integer}")?;
    assert_eq!(failed(&report), Vec::<&str>::new());
    let alone = outcome(&report, "accepted/addOrder/body-owner_id-alone")?;
    assert!(matches!(alone, Outcome::Inconclusive { status: 422, .. }), "{alone:?}");
    assert_eq!(outcome(&report, "accepted/addOrder/required-parts-alone")?, &Outcome::Passed { status: 201 });
    Ok(())
}
