// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Where the credential of each security scheme is sent, and with which operations.

use secrecy::SecretString;

use crate::error::{NoResponse, Unsendable};
use crate::response_body::BoxError;
use crate::send;
use crate::token::Credential;
use crate::transport::TransportError;

/// The credential of each security scheme for which the client has one. Its `Debug` shows none.
#[derive(Clone, Default)]
pub struct Credentials {
    pub(crate) apikey: Option<Credential>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl Credentials {
    /// All texts that no output may show.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        let mut all = Vec::new();
        all.extend(self.apikey.as_ref().and_then(Credential::secrets));
        all
    }

    /// Whether a credential comes from a source.
    pub(crate) fn has_source(&self) -> bool {
        self.apikey.as_ref().is_some_and(Credential::has_source)
    }

    /// Connects client credentials. There are none.
    pub(crate) fn connect(&mut self, _: &str, _: Option<&reqwest::Client>) {}
}

fn apply(
    request: &mut reqwest::Request,
    scheme: usize,
    secret: &SecretString,
) -> Result<(), Unsendable> {
    match scheme {
        0 => {
            send::query_credential(request, "apikey", secret);
            Ok(())
        }
        _ => Ok(()),
    }
}

impl Credentials {
    /// Returns whether there is a credential of each scheme, in the order of the document.
    fn given(&self) -> Vec<bool> {
        vec![self.apikey.is_some()]
    }

    /// Returns the credential of a scheme in the form that is sent. Tokens of sources are added to `used`.
    async fn secret(
        &self,
        scheme: usize,
        rejected: &[SecretString],
        used: &mut Vec<SecretString>,
    ) -> Result<Option<SecretString>, BoxError> {
        Ok(
            match scheme {
                0 => {
                    match &self.apikey {
                        Some(credential) => {
                            Some(credential.current(rejected, used).await?)
                        }
                        None => None,
                    }
                }
                _ => None,
            },
        )
    }

    /// Adds the credential of an operation to its request. `security` has the sets of schemes that the operation accepts, the
    /// preferred one first, and `rejected` the tokens that a response rejected. Returns the tokens of sources.
    pub(crate) async fn apply(
        &self,
        request: &mut reqwest::Request,
        security: &[&[usize]],
        rejected: &[SecretString],
    ) -> Result<Vec<SecretString>, NoResponse> {
        let given = self.given();
        let chosen = security.iter().find(|set| set.iter().all(|scheme| given[*scheme]));
        let mut tokens = Vec::new();
        for scheme in chosen.copied().unwrap_or_default() {
            let secret = self.secret(*scheme, rejected, &mut tokens).await;
            let secret = secret
                .map_err(|error| {
                    let secrets = [self.secrets(), rejected.to_vec(), tokens.clone()]
                        .concat();
                    NoResponse::Token(TransportError::new(error, &secrets))
                })?;
            if let Some(secret) = secret {
                apply(request, *scheme, &secret)?;
            }
        }
        Ok(tokens)
    }
}
