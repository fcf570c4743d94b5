//! `cargo xtask generate` as a program: the files that it writes, compares, rejects and repairs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use codegen::{Files, Options, generate};
use tempfile::TempDir;

use crate::support::command::{self, generate_in, generate_to, stderr, stdout, xtask};
use crate::support::{root, source};

fn document() -> PathBuf {
    root().join("openapi/password-otp.yaml")
}

/// The generated files of the workspace, as they are in memory.
fn generated() -> Files {
    generate(&source(), &Options::default()).expect("the document has no error").files
}

/// Every file below a folder.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
                out.insert(name, std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    out
}

/// A copy of the workspace as far as `cargo xtask generate` reads and writes it.
fn workspace() -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(copy.path().join("openapi")).expect("a folder");
    std::fs::copy(document(), copy.path().join("openapi/password-otp.yaml")).expect("the document");
    assert!(generate_in(copy.path(), &[]).status.success());
    copy
}

#[test]
fn the_committed_crates_are_fresh() {
    for (path, text) in generated() {
        let committed = std::fs::read_to_string(root().join("crates").join(&path)).unwrap_or_default();
        assert!(committed == text, "crates/{path} is stale: run `cargo xtask generate`");
    }
    let check = generate_in(&root(), &["--check"]);
    assert!(check.status.success(), "{}", stdout(&check));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(generated(), generated());
    let here = tempfile::tempdir().expect("a folder");
    let there = tempfile::tempdir().expect("a folder");
    for folder in [&here, &there] {
        assert!(generate_to(&document(), &folder.path().join("out")).status.success());
    }
    assert_eq!(tree(here.path()), tree(there.path()));
}

#[test]
fn a_second_run_changes_nothing() {
    let copy = workspace();
    let modified = |path: &str| std::fs::metadata(copy.path().join(path)).expect("a file").modified().expect("a time");
    let before = modified("crates/client/src/lib.rs");
    let again = generate_in(copy.path(), &[]);
    assert_eq!(stdout(&again), format!("nothing changed: {} files are up to date\n", generated().len()));
    assert_eq!(modified("crates/client/src/lib.rs"), before, "a file that would not change is not touched");
}

#[test]
fn one_line_per_changed_file() {
    let copy = workspace();
    let crates = copy.path().join("crates");
    std::fs::write(crates.join("types/src/support.rs"), "// @generated from x\n").expect("a writable file");
    std::fs::remove_file(crates.join("client/src/send.rs")).expect("a file");
    std::fs::write(crates.join("server/src/old.rs"), "// @generated from x\n").expect("a writable file");
    std::fs::write(crates.join("server/src/mine.rs"), "// mine\n").expect("a writable file");
    let run = generate_in(copy.path(), &[]);
    let mut lines: Vec<String> = stdout(&run).lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "     new crates/client/src/send.rs",
            " changed crates/types/src/support.rs",
            " removed crates/server/src/old.rs"
        ]
    );
    assert!(crates.join("server/src/mine.rs").exists(), "what was not generated is left alone");
}

#[test]
fn check_shows_a_diff_and_writes_nothing() {
    let copy = workspace();
    let crates = copy.path().join("crates");
    let path = crates.join("types/src/lib.rs");
    let stale = std::fs::read_to_string(&path).expect("a file").replace("mod schemas;", "mod old_schemas;");
    std::fs::write(&path, &stale).expect("a writable file");
    std::fs::remove_file(crates.join("client/src/send.rs")).expect("a file");
    std::fs::write(crates.join("server/src/old.rs"), "// @generated from x\n").expect("a writable file");
    let before = tree(copy.path());
    let check = generate_in(copy.path(), &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    let diff = stdout(&check);
    for part in [
        "--- a/crates/types/src/lib.rs\n+++ b/crates/types/src/lib.rs\n@@",
        "-mod old_schemas;\n+mod schemas;\n",
        "--- /dev/null\n+++ b/crates/client/src/send.rs\n@@",
        "--- a/crates/server/src/old.rs\n+++ /dev/null\n@@",
    ] {
        assert!(diff.contains(part), "{part:?} in {diff}");
    }
    assert_eq!(stderr(&check), "3 files are stale; run `cargo xtask generate`\n");
    assert_eq!(tree(copy.path()), before);
}

#[test]
fn garbage_in_the_generated_sources_is_mended() {
    let copy = workspace();
    for (path, _) in generated().iter().filter(|(path, _)| path.ends_with(".rs")) {
        let path = copy.path().join("crates").join(path);
        let first = std::fs::read_to_string(&path).expect("a file").lines().next().unwrap_or_default().to_owned();
        std::fs::write(&path, format!("{first}\n}}}} garbage \u{0} {{{{")).expect("a writable file");
    }
    assert!(generate_in(copy.path(), &[]).status.success());
    for (path, text) in generated() {
        assert_eq!(std::fs::read_to_string(copy.path().join("crates").join(&path)).expect("a file"), text, "{path}");
    }
    // The reason: neither crate depends on a generated one.
    for manifest in ["xtask/Cargo.toml", "crates/codegen/Cargo.toml"] {
        let text = std::fs::read_to_string(root().join(manifest)).expect("a manifest");
        assert!(!text.contains("password-otp"), "{manifest}");
    }
}

#[test]
fn an_error_writes_nothing() {
    let copy = workspace();
    let document = copy.path().join("openapi/password-otp.yaml");
    let text = std::fs::read_to_string(&document).expect("the document");
    std::fs::write(&document, text.replace("operationId:", "operationid:").replace("type: boolean", "type: bool"))
        .expect("a file");
    let before = tree(copy.path());
    let run = generate_in(copy.path(), &[]);
    assert_eq!(run.status.code(), Some(1));
    let report = stderr(&run);
    assert!(report.contains("error[unknown-key]") && report.contains("error[invalid-value]"), "{report}");
    assert_eq!(tree(copy.path()), before);
}

/// A workspace has settings of its own for rustfmt. Files that `cargo fmt` changes are stale for `generate --check`.
#[test]
fn rustfmt_changes_no_file_whatever_its_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    for fixture in ["deprecated-types", "names-operations", "webhooks"] {
        let out = folder.path().join(fixture);
        let document = root().join(format!("tests/fixtures/ok/{fixture}.yaml")).display().to_string();
        let written = command::generate(&["--spec", &document, "--out", &out.display().to_string(), "--roundtrip"]);
        assert!(written.status.success(), "{}", stderr(&written));
        for settings in ["edition=2024", "max_width=60,tab_spaces=2", "max_width=200,use_small_heuristics=Max"] {
            let mut rustfmt = Command::new("rustfmt");
            rustfmt.args(["--check", "--edition", "2024", "--config", settings]);
            let roots = ["types", "client", "server", "roundtrip"].map(|part| out.join(part).join("src/lib.rs"));
            let run = rustfmt.args(roots).arg(out.join("roundtrip/src/main.rs")).output();
            let run = run.expect("rustfmt runs");
            assert!(run.status.success(), "{fixture}, {settings}:\n{}{}", stdout(&run), stderr(&run));
        }
    }
}

