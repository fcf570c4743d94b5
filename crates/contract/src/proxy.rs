//! A reverse proxy that checks every exchange with a server, so that tests in any language can run through it.
//!
//! Requests and responses pass unchanged, except for the fields of a connection (RFC 9110 section 7.6.1), `Host`, and `Via`,
//! which a gateway adds to requests (section 7.6.3). Redirects are not followed, and bodies are not decompressed.

mod fields;
mod upstream;

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tower_layer::Layer;
use tower_service::Service;

use crate::WitnessLayer;
use crate::layer::{WitnessBody, Witnessed};
use upstream::Upstream;

/// The time that open exchanges have to end after `shutdown`.
const GRACE: Duration = Duration::from_secs(2);

/// Why a proxy cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The URL of the server is not one of `http` or `https` with a host, or has a query.
    #[error("the server's URL must start with http:// or https://, and have a host and no query")]
    Url,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(std::io::Error),
}

/// Passes requests from `listener` to the server at the URL `upstream` until `shutdown` completes. `layer` checks each
/// exchange; it should be [`collecting`](WitnessLayer::collecting) and have the base URL `upstream`.
///
/// If the server cannot be reached, the client gets a response with status 502, and the exchange counts as one without a
/// response. Each request has a connection of its own to the server.
///
/// # Errors
///
/// [`ProxyError`] if the proxy cannot start.
pub async fn serve(
    listener: TcpListener,
    upstream: &str,
    layer: &WitnessLayer,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ProxyError> {
    let service = layer.layer(Upstream::new(upstream)?);
    let connections = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // Such as too many open files: others will close.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let service = service.clone();
        let handler = service_fn(move |request| respond(service.clone(), request));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), handler);
        let connection = connections.watch(connection);
        // An error of a connection is the client's, or that of the server, which the client sees as a closed connection.
        tokio::spawn(async move { connection.await.ok() });
    }
    drop(listener);
    tokio::time::timeout(GRACE, connections.shutdown()).await.ok();
    Ok(())
}

type ProxiedBody = Either<WitnessBody<Incoming>, Full<Bytes>>;

/// The response of the server, or 502.
async fn respond(
    mut service: Witnessed<Upstream>,
    request: Request<Incoming>,
) -> Result<Response<ProxiedBody>, Infallible> {
    match service.call(request).await {
        Ok(response) => Ok(response.map(Either::Left)),
        Err(error) => {
            let text = format!("the server at the other side of the proxy sent no response: {error}\n");
            let mut response = Response::new(Either::Right(Full::from(text)));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            let plain = HeaderValue::from_static("text/plain; charset=utf-8");
            response.headers_mut().insert(CONTENT_TYPE, plain);
            Ok(response)
        }
    }
}
