// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Calls: the values of setters, and the settings of one request.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::auth::Credentials;
use super::error::Unsendable;
use super::follow::Following;
use super::transport::HttpService;

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
    /// Whether a success can be a stream of items, whose request may be sent again.
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

/// The state of the client that makes a call, and the settings of this call alone.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) shared: Arc<Shared>,
    pub(crate) headers: Result<HeaderMap, Unsendable>,
    pub(crate) extensions: http::Extensions,
    pub(crate) timeout: Option<Duration>,
    /// The page of a list, if the URLs of its pages are links.
    pub(crate) following: Option<Following>,
}

impl Call {
    pub(crate) fn new(shared: &Arc<Shared>) -> Self {
        Call {
            shared: Arc::clone(shared),
            headers: Ok(HeaderMap::new()),
            extensions: http::Extensions::new(),
            timeout: shared.timeout,
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
        &self.shared.base_url
    }

    /// The URL before the path of an operation that has its own server: the caller's URL, else that server.
    pub(crate) fn base_url_or<'c>(&'c self, own: &'c str) -> &'c str {
        if self.shared.is_base_url_given { &self.shared.base_url } else { own }
    }

    /// The client that makes the request.
    pub(crate) fn http(&self) -> Result<&reqwest::Client, Unsendable> {
        self.shared.http.as_ref().map_err(Clone::clone)
    }
}

/// The call of a response that is a stream, to send its request again.
pub(crate) struct Again {
    pub(crate) call: Call,
    pub(crate) request: reqwest::Request,
    pub(crate) operation: &'static Operation,
}

impl Again {
    /// Copies the call. `None` if the body of the request cannot be copied.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        Some(Again { call: self.call.clone(), request: self.request.try_clone()?, operation: self.operation })
    }
}
