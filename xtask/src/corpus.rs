//! `cargo xtask corpus`: generates from many documents, and prints a row for each.
//!
//! Each document has a process of its own, so that a crash, a hang or running out of memory affects only its row. The processes
//! report their results as JSON and exit codes; texts of processes are shown, but never parsed.

pub mod alone;
mod lowered;
pub mod one;
mod row;
pub mod witness;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use crate::generate::workspace_root;
use row::{Compiled, Outcome, RoundTrip, Row};
use witness::Witnessed;

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
    /// Reject errors that affect neither requests nor responses.
    #[arg(long)]
    strict: bool,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let documents = documents(arguments)?;
    ensure!(!documents.is_empty(), "no documents in {}", arguments.folder.display());
    let rows = rows(arguments, &documents)?;
    if arguments.json {
        println!("{:#}", row::json(&rows));
    } else {
        print!("{}", row::table(&rows));
    }
    let failed = rows.iter().any(|row| {
        let is_uncompilable = row.compiled.iter().any(|compiled| !compiled.is_ok());
        row.outcome.is_failure() || is_uncompilable || row.round_trip.iter().any(|trip| !trip.is_ok)
    });
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The paths of the documents, relative to the folder, with `/` as separator.
fn documents(arguments: &Arguments) -> Result<Vec<String>> {
    if let Some(list) = &arguments.list {
        let text = std::fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        return Ok(lines.filter(|line| !line.is_empty()).map(str::to_owned).collect());
    }
    let mut found = Vec::new();
    let mut folders = vec![arguments.folder.clone()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "node_modules" {
                folders.push(path);
            } else if [".json", ".yaml", ".yml"].iter().any(|end| name.ends_with(end)) && name != "package.json" {
                let below = path.strip_prefix(&arguments.folder).unwrap_or(&path);
                found.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
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
                        eprintln!("{}", row.line());
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
    let ended = within(&mut child, Duration::from_secs(arguments.limit))?;
    let mut row = Row::of(document, &ended);
    if arguments.beside_progenitor && matches!(row.outcome, Outcome::Generated { .. }) {
        let limit = Duration::from_secs(arguments.limit);
        row.alone = Some(alone::beside(&arguments.folder.join(document), limit)?);
    }
    if let (Outcome::Generated { stem, .. }, Some(out)) = (&row.outcome, &out) {
        let built = Built { out, stem, worker };
        let compiled = compiled(arguments, &built)?;
        row.compiled = Some(compiled);
        if arguments.roundtrip && compiled.is_ok() {
            row.round_trip = Some(round_trip(arguments, document, &built)?);
        }
        built.clean()?;
    }
    if let Some(out) = out {
        std::fs::remove_dir_all(out).ok();
    }
    Ok(row)
}

/// The folder for the crates of a document.
fn scratch(document: &str) -> Result<PathBuf> {
    let name: String = document.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let out = target()?.join("corpus").join(name);
    std::fs::remove_dir_all(&out).ok();
    Ok(out)
}

fn target() -> Result<PathBuf> {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => Ok(target.into()),
        None => Ok(workspace_root()?.join("target")),
    }
}

/// The crates of a document, and the worker that builds them.
struct Built<'a> {
    out: &'a Path,
    stem: &'a str,
    worker: usize,
}

impl Built<'_> {
    /// Cargo in the folder of the crates. Each worker has its own target folder, because cargo locks it during a build.
    fn cargo(&self, arguments: &[&str]) -> Result<Command> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments).current_dir(self.out);
        cargo.env("CARGO_TARGET_DIR", target()?.join("corpus-check").join(self.worker.to_string()));
        // Debug information and incremental builds are not needed.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        Ok(cargo)
    }

    /// Removes the build results, because those of hundreds of documents would fill a disk.
    fn clean(&self) -> Result<()> {
        let packages = ["types", "client", "server", "roundtrip"].map(|side| format!("{}-{side}", self.stem));
        for package in packages {
            within(&mut self.cargo(&["clean", "-q", "-p", &package])?, Duration::from_secs(60))?;
        }
        Ok(())
    }
}

