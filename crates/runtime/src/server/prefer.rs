//! Parses the `Prefer` header (RFC 7240).

use axum::http::HeaderMap;

/// The request header.
pub const PREFER: &str = "prefer";
/// The response header that lists the applied preferences.
pub const PREFERENCE_APPLIED: &str = "preference-applied";

/// The maximum number of preferences of one request. Others are ignored.
const MAX_PREFERENCES: usize = 16;

/// One preference. Its parameters are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The name in lower case: names are case-insensitive.
    pub name: String,
    /// The value. No value and an empty value mean the same (RFC 7240 section 2).
    pub value: String,
}

impl std::fmt::Display for Preference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.value.is_empty() { f.write_str(&self.name) } else { write!(f, "{}={}", self.name, self.value) }
    }
}

/// The preferences in all `Prefer` headers of a request, in their order. Of several with one name, the first one counts.
pub fn preferences(headers: &HeaderMap) -> Vec<Preference> {
    let mut found: Vec<Preference> = Vec::new();
    let texts = headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    for item in texts.flat_map(|text| split(text, ',')).take(MAX_PREFERENCES) {
        let Some(preference) = split(item, ';').first().and_then(|head| preference(head)) else { continue };
        if !found.iter().any(|known| known.name == preference.name) {
            found.push(preference);
        }
    }
    found
}

fn preference(text: &str) -> Option<Preference> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let (name, value) = (name.trim(), value.trim());
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let value = quoted.map_or_else(|| value.to_owned(), unescape);
    (!name.is_empty()).then(|| Preference { name: name.to_ascii_lowercase(), value })
}

/// The text of a quoted string (RFC 9110 section 5.6.4), without its escaping backslashes.
fn unescape(text: &str) -> String {
    let mut characters = text.chars();
    let mut out = String::new();
    while let Some(character) = characters.next() {
        out.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    out
}

/// Splits a text at separators outside of quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if character == separator && !is_quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
