//! The document to read: where it is, its overlays, and which part of it is meant.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use codegen::{Problem, Selection, Selector, Source};
use model::problem::Kind;
use model::save::{self, DocumentFormat};

use crate::config::Found;
use crate::failure::Failure;

/// A document to read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in messages and generated files.
    pub name: String,
    /// The settings of the workspace, if the document is the workspace's.
    pub found: Option<Found>,
}

impl Document {
    /// Reads the document, which may refer to other files, and overlays.
    pub(crate) fn read(&self, overlays: &OverlayArguments) -> Result<Source> {
        let setting = self.found.as_ref().map(|found| (found, ["document"].as_slice()));
        overlays.overlaid(read(&self.path, &self.name, setting)?)
    }
}

/// Reads a document, which may refer to other files. `name` is its name in messages. `setting` is the setting that names it, if it is no
/// argument: the settings, and the keys.
pub(crate) fn read(path: &Path, name: &str, setting: Option<(&Found, &[&str])>) -> Result<Source, Failure> {
    Source::from_disk(path, name).map_err(|error| match setting {
        Some((found, keys)) => found.unreadable(keys, path, &error),
        None => Failure::unreadable(path, &error),
    })
}

/// A path for messages: relative to the current folder if it is below it.
pub fn shown(path: &Path) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).to_owned()
}

/// Changes to the document.
#[derive(Clone, Debug, clap::Args)]
pub struct OverlayArguments {
    /// An overlay to apply to the document (Overlay Specification 1.0 or 1.1). Can be repeated; the overlays are applied in order.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// The settings that name the overlays, if they are no arguments.
    #[arg(skip)]
    found: Option<Found>,
}

impl OverlayArguments {
    /// These overlays; without any, those of the workspace.
    #[must_use]
    pub fn or(&self, found: Option<&Found>) -> Self {
        let Some(found) = found.filter(|_| self.overlay.is_empty()) else { return self.clone() };
        let overlay = found.config.overlays.iter().map(|overlay| found.path(overlay)).collect();
        OverlayArguments { overlay, found: Some(found.clone()) }
    }

    /// Reads a document, which may refer to other files, and its overlays. `name` is the name of the document in messages.
    pub fn read(&self, path: &Path, name: &str) -> Result<Source> {
        self.overlaid(read(path, name, None)?)
    }

    /// Adds the overlays to a document.
    pub fn overlaid(&self, source: Source) -> Result<Source> {
        self.overlay.iter().enumerate().try_fold(source, |source, (index, overlay)| {
            let read = source.overlaid_from_disk(overlay, shown(overlay).to_string_lossy());
            let failed = |error| match &self.found {
                Some(found) => found.unreadable(&["overlays", &index.to_string()], overlay, &error),
                None => Failure::unreadable(overlay, &error),
            };
            Ok(read.map_err(failed)?)
        })
    }

    /// The paths of the overlays.
    pub fn paths(&self) -> &[PathBuf] {
        &self.overlay
    }

    /// Gives another command of this program the same overlays.
    pub fn pass(&self, command: &mut Command) {
        for overlay in &self.overlay {
            command.arg("--overlay").arg(overlay);
        }
    }

    /// Writes the document with its overlays to a file.
    pub fn write_effective(&self, source: &Source, document: &Path, file: &Path) -> Result<()> {
        let Some(format) = DocumentFormat::of(file) else {
            bail!("--effective takes a file with the extension yaml, yml or json")
        };
        let same = |input: &PathBuf| std::fs::canonicalize(input).ok() == std::fs::canonicalize(file).ok();
        ensure!(
            !file.exists() || ![document.to_owned()].iter().chain(&self.overlay).any(same),
            "--effective would overwrite {}",
            file.display()
        );
        // If the overlays have errors, the generation reports them.
        let written = model::on_large_stack(|| {
            let document = model::overlay::document(source).ok()?;
            Some(save::text(&document.0, format))
        });
        match written {
            Some(text) => std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display())),
            None => Ok(()),
        }
    }
}

