//! OAuth 2.0 client credentials as a source of tokens (RFC 6749 section 4.4).

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::response_body::BoxError;
use super::token::{Token, TokenSource};

/// The characters that are not percent-encoded in a form (RFC 6749 appendix B). A space becomes `+`.
const UNENCODED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');

/// The credentials of a client at an authorization server, which returns tokens for them (RFC 6749 section 4.4).
///
/// Requests for tokens are sent with the HTTP client of the API's client, below no layer.
#[derive(Clone)]
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
    token_url: Option<String>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    is_in_body: bool,
    http: Option<reqwest::Client>,
}

/// Client credentials with the URL and the HTTP client for the requests.
#[derive(Clone)]
pub(crate) struct Endpoint {
    credentials: ClientCredentials,
    url: Option<reqwest::Url>,
    http: Option<reqwest::Client>,
}

/// Why an authorization server returned no token. It shows no credential.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The document has no token URL for the security scheme, and [`ClientCredentials::token_url`] was not called, or the URL is
    /// malformed.
    TokenUrl,
    /// There is no complete response.
    Http(reqwest::Error),
    /// The server rejected the credentials or the scopes, with a code of RFC 6749 section 5.2 such as `invalid_client`.
    Rejected {
        /// The status code.
        status: StatusCode,
        /// The code, if the body has one.
        code: Option<String>,
    },
    /// The response has no bearer token.
    NoBearerToken,
}

impl std::fmt::Display for TokenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TokenError::TokenUrl => f.write_str("there is no valid token URL"),
            TokenError::Http(source) => write!(f, "no response of the authorization server: {source}"),
            TokenError::Rejected { status, code: Some(code) } => {
                write!(f, "the authorization server responded with {status}: {code}")
            }
            TokenError::Rejected { status, code: None } => {
                write!(f, "the authorization server responded with {status}")
            }
            TokenError::NoBearerToken => f.write_str("the response of the authorization server has no bearer token"),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows the underlying error itself.
            TokenError::Http(source) => source.source(),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for TokenError {
    fn from(error: reqwest::Error) -> Self {
        TokenError::Http(error.without_url())
    }
}

/// A successful response (RFC 6749 section 5.1).
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: Option<u64>,
}

/// An error response (RFC 6749 section 5.2).
#[derive(Deserialize)]
struct Rejection {
    error: String,
}

impl ClientCredentials {
    /// Takes the identifier and the secret of the client. The token URL is that of the security scheme in the document.
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        ClientCredentials {
            id: id.into(),
            secret: secret.into(),
            token_url: None,
            scopes: Vec::new(),
            parameters: Vec::new(),
            is_in_body: false,
            http: None,
        }
    }

    /// Sets the token URL, in place of the one in the document. A relative URL is resolved against the base URL of the client.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Asks for these scopes. Without any, the server chooses.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a parameter to the requests, such as `audience` or `resource` (RFC 8707).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the identifier and the secret in the body, for servers that do not support the Basic scheme (RFC 6749 section 2.3.1).
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.is_in_body = true;
        self
    }

    /// Sends the requests with this HTTP client. It must not follow redirects, which could lead to another host.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets what the credentials do not have: the token URL of the document, and the HTTP client.
    pub(crate) fn endpoint(&self, token_url: Option<&str>, base_url: &str, http: Option<&reqwest::Client>) -> Endpoint {
        let url = self.token_url.as_deref().or(token_url).and_then(|url| below(base_url, url));
        Endpoint { credentials: self.clone(), url, http: self.http.as_ref().or(http).cloned() }
    }
}

impl Endpoint {
    async fn granted(&self) -> Result<Token, TokenError> {
        let Endpoint { credentials, url: Some(url), http: Some(http) } = self else {
            return Err(TokenError::TokenUrl);
        };
        let (id, secret) = (encoded(&credentials.id), encoded(credentials.secret.expose_secret()));
        let mut form = "grant_type=client_credentials".to_owned();
        let mut add = |name: &str, value: &str| form.extend(["&", name, "=", value]);
        if !credentials.scopes.is_empty() {
            add("scope", &encoded(&credentials.scopes.join(" ")));
        }
        for (name, value) in &credentials.parameters {
            add(&encoded(name), &encoded(value));
        }
        let request = http.post(url.clone()).header(ACCEPT, "application/json");
        let request = if credentials.is_in_body {
            add("client_id", &id);
            add("client_secret", &secret);
            request
        } else {
            // Section 2.3.1: both are encoded as in a form before they are sent by the Basic scheme.
            request.basic_auth(id, Some(secret))
        };
        let response = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form).send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        if !status.is_success() {
            let code = serde_json::from_slice(&body).ok().map(|Rejection { error }| error);
            return Err(TokenError::Rejected { status, code: code.filter(|code| is_code(code)) });
        }
        let granted: Granted = serde_json::from_slice(&body).map_err(|_| TokenError::NoBearerToken)?;
        if !granted.token_type.eq_ignore_ascii_case("bearer") {
            return Err(TokenError::NoBearerToken);
        }
        let token = Token::new(granted.access_token);
        Ok(match granted.expires_in {
            Some(seconds) => token.expires_in(Duration::from_secs(seconds)),
            None => token,
        })
    }
}

impl std::fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

impl TokenSource for Endpoint {
    async fn token(&self) -> Result<Token, BoxError> {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        let granted = self.granted().await;
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        let granted = {
            let endpoint = self.clone();
            super::browser::in_task(async move { endpoint.granted().await }).await?
        };
        Ok(granted?)
    }
}

/// Resolves a URL against the URL of the server, the whole of which is the base (OpenAPI 3.0.4 section 4.6).
pub(crate) fn below(base_url: &str, url: &str) -> Option<reqwest::Url> {
    reqwest::Url::parse(&format!("{base_url}/")).ok()?.join(url).ok()
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNENCODED).to_string().replace(' ', "+")
}

/// Whether a text looks like a code of section 5.2 or of an extension, so that it repeats no credential.
fn is_code(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
