//! Paths with segments that are partly text, and operations that share a route: what a request means.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::rejection::Location;
use super::request::{Values, decode};

/// A part of a segment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    /// Text, percent-encoded as it is sent.
    Text(&'static str),
    /// The parameter of this name: one character or more.
    Value(&'static str),
}

/// An operation that a request may mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) method: &'static str,
    /// Segments that are partly text, by position.
    pub(crate) segments: &'static [(usize, &'static [Piece])],
    /// Pairs that the query has.
    pub(crate) query: &'static [(&'static str, &'static str)],
}

/// Why no candidate can serve a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unmatched {
    /// No candidate has the request's path.
    Path,
    /// Candidates have the path, but none of them the method. `allow` lists their methods.
    Method { allow: String },
}

impl IntoResponse for Unmatched {
    /// 404, or 405 with `Allow` (RFC 9110 section 15.5.6); both without a body.
    fn into_response(self) -> Response {
        match self {
            Unmatched::Path => not_found(),
            Unmatched::Method { allow } => {
                let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
                if let Ok(allow) = HeaderValue::try_from(allow) {
                    response.headers_mut().insert(header::ALLOW, allow);
                }
                response
            }
        }
    }
}

/// Returns the index of the first candidate that serves a request. A candidate for GET serves HEAD too (RFC 9110 section
/// 9.3.2).
pub(crate) fn choose(candidates: &[Candidate], parts: &Parts) -> Result<usize, Unmatched> {
    let path: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
    let query = Values::query(parts);
    let is_met = |candidate: &&Candidate| {
        candidate.segments.iter().all(|(at, pieces)| path.get(*at).is_some_and(|sent| split(sent, pieces).is_some()))
            && candidate.query.iter().all(|(name, value)| {
                query.pairs.iter().any(|(known, sent)| known == name && sent.as_deref() == Ok(value))
            })
    };
    let met = candidates.iter().enumerate().filter(|(_, candidate)| is_met(candidate));
    let met: Vec<(usize, &str)> = met.map(|(index, candidate)| (index, candidate.method)).collect();
    let of = |method: &str| met.iter().find(|(_, known)| *known == method).map(|(index, _)| *index);
    let found = of(parts.method.as_str()).or_else(|| (parts.method == Method::HEAD).then(|| of("GET"))?);
    found.ok_or_else(|| {
        if met.is_empty() {
            return Unmatched::Path;
        }
        let mut methods: Vec<&str> = met.iter().map(|(_, method)| *method).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.dedup();
        Unmatched::Method { allow: methods.join(",") }
    })
}

/// 404 without a body.
pub(crate) fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The answer to HEAD, which is that to GET but for the body (RFC 9110 section 9.3.2).
pub(crate) fn without_body(response: Response) -> Response {
    response.map(|_| Body::empty())
}

/// The parameters of a path, some of them beside text in their segment.
pub(crate) fn path(parts: &Parts, segments: &[(usize, &[Piece])]) -> Values {
    let sent: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
    let found = segments.iter().filter_map(|(at, pieces)| split(sent.get(*at)?, pieces)).flatten();
    Values { location: Location::Path, pairs: found.map(|(name, value)| (name.to_owned(), decode(value))).collect() }
}

/// The values of a segment, still percent-encoded. Each takes as little as it can, the last one what is left.
fn split<'s>(sent: &'s str, pieces: &[Piece]) -> Option<Vec<(&'static str, &'s str)>> {
    let mut found = Vec::new();
    let (mut rest, mut open) = (sent, None);
    for (index, piece) in pieces.iter().enumerate() {
        let text = match piece {
            Piece::Value(name) => {
                open = Some(*name);
                continue;
            }
            Piece::Text(text) => *text,
        };
        let at = if index + 1 == pieces.len() {
            rest.strip_suffix(text)?.len()
        } else if open.is_some() {
            let from = rest.chars().next()?.len_utf8();
            rest.get(from..)?.find(text)? + from
        } else {
            rest.starts_with(text).then_some(0)?
        };
        match open.take() {
            Some(_) if at == 0 => return None,
            Some(name) => found.push((name, rest.get(..at)?)),
            None if at > 0 => return None,
            None => {}
        }
        rest = rest.get(at + text.len()..)?;
    }
    match open {
        Some(_) if rest.is_empty() => None,
        Some(name) => {
            found.push((name, rest));
            Some(found)
        }
        None => rest.is_empty().then_some(found),
    }
}