/// A part of the document. Several options select the operations that one of them selects.
#[derive(Clone, Debug, clap::Args)]
pub struct SelectionArguments {
    /// Only operations and webhooks with this tag. `*` stands for any characters. Can be repeated.
    #[arg(long, value_name = "PATTERN")]
    tag: Vec<String>,
    /// Only operations and webhooks with this `operationId`. Patterns as for --tag.
    #[arg(long, value_name = "PATTERN")]
    operation: Vec<String>,
    /// Only operations of this path. Patterns as for --tag.
    #[arg(long, value_name = "PATTERN")]
    path: Vec<String>,
    /// No operations with this tag. Patterns as for --tag.
    #[arg(long, value_name = "PATTERN")]
    exclude_tag: Vec<String>,
    /// No operations with this `operationId`. Patterns as for --tag.
    #[arg(long, value_name = "PATTERN")]
    exclude_operation: Vec<String>,
    /// No operations of this path. Patterns as for --tag.
    #[arg(long, value_name = "PATTERN")]
    exclude_path: Vec<String>,
    /// The settings that have the patterns, if they are no arguments.
    #[arg(skip)]
    found: Option<Found>,
}

impl SelectionArguments {
    /// These options; without any, those of the workspace.
    #[must_use]
    pub fn or(&self, found: Option<&Found>) -> Self {
        let own =
            [&self.tag, &self.operation, &self.path, &self.exclude_tag, &self.exclude_operation, &self.exclude_path];
        let Some(found) = found.filter(|_| own.iter().all(|patterns| patterns.is_empty())) else { return self.clone() };
        let patterns = found.config.selection.clone();
        SelectionArguments {
            tag: patterns.tags,
            operation: patterns.operations,
            path: patterns.paths,
            exclude_tag: patterns.exclude_tags,
            exclude_operation: patterns.exclude_operations,
            exclude_path: patterns.exclude_paths,
            found: Some(found.clone()),
        }
    }

    /// Splits the errors that the patterns have from those of the document, if the patterns are settings: then they have places there.
    pub(crate) fn failure(&self, problems: Vec<Problem>) -> (Option<Failure>, Vec<Problem>) {
        let Some(found) = &self.found else { return (None, problems) };
        let mut of_settings = Vec::new();
        let mut others = Vec::new();
        for problem in problems {
            let keys = match &problem.kind {
                Kind::UnknownOperation { pattern, .. } => self.keys_of(pattern),
                Kind::EmptySelection => Some(vec!["selection".to_owned()]),
                _ => None,
            };
            match keys {
                Some(keys) => {
                    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                    of_settings.push(found.problem(&keys, problem.kind));
                }
                None => others.push(problem),
            }
        }
        let failure = (!of_settings.is_empty()).then(|| found.failure(of_settings));
        (failure, others)
    }

    /// The keys that lead to a pattern in the settings.
    fn keys_of(&self, pattern: &str) -> Option<Vec<String>> {
        type Of = fn(String) -> Selector;
        let lists: [(&str, &[String], Of); 6] = [
            ("tags", &self.tag, Selector::Tag),
            ("operations", &self.operation, Selector::Operation),
            ("paths", &self.path, Selector::Path),
            ("exclude-tags", &self.exclude_tag, Selector::Tag),
            ("exclude-operations", &self.exclude_operation, Selector::Operation),
            ("exclude-paths", &self.exclude_path, Selector::Path),
        ];
        lists.into_iter().find_map(|(key, patterns, of)| {
            let index = patterns.iter().position(|own| of(own.clone()).to_string() == pattern)?;
            Some(vec!["selection".to_owned(), key.to_owned(), index.to_string()])
        })
    }

    /// The operations that the options select.
    pub fn selection(&self) -> Selection {
        let patterns = |tags: &[String], operations: &[String], paths: &[String]| {
            let tags = tags.iter().cloned().map(Selector::Tag);
            let operations = operations.iter().cloned().map(Selector::Operation);
            tags.chain(operations).chain(paths.iter().cloned().map(Selector::Path)).collect()
        };
        Selection {
            only: patterns(&self.tag, &self.operation, &self.path),
            except: patterns(&self.exclude_tag, &self.exclude_operation, &self.exclude_path),
        }
    }

    /// Gives another command of this program the same options.
    pub fn pass(&self, command: &mut Command) {
        for (option, values) in [
            ("--tag", &self.tag),
            ("--operation", &self.operation),
            ("--path", &self.path),
            ("--exclude-tag", &self.exclude_tag),
            ("--exclude-operation", &self.exclude_operation),
            ("--exclude-path", &self.exclude_path),
        ] {
            values.iter().for_each(|value| {
                command.arg(format!("{option}={value}"));
            });
        }
    }
}
