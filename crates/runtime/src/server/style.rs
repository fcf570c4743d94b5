//! Parameters and forms → JSON values, by style (OpenAPI 3.0.4, Style Values; RFC 6570).

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, decode, expectation, expected, json_of};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
    Content,
}

/// What a text is read as before its type looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// One text.
    Text(Text),
    /// Several of a kind.
    Array(&'static Kind),
    /// Properties of these names, and the kind of all others.
    Object(&'static [(&'static str, Kind)], Option<&'static Kind>),
    /// The first of several that there is a value of.
    OneOf(&'static [Kind]),
}

impl Kind {
    fn of(&self, property: &str) -> Option<&Kind> {
        match self {
            Kind::Object(known, rest) => {
                known.iter().find(|(name, _)| *name == property).map(|(_, kind)| kind).or(*rest)
            }
            _ => None,
        }
    }
}

/// Percent-encoded names and values, as they stand in a request.
pub(crate) struct Pairs {
    location: Location,
    pairs: Vec<(String, String)>,
}

impl Pairs {
    /// Those of the query.
    pub(crate) fn query(parts: &Parts) -> Self {
        Pairs { location: Location::Query, pairs: split(parts.uri.query().unwrap_or_default(), '&', true) }
    }

    /// Those of a form's text.
    pub(crate) fn form(text: &str) -> Self {
        Pairs { location: Location::Body, pairs: split(text, '&', true) }
    }

    /// Those of the cookies (RFC 6265 section 4.2).
    pub(crate) fn cookies(parts: &Parts) -> Self {
        let headers = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        Pairs { location: Location::Cookie, pairs: headers.flat_map(|header| split(header, ';', false)).collect() }
    }

    /// A parameter that may be absent.
    pub(crate) fn optional<T: DeserializeOwned>(
        &self,
        name: &str,
        style: Style,
        explode: bool,
        kind: &Kind,
    ) -> Result<Option<T>, Rejection> {
        if let Kind::OneOf(kinds) = kind
            && (style != Style::DeepObject || !explode)
        {
            return one_of(kinds, |kind| self.optional(name, style, explode, kind));
        }
        let value = match (style, kind) {
            (Style::DeepObject, Kind::Object(..)) => self.deep(name, kind)?,
            (Style::DeepObject, Kind::Array(_) | Kind::OneOf(_)) if explode => self.deep(name, kind)?,
            (Style::Form, Kind::Object(..)) if explode => self.exploded(kind)?,
            (Style::Form, Kind::Array(inner)) if explode => self.repeated(name, inner)?,
            _ => match self.single(name)? {
                Some(text) => {
                    Some(delimited(text, style, explode, kind, true).map_err(|what| self.malformed(name, what))?)
                }
                None => None,
            },
        };
        value.map(|value| typed(self.location, name, value, kind)).transpose()
    }

    /// A parameter that must be there.
    pub(crate) fn required<T: DeserializeOwned>(
        &self,
        name: &str,
        style: Style,
        explode: bool,
        kind: &Kind,
    ) -> Result<T, Rejection> {
        self.optional(name, style, explode, kind)?.ok_or_else(|| Rejection::new(self.location, name, Reason::Missing))
    }

    /// The properties of a form as one object: each part by its own style.
    pub(crate) fn object(&self, kind: &Kind, parts: &[(&str, Style, bool)]) -> Result<Value, Rejection> {
        let mut object = Map::new();
        for (name, style, explode) in parts {
            let Some(kind) = kind.of(name) else { continue };
            if let Some(value) = self.optional::<Value>(name, *style, *explode, kind)? {
                object.insert((*name).to_owned(), value);
            }
        }
        if let Kind::Object(_, Some(rest)) = kind {
            for (name, text) in self.pairs.iter().filter(|(name, _)| parts.iter().all(|(known, ..)| known != name)) {
                object.insert(
                    name.clone(),
                    delimited(text, Style::Form, false, rest, true).map_err(|what| self.malformed(name, what))?,
                );
            }
        }
        Ok(Value::Object(object))
    }

