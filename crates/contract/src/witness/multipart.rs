//! Parses multipart bodies (RFC 2046 section 5.1, RFC 7578). Independent of the parser of the generated server.

use crate::conformance::{essence, is_json};

/// One part of a body.
pub(super) struct ReceivedPart<'b> {
    /// The `name` in its `Content-Disposition`.
    pub name: Option<String>,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// Its content.
    pub content: &'b [u8],
}

impl ReceivedPart<'_> {
    /// Whether its content type is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.content_type.as_deref().is_some_and(|media_type| is_json(&essence(media_type)))
    }
}

/// Why a body is not a multipart body. The message completes a sentence: `expected a multipart body …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum MultipartError {
    #[error("with a `boundary` in its content type (RFC 2046 section 5.1.1), got none")]
    NoBoundary,
    #[error("that starts with its boundary, got none")]
    NoStart,
    #[error("that ends with its boundary, got none")]
    NoEnd,
    #[error("with lines that end in CRLF, got others")]
    NoCrlf,
    #[error("with its boundary alone on a line, got more text on it")]
    TextAfterBoundary,
    #[error("with an empty line after the headers of each part, got none")]
    NoEmptyLine,
    #[error("with headers of text in UTF-8, got other bytes")]
    HeadersNotUtf8,
}

/// Parses a body.
pub(super) fn parts<'b>(content_type: &str, body: &'b [u8]) -> Result<Vec<ReceivedPart<'b>>, MultipartError> {
    let boundary = parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or(MultipartError::NoBoundary)?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first boundary may be at the very start, without a line break before it.
    let mut rest = match body.strip_prefix(&delimiter[2..]) {
        Some(rest) => rest,
        None => split(body, &delimiter).ok_or(MultipartError::NoStart)?.1,
    };
    let mut found = Vec::new();
    while !rest.starts_with(b"--") {
        // White space may follow the boundary.
        let (padding, after) = split(rest, b"\r\n").ok_or(MultipartError::NoCrlf)?;
        if !padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Err(MultipartError::TextAfterBoundary);
        }
        // If a part has no headers, this line break also ends the headers.
        let (part, next) = split(after, &delimiter).ok_or(MultipartError::NoEnd)?;
        found.push(of_part(part)?);
        rest = next;
    }
    Ok(found)
}

fn of_part(part: &[u8]) -> Result<ReceivedPart<'_>, MultipartError> {
    let (head, content) = match part.strip_prefix(b"\r\n") {
        Some(content) => (&part[..0], content),
        None => split(part, b"\r\n\r\n").ok_or(MultipartError::NoEmptyLine)?,
    };
    let head = std::str::from_utf8(head).map_err(|_| MultipartError::HeadersNotUtf8)?;
    let header = |wanted: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let name = header("content-disposition").and_then(|disposition| parameter(&disposition, "name"));
    Ok(ReceivedPart { name, content_type: header("content-type"), content })
}

/// The bytes before and after the first occurrence of `at`.
fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let found = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..found], &bytes[found + at.len()..]))
}

/// A parameter of a header: a token, or text in quotes (RFC 9110 section 5.6.6). In names, `%22` is a quote and `%0D%0A` a
/// line break (RFC 7578 section 2; WHATWG HTML, multipart/form-data encoding algorithm).
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim().to_owned(), after.get(end + 1..).unwrap_or_default())
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = next;
    }
}

/// The text up to the closing quote, and the rest after the next `;`.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let after = &quoted[at + 1..];
                return Some((text, after.split_once(';').map_or("", |(_, rest)| rest)));
            }
            '\\' => text.push(chars.next()?.1),
            c => text.push(c),
        }
    }
    None
}
