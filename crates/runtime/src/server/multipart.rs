//! Reads multipart bodies (RFC 7578) part by part, each up to a limit of its own.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use axum::body::Body;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::delimited::element;
use super::file::{File, Receiving};
use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, read_named};
use super::style::Kind;

/// The limits of a multipart body, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartLimits {
    /// The whole body.
    pub body: usize,
    /// A part that is not a file. It is held in memory.
    pub value: usize,
    /// A file.
    pub file: usize,
    /// The part of a file that is held in memory. A larger file is written to a temporary file on disk.
    pub in_memory: usize,
}

impl MultipartLimits {
    /// The limits for bodies of up to `body` bytes. A part may be as large as the body, and a file of up to 64 KiB is held in
    /// memory.
    pub const fn of_body(body: usize) -> Self {
        MultipartLimits { body, value: body, file: body, in_memory: 64 * 1024 }
    }
}

/// The parts of one body, by name. Parts that are not files are stored in the same way, in memory.
pub(crate) struct ReceivedParts(Vec<(String, File)>);

impl ReceivedParts {
    /// Reads the parts of the given names, each with whether it is a file. Other parts are skipped.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Body,
        limits: MultipartLimits,
        names: &[(&str, bool)],
    ) -> Result<Self, Rejection> {
        let malformed = || Rejection::malformed(Location::Body, "", "a multipart body");
        // RFC 2046 section 5.1.1 requires a part, so clients send a body without parts as an empty one.
        if axum::body::HttpBody::is_end_stream(&body) {
            return Ok(ReceivedParts(Vec::new()));
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The parser takes a boundary from `multipart/form-data` only; other multipart types have the same parameter.
        let (_, parameters) = content_type.split_once(';').ok_or_else(malformed)?;
        let boundary = multer::parse_boundary(format!("multipart/form-data;{parameters}")).map_err(|_| malformed())?;
        let bound = |limit: usize| u64::try_from(limit).unwrap_or(u64::MAX);
        let size = multer::SizeLimit::new().whole_stream(bound(limits.body)).per_field(bound(limits.value));
        let size = names
            .iter()
            .filter(|(_, is_file)| *is_file)
            .fold(size, |size, (name, _)| size.for_field(*name, bound(limits.file)));
        let constraints = multer::Constraints::new().size_limit(size);
        let mut parser = multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
        let too_large = |name: &str, limit| Rejection::new(Location::Body, name, Reason::TooLarge { limit });
        let rejected = |error: multer::Error| match error {
            multer::Error::FieldSizeExceeded { limit, field_name } => {
                too_large(field_name.as_deref().unwrap_or_default(), usize::try_from(limit).unwrap_or(usize::MAX))
            }
            multer::Error::StreamSizeExceeded { .. } => too_large("", limits.body),
            _ => malformed(),
        };
        let mut parts = Vec::new();
        while let Some(mut field) = parser.next_field().await.map_err(rejected)? {
            let is_named = |name: &str| field.name().is_some_and(|known| known == name || known == quoted(name));
            let Some((name, is_file)) = names.iter().find(|(name, _)| is_named(name)) else { continue };
            let file_name = field.file_name().map(str::to_owned);
            let media_type = field.content_type().map(ToString::to_string);
            // Only a file can be read piece by piece.
            let mut receiving = Receiving::new(if *is_file { limits.in_memory } else { usize::MAX });
            while let Some(chunk) = field.chunk().await.map_err(rejected)? {
                // A failure to write to disk limits the file to what memory may hold.
                receiving.push(chunk).await.map_err(|_| too_large(name, limits.in_memory))?;
            }
            parts.push(((*name).to_owned(), receiving.done(file_name, media_type)));
        }
        Ok(ReceivedParts(parts))
    }

    /// Takes the files of a name.
    pub(crate) fn files(&mut self, name: &str) -> Vec<File> {
        let mut found = Vec::new();
        for (known, file) in &mut self.0 {
            if known == name {
                found.push(std::mem::take(file));
            }
        }
        found
    }

    /// Takes the file of a name.
    pub(crate) fn file(&mut self, name: &str) -> Result<Option<File>, Rejection> {
        let mut files = self.files(name);
        match files.len() {
            0 | 1 => Ok(files.pop()),
            _ => Err(Rejection::new(Location::Body, name, Reason::Repeated)),
        }
    }

    /// Reads a value: an object from JSON, an array from parts of one name or from JSON, anything else from text.
    pub(crate) fn value<T: DeserializeOwned>(&mut self, name: &str, kind: &Kind) -> Result<Option<T>, Rejection> {
        let malformed = |what: &str| Rejection::malformed(Location::Body, name, what);
        let files = self.files(name);
        let read = |file: &File, kind: &Kind| -> Result<Value, Rejection> {
            let text = file.text().ok_or_else(|| malformed("text in UTF-8"))?;
            match kind {
                Kind::Text(Text::Any) => Ok(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
                kind => element(text, kind, false).map_err(malformed),
            }
        };
        let list = match kind {
            Kind::OneOf(kinds) if files.len() > 1 => kinds.iter().find(|kind| kind.is_array()),
            _ => None,
        };
        let value = match (files.as_slice(), list.unwrap_or(kind)) {
            ([], _) => return Ok(None),
            (files, kind) if kind.is_array() => {
                let elements = files.iter().enumerate().map(|(index, file)| read(file, kind.at(index)));
                Value::Array(elements.collect::<Result<_, _>>()?)
            }
            ([file], kind) => read(file, kind)?,
            _ => return Err(Rejection::new(Location::Body, name, Reason::Repeated)),
        };
        read_named(Location::Body, name, value).map(Some)
    }
}

/// A part's name as browsers write it in quotes (HTML, multipart/form-data encoding algorithm).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Unwraps a part that must be present.
pub(crate) fn required<T>(name: &str, found: Option<T>) -> Result<T, Rejection> {
    found.ok_or_else(|| Rejection::new(Location::Body, name, Reason::Missing))
}
