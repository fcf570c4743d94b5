//! A body that passes unchanged through the layer and is copied on the way.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;

use super::exchange::{Copied, PendingExchange, SharedCopy};

/// The body of a request or response that passed through a [`WitnessLayer`](super::WitnessLayer): the same frames.
pub struct WitnessBody<B: Body> {
    /// The frames that were read already.
    front: VecDeque<Result<Frame<Bytes>, B::Error>>,
    /// The size of the whole body, if all of it was read already.
    buffered: Option<u64>,
    /// The rest.
    rest: Option<Pin<Box<B>>>,
    copy: Copy<B>,
}

/// The rest of a request body that the service did not read.
pub(super) type Unread<B> = Arc<Mutex<Option<Pin<Box<B>>>>>;

/// The receiver of the copy of a body that was not read as a whole.
enum Copy<B> {
    /// None: the body was read as a whole.
    Done,
    /// The request of an exchange.
    Request { copied: SharedCopy, unread: Unread<B>, limit: usize },
    /// The response of an exchange, which ends with it.
    Response { pending: Option<Box<PendingExchange>>, copied: Copied, limit: usize },
}

impl<B: Body> std::fmt::Debug for WitnessBody<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WitnessBody").finish_non_exhaustive()
    }
}

/// Whether a response body is to be read before it is passed on: its length is known and within the limit. A body of unknown
/// length may never end.
fn is_bounded(body: &impl Body, limit: usize) -> bool {
    body.size_hint().exact().is_some_and(|length| usize::try_from(length).is_ok_and(|length| length <= limit))
}

impl<B: Body<Data = Bytes>> WitnessBody<B> {
    /// The body of a request, its copy, and the place of the part that the service does not read.
    pub(super) fn of_request(body: B, limit: usize) -> (Self, SharedCopy, Unread<B>) {
        let (copied, unread) = (SharedCopy::default(), Unread::default());
        let copy = Copy::Request { copied: Arc::clone(&copied), unread: Arc::clone(&unread), limit };
        let mut body = WitnessBody { front: VecDeque::new(), buffered: None, rest: Some(Box::pin(body)), copy };
        // The service does not ask for a frame of an empty body.
        if body.is_end_stream() {
            body.copy.end();
        }
        (body, copied, unread)
    }

    /// The body of the response of an exchange. The exchange is checked now if its body is bounded, else when it ends.
    pub(super) async fn of_response(body: B, limit: usize, pending: PendingExchange) -> Self {
        if is_bounded(&body, limit) {
            let (body, copied) = WitnessBody::read(body).await;
            pending.finish(copied);
            return body;
        }
        let copy = Copy::Response { pending: Some(Box::new(pending)), copied: Copied::default(), limit };
        WitnessBody { front: VecDeque::new(), buffered: None, rest: Some(Box::pin(body)), copy }
    }

    /// Reads a body as a whole.
    async fn read(body: B) -> (Self, Copied) {
        let length = body.size_hint().exact();
        let (mut front, mut bytes, mut is_whole) = (VecDeque::new(), BytesMut::new(), true);
        let mut body = Box::pin(body);
        while let Some(frame) = body.as_mut().frame().await {
            if let Some(data) = frame.as_ref().ok().and_then(Frame::data_ref) {
                bytes.extend_from_slice(data);
            }
            is_whole = frame.is_ok();
            front.push_back(frame);
            if !is_whole {
                break;
            }
        }
        let copied = if is_whole { Copied::whole(bytes) } else { Copied::default() };
        (WitnessBody { front, buffered: length, rest: None, copy: Copy::Done }, copied)
    }
}

impl<B> Copy<B> {
    fn push(&mut self, bytes: &[u8]) {
        match self {
            Copy::Done => {}
            Copy::Request { copied, limit, .. } => {
                copied.lock().unwrap_or_else(PoisonError::into_inner).push(bytes, *limit);
            }
            Copy::Response { copied, limit, .. } => copied.push(bytes, *limit),
        }
    }

    /// Called at the end of the body.
    fn end(&mut self) {
        match self {
            Copy::Done => {}
            Copy::Request { copied, .. } => copied.lock().unwrap_or_else(PoisonError::into_inner).complete(),
            Copy::Response { copied, .. } => copied.complete(),
        }
        self.finish();
    }

    /// Checks the exchange with the bytes up to now.
    fn finish(&mut self) {
        if let Copy::Response { pending, copied, .. } = self
            && let Some(pending) = pending.take()
        {
            pending.finish(std::mem::take(copied));
        }
    }
}

/// Reads the part of a request body that has already arrived. The service has responded without it, so nothing waits for
/// more.
pub(super) fn read_unread<B: Body<Data = Bytes>>(unread: &Unread<B>, copied: &SharedCopy, limit: usize) {
    let rest = unread.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut rest) = rest else { return };
    let mut copied = copied.lock().unwrap_or_else(PoisonError::into_inner);
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(frame) = rest.as_mut().poll_frame(&mut context) {
        match frame {
            Some(Ok(frame)) => copied.push(frame.data_ref().map_or(&[], |data| data), limit),
            Some(Err(_)) => return,
            None => return copied.complete(),
        }
        if copied.is_too_long() {
            return;
        }
    }
}

impl<B: Body> Drop for WitnessBody<B> {
    fn drop(&mut self) {
        match (&self.copy, self.rest.take()) {
            (Copy::Request { unread, .. }, rest) => *unread.lock().unwrap_or_else(PoisonError::into_inner) = rest,
            // The reader did not want the rest of the body: everything else can be checked.
            _ => self.copy.finish(),
        }
    }
}

impl<B: Body<Data = Bytes>> Body for WitnessBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Some(frame) = this.front.pop_front() {
            if let (Some(left), Some(data)) = (&mut this.buffered, frame.as_ref().ok().and_then(Frame::data_ref)) {
                *left = left.saturating_sub(u64::try_from(data.len()).unwrap_or(u64::MAX));
            }
            return Poll::Ready(Some(frame));
        }
        let Some(rest) = &mut this.rest else { return Poll::Ready(None) };
        let frame = ready!(rest.as_mut().poll_frame(context));
        match &frame {
            None => this.copy.end(),
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    this.copy.push(data);
                }
                // A reader that knows the length does not ask for more.
                if rest.is_end_stream() {
                    this.copy.end();
                }
            }
            Some(Err(_)) => this.copy.finish(),
        }
        if !matches!(frame, Some(Ok(_))) {
            this.rest = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.front.is_empty() && self.rest.as_ref().is_none_or(|rest| rest.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.rest, self.buffered) {
            (Some(rest), _) => rest.size_hint(),
            (None, Some(left)) => SizeHint::with_exact(left),
            (None, None) => SizeHint::default(),
        }
    }
}

// The rest is pinned in its own box.
impl<B: Body> Unpin for WitnessBody<B> {}
