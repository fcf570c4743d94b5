//! Chooses among operations that share a route, and reads paths whose segments mix text and parameters.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::rejection::Location;
use super::request::{self, Parameter};

/// A part of a segment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    /// Text, percent-encoded as in a request.
    Text(&'static str),
    /// The parameter of this name, which has at least one character.
    Value(&'static str),
}

/// An operation that a request may be for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) method: &'static str,
    /// The segments that mix text and parameters, by position.
    pub(crate) segments: &'static [(usize, &'static [Piece])],
    /// Pairs that the query must have.
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
    let met = candidates.iter().enumerate().filter(|(_, candidate)| is_met(candidate, &path, parts));
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

/// Whether a request with these segments has the path and the query of a candidate.
pub(crate) fn is_met(candidate: &Candidate, path: &[&str], parts: &Parts) -> bool {
    candidate.segments.iter().all(|(at, pieces)| path.get(*at).is_some_and(|sent| split(sent, pieces).is_some()))
        && candidate.query.iter().all(|(name, value)| {
            let is_it = |sent: &str| request::decode_form(sent).is_some_and(|sent| sent == *value);
            request::pairs(parts).any(|(known, sent)| known == *name && is_it(sent))
        })
}

/// A response with 404 and without a body.
pub(crate) fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// Finds the parameters of the given names in a path whose segments at these positions consist of these pieces. The order of
/// the result is that of `names`.
pub(crate) fn path<'r, const N: usize>(
    parts: &'r Parts,
    names: [&'static str; N],
    segments: &[(usize, &[Piece])],
) -> [Parameter<'r>; N] {
    let mut parameters = names.map(|name| Parameter::new(Location::Path, name));
    let path: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
    let found = segments.iter().filter_map(|(at, pieces)| split(path.get(*at)?, pieces)).flatten();
    for (name, value) in found {
        if let Some(parameter) = names.iter().position(|known| *known == name).and_then(|at| parameters.get_mut(at)) {
            parameter.push(value.as_bytes());
        }
    }
    parameters
}

/// Splits a segment into its values, still percent-encoded. Each takes as little as it can, and the last one the rest. `None` if
/// the segment does not consist of the pieces.
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
