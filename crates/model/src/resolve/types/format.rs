//! Formats that are almost those of the OpenAPI Format Registry.

use crate::nearest;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::schema::Schema;

/// The formats of the OpenAPI Format Registry (<https://spec.openapis.org/registry/format/>), August 2026.
const REGISTERED: &[&str] = &[
    "base64url",
    "binary",
    "byte",
    "char",
    "commonmark",
    "date",
    "date-time",
    "date-time-local",
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "duration",
    "email",
    "float",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "int16",
    "int32",
    "int64",
    "int8",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "password",
    "regex",
    "relative-json-pointer",
    "sf-binary",
    "sf-boolean",
    "sf-decimal",
    "sf-integer",
    "sf-string",
    "sf-token",
    "time",
    "time-local",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "unixtime",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Warns of a format that is almost a registered one. Any other format is one of the document's own (OpenAPI 3.1.2, Data Type Format).
pub(super) fn report(context: &mut Context<'_>, schema: Schema<'_>) {
    let Some(node) = schema.written_format() else { return };
    if let Some(format) = node.as_str()
        && let Some(nearest) = nearest_registered(format)
    {
        context.report(node.at, Kind::UnknownFormat { format: format.to_owned(), nearest });
    }
}

/// The registered format that a format is a misspelling of: it differs by case, `-` and `_` only, or by one letter, if it is not short.
/// A number is never a misspelling of another: `int24` is not `int64`.
fn nearest_registered(format: &str) -> Option<&'static str> {
    const SHORT: usize = 5;
    if REGISTERED.contains(&format) {
        return None;
    }
    let plain = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let own = plain(format);
    let same = REGISTERED.iter().find(|known| plain(known) == own);
    let near = || {
        let nearest = nearest::nearest(format, REGISTERED.iter().copied().filter(|known| known.len() >= SHORT))?;
        let is_near = nearest::distance(&own, &plain(nearest)) == 1 && digits(format) == digits(nearest);
        (format.len() >= SHORT && is_near).then_some(nearest)
    };
    same.copied().or_else(near)
}

#[cfg(test)]
mod tests {
    use super::nearest_registered;

    #[test]
    fn only_misspellings_have_a_suggestion() {
        for (format, nearest) in [
            ("datetime", Some("date-time")),
            ("Date-Time", Some("date-time")),
            ("int-32", Some("int32")),
            ("e-mail", Some("email")),
            ("pasword", Some("password")),
            ("UUID", Some("uuid")),
            ("date-time", None),
            ("int24", None),
            ("uuid4", None),
            ("url", None),
            ("currency", None),
            ("date-string", None),
        ] {
            assert_eq!(nearest_registered(format), nearest, "{format}");
        }
    }
}
