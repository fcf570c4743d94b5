//! Paths: what stands in their segments, which requests they match, and which of two that match goes first.

use std::cmp::Reverse;

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Text, percent-encoded as it is sent.
    Literal(String),
    /// The path parameter of this name.
    Parameter(String),
    /// Text and parameters: `{id}.json`. Between two parameters there is always text.
    Mixed(Vec<Piece>),
}

/// A part of a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Text, percent-encoded as it is sent.
    Text(String),
    /// The path parameter of this name.
    Parameter(String),
}

impl Segment {
    /// The names of the parameters in it.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Segment::Literal(_) => Vec::new(),
            Segment::Parameter(name) => vec![name],
            Segment::Mixed(pieces) => pieces.iter().filter_map(Piece::parameter).collect(),
        }
    }

    /// The segment with `name` in place of each parameter.
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

    /// Whether the text of a segment, as it was sent, is one of this.
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

/// Whether pieces, each parameter taking one character or more, make up a text. As the generated server splits it.
fn fits(pieces: &[Piece], sent: &str) -> bool {
    let mut rest = sent;
    for (index, piece) in pieces.iter().enumerate() {
        let (text, is_first, is_last) = (piece.text(), index == 0, index + 1 == pieces.len());
        if text.is_empty() {
            // A parameter at the end takes what is left; before it, what stands before the next text.
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

/// Whether a path, percent-encoded as it was sent and without a query, is one of these segments.
pub fn matches(path: &[Segment], sent: &str) -> bool {
    let sent: Vec<&str> = sent.split('/').skip(1).collect();
    sent.len() == path.len() && path.iter().zip(sent).all(|(segment, sent)| segment.matches(sent))
}

/// The path with every parameter as `{}`: two that are alike in it match the same requests.
pub fn shape(path: &[Segment]) -> String {
    path.iter().map(|segment| format!("/{}", segment.written(|_| "{}".to_owned()))).collect()
}

/// The pattern of axum's router, which knows whole segments only. Placeholders are named by their position: their own
/// names may hold what the router's may not, and may differ from path to path.
pub fn route(path: &[Segment]) -> String {
    let segment = |(at, segment): (usize, &Segment)| match segment {
        Segment::Literal(text) => format!("/{text}"),
        _ => format!("/{{p{at}}}"),
    };
    path.iter().enumerate().map(segment).collect()
}

/// Whether every path that the route of `other` takes could be one of `path`, as far as the router can tell.
pub fn covers(path: &[Segment], other: &[Segment]) -> bool {
    path.len() == other.len()
        && path.iter().zip(other).all(|pair| match pair {
            (Segment::Literal(text), Segment::Literal(other)) => text == other,
            (Segment::Literal(_), _) => false,
            (segment, Segment::Literal(other)) => segment.matches(other),
            _ => true,
        })
}

/// How much a path leaves open, from its start: the least matches first (OpenAPI 3.0.4, Path Templating Matching).
/// Text goes before a segment with text in it, the more text the earlier, and both before a whole placeholder.
pub fn openness(path: &[Segment]) -> Vec<(u8, Reverse<usize>)> {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(_) => (0, Reverse(0)),
        Segment::Mixed(pieces) => (1, Reverse(pieces.iter().map(|piece| piece.text().len()).sum())),
        Segment::Parameter(_) => (2, Reverse(0)),
    };
    path.iter().map(segment).collect()
}
