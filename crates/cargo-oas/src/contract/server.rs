//! A server of the workspace, built and started for the tests.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::config;

/// A running server. It is stopped when dropped.
pub(super) struct RunningServer {
    child: Child,
    /// Its base URL.
    pub(super) url: String,
}

impl RunningServer {
    /// Builds a program of the workspace at `root` and starts it.
    ///
    /// # Errors
    ///
    /// It cannot be built, or its first line is no URL.
    pub(super) fn start(root: &Path, server: &config::Server) -> Result<Self> {
        let mut command = Command::new(build(root, server)?);
        command.args(&server.arguments).envs(&server.environment).current_dir(root).stdout(Stdio::piped());
        let child = command.spawn().with_context(|| format!("cannot start the server of {}", server.package))?;
        let mut server = RunningServer { child, url: String::new() };
        if let Some(stdout) = server.child.stdout.take() {
            BufReader::new(stdout).read_line(&mut server.url)?;
        }
        server.url = server.url.trim().to_owned();
        ensure!(server.url.starts_with("http://"), "the server did not start: its first line is not its base URL");
        Ok(server)
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Builds the program, and returns its path. `cargo run` is not used, because its child process would survive it.
fn build(root: &Path, server: &config::Server) -> Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root).args(["build", "-q", "--message-format=json-render-diagnostics", "-p", &server.package]);
    if !server.features.is_empty() {
        cargo.args(["--features", &server.features.join(",")]);
    }
    let (kind, name) = match &server.example {
        Some(example) => {
            cargo.args(["--example", example]);
            ("example", example)
        }
        None => {
            cargo.args(["--bin", &server.package]);
            ("bin", &server.package)
        }
    };
    let output = cargo.stderr(Stdio::inherit()).output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the server cannot be built");
    // https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let executables =
        messages.filter(|message| message["target"]["name"] == name.as_str() && message["target"]["kind"][0] == kind);
    let executable = executables.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
    executable.with_context(|| format!("cargo built no program `{name}` of {}", server.package))
}
