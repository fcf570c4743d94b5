//! The program that a command belongs to.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::ColorChoice;
use model::report::{self, FileProblem};
use model::{Problem, Severity, Source};

use crate::config::{Found, find};
use crate::document::Document;
use crate::failure::{self, Failure};

/// The exit codes, for the help of a program.
pub const EXIT_CODES: &str = "Exit codes: 0 success; 1 a document that has errors or cannot be read, stale files (check), a change of --fail-on \
(diff), a failed case (contract), or output that cannot be written; 2 wrong arguments. diff and contract also exit with 2 if a document has errors, \
or if a file cannot be read or written. Ctrl-C ends contract with 130, SIGTERM with 143.";

/// The heading of these options in the help of each command.
const OF_ALL: &str = "Options of all commands";

/// Options of all commands. For `contract`, they come before its own options.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// When to color diagnostics.
    #[arg(long, global = true, help_heading = OF_ALL, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Print only errors and reports, no warnings.
    #[arg(short, long, global = true, help_heading = OF_ALL)]
    pub quiet: bool,
    /// The file with the settings of the workspace. By default the first `oas.toml` in the current folder or above it.
    #[arg(long, global = true, help_heading = OF_ALL, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The format of errors and warnings of documents.
    #[arg(long, global = true, help_heading = OF_ALL, value_name = "FORMAT", value_enum, default_value_t = MessageFormat::Human)]
    pub message_format: MessageFormat,
}

#[cfg(not(feature = "contract"))]
impl Settings {
    /// The same options, as arguments for another program.
    pub(crate) fn options(&self) -> Vec<std::ffi::OsString> {
        use clap::ValueEnum;
        let values =
            [("color", self.color.to_possible_value()), ("message-format", self.message_format.to_possible_value())];
        let named = values.into_iter().filter_map(|(name, value)| Some(format!("--{name}={}", value?.get_name())));
        let mut options: Vec<std::ffi::OsString> = named.map(Into::into).collect();
        if self.quiet {
            options.push("--quiet".into());
        }
        if let Some(config) = &self.config {
            options.push("--config".into());
            options.push(config.into());
        }
        options
    }
}

/// Formats of errors and warnings. Human ones are on standard error, all others on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// Text for a terminal.
    Human,
    /// One JSON object for each document.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// The program that a command belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// How the program is called, in messages: `cargo oas`.
    pub name: &'a str,
    /// Options of all commands.
    pub settings: &'a Settings,
}

