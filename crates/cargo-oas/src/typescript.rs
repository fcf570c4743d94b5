//! The file of `generate --typescript`.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use codegen::files::MARK;
use codegen::{Files, Options, Source};

use crate::disk::{Change, Tree};

/// Returns the folder of the file with the TypeScript definitions of a document, the difference to the file on disk, if there is one,
/// and the file.
///
/// # Errors
///
/// The document has errors; or the file was not generated, or cannot be read.
pub fn changes(source: &Source, options: &Options, file: &Path) -> Result<(Tree, Vec<Change>, Files)> {
    // The generator of the crates has reported all errors before.
    let named = model::resolve_named_part(source, options.tolerant, &options.selection);
    let selected = named.and_then(|(api, warnings)| match options.selection.is_everything() {
        true => Ok((api, warnings)),
        false => options.selection.of(api).map(|(api, _)| (api, warnings)),
    });
    let (api, _) = selected.map_err(|problems| anyhow!("{} errors in the document", problems.0.len()))?;
    let new = typescript::render(&api, &options.command);
    let name = file.file_name().context("--typescript takes a file")?.to_string_lossy().into_owned();
    let old = match fs::read_to_string(file) {
        Ok(old) if !old.lines().next().unwrap_or_default().contains(MARK) => {
            bail!("`{}` was not generated, but is in the place of a generated file; move it", file.display())
        }
        Ok(old) => Some(old),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let files = Files::from([(name.clone(), new.clone())]);
    let changes = if old.as_ref() == Some(&new) { Vec::new() } else { vec![Change::Write { path: name, old, new }] };
    let folder = match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("/"),
    };
    let shown = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok((Tree::folders(folder, &shown, Vec::new()), changes, files))
}
