//! The layer and its service.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::body::read_unread;
use super::exchange::{Copied, PendingExchange};
use super::{WitnessBody, WitnessLayer};

/// A service whose exchanges are checked. [`WitnessLayer`] makes it.
#[derive(Clone, Debug)]
pub struct Witnessed<S> {
    inner: S,
    layer: WitnessLayer,
}

impl<S> Layer<S> for WitnessLayer {
    type Service = Witnessed<S>;

    fn layer(&self, inner: S) -> Witnessed<S> {
        Witnessed { inner, layer: self.clone() }
    }
}

impl<S, B, R> Service<Request<B>> for Witnessed<S>
where
    S: Service<Request<WitnessBody<B>>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Send,
    R: Body<Data = Bytes> + Send + 'static,
    R::Error: Send,
{
    type Response = Response<WitnessBody<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was polled as ready is called, and a clone takes its place.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let (shared, options) = (Arc::clone(&self.layer.shared), self.layer.options.clone());
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let (body, copied, unread) = WitnessBody::of_request(body, options.body_limit);
            let mut pending = PendingExchange::new(shared, options.panics, &head, Arc::clone(&copied));
            let response = match inner.call(Request::from_parts(head, body)).await {
                Ok(response) => response,
                Err(error) => {
                    pending.finish(Copied::default());
                    return Err(error);
                }
            };
            read_unread(&unread, &copied, options.body_limit);
            let (head, body) = response.into_parts();
            pending.respond(head.status, head.headers.clone());
            let body = WitnessBody::of_response(body, options.body_limit, pending).await;
            Ok(Response::from_parts(head, body))
        })
    }
}
