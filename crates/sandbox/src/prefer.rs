//! The `Prefer` header (RFC 7240): text → preferences.

use axum::http::HeaderMap;

/// The request header.
pub const PREFER: &str = "prefer";
/// The response header that says which preferences were honoured.
pub const PREFERENCE_APPLIED: &str = "preference-applied";

/// Preferences of one request that are looked at; a header full of them is no reason to work for long.
const MOST: usize = 16;

/// One preference, without its parameters: the sandbox knows none that has some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// In lower case: names are compared without regard to it.
    pub name: String,
    /// Empty where there is none, which means the same (RFC 7240 section 2).
    pub value: String,
}

impl std::fmt::Display for Preference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.value.is_empty() { f.write_str(&self.name) } else { write!(f, "{}={}", self.name, self.value) }
    }
}

/// The preferences of a request, in their order, over all its `Prefer` headers. Of several of one name the first counts.
pub fn preferences(headers: &HeaderMap) -> Vec<Preference> {
    let mut found: Vec<Preference> = Vec::new();
    let texts = headers.get_all(PREFER).iter().filter_map(|value| value.to_str().ok());
    for item in texts.flat_map(|text| split(text, ',')).take(MOST) {
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

/// The text of a quoted string (RFC 9110 section 5.6.4): a backslash stands before what is meant as it is.
fn unescape(text: &str) -> String {
    let mut characters = text.chars();
    let mut out = String::new();
    while let Some(character) = characters.next() {
        out.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    out
}

/// Parts between separators that do not stand in quotes.
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
