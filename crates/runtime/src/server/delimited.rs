//! Reads a value from one text, by style (OpenAPI 3.0.4, Style Values; RFC 6570).

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::request::{decode_form, expected, json_of};
use super::style::{Kind, Style};

/// Reads a value from one text. An error says how the text should be written.
pub(crate) fn delimited(
    text: &str,
    style: Style,
    explode: bool,
    kind: &Kind,
    encoded: bool,
) -> Result<Value, &'static str> {
    match style {
        Style::Json => {
            let text = plain(text, encoded)?;
            serde_json::from_str(&text).map_err(|_| "JSON")
        }
        Style::Content => element(text, kind, encoded),
        Style::SpaceDelimited => list(&text.replace('+', "%20").replace("%20", " "), ' ', false, kind, encoded),
        Style::PipeDelimited => list(&text.replace("%7C", "|").replace("%7c", "|"), '|', false, kind, encoded),
        _ => list(text, ',', explode, kind, encoded),
    }
}

/// Reads an array or an object whose parts stand between delimiters.
pub(crate) fn list(
    text: &str,
    delimiter: char,
    explode: bool,
    kind: &Kind,
    encoded: bool,
) -> Result<Value, &'static str> {
    let part = |part| if encoded { part } else { str::trim(part) };
    let parts: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split(delimiter).map(part).collect() };
    match kind {
        Kind::Text(_) | Kind::OneOf(_) => element(text, kind, encoded),
        Kind::Array(_) | Kind::Tuple(_) => elements(parts.into_iter(), kind, encoded),
        Kind::Object(..) => {
            let mut object = Map::new();
            let pairs: Vec<(&str, &str)> = if explode {
                parts
                    .iter()
                    .map(|part| part.split_once('=').ok_or("written as `key=value`"))
                    .collect::<Result<_, _>>()?
            } else {
                let pairs = parts.chunks(2).map(|pair| match pair {
                    [key, value] => Ok((*key, *value)),
                    _ => Err("keys and values in turn"),
                });
                pairs.collect::<Result<_, _>>()?
            };
            for (key, value) in pairs {
                let key = plain(key, encoded)?;
                if let Some(inner) = kind.of(&key) {
                    object.insert(key.into_owned(), element(value, inner, encoded)?);
                }
            }
            Ok(Value::Object(object))
        }
    }
}

/// Reads the elements of an array.
pub(crate) fn elements<'t>(
    texts: impl Iterator<Item = &'t str>,
    kind: &Kind,
    encoded: bool,
) -> Result<Value, &'static str> {
    let elements = texts.enumerate().map(|(index, text)| element(text, kind.at(index), encoded));
    elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// Reads one element. An array or object within a list is JSON.
pub(crate) fn element(text: &str, kind: &Kind, encoded: bool) -> Result<Value, &'static str> {
    let text = plain(text, encoded)?;
    match kind {
        Kind::Text(kind) => json_of(text, *kind).ok_or_else(|| expected(*kind)),
        Kind::OneOf(kinds) => {
            let is_text = |kind: &&Kind| matches!(kind, Kind::Text(_));
            let structured =
                serde_json::from_str::<Value>(&text).ok().filter(|value| value.is_object() || value.is_array());
            let structured = structured.filter(|_| !kinds.iter().all(|kind| is_text(&kind)));
            let read = kinds.iter().find_map(|kind| match kind {
                Kind::Text(kind) => json_of(Cow::Borrowed(&text), *kind),
                _ => None,
            });
            structured.or(read).ok_or("one of its kinds")
        }
        _ => serde_json::from_str(&text).map_err(|_| "JSON"),
    }
}

/// Decodes a text that is percent-encoded.
fn plain(text: &str, encoded: bool) -> Result<Cow<'_, str>, &'static str> {
    if encoded { decode_form(text).ok_or("percent-encoded UTF-8") } else { Ok(Cow::Borrowed(text)) }
}
