//! YAML or JSON text → [`Node`]s. All other modules are independent of the language of the document.

mod json;
mod keys;
mod yaml;

use crate::node::Node;
use crate::problem::{Kind, Problem};
use crate::source::{Source, Span};
use crate::version::Version;

/// The maximum depth of values. Real documents stay below 60, and recursive functions can walk a tree of this depth without
/// a stack overflow.
pub(crate) const DEPTH_LIMIT: usize = 200;

/// The maximum number of values that aliases (`*name`) expand to. Nested aliases can expand a few lines to billions of
/// values.
pub(crate) const ALIAS_LIMIT: usize = 200_000;

/// The maximum number of values that are kept for aliases. Anchors can be nested, and each keeps a copy of its value.
pub(crate) const ANCHOR_LIMIT: usize = 2_000_000;

/// Parses a document.
///
/// # Errors
///
/// One [`Problem`] if the bytes are not UTF-8 text, are empty, are neither YAML 1.2 nor JSON, contain a key twice in an
/// object, use YAML features without an equivalent in JSON (tags, merge keys, several documents), are nested deeper than 200
/// levels, or expand to more than 200,000 values through aliases.
pub fn load(source: &Source) -> Result<Node, Problem> {
    text(&source.name, &source.bytes, 0, Version::default())
}

/// Parses any file of a source. Places in the file start at `base`. A file that does not state its version of OpenAPI is of the
/// version `inherited` from the file that refers to it.
pub(crate) fn text(name: &str, bytes: &[u8], base: usize, inherited: Version) -> Result<Node, Problem> {
    let wrong = |start: usize, kind| Problem::new(Span { start: base + start, end: base + start + 1 }, kind);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(wrong(error.valid_up_to(), Kind::NotText)),
    };
    // A byte order mark is not part of the text (YAML 1.2 section 5.2).
    let skip = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if let Some(at) = bytes.iter().position(is_binary) {
        return Err(wrong(at, Kind::NotText));
    }
    let body = &text[skip..];
    if body.trim().is_empty() {
        return Err(Problem::new(Span { start: base, end: base }, Kind::Empty));
    }
    let by = base + skip;
    let loaded = if is_json(name, body) { json::load(body) } else { yaml::load(body) };
    let mut node = loaded.map_err(|mut problem| {
        let places = problem.related.iter_mut().map(|(_, at)| at).chain([&mut problem.at]);
        places.for_each(|at| (at.start, at.end) = (at.start + by, at.end + by));
        problem
    })?;
    if by > 0 {
        shift(&mut node, by);
    }
    let version = node.str("openapi").and_then(Version::parse).unwrap_or(inherited);
    if version != node.version {
        node.set_version(version);
    }
    Ok(node)
}

/// Returns whether a byte of UTF-8 text is a control character other than white space. Neither YAML (section 5.1) nor JSON
/// (RFC 8259 section 7) contains these.
fn is_binary(byte: &u8) -> bool {
    *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Returns whether to parse a file as JSON. A `.json` file is JSON. Any other file is JSON if it starts with `{` or `[`; a
/// `.yaml` file must also parse as JSON.
fn is_json(name: &str, body: &str) -> bool {
    let starts = body.trim_start().starts_with(['{', '[']);
    let named_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    name.ends_with(".json") || (starts && !named_yaml) || (starts && json::load(body).is_ok())
}

fn shift(node: &mut Node, by: usize) {
    node.at.start += by;
    node.at.end += by;
    match &mut node.value {
        crate::node::Value::Array(elements) => elements.iter_mut().for_each(|element| shift(element, by)),
        crate::node::Value::Object(entries) => {
            for entry in entries {
                entry.key_at.start += by;
                entry.key_at.end += by;
                shift(&mut entry.value, by);
            }
        }
        _ => {}
    }
}
