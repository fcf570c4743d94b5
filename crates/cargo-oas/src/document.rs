//! The document to read: where it is, its overlays, and which part of it is meant.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use codegen::{Selection, Selector, Source};
use model::save::{self, DocumentFormat};

use crate::config::Found;

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

/// Reads a document, which may refer to other files. `name` is its name in messages.
pub fn read(path: &Path, name: &str) -> Result<Source> {
    Source::from_disk(path, name).with_context(|| format!("cannot read {}", path.display()))
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
}

impl OverlayArguments {
    /// These overlays; without any, those of the workspace.
    #[must_use]
    pub fn or(&self, found: Option<&Found>) -> Self {
        let Some(found) = found.filter(|_| self.overlay.is_empty()) else { return self.clone() };
        OverlayArguments { overlay: found.config.overlays.iter().map(|overlay| found.path(overlay)).collect() }
    }

    /// Reads a document, which may refer to other files, and its overlays. `name` is the name of the document in messages.
    pub fn read(&self, path: &Path, name: &str) -> Result<Source> {
        self.overlaid(Source::from_disk(path, name).with_context(|| format!("cannot read {}", path.display()))?)
    }

    /// Adds the overlays to a document.
    pub fn overlaid(&self, source: Source) -> Result<Source> {
        self.overlay.iter().try_fold(source, |source, overlay| {
            let read = source.overlaid_from_disk(overlay, shown(overlay).to_string_lossy());
            read.with_context(|| format!("cannot read {}", overlay.display()))
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
        }
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
