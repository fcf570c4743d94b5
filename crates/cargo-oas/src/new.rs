//! `new` and `init`: a workspace for a document, or the same in an existing workspace.

mod arguments;
mod document;
mod files;
mod join;
mod names;
mod templates;
mod tool;
mod toolchain;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::program::Program;
use arguments::Shared;
pub use arguments::{Arguments, InitArguments};
use document::NewDocument;
use files::{Files, counted, is_empty, write};
use templates::{Layout, Values};
use tool::Tool;

/// The files with settings for rustfmt.
const RUSTFMT: [&str; 2] = ["rustfmt.toml", ".rustfmt.toml"];

/// Writes a workspace.
///
/// # Errors
///
/// The folder is not empty, or a file cannot be read or written. Errors of the document are reported, and the exit code is 1.
pub(crate) fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let dir = &arguments.dir;
    ensure!(
        is_empty(dir)?,
        "the folder {} is not empty; `cargo oas init` adds the crates to an existing workspace",
        dir.display()
    );
    let Some((values, mut files)) = planned(&arguments.shared, program, Layout::New, "xtask")? else {
        return Ok(ExitCode::FAILURE);
    };
    templates::workspace(&values, &mut files);
    write(dir, &files)?;
    let count = counted(files.len());
    program.say(&format!("created {} for {} {}: {count}", dir.display(), values.title, values.version));
    end(&values, Some(dir), program);
    Ok(ExitCode::SUCCESS)
}

/// Adds to a workspace.
///
/// # Errors
///
/// There is no workspace, a file would be overwritten, or a file cannot be read or written. Errors of the document are reported, and the
/// exit code is 1.
pub(crate) fn init(arguments: &InitArguments, program: &Program<'_>) -> Result<ExitCode> {
    let root = join::root(&std::env::current_dir().context("cannot find the current folder")?)?;
    let has_xtask = root.join("xtask").exists();
    let command = if has_xtask { "oas" } else { "xtask" };
    let Some((values, mut files)) = planned(&arguments.shared, program, Layout::Joined, command)? else {
        return Ok(ExitCode::FAILURE);
    };
    if root.join(".config/insta.yaml").exists() {
        files.remove(".config/insta.yaml");
        program.say(
            "note: .config/insta.yaml exists; run the tests with INSTA_UPDATE=unseen once to write their snapshots",
        );
    }
    let taken: Vec<&str> = files.keys().filter(|path| root.join(path).exists()).map(String::as_str).collect();
    if !taken.is_empty() {
        bail!("nothing is written, because these files of {} exist: {}", root.display(), taken.join(", "));
    }
    let manifest = join::manifest(&root, &values, !has_xtask)?;
    let config = if has_xtask { None } else { Some(join::alias(&root)?) };
    write(&root, &files)?;
    for (path, text) in [Some(manifest), config].into_iter().flatten() {
        let label = if root.join(&path).exists() { " changed" } else { "     new" };
        write(&root, &BTreeMap::from([(path.clone(), text.into_bytes())]))?;
        program.say(&format!("{label} {path}"));
    }
    for path in files.keys().filter(|path| !path.starts_with("crates/")) {
        program.say(&format!("     new {path}"));
    }
    program.say("     new crates/types, crates/client, crates/server");
    if has_xtask {
        program
            .say("note: the folder xtask exists and is not changed; use `cargo oas generate` in place of `cargo xtask generate`");
    }
    if RUSTFMT.iter().any(|file| root.join(file).exists()) {
        let xtask = if has_xtask { "" } else { "-p xtask " };
        program.say(&format!(
            "note: this workspace has settings for rustfmt; to format the new files with them, run `cargo fmt {xtask}-p {}-tests`",
            values.name
        ));
    }
    if let Some(channel) = toolchain::too_old(&root) {
        let needed = toolchain::NEEDED;
        program.say(&format!(
            "note: the toolchain of this workspace is {channel}; the new crates need Rust {needed} or later"
        ));
    }
    end(&values, None, program);
    Ok(ExitCode::SUCCESS)
}

/// The values of the templates and all files, without those that only a new workspace has. `None` if the document has errors, which are
/// reported.
fn planned(
    shared: &Shared,
    program: &Program<'_>,
    layout: Layout,
    command: &'static str,
) -> Result<Option<(Values, Files)>> {
    let Some(document) = NewDocument::read(shared, program)? else { return Ok(None) };
    let tool = match &shared.tool {
        Some(tool) => tool.clone(),
        None => Tool::own(),
    };
    let generated = match document.generated(command) {
        Ok(generated) => generated,
        Err(problems) => {
            program.report(&document.source, &problems.0, false);
            return Ok(None);
        }
    };
    let has_example_server = generated.files.contains_key("server/src/fake.rs");
    let mut files: Files = document.files.clone();
    files.extend(generated.files.into_iter().map(|(path, text)| (format!("crates/{path}"), text.into_bytes())));
    let values = Values {
        name: document.name,
        title: document.title,
        version: document.version,
        document: document.path,
        overlays: document.overlays,
        tool,
        command,
        layout,
        has_example_server,
    };
    templates::shared(&values, &mut files);
    Ok(Some((values, files)))
}

/// Prints where the tool's crates come from, and the next commands.
fn end(values: &Values, dir: Option<&Path>, program: &Program<'_>) {
    if let Tool::Path(folder) = &values.tool {
        program.say(&format!(
            "the crates `cargo-oas` and `api-contract` come from {}; to change it, edit [workspace.dependencies] in Cargo.toml",
            folder.display()
        ));
    }
    let enter = dir.map(|dir| format!("cd {} && ", dir.display())).unwrap_or_default();
    program.say(&format!("next: {enter}cargo {} generate && cargo test --workspace", values.command));
}
