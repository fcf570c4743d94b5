//! `generate` and `check`: generates the crates of a document, and writes or compares them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use codegen::{Files, Options, Problem, SettingError, Source};
use model::problem::Kind;
use model::report::FileProblem;
use similar::TextDiff;

use crate::config::{Crates, Found, place};
use crate::diff;
use crate::disk::{Change, Tree};
use crate::document::{Document, OverlayArguments, SelectionArguments};
use crate::explain;
use crate::program::Program;
use crate::typescript;

/// The last commit.
const DEFAULT_REVISION: &str = "HEAD";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write nothing. Print a diff for each stale file, and exit with 1 if there is one.
    #[arg(long)]
    check: bool,
    /// Write nothing. Print for each operation whether progenitor or this tool writes its client code, and why.
    #[arg(long, conflicts_with = "check")]
    explain: bool,
    /// The document; by default that of `oas.toml`. With it, the settings of `oas.toml` are not used.
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
    /// With --spec, also write a program that calls every operation of the client against the server and prints the differences.
    #[arg(long, requires = "spec")]
    roundtrip: bool,
    /// Also write a router that receives the webhooks of the document: `Webhooks` and `webhook_router` in the server crate.
    #[arg(long)]
    webhooks: bool,
    /// Also write TypeScript definitions of the API, or compare them with --check; by default the file of `oas.toml`.
    #[arg(long, value_name = "FILE")]
    typescript: Option<PathBuf>,
    /// With --spec, the folder for a workspace with the three crates. It must be new, empty, or written by this command.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// With --spec, also reject the document for errors that are only warnings by default, such as an example that does not match its
    /// schema. For the document of `oas.toml`, set its key `strict`.
    #[arg(long, requires = "spec")]
    strict: bool,
    /// The git revision to compare the document with in the last line of the output; by default the last commit. With --check, also exit
    /// with 1 if `info.version` is not raised as the changes since then require.
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
    /// Show every error and warning, even if there are many of the same kind.
    #[arg(long)]
    verbose: bool,
}

/// An argument of `generate` as the help of `check` shows it.
pub fn argument_of_check(argument: clap::Arg) -> clap::Arg {
    match argument.get_id().as_str() {
        "check" | "explain" => argument.hide(true),
        "since" => argument.help(
            "The git revision to compare the document with in the last line of the output. With `check`, also exit with 1 if \
             `info.version` is not raised as the changes since then require",
        ),
        "typescript" => argument.help(
            "With `check`, also compare TypeScript definitions of the API with this file; by default with that of `oas.toml`",
        ),
        _ => argument,
    }
}

/// Writes or compares the files.
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let document = program.document(arguments.spec.as_deref())?;
    if document.found.is_none() && arguments.out.is_none() && !arguments.explain {
        bail!("--spec needs --out, the folder for the generated files");
    }
    generate(arguments, program, &document, arguments.check)
}

/// Compares the files.
pub fn check(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let document = program.document(arguments.spec.as_deref())?;
    if document.found.is_none() && arguments.out.is_none() {
        bail!("--spec needs --out, the folder with the generated files");
    }
    generate(arguments, program, &document, true)
}

/// The options of the generator for a document.
fn options(arguments: &Arguments, program: &Program<'_>, document: &Document) -> Options {
    let found = document.found.as_ref();
    let selection = arguments.selection.or(found).selection();
    match found.map(|found| &found.config) {
        None => Options {
            workspace: true,
            roundtrip: arguments.roundtrip,
            webhooks: arguments.webhooks,
            command: format!("{} generate --spec … --out …", program.name),
            tolerant: !arguments.strict,
            selection,
            ..Options::default()
        },
        Some(config) => {
            let [types_crate, client_crate, server_crate] = config.crates.of_each();
            Options {
                webhooks: arguments.webhooks || config.crates.webhooks,
                command: format!("{} generate", config.program),
                tolerant: !config.strict,
                selection,
                name: config.crates.name.clone(),
                version: config.crates.version.clone(),
                types: config.types.iter().map(|(schema, of)| (schema.clone(), of.model())).collect(),
                derives: config.derives.model(),
                types_crate,
                client_crate,
                server_crate,
                ..Options::default()
            }
        }
    }
}

