//! The contract runner in this process.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches, Parser};

use super::server::RunningServer;
use crate::config::Found;
use crate::document::shown;
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
const WITHOUT_SERVER: [&str; 5] = ["--list", "--har", "--help", "--proxy", "--coverage-report"];

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
    line.extend(found.iter().flat_map(|found| options(found, &has)));
    line.extend(rest.iter().cloned());
    let url = found.as_ref().and_then(|found| found.config.contract.url.clone());
    let server = found.as_ref().and_then(|found| Some((found, found.config.contract.server.as_ref()?)));
    let is_url_given = has("--url") || WITHOUT_SERVER.into_iter().any(has);
    let server = match (is_url_given, url, server) {
        (false, Some(url), _) => {
            line.extend(["--url".to_owned(), url]);
            None
        }
        (false, None, Some(server)) => {
            line.extend(["--url".to_owned(), LATER.to_owned()]);
            Some(server)
        }
        _ => None,
    };
    // Wrong arguments end the process here, before a server is started.
    let matches = options_of_runner(program.name).get_matches_from(line);
    let Runner { mut arguments } = Runner::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let settings = program.settings.clone();
    arguments.reporter = contract::cli::Reporter::new(move |source, problems| {
        Program { name: "", settings: &settings }.report(source, problems, false);
    });
    let running = server.map(|(found, server)| RunningServer::start(&found.root, server)).transpose()?;
    if let (Some(running), Some((_, server))) = (&running, server) {
        arguments.url = Some(running.url.clone());
        arguments.environment.clone_from(&server.environment);
    }
    let code = contract::cli::run(&arguments);
    drop(running);
    Ok(code)
}

/// The settings of a workspace as options of the runner. Options that are given replace them.
fn options(found: &Found, has: &impl Fn(&str) -> bool) -> Vec<String> {
    let path = |path: &std::path::Path| shown(&found.path(path)).to_string_lossy().into_owned();
    let config = &found.config;
    let contract = &config.contract;
    let mut all = vec![("--spec", vec![path(&config.document)])];
    all.push(("--overlay", config.overlays.iter().map(|overlay| path(overlay)).collect()));
    let sends = !["--har", "--proxy", "--coverage-report"].into_iter().any(has);
    if sends {
        let credential = |(scheme, source): (&String, &String)| match source.strip_prefix("file:") {
            Some(file) => format!("{scheme}=file:{}", path(file.as_ref())),
            None => format!("{scheme}={source}"),
        };
        // Those of a server that is not started here come from the command line.
        let is_started = contract.server.is_some() && contract.url.is_none();
        if !(is_started && (has("--url") || has("--list"))) {
            all.push(("--credential", contract.credentials.iter().map(credential).collect()));
            all.push(("--max-accepted", contract.max_accepted.iter().map(usize::to_string).collect()));
        }
        all.push(("--header", contract.headers.clone()));
        all.push(("--values", contract.values.iter().map(|values| path(values)).collect()));
    }
    let replaced = |option: &str| has(option) || (option == "--max-accepted" && has("--safe"));
    let open = all.into_iter().filter(|(option, _)| !replaced(option));
    open.flat_map(|(option, values)| values.into_iter().map(move |value| format!("{option}={value}"))).collect()
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
