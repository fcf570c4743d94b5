//! The commands of this workspace: those of `cargo oas`, and `corpus`. This crate does not depend on generated crates, so it runs even
//! if they do not compile.

mod corpus;

use std::process::ExitCode;

use cargo_oas::Settings;
use clap::{Parser, Subcommand};

/// Generate crates from OpenAPI documents, and test servers against them.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Oas(cargo_oas::Command),
    /// Generate from many documents, each in a process of its own, and print the results.
    Corpus(corpus::Arguments),
    /// Generate from one document of the corpus.
    #[command(hide = true)]
    CorpusOne(corpus::one::Arguments),
    /// Lower one document of the corpus, or run progenitor on it.
    #[command(hide = true)]
    CorpusAlone(corpus::alone::Arguments),
    /// Check the recording of one round trip of the corpus.
    #[command(hide = true)]
    CorpusWitness(corpus::witness::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    cargo_oas::exit_code(match &arguments.command {
        Command::Oas(command) => return cargo_oas::run(command, &arguments.settings, "cargo xtask"),
        Command::Corpus(arguments) => corpus::run(arguments),
        Command::CorpusOne(arguments) => corpus::one::run(arguments),
        Command::CorpusAlone(arguments) => corpus::alone::run(arguments),
        Command::CorpusWitness(arguments) => corpus::witness::run(arguments),
    })
}
