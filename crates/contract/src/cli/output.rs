//! Where reports are written, and in which formats.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Report;
use crate::report::{Subject, github, html, human, json, junit, sarif};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use model::{Problem, Source};

#[derive(Debug, clap::Args)]
pub struct OutputArguments {
    /// The format of the report. Without it, `github` if the environment variable GITHUB_ACTIONS is `true`, else `human`.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Write the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write another report to a file. Can be repeated.
    #[arg(long, value_name = "FORMAT=FILE")]
    pub report: Vec<String>,
}

/// Formats of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text.
    Human,
    /// JSON, in the schema `report.schema.json`.
    Json,
    /// JUnit XML.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Text, and annotations of GitHub Actions on standard output.
    Github,
    /// One HTML page.
    Html,
}

impl Format {
    fn text(self, subject: &Subject<'_>, report: &Report) -> Result<String> {
        Ok(match self {
            Format::Human | Format::Github => human(subject, report),
            Format::Json => format!("{:#}\n", json(subject, report)),
            Format::Junit => junit(subject, report)?,
            Format::Sarif => format!("{:#}\n", sarif(subject, report)),
            Format::Html => html(subject, report),
        })
    }
}

/// Shows errors and warnings of a document. By default as text on standard error.
#[derive(Clone, Default)]
pub struct Reporter(Option<Arc<Show>>);

/// Shows problems of a document.
type Show = dyn Fn(&Source, &[Problem]) + Send + Sync;

impl Reporter {
    /// Creates one that calls `show`.
    pub fn new(show: impl Fn(&Source, &[Problem]) + Send + Sync + 'static) -> Self {
        Reporter(Some(Arc::new(show)))
    }

    pub(super) fn report(&self, source: &Source, problems: &[Problem]) {
        match &self.0 {
            Some(show) => show(source, problems),
            None => eprint!("{}", model::report::render(source, problems, model::report::Options::default())),
        }
    }
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reporter")
    }
}

/// A report to write.
struct Target {
    format: Format,
    /// `None` for standard output.
    file: Option<File>,
}

/// The reports to write. Their files are open.
pub struct Outputs(Vec<Target>);

impl OutputArguments {
    /// The format that is given or chosen by the environment.
    fn format(&self) -> Format {
        let is_github = || std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true");
        self.format.unwrap_or_else(|| if is_github() { Format::Github } else { Format::Human })
    }

    /// The file for the report, opened for writing.
    pub fn file(&self) -> Result<Option<File>> {
        self.output.as_deref().map(create).transpose()
    }

    /// Opens all files: a run whose reports cannot be written is useless.
    pub fn open(&self) -> Result<Outputs> {
        let mut targets = vec![Target { format: self.format(), file: self.file()? }];
        for given in &self.report {
            let Some((format, path)) = given.split_once('=') else { bail!("--report takes FORMAT=FILE") };
            let format = Format::from_str(format, false);
            let Ok(format) = format else {
                let known = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
                let known = known.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ");
                bail!("--report {given}: the formats are {known}")
            };
            targets.push(Target { format, file: Some(create(Path::new(path))?) });
        }
        Ok(Outputs(targets))
    }
}

impl Outputs {
    /// Writes all reports.
    pub fn write(mut self, subject: &Subject<'_>, report: &Report) -> Result<()> {
        for Target { format, file } in &mut self.0 {
            write(file, &format.text(subject, report)?)?;
            if *format == Format::Github {
                print(&github(subject, report))?;
            }
        }
        Ok(())
    }
}

fn create(path: &Path) -> Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a report to its file, or to standard output.
pub fn write(file: &mut Option<File>, text: &str) -> Result<()> {
    match file {
        Some(file) => file.write_all(text.as_bytes()).context("cannot write the report"),
        None => print(text),
    }
}

pub fn print(text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")
}
