//! Documents on a disk, for the programs: the one part of this crate that reads files. No stage of the pipeline calls it but
//! through the [`Reader`] that it was given.

use std::io::{Error, Read, Result};
use std::path::Path;

use super::{Reader, SIZE_LIMIT, Source};

/// Names of a folder that are looked at for one that is near.
const NAMES_LIMIT: usize = 10_000;

/// The files of the disk, by their absolute paths.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Reader for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        // A device or a pipe may never end, or never begin.
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
    /// The document at a path of the disk, with the files that it refers to. `name` is what it is called in reports.
    ///
    /// # Errors
    ///
    /// What the system says, and that there are more than [`SIZE_LIMIT`] bytes. Whether the files that it refers to can be
    /// read is said when they are needed.
    pub fn from_disk(path: &Path, name: impl Into<String>) -> Result<Self> {
        let bytes = bounded(path)?;
        let absolute = std::path::absolute(path)?;
        Ok(Source::new(name, bytes).beside(&absolute.to_string_lossy(), Disk))
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
