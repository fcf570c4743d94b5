//! `cargo xtask corpus`: generates from many documents, and prints a row for each.
//!
//! Each document has a process of its own, so that a crash, a hang or running out of memory affects only its row. The processes
//! report their results as JSON and exit codes; texts of processes are shown, but never parsed.

pub mod alone;
mod build;
mod documents;
mod json;
mod lowered;
pub mod one;
mod process;
mod round_trip;
mod row;
mod table;
mod totals;
pub mod witness;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use build::{Built, scratch};
use documents::documents;
use process::within;
use round_trip::round_trip;
use row::{Outcome, Row};

use cargo_oas::document::{OverlayArguments, SelectionArguments};

#[derive(clap::Args)]
pub struct Arguments {
    /// A folder of OpenAPI documents (`.json`, `.yaml`, `.yml`), searched recursively.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A file with the paths of documents in the folder, one per line. `#` starts a comment. The default is all documents.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// The maximum time to generate from one document, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    limit: u64,
    /// Check that the generated crates compile, with `cargo check`.
    #[arg(long)]
    compile: bool,
    /// The maximum time to check one generated crate, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 900, requires = "compile")]
    compile_limit: u64,
    /// Call every operation of each client against its server, compare the two sides, and check the exchanges against the
    /// document.
    #[arg(long, requires = "compile")]
    roundtrip: bool,
    /// Compare time and memory with those of progenitor alone on the lowered document.
    #[arg(long)]
    beside_progenitor: bool,
    /// Reject documents also for errors that are only warnings by default.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    overlays: OverlayArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let documents = documents(&arguments.folder, arguments.list.as_deref())?;
    ensure!(!documents.is_empty(), "no documents in {}", arguments.folder.display());
    let rows = rows(arguments, &documents)?;
    if arguments.json {
        println!("{:#}", json::json(&rows));
    } else {
        print!("{}", table::table(&rows));
    }
    let failed = rows.iter().any(Row::is_failure);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Processes the documents with one worker for each core.
fn rows(arguments: &Arguments, documents: &[String]) -> Result<Vec<Row>> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(documents.len());
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {wide_msg} {eta}")?;
    let bar = ProgressBar::new(documents.len() as u64).with_style(style);
    let waiting: Mutex<VecDeque<(usize, &String)>> = Mutex::new(documents.iter().enumerate().collect());
    let done: Mutex<Vec<(usize, Result<Row>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (waiting, done, bar) = (&waiting, &done, &bar);
            scope.spawn(move || {
                loop {
                    // No worker panics while it holds one of the locks.
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((index, document)) = next else { break };
                    bar.set_message(document.clone());
                    let row = row(arguments, document, worker);
                    // Without a progress bar, print rows at once: an interrupted run has results too.
                    if let (Ok(row), true) = (&row, bar.is_hidden()) {
                        eprintln!("{}", table::line(row));
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, row));
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, row)| row).collect()
}

/// Generates from one document, and compiles and runs what the arguments ask for.
fn row(arguments: &Arguments, document: &str, worker: usize) -> Result<Row> {
    let out = arguments.compile.then(|| scratch(document)).transpose()?;
    let mut child = Command::new(std::env::current_exe()?);
    child.arg("corpus-one").arg(arguments.folder.join(document)).args(["--name", document]);
    if arguments.strict {
        child.arg("--strict");
    }
    if arguments.roundtrip {
        child.arg("--roundtrip");
    }
    if let Some(out) = &out {
        child.arg("--out").arg(out);
    }
    arguments.overlays.pass(&mut child);
    arguments.selection.pass(&mut child);
    let ended = within(&mut child, Duration::from_secs(arguments.limit))?;
    let mut row = Row::of(document, &ended);
    if arguments.beside_progenitor && matches!(row.outcome, Outcome::Generated { .. }) {
        let limit = Duration::from_secs(arguments.limit);
        row.alone = Some(alone::beside(&arguments.folder.join(document), &arguments.overlays, limit)?);
    }
    if let (Outcome::Generated { stem, .. }, Some(out)) = (&row.outcome, &out) {
        let built = Built { out, stem, worker, limit: Duration::from_secs(arguments.compile_limit) };
        let compiled = built.compile(arguments.roundtrip)?;
        row.compiled = Some(compiled);
        if arguments.roundtrip && compiled.is_ok() {
            row.round_trip = Some(round_trip(&arguments.folder.join(document), &arguments.overlays, &built)?);
        }
        built.clean()?;
    }
    if let Some(out) = out {
        std::fs::remove_dir_all(out).ok();
    }
    Ok(row)
}
