//! YAML 1.2 text → [`Node`]s, by the core schema (YAML 1.2.2 section 10.3), which agrees with JSON on all JSON values.
//!
//! The tree is built from the parser's events on an explicit stack, with limits for depth and for aliases.

mod ends;

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::keys::Keys;
use super::{ALIAS_LIMIT, ANCHOR_LIMIT, DEPTH_LIMIT};
use crate::node::{Entry, Node, Value};
use crate::problem::{Kind, Language, Problem};
use crate::source::Span;

/// A sequence or mapping whose end has not been read yet.
struct Open {
    at: Span,
    anchor: usize,
    value: Value,
    /// The key whose value comes next, in a mapping.
    key: Option<(String, Span)>,
    is_key_next: bool,
    keys: Keys,
}

struct Builder<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    from_aliases: usize,
    anchored: usize,
    root: Option<Node>,
}

pub(super) fn load(text: &str) -> Result<Node, Problem> {
    match build(text, Parser::new_from_str(text)) {
        Err(error) if ends::is_misplaced(text, &error) => {
            build(text, ends::joined(text, &Offsets::new(text)).into_iter())
        }
        built => built,
    }
}

/// An event and its place, or an error.
type Read<'t> = Result<(Event<'t>, saphyr_parser::Span), ScanError>;

fn build<'t>(text: &str, events: impl Iterator<Item = Read<'t>>) -> Result<Node, Problem> {
    let mut builder = Builder {
        text,
        offsets: Offsets::new(text),
        stack: Vec::new(),
        anchors: HashMap::new(),
        from_aliases: 0,
        anchored: 0,
        root: None,
    };
    for event in events {
        match event {
            Ok((event, span)) => {
                let at = builder.span(span);
                builder.event(event, at)?;
            }
            Err(error) => return Err(builder.scan_error(&error)),
        }
    }
    builder.root.ok_or_else(|| Problem::new(Span::default(), Kind::Empty))
}

