//! Finds the operation of a recorded request (OpenAPI 3.0.4, Server Object; Path Templating Matching), and the raw values of
//! its path parameters.

use std::cmp::Reverse;

use model::Api;
use model::api::{Operation, Piece, Segment};

use super::text::{decoded, pairs};
use super::{BaseUrl, Exchange};

/// The target of a request.
pub(super) enum Route<'e> {
    /// Another server.
    OtherServer,
    /// A path or method without an operation.
    NoOperation,
    /// The operations that match, and the raw query. Several match if their paths differ only in a fragment, which is not
    /// sent. The operation that the generated server has comes first.
    Operations(Vec<MatchedOperation<'e>>, &'e str),
}

/// An operation that matches a request.
pub(super) struct MatchedOperation<'e> {
    /// Index into [`Api::operations`].
    pub operation: usize,
    /// Names and values of path parameters, percent-encoded.
    pub values: Vec<(String, &'e str)>,
}

/// Finds the operations of a request.
pub(super) fn find<'e>(api: &Api, base: BaseUrl<'_>, exchange: &'e Exchange) -> Route<'e> {
    let (origin, rest) = split(&exchange.url);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let only = match base {
        BaseUrl::At(url) => {
            let (of, prefix) = split(url);
            if normal(of) != normal(origin) || below(path, prefix).is_none() {
                return Route::OtherServer;
            }
            Some(prefix)
        }
        BaseUrl::AnyHost => Some(""),
        BaseUrl::Documented => None,
    };
    let sent = pairs(query, '&', true);
    let of_method = |method: &str| -> Vec<MatchedOperation<'e>> {
        let candidates = api.operations.iter().enumerate().filter(|(_, operation)| operation.method == method);
        let found = candidates.filter_map(|(index, operation)| {
            let has = |(name, value): &(String, String)| {
                sent.iter()
                    .any(|pair| pair.name == *name && decoded(&pair.value.replace('+', "%20")).as_deref() == Ok(value))
            };
            let (length, values) = prefixes(api, operation, only)
                .filter_map(|prefix| Some((prefix.len(), matched(&operation.path, below(path, prefix)?)?)))
                .max_by_key(|(length, _)| *length)?;
            let rank = (Reverse(length), rank(&operation.path), Reverse(operation.fixed_query.len()));
            operation.fixed_query.iter().all(has).then_some((rank, MatchedOperation { operation: index, values }))
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let alike = found.iter().take_while(|(rank, _)| *rank == found[0].0).count();
        found.truncate(alike);
        let mut found: Vec<_> = found.into_iter().map(|(_, found)| found).collect();
        found.sort_by_key(|found| !api.operations[found.operation].is_served);
        found
    };
    // The response to HEAD is that to GET, without its body (RFC 9110 section 9.3.2).
    let mut found = of_method(&exchange.method);
    if found.is_empty() && exchange.method == "HEAD" {
        found = of_method("GET");
    }
    if found.is_empty() { Route::NoOperation } else { Route::Operations(found, query) }
}

/// Splits a URL after the host.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |at| at + 3);
    url.split_at(url[host..].find(['/', '?', '#']).map_or(url.len(), |at| at + host))
}

/// Scheme and host, normalized for comparison (RFC 3986 section 6.2.2.1, RFC 9110 section 4.2.3).
fn normal(origin: &str) -> String {
    let lower = origin.to_ascii_lowercase();
    let port = if lower.starts_with("https:") { ":443" } else { ":80" };
    lower.strip_suffix(port).map_or(lower.clone(), str::to_owned)
}

/// The rest of a path after the path of a server; `None` if it has another prefix.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    match path.strip_prefix(prefix.trim_end_matches('/'))? {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

/// The possible paths of the server: the given one, else the documented ones and the empty one.
fn prefixes<'a>(api: &'a Api, operation: &'a Operation, only: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let documented = [operation.base_url.as_deref(), api.base_url.as_deref()];
    let documented = documented.into_iter().flatten().map(|url| split(url).1).chain([""]);
    only.into_iter().chain(documented.filter(move |_| only.is_none()))
}

/// The rank of a path template, lowest first: per segment, literal text, then text with parameters (longer text first),
/// then a parameter.
fn rank(path: &[Segment]) -> Vec<(u8, Reverse<usize>)> {
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

/// The parameter values of a path; `None` if it does not match the segments.
fn matched<'e>(segments: &[Segment], path: &'e str) -> Option<Vec<(String, &'e str)>> {
    let sent: Vec<&str> = path.split('/').skip(1).collect();
    let mut values = Vec::new();
    if sent.len() != segments.len() {
        return None;
    }
    for (segment, sent) in segments.iter().zip(sent) {
        match segment {
            // Percent-encoded text is the same text.
            Segment::Literal(text) if decoded(text) == decoded(sent) => {}
            Segment::Parameter(name) if !sent.is_empty() => values.push((name.clone(), sent)),
            Segment::Mixed(pieces) => values.extend(taken(pieces, sent)?),
            _ => return None,
        }
    }
    Some(values)
}

/// The parameter values of a segment with literal text. Each value has at least one character. If there are several ways to
/// split the segment, the first value is as short as possible, then the second.
fn taken<'e>(pieces: &[Piece], sent: &'e str) -> Option<Vec<(String, &'e str)>> {
    match pieces {
        [] => sent.is_empty().then(Vec::new),
        [Piece::Text(text), rest @ ..] => taken(rest, sent.strip_prefix(text.as_str())?),
        [Piece::Parameter(name), rest @ ..] => {
            let ends = sent.char_indices().map(|(at, c)| at + c.len_utf8());
            // Only before the next literal text, to limit the number of attempts.
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
