//! Values that cannot be sent in some places: a path cannot contain an empty list, and a form cannot contain `null`.

use serde_json::Value;

use crate::emit::kind;
use crate::named::{Api, Content, Format, Location, Parameter, Style, Text, TypeKind, TypeRef};

/// Whether a parameter can have a value on the wire.
pub(crate) fn fits(api: &Api, parameter: &Parameter, value: &Value) -> bool {
    if !is_told_apart(api, parameter, value)
        || parameter.style != Style::Json && !is_read_as_text(api, parameter.whole(), value)
    {
        return false;
    }
    let is_list = value.is_array() || value.is_object();
    if value.is_null() || holds_null(value) {
        return false;
    }
    if is_list && parameter.style != Style::Json && is_hollow(value) {
        return false;
    }
    match parameter.location {
        Location::Path => !matches!(value.as_str(), Some("" | "." | "..")) && (!is_list || !has_text(value, "")),
        Location::Header => {
            let mut texts = Vec::new();
            collect(value, &mut texts);
            texts
                .iter()
                .all(|text| text.trim() == text.as_str() && !text.is_empty() && (!is_list || !text.contains(',')))
        }
        Location::Query | Location::Cookie => {
            let mut texts = Vec::new();
            collect(value, &mut texts);
            let is_split = |text: &String| match parameter.style {
                Style::SpaceDelimited => text.contains(' '),
                Style::PipeDelimited => text.contains('|'),
                Style::Cookie => !text.bytes().all(is_cookie_octet),
                _ => false,
            };
            !(texts.iter().any(is_split) || is_list && !parameter.explode && has_text(value, ""))
        }
    }
}

/// Whether a text is read as a text again. Where a union also accepts a number or a boolean, the text `1` or `true` of a request is
/// read as one, and JSON text where it accepts objects or arrays: OpenAPI does not say how to write the text.
fn is_read_as_text(api: &Api, ty: &TypeRef, value: &Value) -> bool {
    match (ty, value) {
        (TypeRef::Nullable(inner), _) => is_read_as_text(api, inner, value),
        (TypeRef::Array(inner), Value::Array(elements)) => {
            elements.iter().all(|value| is_read_as_text(api, inner, value))
        }
        (TypeRef::Map(inner), Value::Object(entries)) => {
            entries.values().all(|value| is_read_as_text(api, inner, value))
        }
        (TypeRef::Named(id), _) => match (&api.type_named(*id).kind, value) {
            (TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }, _) => is_read_as_text(api, inner, value),
            (TypeKind::Union(union), Value::String(text)) => {
                let is_json =
                    || serde_json::from_str::<Value>(text).is_ok_and(|json| json.is_array() || json.is_object());
                kind::texts(api, union).into_iter().all(|kind| !is_read_as(kind, text))
                    && !(kind::is_structured(api, union) && is_json())
            }
            (TypeKind::Union(union), _) => {
                union.variants.iter().all(|variant| is_read_as_text(api, &variant.ty, value))
            }
            (TypeKind::Struct(object), Value::Object(given)) => {
                let mut fields = object.fields.iter().filter_map(|field| Some((&field.ty, given.get(&field.wire)?)));
                fields.all(|(ty, value)| is_read_as_text(api, ty, value))
            }
            _ => true,
        },
        _ => true,
    }
}

/// Whether the server reads a text as a number or a boolean (`json_of` in the server's `request.rs`).
fn is_read_as(kind: Text, text: &str) -> bool {
    match kind {
        Text::Integer => !text.starts_with('+') && (text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()),
        Text::Number => serde_json::from_str::<serde_json::Number>(text).is_ok(),
        Text::Boolean => matches!(text, "true" | "false"),
        Text::String | Text::Any | Text::Structured => false,
    }
}

/// Whether a cookie holds a byte without an escape (RFC 6265 section 4.1.1).
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Of several kinds with the same text on the wire, the server reads the first.
fn is_told_apart(api: &Api, parameter: &Parameter, value: &Value) -> bool {
    if kind::union(api, parameter.whole()).is_none() || parameter.style == Style::Json {
        return true;
    }
    match value {
        Value::Array(elements) => parameter.explode && (elements.len() > 1 || parameter.style == Style::DeepObject),
        Value::Object(_) => parameter.style == Style::DeepObject,
        Value::String(text) => !text.is_empty() && !text.contains([',', '=', '.', ';']),
        _ => true,
    }
}

/// Whether a value can be sent in a form: an empty list and `null` cannot.
pub(crate) fn is_form_value(api: &Api, content: &Content, value: &Value) -> bool {
    match content.format {
        Format::Form | Format::Multipart if !is_read_as_text(api, &content.ty, value) => false,
        Format::Form | Format::Multipart => {
            let parts = value.as_object().into_iter().flatten();
            parts.into_iter().all(|(_, value)| {
                !is_hollow(value)
                    && !holds_null(value)
                    && !value.as_array().is_some_and(|array| array.contains(&"".into()))
            }) && value
                .as_object()
                .is_none_or(|object| object.keys().all(|key| content.parts.iter().any(|part| part.wire == *key)))
        }
        _ => true,
    }
}

fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.is_empty() || elements.iter().any(is_hollow),
        Value::Object(entries) => entries.is_empty() || entries.values().any(is_hollow),
        _ => false,
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.iter().any(holds_null),
        Value::Object(entries) => entries.values().any(holds_null),
        _ => false,
    }
}

fn has_text(value: &Value, text: &str) -> bool {
    let mut texts = Vec::new();
    collect(value, &mut texts);
    texts.iter().any(|found| found == text)
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, texts)),
        Value::Object(entries) => entries.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// Whether an object can be sent as the fields of an event, and is the same one when it is read (HTML, section 9.2.5).
pub(crate) fn is_event_value(value: &Value) -> bool {
    let Some(object) = value.as_object() else { return false };
    object.contains_key("data")
        && object.iter().all(|(name, value)| match (name.as_str(), value) {
            ("data", Value::String(text)) => !text.contains('\r'),
            ("event" | "id", Value::String(text)) => !text.contains(['\r', '\n', '\0']),
            ("retry", value) => value.is_u64(),
            _ => false,
        })
}
