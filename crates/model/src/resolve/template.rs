//! The text of a path → segments, fixed query, fragment (OpenAPI 3.0.4, Path Templating; RFC 3986 section 3).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::context::Context;
use crate::api::{Piece, Segment};
use crate::problem::Kind;
use crate::view::Spanned;

/// A parsed path.
pub(crate) struct Template {
    pub segments: Vec<Segment>,
    /// Pairs after `?`, decoded.
    pub query: Vec<(String, String)>,
    /// Pairs after `?` whose value is a placeholder: the key, and the placeholder's name.
    pub placeholders: Vec<(String, String)>,
    pub has_fragment: bool,
}

impl Template {
    /// The path of a webhook, which the receiver chooses: its name as one segment.
    pub(crate) fn of_webhook(name: &str) -> Template {
        let name = utf8_percent_encode(name.trim_matches('/'), UNRESERVED).to_string();
        Template {
            segments: vec![Segment::Literal(name)],
            query: Vec::new(),
            placeholders: Vec::new(),
            has_fragment: false,
        }
    }
}

/// Encodes everything but the unreserved characters of RFC 3986 section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A token of a path.
enum Token<'p> {
    Text(&'p str),
    Placeholder(&'p str),
}

/// Why a path is rejected.
enum InvalidTemplate {
    /// The path is not valid.
    Invalid(String),
    /// A server could not separate the values of the parameters.
    Inseparable(String),
}

fn invalid<T>(why: &str) -> Result<T, InvalidTemplate> {
    Err(InvalidTemplate::Invalid(why.to_owned()))
}

/// Parses a path and reports its errors.
pub(crate) fn template(context: &mut Context<'_>, path: Spanned<&str>) -> Option<Template> {
    match read(path.value) {
        Ok(template) => Some(template),
        Err(InvalidTemplate::Invalid(why)) => {
            let (what, instead) = (format!("the path `{}`", path.value), "write it like `/users/{id}/posts`");
            context.report(path.at, Kind::Invalid { what, why, instead });
            None
        }
        Err(InvalidTemplate::Inseparable(why)) => {
            let instead = "separate the placeholders with a character such as `/`, `,` or `-`";
            context.unsupported(path.at, "path-segment", format!("the path `{}` with {why}", path.value), instead);
            None
        }
    }
}

fn read(path: &str) -> Result<Template, InvalidTemplate> {
    let tokens = tokens(path)?;
    let (mut segments, mut query) = (vec![Vec::new()], None::<Vec<Token<'_>>>);
    let mut has_fragment = false;
    for token in tokens {
        let Token::Text(text) = token else {
            match (&mut query, segments.last_mut()) {
                _ if has_fragment => {}
                (Some(query), _) => query.push(token),
                (None, Some(segment)) => segment.push(token),
                (None, None) => {}
            }
            continue;
        };
        if has_fragment {
            continue;
        }
        let (text, fragment) = text.split_once('#').map_or((text, None), |(text, rest)| (text, Some(rest)));
        has_fragment = fragment.is_some();
        if let Some(query) = &mut query {
            query.push(Token::Text(text));
            continue;
        }
        let (path, rest) = text.split_once('?').map_or((text, None), |(path, rest)| (path, Some(rest)));
        for (index, text) in path.split('/').enumerate() {
            if index > 0 {
                segments.push(Vec::new());
            }
            if let (Some(segment), false) = (segments.last_mut(), text.is_empty()) {
                segment.push(Token::Text(text));
            }
        }
        query = rest.map(|rest| vec![Token::Text(rest)]);
    }
    if !segments.first().is_some_and(Vec::is_empty) || segments.len() < 2 {
        return invalid("must start with `/`");
    }
    let segments = segments.iter().skip(1).map(|tokens| segment(tokens)).collect::<Result<_, _>>()?;
    let (query, placeholders) = pairs(&query.unwrap_or_default())?;
    Ok(Template { segments, query, placeholders, has_fragment })
}

/// Splits a path into text and placeholders.
fn tokens(path: &str) -> Result<Vec<Token<'_>>, InvalidTemplate> {
    let mut tokens = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find(['{', '}']) {
        let end = rest[start..].find('}').map(|end| start + end);
        let Some(end) = end.filter(|_| rest[start..].starts_with('{')) else {
            return invalid("has an unmatched brace");
        };
        let name = &rest[start + 1..end];
        if name.is_empty() || name.contains('{') {
            return invalid("has a placeholder without a name");
        }
        if start > 0 {
            tokens.push(Token::Text(&rest[..start]));
        }
        tokens.push(Token::Placeholder(name));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest));
    }
    Ok(tokens)
}

