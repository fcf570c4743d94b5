//! Documents on disk. This is the only part of the crate that reads files. The rest of the crate calls it through the
//! [`Reader`] of a source.

use std::io::{Error, Read, Result};
use std::path::Path;

use super::{Reader, SIZE_LIMIT, Source};

/// The maximum number of names in a folder that are compared with a misspelt name.
const NAMES_LIMIT: usize = 10_000;

/// Reads files from the disk by their absolute paths.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Reader for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        // Reading a device or a pipe may never end.
        if !std::fs::metadata(path)?.is_file() {
            return Err(Error::other("not a regular file"));
        }
        bounded(Path::new(path))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().take(NAMES_LIMIT);
        let mut names: Vec<String> =
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

impl Source {
    /// Reads the document at a path of the disk. The document may refer to other files of the disk. `name` is the name that
    /// reports show for it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or it is larger than [`SIZE_LIMIT`]. Files that it refers to are read later.
    pub fn from_disk(path: &Path, name: impl Into<String>) -> Result<Self> {
        let bytes = bounded(path)?;
        let absolute = std::path::absolute(path)?;
        Ok(Source::new(name, bytes).beside(&absolute.to_string_lossy(), Disk))
    }

    /// Reads an overlay from the disk, and returns the same document with this overlay. See [`Source::overlaid`].
    ///
    /// # Errors
    ///
    /// The file cannot be read, or it is larger than [`SIZE_LIMIT`].
    pub fn overlaid_from_disk(self, path: &Path, name: impl Into<String>) -> Result<Self> {
        let bytes = bounded(path)?;
        let absolute = std::path::absolute(path)?;
        Ok(self.overlaid(&absolute.to_string_lossy(), name, bytes))
    }
}

fn bounded(path: &Path) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let expected = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX).min(SIZE_LIMIT);
    let mut bytes = Vec::with_capacity(expected);
    file.take(SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > SIZE_LIMIT {
        return Err(Error::other(format!("larger than {SIZE_LIMIT} bytes")));
    }
    Ok(bytes)
}
