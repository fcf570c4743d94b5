//! Bearer tokens, which may come from an authorization server.

use secrecy::SecretString;

use super::client_credentials::ClientCredentials;
use super::response_body::BoxError;
use super::token::Credential;

/// A bearer token that requests carry: a text, or a source of tokens. Its `Debug` shows none.
///
/// It is made from a text or a [`SecretString`](crate::SecretString), from [`ClientCredentials`], or from any
/// [`TokenSource`](crate::TokenSource).
#[derive(Clone)]
pub struct BearerToken(BearerTokenKind);

#[derive(Clone)]
enum BearerTokenKind {
    Credential(Credential),
    ClientCredentials(ClientCredentials),
}

impl From<ClientCredentials> for BearerToken {
    fn from(credentials: ClientCredentials) -> Self {
        BearerToken(BearerTokenKind::ClientCredentials(credentials))
    }
}

impl<C: Into<Credential>> From<C> for BearerToken {
    fn from(credential: C) -> Self {
        BearerToken(BearerTokenKind::Credential(credential.into()))
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BearerToken").finish_non_exhaustive()
    }
}

impl BearerToken {
    /// Makes client credentials a source. `token_url` is that of the document, and `base_url` and `http` are those of the client.
    pub(crate) fn connect(&mut self, token_url: Option<&str>, base_url: &str, http: Option<&reqwest::Client>) {
        if let BearerTokenKind::ClientCredentials(credentials) = &self.0 {
            let endpoint = credentials.endpoint(token_url, base_url, http);
            self.0 = BearerTokenKind::Credential(endpoint.into());
        }
    }

    /// Whether the token comes from a source.
    pub(crate) fn has_source(&self) -> bool {
        match &self.0 {
            BearerTokenKind::Credential(credential) => credential.has_source(),
            BearerTokenKind::ClientCredentials(_) => true,
        }
    }

    /// The text that no error may show, but for the tokens of a source.
    pub(crate) fn secrets(&self) -> Option<SecretString> {
        match &self.0 {
            BearerTokenKind::Credential(credential) => credential.secrets(),
            BearerTokenKind::ClientCredentials(_) => None,
        }
    }

    /// Returns a token that is valid, as far as the client knows. `rejected` are tokens that are not, because a response had 401. A
    /// token of a source is added to `used`; after an error, it is the last one, which the error may name.
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
            BearerTokenKind::Credential(credential) => credential.current(rejected, used).await,
            // `connect` is called when the client is made.
            BearerTokenKind::ClientCredentials(_) => Err("the client credentials are not connected".into()),
        }
    }
}
