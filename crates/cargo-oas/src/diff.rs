//! `diff`: the changes between two documents, or between two revisions of one.

mod operand;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow, bail};
use diff::report::{Report, github, html, human, json, markdown, sarif};
use diff::{Allowed, Change, Severity};
use model::{Api, Source, report};

use crate::config::Found;
use crate::document::{OverlayArguments, SelectionArguments, read, shown};
use crate::program::{MessageFormat, Program};
use operand::Operand;

/// The exit code if a document cannot be read or has errors. 1 is the code of `--fail-on`.
const UNREADABLE: u8 = 2;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The old document: a file, a revision of git such as `HEAD~1` or `v1.2`, or `REVISION:FILE`. By default the last commit.
    old: Option<String>,
    /// The new document, in one of the forms of OLD. By default the file on disk.
    new: Option<String>,
    /// The document to compare if OLD or NEW is only a revision; by default that of `oas.toml`.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    overlays: OverlayArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Exit with 1 if there is such a change that is not allowed.
    #[arg(long, value_name = "CHANGES", value_enum)]
    fail_on: Option<FailOn>,
    /// A list of allowed changes, as YAML or JSON: objects with `fingerprint`, `reason` and, optionally, the last day: `until: 2027-01-31`;
    /// by default the file that `[diff] allow` of `oas.toml` names.
    #[arg(long, value_name = "FILE")]
    allow: Option<PathBuf>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show every change with its lines, even if there are many of the same kind.
    #[arg(long)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FailOn {
    /// A change that breaks callers.
    Breaking,
    /// Also a change that may break callers.
    May,
    /// Also a change that breaks servers.
    Servers,
    /// Any change.
    Any,
}

impl FailOn {
    fn includes(self, severity: Severity) -> bool {
        match self {
            FailOn::Breaking => severity.breaks_callers(),
            FailOn::May => severity <= Severity::MayBreakCallers,
            FailOn::Servers => severity <= Severity::BreaksServers,
            FailOn::Any => true,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Diagnostics for a terminal.
    Human,
    /// JSON.
    Json,
    /// A section of a changelog.
    Markdown,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// One page, with the lines of both documents side by side.
    Html,
}

impl Format {
    /// The format of the errors of a document: that of the report, if errors have this format too, so that they are shown in the same place.
    fn of_errors(self, program: &Program<'_>) -> MessageFormat {
        match self {
            _ if program.is_for_programs() => program.settings.message_format,
            Format::Sarif => MessageFormat::Sarif,
            Format::Github => MessageFormat::Github,
            Format::Human | Format::Json | Format::Markdown | Format::Html => MessageFormat::Human,
        }
    }
}

/// Compares two documents.
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    match compare(arguments, program) {
        Ok(code) => Ok(code),
        Err(error) => {
            program.fail(&error, arguments.format.of_errors(program));
            Ok(UNREADABLE.into())
        }
    }
}

fn compare(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let given = arguments.spec.as_deref();
    // Two files need no settings. An invalid `oas.toml` is an error all the same.
    let found = if given.is_some() { None } else { program.config()? };
    let own = found.as_ref().map(|found| found.path(&found.config.document));
    let default = given.or(own.as_deref());
    let old = Operand::of(arguments.old.as_deref().unwrap_or("HEAD"), default)?;
    let new = match &arguments.new {
        Some(new) => Operand::of(new, default)?,
        None => Operand::current(arguments.old.as_deref(), given, default)?,
    };
    // The overlays of the workspace are for its own document.
    let is_own = |operand: &Operand| own.as_deref().is_some_and(|own| operand.is(own));
    let all = found.clone();
    let found = found.filter(|_| is_own(&old) && is_own(&new));
    let overlays = arguments.overlays.or(found.as_ref());
    let setting = |operand: &Operand| all.as_ref().filter(|_| is_own(operand));
    let revisions = [old.revision_of(), new.revision_of()];
    let old = overlays.overlaid(old.source(setting(&old))?)?;
    let new = overlays.overlaid(new.source(setting(&new))?)?;
    let allowed = allowed(found.as_ref(), arguments.allow.as_deref(), program)?;
    let selection = arguments.selection.or(found.as_ref());
    // Warnings of the document itself are those of `generate`; those of an overlay may be about a wrong target.
    if !overlays.paths().is_empty() {
        let warnings = model::overlay::document(&new).map(|(_, warnings)| warnings).unwrap_or_default();
        program.report(&new, &warnings, false);
    }
    let (before, after) =
        selected(&selection, resolved(&old, arguments.format, program)?, resolved(&new, arguments.format, program)?)?;
    let changes = diff::compare(&before, &after);
    allowed.report_unused(&changes, program);
    let verdict = diff::verdict(allowed.open(&changes), &before.version, &after.version);
    let fails_by = |fail_on: FailOn| allowed.open(&changes).any(|change| fail_on.includes(change.severity));
    let fails = arguments.fail_on.is_some_and(fails_by);
    let report = Report { revisions, ..Report::new(&old, &new, &changes, &allowed.valid, verdict) };
    match arguments.format {
        Format::Human => {
            let color = program.color(&std::io::stdout());
            print!("{}", human(&report, report::Options { color, verbose: arguments.verbose }));
        }
        Format::Json => println!("{:#}", json(&report)),
        Format::Markdown => print!("{}", markdown(&report)),
        Format::Sarif => println!("{:#}", sarif(&report)),
        Format::Github => print!("{}", github(&report)),
        Format::Html => print!("{}", html(&report)),
    }
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The changes of a document since a revision.
pub struct Since {
    /// The number of changes of each severity, and the required version. `None` if there are no changes.
    pub summary: Option<String>,
    /// Whether `info.version` was raised enough. `None` if that is unknown.
    pub is_raised_enough: Option<bool>,
}

/// Compares the selected operations of a document with those of a revision. Allowed changes need no other version.
pub fn since(
    revision: &str,
    document: &Path,
    overlays: &OverlayArguments,
    new: &Source,
    (selection, allowed): (&SelectionArguments, &AllowedChanges),
) -> Result<Since> {
    let old = overlays.overlaid(Operand::of(revision, Some(document))?.source(None)?)?;
    let (Ok((before, _)), Ok((after, _))) = (model::resolve_annotated(&old), model::resolve_annotated(new)) else {
        bail!("one of the documents has errors");
    };
    let (before, after) = selected(selection, before, after)?;
    let changes = diff::compare(&before, &after);
    let verdict = diff::verdict(allowed.open(&changes), &before.version, &after.version);
    let summary = (!changes.is_empty()).then(|| Report::new(&old, new, &changes, &allowed.valid, verdict).summary());
    Ok(Since { summary, is_raised_enough: verdict.is_enough() })
}

/// The operations of both documents that options select.
fn selected(arguments: &SelectionArguments, old: Api, new: Api) -> Result<(Api, Api)> {
    let selection = arguments.selection();
    if selection.is_everything() {
        return Ok((old, new));
    }
    selection.of_both(old, new).map_err(|problems| {
        let (failure, others) = arguments.failure(problems.0);
        let messages: Vec<String> = others.iter().map(|problem| problem.kind.to_string()).collect();
        failure.map_or_else(|| anyhow!("{}", messages.join("; ")), Into::into)
    })
}

fn resolved(source: &Source, format: Format, program: &Program<'_>) -> Result<Api> {
    match model::resolve_annotated(source) {
        Ok((api, _)) => Ok(api),
        Err(problems) => {
            let errors: Vec<_> =
                problems.0.into_iter().filter(|problem| problem.severity() == model::Severity::Error).collect();
            program.report_as(format.of_errors(program), source, &errors, &[], false);
            bail!("{} has errors", source.name)
        }
    }
}

/// The changes that are allowed.
#[derive(Default)]
pub struct AllowedChanges {
    /// The file.
    source: Option<Source>,
    /// All that are listed.
    listed: BTreeMap<String, Allowed>,
    /// Those that are allowed today.
    valid: BTreeMap<String, Allowed>,
}

impl AllowedChanges {
    /// The changes that are not allowed today.
    fn open<'c>(&self, changes: &'c [Change]) -> impl Iterator<Item = &'c Change> {
        changes.iter().filter(|change| !self.valid.contains_key(&change.fingerprint))
    }

