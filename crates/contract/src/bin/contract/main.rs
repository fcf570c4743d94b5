//! The command: holds a running server, or a recording, to a document. `cargo xtask contract` runs it.

mod arguments;
mod progress;

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use contract::report::{self, Subject, human, json, junit};
use contract::witness::traffic;
use contract::{Network, Options, Report, Validators};
use model::{Api, Source};

use arguments::{Arguments, Format};
use progress::Progress;

/// Exit status of a run that could not be made.
const COULD_NOT_RUN: u8 = 2;

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
    let api = match model::resolve_tolerant(&document) {
        Ok((api, _)) => api,
        Err(problems) => bail!(
            "the document has mistakes\n{}",
            model::report::render(&document, &problems.0, model::report::Options::default())
        ),
    };
    if let Some(har) = &arguments.har {
        return recording(arguments, &document, &api, har);
    }
    let options = arguments.options(&api)?;
    let ids: Vec<String> = contract::cases(&api, &options.credentials).into_iter().map(|case| case.id).collect();
    if arguments.list {
        return print(&ids.iter().map(|id| format!("{id}\n")).collect::<String>());
    }
    let baseline = arguments.baseline()?;
    if let Some(unknown) = baseline.iter().find(|id| !ids.contains(id)) {
        bail!("the baseline has `{unknown}`, which is no case of the document: take it out");
    }
    let base = arguments.url()?;
    // Before anything is sent: a run whose report cannot be written would be sent for nothing.
    let mut output = arguments.output()?;
    let report = send(&api, base, &options)?.against(&baseline);
    if !report.is_kept() {
        let unset = api.schemes.iter().filter(|scheme| !options.credentials.has(&scheme.wire));
        unset.for_each(|scheme| eprintln!("note: no --credential for `{}`, so a made-up one was sent", scheme.wire));
    }
    let subject = Subject { document: &document, api: &api, base };
    let text = match arguments.format {
        Format::Human => human(&subject, &report),
        Format::Json => format!("{:#}\n", json(&subject, &report)),
        Format::Junit => junit(&subject, &report)?,
    };
    write(&mut output, &text)?;
    Ok(if report.is_kept() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Holds a recording to the document.
fn recording(arguments: &Arguments, document: &Source, api: &Api, path: &Path) -> Result<ExitCode> {
    let base = arguments.recorded()?;
    ensure!(!matches!(arguments.format, Format::Junit), "--format junit is about cases, which --har has none of");
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut output = arguments.output()?;
    let held = traffic(api, &Validators::new(api), base, BufReader::new(file));
    let held = held.with_context(|| format!("cannot read {}", path.display()))?;
    // A run that checks nothing says nothing about anybody.
    ensure!(
        held.held() > 0 || (arguments.strict && held.no_operation > 0),
        "none of the {} exchanges is of an operation; --url says what comes before the paths of the document",
        held.exchanges
    );
    let text = match arguments.format {
        Format::Json => format!("{:#}\n", report::traffic_json(document, api, &held, arguments.strict)),
        _ => report::traffic(document, api, &held),
    };
    write(&mut output, &text)?;
    Ok(if held.is_kept(arguments.strict) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a report to where it is to go.
fn write(output: &mut Option<File>, text: &str) -> Result<()> {
    match output {
        Some(file) => file.write_all(text.as_bytes()).context("cannot write the report"),
        None => print(text).map(drop),
    }
}

fn print(text: &str) -> Result<ExitCode> {
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to the standard output")?;
    Ok(ExitCode::SUCCESS)
}

/// The document, under the name that was given: it stands in the report.
fn read(path: &Path) -> Result<Source> {
    Source::from_disk(path, path.to_string_lossy()).with_context(|| format!("cannot read {}", path.display()))
}

fn send(api: &Api, base: &str, options: &Options) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut network = Network::new(base)?;
        if let Err(failure) = network.reach(options.timeout).await {
            bail!("the server cannot be reached: {}", failure.reason());
        }
        let mut progress = Progress::new(api);
        let report = contract::run_with(api, &mut network, options, &mut |count, case, outcome| {
            progress.add(count, case, outcome)
        })
        .await;
        progress.finish();
        Ok(report)
    })
}
