//! Writes parameters and forms by style (OpenAPI 3.0.4, Style Values; RFC 6570).

#![allow(dead_code, reason = "which functions are used depends on the document")]

use serde::Serialize;
use serde_json::Value;

use super::error::Unsendable;

/// The characters that are not percent-encoded (RFC 3986 section 2.3). A delimiter within a value is encoded, one between values
/// is not.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a value is written: a style of OpenAPI, or one of two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `form`, but without percent-encoding (OpenAPI 3.2.0, Style Values).
    Cookie,
    /// JSON, percent-encoded where the location asks for it (OpenAPI 3.0.4, Parameter Object, `content`).
    Json,
    /// Text of another media type than JSON.
    Content,
}

/// The percent-encoded pairs of a query or form.
#[derive(Debug, Default)]
pub(crate) struct Pairs(Vec<String>);

impl Pairs {
    /// Adds a value under a name. `null` and an empty array add nothing.
    pub(crate) fn add<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<(), Unsendable> {
        let value = json(value)?;
        if style == Style::Cookie && !is_cookie(&value) {
            return Err(Unsendable::new("a cookie cannot hold this text without an escape (RFC 6265 section 4.1.1)"));
        }
        let encode = |text: &str| if style == Style::Cookie { text.to_owned() } else { encode(text) };
        let is_form = matches!(style, Style::Form | Style::Cookie);
        if let Some(delimiter) = ambiguous(style)
            && texts(&value).iter().any(|text| text.contains(delimiter))
        {
            return Err(Unsendable::new("a list of this style cannot hold a value with its delimiter"));
        }
        match (&value, style) {
            (Value::Null, _) => {}
            (_, Style::Json) => self.push(name, &encode(&value.to_string())),
            (_, Style::Content) => self.push(name, &encode(&text(&value))),
            (Value::Object(_), Style::DeepObject) => self.deep(name, &value),
            (Value::Array(_), Style::DeepObject) if explode => self.deep(name, &value),
            (Value::Array(elements), _) if is_form && explode => {
                elements.iter().for_each(|element| self.push(name, &encode(&text(element))));
            }
            (Value::Array(elements), _) if elements.is_empty() => {}
            (Value::Array(elements), _) => {
                let texts: Vec<_> = elements.iter().map(|element| encode(&text(element))).collect();
                self.push(name, &texts.join(delimiter(style)));
            }
            (Value::Object(entries), _) if is_form && explode => {
                for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                    self.push(key, &encode(&text(value)));
                }
            }
            (Value::Object(entries), _) => {
                let entries = entries.iter().filter(|(_, value)| !value.is_null());
                let texts: Vec<_> = entries.flat_map(|(key, value)| [encode(key), encode(&text(value))]).collect();
                self.push(name, &texts.join(delimiter(style)));
            }
            (value, _) => self.push(name, &encode(&text(value))),
        }
        Ok(())
    }

    fn push(&mut self, name: &str, encoded: &str) {
        self.0.push(format!("{}={encoded}", encode(name)));
    }

    /// Adds `name[key][inner]=value`, and `name[0]=value` for arrays. OpenAPI leaves open how arrays are written. With indexes, a
    /// list differs from a text, and the objects of a list differ from each other.
    fn deep(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(entries) => {
                entries.iter().for_each(|(key, value)| self.deep(&format!("{name}[{key}]"), value))
            }
            Value::Array(elements) => {
                elements
                    .iter()
                    .enumerate()
                    .for_each(|(index, element)| self.deep(&format!("{name}[{index}]"), element));
            }
            Value::Null => {}
            value => self.push(name, &encode(&text(value))),
        }
    }

    /// The pairs as the body of a form.
    pub(crate) fn into_text(self) -> String {
        self.0.join("&")
    }

    /// Appends the pairs to a URL.
    pub(crate) fn onto(self, url: String) -> String {
        if self.0.is_empty() {
            return url;
        }
        let separator = if url.contains('?') { '&' } else { '?' };
        format!("{url}{separator}{}", self.0.join("&"))
    }
}

