//! Raw text of URLs and forms: pairs, percent-encoding, and which characters may stand for themselves where.

use percent_encoding::percent_decode_str;

/// A name and what was sent for it.
pub(super) struct Pair<'t> {
    /// Decoded.
    pub name: String,
    /// As it was sent.
    pub value: &'t str,
}

/// The pairs of a query, a form (`&`) or a line of cookies (`;`). In the first two `+` is a space (WHATWG URL, section 5.1);
/// a name that cannot be decoded is nobody's.
pub(super) fn pairs(text: &str, separator: char, plus: bool) -> Vec<Pair<'_>> {
    let pairs = text.split(separator).map(str::trim).filter(|pair| !pair.is_empty()).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = if plus { decoded(&name.replace('+', "%20")) } else { decoded(name) };
        Some(Pair { name: name.ok()?, value })
    });
    pairs.collect()
}

/// A text without its percent-encoding (RFC 3986 section 2.1), or what was expected and what came.
pub(super) fn decoded(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    let is_whole = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if bytes.iter().enumerate().any(|(at, byte)| *byte == b'%' && !is_whole(at)) {
        return Err("with two hexadecimal digits after each `%` (RFC 3986 section 2.1), got others".to_owned());
    }
    let text = percent_decode_str(text).decode_utf8();
    text.map(std::borrow::Cow::into_owned).map_err(|_| "as percent-encoded UTF-8, got other bytes".to_owned())
}

/// Where a text stands, and so what may stand in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// A path (RFC 3986 section 3.3, `pchar`).
    Path,
    /// A query or a form, in which reserved characters are encoded (`allowReserved: false`) but for those that RFC 2396
    /// section 2.3 left free, as `encodeURIComponent` still does, and `+`, which is a space there.
    Query,
    /// A query or a form with `allowReserved: true`.
    Reserved,
    /// A header: any text, and no percent-encoding.
    Header,
    /// A cookie, which has its own octets (RFC 6265 section 4.1.1).
    Cookie,
}

impl Within {
    /// A part of the text, between delimiters, as it was meant.
    pub(super) fn read(self, text: &str) -> Result<String, String> {
        if let Some(wrong) = text.chars().find(|c| !self.allows(*c)) {
            return Err(match self {
                Within::Header | Within::Cookie => "without what no header can hold, got such a character".to_owned(),
                _ => format!("with `{wrong}` percent-encoded, got it as it is"),
            });
        }
        match self {
            Within::Header => Ok(text.trim_matches([' ', '\t']).to_owned()),
            Within::Query | Within::Reserved => decoded(&text.replace('+', "%20")),
            Within::Path | Within::Cookie => decoded(text),
        }
    }

    fn allows(self, c: char) -> bool {
        let is_marked = |marks: &str| c.is_ascii_alphanumeric() || "-._~%".contains(c) || marks.contains(c);
        match self {
            Within::Path => is_marked("!$&'()*+,;=:@"),
            Within::Query => is_marked("!'()*+"),
            Within::Reserved => is_marked(":/?#[]@!$&'()*+,;="),
            Within::Header => !c.is_control() || c == '\t',
            Within::Cookie => c.is_ascii_graphic() && !"\",;\\".contains(c),
        }
    }
}
