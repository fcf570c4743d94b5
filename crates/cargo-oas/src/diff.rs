//! `diff`: the changes between two documents, or between two revisions of one.

mod operand;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use diff::report::{Report, github, html, human, json, markdown, sarif};
use diff::{Allowed, Severity};
use model::{Api, Source, report};

use crate::document::OverlayArguments;
use crate::program::Program;
use operand::Operand;

/// The exit code if a document cannot be read or has errors. 1 is the code of `--fail-on`.
const UNREADABLE: u8 = 2;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The old document: a file, a revision of git such as `HEAD~1` or `v1.2`, or `REVISION:FILE`. By default the last commit.
    old: Option<String>,
    /// The new document, as OLD. By default the file on disk.
    new: Option<String>,
    /// The document to compare if an operand is only a revision; by default that of `oas.toml`.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    overlays: OverlayArguments,
    /// Exit with 1 if there are such changes that are not allowed.
    #[arg(long, value_name = "CHANGES", value_enum)]
    fail_on: Option<FailOn>,
    /// A list of allowed changes, as YAML or JSON: objects with `fingerprint`, `reason` and, if it ends, `until: 2027-01-31`.
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
    /// Changes that break callers.
    Breaking,
    /// Also changes that may break callers: `may-break-callers`.
    May,
    /// Also changes that break servers.
    Servers,
    /// All changes.
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
    /// JSON, as in `crates/diff/report.schema.json`.
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

/// Compares two documents.
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    match compare(arguments, program) {
        Ok(code) => Ok(code),
        Err(error) => {
            eprintln!("error: {error:#}");
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
    let found = found.filter(|_| is_own(&old) && is_own(&new));
    let overlays = arguments.overlays.or(found.as_ref());
    let old = overlays.overlaid(old.source()?)?;
    let new = overlays.overlaid(new.source()?)?;
    let listed = found.as_ref().and_then(|found| Some(found.path(found.config.diff.allow.as_ref()?)));
    let allowed = allowed(arguments.allow.as_deref().or(listed.as_deref()))?;
    let (before, after) = (resolved(&old, program)?, resolved(&new, program)?);
    let changes = diff::compare(&before, &after);
    for (fingerprint, of) in allowed.listed.iter().filter(|(key, _)| changes.iter().all(|one| one.fingerprint != **key))
    {
        eprintln!("warning: line {} of the allowed changes: there is no change {fingerprint}", of.line);
    }
    let open = changes.iter().filter(|change| !allowed.valid.contains_key(&change.fingerprint));
    let verdict = diff::verdict(open.clone(), &before.version, &after.version);
    let fails = arguments.fail_on.is_some_and(|fail_on| open.clone().any(|change| fail_on.includes(change.severity)));
    let report = Report::new(&old, &new, &changes, &allowed.valid, verdict);
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

/// Compares a document with its text of a revision.
pub fn since(revision: &str, document: &Path, overlays: &OverlayArguments, new: &Source) -> Result<Since> {
    let old = overlays.overlaid(Operand::of(revision, Some(document))?.source()?)?;
    let (Ok((before, _)), Ok((after, _))) = (model::resolve_annotated(&old), model::resolve_annotated(new)) else {
        bail!("one of the documents has errors");
    };
    let changes = diff::compare(&before, &after);
    let verdict = diff::verdict(&changes, &before.version, &after.version);
    let allowed = BTreeMap::new();
    let summary = (!changes.is_empty()).then(|| Report::new(&old, new, &changes, &allowed, verdict).summary());
    Ok(Since { summary, is_raised_enough: verdict.is_enough() })
}

fn resolved(source: &Source, program: &Program<'_>) -> Result<Api> {
    match model::resolve_annotated(source) {
        Ok((api, _)) => Ok(api),
        Err(problems) => {
            let errors: Vec<_> =
                problems.0.into_iter().filter(|problem| problem.severity() == model::Severity::Error).collect();
            program.report(source, &errors, false);
            bail!("{} has errors", source.name)
        }
    }
}

/// The changes that are allowed.
struct AllowedChanges {
    /// All that are listed.
    listed: BTreeMap<String, Allowed>,
    /// Those that are allowed today.
    valid: BTreeMap<String, Allowed>,
}

fn allowed(file: Option<&Path>) -> Result<AllowedChanges> {
    let Some(file) = file else { return Ok(AllowedChanges { listed: BTreeMap::new(), valid: BTreeMap::new() }) };
    let name = file.display();
    let source = Source::from_disk(file, name.to_string()).with_context(|| format!("cannot read {name}"))?;
    let listed = diff::allowed(&source).with_context(|| format!("{name}"))?;
    let today = today()?;
    let mut valid = listed.clone();
    valid.retain(|fingerprint, allowed| {
        let is_expired = diff::is_expired(allowed, &today);
        if is_expired {
            let until = allowed.until.as_deref().unwrap_or_default();
            eprintln!("warning: line {} of {name}: {fingerprint} was allowed until {until}", allowed.line);
        }
        !is_expired
    });
    Ok(AllowedChanges { listed, valid })
}

/// Today's date in UTC.
fn today() -> Result<String> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?.as_secs();
    Ok(date(seconds / 86_400))
}

/// The date some days after 1970-01-01 (<https://howardhinnant.github.io/date_algorithms.html>, `civil_from_days`).
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(20_784), "2026-11-27");
    }
}
