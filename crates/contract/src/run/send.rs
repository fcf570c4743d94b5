//! Sends one request. Waits and repeats it if the server limits the rate of requests.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::Options;
use crate::kind::ViolationKind;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// The reply of the server to a request.
#[derive(Clone)]
pub(super) enum Reply {
    /// A response.
    Response(HttpResponse),
    /// 429 until the end of [`Options::rate_limit_wait`].
    RateLimited,
    /// No complete response. The message says why.
    Failed(ViolationKind, String),
}

/// The time between two requests if the server does not say how long to wait.
const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// Sends a request. The transport limits the time of each attempt.
pub(super) async fn send<T: Transport>(transport: &T, options: &Options, request: &Request) -> Reply {
    let mut left = options.rate_limit_wait;
    loop {
        let received = match transport.send(request).await {
            Ok(received) => received,
            Err(error) => return Reply::Failed(kind(&error), error.to_string()),
        };
        if received.status != StatusCode::TOO_MANY_REQUESTS {
            return Reply::Response(received);
        }
        let wait = retry_after(&received).unwrap_or(DEFAULT_WAIT);
        if wait > left {
            return Reply::RateLimited;
        }
        left -= wait;
        tokio::time::sleep(wait).await;
    }
}

fn kind(error: &SendError) -> ViolationKind {
    match error {
        SendError::BodyInterrupted { .. } => ViolationKind::BodyInterrupted,
        SendError::BodyTooLarge { .. } => ViolationKind::BodyTooLarge,
        SendError::Request(_)
        | SendError::Unreachable(_)
        | SendError::Timeout { .. }
        | SendError::Connection(_)
        | SendError::Service => ViolationKind::NoResponse,
    }
}

/// The delay of the `Retry-After` header in seconds (RFC 9110 section 10.2.3). A date is not read.
fn retry_after(received: &HttpResponse) -> Option<Duration> {
    let seconds = received.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    // A server that says 0 wants the request at once; a pause keeps the number of requests low.
    Some(Duration::from_secs(seconds).max(Duration::from_millis(100)))
}
