//! `cargo xtask contract`: runs the contract runner with the workspace's document, and starts a server to test if none is
//! given.
//!
//! Runner and server are processes, so that this crate does not depend on generated crates and is quick to build.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, anyhow, ensure};

use crate::document::{DOCUMENT, read, workspace_root};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Arguments of the contract runner; `-- --help` lists them. Without `--url`, starts the sandbox on a free port and tests
    /// it, or the example server if the workspace has no sandbox. With `--har FILE`, checks a recording and starts nothing. With
    /// `--proxy URL`, checks all exchanges that pass through it. With `--coverage-report FILE`, prints what earlier tests covered.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    rest: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let has = |name: &str| arguments.rest.iter().any(|given| given == name || given.starts_with(&format!("{name}=")));
    let mut runner = cargo()?;
    runner.args(["run", "-q", "-p", "api-contract", "--features", "cli", "--"]).args(&arguments.rest);
    if !has("--spec") {
        runner.args(["--spec", DOCUMENT]);
    }
    let server = if ["--url", "--list", "--har", "--help", "--proxy", "--coverage-report"].into_iter().any(has) {
        None
    } else {
        let name = document_name()?;
        let sandbox = format!("{name}-sandbox");
        let (server, url) = if is_package(&sandbox)? {
            // After given credentials, because the server that is started here accepts only these.
            let credentials = credentials(&sandbox)?;
            for (scheme, variable) in &credentials {
                runner.args(["--credential", &format!("{scheme}=env:{variable}")]).env(variable, KEY);
            }
            Server::sandbox(&sandbox, credentials.iter().map(|(_, variable)| variable.as_str()))?
        } else {
            Server::example(&format!("{name}-server"))?
        };
        runner.args(["--url", &url]);
        // The server sends no messages, so the number of accepted requests need not be limited.
        if !has("--max-accepted") {
            runner.args(["--max-accepted", "1000000"]);
        }
        Some(server)
    };
    if has("--proxy") {
        return replace(runner);
    }
    let status = runner.status().context("cannot run the contract runner")?;
    drop(server);
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Runs a command in place of this process, so that signals reach it: the proxy ends with a signal and then writes its report.
#[cfg(unix)]
fn replace(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot run the contract runner")
}

/// Runs a command. It receives Ctrl-C too.
#[cfg(not(unix))]
fn replace(mut command: Command) -> Result<ExitCode> {
    let status = command.status().context("cannot run the contract runner")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn cargo() -> Result<Command> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root()?);
    Ok(command)
}

/// The valid credential of the sandbox that is started here.
const KEY: &str = "valid";

/// The prefix of the document's packages: the name of its file.
fn document_name() -> Result<String> {
    let stem = Path::new(DOCUMENT).file_stem().context("the document has no name")?;
    Ok(stem.to_string_lossy().into_owned())
}

fn is_package(name: &str) -> Result<bool> {
    let asked = cargo()?.args(["pkgid", "-q", "-p", name]).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(asked.success())
}

/// The document's security schemes, each with the environment variable that the sandbox reads its credential from.
fn credentials(sandbox: &str) -> Result<Vec<(String, String)>> {
    let resolved = model::resolve(&read(&workspace_root()?.join(DOCUMENT), DOCUMENT)?);
    let (api, _) = resolved.map_err(|_| anyhow!("the document has errors: `cargo xtask generate` shows them"))?;
    let variable = |wire: &str| format!("{sandbox}-{wire}").to_uppercase().replace('-', "_");
    Ok(api.schemes.into_iter().map(|scheme| (scheme.wire.clone(), variable(&scheme.wire))).collect())
}

/// A running server to test. It is stopped when dropped.
struct Server(Child);

impl Server {
    fn sandbox<'v>(package: &str, variables: impl Iterator<Item = &'v str>) -> Result<(Self, String)> {
        build(&["-p", package])?;
        let mut command = Command::new(std::env::current_exe()?.with_file_name(package));
        command.args(["--port", "0", "--log", "warn"]).envs(variables.map(|variable| (variable, KEY)));
        Self::start(command)
    }

    fn example(package: &str) -> Result<(Self, String)> {
        build(&["-p", package, "--features", "fake", "--example", "documented"])?;
        let mut command = Command::new(std::env::current_exe()?.with_file_name("examples").join("documented"));
        command.arg("127.0.0.1:0");
        Self::start(command)
    }

    fn start(mut command: Command) -> Result<(Self, String)> {
        let child = command.stdout(Stdio::piped()).spawn();
        let mut server = Server(child.context("cannot start the server")?);
        let mut line = String::new();
        if let Some(stdout) = server.0.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let url = line.trim().to_owned();
        ensure!(url.starts_with("http://"), "the server did not start");
        Ok((server, url))
    }
}

/// Builds the server. `cargo run` is not used, because its child process would survive it.
fn build(arguments: &[&str]) -> Result<()> {
    let built = cargo()?.args(["build", "-q"]).args(arguments).status()?;
    ensure!(built.success(), "the server cannot be built");
    Ok(())
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
