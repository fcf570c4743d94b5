// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Adds `Prefer` (RFC 7240) and stored resources to a router that responds with documented examples.
//!
//! | preference | effect |
//! |---|---|
//! | `code=404` | the documented response of this status code |
//! | `example=NAME` | the documented example of this name |
//! | `rate-limit=5` | 429 with `Retry-After` beyond 5 requests in [`Settings::rate_window`]; without a number, for this request |
//! | `latency=800` | delays the response by 800 ms, at most a minute |
//! | `cut=connection`, `cut=body` | closes the connection before the response, or in the middle of its body |
//!
//! `Preference-Applied` confirms them. An invalid request is rejected before `code`, `example` and `rate-limit` apply.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::cut::{Cut, cut};
use super::fake_table::{DocumentedResponse, Operation};
use super::listing::Selection;
use super::prefer::{PREFER, PREFERENCE_APPLIED, Preference, preferences};
use super::rate_limit::RateCounter;
use super::store::{Effect, Resource, Role, Store, encoded, text};
use super::template::is_met;

/// The maximum latency.
const MOST_LATENCY: Duration = Duration::from_secs(60);

/// The maximum length of a request body that is stored, in bytes.
const MOST_STORED: u64 = 1024 * 1024;

/// The behavior of the router.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Preferences for all requests, written as in a `Prefer` header. Those of a request precede them.
    pub prefer: String,
    /// The time window of `rate-limit`.
    pub rate_window: Duration,
    /// Whether resources that are created can be read, changed and deleted.
    pub is_storing: bool,
    /// Waits for the time of `latency`. With tokio: `|time| Box::pin(tokio::time::sleep(time))`.
    pub sleep: fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>,
}

struct Fake {
    operations: &'static [Operation],
    settings: Settings,
    preferred: Vec<Preference>,
    rate: RateCounter,
    store: Store,
}

/// Adds preferences and stored resources to a router of documented examples. `operations` are in the order in which they match.
pub(crate) fn router(documented: Router, operations: &'static [Operation], settings: Settings) -> Router {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&settings.prefer) {
        headers.insert(PREFER, value);
    }
    let (preferred, rate) = (preferences(&headers), RateCounter::new(settings.rate_window));
    let fake = Fake { operations, settings, preferred, rate, store: Store::default() };
    documented.layer(from_fn_with_state(Arc::new(fake), handle))
}

async fn handle(State(fake): State<Arc<Fake>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let operation = fake.operation(&parts);
    let scenario = fake.scenario(operation, &parts.headers);
    if let Some(latency) = scenario.latency {
        (fake.settings.sleep)(latency).await;
    }
    let resource = operation.and_then(|operation| operation.resource).filter(|_| fake.settings.is_storing);
    let path = parts.uri.path().trim_end_matches('/').to_owned();
    let selection = operation.and_then(|operation| Some(operation.listing?.selection(&parts)));
    let (body, sent) = if resource.is_some() { copied(body).await } else { (body, None) };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let valid = operation.filter(|operation| operation.success == response.status().as_u16());
    if let Some(operation) = valid {
        response = match (scenario.response(&fake.rate), resource) {
            (Some(response), _) => response,
            (None, Some(resource)) => {
                let response = fake.stored(operation, &resource, &path, sent, response).await;
                selected(selection, response).await
            }
            (None, None) => selected(selection, response).await,
        };
    }
    let applied = scenario.applied.iter().filter(|(is_always, _)| *is_always || valid.is_some());
    let applied = applied.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(", ");
    if let (false, Ok(value)) = (applied.is_empty(), HeaderValue::from_str(&applied)) {
        response.headers_mut().append(PREFERENCE_APPLIED, value);
    }
    match scenario.cut {
        Some(at) => cut(response, at).await,
        None => response,
    }
}

/// A response with the part of its list that a request selects.
async fn selected(selection: Option<Selection>, response: Response) -> Response {
    let Some(selection) = selection else { return response };
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = serde_json::from_slice(&bytes).ok().and_then(|body| selection.apply(body, &mut parts.headers));
    match body {
        Some(body) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(body.to_string()))
        }
        None => Response::from_parts(parts, Body::from(bytes)),
    }
}

/// The body of a request, and a copy of it if its length is known and short enough.
async fn copied(body: Body) -> (Body, Option<Bytes>) {
    if body.size_hint().upper().is_none_or(|length| length > MOST_STORED) {
        return (body, None);
    }
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => (Body::from(bytes.clone()), Some(bytes)),
        Err(_) => (Body::empty(), None),
    }
}

