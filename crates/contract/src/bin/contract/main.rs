//! The command `contract`: tests a running server, or a recording, against a document. `cargo xtask contract` runs it.

mod arguments;
mod progress;
mod proxy;

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use contract::report::{self, Subject, human, json, junit};
use contract::witness::Witness;
use contract::{Network, Options, Report};
use model::{Api, Source};

use arguments::{Arguments, Format};
use progress::Progress;

/// The exit code of a run that could not start.
const CANNOT_RUN: u8 = 2;

/// Exits with 0 if all cases pass, with 1 if a case fails, and with 2 if the run could not start.
fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(CANNOT_RUN)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let document = read(&arguments.spec)?;
    let api = match model::resolve_tolerant(&document) {
        Ok((api, _)) => api,
        Err(problems) => bail!(
            "the document has errors\n{}",
            model::report::render(&document, &problems.0, model::report::Options::default())
        ),
    };
    if let Some(upstream) = &arguments.proxy.proxy {
        return proxy::run(arguments, &document, upstream);
    }
    if let Some(har) = &arguments.har {
        return check_recording(arguments, &document, &api, har);
    }
    let options = arguments.options(&api)?;
    let ids: Vec<String> = contract::cases(&api, &options.credentials).into_iter().map(|case| case.id).collect();
    if arguments.list {
        let inferred = contract::inferred(&api).into_iter().map(|line| format!("# {line}\n"));
        return print(&inferred.chain(ids.iter().map(|id| format!("{id}\n"))).collect::<String>());
    }
    let baseline = arguments.baseline()?;
    if let Some(unknown) = baseline.iter().find(|id| !ids.contains(id)) {
        bail!("the baseline has `{unknown}`, which is not a case of the document: remove it");
    }
    let base = arguments.url()?;
    // Open the file first: a run whose report cannot be written is useless.
    let mut output = arguments.output()?;
    let report = send(&api, base, &options)?.with_baseline(&baseline);
    if !report.passed() {
        let unset = api.schemes.iter().filter(|scheme| !options.credentials.has(&scheme.wire));
        unset.for_each(|scheme| {
            eprintln!(
                "note: requests carried a placeholder for `{}`, because --credential does not give it",
                scheme.wire
            )
        });
    }
    let subject = Subject { document: &document, api: &api, base };
    let text = match arguments.format {
        Format::Human => human(&subject, &report),
        Format::Json => format!("{:#}\n", json(&subject, &report)),
        Format::Junit => junit(&subject, &report)?,
    };
    write(&mut output, &text)?;
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Checks a recording against the document.
fn check_recording(arguments: &Arguments, document: &Source, api: &Api, path: &Path) -> Result<ExitCode> {
    let base = arguments.recorded_base()?;
    ensure!(!matches!(arguments.format, Format::Junit), "--format junit cannot be used with --har");
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut output = arguments.output()?;
    let traffic = Witness::new(api, base).check_recording(BufReader::new(file));
    let traffic = traffic.with_context(|| format!("cannot read {}", path.display()))?;
    // A recording without any exchange to check must not pass.
    ensure!(
        traffic.checked() > 0 || (arguments.strict && traffic.unmatched > 0),
        "none of the {} exchanges has an operation in the document; --url sets the part of URLs before the paths of the document",
        traffic.exchanges
    );
    let text = match arguments.format {
        Format::Json => format!("{:#}\n", report::traffic_json(document, api, &traffic, arguments.strict)),
        _ => report::traffic(document, api, &traffic),
    };
    write(&mut output, &text)?;
    Ok(if traffic.passed(arguments.strict) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a report to its file, or to standard output.
fn write(output: &mut Option<File>, text: &str) -> Result<()> {
    match output {
        Some(file) => file.write_all(text.as_bytes()).context("cannot write the report"),
        None => print(text).map(drop),
    }
}

fn print(text: &str) -> Result<ExitCode> {
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the document. Reports show its path as it was given.
fn read(path: &Path) -> Result<Source> {
    Source::from_disk(path, path.to_string_lossy()).with_context(|| format!("cannot read {}", path.display()))
}

fn send(api: &Api, base: &str, options: &Options) -> Result<Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let network = Network::new(base)?;
        if let Err(failure) = network.reach(options.timeout).await {
            bail!("the server cannot be reached: {}", failure.reason());
        }
        let mut progress = Progress::new(api);
        let report = contract::run_with_progress(api, &network, options, &mut |count, case, outcome| {
            progress.add(count, case, outcome)
        })
        .await;
        progress.finish();
        Ok(report)
    })
}
