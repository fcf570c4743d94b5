//! Responses (OpenAPI 3.0.4, Responses Object, Response Object).

use super::header::{Header, headers};
use super::link::{Link, links};
use super::media_type::{Content, body_content};
use super::reference::{self, follow, text_of};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::node::{Entry, Node};
use crate::problem::Kind;
use crate::source::Span;

/// The `responses` of an operation.
#[derive(Debug)]
pub(crate) struct Responses<'d> {
    pub at: Span,
    /// Whether the object has no key at all.
    pub is_empty: bool,
    /// Whether `entries` has all responses. Those whose key or reference has an error are reported and missing.
    pub is_complete: bool,
    /// The responses in the order of the document.
    pub entries: Vec<StatusResponse<'d>>,
}

/// One entry of `responses`.
#[derive(Debug)]
pub(crate) struct StatusResponse<'d> {
    /// The key as written.
    pub key: Spanned<&'d str>,
    pub status: Status,
    pub response: Response<'d>,
}

/// The key of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// A status code from 100 to 599.
    Code(u16),
    /// A range of codes by its first digit: `4XX` is `Range(4)`.
    Range(u16),
    /// `default`
    Default,
}

/// A documented response.
#[derive(Debug)]
pub(crate) struct Response<'d> {
    /// `description`, or `summary` if there is none.
    pub description: Option<&'d str>,
    pub headers: Vec<Header<'d>>,
    pub content: Option<Content<'d>>,
    /// Its `links` that name an operation. Others are skipped.
    pub links: Vec<Link<'d>>,
    /// Whether it has `links`.
    pub has_links: bool,
}

/// Views the `responses` of an operation.
pub(super) fn responses<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Responses<'d> {
    let keys = node.entries().iter().filter(|entry| !entry.key.starts_with("x-"));
    let mut entries: Vec<Option<StatusResponse<'d>>> = keys.map(|entry| status_response(reader, entry)).collect();
    twice(reader, &mut entries);
    Responses {
        at: node.at,
        is_empty: node.entries().is_empty(),
        is_complete: entries.iter().all(Option::is_some),
        entries: entries.into_iter().flatten().collect(),
    }
}

/// Reports a status that has a response in several spellings, such as `4xx` beside `4XX`. The first counts.
fn twice(reader: &mut DocumentReader<'_>, entries: &mut Vec<Option<StatusResponse<'_>>>) {
    let mut known: Vec<Status> = Vec::new();
    entries.retain(|entry| {
        let Some(entry) = entry else { return true };
        let is_first = !known.contains(&entry.status);
        if is_first {
            known.push(entry.status);
        } else {
            reader.diagnostics.report(entry.key.at, Kind::DuplicateKey { key: entry.key.value.to_owned() });
        }
        is_first
    });
}

fn status_response<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<StatusResponse<'d>> {
    let key = field::key(entry);
    let spelled = in_other_case(key.value);
    let word = |nearest: Option<&str>| Kind::UnknownWord {
        what: format!("`{}`", key.value).into(),
        why: "is not a status code".into(),
        nearest: nearest.map(Box::from),
        instead: "write a code from 100 to 599, a range such as `4XX`, or `default`",
    };
    let Some(status) = status(spelled.as_deref().unwrap_or(key.value)) else {
        reader.diagnostics.report(key.at, word(None));
        return None;
    };
    if let Some(spelled) = spelled {
        // The key can mean nothing else.
        reader.diagnostics.tolerable(key.at, word(Some(&spelled)));
    }
    Some(StatusResponse { key, status, response: response(reader, &entry.value)? })
}

/// Returns how OpenAPI spells a range of codes or `default` that a key has in another case, such as `4xx`.
fn in_other_case(key: &str) -> Option<String> {
    let spelled = if key.eq_ignore_ascii_case("default") { "default".to_owned() } else { key.to_ascii_uppercase() };
    (spelled != key && status(&spelled).is_some()).then_some(spelled)
}

fn status(key: &str) -> Option<Status> {
    match key.as_bytes() {
        b"default" => Some(Status::Default),
        [hundreds @ b'1'..=b'5', b'X', b'X'] => Some(Status::Range(u16::from(hundreds - b'0'))),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

/// Views a response. `None` if its reference cannot be followed, which is reported.
pub(super) fn response<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<Response<'d>> {
    let listed = node;
    let node = follow(reader, listed, reference::RESPONSE)?;
    check(&mut reader.diagnostics, node, &fixed_fields::RESPONSE);
    Some(Response {
        description: text_of(listed, node, "description").or_else(|| text_of(listed, node, "summary")),
        headers: headers(reader, node),
        content: body_content(reader, node),
        links: links(reader, node),
        has_links: node.get("links").is_some(),
    })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn keys_are_codes_ranges_or_default() {
        for (key, expected) in [
            ("200", Some(Status::Code(200))),
            ("599", Some(Status::Code(599))),
            ("4XX", Some(Status::Range(4))),
            ("default", Some(Status::Default)),
            ("099", None),
            ("600", None),
            ("4xx", None),
            ("40X", None),
            ("2000", None),
            ("Default", None),
        ] {
            assert_eq!(status(key), expected, "{key}");
        }
    }

    #[test]
    fn a_range_in_lower_case_is_that_range_and_reported() {
        let bundle = load("{2xx: {description: a}, 4xx: {description: b}, Default: {description: d}}");
        for is_tolerant in [true, false] {
            let mut reader = DocumentReader::new(&bundle, is_tolerant);
            let view = responses(&mut reader, &bundle.root);
            let read: Vec<(Status, Option<&str>)> =
                view.entries.iter().map(|entry| (entry.status, entry.response.description)).collect();
            assert_eq!(
                read,
                [(Status::Range(2), Some("a")), (Status::Range(4), Some("b")), (Status::Default, Some("d"))]
            );
            assert_eq!(reader.diagnostics.has_errors(), !is_tolerant);
            assert_eq!(problems(reader).len(), 3);
        }
    }

    #[test]
    fn a_status_in_two_spellings_is_an_error() {
        for text in ["{2xx: {description: a}, 2Xx: {description: b}}", "{2XX: {description: a}, 2xx: {description: b}}"]
        {
            let bundle = load(text);
            let mut reader = DocumentReader::new(&bundle, true);
            let view = responses(&mut reader, &bundle.root);
            assert_eq!(view.entries.len(), 1, "{text}");
            assert!(reader.diagnostics.has_errors(), "{text}");
        }
    }

    #[test]
    fn a_response_with_a_wrong_key_or_reference_is_reported_and_missing() {
        let bundle =
            load("{'200': {description: d}, '2000': 5, '404': {$ref: '#/components/responses/Gone'}, x-note: 1}");
        let mut reader = DocumentReader::new(&bundle, false);
        let view = responses(&mut reader, &bundle.root);
        assert!(!view.is_complete && !view.is_empty);
        assert_eq!(view.entries.iter().map(|entry| entry.key.value).collect::<Vec<_>>(), ["200"]);
        let problems = problems(reader);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    #[test]
    fn the_header_content_type_is_skipped_unread() {
        let bundle =
            load("{description: d, headers: {content-type: {$ref: 5}, X-Limit: {required: true, schema: {}}}}");
        let mut reader = DocumentReader::new(&bundle, false);
        let view = response(&mut reader, &bundle.root).expect("a response");
        assert_eq!(view.headers.iter().map(|header| header.name.value).collect::<Vec<_>>(), ["X-Limit"]);
        assert!(view.headers[0].required && problems(reader).is_empty());
    }
}
