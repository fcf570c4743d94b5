//! The program `cargo-oas`, which Cargo runs as `cargo oas`.

use std::process::ExitCode;

use cargo_oas::{Command, Settings};
use clap::Parser;

/// Turn OpenAPI documents into Rust crates, compare documents, and test servers against them.
#[derive(Parser)]
#[command(name = "cargo-oas", bin_name = "cargo oas", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(cargo_oas::own_arguments(std::env::args_os()));
    cargo_oas::run(&arguments.command, &arguments.settings, "cargo oas")
}
