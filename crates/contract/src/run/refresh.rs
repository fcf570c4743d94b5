//! Replaces credentials that the server does not accept any more.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use model::Api;
use secrecy::{ExposeSecret, SecretString};

use super::Options;
use crate::credential::{CredentialVariant, add};
use crate::request::Request;
use crate::secret::{Secrets, Vault};

/// Returns a fresh credential of the security scheme of this name; `None` if there is none.
type Source = dyn Fn(&str) -> Option<SecretString> + Send + Sync;

/// Where a run gets fresh credentials from, after a response with 401 to a request with a valid credential.
#[derive(Clone)]
pub struct Refresh(Arc<Source>);

impl Refresh {
    /// Calls `source` with the name of a security scheme. The run waits for its return.
    pub fn new(source: impl Fn(&str) -> Option<SecretString> + Send + Sync + 'static) -> Self {
        Refresh(Arc::new(source))
    }
}

impl std::fmt::Debug for Refresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refresh").finish_non_exhaustive()
    }
}

/// The fresh credentials of a run.
pub(super) struct Credentialing<'a> {
    api: &'a Api,
    options: &'a Options,
    current: RefCell<Secrets>,
    /// Whether the last fresh credential was rejected too. No other is fetched until the server accepts a request.
    is_suspended: Cell<bool>,
}

impl<'a> Credentialing<'a> {
    pub(super) fn new(api: &'a Api, options: &'a Options) -> Self {
        Credentialing { api, options, current: RefCell::default(), is_suspended: Cell::new(false) }
    }

    /// Whether a request carries given credentials in their documented places. Cases with an altered credential do not.
    pub(super) fn are_in(&self, request: &Request) -> bool {
        let is_in = |set: usize| {
            let mut probe = Request::new("GET", "/");
            add(self.api, set, &self.options.credentials, CredentialVariant::Valid, &mut probe);
            let has_headers = probe.headers.iter().all(|header| request.headers.contains(header));
            probe.has_secrets() && has_headers && probe.query.iter().all(|pair| request.query.contains(pair))
        };
        self.options.refresh.is_some() && (0..self.api.credentials.len()).any(is_in)
    }

    /// Puts the fresh credentials into a request.
    pub(super) fn renew(&self, request: &mut Request) {
        let current = self.current.borrow();
        if request.has_secrets() && !current.is_empty() {
            request.renew(&current);
        }
    }

    /// Fetches fresh credentials, after the server rejected those of a request. Whether there are any.
    pub(super) fn refresh(&self, vault: &Vault) -> bool {
        let Some(source) = self.options.refresh.as_ref().filter(|_| !self.is_suspended.get()) else { return false };
        let mut secrets = Secrets::default();
        for scheme in &self.api.schemes {
            if let Some(fresh) = (source.0)(&scheme.wire) {
                secrets.add(fresh.expose_secret(), scheme, "");
            }
        }
        vault.add(&secrets);
        self.is_suspended.set(true);
        let is_fresh = !secrets.is_empty();
        self.current.replace(secrets);
        is_fresh
    }

    /// Takes note that the server accepted the credential of a request.
    pub(super) fn accepted(&self) {
        self.is_suspended.set(false);
    }
}
