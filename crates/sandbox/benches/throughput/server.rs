//! The servers that are compared. Each is a process.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The argument with which the benchmark starts itself as a server; the second argument says which.
pub const ARGUMENT: &str = "--serve";

/// The ticks per second in proc(5), `USER_HZ`: 100 on all platforms that Rust supports.
const TICKS: f64 = 100.0;

/// The CPU time of a process.
#[derive(Clone, Copy)]
pub struct Cpu {
    pub user: Duration,
    pub kernel: Duration,
}

impl Cpu {
    pub fn total(self) -> Duration {
        self.user + self.kernel
    }
}

/// A running server.
pub struct Server {
    pub name: &'static str,
    pub address: String,
    process: Child,
}

impl Server {
    /// A server that the benchmark itself contains.
    ///
    /// # Errors
    ///
    /// The server does not start; the same for the other functions.
    pub fn own(name: &'static str, side: &str) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([ARGUMENT, side]);
        Self::start(name, command)
    }

    /// The sandbox. Its output is discarded, like that of prism.
    pub fn sandbox(name: &'static str, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_password-otp-sandbox"));
        command.args(["--apikey", "demo", "--port", "0"]).args(arguments);
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

    /// The CPU time until now, of all threads, on Linux (proc(5), `stat`).
    pub fn cpu(&self) -> Option<Cpu> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        // The second field is the name in parentheses, which may contain spaces. `utime` is the 14th field and `stime` the 15th.
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut times = fields.split(' ').skip(11).map(|ticks| ticks.parse::<f64>().ok());
        let mut next = || times.next().flatten().map(|ticks| Duration::from_secs_f64(ticks / TICKS));
        Some(Cpu { user: next()?, kernel: next()? })
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
