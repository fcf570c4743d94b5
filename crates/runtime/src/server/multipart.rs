//! Multipart bodies (RFC 7578): their parts as they come, each up to a limit of its own.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use axum::body::Body;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::file::{File, Receiving};
use super::rejection::{Location, Reason, Rejection};
use super::request::{Text, expectation};
use super::style::{Kind, element};

/// What a multipart body may have, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartLimits {
    /// All of it.
    pub body: usize,
    /// One part that is no file. It is held in memory.
    pub value: usize,
    /// One file.
    pub file: usize,
    /// Of one file, how much is held in memory; a larger one lies on disk, in a temporary file.
    pub in_memory: usize,
}

impl MultipartLimits {
    /// Those of a body of so many bytes: a part may be as large as all of it, and 64 KiB of a file are held in memory.
    pub const fn of_body(body: usize) -> Self {
        MultipartLimits { body, value: body, file: body, in_memory: 64 * 1024 }
    }
}

/// The parts of one body. Values are files too, and in memory.
pub(crate) struct Parts(Vec<(String, File)>);

impl Parts {
    /// Reads all parts of these names, with whether they are files; others are skipped.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Body,
        limits: MultipartLimits,
        names: &[(&str, bool)],
    ) -> Result<Self, Rejection> {
        let malformed = || Rejection::malformed(Location::Body, "", "a multipart body");
        // A body without a part has no spelling (RFC 2046 section 5.1.1 wants one), and is sent as nothing.
        if axum::body::HttpBody::is_end_stream(&body) {
            return Ok(Parts(Vec::new()));
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The boundary is that of any multipart type; the parser knows one.
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
        let refused = |error: multer::Error| match error {
            multer::Error::FieldSizeExceeded { limit, field_name } => {
                too_large(field_name.as_deref().unwrap_or_default(), usize::try_from(limit).unwrap_or(usize::MAX))
            }
            multer::Error::StreamSizeExceeded { .. } => too_large("", limits.body),
            _ => malformed(),
        };
        let mut parts = Vec::new();
        while let Some(mut field) = parser.next_field().await.map_err(refused)? {
            let is_named = |name: &str| field.name().is_some_and(|known| known == name || known == quoted(name));
            let Some((name, is_file)) = names.iter().find(|(name, _)| is_named(name)) else { continue };
            let file_name = field.file_name().map(str::to_owned);
            let media_type = field.content_type().map(ToString::to_string);
            // A value is looked at as a whole.
            let mut receiving = Receiving::new(if *is_file { limits.in_memory } else { usize::MAX });
            while let Some(chunk) = field.chunk().await.map_err(refused)? {
                // Where nothing can be written to disk there is room for no more.
                receiving.push(chunk).await.map_err(|_| too_large(name, limits.in_memory))?;
            }
            parts.push(((*name).to_owned(), receiving.done(file_name, media_type)));
        }
        Ok(Parts(parts))
    }

    /// The files of a name.
    pub(crate) fn files(&mut self, name: &str) -> Vec<File> {
        let mut found = Vec::new();
        for (known, file) in &mut self.0 {
            if known == name {
                found.push(std::mem::take(file));
            }
        }
        found
    }

    /// One file, or none.
    pub(crate) fn file(&mut self, name: &str) -> Result<Option<File>, Rejection> {
        let mut files = self.files(name);
        match files.len() {
            0 | 1 => Ok(files.pop()),
            _ => Err(Rejection::new(Location::Body, name, Reason::Repeated)),
        }
    }

    /// A value: text as it is, an object as JSON, an array as parts of one name or as JSON.
    pub(crate) fn value<T: DeserializeOwned>(&mut self, name: &str, kind: &Kind) -> Result<Option<T>, Rejection> {
        let refused = |what: &str| Rejection::malformed(Location::Body, name, what);
        let files = self.files(name);
        let read = |file: &File, kind: &Kind| -> Result<Value, Rejection> {
            let text = file.text().ok_or_else(|| refused("text in UTF-8"))?;
            match kind {
                Kind::Text(Text::Any) => Ok(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
                kind => element(text, kind, false).map_err(refused),
            }
        };
        let list = match kind {
            Kind::OneOf(kinds) if files.len() > 1 => kinds.iter().find(|kind| matches!(kind, Kind::Array(_))),
            _ => None,
        };
        let value = match (files.as_slice(), list.unwrap_or(kind)) {
            ([], _) => return Ok(None),
            (files, Kind::Array(inner)) => {
                Value::Array(files.iter().map(|file| read(file, inner)).collect::<Result<_, _>>()?)
            }
            ([file], kind) => read(file, kind)?,
            _ => return Err(Rejection::new(Location::Body, name, Reason::Repeated)),
        };
        serde_json::from_value(value).map(Some).map_err(|error| refused(&expectation(&error.to_string())))
    }
}

/// A part's name as browsers write it between quotes (HTML, multipart/form-data encoding algorithm).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A part that must be there.
pub(crate) fn required<T>(name: &str, found: Option<T>) -> Result<T, Rejection> {
    found.ok_or_else(|| Rejection::new(Location::Body, name, Reason::Missing))
}
