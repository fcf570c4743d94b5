//! The middleware of the API. It determines the scenario of a request, delays the request, limits its time, and cuts the
//! response.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Bytes, Frame};

use crate::api::{CURRENT_SCENARIO, ScenarioState};
use crate::document::Document;
use crate::prefer::{PREFERENCE_APPLIED, preferences};
use crate::scenario::{AppliesTo, Cut, Scenario};

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
pub async fn apply_scenario(State(settings): State<Arc<Settings>>, request: Request, next: Next) -> Response {
    let mut scenario = settings.scenario.clone();
    let preferred = add_preferences(&mut scenario, request.headers(), &settings.document);
    if let Some(latency) = scenario.latency {
        tokio::time::sleep(latency).await;
    }
    let (cut, state) = (scenario.cut, ScenarioState { scenario, ..ScenarioState::default() });
    let is_valid = Arc::clone(&state.is_valid);
    let responded = tokio::time::timeout(settings.time_limit, CURRENT_SCENARIO.scope(state, next.run(request))).await;
    let mut response = responded.unwrap_or_else(|_| too_slow());
    let is_valid = is_valid.load(Ordering::Relaxed);
    let applied = preferred.into_iter().filter(|(applies_to, _)| is_valid || *applies_to == AppliesTo::AnyRequest);
    let applied = applied.map(|(_, text)| text).collect::<Vec<_>>().join(", ");
    if let (false, Ok(value)) = (applied.is_empty(), HeaderValue::from_str(&applied)) {
        response.headers_mut().append(PREFERENCE_APPLIED, value);
        response.extensions_mut().insert(Applied(applied));
    }
    match cut {
        None => response,
        Some(Cut::Body) => cut_body(response).await,
        Some(Cut::Connection) => cut_connection(response),
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

/// Closes the connection without a response: hyper writes nothing if the body fails before the head is written.
fn cut_connection(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.extensions.insert(CutConnection);
    Response::from_parts(parts, Body::new(CutBody::Break))
}

/// Sends the head with the length of the whole body, and then half of the body.
async fn cut_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(1)));
    Response::from_parts(parts, Body::new(CutBody::Start(whole.slice(..whole.len() / 2))))
}

/// A body that fails, after its first part if it has one.
enum CutBody {
    Start(Bytes),
    Flush,
    Break,
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut *self, CutBody::Break) {
            CutBody::Start(first) => {
                *self = CutBody::Flush;
                Poll::Ready(Some(Ok(Frame::data(first))))
            }
            // hyper flushes its buffer while a body is pending, but not after it has failed.
            CutBody::Flush => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            CutBody::Break => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into()))),
        }
    }
}
