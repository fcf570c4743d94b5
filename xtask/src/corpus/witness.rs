//! The process that checks the recording of one round trip against its document. Prints one line of JSON: [`Witnessed`].

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use contract::witness::{BaseUrl, Traffic, Witness};
use serde_json::{Value, json};

use cargo_oas::document::OverlayArguments;

/// The maximum number of mismatches that are printed.
const MAX_LISTED: usize = 5;

/// The stack size in bytes. Schemas may nest as deep as the generator accepts them.
const STACK: usize = 1 << 28;

#[derive(clap::Args)]
pub struct Arguments {
    document: PathBuf,
    har: PathBuf,
    #[command(flatten)]
    overlays: OverlayArguments,
}

/// The result of checking a recording.
pub struct Witnessed {
    /// The number of exchanges that were checked.
    pub checked: u64,
    /// The number of mismatches, and of requests without an operation.
    pub mismatches: u64,
    /// The first few different mismatches.
    pub listed: Vec<String>,
}

impl Witnessed {
    /// Reads the output of the process. `None` if it is not a result.
    pub fn parse(stdout: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(stdout.trim()).ok()?;
        let listed = json.get("listed")?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned);
        Some(Witnessed {
            checked: json.get("checked")?.as_u64()?,
            mismatches: json.get("mismatches")?.as_u64()?,
            listed: listed.collect(),
        })
    }
}

/// Checks the recording. Exits with 0 also if there are mismatches, which are part of the output.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    std::thread::scope(|scope| {
        let check = || check(arguments);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, check)?;
        thread.join().map_err(|_| anyhow!("the witness panicked"))?
    })
}

fn check(arguments: &Arguments) -> Result<ExitCode> {
    let source = arguments.overlays.read(&arguments.document, &arguments.document.to_string_lossy())?;
    let (api, _) = model::resolve_tolerant(&source)?;
    let har = File::open(&arguments.har).context("there is no recording")?;
    let traffic = Witness::new(&api, BaseUrl::AnyHost).check_recording(BufReader::new(har))?;
    let mismatches = mismatches(&api, &traffic);
    // Many calls may have the same mismatch.
    let mut listed: Vec<&String> = Vec::new();
    for mismatch in &mismatches {
        if listed.len() < MAX_LISTED && !listed.contains(&mismatch) {
            listed.push(mismatch);
        }
    }
    println!("{}", json!({ "checked": traffic.checked(), "mismatches": mismatches.len(), "listed": listed }));
    Ok(ExitCode::SUCCESS)
}

/// The mismatches of all exchanges, and the requests without an operation.
fn mismatches(api: &contract::Api, traffic: &Traffic) -> Vec<String> {
    let mismatches = traffic.failed.iter().flat_map(|failed| {
        let id = &api.operations[failed.operation].id;
        failed.mismatches.iter().map(move |mismatch| format!("{id}: {}: {}", mismatch.side.as_str(), mismatch.message))
    });
    let unmatched = traffic.unmatched_requests.keys().map(|request| format!("without an operation: {request}"));
    mismatches.chain(unmatched).collect()
}
