//! The files of a client crate, and stand-ins for the generated items that they use.

pub(crate) mod attempts;
pub(crate) mod bearer_token;
pub(crate) mod browser;
pub(crate) mod call;
pub(crate) mod client_builder;
pub(crate) mod client_credentials;
pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod event_stream;
pub(crate) mod exchange;
pub(crate) mod follow;
pub(crate) mod headers;
pub(crate) mod incoming;
pub(crate) mod item_body;
pub(crate) mod item_stream;
pub(crate) mod middleware;
pub(crate) mod multipart;
pub(crate) mod pagination;
pub(crate) mod random;
pub(crate) mod raw_response;
pub(crate) mod receive;
pub(crate) mod reconnect;
pub(crate) mod redact;
pub(crate) mod response;
pub(crate) mod response_body;
pub(crate) mod retry;
pub(crate) mod send;
#[cfg(any(test, feature = "tracing"))]
pub(crate) mod spans;
pub(crate) mod style;
pub(crate) mod token;
pub(crate) mod trace_context;
pub(crate) mod transport;
pub(crate) mod upload;
pub(crate) mod validation;

use crate::schema;
use crate::split;
use crate::types::strictness as types;

/// `base_url.rs` of a generated crate.
pub(crate) mod base_url {
    pub(crate) const BASE_URL: &str = "https://api.example/v1/";
}

/// `auth.rs` of a generated crate.
pub(crate) mod auth {
    use secrecy::{ExposeSecret, SecretString};

    use super::bearer_token::BearerToken;
    use super::error::NoResponse;
    use super::send;
    use super::token::Credential;
    use super::transport::TransportError;

    /// The credentials of a client. Operations with a security scheme send the first text in the query, the token, and the key in the
    /// header `x-key`.
    #[derive(Clone, Default)]
    pub(crate) struct Credentials {
        pub(crate) texts: Vec<SecretString>,
        pub(crate) token: Option<BearerToken>,
        pub(crate) key: Option<Credential>,
    }

    impl Credentials {
        /// Every text that errors must not show.
        pub(crate) fn secrets(&self) -> Vec<SecretString> {
            self.texts.iter().cloned().chain(self.token.iter().filter_map(BearerToken::secrets)).collect()
        }

        pub(crate) fn has_source(&self) -> bool {
            let has_key = self.key.as_ref().is_some_and(Credential::has_source);
            has_key || self.token.as_ref().is_some_and(BearerToken::has_source)
        }

        pub(crate) fn connect(&mut self, base_url: &str, http: Option<&reqwest::Client>) {
            if let Some(token) = &mut self.token {
                token.connect(None, base_url, http);
            }
        }

        pub(crate) async fn apply(
            &self,
            request: &mut reqwest::Request,
            security: &[&[usize]],
            rejected: &[SecretString],
        ) -> Result<Vec<SecretString>, NoResponse> {
            let mut tokens = Vec::new();
            if security.is_empty() {
                return Ok(tokens);
            }
            if let Some(secret) = self.texts.first() {
                request.url_mut().query_pairs_mut().append_pair("key", secret.expose_secret());
            }
            if let Some(token) = &self.token {
                let secret = token.current(rejected, &mut tokens).await;
                let secret = secret.map_err(|error| {
                    let secrets = [self.secrets(), rejected.to_vec(), tokens.clone()].concat();
                    NoResponse::Token(TransportError::new(error, &secrets))
                })?;
                send::header_credential(request, "authorization", "Bearer ", &secret)?;
            }
            if let Some(key) = &self.key {
                let secret = key.current(rejected, &mut tokens).await;
                let secret = secret.map_err(|error| NoResponse::Token(TransportError::new(error, rejected)))?;
                send::header_credential(request, "x-key", "", &secret)?;
            }
            Ok(tokens)
        }
    }
}
