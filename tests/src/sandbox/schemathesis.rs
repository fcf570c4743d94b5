//! Schemathesis, a fuzzer that was written elsewhere, against the sandbox, where it is installed. The reports that
//! are expected stand in `tests/schemathesis/`.

use std::process::{Command, Output};

use password_otp_sandbox::{Config, DocumentedResponse, Scenario};

use super::scenarios::served;
use crate::support::command::stdout;
use crate::support::{file, root};

/// Runs it, in a folder of its own, for it leaves files behind; `None` where there is none on this machine.
fn run(address: &str) -> Option<Output> {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["schemathesis.toml", "hooks.py"] {
        let text = file(&format!("schemathesis/{name}"));
        std::fs::write(folder.path().join(name), text).expect("a writable folder");
    }
    let mut command = Command::new("schemathesis");
    command.arg("run").arg(root().join("openapi/password-otp.yaml")).args(["--url", &format!("http://{address}")]);
    command.args(["--no-color", "--generation-deterministic", "--max-examples", "50"]);
    command.current_dir(folder.path()).output().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn finds_no_difference_but_the_documented_one() {
    let sound = served(&Config::new("demo")).await;
    let scenario = Scenario { response: Some(DocumentedResponse::Code(500)), ..Scenario::default() };
    let failed = served(&Config { scenario, ..Config::new("demo") }).await;
    let ran = tokio::task::spawn_blocking(move || Some((run(&sound)?, run(&failed)?)));
    match ran.await.expect("it ran") {
        Some((sound, failed)) => {
            assert!(sound.status.success(), "{}", stdout(&sound));
            assert!(!failed.status.success() && stdout(&failed).contains("[500]"), "{}", stdout(&failed));
        }
        None => eprintln!("skipped: no schemathesis on this machine (pip install schemathesis)"),
    }
}
