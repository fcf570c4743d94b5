// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Calls: the values of setters, and the way of every request from its builder to the transport and back.

use std::fmt::Display;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tower_service::Service;

use super::Client;
use super::auth::Credentials;
use super::clock::{self, Instant};
use super::error::{NoResponse, Unsendable};
use super::follow::Following;
use super::incoming::{Incoming, Limit};
use super::transport::{HttpService, ResponseBody, TransportError};

/// An operation of the document. A layer finds it in the extensions of each request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId` of the document.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path with the names of its parameters in braces.
    pub path: &'static str,
    /// The sets of security schemes that the operation accepts, the preferred one first.
    pub(crate) security: &'static [&'static [usize]],
    /// Whether a response is a stream, so that no time limit applies to the whole of it.
    pub(crate) is_streamed: bool,
    /// Whether the body of a documented response may have values that the document marks as sensitive, so that errors do not show it.
    pub(crate) is_sensitive: bool,
    /// The header with the idempotency key, if the document has it: a request with the header can be repeated.
    pub idempotency_key: Option<&'static str>,
}

/// The state that the clones of a client share.
pub(crate) struct Shared {
    pub(crate) base_url: String,
    /// Whether the base URL is the caller's.
    pub(crate) is_base_url_given: bool,
    pub(crate) credentials: Credentials,
    /// Makes requests. `service` sends them.
    pub(crate) http: Result<reqwest::Client, Unsendable>,
    pub(crate) service: HttpService,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    /// The number of bytes of the body of an undocumented response that its error holds.
    pub(crate) error_body_limit: usize,
}

/// Converts the value of a parameter or a body.
///
/// # Errors
///
/// The reason why it does not convert, with the name of the part. `send` returns it.
pub(crate) fn value<T>(name: &'static str, value: impl TryInto<T, Error: Display>) -> Result<T, Unsendable> {
    value.try_into().map_err(|error| Unsendable::new(format!("`{name}`: {error}")))
}

/// Converts the elements of a list, and then the list.
///
/// # Errors
///
/// As [`value`].
pub(crate) fn list<T: TryFrom<Vec<E>, Error: Display>, E>(
    name: &'static str,
    values: impl IntoIterator<Item = impl TryInto<E, Error: Display>>,
) -> Result<T, Unsendable> {
    let elements: Vec<E> = values.into_iter().map(|each| value(name, each)).collect::<Result<_, _>>()?;
    value(name, elements)
}

/// A body that an operation does not require: a value, its builder, or an `Option`.
pub trait OptionalBody<T> {
    /// Returns the body.
    ///
    /// # Errors
    ///
    /// The reason why there is none, for a builder that cannot make one.
    fn into_optional(self) -> Result<Option<T>, Unsendable>;
}

impl<T> OptionalBody<T> for T {
    fn into_optional(self) -> Result<Option<T>, Unsendable> {
        Ok(Some(self))
    }
}

impl<T> OptionalBody<T> for Option<T> {
    fn into_optional(self) -> Result<Option<T>, Unsendable> {
        Ok(self)
    }
}

impl OptionalBody<String> for &str {
    fn into_optional(self) -> Result<Option<String>, Unsendable> {
        Ok(Some(self.to_owned()))
    }
}

impl<E, const N: usize> OptionalBody<Vec<E>> for [E; N] {
    fn into_optional(self) -> Result<Option<Vec<E>>, Unsendable> {
        Ok(Some(self.into()))
    }
}

/// Takes a body that is not required.
///
/// # Errors
///
/// As [`value`].
pub(crate) fn optional_body<T>(body: impl OptionalBody<T>) -> Result<Option<T>, Unsendable> {
    body.into_optional().map_err(|error| Unsendable::new(format!("`body`: {error}")))
}

/// The client of a call, and the settings of this call alone.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
    headers: Result<HeaderMap, Unsendable>,
    extensions: http::Extensions,
    timeout: Option<Duration>,
    /// The page of a list, if the URLs of its pages are links.
    following: Option<Following>,
}

impl Call {
    pub(crate) fn new(client: &Client) -> Self {
        Call {
            client: client.clone(),
            headers: Ok(HeaderMap::new()),
            extensions: http::Extensions::new(),
            timeout: client.shared.timeout,
            following: None,
        }
    }

    /// Prepares to follow links to the next pages.
    pub(crate) fn start_following(&mut self) {
        self.following = Some(Following::default());
    }

