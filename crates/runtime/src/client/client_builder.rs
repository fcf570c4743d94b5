//! The client and its builder: its settings, the HTTP client or service that it sends with, and the errors of both.

use std::sync::Arc;
use std::time::Duration;

use tower_layer::Layer;
use tower_service::Service;

use super::auth::Credentials;
use super::base_url::BASE_URL;
use super::call::Shared;
use super::error::Unsendable;
use super::response_body::BoxError;
use super::transport::{HttpService, Layers};

/// The base URL of a service in this process.
const IN_PROCESS: &str = "http://localhost";

/// A client of the API.
///
/// Clones are cheap and share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

impl Client {
    /// Creates a builder of a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Creates a client of a service in this process, such as the router of a server. To set credentials or layers too, use
    /// [`ClientBuilder::service`].
    pub fn over<S, B>(service: S) -> Self
    where
        S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let mut builder = Client::builder();
        builder.base_url = Some(IN_PROCESS.to_owned());
        let http = builder.http().map_err(|error| Unsendable::new(format!("the HTTP client: {error}")));
        builder.with(IN_PROCESS.to_owned(), http, HttpService::new(service))
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.shared.base_url).finish_non_exhaustive()
    }
}

/// Builder of a [`Client`].
///
/// The client does not follow redirects, sends no `Referer` and does not retry.
#[must_use = "a client is made by `build`"]
pub struct ClientBuilder {
    pub(crate) base_url: Option<String>,
    pub(crate) credentials: Credentials,
    client: Option<reqwest::Client>,
    builder: Option<reqwest::ClientBuilder>,
    service: Option<HttpService>,
    layers: Layers,
    timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    connect_timeout: Duration,
    error_body_limit: usize,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        ClientBuilder {
            base_url: None,
            credentials: Credentials::default(),
            client: None,
            builder: None,
            service: None,
            layers: Layers::default(),
            timeout: None,
            idle_timeout: None,
            #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
            connect_timeout: Duration::from_secs(10),
            error_body_limit: 65536,
        }
    }
}

impl ClientBuilder {
    /// The time limit of a call. If the body of the request is a stream, the limit starts again with each part that is sent. If that of the
    /// response is a stream, the limit ends with the head of the response, and [`idle_timeout`](Self::idle_timeout) applies. The default
    /// is 30 seconds, or none with [`http_client`](Self::http_client).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The time limit between two parts of a response's body that is a stream. The default is 60 seconds, or none with
    /// [`http_client`](Self::http_client).
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// The time limit for connecting. The default is 10 seconds. Browsers have none, so this does not exist on
    /// `wasm32-unknown-unknown`.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The number of bytes of the body that an error stores, for [`RawResponse::json`](crate::RawResponse::json). The default is
    /// 64 KiB.
    pub fn error_body_limit(mut self, bytes: usize) -> Self {
        self.error_body_limit = bytes;
        self
    }

    /// Adds a tower layer around the service that sends requests. The first layer gets a request first. A layer gets the request
    /// as it is sent, with its credential, and finds the [`Operation`](crate::Operation) in its extensions.
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + 'static,
        L::Service: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        <L::Service as Service<http::Request<reqwest::Body>>>::Future: Send,
        <L::Service as Service<http::Request<reqwest::Body>>>::Error: Into<BoxError>,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.layers.add(layer);
        self
    }

    /// Sends requests with a tower service in place of the HTTP client, such as the router of a server in this process. The
    /// default base URL is `http://localhost` then.
    pub fn service<S, B>(mut self, service: S) -> Self
    where
        S: Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.service = Some(HttpService::new(service));
        self
    }

    /// Sets the builder of the HTTP client, for example with proxies, certificates or pools. [`build`](Self::build) then
    /// sets redirects, retries, the `Referer` and the time limits.
    pub fn http_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.builder = Some(builder);
        self
    }

    /// Sets the HTTP client. Its own time limits and redirect policy apply, not those of this builder. Build it with
    /// `redirect(Policy::none())` and `referer(false)`: otherwise a redirect may send a credential to another
    /// host. [`http_client_builder`](Self::http_client_builder) sets both.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.client = Some(client);
        self
    }

    /// Creates the client.
    ///
    /// # Errors
    ///
    /// [`BuildClientError::BaseUrl`] if the base URL is not an absolute `http` or `https` URL without user, query and
    /// fragment; [`BuildClientError::HttpClient`] if TLS cannot be set up.
    pub fn build(mut self) -> Result<Client, BuildClientError> {
        let default = if self.service.is_some() { IN_PROCESS } else { BASE_URL };
        let url =
            reqwest::Url::parse(self.base_url.as_deref().unwrap_or(default)).map_err(|_| BuildClientError::BaseUrl)?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_plain || url.fragment().is_some() {
            return Err(BuildClientError::BaseUrl);
        }
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let http = self.http().map_err(BuildClientError::HttpClient)?;
        let service = self.service.take().unwrap_or_else(|| HttpService::http(http.clone()));
        Ok(self.with(base_url, Ok(http), service))
    }

    /// Creates the HTTP client.
    fn http(&mut self) -> Result<reqwest::Client, reqwest::Error> {
        if let Some(client) = &self.client {
            return Ok(client.clone());
        }
        let builder = self.builder.take().unwrap_or_default();
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let builder = builder
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(self.connect_timeout);
        builder.build().map_err(reqwest::Error::without_url)
    }

    fn with(mut self, base_url: String, http: Result<reqwest::Client, Unsendable>, service: HttpService) -> Client {
        self.credentials.connect(&base_url, http.as_ref().ok());
        // The time limits of the caller's HTTP client apply.
        let limit = |given: Option<Duration>, seconds| {
            given.or_else(|| self.client.is_none().then(|| Duration::from_secs(seconds)))
        };
        let shared = Shared {
            is_base_url_given: self.base_url.is_some() || base_url == IN_PROCESS,
            base_url,
            http,
            timeout: limit(self.timeout, 30),
            idle_timeout: limit(self.idle_timeout, 60),
            error_body_limit: self.error_body_limit,
            credentials: self.credentials,
            service: self.layers.over(service),
        };
        Client { shared: Arc::new(shared) }
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// The error of [`ClientBuilder::build`].
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildClientError {
    /// The base URL is not an absolute `http` or `https` URL without user, query and fragment.
    BaseUrl,
    /// The HTTP client could not be set up.
    HttpClient(reqwest::Error),
}

impl std::fmt::Display for BuildClientError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildClientError::BaseUrl => {
                f.write_str("the base URL must be an absolute http or https URL without user, query and fragment")
            }
            BuildClientError::HttpClient(_) => f.write_str("the HTTP client could not be set up"),
        }
    }
}

impl std::error::Error for BuildClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildClientError::BaseUrl => None,
            BuildClientError::HttpClient(error) => Some(error),
        }
    }
}
