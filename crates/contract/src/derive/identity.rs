//! Properties that say who the caller is. A request that changes one may lock the caller out.

use super::Derivation;
use crate::words::words;

/// Words in the names of such properties.
const IDENTITY: [&str; 14] = [
    "email",
    "login",
    "mail",
    "mfa",
    "otp",
    "passphrase",
    "password",
    "passwort",
    "phone",
    "pin",
    "role",
    "secret",
    "token",
    "username",
];

/// Whether the name of a property has such a word.
pub(super) fn is_identity(name: &str) -> bool {
    words(name).iter().any(|word| IDENTITY.contains(&word.as_str()))
}

/// Whether valid requests leave out what they need not have of the identity: PUT and PATCH of a resource that the run did not create, such as
/// `/me`.
pub(super) fn is_kept(derivation: &Derivation<'_>) -> bool {
    let is_change = matches!(derivation.operation.method.as_str(), "PUT" | "PATCH");
    is_change && derivation.has_known_path() && !derivation.names_created()
}

#[cfg(test)]
mod tests {
    use super::is_identity;

    #[test]
    fn words_are_compared_as_a_whole() {
        assert!(["email", "newPassword", "phone_number", "user-name-token"].iter().all(|name| is_identity(name)));
        assert!(["displayName", "pinned", "mailing", "tokens_left"].iter().all(|name| !is_identity(name)));
    }
}
