//! Generated files on disk: what differs, and replacing it so that no file is ever seen half-written.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::Files;
use codegen::files::MARK;

/// The name of a file that is being written, until it is renamed: `.lib.rs.generating`.
const UNFINISHED: &str = ".generating";

/// Names in an output folder that Cargo or git put there.
const TOLERATED: [&str; 3] = ["Cargo.lock", "target", ".git"];

/// Where generated files go.
pub struct Tree {
    root: PathBuf,
    /// The folders below the root that may hold generated files; all of it, where `None`.
    folders: Option<Vec<String>>,
}

/// One difference between the disk and what was generated. Paths are from the root, with `/`.
pub enum Change {
    /// A file that is not there, or has other contents.
    Write { path: String, old: Option<String>, new: String },
    /// A generated file that no longer is one.
    Remove { path: String, old: String },
}

impl Tree {
    /// A folder that holds generated files only.
    pub fn whole(root: &Path) -> Self {
        Tree { root: root.to_owned(), folders: None }
    }

    /// Folders that hold generated files beside others.
    pub fn folders(root: &Path, folders: Vec<String>) -> Self {
        Tree { root: root.to_owned(), folders: Some(folders) }
    }

    /// A path as it is shown: from the workspace's root, or with the folder that was given.
    pub fn shown(&self, path: &str) -> String {
        match &self.folders {
            Some(_) => format!("{}/{path}", self.root.file_name().unwrap_or_default().to_string_lossy()),
            None => self.root.join(path).display().to_string(),
        }
    }

    /// What differs. A file that is not generated is never among it.
    ///
    /// # Errors
    ///
    /// A folder that holds what was not generated, where only generated files may be; a file of the user's in the place
    /// of a generated one; a folder that cannot be read.
    pub fn changes(&self, files: &Files) -> Result<Vec<Change>> {
        let mut found = BTreeSet::new();
        match &self.folders {
            None => walk(&self.root, "", &mut found, &TOLERATED)?,
            Some(folders) => {
                for folder in folders {
                    walk(&self.root.join(folder), folder, &mut found, &[])?;
                }
            }
        }
        let mut changes = Vec::new();
        for path in found.iter().filter(|path| !files.contains_key(*path) && !is_unfinished(path)) {
            match self.generated(path)? {
                Some(old) => changes.push(Change::Remove { path: path.clone(), old }),
                None if self.folders.is_none() => {
                    bail!(
                        "{} holds `{path}`, which was not generated; give --out a new or empty folder",
                        self.root.display()
                    )
                }
                None => {}
            }
        }
        for (path, new) in files {
            let old = if found.contains(path) { self.generated(path)? } else { None };
            if found.contains(path) && old.is_none() {
                bail!("`{}` was not generated and is in the place of a generated file; move it away", self.shown(path));
            }
            if old.as_ref() != Some(new) {
                changes.push(Change::Write { path: path.clone(), old, new: new.clone() });
            }
        }
        Ok(changes)
    }

    /// The contents of a file if its first line says that it was generated.
    fn generated(&self, path: &str) -> Result<Option<String>> {
        let bytes = fs::read(self.root.join(path)).with_context(|| format!("cannot read {}", self.shown(path)))?;
        // Whatever became of the rest: the first line is what tells.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let first = text.lines().next().unwrap_or_default();
        Ok(first.trim_start_matches(['/', '#']).trim_start().starts_with(MARK).then_some(text))
    }

    /// Makes the disk as it was generated: everything is written beside its target first, then renamed. Killed at any
    /// moment, it leaves the old or the new file everywhere, and the next run mends the rest.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn apply(&self, changes: &[Change]) -> Result<()> {
        let writes = || {
            changes.iter().filter_map(|change| match change {
                Change::Write { path, new, .. } => Some((self.root.join(path), new)),
                Change::Remove { .. } => None,
            })
        };
        for (target, new) in writes() {
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
            }
            let unfinished = unfinished(&target);
            fs::write(&unfinished, new).with_context(|| format!("cannot write {}", unfinished.display()))?;
        }
        for (target, _) in writes() {
            fs::rename(unfinished(&target), &target).with_context(|| format!("cannot replace {}", target.display()))?;
        }
        for change in changes {
            if let Change::Remove { path, .. } = change {
                let target = self.root.join(path);
                fs::remove_file(&target).with_context(|| format!("cannot remove {}", target.display()))?;
            }
        }
        self.sweep()
    }

    /// Removes what a killed run left behind.
    fn sweep(&self) -> Result<()> {
        let mut found = BTreeSet::new();
        for folder in self.folders.clone().unwrap_or_else(|| vec![String::new()]) {
            walk(&self.root.join(&folder), &folder, &mut found, &TOLERATED)?;
        }
        for path in found.iter().filter(|path| is_unfinished(path)) {
            let target = self.root.join(path);
            fs::remove_file(&target).with_context(|| format!("cannot remove {}", target.display()))?;
        }
        Ok(())
    }
}

fn unfinished(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}{UNFINISHED}"))
}

fn is_unfinished(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('.') && name.ends_with(UNFINISHED))
}

/// Adds every file below `folder`, as `prefix` and its path from there. A folder that is not there has none.
fn walk(folder: &Path, prefix: &str, found: &mut BTreeSet<String>, tolerated: &[&str]) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read the folder {}", folder.display())),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if tolerated.contains(&name.as_str()) {
            continue;
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, found, &[])?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}
