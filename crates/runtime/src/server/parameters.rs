//! Reads parameters and forms by style (OpenAPI 3.0.4, Style Values; RFC 6570).

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;

use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::deep_object::{Deep, build};
use super::delimited::{delimited, element, elements, list};
use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, decode, decode_form, json_of, read_named};
use super::style::{Kind, Style};

/// The pairs of a query, form or cookie: decoded names and encoded values.
pub(crate) struct Pairs<'r> {
    location: Location,
    pairs: Vec<(Cow<'r, str>, &'r str)>,
    /// The names of all other parameters and of credentials. An object that can have any property has none of these.
    taken: &'r [&'r str],
}

impl<'r> Pairs<'r> {
    /// The pairs of the query.
    pub(crate) fn query(parts: &'r Parts) -> Self {
        Pairs::of(Location::Query, split(parts.uri.query().unwrap_or_default(), '&', true))
    }

    /// The pairs of a form.
    pub(crate) fn form(text: &'r str) -> Self {
        Pairs::of(Location::Body, split(text, '&', true))
    }

    /// The pairs of the cookies (RFC 6265 section 4.2).
    pub(crate) fn cookies(parts: &'r Parts) -> Self {
        let headers = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        Pairs::of(Location::Cookie, headers.flat_map(|header| split(header, ';', false)))
    }

    fn of(location: Location, pairs: impl Iterator<Item = (Cow<'r, str>, &'r str)>) -> Self {
        Pairs { location, pairs: pairs.collect(), taken: &[] }
    }