impl Program<'_> {
    /// Whether a stream has colours.
    pub fn color(&self, stream: &impl IsTerminal) -> bool {
        match self.settings.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // https://no-color.org
            ColorChoice::Auto => {
                stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// How diagnostics on standard error are shown.
    pub fn shown(&self, verbose: bool) -> report::Options {
        report::Options { color: self.color(&std::io::stderr()), verbose }
    }

    /// Prints errors and warnings of a document.
    pub fn report(&self, source: &Source, problems: &[Problem], verbose: bool) {
        self.report_with_files(source, problems, &[], verbose);
    }

    /// Prints errors and warnings of a document, and problems of files, in a format for programs. The human format has no problems of files.
    pub fn report_with_files(&self, source: &Source, problems: &[Problem], files: &[FileProblem], verbose: bool) {
        self.report_as(self.settings.message_format, source, problems, files, verbose);
    }

    /// Prints errors and warnings of a document, and problems of files, in a format.
    pub fn report_as(
        &self,
        format: MessageFormat,
        source: &Source,
        problems: &[Problem],
        files: &[FileProblem],
        verbose: bool,
    ) {
        let is_shown = |problem: &&Problem| !self.settings.quiet || problem.severity() == Severity::Error;
        let problems: Vec<Problem> = problems.iter().filter(is_shown).cloned().collect();
        match format {
            MessageFormat::Human => eprint!("{}", report::render(source, &problems, self.shown(verbose))),
            MessageFormat::Json => println!("{}", report::json(source, &problems, files)),
            MessageFormat::Sarif => println!("{:#}", report::sarif(source, &problems, files)),
            MessageFormat::Github => print!("{}", report::github(source, &problems, files)),
        }
    }

    /// Prints the error of a command. One that is reported as errors of documents are is in a format; any other is a line on standard error.
    pub fn fail(&self, error: &anyhow::Error, format: MessageFormat) {
        match error.downcast_ref() {
            Some(Failure::Settings(source, problems)) => self.report_as(format, source, problems, &[], true),
            Some(Failure::Unreadable { file, reason }) if format != MessageFormat::Human => {
                let (source, problem) = (Source::new(file.as_str(), ""), failure::file_problem(file, reason));
                self.report_as(format, &source, &[], &[problem], true);
            }
            _ => eprintln!("error: {error:#}"),
        }
    }

    /// Prints the errors of a document that nothing is generated from. Of a document that may be somebody else's, which is read with
    /// tolerance, the last line says how to correct it.
    pub fn refuse(&self, source: &Source, problems: &[Problem], is_tolerant: bool, verbose: bool) {
        self.report(source, problems, verbose);
        let is_correctable_error =
            |problem: &Problem| problem.severity() == Severity::Error && problem.kind.is_correctable();
        let is_correctable = is_tolerant && problems.iter().any(is_correctable_error);
        if is_correctable && !self.is_for_programs() {
            eprintln!("note: if the document is somebody else's, correct it with an overlay: `--overlay FILE`");
        }
    }

    /// Prints the errors of a document that nothing is generated from. Those of the settings are the error.
    pub(crate) fn refused(
        &self,
        source: &Source,
        problems: &[Problem],
        of_settings: Option<Failure>,
        (is_tolerant, verbose): (bool, bool),
    ) -> Result<ExitCode> {
        if !problems.is_empty() {
            self.refuse(source, problems, is_tolerant, verbose);
        }
        of_settings.map_or(Ok(ExitCode::FAILURE), |failure| Err(failure.into()))
    }

    /// Whether diagnostics are in a format for programs.
    pub fn is_for_programs(&self) -> bool {
        self.settings.message_format != MessageFormat::Human
    }

    /// Prints a line about progress or results. Standard output has diagnostics alone if a program reads them.
    pub fn say(&self, line: &str) {
        match self.settings.message_format {
            _ if self.settings.quiet => {}
            MessageFormat::Human => println!("{line}"),
            _ => eprintln!("{line}"),
        }
    }

    /// Prints the result of a command, also with `--quiet`. Standard output has diagnostics alone if a program reads them.
    pub fn show(&self, text: &str) {
        match self.settings.message_format {
            MessageFormat::Human => print!("{text}"),
            _ => eprint!("{text}"),
        }
    }

    /// The settings of the workspace; `None` if there is no `oas.toml`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not valid.
    pub fn config(&self) -> Result<Option<Found>> {
        find(self.settings.config.as_deref())
    }

    /// The document to read: `spec`, else that of `oas.toml`. With `spec`, the settings of `oas.toml` are not used.
    ///
    /// # Errors
    ///
    /// There is neither `spec` nor a valid `oas.toml`.
    pub fn document(&self, spec: Option<&Path>) -> Result<Document> {
        if let Some(spec) = spec {
            return Ok(Document { path: spec.to_owned(), name: shown(spec), found: None });
        }
        let found = self.config()?;
        let found = found.context("there is no oas.toml in this folder or above it; give --spec")?;
        let name = found.config.document.to_string_lossy().replace('\\', "/");
        Ok(Document { path: found.path(&found.config.document), name, found: Some(found) })
    }
}

/// The name of a document in diagnostics and in the headers of generated files: its path from the current folder, so that annotations find the
/// file. Of an absolute path only the name of the file, because generated files do not depend on the machine.
fn shown(spec: &Path) -> String {
    let path = if spec.is_absolute() { spec.file_name().map_or(spec, Path::new) } else { spec };
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::shown;

    #[test]
    fn a_document_is_named_by_its_relative_path() {
        for (spec, name) in [
            ("openapi.yaml", "openapi.yaml"),
            ("./api/openapi.yaml", "api/openapi.yaml"),
            ("../shared/openapi.yaml", "../shared/openapi.yaml"),
            ("/srv/api/openapi.yaml", "openapi.yaml"),
        ] {
            assert_eq!(shown(Path::new(spec)), name);
        }
    }
}