fn segment(tokens: &[Token<'_>]) -> Result<Segment, InvalidTemplate> {
    match tokens {
        [] => Ok(Segment::Literal(String::new())),
        [Token::Text("." | "..")] => {
            invalid("has a segment `.` or `..`, which clients remove (RFC 3986 section 5.2.4)")
        }
        [Token::Text(text)] => Ok(Segment::Literal(encoded(text))),
        [Token::Placeholder(name)] => Ok(Segment::Parameter((*name).to_owned())),
        _ => {
            if tokens.windows(2).any(|pair| matches!(pair, [Token::Placeholder(_), Token::Placeholder(_)])) {
                return Err(InvalidTemplate::Inseparable("two adjacent placeholders".to_owned()));
            }
            let pieces: Vec<Piece> = tokens
                .iter()
                .map(|token| match token {
                    Token::Text(text) => Piece::Text(encoded(text)),
                    Token::Placeholder(name) => Piece::Parameter((*name).to_owned()),
                })
                .collect();
            let between = pieces.iter().enumerate().filter(|(at, _)| *at > 0 && at + 1 < pieces.len());
            for (_, piece) in between {
                if let Piece::Text(text) = piece
                    && !is_separator(text)
                {
                    let why = format!("`{text}` between two placeholders, which their values may contain,");
                    return Err(InvalidTemplate::Inseparable(why));
                }
            }
            Ok(Segment::Mixed(pieces))
        }
    }
}

/// Returns whether a text separates the values beside it: it must have a character that is percent-encoded in values.
fn is_separator(text: &str) -> bool {
    !text.contains('%') && text.chars().any(|c| !c.is_ascii_digit() && !('A'..='F').contains(&c))
}

/// Percent-encodes the characters that a path cannot contain. Text that is already percent-encoded stays unchanged.
fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_escape = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    let byte = |(at, byte): (usize, &u8)| match byte {
        b'%' if is_escape(at) => "%".to_owned(),
        b'%' => "%25".to_owned(),
        byte if is_path_byte(*byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().enumerate().map(byte).collect()
}

/// pchar of RFC 3986 section 3.3.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

type Pairs = Vec<(String, String)>;

/// Splits a query into fixed pairs and pairs whose value is a placeholder.
fn pairs(query: &[Token<'_>]) -> Result<(Pairs, Pairs), InvalidTemplate> {
    let (mut fixed, mut open) = (Pairs::new(), Pairs::new());
    let partly = || InvalidTemplate::Invalid("has a placeholder in its query that is only part of a value".to_owned());
    let mut key = None;
    for (index, token) in query.iter().enumerate() {
        match token {
            Token::Placeholder(name) => open.push((key.take().ok_or_else(partly)?, (*name).to_owned())),
            Token::Text(text) => {
                if index > 0 && matches!(query[index - 1], Token::Placeholder(_)) && !text.starts_with('&') {
                    return Err(partly());
                }
                let mut texts: Vec<&str> = text.split('&').collect();
                if matches!(query.get(index + 1), Some(Token::Placeholder(_))) {
                    key = texts.pop().and_then(|last| last.strip_suffix('=')).map(decoded);
                }
                for pair in texts.into_iter().filter(|pair| !pair.is_empty()) {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    fixed.push((decoded(name), decoded(value)));
                }
            }
        }
    }
    Ok((fixed, open))
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {

    use super::*;

    fn template_of(path: &str) -> Template {
        match read(path) {
            Ok(template) => template,
            Err(InvalidTemplate::Invalid(why) | InvalidTemplate::Inseparable(why)) => panic!("{path}: {why}"),
        }
    }

    #[test]
    fn segments_are_text_placeholders_or_both() {
        let parameter = |name: &str| Segment::Parameter(name.to_owned());
        let literal = |text: &str| Segment::Literal(text.to_owned());
        assert_eq!(template_of("/").segments, [literal("")]);
        assert_eq!(template_of("/users/{id}/").segments, [literal("users"), parameter("id"), literal("")]);
        assert_eq!(
            template_of("/v{major}.{minor}").segments,
            [Segment::Mixed(vec![
                Piece::Text("v".into()),
                Piece::Parameter("major".into()),
                Piece::Text(".".into()),
                Piece::Parameter("minor".into()),
            ])]
        );
    }

    #[test]
    fn text_is_percent_encoded_once() {
        assert_eq!(
            template_of("/a b/%41/100%").segments,
            ["a%20b", "%41", "100%25"].map(|text| Segment::Literal(text.into()))
        );
    }

    #[test]
    fn a_query_has_fixed_pairs_and_placeholders() {
        let template = template_of("/rest?method=a+b&id={id}&flag#part");
        assert_eq!(template.query, [("method", "a b"), ("flag", "")].map(|(key, value)| (key.into(), value.into())));
        assert_eq!(template.placeholders, [("id".to_owned(), "id".to_owned())]);
        assert!(template.has_fragment);
    }

    #[test]
    fn paths_that_no_request_could_have_are_invalid() {
        for path in
            ["users", "", "/{id", "/id}", "/{}", "/{a{b}}", "/a/../b", "/.", "/a?{id}", "/a?id={id}x", "/a?id=x{id}"]
        {
            assert!(matches!(read(path), Err(InvalidTemplate::Invalid(_))), "{path}");
        }
    }

    #[test]
    fn placeholders_that_nothing_separates_are_rejected() {
        for path in ["/{a}{b}", "/{a}1{b}", "/{a}F{b}", "/{a}%20{b}"] {
            assert!(matches!(read(path), Err(InvalidTemplate::Inseparable(_))), "{path}");
        }
        for path in ["/{a}-{b}", "/{a}f{b}", "/{a}..{b}"] {
            assert!(read(path).is_ok(), "{path}");
        }
    }
}
