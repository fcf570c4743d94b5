//! Finds the documents of the corpus.

use std::path::Path;

use anyhow::{Context, Result};

/// The paths of the documents, relative to `folder`, with `/` as separator: those in the file `list`, or else all files in `folder` whose
/// names end like those of documents.
///
/// # Errors
///
/// A file or folder cannot be read.
pub fn documents(folder: &Path, list: Option<&Path>) -> Result<Vec<String>> {
    if let Some(list) = list {
        let text = std::fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        return Ok(lines.filter(|line| !line.is_empty()).map(str::to_owned).collect());
    }
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = std::fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "node_modules" {
                folders.push(path);
            } else if [".json", ".yaml", ".yml"].iter().any(|end| name.ends_with(end)) && name != "package.json" {
                let below = path.strip_prefix(folder).unwrap_or(&path);
                found.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}
