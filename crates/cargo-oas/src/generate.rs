//! `cargo xtask generate`: generates the crates of a document, and writes or compares them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use codegen::{Files, Options, Source, report};
use similar::TextDiff;

use crate::diff;
use crate::disk::{Change, Tree};
use crate::document::{DOCUMENT, OverlayArguments, SelectionArguments, workspace_root};

/// The last commit.
const DEFAULT_REVISION: &str = "HEAD";

/// The crates of the workspace that are generated.
const CRATES: [&str; 3] = ["types", "client", "server"];

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write nothing. Print a diff for each stale file, and exit with 1 if there is one.
    #[arg(long)]
    check: bool,
    /// Write nothing. Print which generator emits the client of each operation, and why.
    #[arg(long, conflicts_with = "check")]
    explain: bool,
    /// The document; by default the workspace's own.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    overlays: OverlayArguments,
    /// Also write the document with its overlays to a file, as YAML or JSON by its extension. References to other files stay as they
    /// are, so put it into the folder of the document.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    effective: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Also write a program that calls every operation of the client against the server and prints the differences.
    #[arg(long, requires = "spec")]
    roundtrip: bool,
    /// Also write a router that receives the webhooks of the document: `Webhooks` and `webhook_router` in the server crate.
    #[arg(long)]
    webhooks: bool,
    /// The folder for a workspace with the three crates. It must be new, empty, or written by this command.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Reject errors that affect neither requests nor responses, as in the workspace's own document.
    #[arg(long, requires = "spec")]
    strict: bool,
    /// The revision of git whose changes the last line counts; by default the last commit. With --check, also exit with 1 if
    /// `info.version` is not raised as the changes require.
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
    /// Show every warning, even if there are many of the same kind.
    #[arg(long)]
    verbose: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let selection = arguments.selection.selection();
    let (path, name, options) = match &arguments.spec {
        Some(spec) => {
            let name = spec.file_name().map_or_else(|| spec.to_string_lossy(), |name| name.to_string_lossy());
            let command = "cargo xtask generate --spec … --out …".to_owned();
            let (roundtrip, tolerant, webhooks) = (arguments.roundtrip, !arguments.strict, arguments.webhooks);
            let options = Options { workspace: true, roundtrip, webhooks, command, tolerant, selection };
            (spec.clone(), name, options)
        }
        None => {
            let options = Options { webhooks: arguments.webhooks, selection, ..Options::default() };
            (workspace_root()?.join(DOCUMENT), DOCUMENT.into(), options)
        }
    };
    let source = arguments.overlays.read(&path, &name)?;
    if let Some(file) = &arguments.effective {
        arguments.overlays.write_effective(&source, &path, file)?;
    }
    let shown = report::Options { color: std::io::stderr().is_terminal(), verbose: arguments.verbose };
    if arguments.explain {
        return Ok(explain(&source, &options, shown));
    }
    let tree = match (&arguments.spec, &arguments.out) {
        (Some(_), Some(out)) => Tree::whole(out),
        (Some(_), None) => bail!("--spec needs --out, the folder for the generated files"),
        _ => {
            let crates = CRATES.iter().map(|name| (*name).to_owned()).collect();
            Tree::folders(&workspace_root()?.join("crates"), crates)
        }
    };
    let files = match codegen::generate(&source, &options) {
        Ok(generated) => {
            eprint!("{}", report::render(&source, &generated.warnings, shown));
            generated.files
        }
        Err(problems) => {
            eprint!("{}", report::render(&source, &problems.0, shown));
            return Ok(ExitCode::FAILURE);
        }
    };
    let changes = tree.changes(&files)?;
    if !arguments.check {
        write(&tree, &changes, &files)?;
        since(arguments, &path, &source)?;
        return Ok(ExitCode::SUCCESS);
    }
    let checked = check(&tree, &changes, &options)?;
    let is_raised = since(arguments, &path, &source)?;
    Ok(if is_raised { checked } else { ExitCode::FAILURE })
}

/// Prints the changes of the document since a revision. Returns whether the version was raised enough, if that is to be checked.
fn since(arguments: &Arguments, path: &Path, source: &Source) -> Result<bool> {
    let revision = match (&arguments.since, arguments.check || arguments.spec.is_some()) {
        (Some(revision), _) => revision,
        (None, true) => return Ok(true),
        (None, false) => DEFAULT_REVISION,
    };
    let since = match (diff::since(revision, path, &arguments.overlays, source), &arguments.since) {
        (Ok(since), _) => since,
        // There is no repository, or no such commit or file.
        (Err(_), None) => return Ok(true),
        (Err(error), Some(_)) => return Err(error),
    };
    if let Some(summary) = since.summary {
        println!("changes since {revision}: {summary}; `cargo xtask diff {revision}` shows them");
    }
    Ok(!arguments.check || since.is_raised_enough != Some(false))
}

fn explain(source: &Source, options: &Options, shown: report::Options) -> ExitCode {
    let resolved = if options.tolerant { model::resolve_tolerant(source) } else { model::resolve(source) };
    match resolved.and_then(|(api, _)| options.selection.of(api)) {
        Ok((api, _)) => {
            print!("{}", codegen::explain(&api));
            ExitCode::SUCCESS
        }
        Err(problems) => {
            eprint!("{}", report::render(source, &problems.0, shown));
            ExitCode::FAILURE
        }
    }
}

fn write(tree: &Tree, changes: &[Change], files: &Files) -> Result<()> {
    tree.apply(changes)?;
    for change in changes {
        let (what, path) = match change {
            Change::Write { path, old: Some(_), .. } => ("changed", path),
            Change::Write { path, old: None, .. } => ("new", path),
            Change::Remove { path, .. } => ("removed", path),
        };
        println!("{what:>8} {}", tree.shown(path));
    }
    if changes.is_empty() {
        println!("nothing changed: {} files are up to date", files.len());
    }
    Ok(())
}

fn check(tree: &Tree, changes: &[Change], options: &Options) -> Result<ExitCode> {
    for change in changes {
        let (path, old, new) = match change {
            Change::Write { path, old, new } => (path, old.as_deref(), Some(new.as_str())),
            Change::Remove { path, old } => (path, Some(old.as_str()), None),
        };
        let shown = tree.shown(path);
        let name = |side: &str, there: bool| if there { format!("{side}/{shown}") } else { "/dev/null".to_owned() };
        let diff = TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default());
        let mut unified = diff.unified_diff();
        print!("{}", unified.header(&name("a", old.is_some()), &name("b", new.is_some())));
    }
    if changes.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let command = if options.command.is_empty() { "cargo xtask generate" } else { &options.command };
    let files = if changes.len() == 1 { "1 file is" } else { &format!("{} files are", changes.len()) };
    eprintln!("{files} stale; run `{command}`");
    Ok(ExitCode::FAILURE)
}