    fn malformed(&self, name: &str, expected: &str) -> Rejection {
        Rejection::malformed(self.location, name, expected)
    }

    fn single(&self, name: &str) -> Result<Option<&str>, Rejection> {
        let mut found = self.pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.as_str());
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(text), None) => Ok(Some(text)),
            _ => Err(Rejection::new(self.location, name, Reason::Repeated)),
        }
    }

    fn repeated(&self, name: &str, inner: &Kind) -> Result<Option<Value>, Rejection> {
        let found = self.pairs.iter().filter(|(known, _)| known == name || known.strip_suffix("[]") == Some(name));
        let values = found.map(|(_, text)| element(text, inner, true).map_err(|what| self.malformed(name, what)));
        let values: Vec<Value> = values.collect::<Result<_, _>>()?;
        Ok((!values.is_empty()).then_some(Value::Array(values)))
    }

    /// An object whose properties are parameters of their own.
    fn exploded(&self, kind: &Kind) -> Result<Option<Value>, Rejection> {
        let Kind::Object(known, _) = kind else { return Ok(None) };
        let mut object = Map::new();
        for (property, kind) in *known {
            if let Some(text) = self.single(property)? {
                object.insert(
                    (*property).to_owned(),
                    element(text, kind, true).map_err(|what| self.malformed(property, what))?,
                );
            }
        }
        Ok((!object.is_empty()).then_some(Value::Object(object)))
    }

    /// `name[key][inner]=value`
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

/// What follows a name in brackets, and the text that it leads to.
type Deep<'t> = (Vec<&'t str>, &'t str);

/// An object, an array or a text out of what follows a name in brackets.
fn build(found: &[Deep<'_>], kind: &Kind) -> Result<Value, &'static str> {
    match kind {
        Kind::Object(..) => {
            let mut object = Map::new();
            for (key, below) in properties(found).ok_or("an object")? {
                if let Some(inner) = kind.of(key) {
                    object.insert(key.to_owned(), build(&below, inner)?);
                }
            }
            Ok(Value::Object(object))
        }
        Kind::Array(inner) => {
            let elements = elements(found).into_iter().map(|of_one| match of_one.as_slice() {
                [(path, text)] if path.is_empty() => element(text, inner, true),
                of_one => build(of_one, inner),
            });
            elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        Kind::Text(_) => match found {
            [(path, text)] if path.is_empty() => element(text, kind, true),
            _ => Err("one value"),
        },
        Kind::OneOf(kinds) => {
            let keys = || found.iter().filter_map(|(path, _)| path.first());
            let fits = |kind: &&Kind| match kind {
                Kind::Object(..) => keys().any(|key| kind.of(key).is_some()),
                Kind::Array(_) => found.iter().all(|(path, _)| path.first().is_none_or(|key| is_place(key))),
                Kind::Text(_) | Kind::OneOf(_) => false,
            };
            match (found, kinds.iter().find(fits)) {
                ([(path, text)], array) if path.is_empty() => match (element(text, kind, true), array) {
                    // One element of a list whose name is repeated for each.
                    (Err(_), Some(array)) => build(found, array),
                    (read, _) => read,
                },
                (_, Some(kind)) => build(found, kind),
                _ => Err("one of its kinds"),
            }
        }
    }
}

/// The parts of each property of an object, in the order in which they come; `None` where a text has no key.
fn properties<'t>(found: &[Deep<'t>]) -> Option<Vec<(&'t str, Vec<Deep<'t>>)>> {
    let mut properties: Vec<(&'t str, Vec<Deep<'t>>)> = Vec::new();
    // A form may have a hundred thousand keys: they are not searched for one by one.
    let mut places: HashMap<&'t str, usize> = HashMap::new();
    for (path, text) in found {
        let (key, below) = path.split_first()?;
        let place = *places.entry(*key).or_insert(properties.len());
        if place == properties.len() {
            properties.push((*key, Vec::new()));
        }
        properties[place].1.push((below.to_vec(), *text));
    }
    Some(properties)
}

/// The parts of each element of an array, whose name is repeated, or followed by `[]` or by an index. Indexes say the order.
fn elements<'t>(found: &[Deep<'t>]) -> Vec<Vec<Deep<'t>>> {
    let mut elements: Vec<Vec<Deep<'t>>> = Vec::new();
    let mut indexed: BTreeMap<u64, Vec<Deep<'t>>> = BTreeMap::new();
    // What the last element has, as long as it goes on.
    let mut open: Option<HashSet<Vec<&'t str>>> = None;
    for (path, text) in found {
        let below = path.get(1..).unwrap_or_default().to_vec();
        if let Some(index) = path.first().and_then(|key| key.parse().ok()) {
            indexed.entry(index).or_default().push((below, *text));
            open = None;
            continue;
        }
        // `[][a]` goes on with the last element, unless that has an `a`.
        let goes_on = !below.is_empty() && open.as_mut().is_some_and(|known| known.insert(below.clone()));
        match elements.last_mut().filter(|_| goes_on) {
            Some(last) => last.push((below, *text)),
            None => {
                open = Some(HashSet::from([below.clone()]));
                elements.push(vec![(below, *text)]);
            }
        }
    }
    elements.extend(indexed.into_values());
    elements
}

