//! Serializes parameters and bodies (OpenAPI 3.0.4, Style Values and Encoding Object; RFC 7578).
//!
//! This code is independent of the generated client and server, because it is used to test them.

use model::api::{Content, Format, Parameter, Part, Style};
use serde_json::Value;

use crate::encode::{encode, text};

/// Separates the parts of a multipart body. No generated value contains it.
const BOUNDARY: &str = "--------contract-7c1f0d5be2a94";

/// Stands for [`PNG`] in a JSON value, which cannot hold bytes.
pub(crate) const BINARY: &str = "a picture of one pixel";

/// A picture of one pixel: bytes that are not UTF-8, with NUL, 0xff and a line break.
const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x10IDAT\
    x\x01\x01\x05\x00\xfa\xff\x00\xff\x00\x0d\xff\x05\x1a\x02\x0cX\xeaM\xcc\x00\x00\x00\x00IEND\xaeB`\x82";

/// A path parameter, percent-encoded.
pub(crate) fn in_path(parameter: &Parameter, value: &Value) -> String {
    let name = encode(&parameter.wire);
    let each = |value: &Value| encode(&text(value));
    let (start, separator) = match parameter.style {
        Style::Label => (".", if parameter.explode { "." } else { "," }),
        Style::Matrix => (";", if parameter.explode { ";" } else { "," }),
        _ => ("", ","),
    };
    let is_matrix = parameter.style == Style::Matrix;
    match value {
        _ if parameter.style == Style::Json => encode(&value.to_string()),
        Value::Array(elements) => {
            let named = is_matrix && parameter.explode;
            let elements =
                elements.iter().map(|value| if named { format!("{name}={}", each(value)) } else { each(value) });
            let list = elements.collect::<Vec<_>>().join(separator);
            if is_matrix && !parameter.explode { format!(";{name}={list}") } else { format!("{start}{list}") }
        }
        Value::Object(entries) => {
            let equals = if parameter.explode { "=" } else { "," };
            let entries = entries.iter().map(|(key, value)| format!("{}{equals}{}", encode(key), each(value)));
            let list = entries.collect::<Vec<_>>().join(separator);
            if is_matrix && !parameter.explode { format!(";{name}={list}") } else { format!("{start}{list}") }
        }
        value if is_matrix => format!(";{name}={}", each(value)),
        value => format!("{start}{}", each(value)),
    }
}

/// The value of a header parameter.
pub(crate) fn in_header(parameter: &Parameter, value: &Value) -> String {
    let pair =
        |(key, value): (&String, &Value)| format!("{key}{}{}", if parameter.explode { "=" } else { "," }, text(value));
    match value {
        _ if parameter.style == Style::Json => value.to_string(),
        Value::Array(elements) => elements.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(entries) => entries.iter().map(pair).collect::<Vec<_>>().join(","),
        value => text(value),
    }
}

/// The percent-encoded pairs of a query or cookie parameter.
pub(crate) fn pairs(parameter: &Parameter, value: &Value) -> Vec<String> {
    named_pairs(&parameter.wire, value, parameter.style, parameter.explode)
}

/// The percent-encoded pairs of a value in a query, form or cookies.
fn named_pairs(name: &str, value: &Value, style: Style, explode: bool) -> Vec<String> {
    // Cookies of this style have no escapes.
    let encode = |text: &str| if style == Style::Cookie { text.to_owned() } else { encode(text) };
    let named = encode(name);
    let delimiter = match style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        _ => ",",
    };
    let each = |value: &Value| encode(&text(value));
    match (value, style) {
        (_, Style::Json) => vec![format!("{named}={}", encode(&value.to_string()))],
        (_, Style::Content) => vec![format!("{named}={}", encode(&text(value)))],
        (Value::Object(entries), Style::DeepObject) => entries
            .iter()
            .flat_map(|(key, value)| named_pairs(&format!("{name}[{key}]"), value, style, explode))
            .collect(),
        // OpenAPI does not define lists here. Of the notations in use, indexes keep the objects of a list apart.
        (Value::Array(elements), Style::DeepObject) if explode => {
            let elements = elements.iter().enumerate();
            elements
                .flat_map(|(index, value)| named_pairs(&format!("{name}[{index}]"), value, style, explode))
                .collect()
        }
        (Value::Array(elements), _) if explode => {
            elements.iter().map(|element| format!("{named}={}", each(element))).collect()
        }
        (Value::Array(elements), _) => {
            vec![format!("{named}={}", elements.iter().map(each).collect::<Vec<_>>().join(delimiter))]
        }
        (Value::Object(entries), _) if explode => {
            entries.iter().map(|(key, value)| format!("{}={}", encode(key), each(value))).collect()
        }
        (Value::Object(entries), _) => {
            let texts = entries.iter().flat_map(|(key, value)| [encode(key), each(value)]);
            vec![format!("{named}={}", texts.collect::<Vec<_>>().join(delimiter))]
        }
        (value, _) => vec![format!("{named}={}", each(value))],
    }
}

/// Whether a value contains an empty array or object, which `deepObject` cannot express.
pub(crate) fn contains_empty(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.is_empty() || elements.iter().any(contains_empty),
        Value::Object(entries) => entries.is_empty() || entries.values().any(contains_empty),
        _ => false,
    }
}

/// The content type and the bytes of a body.
pub(crate) fn body(content: &Content, value: &Value) -> (String, Vec<u8>) {
    let media_type = content.media_types.first().cloned().unwrap_or_default();
    match content.format {
        Format::Json => (media_type, value.to_string().into_bytes()),
        Format::Bytes if *value == BINARY => (media_type, PNG.to_vec()),
        Format::Text | Format::Bytes => (media_type, text(value).into_bytes()),
        Format::Form => {
            let pairs = properties(content, value)
                .flat_map(|(part, value)| named_pairs(&part.wire, value, part.style, part.explode));
            (media_type, pairs.collect::<Vec<_>>().join("&").into_bytes())
        }
        Format::Multipart => {
            let mut bytes = String::new();
            for (part, value) in properties(content, value) {
                let values: Vec<&Value> = match value {
                    Value::Array(elements) if part.repeated => elements.iter().collect(),
                    value => vec![value],
                };
                values.iter().for_each(|value| bytes.push_str(&field(part, value)));
            }
            bytes.push_str(&format!("--{BOUNDARY}--\r\n"));
            (format!("{media_type}; boundary={BOUNDARY}"), bytes.into_bytes())
        }
    }
}

/// The properties of a form that have a value.
fn properties<'c>(content: &'c Content, value: &'c Value) -> impl Iterator<Item = (&'c Part, &'c Value)> {
    content.parts.iter().filter_map(|part| Some((part, value.get(&part.wire)?)))
}

/// One part of a multipart body.
fn field(part: &Part, value: &Value) -> String {
    let file = if part.is_file { "; filename=\"file\"" } else { "" };
    let media_type = match (&part.content_type, value) {
        (Some(named), _) if !named.contains([',', '*']) => format!("content-type: {named}\r\n"),
        (_, Value::Object(_) | Value::Array(_)) => "content-type: application/json\r\n".to_owned(),
        _ => String::new(),
    };
    let name = part.wire.replace('"', "%22");
    format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n{media_type}\r\n{}\r\n",
        text(value)
    )
}
