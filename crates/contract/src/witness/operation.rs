//! The operation that a recorded request is one of (OpenAPI 3.0.4, Server Object; Path Templating Matching), and the raw
//! values of its path.

use std::cmp::Reverse;

use model::Api;
use model::api::{Operation, Piece, Segment};

use super::text::{decoded, pairs};
use super::{Base, Exchange};

/// What a request asks for.
pub(super) enum Place<'e> {
    /// Another server.
    Elsewhere,
    /// No operation.
    Nowhere,
    /// An operation, and the raw query; several where only the fragment of their paths, which is not sent, tells them
    /// apart, the one that a server has first.
    Of(Vec<Found<'e>>, &'e str),
}

/// An operation, and the values of its path by their names, percent-encoded.
pub(super) struct Found<'e> {
    /// Index into [`Api::operations`].
    pub operation: usize,
    pub values: Vec<(String, &'e str)>,
}

/// The operation of a request.
pub(super) fn find<'e>(api: &Api, base: Base<'_>, exchange: &'e Exchange) -> Place<'e> {
    let (origin, rest) = split(&exchange.url);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let only = match base {
        Base::At(url) => {
            let (of, prefix) = split(url);
            if normal(of) != normal(origin) || below(path, prefix).is_none() {
                return Place::Elsewhere;
            }
            Some(prefix)
        }
        Base::Host => Some(""),
        Base::Documented => None,
    };
    let sent = pairs(query, '&', true);
    let of_method = |method: &str| -> Vec<Found<'e>> {
        let candidates = api.operations.iter().enumerate().filter(|(_, operation)| operation.method == method);
        let found = candidates.filter_map(|(index, operation)| {
            let has = |(name, value): &(String, String)| {
                sent.iter()
                    .any(|pair| pair.name == *name && decoded(&pair.value.replace('+', "%20")).as_deref() == Ok(value))
            };
            let (length, values) = prefixes(api, operation, only)
                .filter_map(|prefix| Some((prefix.len(), matched(&operation.path, below(path, prefix)?)?)))
                .max_by_key(|(length, _)| *length)?;
            let rank = (Reverse(length), openness(&operation.path), Reverse(operation.fixed_query.len()));
            operation.fixed_query.iter().all(has).then_some((rank, Found { operation: index, values }))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let alike = found.iter().take_while(|(rank, _)| *rank == found[0].0).count();
        found.truncate(alike);
        let mut found: Vec<_> = found.into_iter().map(|(_, found)| found).collect();
        found.sort_by_key(|found| !api.operations[found.operation].is_served);
        found
    };
    // HEAD asks for what GET would be answered, without its body (RFC 9110 section 9.3.2).
    let mut found = of_method(&exchange.method);
    if found.is_empty() && exchange.method == "HEAD" {
        found = of_method("GET");
    }
    if found.is_empty() { Place::Nowhere } else { Place::Of(found, query) }
}

/// Scheme and host, and what comes after them.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    url.split_at(url[host..].find(['/', '?', '#']).map_or(url.len(), |at| at + host))
}

/// Scheme and host as they are compared (RFC 3986 section 6.2.2.1, RFC 9110 section 4.2.3).
fn normal(origin: &str) -> String {
    let lower = origin.to_ascii_lowercase();
    let port = if lower.starts_with("https:") { ":443" } else { ":80" };
    lower.strip_suffix(port).map_or(lower.clone(), str::to_owned)
}

/// What a path has after the path of a server.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    match path.strip_prefix(prefix.trim_end_matches('/'))? {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

/// The paths that may stand before an operation's: the one that was given, else the documented ones, and none.
fn prefixes<'a>(api: &'a Api, operation: &'a Operation, only: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let documented = [operation.base_url.as_deref(), api.base_url.as_deref()];
    let documented = documented.into_iter().flatten().map(|url| split(url).1).chain([""]);
    only.into_iter().chain(documented.filter(move |_| only.is_none()))
}

/// What a path leaves open, segment by segment: text before text with placeholders before a placeholder.
fn openness(path: &[Segment]) -> Vec<(u8, Reverse<usize>)> {
    let texts = |pieces: &[Piece]| {
        let lengths = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 });
        lengths.sum::<usize>()
    };
    let of = |segment: &Segment| match segment {
        Segment::Literal(_) => (0, Reverse(0)),
        Segment::Mixed(pieces) => (1, Reverse(texts(pieces))),
        Segment::Parameter(_) => (2, Reverse(0)),
    };
    path.iter().map(of).collect()
}

/// The values of a path, where it is one of these segments.
fn matched<'e>(segments: &[Segment], path: &'e str) -> Option<Vec<(String, &'e str)>> {
    let sent: Vec<&str> = path.split('/').skip(1).collect();
    let mut values = Vec::new();
    if sent.len() != segments.len() {
        return None;
    }
    for (segment, sent) in segments.iter().zip(sent) {
        match segment {
            // Encoded or not, it is the same text.
            Segment::Literal(text) if decoded(text) == decoded(sent) => {}
            Segment::Parameter(name) if !sent.is_empty() => values.push((name.clone(), sent)),
            Segment::Mixed(pieces) => values.extend(taken(pieces, sent)?),
            _ => return None,
        }
    }
    Some(values)
}

/// The values between the texts of a segment, one character or more each. Where it can be split in several ways, the first
/// value is as short as it can be, then the second.
fn taken<'e>(pieces: &[Piece], sent: &'e str) -> Option<Vec<(String, &'e str)>> {
    match pieces {
        [] => sent.is_empty().then(Vec::new),
        [Piece::Text(text), rest @ ..] => taken(rest, sent.strip_prefix(text.as_str())?),
        [Piece::Parameter(name), rest @ ..] => {
            let ends = sent.char_indices().map(|(at, c)| at + c.len_utf8());
            // Only where the next text stands, so that there are few ways to try.
            let ends = ends.filter(|end| match rest.first() {
                Some(Piece::Text(text)) => sent[*end..].starts_with(text.as_str()),
                _ => *end == sent.len(),
            });
            let mut found = ends.filter_map(|end| {
                let mut values = vec![(name.clone(), &sent[..end])];
                values.extend(taken(rest, &sent[end..])?);
                Some(values)
            });
            found.next()
        }
    }
}
