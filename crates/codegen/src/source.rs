//! A document's text and the places in it, so that every mistake can be shown where it stands.

use std::ops::Range;

/// A range of bytes in the text of a [`Source`].
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

/// The text of one document, and the name to show for it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user wrote it: it stands in reports and in the header of generated files.
    pub name: String,
    /// The bytes of the file. Whether they are text is for [`crate::load`] to say.
    pub bytes: Vec<u8>,
}

impl Source {
    /// A document called `name` with these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Source { name: name.into(), bytes: bytes.into() }
    }

    /// The name without folders and extension: the prefix of the generated packages.
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        file.split_once('.').map_or(file, |(stem, _)| stem)
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.bytes[..offset.min(self.bytes.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
    }
}