    /// Requests the page that a link of the last page leads to. Returns whether it leads to another page.
    pub(crate) fn follow(&mut self, link: Option<String>) -> bool {
        self.following.get_or_insert_default().follow(link)
    }

    /// Adds a header. It replaces the one of the operation or of a credential.
    pub(crate) fn header(
        &mut self,
        name: impl TryInto<HeaderName, Error: Display>,
        value: impl TryInto<HeaderValue, Error: Display>,
    ) {
        let unsendable = |error: &dyn Display| Unsendable::new(format!("a header of the call: {error}"));
        let name = name.try_into().map_err(|error| unsendable(&error));
        let value = value.try_into().map_err(|error| unsendable(&error));
        match (&mut self.headers, name, value) {
            (Ok(headers), Ok(name), Ok(value)) => {
                headers.append(name, value);
            }
            (Ok(_), Err(error), _) | (Ok(_), _, Err(error)) => self.headers = Err(error),
            (Err(_), ..) => {}
        }
    }

    pub(crate) fn timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    pub(crate) fn extension<T: Clone + Send + Sync + 'static>(&mut self, value: T) {
        self.extensions.insert(value);
    }

    /// The URL before the path of an operation.
    pub(crate) fn base_url(&self) -> &str {
        &self.client.shared.base_url
    }

    /// The URL before the path of an operation that has its own server: the caller's URL, else that server.
    pub(crate) fn base_url_or<'c>(&'c self, own: &'c str) -> &'c str {
        if self.client.shared.is_base_url_given { &self.client.shared.base_url } else { own }
    }

    /// The client that makes the request.
    pub(crate) fn http(&self) -> Result<&reqwest::Client, Unsendable> {
        self.client.shared.http.as_ref().map_err(Clone::clone)
    }

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
        let deadline = self.timeout.map(|timeout| Instant::now() + timeout);
        let exchange = self.exchange(request, operation);
        let (response, tokens) = match deadline {
            Some(deadline) => match clock::timeout_at(deadline, exchange).await {
                Ok(result) => result?,
                Err(_) => return Err(NoResponse::Transport(TransportError::timed_out())),
            },
            None => exchange.await?,
        };
        let (parts, body) = response.into_parts();
        let limit = match (operation.is_streamed, deadline) {
            (true, _) => self.client.shared.idle_timeout.map_or(Limit::None, Limit::Idle),
            (false, Some(deadline)) => Limit::Until(deadline),
            (false, None) => Limit::None,
        };
        let (status, headers, client) = (parts.status, parts.headers, self.client);
        let is_sensitive = operation.is_sensitive;
        Ok(Incoming { status, headers, body, limit, timer: None, client, tokens, is_sensitive, again })
    }

    /// Sends a request, and once more after 401 if a source gives another token. Returns the tokens of sources that were sent.
    async fn exchange(
        &self,
        mut request: reqwest::Request,
        operation: &'static Operation,
    ) -> Result<(http::Response<ResponseBody>, Vec<SecretString>), NoResponse> {
        let credentials = &self.client.shared.credentials;
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
        let shared = &self.client.shared;
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

/// Whether a request has a credential, which the same request without it does not have, outside of the headers of the call.
fn is_sent(bare: &reqwest::Request, request: &reqwest::Request, own: &HeaderMap) -> bool {
    let is_added = |(name, value): (&HeaderName, &HeaderValue)| {
        !own.contains_key(name) && bare.headers().get_all(name).iter().all(|other| other != value)
    };
    request.url() != bare.url() || request.headers().iter().any(is_added)
}

/// The call of a response that is a stream, to send its request again.
pub(crate) struct Again {
    call: Call,
    request: reqwest::Request,
    operation: &'static Operation,
}

impl Again {
    /// Copies the call. `None` if the body of the request cannot be copied.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        Some(Again { call: self.call.clone(), request: self.request.try_clone()?, operation: self.operation })
    }

    /// Sends the request again. `last_event_id` is the value of `Last-Event-ID`.
    pub(crate) async fn send(self, last_event_id: Option<&HeaderValue>) -> Result<Incoming, NoResponse> {
        let Again { call, mut request, operation } = self;
        if let Some(id) = last_event_id {
            request.headers_mut().insert("last-event-id", id.clone());
        }
        call.send(request, operation).await
    }
}
