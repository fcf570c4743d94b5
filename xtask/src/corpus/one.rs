//! The process that generates from one document. Prints one line of JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use codegen::{Options, Problem, Severity};
use serde_json::json;

use cargo_oas::document::{OverlayArguments, SelectionArguments};

#[derive(clap::Args)]
pub struct Arguments {
    document: PathBuf,
    /// The name of the document in the generated files.
    #[arg(long)]
    name: String,
    #[arg(long)]
    out: Option<PathBuf>,
    #[arg(long)]
    strict: bool,
    #[arg(long)]
    roundtrip: bool,
    #[command(flatten)]
    overlays: OverlayArguments,
    #[command(flatten)]
    selection: SelectionArguments,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let source = arguments.overlays.read(&arguments.document, &arguments.name)?;
    let options = Options {
        workspace: true,
        roundtrip: arguments.roundtrip,
        command: "cargo xtask corpus".to_owned(),
        tolerant: !arguments.strict,
        selection: arguments.selection.selection(),
        ..Options::default()
    };
    let started = Instant::now();
    let generated = codegen::generate(&source, &options);
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let line = match &generated {
        Ok(generated) => {
            let manifest = generated.files.get("types/Cargo.toml").map(String::as_str).unwrap_or_default();
            json!({
                "stem": stem(manifest),
                "operations": generated.operations,
                "warnings": counted(&generated.warnings, Severity::Warning),
                "lines": generated.files.values().map(|text| text.lines().count()).sum::<usize>(),
                "milliseconds": milliseconds,
                "peak_kib": peak_kib(),
            })
        }
        Err(problems) => json!({
            "errors": counted(&problems.0, Severity::Error),
            "first": problems.0.iter().find(|problem| problem.severity() == Severity::Error).map(ToString::to_string),
            "milliseconds": milliseconds,
            "peak_kib": peak_kib(),
        }),
    };
    if let (Ok(generated), Some(out)) = (&generated, &arguments.out) {
        for (path, text) in &generated.files {
            let path = out.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(out))?;
            std::fs::write(path, text)?;
        }
    }
    println!("{line}");
    Ok(ExitCode::SUCCESS)
}

/// The prefix of the packages' names: `name = "petstore-types"`.
fn stem(manifest: &str) -> &str {
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \""));
    name.and_then(|name| name.strip_suffix("-types\"")).unwrap_or_default()
}

fn counted(problems: &[Problem], severity: Severity) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity() == severity) {
        *counts.entry(problem.kind.code().into_owned()).or_insert(0) += 1;
    }
    counts
}

/// The peak memory of this process in KiB, on Linux (proc(5), `VmHWM`).
pub fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
