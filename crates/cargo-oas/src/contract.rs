//! `contract`: runs the contract runner with the settings of the workspace, and starts a server to test if there is one in them.

#[cfg(feature = "contract")]
mod here;
#[cfg(feature = "contract")]
mod server;
#[cfg(feature = "contract")]
mod setting;

use std::process::ExitCode;

use anyhow::Result;

use crate::program::Program;

/// The arguments of `contract`.
#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Arguments of the contract runner; `--help` lists them. Without `--url`, tests the server of `oas.toml`. With `--har FILE`, checks
    /// a recording and starts nothing. With `--proxy URL`, checks all exchanges that pass through it. With `--coverage-report FILE`,
    /// prints what earlier tests covered.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    rest: Vec<String>,
}

/// Returns the command with the options of the contract runner, for completions and the manual page. The command itself passes them on.
pub fn documented(command: clap::Command) -> clap::Command {
    #[cfg(feature = "contract")]
    let command = {
        let options = here::options_of_runner("cargo oas");
        let own: Vec<_> = command.get_groups().map(|group| group.get_id().clone()).collect();
        let groups = options.get_groups().filter(|group| !own.contains(group.get_id())).cloned();
        // They are the arguments that the command passes on.
        let command = command.mut_arg("rest", |rest| rest.hide(true));
        command.args(options.get_arguments().cloned()).groups(groups.collect::<Vec<_>>())
    };
    command
}

/// Tests a server in this process.
#[cfg(feature = "contract")]
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    here::run(&arguments.rest, program)
}

/// Runs `cargo-oas` of this workspace, which has the contract runner: it takes longer to build than all other commands.
#[cfg(not(feature = "contract"))]
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let mut command = std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "-q", "-p", "cargo-oas", "--"]);
    command.args(program.settings.options());
    replace(command.arg("contract").args(&arguments.rest))
}

/// Runs a command in place of this process, so that signals reach it: the proxy ends with a signal and then writes its report.
#[cfg(all(unix, not(feature = "contract")))]
fn replace(command: &mut std::process::Command) -> Result<ExitCode> {
    use anyhow::Context;
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot run cargo-oas")
}

/// Runs a command. It receives Ctrl-C too.
#[cfg(not(any(unix, feature = "contract")))]
fn replace(command: &mut std::process::Command) -> Result<ExitCode> {
    use anyhow::Context;
    let status = command.status().context("cannot run cargo-oas")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
