// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The feature `retry`: a layer that repeats requests.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use tower_layer::Layer;
use tower_service::Service;

use super::attempts::Attempts;
use super::call::Operation;
use super::clock;
use super::random::random;

/// The units of the budget that one repetition costs.
const COST: u32 = 100;

/// A layer that repeats requests whose connection fails, and those that get 408, 429, 502, 503 or 504.
///
/// Only a request that can be repeated without another effect is repeated: one with an idempotent method (RFC 9110 section 9.2.2), or one
/// with the idempotency key that the document has as a header of the operation. Each attempt sends the same key. A `POST` without
/// a key is never repeated, and neither is a request whose body is a stream.
///
/// The time before a repetition is random below a limit that doubles, and at least that of `Retry-After` (RFC 9110 section 10.2.3). The
/// time limit of a call covers all of its attempts. A budget limits the repetitions of all requests together, so that a
/// server that is down does not get a multiple of its load.
#[derive(Clone, Debug)]
pub struct RetryLayer {
    settings: Settings,
    budget: Arc<Budget>,
}

#[derive(Clone, Copy, Debug)]
struct Settings {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
}

impl RetryLayer {
    /// Up to three attempts, delays from 0.2 seconds to 30 seconds, and a budget of 10 repetitions beside one for each five requests.
    pub fn new() -> Self {
        RetryLayer {
            settings: Settings {
                attempts: 3,
                first_delay: Duration::from_millis(200),
                longest_delay: Duration::from_secs(30),
            },
            budget: Arc::new(Budget::new(10, 20)),
        }
    }

    /// Sets the largest number of attempts of one request, the first one included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.settings.attempts = attempts;
        self
    }

    /// Sets the limits of the delay: before the second attempt, and before any. A response with a longer `Retry-After` is returned.
    #[must_use]
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.settings = Settings { first_delay: first, longest_delay: longest, ..self.settings };
        self
    }

    /// Sets the budget: `reserve` repetitions, and one more for each `100 / percent` requests. Unused ones are kept up to `reserve`.
    #[must_use]
    pub fn budget(mut self, reserve: u32, percent: u32) -> Self {
        self.budget = Arc::new(Budget::new(reserve, percent));
        self
    }
}

impl Default for RetryLayer {
    fn default() -> Self {
        RetryLayer::new()
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Retry<S> {
        Retry { inner, settings: self.settings, budget: self.budget.clone() }
    }
}

/// The service of a [`RetryLayer`].
#[derive(Clone, Debug)]
pub struct Retry<S> {
    inner: S,
    settings: Settings,
    budget: Arc<Budget>,
}

impl<S, B> Service<http::Request<reqwest::Body>> for Retry<S>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
    B: Send,
{
    type Response = http::Response<B>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<B>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> Self::Future {
        // The service that is ready sends the first attempt.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let (settings, budget) = (self.settings, self.budget.clone());
        Box::pin(async move {
            budget.deposit();
            let attempts = request.extensions().get::<Attempts>().cloned().unwrap_or_default();
            let Some(template) = Template::of(&request) else {
                attempts.add();
                return inner.call(request).await;
            };
            let mut request = request;
            for attempt in 1.. {
                attempts.add();
                let result = inner.call(request).await;
                if attempt >= settings.attempts {
                    return result;
                }
                let wanted = match &result {
                    Ok(response) if !is_repeated(response.status()) => None,
                    Ok(response) => retry_after(response.headers(), clock::system_time()).or(Some(Duration::ZERO)),
                    Err(_) => Some(Duration::ZERO),
                };
                let wanted = wanted.filter(|wanted| *wanted <= settings.longest_delay);
                let Some(wanted) = wanted.filter(|_| budget.withdraw()) else { return result };
                drop(result);
                clock::sleep(settings.delay(attempt).max(wanted)).await;
                std::future::poll_fn(|cx| inner.poll_ready(cx)).await?;
                request = template.request();
            }
            inner.call(template.request()).await
        })
    }
}

impl Settings {
    /// The delay after the attempt with this number: "full jitter" of an exponential backoff.
    fn delay(self, attempt: u32) -> Duration {
        let limit = self.first_delay.saturating_mul(1 << (attempt - 1).min(16)).min(self.longest_delay);
        limit.mul_f64(random() as f64 / u64::MAX as f64)
    }
}

/// A request that can be sent again.
struct Template {
    parts: http::request::Parts,
    body: Bytes,
}

impl Template {
    /// `None` if the request must not or cannot be repeated.
    fn of(request: &http::Request<reqwest::Body>) -> Option<Template> {
        if !is_idempotent(request) {
            return None;
        }
        let body = Bytes::copy_from_slice(request.body().as_bytes()?);
        let mut copy = http::Request::new(());
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.version_mut() = request.version();
        *copy.headers_mut() = request.headers().clone();
        *copy.extensions_mut() = request.extensions().clone();
        Some(Template { parts: copy.into_parts().0, body })
    }

    fn request(&self) -> http::Request<reqwest::Body> {
        http::Request::from_parts(self.parts.clone(), reqwest::Body::from(self.body.clone()))
    }
}

fn is_idempotent(request: &http::Request<reqwest::Body>) -> bool {
    let key = request.extensions().get::<Operation>().and_then(|operation| operation.idempotency_key);
    let methods = [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE, Method::PUT, Method::DELETE];
    methods.contains(request.method()) || key.is_some_and(|key| request.headers().contains_key(key))
}

fn is_repeated(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// Returns the time that `Retry-After` asks for: a number of seconds, or a date. `None` if the header is absent or malformed.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// The repetitions that are left, in parts of [`COST`].
#[derive(Debug)]
struct Budget {
    left: AtomicU32,
    most: u32,
    /// The parts that each request adds.
    deposit: u32,
}

impl Budget {
    fn new(reserve: u32, percent: u32) -> Self {
        let most = reserve.saturating_mul(COST);
        Budget { left: AtomicU32::new(most), most, deposit: percent }
    }

    fn deposit(&self) {
        let add = |left: u32| Some(left.saturating_add(self.deposit).min(self.most));
        // The function returns `Some`, so this cannot fail.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Takes the cost of one repetition. Returns whether there was enough.
    fn withdraw(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }
}
