// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Where the credential of each security scheme is sent, and with which operations.

use progenitor_client::{ClientHooks, OperationInfo};
use secrecy::SecretString;

use crate::{Client, send};

/// The credential of each security scheme for which the client has one. Its `Debug` shows none.
#[derive(Clone, Default)]
pub struct Credentials {
    pub(crate) apikey: Option<SecretString>,
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
        all.extend(self.apikey.clone());
        all
    }
    /// Returns the credential of each scheme in the form that is sent, in the order of the document.
    fn given(&self) -> Vec<Option<SecretString>> {
        vec![self.apikey.clone()]
    }
}

/// The sets of schemes that an operation takes, the preferred one first.
fn alternatives(operation_id: &str) -> &'static [&'static [usize]] {
    match operation_id {
        "RequestOTPForPasswordReset" => &[&[0]],
        _ => &[],
    }
}

fn apply(
    request: &mut reqwest::Request,
    scheme: usize,
    secret: &SecretString,
) -> Result<(), String> {
    match scheme {
        0 => {
            send::query_credential(request, "apikey", secret);
            Ok(())
        }
        _ => Ok(()),
    }
}

impl ClientHooks<Credentials> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        let given = self.inner.given();
        let accepted = alternatives(info.operation_id);
        let chosen = accepted
            .iter()
            .find(|set| set.iter().all(|scheme| given[*scheme].is_some()));
        for scheme in chosen.copied().unwrap_or_default() {
            if let Some(secret) = &given[*scheme] {
                apply(request, *scheme, secret)
                    .map_err(progenitor_client::Error::InvalidRequest)?;
            }
        }
        Ok(())
    }
}