    /// The same pairs, of which those with these names are not properties of an object that can have any.
    pub(crate) fn beside(self, taken: &'r [&'r str]) -> Self {
        Pairs { taken, ..self }
    }

    /// Reads a parameter that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(
        &self,
        name: &str,
        style: Style,
        explode: bool,
        kind: &Kind,
    ) -> Result<Option<T>, Rejection> {
        if let Kind::OneOf(kinds) = kind
            && style != Style::Content
            && (style != Style::DeepObject || !explode)
        {
            return one_of(kinds, |kind| self.optional(name, style, explode, kind));
        }
        let encoded = style != Style::Cookie;
        let value = match (style, kind) {
            (Style::DeepObject, Kind::Object(..)) => self.deep(name, kind)?,
            (Style::DeepObject, Kind::OneOf(_)) if explode => self.deep(name, kind)?,
            (Style::DeepObject, kind) if explode && kind.is_array() => self.deep(name, kind)?,
            (Style::Form | Style::Cookie, Kind::Object(..)) if explode => self.exploded(kind, encoded)?,
            (Style::Form | Style::Cookie, kind) if explode && kind.is_array() => self.repeated(name, kind, encoded)?,
            _ => match self.single(name)? {
                Some(text) => {
                    Some(delimited(text, style, explode, kind, encoded).map_err(|what| self.malformed(name, what))?)
                }
                None => None,
            },
        };
        value.map(|value| typed(self.location, name, value, kind)).transpose()
    }

    /// Reads a parameter that must be present.
    pub(crate) fn required<T: DeserializeOwned>(
        &self,
        name: &str,
        style: Style,
        explode: bool,
        kind: &Kind,
    ) -> Result<T, Rejection> {
        self.optional(name, style, explode, kind)?.ok_or_else(|| Rejection::new(self.location, name, Reason::Missing))
    }

    /// Reads a form as one object, each property by its own style.
    pub(crate) fn object(self, kind: &Kind, parts: &[(&str, Style, bool)]) -> Result<Value, Rejection> {
        let names: Vec<&str> = parts.iter().map(|(name, ..)| *name).collect();
        let pairs = Pairs { taken: &names, ..self };
        let mut object = Map::new();
        for (name, style, explode) in parts {
            let Some(kind) = kind.of(name) else { continue };
            if let Some(value) = pairs.optional::<Value>(name, *style, *explode, kind)? {
                object.insert((*name).to_owned(), value);
            }
        }
        if let Kind::Object(_, Some(rest)) = kind {
            for (name, text) in pairs.pairs.iter().filter(|(name, _)| names.iter().all(|known| known != name)) {
                object.insert(
                    name.clone().into_owned(),
                    delimited(text, Style::Form, false, rest, true).map_err(|what| pairs.malformed(name, what))?,
                );
            }
        }
        Ok(Value::Object(object))
    }

    fn malformed(&self, name: &str, expected: &str) -> Rejection {
        Rejection::malformed(self.location, name, expected)
    }

    /// The text of a parameter that may occur once.
    fn single(&self, name: &str) -> Result<Option<&str>, Rejection> {
        let mut found = self.pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| *text);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(text), None) => Ok(Some(text)),
            _ => Err(Rejection::new(self.location, name, Reason::Repeated)),
        }
    }

    /// Reads an array with one occurrence for each element.
    fn repeated(&self, name: &str, kind: &Kind, encoded: bool) -> Result<Option<Value>, Rejection> {
        let found = self.pairs.iter().filter(|(known, _)| known == name || known.strip_suffix("[]") == Some(name));
        let mut texts = found.map(|(_, text)| *text).peekable();
        if texts.peek().is_none() {
            return Ok(None);
        }
        elements(texts, kind, encoded).map(Some).map_err(|what| self.malformed(name, what))
    }

    /// Reads an object whose properties occur as pairs of their own. If it can have any property, these are the pairs of no other
    /// parameter.
    fn exploded(&self, kind: &Kind, encoded: bool) -> Result<Option<Value>, Rejection> {
        let Kind::Object(known, rest) = kind else { return Ok(None) };
        let mut object = Map::new();
        for (property, kind) in *known {
            if let Some(text) = self.single(property)? {
                object.insert(
                    (*property).to_owned(),
                    element(text, kind, encoded).map_err(|what| self.malformed(property, what))?,
                );
            }
        }
        let is_free = |name: &str| !self.is_taken(name) && known.iter().all(|(known, _)| *known != name);
        for (name, text) in self.pairs.iter().filter(|(name, _)| rest.is_some() && is_free(name)) {
            let Some(rest) = rest else { continue };
            let value = element(text, rest, encoded).map_err(|what| self.malformed(name, what))?;
            if object.insert(name.clone().into_owned(), value).is_some() {
                return Err(Rejection::new(self.location, &**name, Reason::Repeated));
            }
        }
        Ok((!object.is_empty()).then_some(Value::Object(object)))
    }

    /// Whether a name is that of another parameter, which may be followed by brackets.
    fn is_taken(&self, name: &str) -> bool {
        let rests = self.taken.iter().filter_map(|taken| name.strip_prefix(taken));
        rests.into_iter().any(|rest| rest.is_empty() || rest.starts_with('['))
    }

    /// Reads the pairs `name[key][inner]=value`.
    fn deep(&self, name: &str, kind: &Kind) -> Result<Option<Value>, Rejection> {
        let mut found: Vec<Deep<'_>> = Vec::new();
        for (full, text) in &self.pairs {
            let Some(rest) = full.strip_prefix(name) else { continue };
            if rest.is_empty() && !matches!(kind, Kind::Object(..)) {
                found.push((Vec::new(), text));
            }
            let Some(keys) = rest.strip_prefix('[') else { continue };
            let Some(keys) = keys.strip_suffix(']') else { continue };
            found.push((keys.split("][").collect(), text));
        }
        if found.is_empty() {
            return Ok(None);
        }
        build(&found, kind).map(Some).map_err(|what| self.malformed(name, what))
    }
}