impl Builder<'_> {
    fn scan_error(&self, error: &ScanError) -> Problem {
        let start = self.offsets.byte(error.marker().index()).min(self.text.len().saturating_sub(1));
        let at = Span { start, end: start + 1 };
        // The parser has a limit of 255 flow levels, and errors without kinds. Its message is compared here and nowhere else;
        // the fixture `nested-too-deep.yaml` fails if the wording changes.
        let kind = if error.info() == "recursion limit exceeded" {
            Kind::TooDeep { limit: DEPTH_LIMIT }
        } else {
            Kind::Syntax { language: Language::Yaml, message: error.info().to_owned() }
        };
        Problem::new(at, kind)
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.offsets.byte(span.start.index());
        let end = self.offsets.byte(span.end.index()).max(start);
        let trimmed = self.text.get(start..end).map_or(end, |text| start + text.trim_end().len());
        Span { start, end: trimmed }
    }

    fn event(&mut self, event: Event<'_>, at: Span) -> Result<(), Problem> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(Problem::new(at, Kind::SeveralDocuments)),
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag, at),
            Event::SequenceStart(anchor, tag) => self.open(Value::Array(Vec::new()), anchor, tag, at),
            Event::MappingStart(anchor, tag) => self.open(Value::Object(Vec::new()), anchor, tag, at),
            Event::SequenceEnd | Event::MappingEnd => self.close(at),
            Event::Alias(anchor) => self.alias(anchor, at),
            _ => Ok(()),
        }
    }

    fn open(&mut self, value: Value, anchor: usize, tag: Option<Cow<'_, Tag>>, at: Span) -> Result<(), Problem> {
        if self.stack.len() >= DEPTH_LIMIT {
            return Err(Problem::new(at, Kind::TooDeep { limit: DEPTH_LIMIT }));
        }
        let expected = if matches!(value, Value::Array(_)) { "seq" } else { "map" };
        if let Some(tag) = tag.filter(|tag| !is_core(tag, expected)) {
            return Err(Problem::new(at, Kind::Tag { tag: shown(&tag) }));
        }
        if self.stack.last().is_some_and(|open| open.is_key_next) {
            return Err(Problem::new(at, Kind::KeyNotText));
        }
        let is_key_next = matches!(value, Value::Object(_));
        self.stack.push(Open { at, anchor, value, key: None, is_key_next, keys: Keys::default() });
        Ok(())
    }

    fn close(&mut self, at: Span) -> Result<(), Problem> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let end = self.text.get(..at.end).map_or(at.end, |text| text.trim_end().len());
        let span = Span { start: open.at.start, end: end.max(open.at.start) };
        self.value(Node::new(span, open.value), open.anchor)
    }

    fn alias(&mut self, anchor: usize, at: Span) -> Result<(), Problem> {
        let Some(node) = self.anchors.get(&anchor) else {
            let message = "the alias refers to a value that contains it".to_owned();
            return Err(Problem::new(at, Kind::Syntax { language: Language::Yaml, message }));
        };
        self.from_aliases += node.count();
        if self.from_aliases > ALIAS_LIMIT {
            return Err(Problem::new(at, Kind::AliasBomb { limit: ALIAS_LIMIT }));
        }
        let node = node.clone();
        if self.stack.len() + depth(&node) > DEPTH_LIMIT {
            return Err(Problem::new(at, Kind::TooDeep { limit: DEPTH_LIMIT }));
        }
        match (&node.value, self.stack.last()) {
            (Value::String(key), Some(open)) if open.is_key_next => self.key(key.clone(), at),
            _ => self.value(node, 0),
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        at: Span,
    ) -> Result<(), Problem> {
        if self.stack.last().is_some_and(|open| open.is_key_next) {
            if text == "<<" && style == ScalarStyle::Plain {
                return Err(Problem::new(at, Kind::MergeKey));
            }
            return self.key(text.into_owned(), at);
        }
        let value = match tag {
            Some(tag) if is_core(&tag, "str") => Value::String(text.into_owned()),
            Some(tag) if !["int", "float", "bool", "null"].iter().any(|known| is_core(&tag, known)) => {
                return Err(Problem::new(at, Kind::Tag { tag: shown(&tag) }));
            }
            _ if style == ScalarStyle::Plain => {
                plain(&text).ok_or_else(|| Problem::new(at, Kind::NotJson { text: text.into_owned() }))?
            }
            _ => Value::String(text.into_owned()),
        };
        self.value(Node::new(at, value), anchor)
    }

    fn key(&mut self, key: String, at: Span) -> Result<(), Problem> {
        let Some(open) = self.stack.last_mut() else { return Ok(()) };
        let Value::Object(entries) = &open.value else { return Ok(()) };
        if let Some(first) = open.keys.find(entries, &key) {
            return Err(Problem::new(at, Kind::DuplicateKey { key }).and("first here", first));
        }
        open.key = Some((key, at));
        open.is_key_next = false;
        Ok(())
    }

    fn value(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        if anchor > 0 {
            // A copy for aliases. A nested anchor is copied once for each level.
            self.anchored += node.count();
            if self.anchored > ANCHOR_LIMIT {
                return Err(Problem::new(node.at, Kind::AliasBomb { limit: ANCHOR_LIMIT }));
            }
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.value {
            Value::Array(elements) => elements.push(node),
            Value::Object(entries) => {
                let Some((key, key_at)) = open.key.take() else {
                    return Err(Problem::new(node.at, Kind::KeyNotText));
                };
                open.is_key_next = true;
                entries.push(Entry { key, key_at, value: node });
            }
            _ => {}
        }
        Ok(())
    }
}

fn depth(node: &Node) -> usize {
    let elements = node.elements().iter().map(depth);
    let entries = node.entries().iter().map(|entry| depth(&entry.value));
    1 + elements.chain(entries).max().unwrap_or(0)
}

fn is_core(tag: &Tag, name: &str) -> bool {
    tag.handle == "tag:yaml.org,2002:" && tag.suffix == name
}

/// Converts a plain scalar by the core schema. `None` if JSON has no such value.
fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return None;
    }
    if !unsigned.starts_with(|character: char| character.is_ascii_digit() || character == '.') {
        return Some(Value::String(text.to_owned()));
    }
    let radix =
        |prefix: &str, radix| text.strip_prefix(prefix).and_then(|digits| u64::from_str_radix(digits, radix).ok());
    if let Some(number) = radix("0x", 16).or_else(|| radix("0o", 8)) {
        return Some(Value::Number(number.into()));
    }
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        if let Ok(number) = text.parse::<i64>() {
            return Some(Value::Number(number.into()));
        }
        if let Ok(number) =
            unsigned.parse::<u64>().map_err(drop).and_then(|n| if text.starts_with('-') { Err(()) } else { Ok(n) })
        {
            return Some(Value::Number(number.into()));
        }
    }
    let numeric = unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    match text.parse::<f64>() {
        Ok(number) if numeric => serde_json::Number::from_f64(number).map(Value::Number),
        _ => Some(Value::String(text.to_owned())),
    }
}

/// The parser counts characters, and all other code counts bytes.
struct Offsets<'t> {
    text: &'t str,
    /// The offsets in bytes of every [`STEP`]th character. Empty for ASCII text, where both counts are equal.
    steps: Vec<usize>,
}

/// The number of characters between two known offsets.
const STEP: usize = 64;

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        let steps =
            if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STEP).map(|(at, _)| at).collect() };
        Offsets { text, steps }
    }

    fn byte(&self, character: usize) -> usize {
        if self.steps.is_empty() {
            return character;
        }
        let (step, within) = (character / STEP, character % STEP);
        let Some(start) = self.steps.get(step) else { return self.text.len() };
        if self.steps.get(step + 1) == Some(&(start + STEP)) {
            return start + within;
        }
        let rest = self.text.get(*start..).unwrap_or_default();
        rest.char_indices().nth(within).map_or(self.text.len(), |(at, _)| start + at)
    }
}

/// A tag as written in documents.
fn shown(tag: &Tag) -> String {
    let handle = if tag.handle == "tag:yaml.org,2002:" { "!!" } else { &tag.handle };
    format!("{handle}{}", tag.suffix)
}
