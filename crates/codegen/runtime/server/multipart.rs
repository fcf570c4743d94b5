//! Multipart bodies (RFC 7578): their parts, each up to the limit of a body.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::rejection::{Location, Reason, Rejection};
use crate::request::{Text, expectation};
use crate::style::{Kind, element};

/// A file in a multipart body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// What is in it.
    pub content: Bytes,
    /// What it is called, where that is said.
    pub name: Option<String>,
    /// Its media type, where that is said.
    pub media_type: Option<String>,
}

/// The parts of one body.
pub(crate) struct Parts(Vec<(String, File)>);

impl Parts {
    /// Reads all parts of these names; others are skipped. A part, and all of them together, may have `limit` bytes.
    pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize, names: &[&str]) -> Result<Self, Rejection> {
        let malformed = || Rejection::malformed(Location::Body, "", "a multipart body");
        // A body without a part has no spelling (RFC 2046 section 5.1.1 wants one), and is sent as nothing.
        if axum::body::HttpBody::is_end_stream(&body) {
            return Ok(Parts(Vec::new()));
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The boundary is that of any multipart type; the parser knows one.
        let (_, parameters) = content_type.split_once(';').ok_or_else(malformed)?;
        let boundary = multer::parse_boundary(format!("multipart/form-data;{parameters}")).map_err(|_| malformed())?;
        let bound = u64::try_from(limit).unwrap_or(u64::MAX);
        let constraints = multer::Constraints::new().size_limit(multer::SizeLimit::new().whole_stream(bound).per_field(bound));
        let mut parser = multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
        let refused = |error: multer::Error| match error {
            multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
                Rejection::new(Location::Body, "", Reason::TooLarge { limit })
            }
            _ => malformed(),
        };
        let mut parts = Vec::new();
        while let Some(field) = parser.next_field().await.map_err(refused)? {
            let Some(name) = field.name().filter(|name| names.contains(name)).map(str::to_owned) else { continue };
            let file_name = field.file_name().map(str::to_owned);
            let media_type = field.content_type().map(ToString::to_string);
            let content = field.bytes().await.map_err(refused)?;
            parts.push((name, File { content, name: file_name, media_type }));
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
            let text = std::str::from_utf8(&file.content).map_err(|_| refused("text in UTF-8"))?;
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
            (files, Kind::Array(inner)) => Value::Array(files.iter().map(|file| read(file, inner)).collect::<Result<_, _>>()?),
            ([file], kind) => read(file, kind)?,
            _ => return Err(Rejection::new(Location::Body, name, Reason::Repeated)),
        };
        serde_json::from_value(value).map(Some).map_err(|error| refused(&expectation(&error.to_string())))
    }
}

/// A part that must be there.
pub(crate) fn required<T>(name: &str, found: Option<T>) -> Result<T, Rejection> {
    found.ok_or_else(|| Rejection::new(Location::Body, name, Reason::Missing))
}
