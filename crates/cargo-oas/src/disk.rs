//! Generated files on disk: finds the differences and writes them, so that no file is ever half-written.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::Files;
use codegen::files::MARK;

/// The name of a file that is being written, until it is renamed: `.lib.rs.generating`.
const UNFINISHED: &str = ".generating";

/// Names in an output folder that belong to Cargo or git. They are ignored.
const IGNORED: [&str; 3] = ["Cargo.lock", "target", ".git"];

/// The folders for generated files.
pub struct Tree {
    root: PathBuf,
    /// The folders in the root with generated files; `None` if the whole root is generated.
    folders: Option<Vec<String>>,
    /// The root in messages. Empty if it is the workspace's.
    shown: String,
}

/// A difference between the disk and the generated files. Paths start at the root and have `/` as separator.
pub enum Change {
    /// A file is missing or has other contents.
    Write { path: String, old: Option<String>, new: String },
    /// A file was generated before and is not generated now.
    Remove { path: String, old: String },
}

impl Tree {
    /// A folder with generated files only.
    pub fn whole(root: &Path) -> Self {
        Tree { root: root.to_owned(), folders: None, shown: root.display().to_string() }
    }

    /// Folders with generated and other files. `shown` is the root in messages.
    pub fn folders(root: &Path, shown: &str, folders: Vec<String>) -> Self {
        Tree { root: root.to_owned(), folders: Some(folders), shown: shown.to_owned() }
    }

    /// A path for messages: relative to the workspace, or in the given folder.
    pub fn shown(&self, path: &str) -> String {
        Path::new(&self.shown).join(path).display().to_string()
    }

    /// The differences. They never contain files that were not generated.
    ///
    /// # Errors
    ///
    /// A file that was not generated is in a folder for generated files only, or in the place of a generated file; or a folder
    /// cannot be read.
    pub fn changes(&self, files: &Files) -> Result<Vec<Change>> {
        let mut found = BTreeSet::new();
        match &self.folders {
            None => walk(&self.root, "", &mut found, &IGNORED)?,
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
                bail!("`{}` was not generated, but is in the place of a generated file; move it", self.shown(path));
            }
            if old.as_ref() != Some(new) {
                changes.push(Change::Write { path: path.clone(), old, new: new.clone() });
            }
        }
        Ok(changes)
    }

    /// The contents of a file; `None` if its first line does not mark it as generated.
    fn generated(&self, path: &str) -> Result<Option<String>> {
        let bytes = fs::read(self.root.join(path)).with_context(|| format!("cannot read {}", self.shown(path)))?;
        // Only the first line matters. The rest may have been edited.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let first = text.lines().next().unwrap_or_default();
        Ok(first.trim_start_matches(['/', '#']).trim_start().starts_with(MARK).then_some(text))
    }

    /// Applies the differences. All files are written beside their targets and then renamed, so that each file is the old or
    /// the new one even if the process is killed. The next run completes an interrupted one.
    ///
    /// # Errors
    ///
    /// An error of the file system.
    pub fn apply(&self, changes: &[Change]) -> Result<()> {
        let writes = || {
            changes.iter().filter_map(|change| match change {
                Change::Write { path, new, .. } => Some((self.root.join(path), new)),
                Change::Remove { .. } => None,
            })
        };
        for (target, new) in writes() {
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
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

    /// Removes unfinished files of an interrupted run.
    fn sweep(&self) -> Result<()> {
        let mut found = BTreeSet::new();
        for folder in self.folders.clone().unwrap_or_else(|| vec![String::new()]) {
            walk(&self.root.join(&folder), &folder, &mut found, &IGNORED)?;
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

/// Adds the paths of all files in `folder`, with `prefix`. A folder that does not exist has no files.
fn walk(folder: &Path, prefix: &str, found: &mut BTreeSet<String>, ignored: &[&str]) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot read the folder {}", folder.display())),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if ignored.contains(&name.as_str()) {
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