/// Writes a value into the path.
pub(crate) fn in_path<T: Serialize>(name: &str, value: &T, style: Style, explode: bool) -> Result<String, Unsendable> {
    let value = json(value)?;
    let name = encode(name);
    let (before, between, is_named) = match style {
        Style::Label => (".", if explode { "." } else { "," }, false),
        Style::Matrix => (";", if explode { ";" } else { "," }, true),
        _ => ("", ",", false),
    };
    // A point is not encoded in a URL, but it separates the elements of a list.
    let encode =
        |text: &str| if style == Style::Label && explode { encode(text).replace('.', "%2E") } else { encode(text) };
    let parts: Vec<String> = match &value {
        _ if style == Style::Json => vec![encode(&value.to_string())],
        Value::Array(elements) if is_named && explode => {
            elements.iter().map(|element| format!("{name}={}", encode(&text(element)))).collect()
        }
        Value::Array(elements) => elements.iter().map(|element| encode(&text(element))).collect(),
        Value::Object(entries) if explode => {
            entries.iter().map(|(key, value)| format!("{}={}", encode(key), encode(&text(value)))).collect()
        }
        Value::Object(entries) => entries.iter().flat_map(|(key, value)| [encode(key), encode(&text(value))]).collect(),
        value => vec![encode(&text(value))],
    };
    let is_list = value.is_array() || value.is_object();
    let prefix = if is_named && !(is_list && explode) { format!("{name}=") } else { String::new() };
    let written = format!("{before}{prefix}{}", parts.join(between));
    // Encoded or not, a URL with such a segment names another path (RFC 3986 section 6.2.2.3).
    if matches!(written.replace("%2E", ".").as_str(), "" | "." | "..") {
        return Err(Unsendable::new("a path parameter cannot be empty, `.` or `..`"));
    }
    Ok(written)
}

/// Writes a value into a header. A list cannot hold a value with a comma.
pub(crate) fn in_header<T: Serialize>(
    value: &T,
    style: Style,
    explode: bool,
) -> Result<reqwest::header::HeaderValue, Unsendable> {
    let value = json(value)?;
    let texts: Vec<String> = match &value {
        _ if style == Style::Json => vec![value.to_string()],
        Value::Array(elements) => elements.iter().map(text).collect(),
        Value::Object(entries) if explode => {
            entries.iter().map(|(key, value)| format!("{key}={}", text(value))).collect()
        }
        Value::Object(entries) => entries.iter().flat_map(|(key, value)| [key.clone(), text(value)]).collect(),
        value => vec![text(value)],
    };
    let keys =
        value.as_object().filter(|_| explode && style != Style::Json).into_iter().flat_map(|entries| entries.keys());
    if keys.into_iter().any(|key| key.contains('=')) {
        return Err(Unsendable::new("an object in a header cannot hold a key with `=`"));
    }
    let is_list = value.is_array() || value.is_object();
    if is_list && style != Style::Json && texts.iter().any(|text| text.contains(',')) {
        return Err(Unsendable::new("a list in a header cannot hold a value with a comma"));
    }
    reqwest::header::HeaderValue::try_from(texts.join(","))
        .map_err(|_| Unsendable::new("a header cannot hold control characters"))
}

/// Adds a value to the cookies.
pub(crate) fn in_cookie<T: Serialize>(
    cookies: &mut String,
    name: &str,
    value: &T,
    style: Style,
    explode: bool,
) -> Result<(), Unsendable> {
    let mut pairs = Pairs::default();
    pairs.add(name, value, style, explode)?;
    for pair in pairs.0 {
        if !cookies.is_empty() {
            cookies.push_str("; ");
        }
        cookies.push_str(&pair);
    }
    Ok(())
}

fn delimiter(style: Style) -> &'static str {
    match style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    }
}

/// The delimiter of a style that encodes its delimiters, so that a value with one could not be told from two values.
fn ambiguous(style: Style) -> Option<char> {
    match style {
        Style::SpaceDelimited => Some(' '),
        Style::PipeDelimited => Some('|'),
        _ => None,
    }
}

/// Returns whether every text of a value can stand in a cookie as it is (RFC 6265 section 4.1.1, `cookie-octet`).
fn is_cookie(value: &Value) -> bool {
    let is_octet = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    let parts = if value.is_array() || value.is_object() { texts(value) } else { vec![text(value)] };
    parts.iter().all(|part| part.bytes().all(is_octet))
}

/// The texts of the elements of an array, or of the keys and values of an object.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().map(text).collect(),
        Value::Object(entries) => entries.iter().flat_map(|(key, value)| [key.clone(), text(value)]).collect(),
        _ => Vec::new(),
    }
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string()
}

fn json<T: Serialize>(value: &T) -> Result<Value, Unsendable> {
    serde_json::to_value(value).map_err(|_| Unsendable::new("a parameter has no text"))
}

/// The JSON text of a value, without the quotes of a string.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
