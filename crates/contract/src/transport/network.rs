//! A server over the network.

use std::time::Duration;

use super::{Answer, BODY_LIMIT, Failure, Transport};
use crate::request::Request;

/// A server at a base URL.
#[derive(Debug)]
pub struct Network {
    base: String,
    client: reqwest::Client,
}

impl Network {
    /// A server whose operations' paths come after `base`.
    ///
    /// # Errors
    ///
    /// [`Failure::Request`] if TLS cannot be set up.
    pub fn new(base: &str) -> Result<Self, Failure> {
        let client = builder().build();
        let client = client.map_err(|error| Failure::Request(error.without_url().to_string()))?;
        Ok(Network { base: base.trim_end_matches('/').to_owned(), client })
    }

    /// Whether there is a server at all: connects, and sends nothing that an operation would act on. A server that takes
    /// the connection and says nothing is there.
    ///
    /// # Errors
    ///
    /// [`Failure::Connection`] if it cannot be reached within `timeout`.
    pub async fn reach(&mut self, timeout: Duration) -> Result<(), Failure> {
        // Half of it for the connection, so that one that cannot be made is told from an answer that does not come.
        let client =
            builder().connect_timeout(timeout / 2).build().map_err(|error| Failure::Request(root_cause(&error)))?;
        let sent = client.request(reqwest::Method::OPTIONS, &self.base).timeout(timeout).send().await;
        match sent {
            Err(error) if error.is_connect() => Err(Failure::Connection(root_cause(&error.without_url()))),
            Err(error) if error.is_builder() => Err(Failure::Request(root_cause(&error.without_url()))),
            _ => Ok(()),
        }
    }
}

/// Goes nowhere but to the base URL: follows no redirect, asks no proxy, repeats nothing.
fn builder() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).referer(false).no_proxy();
    builder.retry(reqwest::retry::never())
}

impl Transport for Network {
    async fn send(&mut self, request: &Request) -> Result<Answer, Failure> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes());
        let method = method.map_err(|_| Failure::Request("not a method".to_owned()))?;
        let mut builder = self.client.request(method, format!("{}{}", self.base, request.target()));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let sent = builder.body(request.body.clone()).send().await;
        let mut response = sent.map_err(|error| Failure::Connection(root_cause(&error.without_url())))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(Answer { status, headers, body: body.into() }),
                Err(_) => return Err(Failure::Body { status }),
            }
            if body.len() > BODY_LIMIT {
                return Err(Failure::Endless { status });
            }
        }
    }
}

/// The innermost error: what the operating system or the protocol says.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
