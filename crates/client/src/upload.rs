// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The time limits of a request whose body is a stream: they apply to the time between two parts, and to the response.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::{Instant, timeout_at};

/// The time between two looks at a body while no limit applies.
const INTERVAL: Duration = Duration::from_secs(1);

/// How much of a body was sent.
#[derive(Clone, Copy)]
enum Stage {
    /// The source of the body has no part yet, and the server waits for it.
    Waiting,
    /// A part was sent at this time, and more may follow.
    PartSent(Instant),
    /// The end was sent at this time, or nobody reads the rest.
    Sent(Instant),
}

/// A body that is being sent. A clone is the same body.
#[derive(Clone)]
pub(crate) struct Upload(Arc<Mutex<Stage>>);

/// A time limit was exceeded.
pub(crate) struct TimedOut;

impl Upload {
    /// Watches the body of a request. `None` if there is no body or its bytes are in memory.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn watch(request: &mut reqwest::Request) -> Option<Self> {
        let body = request.body_mut().as_mut().filter(|body| body.as_bytes().is_none())?;
        let upload = Upload(Arc::new(Mutex::new(Stage::PartSent(Instant::now()))));
        let watched = watched::Watched::new(std::mem::take(body), upload.clone());
        *body = reqwest::Body::wrap(watched);
        Some(upload)
    }

    /// Returns `None`: browsers send no bodies that are streams.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn watch(_: &mut reqwest::Request) -> Option<Self> {
        None
    }

    fn stage(&self) -> Stage {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the response. `idle` limits the time in which the server takes no part of the body, and `total` the time from the end of
    /// the body to the response.
    ///
    /// # Errors
    ///
    /// If a limit is exceeded.
    pub(crate) async fn within<F: Future>(
        &self,
        exchange: F,
        idle: Option<Duration>,
        total: Option<Duration>,
    ) -> Result<F::Output, TimedOut> {
        let mut exchange = pin!(exchange);
        if idle.is_none() && total.is_none() {
            return Ok(exchange.await);
        }
        loop {
            let deadline = match self.stage() {
                Stage::Waiting => None,
                Stage::PartSent(at) => idle.and_then(|idle| at.checked_add(idle)),
                Stage::Sent(at) => total.and_then(|total| at.checked_add(total)),
            };
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Err(TimedOut);
            }
            let next = deadline.unwrap_or_else(|| Instant::now() + INTERVAL);
            if let Ok(result) = timeout_at(next, exchange.as_mut()).await {
                return Ok(result);
            }
        }
    }

    /// The time at which the response must be complete. It counts from the end of the body, or from now if the server responds earlier.
    pub(crate) fn deadline(&self, total: Option<Duration>) -> Option<Instant> {
        let start = match self.stage() {
            Stage::Sent(at) => at,
            Stage::Waiting | Stage::PartSent(_) => Instant::now(),
        };
        start.checked_add(total?)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod watched {
    use std::pin::Pin;
    use std::sync::PoisonError;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http_body::{Body, Frame, SizeHint};

    use super::{Instant, Stage, Upload};

    /// A body that notes when its parts are sent.
    pub(super) struct Watched {
        body: reqwest::Body,
        upload: Upload,
    }

    impl Watched {
        pub(super) fn new(body: reqwest::Body, upload: Upload) -> Self {
            Watched { body, upload }
        }

        fn note(&self, stage: Stage) {
            *self.upload.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        }
    }

    impl Body for Watched {
        type Data = Bytes;
        type Error = reqwest::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
            let frame = Pin::new(&mut self.body).poll_frame(cx);
            self.note(match &frame {
                Poll::Pending => Stage::Waiting,
                Poll::Ready(Some(_)) => Stage::PartSent(Instant::now()),
                Poll::Ready(None) => Stage::Sent(Instant::now()),
            });
            frame
        }

        fn is_end_stream(&self) -> bool {
            self.body.is_end_stream()
        }

        fn size_hint(&self) -> SizeHint {
            self.body.size_hint()
        }
    }

    /// A body whose length is known is dropped after its last part, without a look for another one.
    impl Drop for Watched {
        fn drop(&mut self) {
            self.note(Stage::Sent(Instant::now()));
        }
    }
}