impl Fake {
    fn operation(&self, parts: &Parts) -> Option<&'static Operation> {
        let path: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
        let of = |method: &str| {
            self.operations.iter().find(|operation| {
                let request = &operation.request;
                request.method == method && request.segments.len() == path.len() && is_met(request, &path, parts)
            })
        };
        let method = parts.method.as_str();
        of(method).or_else(|| of(if method == "HEAD" { "GET" } else { method }))
    }

    /// The preferences of a request, and then those of all requests. A response that a request prefers replaces the response of
    /// all requests, by code or by example.
    fn scenario(&self, operation: Option<&'static Operation>, headers: &HeaderMap) -> Scenario {
        let own = preferences(headers);
        let is_response = |preference: &Preference| matches!(preference.name.as_str(), "code" | "example");
        let is_chosen = own.iter().any(is_response);
        let is_replaced = |preference: &Preference| {
            (is_chosen && is_response(preference)) || own.iter().any(|known| known.name == preference.name)
        };
        let of_all = self.preferred.iter().filter(|preference| !is_replaced(preference));
        let mut scenario = Scenario { operation, ..Scenario::default() };
        for preference in &own {
            if let Some(is_always) = scenario.add(preference) {
                scenario.applied.push((is_always, preference.to_string()));
            }
        }
        for preference in of_all {
            scenario.add(preference);
        }
        scenario
    }

    /// The response of a resource. `response` has the example.
    async fn stored(
        &self,
        operation: &Operation,
        resource: &Resource,
        path: &str,
        sent: Option<Bytes>,
        response: Response,
    ) -> Response {
        let (mut parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let example = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let sent = sent.and_then(|sent| serde_json::from_slice::<Value>(&sent).ok());
        match self.store.apply(resource, path, sent.as_ref(), &example) {
            Effect::None => Response::from_parts(parts, Body::from(bytes)),
            Effect::Body(body) => {
                let location = body.get(resource.id).filter(|_| resource.role == Role::Create);
                let location =
                    location.and_then(|id| HeaderValue::try_from(format!("{path}/{}", encoded(&text(id)))).ok());
                if let (Some(shown), Some(location)) = (parts.headers.get_mut(header::LOCATION), location) {
                    *shown = location;
                }
                parts.headers.remove(header::CONTENT_LENGTH);
                Response::from_parts(parts, Body::from(body.to_string()))
            }
            Effect::Missing => match operation.documented(404) {
                Some(documented) => documented.response(404),
                None => StatusCode::NOT_FOUND.into_response(),
            },
        }
    }
}

/// The preferences of one request.
#[derive(Default)]
struct Scenario {
    operation: Option<&'static Operation>,
    /// The response and its status code.
    chosen: Option<(&'static DocumentedResponse, u16)>,
    rate_limit: Option<u32>,
    latency: Option<Duration>,
    cut: Option<Cut>,
    /// The known preferences of the request, and whether they apply to invalid requests too.
    applied: Vec<(bool, String)>,
}

impl Scenario {
    /// Adds a preference, and returns whether it applies to invalid requests too. `None` if it or its value is unknown: such
    /// preferences are ignored (RFC 7240 section 2).
    fn add(&mut self, preference: &Preference) -> Option<bool> {
        let value = preference.value.as_str();
        match preference.name.as_str() {
            "code" => {
                let code = value.parse().ok().filter(|code| (200..600).contains(code))?;
                let documented = self.operation?.documented(code)?;
                self.chosen.get_or_insert((documented, code));
            }
            "example" => {
                let operation = self.operation?;
                let documented = operation.responses.iter().find(|known| !value.is_empty() && known.name == value)?;
                self.chosen = Some((documented, operation.code(documented.status)));
            }
            "rate-limit" => self.rate_limit = Some(if value.is_empty() { 0 } else { value.parse().ok()? }),
            "latency" => {
                let latency = Duration::from_millis(value.parse().ok()?);
                self.latency = Some(latency).filter(|latency| *latency <= MOST_LATENCY);
                return self.latency.map(|_| true);
            }
            "cut" => {
                self.cut = Some(value.parse().ok()?);
                return Some(true);
            }
            _ => return None,
        }
        Some(false)
    }

    /// The response to a valid request, if it is another one than usual.
    fn response(&self, rate: &RateCounter) -> Option<Response> {
        if let Some((documented, code)) = self.chosen {
            return Some(documented.response(code));
        }
        let seconds = self.rate_limit.and_then(|limit| rate.count(limit))?;
        let documented = self.operation.and_then(|operation| operation.documented(429));
        let mut response = match documented {
            Some(documented) => documented.response(429),
            None => StatusCode::TOO_MANY_REQUESTS.into_response(),
        };
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        Some(response)
    }
}
