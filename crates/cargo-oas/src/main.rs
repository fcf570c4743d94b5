//! The program `cargo-oas`, which Cargo runs as `cargo oas`.

use std::io::Write;
use std::process::ExitCode;

use cargo_oas::{Command, EXIT_CODES, Settings};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

/// Turn OpenAPI documents into Rust crates, compare documents, and test servers against them.
#[derive(Parser)]
#[command(name = "cargo-oas", bin_name = "cargo oas", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Own,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Own {
    #[command(flatten)]
    Oas(Box<Command>),
    /// Print a script that completes the arguments of `cargo-oas` in a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page in roff.
    Man,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(cargo_oas::own_arguments(std::env::args_os()));
    match &arguments.command {
        Own::Oas(command) => cargo_oas::run(command, &arguments.settings, "cargo oas"),
        Own::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command().bin_name("cargo-oas"), "cargo-oas", &mut text);
            write(&text)
        }
        Own::Man => {
            let mut text = Vec::new();
            let made = clap_mangen::Man::new(Arguments::command()).render(&mut text);
            if made.is_err() { ExitCode::FAILURE } else { write(&text) }
        }
    }
}

/// Writes to standard output.
fn write(text: &[u8]) -> ExitCode {
    if std::io::stdout().write_all(text).is_err() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
