// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Credentials that may expire: where they come from, and when they are renewed.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::clock::Instant;
use super::response_body::BoxError;

/// A token is renewed when it expires within this time, because the request that carries it takes some.
const MARGIN: Duration = Duration::from_secs(30);

/// A credential that requests carry, such as an API key: a text, or a source of texts. Its `Debug` shows none.
///
/// It is made from a text or a [`SecretString`](crate::SecretString), or from any [`TokenSource`].
#[derive(Clone)]
pub struct Credential(CredentialKind);

#[derive(Clone)]
enum CredentialKind {
    Text(SecretString),
    Source(Tokens),
}

impl From<SecretString> for Credential {
    fn from(text: SecretString) -> Self {
        Credential(CredentialKind::Text(text))
    }
}

impl From<String> for Credential {
    fn from(text: String) -> Self {
        SecretString::from(text).into()
    }
}

impl From<Box<str>> for Credential {
    fn from(text: Box<str>) -> Self {
        SecretString::from(text).into()
    }
}

impl From<&str> for Credential {
    fn from(text: &str) -> Self {
        SecretString::from(text).into()
    }
}

impl<S: TokenSource> From<S> for Credential {
    fn from(source: S) -> Self {
        Credential(CredentialKind::Source(Tokens::new(source)))
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential").finish_non_exhaustive()
    }
}

impl Credential {
    /// Whether the credential comes from a source.
    pub(crate) fn has_source(&self) -> bool {
        matches!(self.0, CredentialKind::Source(_))
    }

    /// The text that no error may show, but for those of a source.
    pub(crate) fn secrets(&self) -> Option<SecretString> {
        match &self.0 {
            CredentialKind::Text(text) => Some(text.clone()),
            CredentialKind::Source(_) => None,
        }
    }

    /// Returns a text that is valid, as far as the client knows. `rejected` are texts that are not, because a response had 401. A
    /// text of a source is added to `used`; after an error, it is the last one, which the error may name.
    ///
    /// # Errors
    ///
    /// The error of the source.
    pub(crate) async fn current(
        &self,
        rejected: &[SecretString],
        used: &mut Vec<SecretString>,
    ) -> Result<SecretString, BoxError> {
        match &self.0 {
            CredentialKind::Text(text) => Ok(text.clone()),
            CredentialKind::Source(tokens) => tokens.current(rejected, used).await,
        }
    }
}

/// A token, and how long it is valid.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    expires_in: Option<Duration>,
}

impl Token {
    /// Takes the text of a token that does not expire.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Token { secret: secret.into(), expires_in: None }
    }

    /// Sets how long the token is valid from now on.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }
}

/// A source of tokens or API keys, such as an authorization server or a vault.
///
/// The client asks it before the first request, half a minute before a token expires (or half of its lifetime, if that is shorter), and
/// once after a response with 401. Concurrent requests share one token. A time limit of a call covers the time that its source needs.
///
/// ```ignore
/// struct FromVault(Vault);
///
/// impl TokenSource for FromVault {
///     async fn token(&self) -> Result<Token, BoxError> {
///         let text = self.0.read("token").await?;
///         Ok(Token::new(text).expires_in(Duration::from_secs(600)))
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a new token.
    ///
    /// # Errors
    ///
    /// There is no token. The call returns `Error::NoToken` with this error, unless the last token has not expired yet.
    fn token(&self) -> impl Future<Output = Result<Token, BoxError>> + Send;
}

/// [`TokenSource`] as a trait object.
trait Source: Send + Sync {
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<Token, BoxError>> + Send + '_>>;
}

impl<S: TokenSource> Source for S {
    fn token(&self) -> Pin<Box<dyn Future<Output = Result<Token, BoxError>> + Send + '_>> {
        Box::pin(TokenSource::token(self))
    }
}

/// A source with its last token. Clones share it.
#[derive(Clone)]
pub(crate) struct Tokens(Arc<TokensState>);

struct TokensState {
    source: Box<dyn Source>,
    /// A request that needs a new token holds the lock, so that other requests wait for it and use the same one.
    last: Mutex<Option<Held>>,
}

struct Held {
    secret: SecretString,
    lifetime: Option<Lifetime>,
}

/// When a token is renewed, and when it expires.
struct Lifetime {
    renewed: Instant,
    expires: Instant,
}

impl Lifetime {
    /// `None` if the time is too long for a clock.
    fn of(time: Duration) -> Option<Self> {
        let now = Instant::now();
        let expires = now.checked_add(time)?;
        Some(Lifetime { renewed: now + (time - MARGIN.min(time / 2)), expires })
    }
}

impl Tokens {
    pub(crate) fn new(source: impl TokenSource) -> Self {
        Tokens(Arc::new(TokensState { source: Box::new(source), last: Mutex::new(None) }))
    }

    /// Returns a token that is valid. `rejected` are tokens that are not, because a response had 401. The token is added to `used`; after
    /// an error, it is the last one, which the error may name.
    ///
    /// # Errors
    ///
    /// The error of the source.
    pub(crate) async fn current(
        &self,
        rejected: &[SecretString],
        used: &mut Vec<SecretString>,
    ) -> Result<SecretString, BoxError> {
        let mut last = self.0.last.lock().await;
        let token = self.renewed(&mut last, rejected).await;
        used.extend(last.as_ref().map(|held| held.secret.clone()));
        token
    }

    /// Returns the last token if it is valid, otherwise a new one, which becomes the last.
    async fn renewed(&self, last: &mut Option<Held>, rejected: &[SecretString]) -> Result<SecretString, BoxError> {
        let valid = last.as_ref().filter(|held| {
            let is_it = |text: &SecretString| text.expose_secret() == held.secret.expose_secret();
            let is_expired = held.lifetime.as_ref().is_some_and(|lifetime| lifetime.expires <= Instant::now());
            !is_expired && !rejected.iter().any(is_it)
        });
        let is_fresh = |held: &&Held| held.lifetime.as_ref().is_none_or(|lifetime| Instant::now() < lifetime.renewed);
        if let Some(held) = valid.filter(is_fresh) {
            return Ok(held.secret.clone());
        }
        let valid = valid.map(|held| held.secret.clone());
        match self.0.source.token().await {
            Ok(Token { secret, expires_in }) => {
                *last = Some(Held { secret: secret.clone(), lifetime: expires_in.and_then(Lifetime::of) });
                Ok(secret)
            }
            // The next request asks again.
            Err(error) => valid.ok_or(error),
        }
    }
}
