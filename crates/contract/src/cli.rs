//! The command `contract`: tests a running server, or a recording, against a document.

mod arguments;
mod output;
mod progress;
mod proxy;
mod signals;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::coverage::OperationCoverage;
use crate::report::{self, Subject};
use crate::witness::Witness;
use crate::{Network, Options, Report};
use anyhow::{Context, Result, bail, ensure};
use model::{Api, Source, save};

pub use arguments::{Arguments, OptionError};
pub use output::Reporter;
use output::{Format, print, write};
use progress::Progress;
use signals::Watch;

/// The exit code of a run that could not start.
const CANNOT_RUN: u8 = 2;

/// Runs the command. Returns 0 if all cases pass, 1 if a case fails, and 2 if the run could not start; the reason is then on
/// standard error. A signal interrupts the run: then 128 and the number of the signal, such as 130 for Ctrl-C.
pub fn run(arguments: &Arguments) -> ExitCode {
    start(arguments).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(CANNOT_RUN)
    })
}

/// As [`run`], for programs that show the reason themselves.
///
/// # Errors
///
/// The run could not start. The error is an [`OptionError`] if the value of an option is the reason.
pub fn start(arguments: &Arguments) -> Result<ExitCode> {
    let document = read(arguments)?;
    if !arguments.overlay.is_empty() {
        // Warnings of the document itself are those of `generate`; those of an overlay may be about a wrong target.
        let warnings = model::overlay::document(&document).map(|(_, warnings)| warnings).unwrap_or_default();
        arguments.reporter.report(&document, &warnings);
    }
    if let Some(file) = &arguments.effective {
        write_effective(arguments, &document, file)?;
    }
    let api = match model::resolve_tolerant(&document) {
        Ok((api, _)) => api,
        Err(problems) => {
            arguments.reporter.report(&document, &problems.0);
            bail!("the document has errors")
        }
    };
    if let Some(upstream) = &arguments.proxy.proxy {
        return proxy::run(arguments, &document, upstream);
    }
    if let Some(path) = &arguments.coverage_report {
        return print_coverage(arguments, &api, path);
    }
    if let Some(har) = &arguments.har {
        return check_recording(arguments, &document, &api, har);
    }
    let options = arguments.run.options(&api, arguments.strict, &arguments.environment)?;
    let cases = crate::cases(&api, &options.credentials);
    arguments.run.check_selection(&api, &cases)?;
    if arguments.list {
        let inferred = crate::inferred(&api).into_iter().map(|line| format!("# {line}\n"));
        let selected = cases.iter().filter(|case| options.selection.includes(&api, case));
        let line = |case: &crate::Case| match arguments.run.verbose {
            true => format!("{}  {}: {}\n", case.id, case.severity.as_str(), case.rests_on),
            false => format!("{}\n", case.id),
        };
        print(&inferred.chain(selected.map(line)).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    for name in crate::unmatched_values(&api, &options.values) {
        eprintln!(
            "warning: no parameter and no property of a request has the name `{name}`, for which a value is given"
        );
    }
    let baseline = arguments.baseline()?;
    if let Some(unknown) = baseline.iter().find(|id| !cases.iter().any(|case| case.id == **id)) {
        bail!("the baseline has `{unknown}`, which is not a case of the document: remove it");
    }
    let base = arguments.url()?;
    let outputs = arguments.output.open()?;
    let watch = Watch::start(options.interruption.clone())?;
    let (report, progress) = send(&api, base, &options)?;
    let report = report.with_baseline(&baseline);
    progress.finish(&report);
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
    let exchanges = report.outcomes.iter().map(|(case, _)| report::exchange(&subject, &report, case));
    if arguments.run.replay.is_some() {
        print(&format!("{}\n", exchanges.collect::<String>()))?;
    } else if arguments.run.verbose {
        exchanges.zip(&report.outcomes).for_each(|(exchange, (case, _))| eprintln!("{}\n{exchange}", case.id));
    }
    outputs.write(&subject, &report)?;
    let verdict = if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok(watch.exit_code().unwrap_or(verdict))
}

/// Checks a recording against the document.
fn check_recording(arguments: &Arguments, document: &Source, api: &Api, path: &Path) -> Result<ExitCode> {
    let base = arguments.recorded_base()?;
    arguments.check_traffic_format("--har")?;
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut output = arguments.output.file()?;
    let traffic = Witness::new(api, base).check_recording(BufReader::new(file));
    let traffic = traffic.with_context(|| format!("cannot read {}", path.display()))?;
    // A recording without any exchange to check must not pass.
    ensure!(
        traffic.checked() > 0 || (arguments.strict && traffic.unmatched > 0),
        "none of the {} exchanges has an operation in the document; --url sets the part of URLs before the paths of the document",
        traffic.exchanges
    );
    let text = match arguments.output.format {
        Some(Format::Json) => format!("{:#}\n", report::traffic_json(document, api, &traffic, arguments.strict)),
        _ => report::traffic(document, api, &traffic),
    };
    write(&mut output, &text)?;
    Ok(if traffic.passed(arguments.strict) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the coverage of earlier tests.
fn print_coverage(arguments: &Arguments, api: &Api, path: &Path) -> Result<ExitCode> {
    arguments.check_traffic_format("--coverage-report")?;
    let mut output = arguments.output.file()?;
    let points = crate::coverage::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let operations = OperationCoverage::of_all(api, &points);
    let text = match arguments.output.format {
        Some(Format::Json) => format!("{:#}\n", crate::coverage::json(&operations)),
        _ => crate::coverage::human(&operations),
    };
    write(&mut output, &text)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the document and its overlays. Reports show their paths as they were given.
fn read(arguments: &Arguments) -> Result<Source> {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let failed = |path: &Path| format!("cannot read {}", path.display());
    let spec = &arguments.spec;
    let document = Source::from_disk(spec, name(spec)).with_context(|| failed(spec))?;
    arguments.overlay.iter().try_fold(document, |document, overlay| {
        document.overlaid_from_disk(overlay, name(overlay)).with_context(|| failed(overlay))
    })
}

/// Writes the document with its overlays. If it has errors, the run reports them.
fn write_effective(arguments: &Arguments, document: &Source, file: &Path) -> Result<()> {
    let format =
        save::DocumentFormat::of(file).context("--effective takes a file with the extension yaml, yml or json")?;
    let same = |input: &PathBuf| std::fs::canonicalize(input).ok() == std::fs::canonicalize(file).ok();
    let is_input = file.exists() && arguments.overlay.iter().chain([&arguments.spec]).any(same);
    ensure!(!is_input, "--effective would overwrite {}", file.display());
    let text = model::on_large_stack(|| Some(save::text(&model::overlay::document(document).ok()?.0, format)));
    text.map_or(Ok(()), |text| std::fs::write(file, text)).with_context(|| format!("cannot write {}", file.display()))
}

fn send(api: &Api, base: &str, options: &Options) -> Result<(Report, Progress)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let network = Network::new(base)?;
        if let Err(failure) = network.reach(options.timeout).await {
            bail!("the server cannot be reached: {}", failure.reason());
        }
        let mut progress = Progress::new(api);
        let report =
            crate::run_with_progress(api, &network, options, &mut |count, _, outcome| progress.add(count, outcome))
                .await;
        Ok((report, progress))
    })
}
