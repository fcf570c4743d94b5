//! Credentials of a run: by the name of their security scheme, never shown.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::Api;
use model::api::{CredentialPlace, Operation, Scheme};
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

    /// Whether there is one for the scheme of this name.
    pub fn has(&self, scheme: &str) -> bool {
        self.0.contains_key(scheme)
    }

    pub(crate) fn of(&self, scheme: &Scheme) -> SecretString {
        let made_up = if scheme.place == CredentialPlace::Basic { "valid:valid" } else { "valid" };
        self.0.get(&scheme.wire).cloned().unwrap_or_else(|| made_up.into())
    }

    /// Whether a set of schemes can be sent: all of them are given, or none of any is and all are made up.
    pub(crate) fn cover(&self, api: &Api, set: usize) -> bool {
        self.0.is_empty() || api.credentials[set].schemes.iter().all(|scheme| self.has(&api.schemes[*scheme].wire))
    }
}

/// What a request does with its credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carry {
    Valid,
    None,
    Empty,
    Wrong,
    /// Valid, but without the scheme of this index.
    Without(usize),
}

/// The schemes that an operation's requests carry: the first alternative that there are credentials for.
pub(crate) fn chosen(api: &Api, operation: &Operation, credentials: &Credentials) -> Option<usize> {
    let alternatives = &operation.security.alternatives;
    alternatives.iter().find(|set| credentials.cover(api, **set)).or(alternatives.first()).copied()
}

/// Puts the credentials of a set of schemes into a request.
pub(crate) fn add(api: &Api, set: usize, credentials: &Credentials, carry: Carry, request: &mut Request) {
    for index in &api.credentials[set].schemes {
        let scheme = &api.schemes[*index];
        let secret = match carry {
            Carry::None => return,
            Carry::Without(without) if without == *index => continue,
            Carry::Empty => String::new(),
            Carry::Wrong if scheme.place == CredentialPlace::Basic => "wrong:wrong".to_owned(),
            Carry::Wrong => "wrong".to_owned(),
            Carry::Valid | Carry::Without(_) => credentials.of(scheme).expose_secret().to_owned(),
        };
        match &scheme.place {
            CredentialPlace::Query(name) => request.query.push((name.clone(), secret.clone())),
            CredentialPlace::Header(name) => request.header(name, &secret),
            CredentialPlace::Cookie(name) => request.cookies(&format!("{name}={secret}")),
            CredentialPlace::Bearer => request.header("authorization", &format!("Bearer {secret}")),
            CredentialPlace::Http(name) => request.header("authorization", &format!("{name} {secret}")),
            CredentialPlace::Basic => request.header("authorization", &basic(&secret)),
        }
        // What is made up is no secret, and the command that repeats the request has to show it.
        if matches!(carry, Carry::Valid | Carry::Without(_)) && credentials.has(&scheme.wire) {
            request.hide(&secret, scheme);
        }
    }
}

fn basic(secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(secret))
}

/// Puts the credential of a scheme where the document does not have it: one of the query into a header, one of a header
/// into a cookie, and one of a cookie into a header. Never into a URL, which servers write to logs.
pub(crate) fn misplace(scheme: &Scheme, credentials: &Credentials, request: &mut Request) {
    let secret = credentials.of(scheme).expose_secret().to_owned();
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Cookie(name) => {
            request.header(if is_token(name) { name } else { "x-api-key" }, &secret);
        }
        CredentialPlace::Header(name) => request.cookies(&format!("{name}={secret}")),
        CredentialPlace::Bearer | CredentialPlace::Http(_) => request.cookies(&format!("authorization={secret}")),
        CredentialPlace::Basic => request.cookies(&format!("authorization={}", STANDARD.encode(&secret))),
    }
    if credentials.has(&scheme.wire) {
        request.hide(&secret, scheme);
    }
}

/// Whether it can be a header's name (RFC 9110 section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// What stands for a secret on the wire and in an answer, each form with a suffix that tells it from the secret itself.
pub(crate) fn forms(secret: &str, place: &CredentialPlace) -> Vec<(String, &'static str)> {
    let json = serde_json::Value::from(secret).to_string();
    let mut forms = vec![
        (secret.to_owned(), ""),
        (crate::request::encode(secret), "_ENCODED"),
        (json.trim_matches('"').to_owned(), "_JSON"),
    ];
    if *place == CredentialPlace::Basic {
        forms.push((STANDARD.encode(secret), "_BASE64"));
        // A password stands alone where a server repeats it.
        forms.extend(secret.split_once(':').map(|(_, password)| (password.to_owned(), "_PASSWORD")));
    }
    forms.retain(|(form, suffix)| !form.is_empty() && (suffix.is_empty() || form != secret));
    forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    forms
}
