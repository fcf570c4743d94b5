//! Credentials of one request: finds them in text and replaces them by shell variables.

use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::api::{CredentialPlace, Scheme};
use secrecy::{ExposeSecret, SecretString};

use crate::encode::encode;

/// A secret of fewer characters is replaced only where it is a whole word: otherwise every `a` of a text would be one.
const SHORT: usize = 8;

/// The credentials that a request carries. Each is stored in every form in which a response may repeat it, with the name
/// of a shell variable for that form.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<(SecretString, String)>);

impl Secrets {
    /// Adds the credential of a security scheme. For the Basic scheme, `secret` is `user:password`.
    ///
    /// `alteration` is the shell's notation for the change of the variable's value, if the request carries a changed one.
    pub(crate) fn add(&mut self, secret: &str, scheme: &Scheme, alteration: &str) {
        let name: String = scheme.wire.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        for (form, suffix) in forms(secret, &scheme.place) {
            let name = format!("{}{suffix}", name.to_ascii_uppercase());
            self.0.push((form.into(), if alteration.is_empty() { name } else { format!("{{{name}{alteration}}}") }));
        }
    }

    /// Adds a secret that is not a credential of the document. `name` becomes the name of its shell variable.
    pub(crate) fn add_named(&mut self, secret: &str, name: &str) {
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        for (form, suffix) in forms(secret, &CredentialPlace::Bearer) {
            self.0.push((form.into(), format!("{}{suffix}", name.to_ascii_uppercase())));
        }
    }

    /// Adds all secrets of another set.
    pub(crate) fn extend(&mut self, other: &Secrets) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Whether there are no secrets.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with each credential replaced by the one of the same name in `newer`.
    pub(crate) fn renew(&self, text: &str, newer: &Secrets) -> String {
        self.0.iter().fold(text.to_owned(), |text, (secret, name)| {
            match newer.0.iter().find(|(_, other)| other == name) {
                Some((fresh, _)) => replaced(&text, secret.expose_secret(), fresh.expose_secret()),
                None => text,
            }
        })
    }

    /// The text with each credential replaced by `replacement(variable name)`.
    pub(crate) fn replace(&self, text: &str, replacement: &dyn Fn(&str) -> String) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, (secret, name)| replaced(&text, secret.expose_secret(), &replacement(name)))
    }
}

/// The text with a secret replaced; a short one only where it is a whole word.
fn replaced(text: &str, secret: &str, with: &str) -> String {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || !c.is_ascii());
    let is_short = secret.chars().count() < SHORT;
    let (mut out, mut end) = (String::new(), 0);
    for (at, found) in text.match_indices(secret) {
        let after = at + found.len();
        let is_inside = is_letter(text[..at].chars().next_back()) || is_letter(text[after..].chars().next());
        if !(is_short && is_inside) {
            out.push_str(&text[end..at]);
            out.push_str(with);
            end = after;
        }
    }
    out.push_str(&text[end..]);
    out
}

/// Secrets that no request knows: of headers that every request carries, and credentials that replace others during a run.
#[derive(Default)]
pub(crate) struct Vault(Mutex<Secrets>);

impl Vault {
    /// Adds secrets.
    pub(crate) fn add(&self, secrets: &Secrets) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(secrets);
    }

    /// All secrets.
    pub(crate) fn secrets(&self) -> Secrets {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The forms of a secret in requests and responses, longest first: a form that contains another one is replaced before
/// it. The suffix of the variable name tells the forms apart.
fn forms(secret: &str, place: &CredentialPlace) -> Vec<(String, &'static str)> {
    let json = serde_json::Value::from(secret).to_string();
    let mut forms =
        vec![(secret.to_owned(), ""), (encode(secret), "_ENCODED"), (json.trim_matches('"').to_owned(), "_JSON")];
    if *place == CredentialPlace::Basic {
        forms.push((STANDARD.encode(secret), "_BASE64"));
        // A server may repeat the password without the user name.
        forms.extend(secret.split_once(':').map(|(_, password)| (password.to_owned(), "_PASSWORD")));
    }
    forms.retain(|(form, suffix)| !form.is_empty() && (suffix.is_empty() || form != secret));
    forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    forms
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_short_secret_is_replaced_as_a_word() {
        assert_eq!(replaced("Bearer a, a1, ça, (a)", "a", "$A"), "Bearer $A, a1, ça, ($A)");
        assert_eq!(replaced("xlibrary-tokenx", "library-token", "$T"), "x$Tx");
    }
}
