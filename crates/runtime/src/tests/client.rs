mod call;
mod client_builder;
mod error;
mod event_stream;
mod headers;
mod middleware;
mod multipart;
mod pagination;
mod receive;
mod redact;
mod retry;
mod send;
mod spans;
mod split;
mod style;
mod token;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;

use crate::client::auth::Credentials;
use crate::client::call::Shared;
use crate::client::client_builder::Client;
use crate::client::incoming::{Incoming, Limit};
use crate::client::response_body::{BoxError, ResponseBody};
use crate::client::transport::HttpService;

/// A client with these credentials.
pub(super) fn client(secrets: &[&str]) -> Client {
    let http = reqwest::Client::new();
    over(HttpService::http(http), secrets)
}

/// A client that sends requests with a service.
pub(super) fn over(service: HttpService, secrets: &[&str]) -> Client {
    let texts = secrets.iter().map(|text| SecretString::from(*text)).collect();
    with(service, "http://127.0.0.1", Credentials { texts, ..Credentials::default() })
}

/// A client of a server that sends requests with a service.
fn with(service: HttpService, base_url: &str, credentials: Credentials) -> Client {
    let shared = Shared {
        base_url: base_url.to_owned(),
        is_base_url_given: true,
        credentials,
        http: Ok(reqwest::Client::new()),
        service,
        timeout: Some(Duration::from_secs(30)),
        idle_timeout: Some(Duration::from_secs(60)),
        error_body_limit: 2000,
    };
    Client { shared: Arc::new(shared) }
}

/// A body that was received whole.
#[derive(Default)]
struct Whole(Option<Bytes>);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Ready(self.0.take().map(|bytes| Ok(http_body::Frame::data(bytes))))
    }
}

/// A response that was received whole.
fn response(client: &Client, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Incoming {
    let response = http::Response::builder().status(status);
    let response = headers.iter().fold(response, |response, (name, value)| response.header(*name, *value));
    incoming(client, response.body(Whole(Some(body.into()))).expect("a response"))
}

/// A response without a time limit.
pub(super) fn incoming<B>(client: &Client, response: http::Response<B>) -> Incoming
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let (parts, body) = response.into_parts();
    Incoming {
        status: parts.status,
        headers: parts.headers,
        body: ResponseBody::new(body),
        limit: Limit::None,
        timer: None,
        shared: Arc::clone(&client.shared),
        tokens: Vec::new(),
        is_sensitive: false,
        again: None,
    }
}
