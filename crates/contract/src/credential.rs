//! Credentials of a run: by the name of their security scheme, never shown.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use codegen::Api;
use codegen::model::{CredentialPlace, Operation, Scheme};
use secrecy::{ExposeSecret, SecretString};

use crate::request::Request;

/// What a caller who may do everything sends, by the name of the security scheme. For a scheme that has none here,
/// `valid` is sent, or `valid:valid` by the Basic scheme: what a server under test in the same process can be told to take.
#[derive(Clone, Debug, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

impl Credentials {
    /// The same, with a credential for one more scheme. Of the Basic scheme it is `user:password`.
    #[must_use]
    pub fn with(mut self, scheme: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.0.insert(scheme.into(), secret.into());
        self
    }

    fn of(&self, scheme: &Scheme) -> SecretString {
        let made_up = if scheme.place == CredentialPlace::Basic { "valid:valid" } else { "valid" };
        self.0.get(&scheme.wire).cloned().unwrap_or_else(|| made_up.into())
    }
}

/// What a request does with its credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carry {
    Valid,
    None,
    Empty,
    Wrong,
}

/// Puts the credentials of the operation's first alternative into a request.
pub(crate) fn add(api: &Api, operation: &Operation, credentials: &Credentials, carry: Carry, request: &mut Request) {
    let Some(set) = operation.security.alternatives.first() else { return };
    for scheme in &api.credentials[*set].schemes {
        let scheme = &api.schemes[*scheme];
        let secret = match carry {
            Carry::None => return,
            Carry::Empty => String::new(),
            Carry::Wrong => "wrong".to_owned(),
            Carry::Valid => credentials.of(scheme).expose_secret().to_owned(),
        };
        match &scheme.place {
            CredentialPlace::Query(name) => request.query.push((name.clone(), secret.clone())),
            CredentialPlace::Header(name) => request.header(name, &secret),
            CredentialPlace::Cookie(name) => request.header("cookie", &format!("{name}={secret}")),
            CredentialPlace::Bearer => request.header("authorization", &format!("Bearer {secret}")),
            CredentialPlace::Http(name) => request.header("authorization", &format!("{name} {secret}")),
            CredentialPlace::Basic => request.header("authorization", &format!("Basic {}", STANDARD.encode(&secret))),
        }
        request.secrets.push(secret.into());
    }
}