fn generate(arguments: &Arguments, program: &Program<'_>, document: &Document, is_check: bool) -> Result<ExitCode> {
    let found = document.found.as_ref();
    let overlays = arguments.overlays.or(found);
    let source = document.read(&overlays)?;
    if let Some(file) = &arguments.effective {
        overlays.write_effective(&source, &document.path, file)?;
    }
    let options = options(arguments, program, document);
    if arguments.explain {
        let selection = arguments.selection.or(found);
        return explain::explain(&source, &options, &selection, program, arguments.verbose);
    }
    let tree = match (&arguments.out, found) {
        (Some(out), None) => Tree::whole(out),
        (_, found) => {
            let root = found.map(|found| found.root.clone()).unwrap_or_default();
            Tree::folders(&root, "", folders(&options).into_iter().map(|(_, folder)| folder).collect())
        }
    };
    if let Some(found) = found {
        let errors = setting_errors(found, &source, &options);
        if !errors.is_empty() {
            program.report(&found.source, &errors, arguments.verbose);
            return Ok(ExitCode::FAILURE);
        }
    }
    // Programs get the stale files in one report with the warnings.
    let is_whole_report = is_check && program.is_for_programs();
    let mut warnings = Vec::new();
    let files = match codegen::generate(&source, &options) {
        Ok(generated) => {
            if is_whole_report {
                warnings = generated.warnings;
            } else {
                program.report(&source, &generated.warnings, arguments.verbose);
            }
            if found.is_some() { moved(generated.files, &folders(&options)) } else { generated.files }
        }
        Err(problems) => {
            let (failure, problems) = arguments.selection.or(found).failure(problems.0);
            return program.refused(&source, &problems, failure, (options.tolerant, arguments.verbose));
        }
    };
    let changes = tree.changes(&files)?;
    let definitions = match definitions(arguments, found) {
        Some(file) => Some(typescript::changes(&source, &options, &file)?),
        None => None,
    };
    if !is_check {
        write(&tree, &changes, &files, program)?;
        if let Some((tree, changes, files)) = definitions.filter(|(_, changes, _)| !changes.is_empty()) {
            write(&tree, &changes, &files, program)?;
        }
        since(arguments, program, document, &overlays, &source, false)?;
        return Ok(ExitCode::SUCCESS);
    }
    if is_whole_report {
        let of_definitions = definitions.iter().flat_map(|(tree, changes, _)| stale(tree, changes, &options));
        let stale: Vec<FileProblem> = stale(&tree, &changes, &options).chain(of_definitions).collect();
        program.report_with_files(&source, &warnings, &stale, arguments.verbose);
    }
    let checked = compare(&tree, &changes, &options, program)?;
    let are_definitions_fresh = match definitions {
        Some((tree, changes, _)) => compare(&tree, &changes, &options, program)? == ExitCode::SUCCESS,
        None => true,
    };
    let is_raised = since(arguments, program, document, &overlays, &source, true)?;
    Ok(if is_raised && are_definitions_fresh { checked } else { ExitCode::FAILURE })
}

