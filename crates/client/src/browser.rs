// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The HTTP client and the timers of a browser, or of another JavaScript runtime.
//!
//! Values of JavaScript stay in their thread, so futures that hold them are not `Send`. A task of the JavaScript runtime owns them here, and
//! channels lead to it. So the futures of the client are `Send` on every target, and the bounds of layers and services are the same. A task
//! ends when the other end of its channel is dropped, which aborts the request.

#![cfg(all(target_arch = "wasm32", target_os = "unknown"))]

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use gloo_timers::future::TimeoutFuture;
use http_body::{Body, Frame};
use tokio::sync::{mpsc, oneshot};
use wasm_bindgen_futures::spawn_local;
use web_time::Instant;

use super::response_body::{BoxError, ResponseBody};

/// The longest time of `setTimeout`, in milliseconds. A longer one elapses at once (HTML, timer initialization steps).
const LONGEST: u128 = i32::MAX as u128;

/// A time limit is exceeded.
pub(crate) struct Elapsed;

/// The end of a time.
pub(crate) struct Sleep(oneshot::Receiver<()>);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(drop)
    }
}

/// Waits for a time. Times of more than 24 days end after 24 days.
pub(crate) fn sleep(time: Duration) -> Sleep {
    // Rounded up, so that the time is over when the timer ends.
    let milliseconds = time.as_nanos().div_ceil(1_000_000).min(LONGEST) as u32;
    Sleep(in_task(TimeoutFuture::new(milliseconds)))
}

/// Waits until an instant.
pub(crate) fn sleep_until(deadline: Instant) -> Sleep {
    sleep(deadline.saturating_duration_since(Instant::now()))
}

/// Waits for a future until an instant.
///
/// # Errors
///
/// The future is not ready by then.
pub(crate) async fn timeout_at<F: Future>(deadline: Instant, future: F) -> Result<F::Output, Elapsed> {
    let (mut future, mut limit) = (pin!(future), sleep_until(deadline));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => Pin::new(&mut limit).poll(cx).map(|()| Err(Elapsed)),
    })
    .await
}

/// Runs a future in a task, whether it is `Send` or not. Returns its output.
pub(crate) fn in_task<F>(future: F) -> oneshot::Receiver<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let (mut sender, receiver) = oneshot::channel();
    spawn_local(async move {
        if let Some(output) = unless_closed(&mut sender, future).await {
            // The receiver may be dropped at the same time.
            let _ = sender.send(output);
        }
    });
    receiver
}

/// Sends a request with `fetch`.
///
/// # Errors
///
/// The error of the HTTP client.
pub(crate) async fn execute(
    client: reqwest::Client,
    request: reqwest::Request,
) -> Result<http::Response<ResponseBody>, BoxError> {
    let (mut sender, receiver) = oneshot::channel();
    spawn_local(async move {
        let Some(result) = unless_closed(&mut sender, client.execute(request)).await else { return };
        let response = match result {
            Ok(response) => response,
            Err(error) => return drop(sender.send(Err(BoxError::from(error)))),
        };
        let (chunks, body) = mpsc::channel(1);
        let mut head = http::Response::new(ResponseBody::new(Chunks(body)));
        *head.status_mut() = response.status();
        *head.headers_mut() = response.headers().clone();
        if sender.send(Ok(head)).is_ok() {
            forward(response, chunks).await;
        }
    });
    receiver.await?
}

/// Sends the parts of a body to a channel, as they are taken out of it.
async fn forward(response: reqwest::Response, chunks: mpsc::Sender<Result<Bytes, BoxError>>) {
    let mut stream = pin!(response.bytes_stream());
    while let Ok(place) = chunks.reserve().await {
        let mut closed = pin!(chunks.closed());
        let next = poll_fn(|cx| match stream.as_mut().poll_next(cx) {
            Poll::Pending => closed.as_mut().poll(cx).map(|()| None),
            ready => ready,
        });
        let Some(chunk) = next.await else { return };
        place.send(chunk.map_err(BoxError::from));
    }
}

/// Waits for a future. `None` if the receiver is dropped before.
async fn unless_closed<T, F: Future>(sender: &mut oneshot::Sender<T>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => sender.poll_closed(cx).map(|()| None),
    })
    .await
}

/// The body of a response, whose parts come from a channel.
struct Chunks(mpsc::Receiver<Result<Bytes, BoxError>>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(ready!(self.0.poll_recv(cx)).map(|chunk| chunk.map(Frame::data)))
    }
}
