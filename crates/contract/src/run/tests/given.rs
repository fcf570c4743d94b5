//! Values that only some servers accept: those that a caller gives, and those with the ordinary meaning of a name.

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, failed, is_json, outcome, report_of, response};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// The lines of a transaction name accounts that exist, and their amounts are zero in total. The server knows three currencies.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Ledger, version: 1.0.0}
paths:
  /transactions:
    post:
      operationId: book
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [lines, currency]
              properties:
                currency: {type: string, minLength: 3, maxLength: 3}
                memo: {type: string, maxLength: 40}
                lines: {type: array, minItems: 2, maxItems: 4, items: {type: object, required: [account_id, amount], properties: {account_id: {type: integer}, amount: {type: integer, minimum: -1000, maximum: 1000}}}}
      responses: {'204': {description: Booked.}, '400': {description: Rejected.}}
";

struct Ledger;

fn is_fit(body: &Value) -> bool {
    let is_line = |line: &Value| {
        let amount = line["amount"].as_f64().filter(|amount| amount.fract() == 0.0);
        line["account_id"] == json!(1) && amount.is_some_and(|amount| (-1000.0..=1000.0).contains(&amount))
    };
    let lines = body["lines"].as_array().filter(|lines| (2..=4).contains(&lines.len()) && lines.iter().all(is_line));
    let sum = |lines: &Vec<Value>| lines.iter().filter_map(|line| line["amount"].as_f64()).sum::<f64>();
    let memo = body.get("memo");
    memo.is_none_or(|memo| memo.as_str().is_some_and(|memo| memo.chars().count() <= 40))
        && ["EUR", "USD", "GBP"].iter().any(|known| body["currency"] == *known)
        && lines.is_some_and(|lines| sum(lines) == 0.0)
}

impl Transport for Ledger {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let status = match request.path.as_str() {
            "/transactions" if request.method != "POST" => 405,
            "/transactions" if !is_json(request) => 415,
            "/transactions" if is_fit(&body) => 204,
            "/transactions" => 400,
            _ => 404,
        };
        response(status, &Value::Null, "POST")
    }
}

#[test]
fn given_values_are_in_each_element_and_names_give_ordinary_ones() -> Tested {
    let values = [("amount".to_owned(), json!(0)), ("account_id".to_owned(), json!(1))].into();
    let options = Options { max_accepted: Some(60), values, ..Options::default() };
    let report = report_of(("ledger.yaml", DOCUMENT), &Ledger, &options)?;
    assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
    for label in ["required-parts-alone", "all-parts", "body-memo-alone"] {
        let id = format!("accepted/book/{label}");
        if let Some(found) = super::support::found(&report, &id) {
            assert!(matches!(found, Outcome::Passed { status: 204 }), "{id}: {found:?}");
        }
    }
    assert!(
        matches!(outcome(&report, "accepted/book/required-parts-alone")?, Outcome::Passed { status: 204 }),
        "{report}"
    );
    // The schema leaves it to the name which texts are currencies.
    let unusual = outcome(&report, "accepted/book/body-currency-unicode")?;
    assert!(matches!(unusual, Outcome::Advisory(_)), "{unusual:?}");
    Ok(())
}
