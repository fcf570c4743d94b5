//! Generated types and clients compile for browsers, that is for the target `wasm32-unknown-unknown`.
//!
//! A build for another target shares nothing with the others, so `cargo test` does not make it. `WASM=all` makes it, where the target is
//! installed (`rustup target add wasm32-unknown-unknown`); `.ci/run` checks the client of this workspace only.

use std::path::Path;
use std::process::Command;

use codegen::Options;

use crate::support::command::{self, target_dir};
use crate::support::{fixture, root};

const TARGET: &str = "wasm32-unknown-unknown";

/// The fixtures: streams of items, uploads of files, and tokens of sources.
const FIXTURES: [&str; 3] = ["streams", "bodies-forms", "security-client-credentials"];

fn is_installed() -> bool {
    let libraries = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    libraries.is_ok_and(|output| Path::new(command::stdout(&output).trim()).is_dir())
}

/// Checks the clients of a workspace with all their features, and the types that they use.
fn check(workspace: &Path, clients: &[String]) {
    let mut arguments = vec!["clippy", "--target", TARGET, "--all-features"];
    clients.iter().for_each(|client| arguments.extend(["-p", client]));
    let output = command::cargo(workspace, &arguments);
    let text = command::stderr(&output);
    assert!(output.status.success(), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("warning")), "{text}");
}

#[test]
fn clients_compile_for_browsers() {
    if std::env::var_os("WASM").is_none() {
        return println!("skipped: WASM=all compiles clients for {TARGET}");
    }
    if !is_installed() {
        return println!("skipped: the target {TARGET} is not installed");
    }
    check(&root(), &["password-otp-client".to_owned()]);

    let folder = target_dir().join("browser");
    std::fs::remove_dir_all(&folder).ok();
    let mut members = Vec::new();
    for name in FIXTURES {
        let source = fixture::read(&root().join(format!("tests/fixtures/ok/{name}.yaml")));
        let generated = codegen::generate(&source, &Options::default()).expect("a good fixture");
        for (path, text) in generated.files.iter().filter(|(path, _)| !path.starts_with("server/")) {
            let path = folder.join(name).join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a writable file");
        }
        members.extend(["types", "client"].map(|part| format!("{name}/{part}")));
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("a writable file");
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    check(&folder, &FIXTURES.map(|name| format!("{name}-client")));
}
