//! The workspace's own commands. This crate depends on no generated one, so that it runs when they do not compile.

mod contract;
mod corpus;
mod disk;
mod generate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The workspace's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the types, client and server crates of an OpenAPI document.
    Generate(generate::Arguments),
    /// Hold a running server to the document.
    Contract(contract::Arguments),
    /// Generate from many documents, each in a process of its own, and tell what became of them.
    Corpus(corpus::Arguments),
    /// The process of one document of the corpus.
    #[command(hide = true)]
    CorpusOne(corpus::one::Arguments),
    /// The processes of one lowered document of the corpus.
    #[command(hide = true)]
    CorpusAlone(corpus::alone::Arguments),
    /// The process of one recorded round trip of the corpus.
    #[command(hide = true)]
    CorpusWitness(corpus::witness::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Contract(arguments) => contract::run(&arguments),
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
