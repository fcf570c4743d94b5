//! The line of `generate` about the changes since a revision, and the version that `check --since` requires.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::command::{stderr, stdout, xtask};
use crate::support::root;

fn oas(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(xtask()).args(arguments).current_dir(folder).output().expect("xtask runs")
}

fn git(folder: &Path, arguments: &[&str]) {
    let fixed = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    let output = Command::new("git").args(fixed).args(arguments).current_dir(folder).output().expect("git runs");
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Replaces a text of a file.
fn edit(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).expect("a file");
    assert!(text.contains(old), "{text}");
    fs::write(path, text.replacen(old, new, 1)).expect("a file");
}

/// Semantic Versioning 2.0.0, section 8: a change that breaks callers needs a new major version.
#[test]
fn a_change_that_breaks_callers_needs_a_major_version_or_an_entry_of_allowed_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = root().join("docs/src/tutorial/shop.yaml").display().to_string();
    assert!(oas(folder.path(), &["new", "shop", "--spec", &spec]).status.success());
    let shop = folder.path().join("shop");
    git(&shop, &["init", "-q"]);
    git(&shop, &["add", "."]);
    git(&shop, &["commit", "-q", "-m", "shop"]);
    let check = || oas(&shop, &["check", "--since", "HEAD"]).status.code();
    assert_eq!(check(), Some(0));

    let document = shop.join("openapi/shop.yaml");
    edit(&document, "minimum: 50", "minimum: 100");
    let generated = stdout(&oas(&shop, &["generate"]));
    let line = "changes since HEAD: 1 breaks-callers; version: major required, and not raised; `cargo xtask diff HEAD` shows them";
    assert_eq!(generated.lines().last(), Some(line), "{generated}");
    assert_eq!(oas(&shop, &["check"]).status.code(), Some(0), "the crates are fresh");
    assert_eq!(check(), Some(1));

    let report: serde_json::Value =
        serde_json::from_str(&stdout(&oas(&shop, &["diff", "--format", "json"]))).expect("JSON");
    let fingerprint = report["changes"][0]["fingerprint"].as_str().expect("a fingerprint");
    let allowed = format!("- {{fingerprint: {fingerprint}, reason: Nobody orders less.}}\n");
    fs::write(shop.join("openapi/allowed.yaml"), allowed).expect("a file");
    let settings = fs::read_to_string(shop.join("oas.toml")).expect("the settings");
    fs::write(shop.join("oas.toml"), format!("{settings}\n[diff]\nallow = \"openapi/allowed.yaml\"\n"))
        .expect("a file");
    assert_eq!(check(), Some(0));

    fs::write(shop.join("oas.toml"), &settings).expect("a file");
    assert_eq!(check(), Some(1));
    edit(&document, "version: 1.0.0", "version: 2.0.0");
    assert!(oas(&shop, &["generate"]).status.success());
    assert_eq!(check(), Some(0));
}

/// An operation that the workspace does not generate needs no version.
#[test]
fn operations_that_are_not_selected_do_not_count() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(root().join("docs/src/tutorial/shop.yaml"), folder.path().join("shop.yaml")).expect("the document");
    let settings = "document = \"shop.yaml\"\n[selection]\noperations = [\"getOrder\"]\n";
    fs::write(folder.path().join("oas.toml"), settings).expect("the settings");
    assert!(oas(folder.path(), &["generate"]).status.success());
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "shop"]);
    edit(&folder.path().join("shop.yaml"), "minimum: 50", "minimum: 100");
    let check = oas(folder.path(), &["check", "--since", "HEAD"]);
    assert_eq!(check.status.code(), Some(0), "{}{}", stdout(&check), stderr(&check));
}
