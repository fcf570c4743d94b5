//! The command: holds a running server to a document. `cargo xtask contract` runs it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, ValueEnum};
use codegen::{Api, Source};
use contract::report::{Subject, human, json, junit};
use contract::{Credentials, Network, Options, Outcome, Report};

/// Exit status of a run that could not be made.
const COULD_NOT_RUN: u8 = 2;

/// Holds a running server to an OpenAPI document.
#[derive(Parser)]
#[command(name = "contract")]
struct Arguments {
    /// The server's base URL.
    #[arg(long, value_name = "URL", required_unless_present = "list")]
    url: Option<String>,
    /// The document.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// A valid credential: the scheme's name, and the environment variable or file that holds it.
    #[arg(long, value_name = "SCHEME=env:NAME|SCHEME=file:PATH")]
    credential: Vec<String>,
    /// Requests that a correct server acts on, at the most. Every one of them may be a real message to somebody.
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_accepted: usize,
    /// Send no request that a correct server acts on.
    #[arg(long)]
    safe: bool,
    /// Milliseconds that one answer may take.
    #[arg(long, value_name = "MS", default_value_t = 10_000)]
    timeout: u64,
    /// List the ids of the cases, and send nothing.
    #[arg(long)]
    list: bool,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the report to a file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ids of cases that are known to fail, one a line. One of them that does not fail is a failure.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
}

/// Exit 0 if the contract is kept, 1 if it is broken, 2 if the run could not be made.
fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let document = read(&arguments.spec)?;
    let api = match codegen::resolve(&document) {
        Ok((api, _)) => api,
        Err(problems) => bail!("the document has mistakes\n{}", codegen::report::render(&document, &problems.0, false)),
    };
    let credentials = credentials(&api, &arguments.credential)?;
    if arguments.list {
        contract::cases(&api, &credentials).iter().for_each(|case| println!("{}", case.id));
        return Ok(ExitCode::SUCCESS);
    }
    let known = baseline(arguments)?;
    let base = arguments.url.clone().unwrap_or_default();
    let max_accepted = if arguments.safe { 0 } else { arguments.max_accepted };
    let timeout = std::time::Duration::from_millis(arguments.timeout);
    let report = send(&api, &base, &Options { credentials, max_accepted, timeout })?;
    write(arguments, &Subject { document: &document, api: &api, base: &base }, &report)?;
    Ok(if verdict(&report, &known) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The document, under the name that was given: it stands in the report.
fn read(path: &Path) -> Result<Source> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Source::new(path.to_string_lossy(), bytes))
}

fn send(api: &Api, base: &str, options: &Options) -> Result<Report> {
    let authority = base.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let is_url = (base.starts_with("http://") || base.starts_with("https://")) && !authority.is_empty();
    ensure!(is_url && !base.contains(['?', '#']), "--url takes an http or https URL without query and fragment");
    ensure!(!authority.contains('@'), "--url takes no user and password; use --credential");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut network = Network::new(base)?;
        network.reach().await.context("the server cannot be reached")?;
        Ok(contract::run(api, &mut network, options).await)
    })
}

fn credentials(api: &Api, given: &[String]) -> Result<Credentials> {
    let mut credentials = Credentials::default();
    for given in given {
        let Some((scheme, source)) = given.split_once('=') else {
            bail!("--credential takes SCHEME=env:NAME or SCHEME=file:PATH")
        };
        let known: Vec<&str> = api.schemes.iter().map(|scheme| scheme.wire.as_str()).collect();
        ensure!(known.contains(&scheme), "the document has no security scheme `{scheme}`; it has {}", known.join(", "));
        let secret = match source.split_once(':') {
            Some(("env", name)) => std::env::var(name).with_context(|| format!("the environment variable {name}"))?,
            Some(("file", path)) => {
                std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?.trim_end().to_owned()
            }
            // The text itself may be the secret: it is not repeated, and would stand in the shell's history.
            _ => bail!("--credential {scheme}=… takes env:NAME or file:PATH, not the credential itself"),
        };
        credentials = credentials.with(scheme, secret);
    }
    Ok(credentials)
}

fn baseline(arguments: &Arguments) -> Result<BTreeSet<String>> {
    let Some(path) = &arguments.baseline else { return Ok(BTreeSet::new()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect())
}

/// Whether nothing failed but what is known to, and all of that did.
fn verdict(report: &Report, known: &BTreeSet<String>) -> bool {
    let mut is_kept = true;
    for (case, outcome) in &report.outcomes {
        match outcome {
            Outcome::Broken(_) if !known.contains(&case.id) => is_kept = false,
            Outcome::Kept if known.contains(&case.id) => {
                eprintln!("{} is in the baseline and does not fail: take it out", case.id);
                is_kept = false;
            }
            _ => {}
        }
    }
    is_kept
}

fn write(arguments: &Arguments, subject: &Subject<'_>, report: &Report) -> Result<()> {
    let text = match arguments.format {
        Format::Human => human(subject, report),
        Format::Json => format!("{:#}\n", json(subject, report)),
        Format::Junit => junit(subject, report)?,
    };
    match &arguments.output {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display())),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}
