//! The credentials of a run, and their places in requests.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::Api;
use model::api::{CredentialPlace, Operation, Scheme};
use secrecy::{ExposeSecret, SecretString};

use crate::request::Request;

/// Valid credentials, by the name of the security scheme.
///
/// For a scheme without a credential, requests carry `valid`, or `valid:valid` for the Basic scheme. A server that is
/// tested in the same process can be set up to accept these. `Debug` does not show the credentials.
#[derive(Clone, Debug, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

impl Credentials {
    /// Adds the credential of a security scheme. For the Basic scheme it is `user:password`.
    #[must_use]
    pub fn with(mut self, scheme: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        self.0.insert(scheme.into(), secret.into());
        self
    }

    /// Whether there is a credential for the security scheme of this name.
    pub fn has(&self, scheme: &str) -> bool {
        self.0.contains_key(scheme)
    }

    /// The credential to send for a scheme: the given one, or the default.
    pub(crate) fn of(&self, scheme: &Scheme) -> SecretString {
        let default = if scheme.place == CredentialPlace::Basic { "valid:valid" } else { "valid" };
        self.0.get(&scheme.wire).cloned().unwrap_or_else(|| default.into())
    }

    /// Whether requests can use a set of schemes: all its credentials are given, or no credential is given for any scheme
    /// and the defaults are used.
    pub(crate) fn cover(&self, api: &Api, set: usize) -> bool {
        self.0.is_empty() || api.credentials[set].schemes.iter().all(|scheme| self.has(&api.schemes[*scheme].wire))
    }
}

/// The credential that a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialVariant {
    Valid,
    None,
    Empty,
    Wrong,
    /// Valid, except for the scheme of this index, which is missing.
    Without(usize),
    /// The valid one without its last character.
    CutOff,
    /// The valid one and one more character.
    Extended,
    /// The valid one with its letters in the other case.
    OtherCase,
    /// The valid one with the name of another authentication scheme.
    OtherScheme,
    /// Valid, with the name of the authentication scheme in lower case.
    LowerScheme,
}

impl CredentialVariant {
    /// Whether the request carries the credential itself.
    fn is_valid(self) -> bool {
        use CredentialVariant::{LowerScheme, OtherScheme, Valid, Without};
        matches!(self, Valid | Without(_) | OtherScheme | LowerScheme)
    }
}

/// An altered credential, and how a shell alters the variable that holds it. `None` if nothing changes.
fn altered(secret: &str, variant: CredentialVariant) -> Option<(String, &'static str)> {
    let other = match variant {
        CredentialVariant::CutOff => (secret.chars().take(secret.chars().count().saturating_sub(1)).collect(), "%?"),
        CredentialVariant::Extended => (format!("{secret}x"), ""),
        // Servers may read a UUID as one, in any case (RFC 9562 section 4).
        CredentialVariant::OtherCase if is_uuid(secret) => return None,
        CredentialVariant::OtherCase if secret != secret.to_uppercase() => (secret.to_uppercase(), "^^"),
        CredentialVariant::OtherCase => (secret.to_lowercase(), ",,"),
        _ => return None,
    };
    Some(other).filter(|(other, _): &(String, _)| other != secret && !other.is_empty())
}

/// Whether a text is a UUID (RFC 9562 section 4).
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Whether an operation that uses a set of one scheme can have a request with an altered credential.
pub(crate) fn can_alter(scheme: &Scheme, credentials: &Credentials, variant: CredentialVariant) -> bool {
    let has_name = matches!(scheme.place, CredentialPlace::Bearer | CredentialPlace::Http(_) | CredentialPlace::Basic);
    match variant {
        CredentialVariant::OtherScheme | CredentialVariant::LowerScheme => has_name,
        // Nothing is known about a default credential, which servers for tests may accept by any name.
        _ => credentials.has(&scheme.wire) && altered(credentials.of(scheme).expose_secret(), variant).is_some(),
    }
}

/// The set of schemes that an operation's requests use: the first alternative with credentials, else the first one.
pub(crate) fn chosen(api: &Api, operation: &Operation, credentials: &Credentials) -> Option<usize> {
    let alternatives = &operation.security.alternatives;
    alternatives.iter().find(|set| credentials.cover(api, **set)).or(alternatives.first()).copied()
}

/// Adds the credentials of a set of schemes to a request. A given credential is hidden in reports; a default one is not secret, and
/// the `curl` command needs it.
pub(crate) fn add(api: &Api, set: usize, credentials: &Credentials, variant: CredentialVariant, request: &mut Request) {
    for index in &api.credentials[set].schemes {
        let scheme = &api.schemes[*index];
        let secret = match variant {
            CredentialVariant::None => return,
            CredentialVariant::Without(without) if without == *index => continue,
            CredentialVariant::Empty => String::new(),
            CredentialVariant::Wrong if scheme.place == CredentialPlace::Basic => "wrong:wrong".to_owned(),
            CredentialVariant::Wrong => "wrong".to_owned(),
            _ => {
                let secret = credentials.of(scheme).expose_secret().to_owned();
                let altered = altered(&secret, variant);
                if credentials.has(&scheme.wire) && (altered.is_some() || variant.is_valid()) {
                    request.hide(&secret, scheme, "");
                    altered
                        .iter()
                        .filter(|(_, how)| !how.is_empty())
                        .for_each(|(secret, how)| request.hide(secret, scheme, how));
                }
                altered.map_or(secret, |(secret, _)| secret)
            }
        };
        let named = |name: &str| match (variant, name) {
            (CredentialVariant::LowerScheme, name) => name.to_ascii_lowercase(),
            (CredentialVariant::OtherScheme, "Basic") => "Bearer".to_owned(),
            (CredentialVariant::OtherScheme, _) => "Basic".to_owned(),
            (_, name) => name.to_owned(),
        };
        match &scheme.place {
            CredentialPlace::Query(name) => request.query.push((name.clone(), secret.clone())),
            CredentialPlace::Header(name) => request.header(name, &secret),
            CredentialPlace::Cookie(name) => request.cookies(&format!("{name}={secret}")),
            CredentialPlace::Bearer => request.header("authorization", &format!("{} {secret}", named("Bearer"))),
            CredentialPlace::Http(name) => request.header("authorization", &format!("{} {secret}", named(name))),
            CredentialPlace::Basic => {
                request.header("authorization", &format!("{} {}", named("Basic"), STANDARD.encode(secret)));
            }
        }
    }
}

/// Adds the credential of a scheme in an undocumented place: a query credential as a header, a header credential as a
/// cookie, a cookie credential as a header. Never in the URL, because servers log URLs.
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
        request.hide(&secret, scheme, "");
    }
}

/// Whether a text is a valid header name (RFC 9110 section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{CredentialVariant, altered};

    #[test]
    fn a_uuid_in_the_other_case_is_the_same() {
        let other = |secret: &str| altered(secret, CredentialVariant::OtherCase).map(|(other, _)| other);
        assert_eq!(other("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), None);
        assert_eq!(other("f81d4fae-token").as_deref(), Some("F81D4FAE-TOKEN"));
        assert_eq!(other("1234"), None);
    }
}
