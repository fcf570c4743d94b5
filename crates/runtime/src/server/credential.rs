//! Reads credentials from where the security schemes have them.

#![allow(dead_code, reason = "which functions are used depends on the security schemes")]

use std::borrow::Cow;

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use secrecy::SecretString;

use super::rejection::{Location, Reason, Rejection};
use super::request::{self, Parameter};

/// The text of a parameter that carries a credential. Its rejections are about the credential.
fn text<'r>(parameter: &Parameter<'r>) -> Result<Option<Cow<'r, str>>, Rejection> {
    parameter.text().map_err(|rejection| Rejection { location: Location::Credential, ..rejection })
}

/// A credential. An empty text is none.
fn secret(text: Option<Cow<'_, str>>) -> Option<SecretString> {
    text.filter(|text| !text.is_empty()).map(|text| text.into_owned().into())
}

/// Reads an API key in the query.
pub(crate) fn in_query(parameter: &Parameter<'_>) -> Result<Option<SecretString>, Rejection> {
    text(parameter).map(secret)
}

/// Reads an API key in a header.
pub(crate) fn in_header(parts: &Parts, name: &'static str) -> Result<Option<SecretString>, Rejection> {
    let [parameter] = request::headers(parts, [name]);
    text(&parameter).map(secret)
}

/// Reads an API key in a cookie (RFC 6265 section 4.2).
pub(crate) fn in_cookie(parts: &Parts, name: &str) -> Result<Option<SecretString>, Rejection> {
    let headers = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.trim_matches('"'));
    match (values.next(), values.next()) {
        (value, None) => Ok(secret(value.map(Cow::Borrowed))),
        _ => Err(Rejection::new(Location::Credential, name, Reason::Repeated)),
    }
}

/// Reads the credentials after the name of an authentication scheme in `Authorization` (RFC 9110 section 11.4). `None` if the
/// header has another scheme.
pub(crate) fn authorization(parts: &Parts, scheme: &str) -> Result<Option<String>, Rejection> {
    let [parameter] = request::headers(parts, [AUTHORIZATION.as_str()]);
    let Some(value) = text(&parameter)? else { return Ok(None) };
    let (named, rest) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    Ok(named.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned()).filter(|rest| !rest.is_empty()))
}

/// Reads a bearer token (RFC 6750 section 2.1).
pub(crate) fn bearer(parts: &Parts) -> Result<Option<SecretString>, Rejection> {
    Ok(authorization(parts, "Bearer")?.map(Into::into))
}

/// Reads the credentials of the Basic scheme, still encoded in Base64.
pub(crate) fn basic_token(parts: &Parts) -> Result<Option<String>, Rejection> {
    authorization(parts, "Basic")
}
