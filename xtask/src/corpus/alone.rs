//! Time and memory of progenitor alone, to compare with those of a generation: one process lowers the document, and another
//! one runs progenitor and is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use model::overlay;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

use super::lowered;
use super::one::peak_kib;
use super::process::within;
use cargo_oas::document::OverlayArguments;

#[derive(clap::Args)]
pub struct Arguments {
    /// The document, or its lowered form.
    file: PathBuf,
    /// Write the lowered form to this file.
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    overlays: OverlayArguments,
}

/// The result of progenitor alone.
pub enum Alone {
    /// Its time and memory.
    Measured { milliseconds: u64, peak_kib: Option<u64> },
    /// The document was not lowered, for this reason.
    NotLowered(String),
    /// Progenitor failed, with this message.
    Failed(String),
}

/// Lowers a document if `--out` is given, else measures progenitor.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.out {
        Some(out) => lower_to(arguments, out),
        None => measure(&arguments.file),
    }
}

fn lower_to(arguments: &Arguments, out: &Path) -> Result<ExitCode> {
    let source = arguments.overlays.read(&arguments.file, &arguments.file.to_string_lossy())?;
    let (api, _) = model::resolve_tolerant(&source)?;
    let document = overlay::document(&source)?.0.to_json();
    let components = document.pointer("/components/schemas").and_then(Value::as_object).cloned();
    std::fs::write(out, lowered::document(&api, &components.unwrap_or_else(Map::new)).to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn measure(lowered: &Path) -> Result<ExitCode> {
    let started = Instant::now();
    let document = serde_json::from_slice(&std::fs::read(lowered)?)?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&document).context("progenitor failed")?;
    let text = prettyplease::unparse(&syn::parse2(tokens).context("the output of progenitor does not parse")?);
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    println!("{}", json!({ "milliseconds": milliseconds, "peak_kib": peak_kib(), "lines": text.lines().count() }));
    Ok(ExitCode::SUCCESS)
}

/// Runs both processes.
pub fn beside(document: &Path, overlays: &OverlayArguments, limit: Duration) -> Result<Alone> {
    let folder = tempfile::tempdir().context("no folder for the lowered document")?;
    let lowered = folder.path().join("lowered.json");
    let process = || -> Result<Command> {
        let mut process = Command::new(std::env::current_exe()?);
        process.arg("corpus-alone");
        Ok(process)
    };
    let mut lower = process()?;
    overlays.pass(lower.arg(document).arg("--out").arg(&lowered));
    let made = within(&mut lower, limit)?;
    if made.code != Some(0) {
        return Ok(Alone::NotLowered(made.last_line().unwrap_or_default().to_owned()));
    }
    let ended = within(process()?.arg(&lowered), limit)?;
    let said: Value = serde_json::from_str(ended.stdout.trim()).unwrap_or_default();
    let number = |key: &str| said.get(key).and_then(Value::as_u64);
    Ok(match number("milliseconds") {
        Some(milliseconds) => Alone::Measured { milliseconds, peak_kib: number("peak_kib") },
        None => Alone::Failed(ended.last_line().unwrap_or("no output").to_owned()),
    })
}
