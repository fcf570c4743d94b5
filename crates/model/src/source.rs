//! A document's text and the places in it, so that every mistake can be shown where it stands: in the document or in one of
//! the files that it refers to.

mod disk;

use std::ops::Range;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

pub use disk::Disk;

/// Bytes that are read at the most, of the document and of all that it refers to: four times the largest document that is
/// known.
pub const SIZE_LIMIT: usize = 64 * 1024 * 1024;

/// A range of bytes in the texts of a [`Source`]: first its own, then those of the files that it refers to, one after the
/// other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset of the byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range as the standard library has it.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Gives the files that a document refers to. Paths have `/`, and no `.` or `..` but at their start.
pub trait Reader: std::fmt::Debug + Send + Sync + RefUnwindSafe {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// Whatever keeps them from being read.
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>>;

    /// What stands in a folder, to tell what a misspelt name may mean.
    fn names(&self, folder: &str) -> Vec<String>;
}

/// A file that the document refers to.
#[derive(Debug)]
pub(crate) struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The offset of its first byte in spans.
    pub base: usize,
    path: String,
}

/// The text of one document, and the name to show for it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user wrote it: it stands in reports and in the header of generated files.
    pub name: String,
    /// The bytes of the file. Whether they are text is for [`crate::load`] to say.
    pub bytes: Vec<u8>,
    /// Where it stands for the reader: what relative references start from (RFC 3986 section 5.1).
    path: String,
    reader: Option<Arc<dyn Reader>>,
    /// Files that were read so far. Each is read once, so that a place means the same for as long as the source lives.
    files: Arc<Mutex<Vec<Arc<File>>>>,
}

/// One of the texts of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'s> {
    pub name: &'s str,
    pub bytes: &'s [u8],
    pub base: usize,
}

impl Source {
    /// A document called `name` with these bytes. References to other files are refused.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        Source { path: normal(&slashed(&name)), name, bytes: bytes.into(), reader: None, files: Arc::default() }
    }

    /// The same document, standing at `path` among the files of a reader, which it may refer to.
    #[must_use]
    pub fn beside(self, path: &str, reader: impl Reader + 'static) -> Self {
        let path = normal(&slashed(path));
        Source { path, reader: Some(Arc::new(reader)), files: Arc::default(), ..self }
    }

    /// The name without folders and extension: the prefix of the generated packages.
    pub fn stem(&self) -> &str {
        stem(&self.name)
    }

    /// The line of a byte in the file where it stands, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.place(offset).1
    }

    /// The name of the file where a byte stands, and its line there, counted from 1.
    pub fn place(&self, offset: usize) -> (String, usize) {
        let files = self.files();
        let text = self.texts(&files).rev().find(|text| text.base <= offset).unwrap_or(self.own());
        let before = &text.bytes[..(offset - text.base).min(text.bytes.len())];
        (text.name.to_owned(), before.iter().filter(|&&byte| byte == b'\n').count() + 1)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn reader(&self) -> Option<&dyn Reader> {
        self.reader.as_deref()
    }

    /// The files that were read so far, in the order of their places.
    pub(crate) fn files(&self) -> Vec<Arc<File>> {
        // Nothing panics while it is held.
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The document's own text, and those of `files`.
    pub(crate) fn texts<'s>(&'s self, files: &'s [Arc<File>]) -> impl DoubleEndedIterator<Item = Text<'s>> {
        let others = files.iter().map(|file| Text { name: &file.name, bytes: &file.bytes, base: file.base });
        std::iter::once(self.own()).chain(others)
    }

    fn own(&self) -> Text<'_> {
        Text { name: &self.name, bytes: &self.bytes, base: 0 }
    }

    /// The file at a path of the reader's. `name` is what it is called in reports.
    pub(crate) fn open(&self, path: &str, name: &str) -> std::io::Result<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.iter().find(|file| file.path == path) {
            return Ok(Arc::clone(known));
        }
        let bytes = match &self.reader {
            Some(reader) => reader.read(path)?,
            None => return Err(std::io::ErrorKind::Unsupported.into()),
        };
        let (last, last_len) = files.last().map_or((0, self.bytes.len()), |file| (file.base, file.bytes.len()));
        // A byte in between keeps the end of one file and the start of the next apart.
        let base = last + last_len + 1;
        if base.saturating_add(bytes.len()) > SIZE_LIMIT {
            let message = format!("all files together are larger than {SIZE_LIMIT} bytes");
            return Err(std::io::Error::other(message));
        }
        let file = Arc::new(File { name: name.to_owned(), bytes, base, path: path.to_owned() });
        files.push(Arc::clone(&file));
        Ok(file)
    }
}

/// A file's name without folders and extension.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.split_once('.').map_or(file, |(stem, _)| stem)
}

fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

/// A path without `.` and `..` (RFC 3986 section 5.2.4). What goes beyond the start of a path that has no root stays.
pub(crate) fn normal(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    // Two are the start of a name of another machine's (Windows).
    let root = ["//", "/"].into_iter().find(|root| path.starts_with(root)).unwrap_or_default();
    for segment in path.split('/').filter(|segment| !matches!(*segment, "." | "")) {
        match (segment, kept.last()) {
            ("..", Some(last)) if *last != ".." => drop(kept.pop()),
            ("..", _) if !root.is_empty() => {}
            _ => kept.push(segment),
        }
    }
    format!("{root}{}", kept.join("/"))
}
