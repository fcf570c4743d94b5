//! A router on a socket, within limits: slow clients, many clients and large requests cost a bounded amount each.

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

/// How long one connection is kept, at the most: then its request is answered, and it is closed.
const LIFETIME: Duration = Duration::from_secs(300);

/// What a client may take of the server. A request's body and time are limited by [`Config`](crate::Config).
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections that are served at one time; further ones wait.
    pub connections: u32,
    /// Bytes of a request's line and headers, 8192 at the least. More is answered with 431.
    pub header_bytes: usize,
    /// The time in which a request's line and headers must be there, and in which a kept connection must be used again.
    pub header_time: Duration,
    /// What requests in flight are given at shutdown.
    pub grace: Duration,
}

impl Default for Limits {
    /// 1024 connections, 16 KiB, 10 s, 30 s.
    fn default() -> Self {
        Limits {
            connections: 1024,
            header_bytes: 16 * 1024,
            header_time: Duration::from_secs(10),
            grace: Duration::from_secs(30),
        }
    }
}

/// Serves until `stop`, then takes no more connections and finishes the requests that are there. Gives whether all of them
/// were finished within [`Limits::grace`].
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

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, permits: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            // Such as no file descriptors left: trying again at once would take all of a core.
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
    // hyper panics below this.
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
        tracing::debug!(%error, "a connection broke off");
    }
}
