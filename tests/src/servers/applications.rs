//! The applications of `tests/applications`: documents that frameworks make of programs.
//!
//! The client that is generated from the document calls the running application, and the contract runner has no failed case.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use codegen::{Options as Generation, generate};
use contract::{Credentials, Network, Options, Source};

use crate::server::{Server, root};

/// An application.
pub struct Application {
    /// The folder in `tests/applications`.
    pub name: &'static str,
    /// The file name of the document in this test, which the generated crates are named after.
    document: &'static str,
    /// The security scheme of the document, and a valid credential.
    credential: (&'static str, &'static str),
    /// How to install it.
    setup: &'static str,
}

pub const APPLICATIONS: &[Application] = &[
    Application {
        name: "fastapi",
        document: "bookshop.json",
        credential: ("HTTPBearer", "bookshop-token"),
        setup: "tests/servers/fastapi/setup",
    },
    Application {
        name: "utoipa",
        document: "tasks.json",
        credential: ("key", "tasks-key"),
        setup: "tests/applications/utoipa/setup",
    },
];

impl Application {
    fn folder(&self) -> PathBuf {
        root().join("tests/applications").join(self.name)
    }

    fn start(&self) -> Command {
        Command::new(self.folder().join("start"))
    }

    /// Tests the application. Returns whether it is installed.
    pub async fn test(&self, failures: &mut Vec<String>) -> bool {
        let dump = self.start().arg("--dump").output();
        let Some(dump) = dump.ok().filter(|dump| dump.status.success()) else {
            println!("skipped: the application {} is not installed; {} installs it", self.name, self.setup);
            return false;
        };
        let committed = std::fs::read(self.folder().join("openapi.json")).expect("the document");
        assert!(dump.stdout == committed, "{}/openapi.json is stale: write `start --dump` to it", self.name);
        let source = Source::new(self.document, committed);
        if let Err(text) = self.call(&source) {
            failures.push(format!("the client of {}:\n{text}", self.name));
        }
        let server = Server::launch(self.start().arg("0"), self.name);
        let (api, _) = model::resolve_tolerant(&source).expect("the document has no errors");
        let credentials = Credentials::default().with(self.credential.0, self.credential.1);
        let options = Options { credentials, timeout: Duration::from_secs(60), ..Options::default() };
        let network = Network::new(server.url()).expect("a client");
        network.reach(Duration::from_secs(60)).await.expect("the server accepts connections");
        let report = contract::run(&api, &network, &options).await;
        println!("the application {}: {}, acted on {}", self.name, report.counts(), report.acted_on);
        if !report.passed() {
            failures.push(format!("the application {}:\n{report}", self.name));
        }
        true
    }

    /// Generates the client, and runs `client.rs` with it against the application.
    fn call(&self, source: &Source) -> Result<(), String> {
        let options = Generation { tolerant: true, ..Generation::default() };
        let generated = generate(source, &options).map_err(|problems| format!("{problems:?}"))?;
        let folder = target_dir().join("applications").join(self.name);
        for (path, text) in &generated.files {
            write(&folder.join(path), text);
        }
        let stem = source.stem();
        write(
            &folder.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"types\", \"client\", \"caller\"]\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n",
        );
        write(
            &folder.join("caller/Cargo.toml"),
            &format!(
                "[package]\nname = \"caller\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
                 {stem}-client = {{ path = \"../client\" }}\nfutures-util = {{ version = \"0.3\", default-features = false }}\n\
                 serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\nuuid = \"1\"\n"
            ),
        );
        let program = std::fs::read_to_string(self.folder().join("client.rs")).expect("the program");
        write(&folder.join("caller/src/main.rs"), &program);
        // The versions of this workspace, so that nothing is built twice.
        write(&folder.join("Cargo.lock"), &std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file"));
        let server = Server::launch(self.start().arg("0"), self.name);
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--package", "caller", "--", server.url()])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", target_dir())
            .output()
            .expect("cargo runs");
        print!("{}", String::from_utf8_lossy(&output.stdout));
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

/// Where Cargo puts what this test run builds.
fn target_dir() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.ancestors().nth(3).expect("target/debug/deps/servers").to_owned()
}

/// Writes a file, if it changes: Cargo builds again what has a new time.
fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a writable file");
    }
}
