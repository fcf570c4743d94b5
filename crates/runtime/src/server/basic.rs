//! Reads user and password of the Basic authentication scheme (RFC 7617).

use axum::http::request::Parts;
use base64::Engine;
use secrecy::SecretString;

use super::credential::basic_token;
use super::rejection::{Location, Rejection};

/// The credentials of the Basic authentication scheme. Their `Debug` hides the password.
#[derive(Clone, Debug)]
pub struct Basic {
    /// The user.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// Reads the credentials from `Authorization`; `None` if there are none of this scheme.
pub(crate) fn basic(parts: &Parts) -> Result<Option<Basic>, Rejection> {
    let Some(token) = basic_token(parts)? else { return Ok(None) };
    let malformed =
        || Rejection::malformed(Location::Credential, "authorization", "`Basic` and user:password in base64");
    let bytes = base64::engine::general_purpose::STANDARD.decode(token).map_err(|_| malformed())?;
    let text = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (user, password) = text.split_once(':').ok_or_else(malformed)?;
    Ok(Some(Basic { user: user.to_owned(), password: password.into() }))
}
