//! The sandbox as a program: built once, each on a port of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::command::target_dir;

/// A running sandbox.
pub struct Program {
    process: Child,
    folder: TempDir,
    /// `127.0.0.1:PORT`, as it was printed.
    pub address: String,
}

/// The path of the built program.
fn path() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "-q", "-p", "password-otp-sandbox"]).current_dir(super::root());
        assert!(build.status().expect("cargo runs").success(), "the sandbox builds");
        target_dir().join("debug").join(format!("password-otp-sandbox{}", std::env::consts::EXE_SUFFIX))
    })
}

/// The program, not started.
pub fn command(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(path());
    command.args(arguments).envs(variables.iter().copied());
    command
}

/// Runs it to its end: for arguments that it refuses.
pub fn refused(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let output = command(arguments, variables).output().expect("it runs");
    assert!(!output.status.success());
    output
}

impl Program {
    /// Starts it and waits for the address that it prints.
    pub fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let log = File::create(folder.path().join("log")).expect("a file");
        let mut process = command(arguments, variables).stdout(Stdio::piped()).stderr(log).spawn().expect("it runs");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("text");
        let address = line.trim().strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line:?}")).to_owned();
        Program { process, folder, address }
    }

    /// The log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).expect("a file")
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let killed = Command::new("kill").arg(self.process.id().to_string()).status().expect("kill runs");
        assert!(killed.success());
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().expect("it ends")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
