//! Sends one request. Waits and repeats it if the server limits the rate of requests.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};
use http::header::{DATE, HeaderName, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

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
    // Requests after an interruption delete and restore, so they wait as long as others.
    let ends_early = !options.interruption.is_requested();
    loop {
        let received = match transport.send(request).await {
            Ok(received) => received,
            Err(error) => return Reply::Failed(kind(&error), error.to_string()),
        };
        if received.status != StatusCode::TOO_MANY_REQUESTS {
            return Reply::Response(received);
        }
        let wait = retry_after(&received.headers).unwrap_or(DEFAULT_WAIT);
        if wait > left {
            return Reply::RateLimited;
        }
        left -= wait;
        let ends = || ends_early && options.interruption.is_requested();
        sleep(wait, ends).await;
        if ends() {
            return Reply::RateLimited;
        }
    }
}

/// Waits for a time, or until `ends`.
async fn sleep(time: Duration, ends: impl Fn() -> bool) {
    const STEP: Duration = Duration::from_millis(100);
    let mut left = time;
    while !left.is_zero() && !ends() {
        let step = left.min(STEP);
        tokio::time::sleep(step).await;
        left -= step;
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

/// The delay that the `Retry-After` header asks for: seconds, or the time until a date (RFC 9110 section 10.2.3). The time now is that of the
/// `Date` header, because the clock of the server may differ; without one, that of this machine.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    // A server that says 0 wants the request at once; a pause keeps the number of requests low.
    const SHORTEST: Duration = Duration::from_millis(100);
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large is longer than any wait.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs).max(SHORTEST));
    }
    let until = date(headers, &RETRY_AFTER)?;
    let now = date(headers, &DATE).unwrap_or_else(|| SystemTime::now().into());
    Some((until - now).to_std().unwrap_or_default().max(SHORTEST))
}

/// The date in a header, in one of the three formats of RFC 9110 section 5.6.7.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<DateTime<Utc>> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    // The preferred format is that of RFC 2822. The obsolete ones are that of RFC 850 and that of `asctime` in C.
    let preferred = DateTime::parse_from_rfc2822(text).ok().map(DateTime::into);
    let obsolete = || {
        let formats = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
        formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).map(|date| date.and_utc())
    };
    preferred.or_else(obsolete)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::{Reply, send};
    use crate::request::Request;
    use crate::run::{Interruption, Options};
    use crate::transport::{HttpResponse, SendError, Transport};

    type Tested<T = ()> = Result<T, Box<dyn std::error::Error>>;

    /// Limits the rate of requests until there were some.
    struct Limited {
        headers: HeaderMap,
        left: RefCell<usize>,
        interruption: Option<Interruption>,
    }

    impl Transport for Limited {
        async fn send(&self, _: &Request) -> Result<HttpResponse, SendError> {
            if let Some(interruption) = &self.interruption {
                interruption.request();
            }
            let mut left = self.left.borrow_mut();
            let status = if *left == 0 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
            *left = left.saturating_sub(1);
            Ok(HttpResponse { status, headers: self.headers.clone(), body: Bytes::new() })
        }
    }

    /// The time, in milliseconds, until a request gets another response than 429, after `times` of them. The error is the time until the
    /// run gives up.
    fn waited(
        headers: &[(&'static str, &'static str)],
        times: usize,
        interruption: Option<Interruption>,
    ) -> Tested<Result<u128, u128>> {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        let options = Options { interruption: interruption.clone().unwrap_or_default(), ..Options::default() };
        let transport = Limited { headers, left: RefCell::new(times), interruption };
        // The clock advances when all tasks wait.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
        runtime.block_on(async {
            let start = tokio::time::Instant::now();
            let reply = send(&transport, &options, &Request::new("GET", "/")).await;
            let time = start.elapsed().as_millis();
            Ok(if matches!(reply, Reply::Response(_)) { Ok(time) } else { Err(time) })
        })
    }

    #[test]
    fn a_request_waits_as_long_as_the_server_says() -> Tested {
        assert_eq!(waited(&[("retry-after", "7")], 1, None)?, Ok(7_000));
        assert_eq!(waited(&[("retry-after", "7")], 3, None)?, Ok(21_000));
        assert_eq!(waited(&[], 2, None)?, Ok(2_000));
        assert_eq!(waited(&[("retry-after", "0")], 1, None)?, Ok(100));
        Ok(())
    }

    #[test]
    fn a_date_is_counted_from_the_date_of_the_response() -> Tested {
        // The dates are those of RFC 9110 sections 5.6.7 and 10.2.3.
        let until = [("date", "Fri, 31 Dec 1999 23:59:29 GMT"), ("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")];
        assert_eq!(waited(&until, 1, None)?, Ok(30_000));
        // The obsolete formats of one date.
        for text in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            let until = [("date", "Sun, 06 Nov 1994 08:49:27 GMT"), ("retry-after", text)];
            assert_eq!(waited(&until, 1, None)?, Ok(10_000), "{text}");
        }
        let past = [("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")];
        assert_eq!(waited(&past, 1, None)?, Ok(100));
        Ok(())
    }

    #[test]
    fn the_wait_has_an_end() -> Tested {
        assert_eq!(waited(&[("retry-after", "61")], 1, None)?, Err(0));
        assert_eq!(waited(&[("retry-after", "99999999999999999999")], 1, None)?, Err(0));
        assert_eq!(waited(&[("retry-after", "25")], 3, None)?, Err(50_000));
        // The interruption comes while the request is under way.
        assert_eq!(waited(&[("retry-after", "50")], 1, Some(Interruption::default()))?, Err(0));
        Ok(())
    }

    #[test]
    fn a_request_after_the_interruption_waits() -> Tested {
        let interruption = Interruption::default();
        interruption.request();
        let options = Options { interruption, ..Options::default() };
        let headers = [(HeaderName::from_static("retry-after"), HeaderValue::from_static("5"))].into_iter().collect();
        let transport = Limited { headers, left: RefCell::new(1), interruption: None };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
        let reply = runtime.block_on(send(&transport, &options, &Request::new("DELETE", "/")));
        assert!(matches!(reply, Reply::Response(_)));
        Ok(())
    }
}
