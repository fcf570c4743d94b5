//! Parses raw text by style and explode (OpenAPI 3.0.4, Style Values and Style Examples; RFC 6570).
//!
//! The result is a [`Spelling`]: the parts of the text before the schema decides on their types. A text may have more than
//! one spelling: an empty text is an empty list, and a list of one empty text. The most likely one comes first.

use model::api::Style;

use super::misspelling::Misspelling;
use super::text::{Encoding, Pair};
use super::value::{Shape, Spelling};

/// The spellings of a value; `None` if it is absent.
pub(super) type Spellings = Result<Option<Vec<Spelling>>, Misspelling>;

/// How the document describes the text of a value.
#[derive(Clone, Copy)]
pub(super) struct Serialization<'a> {
    pub name: &'a str,
    pub style: Style,
    pub explode: bool,
    pub encoding: Encoding,
}

impl Serialization<'_> {
    /// Parses a path parameter.
    pub(super) fn in_path(self, text: &str, shape: Shape) -> Result<Vec<Spelling>, Misspelling> {
        match self.style {
            Style::Label => {
                let rest = text.strip_prefix('.').ok_or(Misspelling::NoPrefix('.'))?;
                let by = |delimiter: char| list(rest, delimiter, self.explode, shape, self.encoding);
                match (shape, self.explode) {
                    (Shape::Scalar, _) | (_, false) => {
                        let mut found = by(',')?;
                        // OpenAPI 3.0.0 to 3.0.3 show dots; OpenAPI 3.0.4 and RFC 6570 section 3.2.5 show commas.
                        found.extend(by('.').unwrap_or_default().into_iter().filter(|_| shape != Shape::Scalar));
                        Ok(found)
                    }
                    _ => by('.'),
                }
            }
            Style::Matrix => self.matrix(text.strip_prefix(';').ok_or(Misspelling::NoPrefix(';'))?, shape),
            _ => self.whole(text, shape),
        }
    }

    /// Parses the text after the first `;` of a `matrix` parameter: one pair, or a pair for each element or property (RFC 6570
    /// section 3.2.7).
    fn matrix(self, rest: &str, shape: Shape) -> Result<Vec<Spelling>, Misspelling> {
        let of_name = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_it = super::text::decoded(name).as_deref() == Ok(self.name);
            is_it.then(|| value.to_owned()).ok_or_else(|| Misspelling::NoName(self.name.to_owned()))
        };
        match (shape, self.explode) {
            (Shape::Array, true) => {
                let texts = rest.split(';').map(|pair| self.encoding.decode(&of_name(pair)?));
                Ok(vec![Spelling::Array(texts.collect::<Result<_, _>>()?)])
            }
            (Shape::Object, true) => list(rest, ';', true, shape, self.encoding),
            _ => list(&of_name(rest)?, ',', false, shape, self.encoding),
        }
    }

    /// Parses a value that is one text.
    pub(super) fn whole(self, text: &str, shape: Shape) -> Result<Vec<Spelling>, Misspelling> {
        match (self.style, shape) {
            (Style::Json, _) => json(text, self.encoding),
            // The delimiter may be percent-encoded: a space must be, and a bar is in OpenAPI 3.0.4.
            (Style::SpaceDelimited, Shape::Array | Shape::Object) => {
                list(&text.replace('+', "%20").replace("%20", " "), ' ', false, shape, self.encoding)
            }
            (Style::PipeDelimited, Shape::Array | Shape::Object) => {
                list(&text.replace("%7C", "|").replace("%7c", "|"), '|', false, shape, self.encoding)
            }
            _ => list(text, ',', self.explode, shape, self.encoding),
        }
    }

    /// Parses a value in pairs of a query, form or cookies, except for objects whose properties are pairs of their own.
    pub(super) fn in_pairs(self, pairs: &[Pair<'_>], shape: Shape) -> Spellings {
        let texts: Vec<&str> = pairs.iter().filter(|pair| pair.name == self.name).map(|pair| pair.value).collect();
        let is_repeated = self.explode && shape == Shape::Array && self.style != Style::Json;
        match texts.as_slice() {
            [] => Ok(None),
            [""] if is_repeated => Ok(Some(vec![Spelling::Array(vec![String::new()]), Spelling::Array(Vec::new())])),
            texts if is_repeated && matches!(self.style, Style::Form | Style::Cookie | Style::DeepObject) => {
                let texts = texts.iter().map(|text| self.encoding.decode(text));
                Ok(Some(vec![Spelling::Array(texts.collect::<Result<_, _>>()?)]))
            }
            // OpenAPI does not define these styles with `explode`. Accept repeated keys, delimiters, and both.
            texts if is_repeated => {
                let mut all = Vec::new();
                for text in texts {
                    if let Some(Spelling::Array(texts)) = self.whole(text, shape)?.into_iter().next() {
                        all.extend(texts);
                    }
                }
                Ok(Some(vec![Spelling::Array(all)]))
            }
            [text] => self.whole(text, shape).map(Some),
            texts => Err(Misspelling::Repeated(texts.len())),
        }
    }
}

/// Parses JSON text.
pub(super) fn json(text: &str, encoding: Encoding) -> Result<Vec<Spelling>, Misspelling> {
    let text = encoding.decode(text)?;
    let value = serde_json::from_str(&text).map_err(|_| Misspelling::NotJson)?;
    Ok(vec![Spelling::Parsed(value)])
}

/// Parses the elements of an array, or the keys and values of an object, between delimiters.
fn list(
    text: &str,
    delimiter: char,
    explode: bool,
    shape: Shape,
    encoding: Encoding,
) -> Result<Vec<Spelling>, Misspelling> {
    let parts: Vec<&str> = text.split(delimiter).collect();
    match shape {
        Shape::Scalar => Ok(vec![Spelling::Scalar(encoding.decode(text)?)]),
        Shape::Array => {
            let texts = parts.iter().map(|part| encoding.decode(part)).collect::<Result<_, _>>()?;
            let mut found = vec![Spelling::Array(texts)];
            found.extend(text.is_empty().then(|| Spelling::Array(Vec::new())));
            Ok(found)
        }
        Shape::Object if text.is_empty() => Ok(vec![Spelling::Object(Vec::new())]),
        Shape::Object => {
            let pairs: Vec<(&str, &str)> = if explode {
                let pairs = parts.iter().map(|part| part.split_once('=').ok_or(Misspelling::NoPair));
                pairs.collect::<Result<_, _>>()?
            } else if parts.len().is_multiple_of(2) {
                parts.chunks(2).map(|pair| (pair[0], pair[1])).collect()
            } else {
                return Err(Misspelling::NoValue);
            };
            let pairs = pairs.into_iter().map(|(key, value)| Ok((encoding.decode(key)?, encoding.decode(value)?)));
            Ok(vec![Spelling::Object(pairs.collect::<Result<_, Misspelling>>()?)])
        }
    }
}
