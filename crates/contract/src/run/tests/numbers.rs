//! Ids of `type: number`. TypeScript has no type for integers, so the documents of NestJS and tsoa have this type for ids.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

const DOCUMENT: &str = "
openapi: 3.0.0
info: {title: Customers, version: 1.0.0}
paths:
  /customers:
    get:
      operationId: listCustomers
      responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Customer'}}}}}}
    post:
      operationId: addCustomer
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}}
  /customers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: PARAMETER}}]
    get:
      operationId: getCustomer
      responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}, '404': {description: None.}}
    delete: {operationId: removeCustomer, responses: {'204': {description: Removed.}, '404': {description: None.}}}
components:
  schemas:
    Customer: {type: object, required: [id, name], properties: {id: {type: number}, name: {type: string}}}
";

#[derive(Default)]
struct Shop {
    customers: Mutex<BTreeMap<u64, Value>>,
}

impl Transport for Shop {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let Ok(mut customers) = self.customers.lock() else { return Err(SendError::Request("poisoned".to_owned())) };
        let id = request.path.strip_prefix("/customers/").map(str::parse::<u64>);
        match (request.method.as_str(), id) {
            (_, Some(Err(_))) => response(400, &Value::Null, ""),
            ("GET", None) => response(200, &json!(customers.values().collect::<Vec<&Value>>()), ""),
            ("GET", Some(Ok(id))) => {
                customers.get(&id).map_or_else(|| response(404, &Value::Null, ""), |one| response(200, one, ""))
            }
            ("DELETE", Some(Ok(id))) => {
                let status = if customers.remove(&id).is_some() { 204 } else { 404 };
                response(status, &Value::Null, "")
            }
            ("POST", None) if !is_json(request) => response(415, &Value::Null, ""),
            ("POST", None) => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let Some(name) = body["name"].as_str() else { return response(400, &Value::Null, "") };
                let id = customers.keys().last().map_or(1, |last| last + 1);
                let customer = json!({ "id": id, "name": name });
                customers.insert(id, customer.clone());
                response(201, &customer, "")
            }
            (_, None) => response(405, &Value::Null, "GET, POST"),
            _ => response(405, &Value::Null, "GET, DELETE"),
        }
    }
}

/// The parameter is `number` with `@Param('id', ParseIntPipe) id: number`, and `string` with `@Param('id') id: string`.
#[test]
fn resources_have_ids_that_are_numbers() -> Tested {
    for parameter in ["number", "string"] {
        let shop = Shop::default();
        let options = Options { max_accepted: Some(500), ..Options::default() };
        let document = DOCUMENT.replace("PARAMETER", parameter);
        let report = report_of(("customers.yaml", document), &shop, &options)?;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{parameter}: {report}");
        for case in ["chain/addCustomer/read", "chain/addCustomer/deleted", "accepted/getCustomer/required-parts-alone"]
        {
            let found = outcome(&report, case)?;
            assert!(matches!(found, Outcome::Passed { .. }), "{parameter}: {case}: {found:?}");
        }
        assert!(shop.customers.lock().is_ok_and(|customers| customers.is_empty()), "{parameter}: {report}");
    }
    Ok(())
}
