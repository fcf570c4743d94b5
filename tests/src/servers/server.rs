//! A server of `tests/servers` as a process.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use contract::Source;

/// The folders of `tests/servers` with a server.
pub const SERVERS: &[&str] = &["axum", "connexion", "express", "fastapi", "fastify", "go", "hono", "ninja", "stdlib"];

/// The servers of `SERVERS` without a `setup`: the build of the tests, and Python's own library, are all that they need.
const WITHOUT_SETUP: [&str; 2] = ["axum", "stdlib"];

/// The documents that each server implements.
#[derive(Clone, Copy)]
pub enum Kind {
    /// `openapi/password-otp.yaml`
    Otp,
    /// `tests/servers/library.yaml`
    Library,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Otp, Kind::Library];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Otp => "otp",
            Kind::Library => "library",
        }
    }

    /// The name of the document's file.
    pub fn file(self) -> &'static str {
        match self {
            Kind::Otp => "password-otp.yaml",
            Kind::Library => "library.yaml",
        }
    }

    pub fn document(self) -> Source {
        let folder = match self {
            Kind::Otp => "openapi",
            Kind::Library => "tests/servers",
        };
        let path = format!("{folder}/{}", self.file());
        Source::new(path.as_str(), std::fs::read(root().join(&path)).expect("the document"))
    }

    /// The security scheme of the document.
    pub fn scheme(self) -> &'static str {
        match self {
            Kind::Otp => "apikey",
            Kind::Library => "librarian",
        }
    }

    /// The credential that all servers accept.
    pub fn credential(self) -> &'static str {
        match self {
            Kind::Otp => "demo",
            Kind::Library => "library-token",
        }
    }
}

pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn start(name: &str) -> Command {
    Command::new(root().join("tests/servers").join(name).join("start"))
}

/// The command that lists a server's bugs, without its output. It fails if the packages of the server are not installed.
fn list_bugs(name: &str, kind: &str) -> Command {
    let mut command = start(name);
    command.args(["--bugs", kind]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Whether the packages of a server are installed.
pub fn is_installed(name: &str) -> bool {
    list_bugs(name, "library").status().is_ok_and(|status| status.success())
}

/// The servers that count as installed in an empty folder, except those that need no packages.
pub fn installed_in_an_empty_folder() -> Vec<&'static str> {
    let empty = root().join("target/no-servers");
    let is_installed = |name: &&str| {
        list_bugs(name, "library").env("SERVERS_CACHE", &empty).status().is_ok_and(|status| status.success())
    };
    SERVERS.iter().copied().filter(|name| !WITHOUT_SETUP.contains(name)).filter(is_installed).collect()
}

/// The bugs that a server can be started with.
pub fn bugs(name: &str, kind: Kind) -> Vec<String> {
    let listed = start(name).args(["--bugs", kind.as_str()]).output().expect("the server lists its bugs");
    String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect()
}

/// Whether `tests/servers/bugs.txt` has the bug, so that the contract runner must find it.
pub fn is_listed(name: &str, kind: Kind, bug: &str) -> bool {
    let listed = std::fs::read_to_string(root().join("tests/servers/bugs.txt")).expect("the list of bugs");
    let wanted = format!("{name} {} {bug}", kind.as_str());
    listed.lines().any(|line| line == wanted)
}

/// A running server. It is stopped when dropped.
pub struct Server {
    child: Child,
    url: String,
}

impl Server {
    pub fn start(name: &str, kind: Kind, bug: Option<&str>) -> Self {
        let mut command = start(name);
        Server::launch(command.args([kind.as_str(), "0"]).args(bug), name)
    }

    /// Runs a command that prints its URL and serves.
    pub fn launch(command: &mut Command, name: &str) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).expect("a line of text");
        }
        let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{name} did not start: {line}"));
        Server { url: url.to_owned(), child }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