/// Whether a key in brackets is one of an array.
fn is_place(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// A value of the path.
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
    let refused = |what: &str| Rejection::malformed(Location::Path, name, what);
    let text = text.ok_or_else(|| Rejection::new(Location::Path, name, Reason::Missing))?;
    let value = match style {
        Style::Label => {
            let rest = text.strip_prefix('.').ok_or_else(|| refused("written after a `.`"))?;
            list(rest, if explode { '.' } else { ',' }, explode, kind, true)
        }
        Style::Matrix => {
            let rest = text.strip_prefix(';').ok_or_else(|| refused("written after a `;`"))?;
            match (kind, explode) {
                (Kind::Array(inner), true) => {
                    let elements = rest.split(';').map(|pair| match pair.split_once('=') {
                        Some((known, value)) if decode(known).is_ok_and(|known| known == name) => {
                            element(value, inner, true)
                        }
                        _ => Err("written as `;name=value`"),
                    });
                    elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
                }
                (Kind::Object(..), true) => list(rest, ';', true, kind, true),
                _ => match rest.split_once('=') {
                    Some((known, value)) if decode(known).is_ok_and(|known| known == name) => {
                        list(value, ',', false, kind, true)
                    }
                    _ => Err("written as `;name=value`"),
                },
            }
        }
        style => delimited(text, style, explode, kind, true),
    };
    typed(Location::Path, name, value.map_err(refused)?, kind)
}

/// A value of a header, which is not percent-encoded.
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
        // One list may stand in several lines (RFC 9110 section 5.3).
        (texts, Kind::Array(_)) => texts.join(","),
        _ => return Err(Rejection::new(Location::Header, name, Reason::Repeated)),
    };
    let value = delimited(&text, style, explode, kind, false)
        .map_err(|what| Rejection::malformed(Location::Header, name, what))?;
    typed(Location::Header, name, value, kind).map(Some)
}

/// A value of the first kind that there is one of, else what is wrong with it as the first.
fn one_of<T>(kinds: &[Kind], read: impl Fn(&Kind) -> Result<Option<T>, Rejection>) -> Result<Option<T>, Rejection> {
    let mut refused = None;
    for kind in kinds {
        match read(kind) {
            Ok(Some(value)) => return Ok(Some(value)),
            Ok(None) => {}
            Err(rejection) => {
                refused.get_or_insert(rejection);
            }
        }
    }
    refused.map_or(Ok(None), Err)
}

