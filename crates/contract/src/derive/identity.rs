//! Properties that say who the caller is. A request that changes one may lock the caller out.

use super::Derivation;
use crate::words::words;

/// Words in the names of properties that GET does not show, so that nothing restores them.
const SECRET: [&str; 5] = ["mfa", "otp", "passphrase", "password", "passwort"];
/// Words in the names of other such properties.
const NAME: [&str; 3] = ["email", "login", "username"];

/// Whether a property has a secret that the caller logs in with.
pub(super) fn is_secret(name: &str) -> bool {
    words(name).iter().any(|word| SECRET.contains(&word.as_str()))
}

/// Whether a property says who the caller is.
pub(super) fn is_identity(name: &str) -> bool {
    is_secret(name) || words(name).iter().any(|word| NAME.contains(&word.as_str()))
}

/// Whether requests leave out the optional properties of the caller's identity: PUT and PATCH of a resource that the run did not create, such as `/me`.
pub(super) fn is_kept(derivation: &Derivation<'_>) -> bool {
    let is_change = matches!(derivation.operation.method.as_str(), "PUT" | "PATCH");
    is_change && derivation.has_known_path() && !derivation.names_created()
}

#[cfg(test)]
mod tests {
    use super::is_identity;

    #[test]
    fn words_are_compared_as_a_whole() {
        assert!(["email", "newPassword", "login_name", "userEmail"].iter().all(|name| is_identity(name)));
        assert!(["displayName", "pinned", "emails_sent", "role"].iter().all(|name| !is_identity(name)));
    }
}