    /// Warns of entries without a change, and of those that have ended.
    fn report_unused(&self, changes: &[Change], program: &Program<'_>) {
        let Some(source) = &self.source else { return };
        let warnings = self.listed.iter().filter_map(|(fingerprint, of)| {
            let until = of.until.as_deref().unwrap_or_default();
            if changes.iter().all(|change| change.fingerprint != *fingerprint) {
                Some(diff::without_effect(fingerprint, of, "is not among the changes"))
            } else if !self.valid.contains_key(fingerprint) {
                Some(diff::without_effect(fingerprint, of, &format!("was allowed until {until}")))
            } else {
                None
            }
        });
        program.report(source, &warnings.collect::<Vec<_>>(), true);
    }
}

/// The changes that a file allows: `given`, else that of the settings.
///
/// # Errors
///
/// The file cannot be read, or has errors, which are reported.
pub fn allowed(found: Option<&Found>, given: Option<&Path>, program: &Program<'_>) -> Result<AllowedChanges> {
    let listed = found.and_then(|found| Some(found.path(found.config.diff.allow.as_ref()?)));
    let Some(file) = given.or(listed.as_deref()) else { return Ok(AllowedChanges::default()) };
    let setting = found.filter(|_| given.is_none()).map(|found| (found, ["diff", "allow"].as_slice()));
    let source = read(file, &shown(file).to_string_lossy(), setting)?;
    let listed = match diff::allowed(&source) {
        Ok(listed) => listed,
        Err(problems) => {
            program.report(&source, &problems.0, true);
            bail!("{} has errors", source.name)
        }
    };
    let today = chrono::Utc::now().date_naive().to_string();
    let mut valid = listed.clone();
    valid.retain(|_, allowed| !diff::is_expired(allowed, &today));
    Ok(AllowedChanges { source: Some(source), listed, valid })
}
