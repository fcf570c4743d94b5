//! The command `contract`: tests a running server, or a recording, against a document. `cargo oas contract` is the same.

use std::process::ExitCode;

use clap::Parser;
use contract::cli::Arguments;

/// Test a running server, or recorded traffic, against an OpenAPI document.
#[derive(Parser)]
#[command(name = "contract")]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
}

/// Exits with 0 if no case fails, with 1 if a case fails, and with 2 if the run could not start.
fn main() -> ExitCode {
    contract::cli::run(&Command::parse().arguments)
}
