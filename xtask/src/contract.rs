//! `cargo xtask contract`: the contract runner on the workspace's document, with a server to test where none is given.
//!
//! Both run as processes of their own: this crate depends on nothing that is generated, and stays quick to build.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};

use crate::generate::{DOCUMENT, workspace_root};

#[derive(clap::Args)]
pub struct Arguments {
    /// Arguments of the contract runner; `--help` after `--` lists them. Without `--url` the example server is started on
    /// a free port, and tested.
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
    let server = if has("--url") || has("--list") || has("--help") {
        None
    } else {
        let (server, url) = Server::start()?;
        runner.args(["--url", &url]);
        // It sends nothing to anybody, so nothing has to be left out.
        if !has("--max-accepted") {
            runner.args(["--max-accepted", "1000000"]);
        }
        Some(server)
    };
    let status = runner.status().context("cannot run the contract runner")?;
    drop(server);
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn cargo() -> Result<Command> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root()?);
    Ok(command)
}

/// The example server.
struct Server(Child);

impl Server {
    fn start() -> Result<(Self, String)> {
        // Built first: what `cargo run` starts would outlive a `cargo run` that is killed.
        let built = cargo()?.args(["build", "-q", "-p", "password-otp-server", "--example", "documented"]).status()?;
        ensure!(built.success(), "the example server does not build");
        let program = std::env::current_exe()?.with_file_name("examples").join("documented");
        let child = Command::new(program).arg("127.0.0.1:0").stdout(Stdio::piped()).spawn();
        let mut server = Server(child.context("cannot start the example server")?);
        let mut line = String::new();
        if let Some(stdout) = server.0.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let url = line.trim().to_owned();
        ensure!(url.starts_with("http://"), "the example server did not start");
        Ok((server, url))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
