//! The servers that are compared. Each is a process.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::by_hand;

/// A running server.
pub struct Server {
    pub name: &'static str,
    pub address: String,
    process: Child,
}

impl Server {
    /// The hand-written handler.
    ///
    /// # Errors
    ///
    /// The server does not start; the same for the other functions.
    pub fn by_hand() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(by_hand::ARGUMENT);
        Self::start("axum by hand", command)
    }

    /// The sandbox. Its log is discarded, like that of prism.
    pub fn sandbox(arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_password-otp-sandbox"));
        command.args(["--apikey", "demo", "--port", "0"]).args(arguments);
        let name = if arguments.is_empty() { "sandbox with its log" } else { "sandbox" };
        Self::start(name, command)
    }

    fn start(name: &'static str, mut command: Command) -> Result<Self> {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context(name)?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("no pipe")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("http://").unwrap_or_default().to_owned();
        Ok(Server { name, address, process })
    }

    /// Prism's mock of the document; `None` if `prism` is not installed.
    pub fn prism() -> Result<Option<Self>> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/password-otp.yaml");
        let mut command = Command::new("prism");
        command.args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
        let Ok(process) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return Ok(None) };
        let server = Server { name: "prism mock", address: format!("127.0.0.1:{port}"), process };
        for _ in 0..300 {
            if TcpStream::connect(&server.address).is_ok() {
                return Ok(Some(server));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("prism does not listen")
    }

    /// The resident memory in bytes, on Linux (proc(5)).
    pub fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?;
        kilobytes.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
