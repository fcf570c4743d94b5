//! Multipart bodies (RFC 2046 section 5.1, RFC 7578) → their parts. A reader of its own: the generated server has another.

/// One part.
pub(super) struct Received<'b> {
    /// `name` of its `Content-Disposition`.
    pub name: Option<String>,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    pub content: &'b [u8],
}

impl Received<'_> {
    /// Whether it says that it is JSON.
    pub(super) fn is_json(&self) -> bool {
        let essence = self.content_type.as_deref().map(crate::judge::essence).unwrap_or_default();
        essence.ends_with("/json") || essence.ends_with("+json")
    }
}

/// The parts of a body, or what was expected and what came.
pub(super) fn parts<'b>(content_type: &str, body: &'b [u8]) -> Result<Vec<Received<'b>>, String> {
    let boundary = parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or("with a `boundary` in its content type (RFC 2046 section 5.1.1), got none")?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    // The first may stand at the start, without a line before it.
    let mut rest = match body.strip_prefix(&delimiter[2..]) {
        Some(rest) => rest,
        None => split(body, &delimiter).ok_or("that starts with its boundary, got none")?.1,
    };
    let mut found = Vec::new();
    while !rest.starts_with(b"--") {
        // White space may follow the boundary.
        let (padding, after) = split(rest, b"\r\n").ok_or("with lines that end in CRLF, got others")?;
        if !padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Err("with its boundary alone on a line, got more on it".to_owned());
        }
        // The line's end may be that of the headers too, where a part has none.
        let (part, next) = split(after, &delimiter).ok_or("that ends with its boundary, got none")?;
        found.push(of_part(part)?);
        rest = next;
    }
    Ok(found)
}

fn of_part(part: &[u8]) -> Result<Received<'_>, String> {
    let (head, content) = match part.strip_prefix(b"\r\n") {
        Some(content) => (&part[..0], content),
        None => split(part, b"\r\n\r\n").ok_or("with an empty line after the headers of each part, got none")?,
    };
    let head = std::str::from_utf8(head).map_err(|_| "with headers of text in UTF-8, got other bytes")?;
    let header = |wanted: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let name = header("content-disposition").and_then(|disposition| parameter(&disposition, "name"));
    Ok(Received { name, content_type: header("content-type"), content })
}

/// What stands before and after a text.
fn split<'b>(bytes: &'b [u8], at: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let found = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..found], &bytes[found + at.len()..]))
}

/// A parameter of a header: a token, or text in quotes (RFC 9110 section 5.6.6). Of a name, `%22` is a quote and `%0D%0A` a
/// line's end (RFC 7578 section 2; WHATWG HTML, multipart/form-data encoding algorithm).
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

/// A text in quotes, and what follows the `;` after it.
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
