//! The sandbox: contract tests, scenarios, limits, and the program.

mod browser;
mod limits;
mod program;
mod scenarios;
mod schemathesis;

use contract::{Credentials, Network, Options, Outcome, Report};
use password_otp_sandbox::{Config, app};

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::wire::{exchange, request};
use crate::support::{KEY, api, published, root, source};
use scenarios::{served, valid, with_phone};

fn options() -> Options {
    Options {
        credentials: Credentials::default().with("apikey", KEY),
        max_accepted: Some(usize::MAX),
        ..Options::default()
    }
}

fn assert_passed(report: &Report) {
    assert!(report.passed(), "{report}");
    for (case, outcome) in &report.outcomes {
        assert!(!matches!(outcome, Outcome::Skipped(_)), "{} is skipped", case.id);
    }
    assert!(report.outcomes.len() > 90, "{} cases", report.outcomes.len());
}

/// A sandbox as published.
fn published_sandbox() -> axum::Router {
    app(&Config::new(KEY)).expect("the document is as it was")
}

#[tokio::test]
async fn passes_the_contract_tests_in_process() {
    let report = contract::check(&source(), published_sandbox(), &options()).await;
    assert_passed(&report.expect("the document has no errors"));
}

#[tokio::test]
async fn passes_the_contract_tests_over_a_socket() {
    let address = served(&Config::new(KEY)).await;
    let network = Network::new(&format!("http://{address}")).expect("a client");
    assert_passed(&contract::run(&api(), &network, &options()).await);
}

/// Checks that a response is the published one, except for its ids, which have the published format.
pub fn assert_receipt(response: &Value) {
    let shown = published("200");
    assert_eq!(response["IsPosted"], shown["IsPosted"]);
    for id in ["AccountSid", "Sid"] {
        let (got, shown) = (response["Data"][id].as_str().expect("text"), shown["Data"][id].as_str().expect("text"));
        assert_eq!((got.len(), &got[..2]), (shown.len(), &shown[..2]), "{id}");
        assert!(got.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{got}");
        assert_ne!(got, shown);
    }
}

#[tokio::test]
async fn receipts_are_new_for_every_request() {
    let address = served(&Config::new(KEY)).await;
    let mut ids = BTreeSet::new();
    for _ in 0..100 {
        let response = exchange(&address, &valid("", "")).await.json();
        assert_receipt(&response);
        ids.extend(["AccountSid", "Sid"].map(|id| response["Data"][id].to_string()));
    }
    assert_eq!(ids.len(), 200);
}

#[tokio::test]
async fn a_phone_number_is_of_e_164_with_an_assigned_country_code() {
    let address = served(&Config::new(KEY)).await;
    let responded = async |phone: &str| exchange(&address, &with_phone(phone, "", "")).await;
    // The published one, one of ITU-T E.164's longest, and numbers of Ofcom, the FCC and the BNetzA for use in fiction.
    for phone in ["+1234567890", "+491711234567890", "+447700900123", "+12025550123", "+4915228817386"] {
        assert_eq!(responded(phone).await.status(), 200, "{phone}");
    }
    // ITU-T E.164: digits alone, 15 at the most, no country code starts with 0; 999 and 210 are spare.
    for phone in
        ["", "+", "1234567890", "+0123456789", "+1 234 567 890", "+1-234-567-890", "tel:+1234567890", "+1234567890x1"]
    {
        let response = responded(phone).await;
        assert_eq!((response.status(), &response.json()["ErrorCode"]), (400, &1096.into()), "{phone}");
        assert!(!response.to_string().contains("234"), "the number is not repeated");
    }
    for phone in
        ["+12", "+49", "+9991234567", "+2101234567", "+1234567890123456", "+\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}"]
    {
        assert_eq!(responded(phone).await.status(), 400, "{phone}");
    }
}

#[tokio::test]
async fn the_outbox_is_masked_and_bounded() {
    let address = served(&Config { outbox: 3, ..Config::new(KEY) }).await;
    let outbox = async || exchange(&address, &request("GET", "/_sandbox/outbox", &[], b"")).await;
    assert_eq!(outbox().await.json(), serde_json::json!({ "Messages": [] }));
    for (number, more) in [(1, ""), (2, "&smstemplate=Welcome"), (3, "&isvoiceotp=true"), (4, "&isvoiceotp=false")] {
        exchange(&address, &with_phone(&format!("+44770090012{number}"), more, "")).await;
    }
    exchange(&address, &with_phone("no", "", "")).await;
    exchange(&address, &valid("", "code=500")).await;
    let shown = outbox().await;
    assert_eq!(shown.header("content-type"), Some("application/json"));
    assert!(!shown.to_string().contains("4477"), "{shown}");
    let messages = shown.json()["Messages"].as_array().expect("a list").clone();
    let texts = |key: &str| messages.iter().map(|message| message[key].clone()).collect::<Vec<_>>();
    assert_eq!(texts("Phone"), ["+**********22", "+**********23", "+**********24"]);
    assert_eq!(texts("Template"), [Value::from("Welcome"), Value::Null, Value::Null]);
    assert_eq!(texts("By"), ["sms", "voice", "sms"]);
    for at in texts("At") {
        // RFC 3339, in UTC.
        let at = at.as_str().expect("text").parse::<chrono::DateTime<chrono::FixedOffset>>().expect("a time");
        assert_eq!(at.offset().local_minus_utc(), 0);
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_written_and_as_json() {
    let address = served(&Config::new(KEY)).await;
    let get = async |path: &str| exchange(&address, &request("GET", path, &[], b"")).await;
    let (yaml, json) = (get("/openapi.yaml").await, get("/openapi.json").await);
    // RFC 9512, RFC 8259.
    assert_eq!(yaml.header("content-type"), Some("application/yaml"));
    assert_eq!(json.header("content-type"), Some("application/json"));
    let written = std::fs::read(root().join("openapi/password-otp.yaml")).expect("the document is there");
    assert_eq!(yaml.body, written);
    let node = model::load::load(&source()).expect("it has no errors");
    assert_eq!(serde_json::from_slice::<Value>(&json.body).expect("JSON"), node.to_json());
}
