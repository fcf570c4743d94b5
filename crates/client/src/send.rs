// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Writes single values into paths and headers, and credentials into requests.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::error::Unsendable;

/// The characters that are not percent-encoded in a segment of a path: those that are unreserved (RFC 3986 section 2.3).
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes a value as one segment of a path.
pub(crate) fn path_segment<T: Serialize>(value: &T) -> Result<String, Unsendable> {
    let text = text(value)?;
    // A URL with `.` or `..` names another path (RFC 3986 section 6.2.2.3), and one with an empty segment belongs to another
    // route or none.
    if matches!(text.as_str(), "" | "." | "..") {
        return Err(Unsendable::new("a path parameter cannot be empty, `.` or `..`"));
    }
    Ok(percent_encoding::utf8_percent_encode(&text, UNRESERVED).to_string())
}

/// Writes a value as the value of a header.
pub(crate) fn header_value<T: Serialize>(value: &T) -> Result<HeaderValue, Unsendable> {
    let text = text(value)?;
    HeaderValue::try_from(text).map_err(|_| Unsendable::new("a header cannot hold control characters"))
}

/// The JSON text of a value, without the quotes of a string.
fn text<T: Serialize>(value: &T) -> Result<String, Unsendable> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        Ok(value) if !value.is_array() && !value.is_object() => Ok(value.to_string()),
        _ => Err(Unsendable::new("a parameter is not a single value")),
    }
}

/// Adds a credential to the query.
pub(crate) fn query_credential(request: &mut reqwest::Request, name: &str, secret: &SecretString) {
    let url = request.url_mut();
    // The URL of a further page may repeat the credential of the page before it.
    if url.query_pairs().any(|(own, _)| own == name) {
        let others: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(own, _)| own != name).collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, secret.expose_secret());
}

/// Adds a credential to the headers, after `prefix`.
///
/// # Errors
///
/// The credential has characters that a header cannot hold.
pub(crate) fn header_credential(
    request: &mut reqwest::Request,
    name: &'static str,
    prefix: &str,
    secret: &SecretString,
) -> Result<(), Unsendable> {
    let invalid = |_| Unsendable::new(format!("the credential for `{name}` has characters that a header cannot hold"));
    let mut value = HeaderValue::try_from(format!("{prefix}{}", secret.expose_secret())).map_err(invalid)?;
    value.set_sensitive(true);
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Unsendable::new(format!("`{name}` is not a header name")))?;
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Adds a credential to the cookies.
///
/// # Errors
///
/// The credential has characters that a cookie cannot hold (RFC 6265 section 4.1.1).
pub(crate) fn cookie_credential(
    request: &mut reqwest::Request,
    name: &str,
    secret: &SecretString,
) -> Result<(), Unsendable> {
    let secret = secret.expose_secret();
    let is_octet = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if !secret.bytes().all(is_octet) {
        let reason = format!("the credential for the cookie `{name}` has characters that a cookie cannot hold");
        return Err(Unsendable::new(reason));
    }
    let before = request.headers().get(reqwest::header::COOKIE).and_then(|value| value.to_str().ok());
    let all = before.map(|before| format!("{before}; ")).unwrap_or_default() + &format!("{name}={secret}");
    let mut value =
        HeaderValue::try_from(all).map_err(|_| Unsendable::new(format!("the cookie `{name}` cannot be sent")))?;
    value.set_sensitive(true);
    request.headers_mut().insert(reqwest::header::COOKIE, value);
    Ok(())
}
