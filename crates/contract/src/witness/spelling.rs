//! Raw text → how a value is spelled in it, by style and explode (OpenAPI 3.0.4, Style Values and Style Examples; RFC 6570).
//!
//! A text may spell more than one value, such as an empty list and a list of an empty text: then there is a spelling for
//! each, the likelier one first. What is wrong is said so that it can stand after `expected …`.

use model::api::Style;

use super::text::{Pair, Within};
use super::value::{Shape, Spelling};

/// What a text may spell; `None` where there is no text.
pub(super) type Found = Result<Option<Vec<Spelling>>, String>;

/// How a value is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub name: &'a str,
    pub style: Style,
    pub explode: bool,
    pub within: Within,
}

impl Written<'_> {
    /// A value of the path.
    pub(super) fn in_path(self, text: &str, shape: Shape) -> Result<Vec<Spelling>, String> {
        match self.style {
            Style::Label => {
                let rest = text.strip_prefix('.').ok_or("after a `.`, got none")?;
                let by = |delimiter: char| list(rest, delimiter, self.explode, shape, self.within);
                match (shape, self.explode) {
                    (Shape::Scalar, _) | (_, false) => {
                        let mut found = by(',')?;
                        // OpenAPI 3.0.0 to 3.0.3 show dots for both; RFC 6570 section 3.2.5 and 3.0.4 show commas.
                        found.extend(by('.').unwrap_or_default().into_iter().filter(|_| shape != Shape::Scalar));
                        Ok(found)
                    }
                    _ => by('.'),
                }
            }
            Style::Matrix => self.matrix(text.strip_prefix(';').ok_or("after a `;`, got none")?, shape),
            _ => self.whole(text, shape),
        }
    }

    /// What comes after `;`: pairs of the name, of the properties' names, or one pair (RFC 6570 section 3.2.7).
    fn matrix(self, rest: &str, shape: Shape) -> Result<Vec<Spelling>, String> {
        let of_name = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_it = super::text::decoded(name).as_deref() == Ok(self.name);
            is_it.then(|| value.to_owned()).ok_or_else(|| format!("as `;{}=`, got other text", self.name))
        };
        match (shape, self.explode) {
            (Shape::Array, true) => {
                let texts = rest.split(';').map(|pair| self.within.read(&of_name(pair)?));
                Ok(vec![Spelling::Array(texts.collect::<Result<_, _>>()?)])
            }
            (Shape::Object, true) => list(rest, ';', true, shape, self.within),
            _ => list(&of_name(rest)?, ',', false, shape, self.within),
        }
    }

    /// A value that is all in one text.
    pub(super) fn whole(self, text: &str, shape: Shape) -> Result<Vec<Spelling>, String> {
        match (self.style, shape) {
            (Style::Json, _) => json(text, self.within),
            // As it is written, or percent-encoded: a space must be, and a bar is by 3.0.4.
            (Style::SpaceDelimited, Shape::Array | Shape::Object) => {
                list(&text.replace('+', "%20").replace("%20", " "), ' ', false, shape, self.within)
            }
            (Style::PipeDelimited, Shape::Array | Shape::Object) => {
                list(&text.replace("%7C", "|").replace("%7c", "|"), '|', false, shape, self.within)
            }
            _ => list(text, ',', self.explode, shape, self.within),
        }
    }

    /// A value in pairs of a query, a form or cookies, but for what takes its names from the value.
    pub(super) fn in_pairs(self, pairs: &[Pair<'_>], shape: Shape) -> Found {
        let texts: Vec<&str> = pairs.iter().filter(|pair| pair.name == self.name).map(|pair| pair.value).collect();
        let is_repeated = self.explode && shape == Shape::Array && self.style != Style::Json;
        match texts.as_slice() {
            [] => Ok(None),
            [""] if is_repeated => Ok(Some(vec![Spelling::Array(vec![String::new()]), Spelling::Array(Vec::new())])),
            texts if is_repeated && matches!(self.style, Style::Form | Style::DeepObject) => {
                let texts = texts.iter().map(|text| self.within.read(text));
                Ok(Some(vec![Spelling::Array(texts.collect::<Result<_, _>>()?)]))
            }
            // No table has these exploded: repeated, delimited or both.
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
            texts => Err(format!("once, got it {} times", texts.len())),
        }
    }
}

/// The text of JSON.
pub(super) fn json(text: &str, within: Within) -> Result<Vec<Spelling>, String> {
    let text = within.read(text)?;
    let value = serde_json::from_str(&text).map_err(|_| "as JSON, got other text".to_owned())?;
    Ok(vec![Spelling::Whole(value)])
}

/// The elements of an array, or keys and values, between delimiters.
fn list(text: &str, delimiter: char, explode: bool, shape: Shape, within: Within) -> Result<Vec<Spelling>, String> {
    let parts: Vec<&str> = text.split(delimiter).collect();
    match shape {
        Shape::Scalar => Ok(vec![Spelling::Scalar(within.read(text)?)]),
        Shape::Array => {
            let texts = parts.iter().map(|part| within.read(part)).collect::<Result<_, _>>()?;
            let mut found = vec![Spelling::Array(texts)];
            found.extend(text.is_empty().then(|| Spelling::Array(Vec::new())));
            Ok(found)
        }
        Shape::Object if text.is_empty() => Ok(vec![Spelling::Object(Vec::new())]),
        Shape::Object => {
            let pairs: Vec<(&str, &str)> = if explode {
                let pairs = parts.iter().map(|part| part.split_once('=').ok_or("as `key=value`, got other text"));
                pairs.collect::<Result<_, _>>()?
            } else if parts.len().is_multiple_of(2) {
                parts.chunks(2).map(|pair| (pair[0], pair[1])).collect()
            } else {
                return Err("as keys and values in turn, got an odd number of texts".to_owned());
            };
            let pairs = pairs.into_iter().map(|(key, value)| Ok((within.read(key)?, within.read(value)?)));
            Ok(vec![Spelling::Object(pairs.collect::<Result<_, String>>()?)])
        }
    }
}
