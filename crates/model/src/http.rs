//! The syntax of HTTP that documents refer to (RFC 9110).

/// Returns whether a text is a token, as names of headers and authentication schemes must be (RFC 9110 section 5.6.2).
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Returns whether HTTP itself sets a header. Any other value would break the message (RFC 9110 sections 7.2, 7.6.1, 8.6).
pub(crate) fn is_framing(name: &str) -> bool {
    const FRAMING: [&str; 6] = ["connection", "content-length", "cookie", "host", "transfer-encoding", "upgrade"];
    FRAMING.iter().any(|framing| name.eq_ignore_ascii_case(framing))
}

/// Returns type and subtype of a media type in lower case, without parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns whether a text is a media type or a range of media types (RFC 9110 sections 8.3.1 and 12.5.1).
pub(crate) fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let is_one =
        essence.split_once('/').is_some_and(|(top, sub)| is_token(top) && is_token(sub) && (top != "*" || sub == "*"));
    is_one && text.is_ascii() && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::{essence, is_media_type};

    #[test]
    fn media_types_and_ranges_are_told_from_other_texts() {
        for text in ["application/json", "text/*", "*/*", "application/vnd.api+json; charset=utf-8", " text/plain "] {
            assert!(is_media_type(text), "{text}");
        }
        for text in ["", "json", "*/json", "text/", "/plain", "text/pl ain", "text/plain\n", "tëxt/plain"] {
            assert!(!is_media_type(text), "{text}");
        }
        assert_eq!(essence(" Text/Plain ; charset=utf-8"), "text/plain");
    }
}
