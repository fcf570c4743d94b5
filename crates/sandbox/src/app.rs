//! Makes the router of a configuration.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use password_otp_server::rate_limit::RateCounter;
use password_otp_server::{SecretString, router_with_body_limit};

use crate::api::Sandbox;
use crate::document::{self, Document, DocumentError};
use crate::middleware::{Settings, apply_scenario};
use crate::outbox::Outbox;
use crate::phone::is_number;
use crate::response::DocumentedResponses;
use crate::scenario::Scenario;
use crate::{reference_page, request_log};

/// The configuration of a sandbox. `Debug` does not show the API key.
#[derive(Clone, Debug)]
pub struct Config {
    /// The valid API key.
    pub apikey: SecretString,
    /// The failures that every request encounters, unless its `Prefer` header selects others.
    pub scenario: Scenario,
    /// The time window of [`Scenario::rate_limit`].
    pub rate_window: Duration,
    /// The maximum number of messages in the outbox.
    pub outbox: usize,
    /// The maximum length of a request body in bytes.
    pub body_limit: usize,
    /// The maximum time from the start of a request to its response, without the latency of a scenario.
    pub time_limit: Duration,
}

impl Config {
    /// The published API with one valid key and no failures. The outbox holds 100 messages, bodies have up to 64 KiB, and
    /// requests take up to 10 seconds.
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

/// The router: the API, the API reference, the document, the outbox and `/healthz`.
///
/// Without [`serve`](crate::serve), a [`Cut`](crate::Cut) is a response whose body fails, at once or half-way.
///
/// # Errors
///
/// [`DocumentError`] if the embedded document is not valid.
pub fn app(config: &Config) -> Result<Router, DocumentError> {
    let document = Arc::new(Document::read()?);
    // Loads the metadata of phone numbers now, so that the first request is not slower.
    is_number("+1234567890");
    let outbox = Arc::new(Outbox::new(config.outbox));
    let seconds = i32::try_from(config.rate_window.as_secs()).unwrap_or(i32::MAX).max(1);
    let sandbox = Sandbox {
        apikey: config.apikey.clone(),
        responses: DocumentedResponses::of(&document, seconds)?,
        rate: RateCounter::new(config.rate_window),
        outbox: Arc::clone(&outbox),
    };
    let settings =
        Settings { document: Arc::clone(&document), scenario: config.scenario.clone(), time_limit: config.time_limit };
    let api = router_with_body_limit(sandbox, config.body_limit)
        .route_layer(from_fn_with_state(Arc::new(settings), apply_scenario));
    let json = document.json.to_string();
    Ok(Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], json)))
        .route("/openapi.yaml", get(async || ([(CONTENT_TYPE, "application/yaml")], document::YAML)))
        .route("/_sandbox/outbox", get(async move || ([(CONTENT_TYPE, "application/json")], outbox.json().to_string())))
        .merge(reference_page::router())
        .merge(api)
        .layer(from_fn(request_log::log)))
}