fn compiled(arguments: &Arguments, built: &Built<'_>) -> Result<Compiled> {
    // The versions of this workspace, so that dependencies are built once for all documents.
    std::fs::copy(workspace_root()?.join("Cargo.lock"), built.out.join("Cargo.lock")).ok();
    let limit = Duration::from_secs(arguments.compile_limit);
    let runs = |verb: &str, side: &str| -> Result<bool> {
        let ended = within(&mut built.cargo(&[verb, "-q", "-p", &format!("{}-{side}", built.stem)])?, limit)?;
        Ok(ended.code == Some(0))
    };
    // The program needs all three crates, so they need no separate check.
    if arguments.roundtrip && runs("build", "roundtrip")? {
        return Ok(Compiled { types: true, client: true, server: true });
    }
    let check = |side: &str| runs("check", side);
    Ok(Compiled { types: check("types")?, client: check("client")?, server: check("server")? })
}

/// Runs the program that calls the client against the server, and checks its recording with the witness.
fn round_trip(arguments: &Arguments, document: &str, built: &Built<'_>) -> Result<RoundTrip> {
    let limit = Duration::from_secs(arguments.compile_limit);
    let har = built.out.join("recording.har");
    let mut cargo = built.cargo(&["run", "-q", "-p", &format!("{}-roundtrip", built.stem), "--", "--har"])?;
    let ended = within(cargo.arg(&har), limit)?;
    let summary = last(&ended).unwrap_or_else(|| "no output".to_owned());
    let first = ended.stdout.lines().next().filter(|_| ended.code != Some(0)).map(str::to_owned);
    let mut trip = RoundTrip { is_ok: ended.code == Some(0), summary, first, mismatches: Vec::new() };
    // 0: no differences, 1: differences. Otherwise the program and its recording are incomplete.
    if matches!(ended.code, Some(0 | 1)) {
        let mut witness = Command::new(std::env::current_exe()?);
        witness.arg("corpus-witness").arg(arguments.folder.join(document)).arg(&har);
        let ended = within(&mut witness, limit)?;
        match Witnessed::parse(&ended.stdout) {
            Some(witnessed) => {
                trip.is_ok &= witnessed.mismatches == 0;
                trip.summary.push_str(&format!(
                    ", {} exchanges checked, {} mismatches",
                    witnessed.checked, witnessed.mismatches
                ));
                trip.mismatches = witnessed.listed;
            }
            None => {
                trip.is_ok = false;
                let error = last(&ended).unwrap_or_else(|| "no output".to_owned());
                trip.summary.push_str(&format!(", the witness failed: {error}"));
            }
        }
    }
    Ok(trip)
}

/// The last line of a process's output, for messages.
fn last(ended: &Ended) -> Option<String> {
    let of = |text: &str| text.lines().rev().find(|line| !line.trim().is_empty()).map(str::to_owned);
    of(&ended.stdout).or_else(|| of(&ended.stderr))
}

/// How a process ended.
pub struct Ended {
    /// The exit code; `None` if the process was killed.
    pub code: Option<i32>,
    pub is_late: bool,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

/// Runs a process. Kills it after `limit`.
fn within(command: &mut Command, limit: Duration) -> Result<Ended> {
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.context("cannot start a process")?;
    let mut is_late = false;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Read both while the process runs, because a full pipe would block it.
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| text(stdout));
        let stderr = scope.spawn(|| text(stderr));
        let code = loop {
            if let Some(status) = child.try_wait()? {
                break status.code();
            }
            if started.elapsed() > limit {
                is_late = true;
                child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let took = started.elapsed();
        let read = |thread: std::thread::ScopedJoinHandle<'_, String>| thread.join().unwrap_or_default();
        Ok(Ended { code, is_late, stdout: read(stdout), stderr: read(stderr), took })
    })
}

fn text(from: Option<impl std::io::Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        from.read_to_end(&mut bytes).ok();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
