// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The handlers of operations.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;

use super::response::failed;

/// The response of an operation, when it is made.
pub(crate) type ResponseFuture = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The function of an operation, as a handler of axum. `S` is the state of the router.
///
/// All operations have this one type, because rustc compiles the code of axum for each type of a handler.
pub(crate) struct Handle<S>(pub(crate) fn(S, Request) -> ResponseFuture);

impl<S> Clone for Handle<S> {
    fn clone(&self) -> Self {
        Handle(self.0)
    }
}

impl<S: 'static> Handler<(), S> for Handle<S> {
    type Future = Guarded;

    fn call(self, request: Request, server: S) -> Guarded {
        Guarded((self.0)(server, request))
    }
}

/// The future of a handler. If the handler panics, the response is a 500 without a body, instead of a closed connection.
pub(crate) struct Guarded(ResponseFuture);

impl Future for Guarded {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(failed(&"the handler panicked")))
    }
}

/// A response that is made already.
pub(crate) fn ready(response: Response) -> ResponseFuture {
    Box::pin(std::future::ready(response))
}