#[test]
fn out_refuses_what_it_did_not_write() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("thesis.txt"), "years of work").expect("a writable file");
    let run = generate_to(&document(), folder.path());
    assert_eq!(run.status.code(), Some(1));
    assert!(stderr(&run).contains("holds `thesis.txt`, which was not generated"), "{}", stderr(&run));
    assert_eq!(tree(folder.path()).len(), 1, "nothing was written");
    let file = folder.path().join("thesis.txt");
    assert_eq!(generate_to(&document(), &file).status.code(), Some(1), "a file is no folder");
    assert_eq!(std::fs::read_to_string(file).expect("the thesis"), "years of work");
}

#[test]
fn out_takes_its_own_folder_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("deep/out");
    assert!(generate_to(&document(), &out).status.success());
    std::fs::write(out.join("Cargo.lock"), "# Cargo's").expect("a writable file");
    std::fs::create_dir(out.join("target")).expect("a folder");
    let again = generate_to(&document(), &out);
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(stdout(&again).starts_with("nothing changed"), "{}", stdout(&again));
}

#[test]
fn a_file_of_the_users_is_never_overwritten() {
    let copy = workspace();
    let mine = copy.path().join("crates/types/src/lib.rs");
    std::fs::write(&mine, "// mine\n").expect("a writable file");
    let run = generate_in(copy.path(), &[]);
    assert_eq!(run.status.code(), Some(1));
    assert!(stderr(&run).contains("move it"), "{}", stderr(&run));
    assert_eq!(std::fs::read_to_string(mine).expect("the file"), "// mine\n");
}

#[test]
fn a_killed_run_leaves_old_or_new_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let other = folder.path().join("password-otp.yaml");
    let text = std::fs::read_to_string(document()).expect("the document");
    std::fs::write(&other, text.replace("smstemplate", "smstemplate_two").replace("title: ", "title: New "))
        .expect("a file");
    let fresh = |spec: &Path| {
        let there = tempfile::tempdir().expect("a folder");
        assert!(generate_to(spec, &there.path().join("out")).status.success());
        tree(&there.path().join("out"))
    };
    let (old, new) = (fresh(&document()), fresh(&other));
    let mut seen_between = 0;
    for step in 0..15u64 {
        assert!(generate_to(&document(), &out).status.success());
        let mut run = Command::new(xtask())
            .args(["generate", "--spec"])
            .arg(&other)
            .arg("--out")
            .arg(&out)
            .stdout(Stdio::null())
            .spawn()
            .expect("xtask runs");
        std::thread::sleep(std::time::Duration::from_millis(40 + 8 * step));
        run.kill().ok();
        run.wait().expect("it ended");
        let after = tree(&out);
        for (path, contents) in after.iter().filter(|(path, _)| !path.ends_with(".generating")) {
            assert!(Some(contents) == old.get(path) || Some(contents) == new.get(path), "{path} is half-written");
        }
        assert!(old.keys().all(|path| after.contains_key(path)), "a file is missing");
        seen_between += usize::from(after != old && after != new);
        assert!(generate_to(&other, &out).status.success(), "the next run repairs");
        assert_eq!(tree(&out), new, "the next run repairs the rest");
    }
    println!("{seen_between} of 15 runs were killed in the middle of writing");
}

#[test]
fn explain_writes_nothing_and_needs_no_folder() {
    let spec = root().join("tests/fixtures/ok/path-fragments.yaml");
    let run = |more: &[&str]| {
        Command::new(xtask()).args(["generate", "--spec"]).arg(&spec).args(more).output().expect("xtask runs")
    };
    let explained = run(&["--explain"]);
    let lines = "shareFile   PUT /files/{id}  progenitor (ignored: server)\nupdateFile  PUT /files/{id}  progenitor\n\
                 refresh     POST /tokens  progenitor\n";
    assert_eq!(stdout(&explained), lines, "{}", stderr(&explained));
    let without = run(&[]);
    assert_eq!(
        (without.status.code(), stderr(&without).as_str()),
        (Some(1), "error: --spec needs --out, the folder for the generated files\n")
    );
}
