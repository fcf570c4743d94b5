//! The text of a document and the places in it. A report can show every error at its place, in the document or in a file
//! that the document refers to.

mod disk;

use std::ops::Range;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

pub use disk::Disk;

/// The largest number of bytes that are read, for the document and all files that it refers to. The largest known document
/// has a quarter of it.
pub const SIZE_LIMIT: usize = 64 * 1024 * 1024;

/// A range of bytes in the texts of a [`Source`]. The offsets count through the document first, then through the files that
/// it refers to, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset of the byte after the last one.
    pub end: usize,
}

impl Span {
    /// Returns the range as a [`std::ops::Range`].
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Reads the files that a document refers to. Paths are separated by `/` and contain `.` or `..` only at their start.
pub trait Reader: std::fmt::Debug + Send + Sync + RefUnwindSafe {
    /// Returns the bytes of a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>>;

    /// Returns the names in a folder. They are used to suggest a name for a misspelt one.
    fn names(&self, folder: &str) -> Vec<String>;
}

/// A file that the document refers to, or an overlay.
#[derive(Debug)]
pub(crate) struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The offset of the first byte of the file in spans.
    pub base: usize,
    /// The path in the reader.
    pub path: String,
}

/// The distance between the offsets of a value and of its copies. All files of a source together are shorter.
///
/// An overlay can insert a value in several places of the document. Each copy has a span of its own, because code that resolves
/// the document takes values with one span for one value; [`Source::place`] shows the original for all of them.
pub(crate) const COPY: usize = 2 * SIZE_LIMIT;

/// The text of one document, and the name that reports show for it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user wrote it. Reports and the header of generated files show it.
    pub name: String,
    /// The bytes of the file. [`crate::load`] checks that they are text.
    pub bytes: Vec<u8>,
    /// The path of the document in the reader. Relative references start from it (RFC 3986 section 5.1).
    path: String,
    reader: Option<Arc<dyn Reader>>,
    /// The overlays to apply to the document, in this order. They are the first of `files`.
    overlays: Vec<Arc<File>>,
    /// The files read so far. Each file is read once and never removed, so a span stays valid as long as the source.
    files: Arc<Mutex<Vec<Arc<File>>>>,
}

/// One of the texts of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceText<'s> {
    pub name: &'s str,
    pub bytes: &'s [u8],
    pub base: usize,
}

