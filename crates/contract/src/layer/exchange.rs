//! An exchange while its bodies are still passing through.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode, Uri, header, request};

use super::Shared;
use crate::witness::{Exchange, RecordedResponse, Timing};

/// A body that is copied while it passes; `None` once it is longer than the limit.
#[derive(Default)]
pub(super) struct Copied {
    bytes: BytesMut,
    is_too_long: bool,
    is_complete: bool,
}

impl Copied {
    /// A body that is complete.
    pub(super) fn whole(bytes: BytesMut) -> Self {
        Copied { bytes, is_too_long: false, is_complete: true }
    }

    pub(super) fn push(&mut self, bytes: &[u8], limit: usize) {
        if self.bytes.len() + bytes.len() > limit {
            self.is_too_long = true;
            self.bytes = BytesMut::new();
        }
        if !self.is_too_long {
            self.bytes.extend_from_slice(bytes);
        }
    }

    pub(super) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    pub(super) fn complete(&mut self) {
        self.is_complete = true;
    }

    /// The body; `None` if it is not known as a whole.
    fn take(&mut self) -> Option<Bytes> {
        (self.is_complete && !self.is_too_long).then(|| std::mem::take(&mut self.bytes).freeze())
    }
}

/// A body that the service reads while it is copied.
pub(super) type SharedCopy = Arc<Mutex<Copied>>;

/// An exchange whose response has not ended.
pub(super) struct PendingExchange {
    shared: Arc<Shared>,
    panics: bool,
    method: String,
    url: String,
    headers: HeaderMap,
    request_body: SharedCopy,
    response: Option<(StatusCode, HeaderMap)>,
    started: SystemTime,
}

impl PendingExchange {
    pub(super) fn new(shared: Arc<Shared>, panics: bool, head: &request::Parts, body: SharedCopy) -> Self {
        let url = match &shared.base {
            Some(base) => format!("{}{}", base.trim_end_matches('/'), target(&head.uri)),
            None => url(&head.uri, &head.headers),
        };
        PendingExchange {
            shared,
            panics,
            method: head.method.as_str().to_owned(),
            url,
            headers: head.headers.clone(),
            request_body: body,
            response: None,
            started: SystemTime::now(),
        }
    }

    pub(super) fn respond(&mut self, status: StatusCode, headers: HeaderMap) {
        self.response = Some((status, headers));
    }

    /// Checks the exchange. `body` is that of the response, if it is known.
    ///
    /// Panics if the exchange fails and the layer is to panic, unless the thread panics already.
    #[expect(clippy::panic, reason = "a failed exchange fails the test that sent it")]
    pub(super) fn finish(self, mut body: Copied) {
        let exchange = Exchange {
            method: self.method,
            url: self.url,
            headers: self.headers,
            body: self.request_body.lock().unwrap_or_else(PoisonError::into_inner).take(),
            response: self.response.map(|(status, headers)| RecordedResponse { status, headers, body: body.take() }),
        };
        let timing = Timing { started: self.started, took: self.started.elapsed().unwrap_or_default() };
        let failure = self.shared.add(&exchange, timing);
        if let Some(failure) = failure.filter(|_| self.panics && !std::thread::panicking()) {
            panic!("an exchange does not conform to the document\n{failure}");
        }
    }
}

/// Path and query.
fn target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

/// The whole URL (RFC 9110 section 7.1). A service in the same process may be called without a host.
fn url(uri: &Uri, headers: &HeaderMap) -> String {
    let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.authority().map(|authority| authority.as_str()).or_else(host).unwrap_or("localhost");
    let scheme = uri.scheme_str().unwrap_or("http");
    format!("{scheme}://{host}{}", target(uri))
}
