//! Writes multipart bodies (RFC 7578).

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::multipart;
use serde::Serialize;
use serde_json::Value;

use super::error::Unsendable;

/// A file in a multipart body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The content.
    pub content: Bytes,
    /// The file name. By default, the name of the part.
    pub name: Option<String>,
    /// The media type. By default, the one in the document, else `application/octet-stream`.
    pub media_type: Option<String>,
}

impl From<Vec<u8>> for File {
    fn from(content: Vec<u8>) -> Self {
        File { content: content.into(), ..File::default() }
    }
}

/// Creates an empty form. Names are not percent-encoded: reqwest would write `name*=` for some, which RFC 7578 section 4.2 rules
/// out.
pub(crate) fn form() -> multipart::Form {
    multipart::Form::new().percent_encode_noop()
}

/// A part's name as browsers write it in quotes (HTML, multipart/form-data encoding algorithm).
fn quoted(name: &'static str) -> Cow<'static, str> {
    if name.contains(['"', '\r', '\n']) {
        name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A").into()
    } else {
        name.into()
    }
}

/// Adds a file.
pub(crate) fn file(
    form: multipart::Form,
    name: &'static str,
    file: File,
    media_type: Option<&str>,
) -> Result<multipart::Form, Unsendable> {
    let mut part = multipart::Part::stream(file.content);
    let file_name = file.name.unwrap_or_else(|| name.to_owned());
    if file_name.contains(['\r', '\n']) {
        return Err(Unsendable::new("a file's name cannot hold a line break"));
    }
    part = part.file_name(file_name);
    let media_type = file.media_type.as_deref().or(media_type).unwrap_or("application/octet-stream");
    let part = part.mime_str(media_type).map_err(|_| Unsendable::new("the media type of a file is invalid"))?;
    Ok(form.part(quoted(name), part))
}

/// Adds a value: objects and arrays as JSON, others as text (OpenAPI 3.0.4, Encoding Object). `null` adds nothing.
pub(crate) fn value<T: Serialize>(
    form: multipart::Form,
    name: &'static str,
    value: &T,
    media_type: Option<&str>,
) -> Result<multipart::Form, Unsendable> {
    let value = serde_json::to_value(value).map_err(|_| Unsendable::new("a part has no text"))?;
    let (text, own) = match value {
        Value::Null => return Ok(form),
        Value::String(text) => (text, None),
        value @ (Value::Array(_) | Value::Object(_)) => (value.to_string(), Some("application/json")),
        value => (value.to_string(), None),
    };
    let mut part = multipart::Part::text(text);
    if let Some(media_type) = media_type.or(own) {
        part = part.mime_str(media_type).map_err(|_| Unsendable::new("the media type of a part is invalid"))?;
    }
    Ok(form.part(quoted(name), part))
}