/// A value that stands in one text.
fn delimited(text: &str, style: Style, explode: bool, kind: &Kind, encoded: bool) -> Result<Value, &'static str> {
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

/// The elements of an array, or the properties of an object, between delimiters.
fn list(text: &str, delimiter: char, explode: bool, kind: &Kind, encoded: bool) -> Result<Value, &'static str> {
    let trim = |part: &str| if encoded { part.to_owned() } else { part.trim().to_owned() };
    let parts: Vec<String> = if text.is_empty() { Vec::new() } else { text.split(delimiter).map(trim).collect() };
    match kind {
        Kind::Text(_) | Kind::OneOf(_) => element(text, kind, encoded),
        Kind::Array(inner) => {
            parts.iter().map(|part| element(part, inner, encoded)).collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        Kind::Object(..) => {
            let mut object = Map::new();
            let pairs: Vec<(&str, &str)> = if explode {
                parts
                    .iter()
                    .map(|part| part.split_once('=').ok_or("written as `key=value`"))
                    .collect::<Result<_, _>>()?
            } else {
                let pairs = parts.chunks(2).map(|pair| match pair {
                    [key, value] => Ok((key.as_str(), value.as_str())),
                    _ => Err("keys and values in turn"),
                });
                pairs.collect::<Result<_, _>>()?
            };
            for (key, value) in pairs {
                let key = plain(key, encoded)?;
                if let Some(inner) = kind.of(&key) {
                    object.insert(key, element(value, inner, encoded)?);
                }
            }
            Ok(Value::Object(object))
        }
    }
}

/// One text as a value; what has no text of its own is JSON.
pub(crate) fn element(text: &str, kind: &Kind, encoded: bool) -> Result<Value, &'static str> {
    let text = plain(text, encoded)?;
    match kind {
        Kind::Text(kind) => json_of(&text, *kind).ok_or_else(|| expected(*kind)),
        Kind::OneOf(kinds) => {
            let is_text = |kind: &&Kind| matches!(kind, Kind::Text(_));
            let structured =
                serde_json::from_str::<Value>(&text).ok().filter(|value| value.is_object() || value.is_array());
            let structured = structured.filter(|_| !kinds.iter().all(|kind| is_text(&kind)));
            let read = kinds.iter().find_map(|kind| match kind {
                Kind::Text(kind) => json_of(&text, *kind),
                _ => None,
            });
            structured.or(read).ok_or("one of its kinds")
        }
        _ => serde_json::from_str(&text).map_err(|_| "JSON"),
    }
}

fn plain(text: &str, encoded: bool) -> Result<String, &'static str> {
    if encoded { decode(&text.replace('+', " ")).map_err(|()| "percent-encoded UTF-8") } else { Ok(text.to_owned()) }
}

/// What a value is as its type. A text that may be of several kinds is tried as each.
fn typed<T: DeserializeOwned>(location: Location, name: &str, value: Value, kind: &Kind) -> Result<T, Rejection> {
    if let (Kind::Text(Text::Any), Value::String(text)) = (kind, &value) {
        let kinds = [Text::Integer, Text::Number, Text::Boolean];
        let read = kinds.into_iter().find_map(|kind| serde_json::from_value(json_of(text, kind)?).ok());
        if let Some(read) = read {
            return Ok(read);
        }
    }
    serde_json::from_value(value).map_err(|error| Rejection::malformed(location, name, expectation(&error.to_string())))
}

/// Names, decoded, and values, as they stand.
fn split(text: &str, separator: char, plus: bool) -> Vec<(String, String)> {
    let pairs = text.split(separator).map(str::trim).filter(|pair| !pair.is_empty()).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = if plus { name.replace('+', " ") } else { name.to_owned() };
        Some((decode(&name).ok()?, value.to_owned()))
    });
    pairs.collect()
}
