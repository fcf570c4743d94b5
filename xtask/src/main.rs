//! The commands of the workspace. This crate does not depend on generated crates, so it runs even if they do not compile.

mod contract;
mod corpus;
mod diff;
mod disk;
mod document;
mod generate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Generate crates from OpenAPI documents, and test servers against them.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the types, client and server crates of an OpenAPI document.
    Generate(generate::Arguments),
    /// Test a running server against the document.
    Contract(contract::Arguments),
    /// Compare two documents: the changes, and whom each of them breaks.
    Diff(diff::Arguments),
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
    let done = match Arguments::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Contract(arguments) => contract::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::CorpusOne(arguments) => corpus::one::run(&arguments),
        Command::CorpusAlone(arguments) => corpus::alone::run(&arguments),
        Command::CorpusWitness(arguments) => corpus::witness::run(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
