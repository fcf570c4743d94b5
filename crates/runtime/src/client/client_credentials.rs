//! OAuth 2.0 client credentials as a source of tokens (RFC 6749 section 4.4).

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::token::{Token, TokenSource};

/// The characters that are not percent-encoded in a form (RFC 6749 appendix B). A space becomes `+`.
const UNENCODED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');

/// The credentials of a client at an authorization server. The server returns a token for them (RFC 6749 section 4.4).
#[derive(Clone)]
pub struct ClientCredentials {
    http: reqwest::Client,
    token_url: String,
    id: String,
    secret: SecretString,
    scopes: Vec<String>,
}

/// Why an authorization server returned no token. It shows no credential.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
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
    /// Takes the URL of the token endpoint, and the identifier and the secret of the client.
    pub fn new(token_url: impl Into<String>, id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        ClientCredentials {
            http: reqwest::Client::new(),
            token_url: token_url.into(),
            id: id.into(),
            secret: secret.into(),
            scopes: Vec::new(),
        }
    }

    /// Asks for these scopes. Without any, the server chooses.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sends the request with this HTTP client.
    #[must_use]
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = http;
        self
    }

    async fn granted(&self) -> Result<Token, TokenError> {
        let mut form = "grant_type=client_credentials".to_owned();
        if !self.scopes.is_empty() {
            form.push_str("&scope=");
            form.push_str(&encoded(&self.scopes.join(" ")));
        }
        // Section 2.3.1: both are encoded as in a form before they are sent by the Basic scheme.
        let request = self.http.post(&self.token_url);
        let request = request.basic_auth(encoded(&self.id), Some(encoded(self.secret.expose_secret())));
        let request = request.header(ACCEPT, "application/json");
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
        Ok(granted.expires_in.map_or(token.clone(), |seconds| token.expires_in(Duration::from_secs(seconds))))
    }
}

impl std::fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

impl TokenSource for ClientCredentials {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.granted().await?)
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNENCODED).to_string().replace(' ', "+")
}

/// Whether a text looks like a code of section 5.2 or of an extension, so that it repeats no credential.
fn is_code(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
