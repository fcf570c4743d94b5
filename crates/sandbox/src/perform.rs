//! A request of the API with its scenario: latency before, a time limit around, a cut after.

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

use crate::api::{STAGE, Stage};
use crate::document::Document;
use crate::prefer::{PREFERENCE_APPLIED, preferences};
use crate::scenario::{Bearing, Cut, Scenario};

/// What does not change from request to request.
#[derive(Debug)]
pub struct Setting {
    pub document: Arc<Document>,
    pub scenario: Scenario,
    pub time_limit: Duration,
}

/// In a response's extensions: the connection closes without it, for the log.
#[derive(Clone, Copy, Debug)]
pub struct CutConnection;

/// In a response's extensions: the preferences that were honoured, for the log.
#[derive(Clone, Debug)]
pub struct Applied(pub String);

/// Runs one request.
pub async fn perform(State(setting): State<Arc<Setting>>, request: Request, next: Next) -> Response {
    let mut scenario = setting.scenario.clone();
    let asked = asked(&mut scenario, request.headers(), &setting.document);
    if let Some(latency) = scenario.latency {
        tokio::time::sleep(latency).await;
    }
    let (cut, stage) = (scenario.cut, Stage { scenario, ..Stage::default() });
    let is_reached = Arc::clone(&stage.is_reached);
    let answered = tokio::time::timeout(setting.time_limit, STAGE.scope(stage, next.run(request))).await;
    let mut response = answered.unwrap_or_else(|_| too_slow());
    let is_valid = is_reached.load(Ordering::Relaxed);
    let applied = asked.into_iter().filter(|(bearing, _)| is_valid || *bearing == Bearing::AnyRequest);
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

/// Adds what the request prefers to the scenario. Gives what is understood of it.
fn asked(scenario: &mut Scenario, headers: &HeaderMap, document: &Document) -> Vec<(Bearing, String)> {
    let preferences = preferences(headers);
    let understood = preferences.iter().filter_map(|preference| {
        let bearing = scenario.prefer(preference, document)?;
        Some((bearing, preference.to_string()))
    });
    understood.collect()
}

/// The request did not come to its end in time (RFC 9110 section 15.5.9), and what is left of it would be taken for
/// another one.
fn too_slow() -> Response {
    (StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response()
}

/// hyper writes nothing of an answer whose body has failed before the head is written: it closes the connection.
fn cut_connection(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.extensions.insert(CutConnection);
    Response::from_parts(parts, Body::new(BreaksOff::Break))
}

/// The head with the length of the whole body, and half of the body.
async fn cut_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(1)));
    Response::from_parts(parts, Body::new(BreaksOff::Start(whole.slice(..whole.len() / 2))))
}

/// A body that fails after its first part.
enum BreaksOff {
    Start(Bytes),
    Flush,
    Break,
}

impl HttpBody for BreaksOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut *self, BreaksOff::Break) {
            BreaksOff::Start(first) => {
                *self = BreaksOff::Flush;
                Poll::Ready(Some(Ok(Frame::data(first))))
            }
            // hyper writes what it has when a body has nothing to give, and writes nothing once it has failed.
            BreaksOff::Flush => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            BreaksOff::Break => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into()))),
        }
    }
}