impl Source {
    /// Creates a document called `name` with these bytes. References to other files are rejected.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        let path = normal(&slashed(&name));
        Source { path, name, bytes: bytes.into(), reader: None, overlays: Vec::new(), files: Arc::default() }
    }

    /// Returns the same document at `path` in a reader. It may refer to the other files of the reader.
    #[must_use]
    pub fn beside(self, path: &str, reader: impl Reader + 'static) -> Self {
        let path = normal(&slashed(path));
        let files = Arc::new(Mutex::new(self.overlays.clone()));
        Source { path, reader: Some(Arc::new(reader)), files, ..self }
    }

    /// Returns the same document with one more overlay (Overlay Specification 1.0 or 1.1), which is applied after those that the
    /// document already has. `path` is the path of the overlay in the reader, `name` the name that reports show for it.
    #[must_use]
    pub fn overlaid(self, path: &str, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let base = self.after(&self.overlays);
        let file = File { name: name.into(), bytes: bytes.into(), base, path: normal(&slashed(path)) };
        let overlays: Vec<Arc<File>> = self.overlays.iter().cloned().chain([Arc::new(file)]).collect();
        Source { files: Arc::new(Mutex::new(overlays.clone())), overlays, ..self }
    }

    /// Returns the name without folders and extension: the prefix of the generated packages.
    pub fn stem(&self) -> &str {
        stem(&self.name)
    }

    /// Returns the place of the original of a copied value (see [`COPY`]), and any other place unchanged.
    pub(crate) fn original(&self, at: Span) -> Span {
        // Without overlays, a document may be of any length, and nothing is copied.
        let shift = if self.overlays.is_empty() { 0 } else { at.start - at.start % COPY };
        Span { start: at.start - shift, end: at.end.saturating_sub(shift) }
    }

    /// The offset in spans of the file that follows the document and `files`.
    fn after(&self, files: &[Arc<File>]) -> usize {
        let (last, last_len) = files.last().map_or((0, self.bytes.len()), |file| (file.base, file.bytes.len()));
        // One unused offset between two files separates the end of one from the start of the next.
        last + last_len + 1
    }

    /// Returns the line of a byte in its file, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.place(offset).1
    }

    /// Returns the name of the file that contains a byte, and the line of the byte in that file, from 1.
    pub fn place(&self, offset: usize) -> (String, usize) {
        let (files, offset) = (self.files(), self.original_offset(offset));
        let text = self.texts(&files).rev().find(|text| text.base <= offset).unwrap_or(self.own());
        let before = &text.bytes[..(offset - text.base).min(text.bytes.len())];
        (text.name.to_owned(), before.iter().filter(|&&byte| byte == b'\n').count() + 1)
    }

    /// Returns the column of a byte in its line, in characters from 1.
    pub fn column(&self, offset: usize) -> usize {
        let line = self.before(offset);
        String::from_utf8_lossy(&line).chars().count() + 1
    }

    /// Returns the text of the line that contains a byte, without the line break.
    pub fn line_text(&self, offset: usize) -> String {
        let mut line = self.before(offset);
        let (files, offset) = (self.files(), self.original_offset(offset));
        let text = self.texts(&files).rev().find(|text| text.base <= offset).unwrap_or(self.own());
        let rest = &text.bytes[(offset - text.base).min(text.bytes.len())..];
        line.extend(rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')));
        String::from_utf8_lossy(&line).into_owned()
    }

    /// Returns the line that contains a byte with up to `radius` lines before and after it, and the index of the line among them.
    pub fn lines_around(&self, offset: usize, radius: usize) -> (Vec<String>, usize) {
        let (files, offset) = (self.files(), self.original_offset(offset));
        let text = self.texts(&files).rev().find(|text| text.base <= offset).unwrap_or(self.own());
        let at = (offset - text.base).min(text.bytes.len());
        let is_break = |byte: &u8| *byte == b'\n';
        let start = text.bytes[..at].iter().rposition(is_break).map_or(0, |at| at + 1);
        let mut before: Vec<&[u8]> = text.bytes[..start].rsplit(is_break).skip(1).take(radius).collect();
        before.reverse();
        let shown = before.iter().copied().chain(text.bytes[start..].split(is_break).take(radius + 1));
        let lines = shown.map(|line| String::from_utf8_lossy(line).trim_end_matches('\r').to_owned());
        (lines.collect(), before.len())
    }

    /// The bytes of a line before an offset.
    fn before(&self, offset: usize) -> Vec<u8> {
        let (files, offset) = (self.files(), self.original_offset(offset));
        let text = self.texts(&files).rev().find(|text| text.base <= offset).unwrap_or(self.own());
        let before = &text.bytes[..(offset - text.base).min(text.bytes.len())];
        before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().to_vec()
    }

    fn original_offset(&self, offset: usize) -> usize {
        self.original(Span { start: offset, end: offset }).start
    }

    pub(crate) fn overlays(&self) -> &[Arc<File>] {
        &self.overlays
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn reader(&self) -> Option<&dyn Reader> {
        self.reader.as_deref()
    }

    /// Returns the files read so far, in the order of their offsets.
    pub(crate) fn files(&self) -> Vec<Arc<File>> {
        // No code panics while it holds the lock.
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the path in the reader and the bytes of each file that the document refers to. The files are known once the document
    /// is resolved. Overlays are not among them.
    pub fn referred_files(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.files();
        files.iter().skip(self.overlays.len()).map(|file| (file.path.clone(), file.bytes.clone())).collect()
    }

    /// The text of the document, and the texts of `files`.
    pub(crate) fn texts<'s>(&'s self, files: &'s [Arc<File>]) -> impl DoubleEndedIterator<Item = SourceText<'s>> {
        let others = files.iter().map(|file| SourceText { name: &file.name, bytes: &file.bytes, base: file.base });
        std::iter::once(self.own()).chain(others)
    }

    fn own(&self) -> SourceText<'_> {
        SourceText { name: &self.name, bytes: &self.bytes, base: 0 }
    }

    /// Returns the file at a path of the reader, and reads it if it is new. `name` is the name that reports show for it.
    pub(crate) fn open(&self, path: &str, name: &str) -> std::io::Result<Arc<File>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = files.iter().skip(self.overlays.len()).find(|file| file.path == path) {
            return Ok(Arc::clone(known));
        }
        let bytes = match &self.reader {
            Some(reader) => reader.read(path)?,
            None => return Err(std::io::ErrorKind::Unsupported.into()),
        };
        let base = self.after(&files);
        if base.saturating_add(bytes.len()) > SIZE_LIMIT {
            let message = format!("all files together are larger than {SIZE_LIMIT} bytes");
            return Err(std::io::Error::other(message));
        }
        let file = Arc::new(File { name: name.to_owned(), bytes, base, path: path.to_owned() });
        files.push(Arc::clone(&file));
        Ok(file)
    }
}

/// Returns the name of a file without folders and extension.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.split_once('.').map_or(file, |(stem, _)| stem)
}

fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

/// Returns a path without `.` and `..` (RFC 3986 section 5.2.4). A relative path keeps the `..` that lead out of its start.
pub(crate) fn normal(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    // Two slashes start the name of a host (a UNC path of Windows).
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
