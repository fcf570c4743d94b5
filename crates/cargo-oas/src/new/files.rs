//! The files of a workspace.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

/// Files to write, by path from the root of the workspace, with `/`.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Whether a folder does not exist or has nothing but a repository.
pub(super) fn is_empty(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == ".git")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot read the folder {}", dir.display())),
    }
}

/// Writes files below a folder, with the folders that they need.
pub(super) fn write(root: &Path, files: &Files) -> Result<()> {
    for (path, bytes) in files {
        let target = root.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        fs::write(&target, bytes).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

/// A number of files, in words.
pub(super) fn counted(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}
