//! The process that holds one recorded round trip to its document: prints the first few faults, and a line that counts.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use codegen::Source;
use contract::Validators;
use contract::witness::{Base, Traffic, traffic};

/// Faults that are printed.
const SHOWN: usize = 5;

/// Bytes of stack: schemas may nest as deep as the generator takes them.
const STACK: usize = 1 << 28;

#[derive(clap::Args)]
pub struct Arguments {
    document: PathBuf,
    har: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let witness = || -> Result<ExitCode> {
        let source = Source::from_disk(&arguments.document, arguments.document.to_string_lossy())?;
        let (api, _) = model::resolve_tolerant(&source)?;
        let har = File::open(&arguments.har).context("there is no recording")?;
        let traffic = traffic(&api, &Validators::new(&api), Base::Host, BufReader::new(har))?;
        let faults = faults(&api, &traffic);
        // The same in many calls is one thing to read.
        let mut distinct: Vec<&String> = Vec::new();
        for fault in &faults {
            if !distinct.contains(&fault) && distinct.len() < SHOWN {
                distinct.push(fault);
            }
        }
        distinct.iter().for_each(|fault| println!("{fault}"));
        println!("{} witnessed, {} faults", traffic.held(), faults.len());
        Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, witness)?;
        thread.join().map_err(|_| anyhow!("the witness failed"))?
    })
}

/// What a round trip must not have: a fault, or a request that is of no operation.
fn faults(api: &contract::Api, traffic: &Traffic) -> Vec<String> {
    let faults = traffic.broken.iter().flat_map(|broken| {
        let id = &api.operations[broken.operation].id;
        let told = move |fault: &contract::witness::Fault| format!("{id}: {}: {}", fault.side.word(), fault.way);
        broken.faults.iter().map(told)
    });
    let unknown = traffic.unknown.keys().map(|what| format!("of no operation: {what}"));
    faults.chain(unknown).collect()
}
