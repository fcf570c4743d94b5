//! The contract runner in this process.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches, Parser};
use contract::cli::OptionError;

use super::server::RunningServer;
use super::setting::{in_settings, readable, settings};
use crate::program::Program;

/// Test a running server, or recorded traffic, against an OpenAPI document.
#[derive(Parser)]
#[command(name = "contract")]
struct Runner {
    #[command(flatten)]
    arguments: contract::cli::Arguments,
}

/// The command line of the contract runner in a program that is called as `program`, such as `cargo xtask`. The runner gets `--spec` in
/// any case; its user need not give it if there is an `oas.toml`.
pub(super) fn options_of_runner(program: &str) -> clap::Command {
    Runner::command()
        .mut_arg("spec", |spec| spec.required(false).help("The OpenAPI document; by default that of `oas.toml`"))
        .mut_arg("url", |url| {
            url.help("The base URL of the server; by default `url` or `server` of `oas.toml`. With --har, check only exchanges with this server")
        })
        .after_help(format!(
            "Options of all commands, such as --quiet, come before those of this command: `{program} contract --quiet --list`."
        ))
}

/// Options with which no server is tested.
pub(super) const WITHOUT_SERVER: [&str; 5] = ["--list", "--har", "--help", "--proxy", "--coverage-report"];

/// Stands for the URL of a server that starts after the arguments are read.
const LATER: &str = "http://127.0.0.1:0";

/// Runs the contract runner with these arguments and those of `oas.toml`.
pub(super) fn run(rest: &[String], program: &Program<'_>) -> Result<ExitCode> {
    let has = |name: &str| rest.iter().any(|given| given == name || given.starts_with(&format!("{name}=")));
    let name = format!("{} contract", program.name);
    let found = if has("--spec") || has("--help") || rest.iter().any(|given| given == "-h") {
        None
    } else {
        Some(program.config()?.context("there is no oas.toml in this folder or above it; give --spec")?)
    };
    let mut line = vec![name];
    let settings = found.as_ref().map(|found| settings(found, &has)).unwrap_or_default();
    line.extend(settings.iter().map(|setting| format!("{}={}", setting.option, setting.value)));
    line.extend(rest.iter().cloned());
    let server = found.as_ref().and_then(|found| Some((found, found.config.contract.server.as_ref()?)));
    let needs_server = !line.iter().any(|option| option.starts_with("--url"));
    let server = server.filter(|_| needs_server && !WITHOUT_SERVER.into_iter().any(has));
    if server.is_some() {
        line.extend(["--url".to_owned(), LATER.to_owned()]);
    }
    // Wrong arguments end the process here, before a server is started.
    let matches = options_of_runner(program.name).get_matches_from(line);
    let Runner { mut arguments } = Runner::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let options_of_all = program.settings.clone();
    arguments.reporter = contract::cli::Reporter::new(move |source, problems| {
        Program { name: "", settings: &options_of_all }.report(source, problems, false);
    });
    // A missing file has the same error as for other commands.
    if let Some(found) = &found {
        readable(found, &settings)?;
    }
    let running = server.map(|(found, server)| RunningServer::start(&found.root, server)).transpose()?;
    if let (Some(running), Some((_, server))) = (&running, server) {
        arguments.url = Some(running.url.clone());
        arguments.environment.clone_from(&server.environment);
    }
    let done = contract::cli::start(&arguments);
    drop(running);
    done.map_err(|error| match (&found, error.downcast_ref::<OptionError>()) {
        (Some(found), Some(of)) => in_settings(found, &settings, of).map_or(error, Into::into),
        _ => error,
    })
}

#[cfg(test)]
mod tests {
    use super::options_of_runner;

    #[test]
    fn the_help_names_the_program_that_runs() {
        for program in ["cargo oas", "cargo xtask"] {
            let help = options_of_runner(program).render_long_help().to_string();
            // The lines are as wide as the terminal.
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(help.matches(&format!("`{program} contract --quiet --list`")).count(), 1, "{help}");
        }
    }
}