/// Reads a parameter in the path. `text` is its segment.
pub(crate) fn in_path<T: DeserializeOwned>(
    text: Option<&str>,
    name: &str,
    style: Style,
    explode: bool,
    kind: &Kind,
) -> Result<T, Rejection> {
    if let Kind::OneOf(kinds) = kind {
        let read = one_of(kinds, |kind| in_path(text, name, style, explode, kind).map(Some))?;
        return read.ok_or_else(|| Rejection::new(Location::Path, name, Reason::Missing));
    }
    let malformed = |what: &str| Rejection::malformed(Location::Path, name, what);
    let text = text.ok_or_else(|| Rejection::new(Location::Path, name, Reason::Missing))?;
    let value = match style {
        Style::Label => {
            let rest = text.strip_prefix('.').ok_or_else(|| malformed("written after a `.`"))?;
            list(rest, if explode { '.' } else { ',' }, explode, kind, true)
        }
        Style::Matrix => {
            let rest = text.strip_prefix(';').ok_or_else(|| malformed("written after a `;`"))?;
            match (kind, explode) {
                (kind, true) if kind.is_array() => {
                    let texts = rest.split(';').map(|pair| match pair.split_once('=') {
                        Some((known, value)) if decode(known).is_some_and(|known| known == name) => Ok(value),
                        _ => Err("written as `;name=value`"),
                    });
                    let texts: Result<Vec<&str>, _> = texts.collect();
                    texts.and_then(|texts| elements(texts.into_iter(), kind, true))
                }
                (Kind::Object(..), true) => list(rest, ';', true, kind, true),
                _ => match rest.split_once('=') {
                    Some((known, value)) if decode(known).is_some_and(|known| known == name) => {
                        list(value, ',', false, kind, true)
                    }
                    _ => Err("written as `;name=value`"),
                },
            }
        }
        style => delimited(text, style, explode, kind, true),
    };
    typed(Location::Path, name, value.map_err(malformed)?, kind)
}

/// Reads a parameter in the headers, which is not percent-encoded.
pub(crate) fn in_header<T: DeserializeOwned>(
    parts: &Parts,
    name: &str,
    style: Style,
    explode: bool,
    kind: &Kind,
) -> Result<Option<T>, Rejection> {
    if let Kind::OneOf(kinds) = kind {
        return one_of(kinds, |kind| in_header(parts, name, style, explode, kind));
    }
    let texts = parts.headers.get_all(name).iter().map(|value| std::str::from_utf8(value.as_bytes()));
    let texts: Vec<&str> =
        texts.collect::<Result<_, _>>().map_err(|_| Rejection::malformed(Location::Header, name, "text in UTF-8"))?;
    let text = match (texts.as_slice(), kind) {
        ([], _) => return Ok(None),
        ([text], _) => (*text).to_owned(),
        // A list may be split over several header lines (RFC 9110 section 5.3).
        (texts, kind) if kind.is_array() => texts.join(","),
        _ => return Err(Rejection::new(Location::Header, name, Reason::Repeated)),
    };
    let value = delimited(&text, style, explode, kind, false)
        .map_err(|what| Rejection::malformed(Location::Header, name, what))?;
    typed(Location::Header, name, value, kind).map(Some)
}

/// Reads a value as the first kind that succeeds. Otherwise returns the rejection of the first kind that has one.
fn one_of<T>(kinds: &[Kind], read: impl Fn(&Kind) -> Result<Option<T>, Rejection>) -> Result<Option<T>, Rejection> {
    let mut first = None;
    for kind in kinds {
        match read(kind) {
            Ok(Some(value)) => return Ok(Some(value)),
            Ok(None) => {}
            Err(rejection) => {
                first.get_or_insert(rejection);
            }
        }
    }
    first.map_or(Ok(None), Err)
}

/// Converts a value to its type. A text of any kind is tried as number and boolean first.
fn typed<T: DeserializeOwned>(location: Location, name: &str, value: Value, kind: &Kind) -> Result<T, Rejection> {
    if let (Kind::Text(Text::Any), Value::String(text)) = (kind, &value) {
        let kinds = [Text::Integer, Text::Number, Text::Boolean];
        let read = kinds.into_iter().find_map(|kind| {
            let value = json_of(Cow::Borrowed(text), kind)?;
            read_named(location, name, value).ok()
        });
        if let Some(read) = read {
            return Ok(read);
        }
    }
    read_named(location, name, value)
}

/// Splits a text into pairs of a decoded name and an encoded value. Pairs whose name cannot be decoded are skipped.
fn split(text: &str, separator: char, is_form: bool) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    text.split(separator).map(str::trim).filter(|pair| !pair.is_empty()).filter_map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((if is_form { decode_form(name)? } else { decode(name)? }, value))
    })
}
