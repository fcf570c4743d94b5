// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The way of every request from its call to the transport, and of its response back.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tower_service::Service;

use super::call::{Again, Call, Operation};
use super::clock::{self, Instant};
use super::error::NoResponse;
use super::incoming::{Incoming, Limit};
use super::response_body::ResponseBody;
use super::transport::TransportError;
use super::upload::Upload;

impl Call {
    /// Sends a request with a credential that the operation accepts. Every request of the client passes here.
    pub(crate) async fn send(
        self,
        mut request: reqwest::Request,
        operation: &'static Operation,
    ) -> Result<Incoming, NoResponse> {
        if let Some(following) = &self.following {
            following.apply(&mut request)?;
        }
        let again = if operation.is_streamed { request.try_clone() } else { None };
        let again = again.map(|request| Box::new(Again { call: self.clone(), request, operation }));
        let timeout = self.timeout;
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let upload = Upload::watch(&mut request);
        let exchange = self.exchange(request, operation);
        let result = match (&upload, deadline) {
            (Some(upload), _) => upload.within(exchange, timeout).await.ok(),
            (None, Some(deadline)) => clock::timeout_at(deadline, exchange).await.ok(),
            (None, None) => Some(exchange.await),
        };
        let (response, tokens) = result.ok_or_else(|| NoResponse::Transport(TransportError::timed_out()))??;
        let (parts, body) = response.into_parts();
        let deadline = upload.map_or(deadline, |upload| upload.deadline(timeout));
        let limit = deadline.map_or(Limit::None, Limit::Until);
        let (status, headers, shared) = (parts.status, parts.headers, self.shared);
        let is_sensitive = operation.is_sensitive;
        Ok(Incoming { status, headers, body, limit, timer: None, shared, tokens, is_sensitive, again })
    }

    /// Sends a request, and once more after 401 if a source gives another token. Returns the tokens of sources that were sent.
    async fn exchange(
        &self,
        mut request: reqwest::Request,
        operation: &'static Operation,
    ) -> Result<(http::Response<ResponseBody>, Vec<SecretString>), NoResponse> {
        let credentials = &self.shared.credentials;
        let own = self.headers.as_ref().map_err(Clone::clone)?;
        let bare = if credentials.has_source() { request.try_clone() } else { None };
        let mut tokens = credentials.apply(&mut request, operation.security, &[]).await?;
        // Another credential would be asked for in vain if headers of the call replace it.
        let again = bare.filter(|bare| is_sent(bare, &request, own));
        let response = self.dispatch(request, own, operation, &tokens).await?;
        let Some(mut again) = again.filter(|_| response.status() == StatusCode::UNAUTHORIZED && !tokens.is_empty())
        else {
            return Ok((response, tokens));
        };
        let renewed = credentials.apply(&mut again, operation.security, &tokens).await?;
        let is_new = |token: &SecretString| tokens.iter().all(|old| old.expose_secret() != token.expose_secret());
        let has_new = renewed.iter().any(is_new);
        tokens.extend(renewed);
        if !has_new {
            return Ok((response, tokens));
        }
        drop(response);
        let response = self.dispatch(again, own, operation, &tokens).await?;
        Ok((response, tokens))
    }

    /// Sends a request with its credential, the headers of the call and its extensions.
    async fn dispatch(
        &self,
        mut request: reqwest::Request,
        own: &HeaderMap,
        operation: &'static Operation,
        tokens: &[SecretString],
    ) -> Result<http::Response<ResponseBody>, NoResponse> {
        let shared = &self.shared;
        for name in own.keys() {
            request.headers_mut().remove(name);
        }
        for (name, value) in own {
            request.headers_mut().append(name, value.clone());
        }
        let mut request = http::Request::<reqwest::Body>::try_from(request)?;
        request.extensions_mut().extend(self.extensions.clone());
        request.extensions_mut().insert(*operation);
        shared.service.clone().call(request).await.map_err(|error| {
            let secrets = [shared.credentials.secrets(), tokens.to_vec()].concat();
            NoResponse::of(TransportError::new(error, &secrets))
        })
    }
}

impl Again {
    /// Sends the request again. `last_event_id` is the value of `Last-Event-ID`.
    pub(crate) async fn send(self, last_event_id: Option<&HeaderValue>) -> Result<Incoming, NoResponse> {
        let Again { call, mut request, operation } = self;
        if let Some(id) = last_event_id {
            request.headers_mut().insert("last-event-id", id.clone());
        }
        call.send(request, operation).await
    }
}

/// Whether a request has a credential, which the same request without it does not have, outside of the headers of the call.
fn is_sent(bare: &reqwest::Request, request: &reqwest::Request, own: &HeaderMap) -> bool {
    let is_added = |(name, value): (&HeaderName, &HeaderValue)| {
        !own.contains_key(name) && bare.headers().get_all(name).iter().all(|other| other != value)
    };
    request.url() != bare.url() || request.headers().iter().any(is_added)
}
