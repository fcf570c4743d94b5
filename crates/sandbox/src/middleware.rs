//! The middleware of the API. It determines the scenario of a request, delays the request, limits its time, and cuts the
//! response.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use password_otp_server::cut::{Cut, cut};
use password_otp_server::prefer::{PREFERENCE_APPLIED, preferences};

use crate::api::ScenarioState;
use crate::document::Document;
use crate::scenario::{AppliesTo, Scenario};

/// The settings for all requests.
#[derive(Debug)]
pub struct Settings {
    pub document: Arc<Document>,
    pub scenario: Scenario,
    pub time_limit: Duration,
}

/// An extension of a response, for the log: the connection is closed before the response is sent.
#[derive(Clone, Copy, Debug)]
pub struct CutConnection;

/// An extension of a response, for the log: the preferences that were applied.
#[derive(Clone, Debug)]
pub struct Applied(pub String);

/// Handles one request with its scenario.
pub async fn apply_scenario(State(settings): State<Arc<Settings>>, mut request: Request, next: Next) -> Response {
    let mut scenario = settings.scenario.clone();
    let preferred = add_preferences(&mut scenario, request.headers(), &settings.document);
    if let Some(latency) = scenario.latency {
        tokio::time::sleep(latency).await;
    }
    let (at, state) = (scenario.cut, ScenarioState { scenario, ..ScenarioState::default() });
    let is_valid = Arc::clone(&state.is_valid);
    request.extensions_mut().insert(state);
    let responded = tokio::time::timeout(settings.time_limit, next.run(request)).await;
    let mut response = responded.unwrap_or_else(|_| too_slow());
    let is_valid = is_valid.load(Ordering::Relaxed);
    let applied = preferred.into_iter().filter(|(applies_to, _)| is_valid || *applies_to == AppliesTo::AnyRequest);
    let applied = applied.map(|(_, text)| text).collect::<Vec<_>>().join(", ");
    if let (false, Ok(value)) = (applied.is_empty(), HeaderValue::from_str(&applied)) {
        response.headers_mut().append(PREFERENCE_APPLIED, value);
        response.extensions_mut().insert(Applied(applied));
    }
    if at == Some(Cut::Connection) {
        response.extensions_mut().insert(CutConnection);
    }
    match at {
        Some(at) => cut(response, at).await,
        None => response,
    }
}

/// Adds the preferences of a request to the scenario. Returns those that the sandbox knows.
fn add_preferences(scenario: &mut Scenario, headers: &HeaderMap, document: &Document) -> Vec<(AppliesTo, String)> {
    let preferences = preferences(headers);
    let understood = preferences.iter().filter_map(|preference| {
        let applies_to = scenario.prefer(preference, document)?;
        Some((applies_to, preference.to_string()))
    });
    understood.collect()
}

/// The request was not complete in time (RFC 9110 section 15.5.9). The connection is closed, because the rest of the request
/// would be read as the next one.
fn too_slow() -> Response {
    (StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response()
}
