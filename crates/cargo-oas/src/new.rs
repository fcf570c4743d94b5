//! `new` and `init`: a workspace for a document, or the same in an existing workspace.

mod document;
mod join;
mod names;
mod templates;
mod tool;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::document::OverlayArguments;
use crate::program::Program;
use document::Document;
use templates::{Layout, Values};
use tool::Tool;

/// Files to write, by path from the root of the workspace, with `/`.
type Files = BTreeMap<String, Vec<u8>>;

/// The arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the new workspace. It must not exist, or be empty.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    shared: Shared,
}

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct InitArguments {
    #[command(flatten)]
    shared: Shared,
}

/// The arguments of both commands.
#[derive(Debug, clap::Args)]
struct Shared {
    /// The OpenAPI document. It is copied, with the files that it refers to.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    #[command(flatten)]
    overlays: OverlayArguments,
    /// The prefix of the generated packages; by default made from `info.title`.
    #[arg(long, value_name = "NAME", value_parser = names::package)]
    name: Option<String>,
    /// Where the workspace takes the crates `cargo-oas` and `api-contract` from: VERSION, `path:DIR` or `git:URL`. By default the
    /// checkout that this program was built from, or its version if there is none.
    #[arg(long, value_name = "TOOL")]
    tool: Option<Tool>,
}

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
    println!("created {} for {} {}: {}", dir.display(), values.title, values.version, counted(files.len()));
    end(&values, Some(dir));
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
        println!(
            "note: .config/insta.yaml exists; run the tests with INSTA_UPDATE=unseen once to write their snapshots"
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
        write(&root, &BTreeMap::from([(path.clone(), text.into_bytes())]))?;
        println!(" changed {path}");
    }
    for path in files.keys().filter(|path| !path.starts_with("crates/")) {
        println!("     new {path}");
    }
    println!("     new crates/types, crates/client, crates/server");
    if has_xtask {
        println!("note: the folder xtask exists and stays as it is; the commands are `cargo oas generate` and others");
    }
    end(&values, None);
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
    let Some(document) = Document::read(shared, program)? else { return Ok(None) };
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
fn end(values: &Values, dir: Option<&Path>) {
    if let Tool::Path(folder) = &values.tool {
        println!(
            "the crates `cargo-oas` and `api-contract` come from {}; to change it, edit [workspace.dependencies] in Cargo.toml",
            folder.display()
        );
    }
    let enter = dir.map(|dir| format!("cd {} && ", dir.display())).unwrap_or_default();
    println!("next: {enter}cargo {} generate && cargo test --workspace", values.command);
}

/// Whether a folder does not exist or has nothing but a repository.
fn is_empty(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == ".git")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot read the folder {}", dir.display())),
    }
}

fn write(root: &Path, files: &Files) -> Result<()> {
    for (path, bytes) in files {
        let target = root.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        fs::write(&target, bytes).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

fn counted(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}
