//! The document of a new workspace: its name, and the files to copy.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use codegen::{Generated, Options, Problems, Source};

use super::arguments::Shared;
use super::files::Files;
use super::names;
use crate::program::Program;

/// The folder of the workspace for the document.
const FOLDER: &str = "openapi";

/// A document to copy into a workspace.
pub(super) struct NewDocument {
    /// The prefix of the packages.
    pub name: String,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// The path of the copy from the root of the workspace.
    pub path: String,
    /// The paths of the copied overlays.
    pub overlays: Vec<String>,
    /// The copies: the document, the files that it refers to, and the overlays.
    pub files: Files,
    /// The document, with the path of the copy as its name.
    pub source: Source,
}

impl NewDocument {
    /// Reads a document. `None` if it has errors, which are printed to standard error with the places in the original, as the warnings
    /// are.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or no name is given, and neither the title nor the file has one.
    pub(super) fn read(shared: &Shared, program: &Program<'_>) -> Result<Option<Self>> {
        let source = shared.overlays.read(&shared.spec, &shared.spec.to_string_lossy())?;
        let api = match model::resolve_tolerant(&source) {
            Ok((api, warnings)) => {
                program.report(&source, &warnings, false);
                api
            }
            Err(problems) => {
                program.report(&source, &problems.0, false);
                return Ok(None);
            }
        };
        let of_file = || names::of_title(&shared.spec.file_stem()?.to_string_lossy());
        let Some(name) = shared.name.clone().or_else(|| names::of_title(&api.title)).or_else(of_file) else {
            bail!(
                "no package name can be made from the title `{}` or the name of the file; give one with --name",
                api.title
            )
        };
        let own =
            std::path::absolute(&shared.spec).with_context(|| format!("cannot find {}", shared.spec.display()))?;
        let referred: Vec<(PathBuf, Vec<u8>)> =
            source.referred_files().into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
        let base = common_folder(&own, referred.iter().map(|(path, _)| path.as_path()));
        let path = match (referred.is_empty(), own.extension()) {
            // Nothing refers to the document by its file name.
            (true, Some(extension)) => format!("{FOLDER}/{name}.{}", extension.to_string_lossy()),
            _ => copied(&base, &own),
        };
        let mut files = Files::from([(path.clone(), source.bytes.clone())]);
        files.extend(referred.into_iter().map(|(path, bytes)| (copied(&base, &path), bytes)));
        let mut overlays = Vec::new();
        for overlay in shared.overlays.paths() {
            let bytes = std::fs::read(overlay).with_context(|| format!("cannot read {}", overlay.display()))?;
            let file = overlay.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let path = format!("{FOLDER}/overlays/{file}");
            if files.insert(path.clone(), bytes).is_some() {
                bail!("two overlays are called {file}");
            }
            overlays.push(path);
        }
        let source = shared.overlays.read(&shared.spec, &path)?;
        Ok(Some(NewDocument { name, title: api.title, version: api.version, path, overlays, files, source }))
    }

    /// The crates that `generate` writes with the settings of the workspace. `command` is the subcommand of Cargo that has it.
    ///
    /// # Errors
    ///
    /// All errors of the document.
    pub(super) fn generated(&self, command: &str) -> Result<Generated, Problems> {
        let options = Options {
            tolerant: true,
            name: Some(self.name.clone()),
            command: format!("cargo {command} generate"),
            ..Options::default()
        };
        codegen::generate(&self.source, &options)
    }
}

/// The deepest folder that has all files.
fn common_folder<'a>(document: &Path, others: impl Iterator<Item = &'a Path>) -> PathBuf {
    let folder = document.parent().unwrap_or(document).to_owned();
    others.fold(folder, |mut folder, other| {
        while !other.starts_with(&folder) && folder.pop() {}
        folder
    })
}

/// The path of a copy from the root of the workspace.
fn copied(base: &Path, path: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    let names = below.components().map(|component| component.as_os_str().to_string_lossy());
    [FOLDER.into()].into_iter().chain(names).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{common_folder, copied};

    #[test]
    fn copies_lie_to_each_other_as_the_originals() {
        let (document, other) = (Path::new("/a/b/c/api.yaml"), Path::new("/a/b/common/error.yaml"));
        let base = common_folder(document, [other].into_iter());
        assert_eq!(base, Path::new("/a/b"));
        assert_eq!(copied(&base, document), "openapi/c/api.yaml");
        assert_eq!(copied(&base, other), "openapi/common/error.yaml");
    }
}
