//! Paths: their segments, the requests that they match, and the order in which several that match are tried.

use std::cmp::Reverse;

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Text, percent-encoded.
    Literal(String),
    /// The path parameter of this name.
    Parameter(String),
    /// Text and parameters, such as `{id}.json`. There is always text between two parameters.
    Mixed(Vec<Piece>),
}

/// A part of a [`Segment::Mixed`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Text, percent-encoded.
    Text(String),
    /// The path parameter of this name.
    Parameter(String),
}

impl Segment {
    /// Returns the names of the parameters in the segment.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Segment::Literal(_) => Vec::new(),
            Segment::Parameter(name) => vec![name],
            Segment::Mixed(pieces) => pieces.iter().filter_map(Piece::parameter).collect(),
        }
    }

    /// Returns the segment with the result of `name` in place of each parameter.
    pub fn written(&self, name: impl Fn(&str) -> String) -> String {
        match self {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(parameter) => name(parameter),
            Segment::Mixed(pieces) => {
                let piece = |piece: &Piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Parameter(parameter) => name(parameter),
                };
                pieces.iter().map(piece).collect()
            }
        }
    }

    /// Returns whether the segment matches `sent`, a segment of a request path in its percent-encoded form.
    pub fn matches(&self, sent: &str) -> bool {
        match self {
            Segment::Literal(text) => text == sent,
            Segment::Parameter(_) => !sent.is_empty(),
            Segment::Mixed(pieces) => fits(pieces, sent),
        }
    }
}

impl Piece {
    fn parameter(&self) -> Option<&str> {
        match self {
            Piece::Text(_) => None,
            Piece::Parameter(name) => Some(name),
        }
    }

    fn text(&self) -> &str {
        match self {
            Piece::Text(text) => text,
            Piece::Parameter(_) => "",
        }
    }
}

/// Returns whether pieces match a text, if each parameter takes at least one character. The generated server splits
/// segments in the same way (`template.rs` of the server's runtime).
fn fits(pieces: &[Piece], sent: &str) -> bool {
    let mut rest = sent;
    for (index, piece) in pieces.iter().enumerate() {
        let (text, is_first, is_last) = (piece.text(), index == 0, index + 1 == pieces.len());
        if text.is_empty() {
            if is_last {
                return !rest.is_empty();
            }
            continue;
        }
        let found = if is_first {
            rest.starts_with(text).then_some(0)
        } else if is_last {
            rest.len().checked_sub(text.len()).filter(|at| rest.ends_with(text) && *at > 0)
        } else {
            let from = rest.chars().next().map_or(0, char::len_utf8);
            rest.get(from..).and_then(|after| after.find(text)).map(|at| at + from)
        };
        match found {
            Some(at) => rest = &rest[at + text.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// Returns whether segments match `sent`, a request path in its percent-encoded form and without a query.
pub fn matches(path: &[Segment], sent: &str) -> bool {
    let sent: Vec<&str> = sent.split('/').skip(1).collect();
    sent.len() == path.len() && path.iter().zip(sent).all(|(segment, sent)| segment.matches(sent))
}

/// Returns the path with `{}` in place of each parameter. Two paths of the same shape match the same requests.
pub fn shape(path: &[Segment]) -> String {
    path.iter().map(|segment| format!("/{}", segment.written(|_| "{}".to_owned()))).collect()
}

/// Returns the path without the empty segment after a slash at its end: `/books` of `/books/`.
pub fn without_slash(path: &[Segment]) -> &[Segment] {
    match path {
        [start @ .., Segment::Literal(last)] if last.is_empty() && !start.is_empty() => start,
        path => path,
    }
}

/// Returns the pattern for axum's router, which only has placeholders for whole segments. Placeholders are named by their
/// position: their names in the document may have characters that the router rejects, and may differ from path to path.
pub fn route(path: &[Segment]) -> String {
    let segment = |(at, segment): (usize, &Segment)| match segment {
        Segment::Literal(text) => format!("/{text}"),
        _ => format!("/{{p{at}}}"),
    };
    path.iter().enumerate().map(segment).collect()
}

/// Returns whether `path` can match every request for the [`route`] of `other`, as far as its whole segments tell.
pub fn covers(path: &[Segment], other: &[Segment]) -> bool {
    path.len() == other.len()
        && path.iter().zip(other).all(|pair| match pair {
            (Segment::Literal(text), Segment::Literal(other)) => text == other,
            (Segment::Literal(_), _) => false,
            (segment, Segment::Literal(other)) => segment.matches(other),
            _ => true,
        })
}

/// Returns a sort key: of several paths that match a request, the one with the lowest key is tried first (OpenAPI 3.0.4,
/// Path Templating Matching). A literal segment precedes a mixed one, which precedes a parameter; of two mixed segments the
/// one with more text precedes.
pub fn openness(path: &[Segment]) -> Vec<(u8, Reverse<usize>)> {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(_) => (0, Reverse(0)),
        Segment::Mixed(pieces) => (1, Reverse(pieces.iter().map(|piece| piece.text().len()).sum())),
        Segment::Parameter(_) => (2, Reverse(0)),
    };
    path.iter().map(segment).collect()
}
