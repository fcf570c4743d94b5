// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The time limit of a request whose body is a stream. It starts again with each part of the body that is sent.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::{Instant, timeout_at};

/// The time between two looks at a body while no limit applies.
const INTERVAL: Duration = Duration::from_secs(1);

/// The state of a body that is being sent.
#[cfg_attr(
    all(target_arch = "wasm32", target_os = "unknown"),
    allow(dead_code, reason = "browsers send no bodies that are streams")
)]
#[derive(Clone, Copy)]
enum Stage {
    /// The source of the body has no part yet, and the server waits for it.
    Waiting,
    /// Nothing was sent before this time, or a part was taken for sending then.
    Since(Instant),
}

/// A body that is being sent. A clone is the same body.
#[derive(Clone)]
pub(crate) struct Upload(Arc<Mutex<Stage>>);

/// The time limit was exceeded.
pub(crate) struct TimedOut;

impl Upload {
    /// Watches the body of a request. `None` if there is no body or its bytes are in memory.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn watch(request: &mut reqwest::Request) -> Option<Self> {
        let body = request.body_mut().as_mut().filter(|body| body.as_bytes().is_none())?;
        let upload = Upload(Arc::new(Mutex::new(Stage::Since(Instant::now()))));
        let watched = watched::Watched::new(std::mem::take(body), upload.clone());
        *body = reqwest::Body::wrap(watched);
        Some(upload)
    }

    /// Returns `None`: browsers send no bodies that are streams.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn watch(_: &mut reqwest::Request) -> Option<Self> {
        None
    }

    /// The time at which a limit is exceeded. `None` while it does not apply.
    fn end_of(&self, limit: Duration) -> Option<Instant> {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Stage::Waiting => None,
            Stage::Since(at) => at.checked_add(limit),
        }
    }

    /// Waits for the response. `limit` is for the time until the first part of the body is taken, between two parts, and from the last one to
    /// the response. The time in which the source of the body has no part does not count.
    ///
    /// # Errors
    ///
    /// If the limit is exceeded.
    pub(crate) async fn within<F: Future>(&self, exchange: F, limit: Option<Duration>) -> Result<F::Output, TimedOut> {
        let mut exchange = pin!(exchange);
        let Some(limit) = limit else { return Ok(exchange.await) };
        loop {
            let end = self.end_of(limit);
            if end.is_some_and(|end| end <= Instant::now()) {
                return Err(TimedOut);
            }
            let next = end.unwrap_or_else(|| Instant::now() + INTERVAL);
            if let Ok(result) = timeout_at(next, exchange.as_mut()).await {
                return Ok(result);
            }
        }
    }

    /// The time at which the response must be complete. It counts from the last part of the body, or from now if the server responds while it
    /// waits for one.
    pub(crate) fn deadline(&self, limit: Option<Duration>) -> Option<Instant> {
        let limit = limit?;
        self.end_of(limit).or_else(|| Instant::now().checked_add(limit))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod watched {
    use std::pin::Pin;
    use std::sync::PoisonError;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use http_body::{Body, Frame, SizeHint};

    use super::{Instant, Stage, Upload};

    /// The largest number of bytes of a part, so that a large one is not sent as a whole within the limit.
    const LARGEST: usize = 65536;

    /// A body that notes when its parts are taken.
    pub(super) struct Watched {
        body: reqwest::Body,
        /// The rest of a part that is larger than [`LARGEST`].
        rest: Bytes,
        upload: Upload,
    }

    impl Watched {
        pub(super) fn new(body: reqwest::Body, upload: Upload) -> Self {
            Watched { body, rest: Bytes::new(), upload }
        }

        fn note(&self, stage: Stage) {
            *self.upload.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        }

        fn next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
            if self.rest.is_empty() {
                let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
                match frame.map(|frame| frame.map(Frame::into_data)) {
                    Some(Ok(Ok(data))) => self.rest = data,
                    Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            }
            let part = self.rest.split_to(self.rest.len().min(LARGEST));
            Poll::Ready(Some(Ok(Frame::data(part))))
        }
    }

    impl Body for Watched {
        type Data = Bytes;
        type Error = reqwest::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
            let frame = self.next(cx);
            self.note(if frame.is_pending() { Stage::Waiting } else { Stage::Since(Instant::now()) });
            frame
        }

        fn is_end_stream(&self) -> bool {
            self.rest.is_empty() && self.body.is_end_stream()
        }

        fn size_hint(&self) -> SizeHint {
            let (of_body, rest) = (self.body.size_hint(), self.rest.len() as u64);
            let mut hint = SizeHint::new();
            hint.set_lower(of_body.lower().saturating_add(rest));
            if let Some(upper) = of_body.upper() {
                hint.set_upper(upper.saturating_add(rest));
            }
            hint
        }
    }

    /// A body whose length is known is dropped after its last part, without a look for another one.
    impl Drop for Watched {
        fn drop(&mut self) {
            self.note(Stage::Since(Instant::now()));
        }
    }
}
