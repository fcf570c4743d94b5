// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The header `traceparent` (W3C Trace Context, section 3.2).

use super::random::random;

/// The name of the header.
pub(crate) const HEADER: &str = "traceparent";

/// Makes the header of a new trace that is recorded.
pub(crate) fn new() -> String {
    // Neither id may be zero.
    let id = || random().max(1);
    format!("00-{:016x}{:016x}-{:016x}-01", random(), id(), id())
}

/// Returns the id of the trace. `None` if the header is malformed.
pub(crate) fn trace_id(traceparent: &str) -> Option<&str> {
    let mut fields = traceparent.trim().split('-');
    let (version, trace, parent, flags) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |text: &str, length| is_hex(text, length) && text.bytes().any(|byte| byte != b'0');
    let is_valid = is_hex(version, 2) && version != "ff" && is_id(trace, 32) && is_id(parent, 16) && is_hex(flags, 2);
    // Version 00 has four fields, later versions may have more.
    (is_valid && (version != "00" || fields.next().is_none())).then_some(trace)
}
