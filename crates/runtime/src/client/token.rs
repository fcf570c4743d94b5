//! Tokens that expire: where they come from, and when they are renewed.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token is renewed when it expires within this time, because the request that carries it takes some.
const MARGIN: Duration = Duration::from_secs(30);

/// The error of a source.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

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

/// A source of tokens, such as an authorization server.
///
/// The client asks it before the first request, half a minute before a token expires, and once after a response with 401. Concurrent
/// requests share one token.
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a new token.
    ///
    /// # Errors
    ///
    /// There is no token. The request is not sent, and its error shows this one.
    fn token(&self) -> impl Future<Output = Result<Token, Box<dyn std::error::Error + Send + Sync>>> + Send;
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
pub(crate) struct Tokens(Arc<Shared>);

struct Shared {
    source: Box<dyn Source>,
    /// A request that needs a new token holds the lock, so that other requests wait for it and use the same one.
    last: Mutex<Option<Held>>,
}

#[derive(Clone)]
struct Held {
    secret: SecretString,
    expires: Option<Instant>,
}

impl Tokens {
    pub(crate) fn new(source: impl TokenSource) -> Self {
        Tokens(Arc::new(Shared { source: Box::new(source), last: Mutex::new(None) }))
    }

    /// Returns a token that is valid. `rejected` is one that is not, because a response had 401.
    ///
    /// # Errors
    ///
    /// The error of the source.
    pub(crate) async fn current(&self, rejected: Option<&SecretString>) -> Result<SecretString, BoxError> {
        let mut last = self.0.last.lock().await;
        if let Some(held) = &*last {
            let is_rejected = rejected.is_some_and(|text| text.expose_secret() == held.secret.expose_secret());
            let is_expired = held.expires.is_some_and(|expires| expires <= Instant::now() + MARGIN);
            if !is_rejected && !is_expired {
                return Ok(held.secret.clone());
            }
        }
        let Token { secret, expires_in } = self.0.source.token().await?;
        let expires = expires_in.and_then(|time| Instant::now().checked_add(time));
        *last = Some(Held { secret: secret.clone(), expires });
        Ok(secret)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}
