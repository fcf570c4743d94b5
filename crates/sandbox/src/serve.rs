//! Serves a router on a socket. Limits bound the resources that slow clients, many clients and large requests take.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower_service::Service;

/// The maximum lifetime of a connection. Afterwards it is closed as soon as its current request has a response.
const LIFETIME: Duration = Duration::from_secs(300);

/// Limits for clients. [`Config`](crate::Config) limits the body and the time of requests.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The maximum number of connections. Further connections wait.
    pub connections: u32,
    /// The maximum length of request line and headers in bytes, at least 8192. Longer requests are rejected with 431.
    pub header_bytes: usize,
    /// The maximum time to receive request line and headers, and the maximum idle time of a connection.
    pub header_time: Duration,
    /// The time to finish requests at shutdown.
    pub grace: Duration,
}

impl Default for Limits {
    /// 1024 connections, 16 KiB of headers, 10 seconds for headers, 30 seconds for shutdown.
    fn default() -> Self {
        Limits {
            connections: 1024,
            header_bytes: 16 * 1024,
            header_time: Duration::from_secs(10),
            grace: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop` completes. Then accepts no more connections and finishes the current requests. Returns whether all
/// requests were finished within [`Limits::grace`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) -> bool {
    let (stopping, is_stopping) = watch::channel(false);
    let permits = Arc::new(Semaphore::new(limits.connections.max(1) as usize));
    {
        let mut stop = pin!(stop);
        loop {
            let (stream, permit) = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&listener, &permits) => match accepted {
                    Some(accepted) => accepted,
                    None => continue,
                },
            };
            tokio::spawn(connection(stream, router.clone(), limits.clone(), is_stopping.clone(), permit));
        }
    }
    drop(listener);
    stopping.send_replace(true);
    tokio::time::timeout(limits.grace, permits.acquire_many(limits.connections.max(1))).await.is_ok()
}

/// Accepts the next connection, once the number of connections is below the limit.
async fn accept(listener: &TcpListener, permits: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            // For example, no file descriptor is left. Without a pause, the retries would use a whole core.
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    mut is_stopping: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
) {
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request: hyper::Request<Incoming>| router.clone().call(request.map(Body::new)));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.header_time);
    // hyper panics if the limit is lower.
    builder.max_buf_size(limits.header_bytes.max(8192));
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = served.as_mut() => Ok(ended),
        _ = is_stopping.wait_for(|is_stopping| *is_stopping) => Err(()),
        () = tokio::time::sleep(LIFETIME) => Err(()),
    };
    let ended = match ended {
        Ok(ended) => ended,
        Err(()) => {
            served.as_mut().graceful_shutdown();
            tokio::time::timeout(limits.grace, served).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended with an error");
    }
}
