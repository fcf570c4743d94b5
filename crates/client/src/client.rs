// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The client and its builder.

use std::time::Duration;

use progenitor_client::ClientInfo;

use crate::auth::Credentials;
use crate::builder;

/// Client of LoginRadius Retrieve Password reset OTP.
///
/// Clones are cheap and share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: Credentials,
}

impl Client {
    /// Creates a builder of a client.
    pub fn builder() -> ClientBuilder {
        <ClientBuilder as Default>::default()
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("base_url", &self.baseurl).finish_non_exhaustive()
    }
}

impl ClientInfo<Credentials> for Client {
    fn api_version() -> &'static str {
        "0.1.0"
    }
    fn baseurl(&self) -> &str {
        &self.baseurl
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &Credentials {
        &self.inner
    }
}

impl Client {
    /// Retrieve Password reset OTP
    ///
    /// Requests an OTP for resetting the Password using the User's Phone number.
    ///
    /// Sends `POST /identity/v2/auth/password/otp` once, without retries.
    pub fn request_otp_for_password_reset(
        &self,
    ) -> builder::RequestOtpForPasswordReset<'_> {
        builder::RequestOtpForPasswordReset::new(self)
    }
}

/// Builder of a [`Client`].
///
/// The client does not follow redirects, sends no `Referer` and does not retry.
#[must_use = "a client is made by `build`"]
#[derive(Debug)]
pub struct ClientBuilder {
    base_url: String,
    credentials: Credentials,
    client: Option<reqwest::Client>,
    builder: Option<reqwest::ClientBuilder>,
    timeout: Duration,
    connect_timeout: Duration,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        ClientBuilder {
            base_url: "https://api.loginradius.com".to_owned(),
            credentials: Credentials::default(),
            client: None,
            builder: None,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
        }
    }
}

impl ClientBuilder {
    /// The URL before the paths of the operations, such as `http://127.0.0.1:8080`. The default is the document's server, `https://api.loginradius.com`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }
    /// Tenant API Key for authentication
    ///
    /// Sent in the query as `apikey`, only with the operations that require it.
    pub fn apikey(mut self, secret: impl Into<secrecy::SecretString>) -> Self {
        self.credentials.apikey = Some(secret.into());
        self
    }
    /// The time limit for a whole call. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
    /// The time limit for connecting. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
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
    /// [`BuildError::BaseUrl`] if the base URL is not an absolute `http` or `https` URL without user, query and
    /// fragment; [`BuildError::HttpClient`] if TLS cannot be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        let url = reqwest::Url::parse(&self.base_url).map_err(|_| BuildError::BaseUrl)?;
        let is_plain = url.username().is_empty() && url.password().is_none()
            && url.query().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_plain
            || url.fragment().is_some()
        {
            return Err(BuildError::BaseUrl);
        }
        let client = match self.client {
            Some(client) => client,
            None => {
                self.builder
                    .unwrap_or_default()
                    .redirect(reqwest::redirect::Policy::none())
                    .referer(false)
                    .retry(reqwest::retry::never())
                    .timeout(self.timeout)
                    .connect_timeout(self.connect_timeout)
                    .build()
                    .map_err(|error| BuildError::HttpClient(error.without_url()))?
            }
        };
        let baseurl = url.as_str().trim_end_matches('/').to_owned();
        Ok(Client {
            baseurl,
            client,
            inner: self.credentials,
        })
    }
}

/// Why a [`Client`] cannot be created.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not an absolute `http` or `https` URL without user, query and fragment.
    BaseUrl,
    /// The HTTP client could not be set up.
    HttpClient(reqwest::Error),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::BaseUrl => {
                f.write_str(
                    "the base URL must be an absolute http or https URL without user, query and fragment",
                )
            }
            BuildError::HttpClient(error) => {
                write!(f, "the HTTP client could not be set up: {error}")
            }
        }
    }
}

impl std::error::Error for BuildError {}
