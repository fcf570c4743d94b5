//! Waits for several futures at once.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// A future, or its result.
enum MaybeDone<F: Future> {
    Pending(Pin<Box<F>>),
    Ready(F::Output),
}

/// The results of all futures, in their order.
pub(super) async fn all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut states: Vec<Box<MaybeDone<F>>> =
        futures.into_iter().map(|future| Box::new(MaybeDone::Pending(Box::pin(future)))).collect();
    poll_fn(|context| {
        let mut is_pending = false;
        for state in &mut states {
            if let MaybeDone::Pending(future) = &mut **state {
                match future.as_mut().poll(context) {
                    Poll::Ready(output) => **state = MaybeDone::Ready(output),
                    Poll::Pending => is_pending = true,
                }
            }
        }
        if is_pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    let ready = states.into_iter().filter_map(|state| match *state {
        MaybeDone::Ready(output) => Some(output),
        MaybeDone::Pending(_) => None,
    });
    ready.collect()
}
