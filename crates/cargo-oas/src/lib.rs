//! The commands of `cargo oas`, for programs of workspaces such as `cargo xtask` too:
//!
//! ```no_run
//! use cargo_oas::{Command, Settings};
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! struct Arguments {
//!     #[command(subcommand)]
//!     command: Command,
//!     #[command(flatten)]
//!     settings: Settings,
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     let arguments = Arguments::parse();
//!     cargo_oas::run(&arguments.command, &arguments.settings, "cargo xtask")
//! }
//! ```

#[macro_use]
mod output;

pub mod config;
mod contract;
mod diff;
mod disk;
pub mod document;
mod explain;
mod failure;
mod generate;
pub mod new;
mod program;
mod typescript;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

pub use document::Document;
pub use failure::Failure;
pub use program::{EXIT_CODES, Program, Settings};

/// A command.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create a workspace for a document: generated crates, tests, a CI workflow.
    New(new::Arguments),
    /// Add the generated crates, tests and a CI workflow to an existing workspace.
    Init(new::InitArguments),
    /// Generate the types, client and server crates of an OpenAPI document.
    Generate(generate::Arguments),
    /// Check that the generated files are up to date; the same as `generate --check`.
    #[command(mut_args(generate::argument_of_check))]
    Check(generate::Arguments),
    /// Print the changes between two versions of a document, and whether each breaks callers or servers.
    Diff(diff::Arguments),
    /// Test a running server against the document.
    Contract(contract::Arguments),
    /// Print for each operation whether progenitor or this tool writes its client code, and why.
    Explain(explain::Arguments),
    /// Print the JSON Schema of `oas.toml`.
    Schema,
}

/// Runs a command of a program that is called as `program`, such as `cargo oas`. Returns its exit code. Errors are printed to standard
/// error.
pub fn run(command: &Command, settings: &Settings, program: &str) -> ExitCode {
    // For `diff` and `contract`, 1 is a result.
    let has_results = matches!(command, Command::Diff(_) | Command::Contract(_));
    let failure = if has_results { ExitCode::from(2) } else { ExitCode::FAILURE };
    let program = Program { name: program, settings };
    let code = execute(command, &program).unwrap_or_else(|error| {
        program.fail(&error, settings.message_format);
        failure
    });
    if output::is_lost() { failure } else { code }
}

/// Returns the command line of a program with all options, for completions and the manual page. Those of `contract` are read by the
/// contract runner.
pub fn documented(command: clap::Command) -> clap::Command {
    command.mut_subcommand("contract", contract::documented)
}

fn execute(command: &Command, program: &Program<'_>) -> Result<ExitCode> {
    match command {
        Command::New(arguments) => new::run(arguments, program),
        Command::Init(arguments) => new::init(arguments, program),
        Command::Generate(arguments) => generate::run(arguments, program),
        Command::Check(arguments) => generate::check(arguments, program),
        Command::Diff(arguments) => diff::run(arguments, program),
        Command::Contract(arguments) => contract::run(arguments, program),
        Command::Explain(arguments) => explain::run(arguments, program),
        Command::Schema => {
            println!("{:#}", config::schema());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The exit code of a command. An error is printed to standard error; its code is 1.
pub fn exit_code(done: Result<ExitCode>) -> ExitCode {
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// The arguments of this program. Cargo passes the name of the command first: `cargo oas check` runs `cargo-oas oas check`.
pub fn own_arguments(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == "oas") {
        arguments.remove(1);
    }
    arguments
}

#[cfg(all(test, feature = "contract"))]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Command, ExitCode, Settings, run};

    #[derive(Parser)]
    struct Arguments {
        #[command(subcommand)]
        command: Command,
        #[command(flatten)]
        settings: Settings,
    }

    fn help(command: &str) -> String {
        let mut program = Arguments::command();
        let command = program.find_subcommand_mut(command).expect("a command");
        let help = command.render_long_help().to_string();
        help.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_help_of_check_names_the_command_in_place_of_the_option() {
        let check = help("check");
        assert!(!check.contains("ith --check"), "{check}");
        for part in
            ["With `check`, also exit with 1 if `info.version`", "With `check`, also compare TypeScript definitions"]
        {
            assert!(check.contains(part), "{check}");
        }
        assert!(help("generate").contains("With --check, also exit with 1"));
    }

    #[test]
    fn the_help_of_diff_says_which_changes_are_allowed() {
        let diff = help("diff");
        assert!(diff.contains("if there is such a change that is not allowed"), "{diff}");
        assert!(diff.contains("by default the file that `[diff] allow` of `oas.toml` names"), "{diff}");
    }

    /// 1 is the exit code of `contract` for a failed case, and of `diff` for a change of `--fail-on`.
    #[test]
    fn commands_with_results_exit_with_2_without_settings() {
        let exit = |command: &str| {
            let line = ["oas", "--config", "no-such-folder/oas.toml", command];
            let Arguments { command, settings } = Arguments::try_parse_from(line).expect("valid arguments");
            format!("{:?}", run(&command, &settings, "cargo oas"))
        };
        assert_eq!(exit("contract"), format!("{:?}", ExitCode::from(2)));
        assert_eq!(exit("diff"), format!("{:?}", ExitCode::from(2)));
        assert_eq!(exit("check"), format!("{:?}", ExitCode::FAILURE));
    }
}
