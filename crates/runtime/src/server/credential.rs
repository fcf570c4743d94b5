//! Where a request carries a credential.

#![allow(dead_code, reason = "which parts are used depends on the security schemes")]

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use secrecy::SecretString;

use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, Values};

/// The one value among these, if there is one that is not empty: an empty credential is none.
fn one(name: &str, values: Vec<String>) -> Result<Option<SecretString>, Rejection> {
    match values.as_slice() {
        [] => Ok(None),
        [value] if value.is_empty() => Ok(None),
        [value] => Ok(Some(value.as_str().into())),
        _ => Err(Rejection::new(Location::Credential, name, Reason::Repeated)),
    }
}

fn credential_fault(mut rejection: Rejection) -> Rejection {
    rejection.location = Location::Credential;
    rejection
}

/// An API key in the query.
pub(crate) fn in_query(parts: &Parts, name: &str) -> Result<Option<SecretString>, Rejection> {
    let value: Option<String> = Values::query(parts).optional(name, Text::String).map_err(credential_fault)?;
    one(name, value.into_iter().collect())
}

/// An API key in a header.
pub(crate) fn in_header(parts: &Parts, name: &str) -> Result<Option<SecretString>, Rejection> {
    let value: Option<String> =
        Values::headers(parts, &[name]).optional(name, Text::String).map_err(credential_fault)?;
    one(name, value.into_iter().collect())
}

/// An API key in a cookie (RFC 6265 section 4.2).
pub(crate) fn in_cookie(parts: &Parts, name: &str) -> Result<Option<SecretString>, Rejection> {
    let headers = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.trim_matches('"').to_owned());
    one(name, values.collect())
}

/// What follows the name of an authentication scheme in `Authorization` (RFC 9110 section 11.4). Another scheme there
/// is no credential of this one.
pub(crate) fn authorization(parts: &Parts, scheme: &str) -> Result<Option<String>, Rejection> {
    let value: Option<String> = Values::headers(parts, &[AUTHORIZATION.as_str()])
        .optional(AUTHORIZATION.as_str(), Text::String)
        .map_err(credential_fault)?;
    let Some(value) = value else { return Ok(None) };
    let (named, rest) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    Ok(named.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned()).filter(|rest| !rest.is_empty()))
}

/// A bearer token (RFC 6750 section 2.1).
pub(crate) fn bearer(parts: &Parts) -> Result<Option<SecretString>, Rejection> {
    Ok(authorization(parts, "Bearer")?.map(Into::into))
}

/// What the Basic scheme carries, still encoded.
pub(crate) fn basic_token(parts: &Parts) -> Result<Option<String>, Rejection> {
    authorization(parts, "Basic")
}
