//! JSON text (RFC 8259) → [`Node`]s.

use jsonc_parser::ast::{ObjectPropName, Value as Ast};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use super::DEPTH_LIMIT;
use super::keys::Keys;
use crate::node::{Entry, Node, Value};
use crate::problem::{Kind, Language, Problem};
use crate::source::Span;

pub(super) fn load(text: &str) -> Result<Node, Problem> {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(text, &collect, &strict()).map_err(|error| {
        let range = error.range();
        let span = Span { start: range.start, end: range.end.max(range.start + 1).min(text.len()) };
        let kind = match error.kind() {
            jsonc_parser::errors::ParseErrorKind::NestingDepthExceeded => Kind::TooDeep { limit: DEPTH_LIMIT },
            other => Kind::Syntax { language: Language::Json, message: sentence(&other.to_string()) },
        };
        Problem::new(span, kind)
    })?;
    match parsed.value {
        Some(value) => convert(text, &value, 1),
        None => Err(Problem::new(Span::default(), Kind::Empty)),
    }
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn sentence(message: &str) -> String {
    let mut characters = message.trim_end_matches('.').chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn span(range: &impl Ranged) -> Span {
    let range = range.range();
    Span { start: range.start, end: range.end }
}

fn convert(text: &str, ast: &Ast<'_>, depth: usize) -> Result<Node, Problem> {
    let at = span(ast);
    if depth > DEPTH_LIMIT {
        return Err(Problem::new(at, Kind::TooDeep { limit: DEPTH_LIMIT }));
    }
    let value = match ast {
        Ast::NullKeyword(_) => Value::Null,
        Ast::BooleanLit(literal) => Value::Bool(literal.value),
        Ast::StringLit(literal) => {
            // RFC 8259 section 7. The parser accepts line breaks and tabs.
            let raw = text.get(at.range()).unwrap_or_default();
            if let Some(offset) = raw.find(|c: char| c.is_ascii_control() && c != '\u{7f}') {
                let start = at.start + offset;
                let message = "a control character in a string must be escaped".to_owned();
                return Err(Problem::new(
                    Span { start, end: start + 1 },
                    Kind::Syntax { language: Language::Json, message },
                ));
            }
            Value::String(literal.value.to_string())
        }
        Ast::NumberLit(literal) => match serde_json::from_str(literal.value) {
            Ok(number) => Value::Number(number),
            Err(_) => {
                let message = format!("the number `{}` is out of range", literal.value);
                return Err(Problem::new(at, Kind::Syntax { language: Language::Json, message }));
            }
        },
        Ast::Array(array) => Value::Array(
            array.elements.iter().map(|element| convert(text, element, depth + 1)).collect::<Result<_, _>>()?,
        ),
        Ast::Object(object) => {
            let mut entries = Vec::with_capacity(object.properties.len());
            let mut seen = Keys::default();
            for property in &object.properties {
                let (key, key_at) = match &property.name {
                    ObjectPropName::String(name) => (name.value.to_string(), span(name)),
                    ObjectPropName::Word(name) => (name.value.to_string(), span(name)),
                };
                if let Some(first) = seen.find(&entries, &key) {
                    return Err(Problem::new(key_at, Kind::DuplicateKey { key }).and("first here", first));
                }
                entries.push(Entry { key, key_at, value: convert(text, &property.value, depth + 1)? });
            }
            Value::Object(entries)
        }
    };
    Ok(Node::new(at, value))
}
