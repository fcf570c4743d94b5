//! Writes multipart bodies (RFC 7578).

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use futures_core::TryStream;
use reqwest::multipart;
use serde::Serialize;
use serde_json::Value;

use super::error::Unsendable;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use super::response_body::BoxError;

/// A file in a multipart body.
///
/// `File::from` takes bytes, text, an open `tokio::fs::File`, or a [`reqwest::Body`]; the last two are sent in the parts in which they are read.
/// `File::open` opens a file by its path, and `File::stream` takes any stream. A browser has no files and sends no streams, so on
/// `wasm32-unknown-unknown` a file is made of bytes or text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The content.
    pub content: FileContent,
    /// The file name. By default, the name of the part.
    pub name: Option<String>,
    /// The media type. By default, the one in the document, else `application/octet-stream`.
    pub media_type: Option<String>,
}

impl File {
    /// Takes the content from a stream, which is sent as it is read. A request with it can be sent only once. Browsers cannot send streams, so
    /// this does not exist on `wasm32-unknown-unknown`.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn stream<S>(stream: S) -> Self
    where
        S: TryStream + Send + 'static,
        S::Error: Into<BoxError>,
        Bytes: From<S::Ok>,
    {
        reqwest::Body::wrap_stream(stream).into()
    }

    /// Opens a file, which is sent as it is read, under its own name. The length is sent too if it is a regular file. Others, such as pipes, have
    /// none.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub async fn open(path: impl AsRef<std::path::Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let file = tokio::fs::File::open(path).await?;
        let metadata = file.metadata().await?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file = File::from(file);
        let file = if metadata.is_file() { file.length(metadata.len()) } else { file };
        Ok(File { name, ..file })
    }

    /// Sets the file name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the number of bytes of a stream. If the length of each file is known, the request has a `Content-Length`.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let FileContent::Stream(stream) = &mut self.content {
            stream.length = Some(bytes);
        }
        self
    }
}

impl<T: Into<FileContent>> From<T> for File {
    fn from(content: T) -> Self {
        File { content: content.into(), ..File::default() }
    }
}

/// The content of a [`File`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileContent {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A stream.
    Stream(FileStream),
}

/// The content of a [`File`] that is read while it is sent. Clones are the same stream, and the first one that is sent reads it.
#[derive(Clone)]
pub struct FileStream {
    /// `None` once it is sent.
    body: Arc<Mutex<Option<reqwest::Body>>>,
    length: Option<u64>,
}

impl PartialEq for FileStream {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.body, &other.body)
    }
}

impl Eq for FileStream {}

impl std::fmt::Debug for FileStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileStream").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Default for FileContent {
    fn default() -> Self {
        FileContent::Bytes(Bytes::new())
    }
}

impl From<Bytes> for FileContent {
    fn from(content: Bytes) -> Self {
        FileContent::Bytes(content)
    }
}

impl From<Vec<u8>> for FileContent {
    fn from(content: Vec<u8>) -> Self {
        FileContent::Bytes(content.into())
    }
}

impl From<String> for FileContent {
    fn from(content: String) -> Self {
        FileContent::Bytes(content.into())
    }
}

impl From<&'static str> for FileContent {
    fn from(content: &'static str) -> Self {
        FileContent::Bytes(content.into())
    }
}

impl From<reqwest::Body> for FileContent {
    fn from(body: reqwest::Body) -> Self {
        match body.as_bytes() {
            // It can be sent again.
            Some(bytes) => FileContent::Bytes(Bytes::copy_from_slice(bytes)),
            None => FileContent::Stream(FileStream { body: Arc::new(Mutex::new(Some(body))), length: None }),
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl From<tokio::fs::File> for FileContent {
    fn from(file: tokio::fs::File) -> Self {
        reqwest::Body::from(file).into()
    }
}

impl FileContent {
    /// Returns the content as a part of a form.
    ///
    /// # Errors
    ///
    /// The content is a stream that has been sent.
    fn into_part(self) -> Result<multipart::Part, Unsendable> {
        let (body, length) = match self {
            FileContent::Bytes(bytes) => return Ok(multipart::Part::stream(bytes)),
            FileContent::Stream(FileStream { body, length }) => (body, length),
        };
        let mut body = body.lock().unwrap_or_else(PoisonError::into_inner);
        let body = body.take().ok_or_else(|| Unsendable::new("the stream of a file can be sent only once"))?;
        Ok(part(body, length))
    }
}

/// A part with a body of `length` bytes.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn part(body: reqwest::Body, length: Option<u64>) -> multipart::Part {
    match length {
        Some(length) => multipart::Part::stream_with_length(body, length),
        None => multipart::Part::stream(body),
    }
}

/// A part with a body. The browser knows its length.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn part(body: reqwest::Body, _: Option<u64>) -> multipart::Part {
    multipart::Part::stream(body)
}

/// Collects all reasons why a multipart body cannot be built.
#[derive(Default)]
pub(crate) struct Faults(Vec<String>);

impl Faults {
    /// A part that the body must have.
    pub(crate) fn required<T>(&mut self, name: &'static str, given: Result<Option<T>, Unsendable>) -> Option<T> {
        let given = self.optional(given)?;
        if given.is_none() {
            self.0.push(format!("the part `{name}` is missing"));
        }
        given
    }

    /// A part that the body may have.
    pub(crate) fn optional<T>(&mut self, given: Result<Option<T>, Unsendable>) -> Option<Option<T>> {
        given.map_err(|error| self.0.push(error.to_string())).ok()
    }

    pub(crate) fn into_error(self) -> Unsendable {
        Unsendable::new(self.0.join(", "))
    }
}

/// Writes the names of the parts that a body has, but not their values, which may be secret.
pub(crate) fn show(f: &mut std::fmt::Formatter<'_>, name: &str, parts: &[(&str, bool)]) -> std::fmt::Result {
    let given: Vec<&str> = parts.iter().filter(|(_, is_given)| *is_given).map(|(name, _)| *name).collect();
    f.debug_struct(name).field("parts", &given).finish_non_exhaustive()
}

/// Creates an empty form, which a browser writes.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn form() -> multipart::Form {
    multipart::Form::new()
}

/// Creates an empty form. Names are not percent-encoded: reqwest would write `name*=` for some, which RFC 7578 section 4.2 rules
/// out.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
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
    let mut part = file.content.into_part()?;
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
