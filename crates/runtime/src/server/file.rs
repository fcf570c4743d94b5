//! Files of multipart bodies. Small ones are held in memory and large ones on disk, so that uploads do not exhaust memory.

use std::io::Write;
use std::sync::Arc;

use axum::body::Bytes;
use futures_util::stream::{Stream, StreamExt, once, unfold};
use tempfile::NamedTempFile;
use tokio::io::AsyncReadExt;

/// The number of bytes that are read from disk at a time.
const CHUNK: usize = 64 * 1024;

/// A file in a multipart body.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The file name that the sender gives, if any. It is not safe to use as a path.
    pub name: Option<String>,
    /// The media type that the sender gives, if any.
    pub media_type: Option<String>,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Memory(Bytes),
    /// The file is removed when its last clone is dropped.
    Disk {
        file: Arc<NamedTempFile>,
        bytes: u64,
    },
}

impl Default for Content {
    fn default() -> Self {
        Content::Memory(Bytes::new())
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Shows neither the content nor the path.
        write!(f, "[{} bytes]", self.len())
    }
}

impl Content {
    fn len(&self) -> u64 {
        match self {
            Content::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Content::Disk { bytes, .. } => *bytes,
        }
    }
}

/// Files in memory are compared by content. A file on disk equals its clones only.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.content, &other.content) {
            (Content::Memory(one), Content::Memory(other)) => one == other,
            (Content::Disk { file: one, .. }, Content::Disk { file: other, .. }) => Arc::ptr_eq(one, other),
            _ => false,
        };
        is_same && self.name == other.name && self.media_type == other.media_type
    }
}

impl From<Vec<u8>> for File {
    fn from(content: Vec<u8>) -> Self {
        File { content: Content::Memory(content.into()), ..File::default() }
    }
}

impl File {
    /// The size in bytes.
    pub fn len(&self) -> u64 {
        self.content.len()
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads the whole file into memory.
    ///
    /// # Errors
    ///
    /// The file is on disk and cannot be read.
    pub async fn bytes(&self) -> std::io::Result<Bytes> {
        match &self.content {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::Disk { file, .. } => {
                let mut content = Vec::new();
                tokio::fs::File::from_std(file.reopen()?).read_to_end(&mut content).await?;
                Ok(content.into())
            }
        }
    }

    /// Reads the file piece by piece.
    pub fn into_stream(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
        match self.content {
            Content::Memory(bytes) => once(async { Ok(bytes) }).left_stream(),
            Content::Disk { file, .. } => unfold(Some(Reader { file, open: None }), read).right_stream(),
        }
    }
}

impl File {
    /// The content as text, if it is in memory and UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Memory(bytes) => std::str::from_utf8(bytes).ok(),
            Content::Disk { .. } => None,
        }
    }
}

/// A file on disk that is being read.
struct Reader {
    file: Arc<NamedTempFile>,
    open: Option<tokio::fs::File>,
}

async fn read(reader: Option<Reader>) -> Option<(std::io::Result<Bytes>, Option<Reader>)> {
    let mut reader = reader?;
    let mut file = match reader.open.take() {
        Some(file) => file,
        None => match reader.file.reopen() {
            Ok(file) => tokio::fs::File::from_std(file),
            Err(error) => return Some((Err(error), None)),
        },
    };
    let mut chunk = vec![0; CHUNK];
    match file.read(&mut chunk).await {
        Ok(0) => None,
        Ok(count) => {
            chunk.truncate(count);
            Some((Ok(chunk.into()), Some(Reader { open: Some(file), ..reader })))
        }
        Err(error) => Some((Err(error), None)),
    }
}

/// A file that is being received.
pub(crate) struct Receiving {
    in_memory: usize,
    memory: Vec<u8>,
    disk: Option<NamedTempFile>,
    bytes: u64,
}

impl Receiving {
    /// Creates an empty file, which moves to disk when it exceeds `in_memory` bytes.
    pub(crate) fn new(in_memory: usize) -> Self {
        Receiving { in_memory, memory: Vec::new(), disk: None, bytes: 0 }
    }

    /// Appends a chunk.
    ///
    /// # Errors
    ///
    /// The temporary file cannot be created or written.
    pub(crate) async fn push(&mut self, chunk: Bytes) -> std::io::Result<()> {
        self.bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if self.disk.is_none() && self.memory.len() + chunk.len() <= self.in_memory {
            self.memory.extend_from_slice(&chunk);
            return Ok(());
        }
        let (disk, memory) = (self.disk.take(), std::mem::take(&mut self.memory));
        let written = tokio::task::spawn_blocking(move || {
            let mut file = match disk {
                Some(file) => file,
                None => NamedTempFile::new()?,
            };
            file.write_all(&memory)?;
            file.write_all(&chunk)?;
            Ok::<_, std::io::Error>(file)
        });
        self.disk = Some(written.await.map_err(std::io::Error::other)??);
        Ok(())
    }

    /// Finishes the file.
    pub(crate) fn done(self, name: Option<String>, media_type: Option<String>) -> File {
        let content = match self.disk {
            Some(file) => Content::Disk { file: Arc::new(file), bytes: self.bytes },
            None => Content::Memory(self.memory.into()),
        };
        File { name, media_type, content }
    }
}
