// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Where the credential of each security scheme is sent, and with which operations.

use secrecy::SecretString;

use crate::send;

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

impl Credentials {
    /// Adds the credential of an operation to its request. `security` has the sets of schemes that the operation accepts, the
    /// preferred one first.
    pub(crate) fn apply(
        &self,
        request: &mut reqwest::Request,
        security: &[&[usize]],
    ) -> Result<(), String> {
        let given = self.given();
        let chosen = security
            .iter()
            .find(|set| set.iter().all(|scheme| given[*scheme].is_some()));
        for scheme in chosen.copied().unwrap_or_default() {
            if let Some(secret) = &given[*scheme] {
                apply(request, *scheme, secret)?;
            }
        }
        Ok(())
    }
}