/// The folder of each crate, by the one that the generator writes it to.
fn folders(options: &Options) -> [(&'static str, String); 3] {
    let of = [("types", &options.types_crate), ("client", &options.client_crate), ("server", &options.server_crate)];
    of.map(|(role, of)| (role, of.folder.clone().unwrap_or_else(|| role.to_owned())))
}

/// The files in the folders of the settings.
fn moved(files: Files, folders: &[(&'static str, String)]) -> Files {
    let path = |path: String| {
        let own = folders.iter().find_map(|(role, folder)| Some((path.strip_prefix(role)?.strip_prefix('/')?, folder)));
        own.map_or_else(|| path.clone(), |(rest, folder)| format!("{folder}/{rest}"))
    };
    files.into_iter().map(|(name, text)| (path(name), text)).collect()
}

/// The settings that do not fit the document, or are not valid, each at its place in `oas.toml`.
fn setting_errors(found: &Found, source: &Source, options: &Options) -> Vec<Problem> {
    let problem = |error: SettingError| {
        let at = place(&String::from_utf8_lossy(&found.source.bytes), &given_key(&found.config.crates, error.key));
        Problem::new(at, Kind::Invalid { what: error.what, why: error.why, instead: error.instead })
    };
    let mut problems: Vec<Problem> = codegen::check_settings(source, options).into_iter().map(problem).collect();
    // One wrong folder of all crates is one error.
    problems.dedup_by(|one, other| one.at == other.at && one.kind.suggestion() == other.kind.suggestion());
    problems
}

/// The key that decides about a setting. The folder of a crate may be a default: then it is in the folder of all crates, or another crate has
/// been given the same one.
fn given_key(crates: &Crates, key: Vec<String>) -> Vec<String> {
    let is_given = |role: &str| crates.of_role(role).is_some_and(|of| of.folder.is_some());
    let [first, role, last] = key.as_slice() else { return key };
    if first != "crates" || last != "folder" || is_given(role) {
        return key;
    }
    let own = crates.folder_of(role);
    let other =
        ["types", "client", "server"].into_iter().find(|other| is_given(other) && crates.folder_of(other) == own);
    let deciding = other.map(str::to_owned).into_iter().chain(["folder".to_owned()]);
    ["crates".to_owned()].into_iter().chain(deciding).collect()
}

/// Returns the file for the TypeScript definitions, if there is to be one.
fn definitions(arguments: &Arguments, found: Option<&Found>) -> Option<PathBuf> {
    let own = || found.and_then(|found| Some(found.path(found.config.typescript.as_ref()?)));
    arguments.typescript.clone().or_else(own)
}

/// Prints the changes of the document since a revision. Returns whether the version was raised enough, if that is to be checked.
fn since(
    arguments: &Arguments,
    program: &Program<'_>,
    document: &Document,
    overlays: &OverlayArguments,
    source: &Source,
    is_check: bool,
) -> Result<bool> {
    let revision = match (&arguments.since, is_check || arguments.spec.is_some()) {
        (Some(revision), _) => revision,
        (None, true) => return Ok(true),
        (None, false) => DEFAULT_REVISION,
    };
    let selection = arguments.selection.or(document.found.as_ref());
    let allowed = match diff::allowed(document.found.as_ref(), None, program) {
        Err(_) if arguments.since.is_none() => return Ok(true),
        allowed => allowed?,
    };
    let since =
        match (diff::since(revision, &document.path, overlays, source, (&selection, &allowed)), &arguments.since) {
            (Ok(since), _) => since,
            // There is no repository, or no such commit or file.
            (Err(_), None) => return Ok(true),
            (Err(error), Some(_)) => return Err(error),
        };
    if let Some(summary) = since.summary {
        let command = program.name;
        program.say(&format!("changes since {revision}: {summary}; `{command} diff {revision}` shows them"));
    }
    Ok(!is_check || since.is_raised_enough != Some(false))
}

fn write(tree: &Tree, changes: &[Change], files: &Files, program: &Program<'_>) -> Result<()> {
    tree.apply(changes)?;
    for change in changes {
        let (what, path) = match change {
            Change::Write { path, old: Some(_), .. } => ("changed", path),
            Change::Write { path, old: None, .. } => ("new", path),
            Change::Remove { path, .. } => ("removed", path),
        };
        program.say(&format!("{what:>8} {}", tree.shown(path)));
    }
    if changes.is_empty() {
        program.say(&format!("nothing changed: {} files are up to date", files.len()));
    }
    Ok(())
}

/// The stale files as problems.
fn stale<'c>(tree: &'c Tree, changes: &'c [Change], options: &'c Options) -> impl Iterator<Item = FileProblem> + 'c {
    changes.iter().map(|change| {
        let (path, message) = match change {
            Change::Write { path, old: Some(_), .. } => (path, "the file differs from the generated one"),
            Change::Write { path, old: None, .. } => (path, "the file is missing"),
            Change::Remove { path, .. } => (path, "the file is not generated any more"),
        };
        FileProblem {
            file: tree.shown(path),
            code: "stale-file",
            message: message.to_owned(),
            help: format!("run `{}`", options.command),
        }
    })
}

fn compare(tree: &Tree, changes: &[Change], options: &Options, program: &Program<'_>) -> Result<ExitCode> {
    for change in changes {
        let (path, old, new) = match change {
            Change::Write { path, old, new } => (path, old.as_deref(), Some(new.as_str())),
            Change::Remove { path, old } => (path, Some(old.as_str()), None),
        };
        let shown = tree.shown(path);
        let name = |side: &str, there: bool| if there { format!("{side}/{shown}") } else { "/dev/null".to_owned() };
        let diff = TextDiff::from_lines(old.unwrap_or_default(), new.unwrap_or_default());
        let mut unified = diff.unified_diff();
        program.say(
            unified.header(&name("a", old.is_some()), &name("b", new.is_some())).to_string().trim_end_matches('\n'),
        );
    }
    if changes.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let command = &options.command;
    let files = if changes.len() == 1 { "1 file is" } else { &format!("{} files are", changes.len()) };
    eprintln!("{files} stale; run `{command}`");
    Ok(ExitCode::FAILURE)
}
