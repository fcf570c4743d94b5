//! Raw text of URLs, forms and headers: pairs, percent-encoding, and the characters that need not be encoded.

use percent_encoding::percent_decode_str;

use super::misspelling::Misspelling;

/// A name and its value in a query, form or `Cookie` header.
pub(super) struct Pair<'t> {
    /// The name, decoded.
    pub name: String,
    /// The value, as it was sent.
    pub value: &'t str,
}

/// The pairs of a query or a form (separator `&`), or of a `Cookie` header (separator `;`). If `plus`, a `+` is a space, as
/// in queries and forms (WHATWG URL, section 5.1). Pairs whose name cannot be decoded are ignored.
pub(super) fn pairs(text: &str, separator: char, plus: bool) -> Vec<Pair<'_>> {
    let pairs = text.split(separator).map(str::trim).filter(|pair| !pair.is_empty()).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = if plus { decoded(&name.replace('+', "%20")) } else { decoded(name) };
        Some(Pair { name: name.ok()?, value })
    });
    pairs.collect()
}

/// Decodes percent-encoded text (RFC 3986 section 2.1).
pub(super) fn decoded(text: &str) -> Result<String, Misspelling> {
    let bytes = text.as_bytes();
    let is_whole = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if bytes.iter().enumerate().any(|(at, byte)| *byte == b'%' && !is_whole(at)) {
        return Err(Misspelling::PercentEncoding);
    }
    let text = percent_decode_str(text).decode_utf8();
    text.map(std::borrow::Cow::into_owned).map_err(|_| Misspelling::NotUtf8)
}

/// The place of a text, which decides how it is encoded and which characters it may contain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// A path (RFC 3986 section 3.3, `pchar`).
    Path,
    /// A query or a form with `allowReserved: false`: reserved characters are encoded. Exceptions are `+`, which is a space,
    /// and the characters that RFC 2396 section 2.3 did not reserve, because `encodeURIComponent` does not encode them.
    Query,
    /// A query or a form with `allowReserved: true`.
    Reserved,
    /// A header: not percent-encoded.
    Header,
    /// A cookie, percent-encoded within the characters of RFC 6265 section 4.1.1.
    Cookie,
}

impl Encoding {
    /// Decodes a part of the text between delimiters.
    pub(super) fn decode(self, text: &str) -> Result<String, Misspelling> {
        if let Some(wrong) = text.chars().find(|c| !self.allows(*c)) {
            return Err(match self {
                Encoding::Header | Encoding::Cookie => Misspelling::HeaderCharacter,
                _ => Misspelling::NotEncoded(wrong),
            });
        }
        match self {
            Encoding::Header => Ok(text.trim_matches([' ', '\t']).to_owned()),
            Encoding::Query | Encoding::Reserved => decoded(&text.replace('+', "%20")),
            Encoding::Path | Encoding::Cookie => decoded(text),
        }
    }

    fn allows(self, c: char) -> bool {
        let has_flag = |marks: &str| c.is_ascii_alphanumeric() || "-._~%".contains(c) || marks.contains(c);
        match self {
            Encoding::Path => has_flag("!$&'()*+,;=:@"),
            Encoding::Query => has_flag("!'()*+"),
            Encoding::Reserved => has_flag(":/?#[]@!$&'()*+,;="),
            Encoding::Header => !c.is_control() || c == '\t',
            Encoding::Cookie => c.is_ascii_graphic() && !"\",;\\".contains(c),
        }
    }
}
