//! JSONPath queries (RFC 9535) of overlays, with their places, and the part of a query that selects nothing.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::nearest::nearest;
use crate::problem::{Kind, Problem, Unmatched};
use crate::source::{File, Span};

/// The maximum number of brackets in each other. The time that the parser needs grows exponentially with filters in filters: eight
/// take milliseconds, twenty take a minute.
const BRACKETS: usize = 8;

/// The maximum number of bytes of a query. Queries of real overlays have fewer than 200.
const LENGTH: usize = 2_000;

/// A step from a value to one within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The value of a key.
    Key(String),
    /// An element.
    Index(usize),
}

/// The way from the root to one value.
pub(super) type NodePath = Vec<Step>;

/// A JSONPath query in an overlay.
pub(super) struct Query {
    pub text: String,
    /// The place of the whole text.
    pub at: Span,
    path: JsonPath,
}

impl Query {
    /// Parses a query. `at` is the place of the string in the file.
    pub(super) fn parse(file: &File, text: &str, at: Span) -> Result<Self, Problem> {
        let wrong = |message: String, start: usize, end: usize| {
            Problem::new(within(file, text, at, start, end), Kind::JsonPath { message })
        };
        if text.len() > LENGTH {
            return Err(wrong(format!("the query is longer than {LENGTH} bytes"), 0, 1));
        }
        if let Some(deep) = nested_too_deep(text) {
            return Err(wrong(format!("brackets are nested more than {BRACKETS} levels deep"), deep, deep + 1));
        }
        match JsonPath::parse(text) {
            Ok(path) => Ok(Query { text: text.to_owned(), at, path }),
            Err(error) => {
                let start = error.position().min(text.len().saturating_sub(1));
                let message = match error.message() {
                    // The parser has no message of its own where a segment is expected.
                    "parser error" if start == 0 => "a query starts with `$`".to_owned(),
                    "parser error" => "expected `.name`, `['name']`, another segment, or the end".to_owned(),
                    message => message.to_owned(),
                };
                Err(wrong(message, start, start + 1))
            }
        }
    }

    /// Returns the locations of all selected values, each once, in the order of the document.
    pub(super) fn select(&self, json: &Value) -> Vec<NodePath> {
        let mut seen = BTreeSet::new();
        let all = self.path.query_located(json).into_iter();
        let location = |elements: serde_json_path::NormalizedPath<'_>| {
            let step = |element: PathElement<'_>| match element {
                PathElement::Name(name) => Step::Key(name.to_owned()),
                PathElement::Index(index) => Step::Index(index),
            };
            elements.into_iter().map(step).collect::<NodePath>()
        };
        all.map(|node| location(node.location().clone())).filter(|location| seen.insert(location.clone())).collect()
    }

    /// Describes why the query selects nothing: the longest beginning that selects something, the segment that does not, and the
    /// most similar query that continues there. `is_required` makes it an error.
    pub(super) fn no_match(&self, file: &File, json: &Value, is_required: bool) -> Problem {
        let text = self.text.as_str();
        let mut matched = ("$", vec![json]);
        let mut end = text.len();
        for (start, _) in text.match_indices(['.', '[']).skip(1).chain([(text.len(), "")]) {
            // A position within a segment does not end a query.
            let Ok(path) = JsonPath::parse(text[..start].trim_end()) else { continue };
            let found = path.query(json).all();
            if found.is_empty() {
                end = start;
                break;
            }
            matched = (text[..start].trim_end(), found);
        }
        let (matched, nodes) = matched;
        let missing = text[matched.len()..end].trim();
        let start = end - text[matched.len()..end].trim_start().len();
        let nearest = similar(missing, &nodes).map(|segment| format!("{matched}{segment}{}", &text[end..]));
        let at = within(file, text, self.at, start, start + missing.len());
        let (path, matched, missing) = (text.to_owned(), matched.to_owned(), missing.to_owned());
        let query = Box::new(Unmatched { path, matched, missing, nearest });
        Problem::new(at, Kind::NoMatch { query, is_required })
    }
}

/// Returns the segment with the key of `nodes` that is most similar to the name in `segment`.
fn similar(segment: &str, nodes: &[&Value]) -> Option<String> {
    let (dots, name) = name(segment)?;
    let mut keys = BTreeSet::new();
    let mut open: Vec<&Value> = nodes.to_vec();
    while let Some(node) = open.pop() {
        keys.extend(node.as_object().into_iter().flatten().map(|(key, _)| key.as_str()));
        if dots == ".." {
            open.extend(node.as_object().into_iter().flatten().map(|(_, value)| value));
            open.extend(node.as_array().into_iter().flatten());
        }
    }
    let near = nearest(&name, keys.into_iter())?;
    let is_short = near.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && near.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_short {
        return Some(format!("{}{near}", if dots.is_empty() { "." } else { dots }));
    }
    let dots = if dots == ".." { ".." } else { "" };
    Some(format!("{dots}['{}']", near.replace('\\', "\\\\").replace('\'', "\\'")))
}

/// Returns the dots before the name of a segment with one name, and the name (RFC 9535 sections 2.3.1 and 2.5).
fn name(segment: &str) -> Option<(&str, String)> {
    let rest = segment.trim_start_matches('.');
    let dots = &segment[..segment.len() - rest.len()];
    let Some(inner) = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return (!dots.is_empty() && rest != "*").then(|| (dots, rest.to_owned()));
    };
    let inner = inner.trim();
    let quoted = match inner.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')) {
        Some(single) => format!("\"{}\"", single.replace("\\'", "'").replace('"', "\\\"")),
        None => inner.to_owned(),
    };
    Some((dots, serde_json::from_str(&quoted).ok()?))
}

/// Returns the position of a bracket that is nested too deep.
fn nested_too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > BRACKETS {
            return Some(at);
        }
    }
    None
}

/// Returns the place of a part of a string in its file; of the whole string if it has escapes or line breaks.
fn within(file: &File, text: &str, at: Span, start: usize, end: usize) -> Span {
    let raw = file.bytes.get(at.start - file.base..at.end - file.base).unwrap_or_default();
    let found = raw.windows(text.len().max(1)).position(|window| window == text.as_bytes());
    match found {
        Some(offset) => Span { start: at.start + offset + start, end: at.start + offset + end.max(start + 1) },
        None => at,
    }
}
