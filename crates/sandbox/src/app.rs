//! A configuration → a router.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use password_otp_server::{SecretString, router_with_body_limit};

use crate::answer::Answers;
use crate::api::Sandbox;
use crate::document::{self, Document, DocumentError};
use crate::outbox::Outbox;
use crate::perform::{Setting, perform};
use crate::phone::is_number;
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::{reference, request_log};

/// What can be chosen about the sandbox. `Debug` does not show the key.
#[derive(Clone, Debug)]
pub struct Config {
    /// The key that is valid.
    pub apikey: SecretString,
    /// The failures that every request meets, unless it prefers others.
    pub scenario: Scenario,
    /// The window of time of [`Scenario::rate_limit`].
    pub rate_window: Duration,
    /// Messages that the outbox keeps.
    pub outbox: usize,
    /// Bytes that a request's body may have.
    pub body_limit: usize,
    /// The time in which a request must be there as a whole and be answered; latency that was asked for does not count.
    pub time_limit: Duration,
}

impl Config {
    /// The API as published, with one valid key and no failure: 100 messages, 64 KiB, 10 s.
    pub fn new(apikey: impl Into<SecretString>) -> Self {
        Config {
            apikey: apikey.into(),
            scenario: Scenario::default(),
            rate_window: Duration::from_secs(60),
            outbox: 100,
            body_limit: 64 * 1024,
            time_limit: Duration::from_secs(10),
        }
    }
}

/// The API, the reference, the document, the outbox and `/healthz`.
///
/// In process, [`Cut`](crate::Cut) is an answer whose body fails: at once, or half-way.
///
/// # Errors
///
/// [`DocumentError`] if the document inside the binary is not what the crate was made for.
pub fn app(config: &Config) -> Result<Router, DocumentError> {
    let document = Arc::new(Document::read()?);
    // Reads the metadata of phone numbers now, and not with the first request.
    is_number("+1234567890");
    let outbox = Arc::new(Outbox::new(config.outbox));
    let seconds = i32::try_from(config.rate_window.as_secs()).unwrap_or(i32::MAX).max(1);
    let sandbox = Sandbox {
        apikey: config.apikey.clone(),
        answers: Answers::of(&document, seconds)?,
        rate: Rate::new(config.rate_window),
        outbox: Arc::clone(&outbox),
    };
    let setting =
        Setting { document: Arc::clone(&document), scenario: config.scenario.clone(), time_limit: config.time_limit };
    let api =
        router_with_body_limit(sandbox, config.body_limit).route_layer(from_fn_with_state(Arc::new(setting), perform));
    let json = document.json.to_string();
    Ok(Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], json)))
        .route("/openapi.yaml", get(async || ([(CONTENT_TYPE, "application/yaml")], document::YAML)))
        .route("/_sandbox/outbox", get(async move || ([(CONTENT_TYPE, "application/json")], outbox.json().to_string())))
        .merge(reference::router())
        .merge(api)
        .layer(from_fn(request_log::log)))
}
