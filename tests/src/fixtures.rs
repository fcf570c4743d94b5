//! Good documents of one feature each: what is generated from them, and that all of it compiles and works together.

use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{Files, Options, Source, generate};

use crate::support::command::target_dir;
use crate::support::{fixture, root, snapshot};

pub fn fixtures() -> Vec<Source> {
    let folder = root().join("tests/fixtures/ok");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths.iter().map(|path| fixture(path)).collect()
}

fn files(source: &Source) -> Files {
    match generate(source, &Options::default()) {
        Ok(generated) => generated.files,
        Err(problems) => {
            panic!("{}", codegen::report::render(source, &problems.0, codegen::report::Options::default()))
        }
    }
}

/// The part of the generated code that a fixture is about: by the first word of its name.
fn shown(stem: &str, files: &Files) -> String {
    let path = match stem.split('-').next().unwrap_or_default() {
        "query" | "path" | "header" | "parameter" | "security" => "server/src/router.rs",
        "response" | "status" | "statuses" | "redirects" | "head" | "several" | "no" => "server/src/api.rs",
        "literal" | "root" | "trailing" | "minimal" => "client/src/builder.rs",
        "relative" | "server" => "client/src/lib.rs",
        "names" if stem.contains("operation") || stem.contains("parameters") => "server/src/api.rs",
        "names" if stem.contains("security") => "client/src/auth.rs",
        _ => "types/src/schemas.rs",
    };
    format!("{path}\n\n{}\n", own_parts(path, &files[path]).join("\n\n"))
}

/// The items of a file that say something about this document. What every document has in common is read once, in the
/// workspace's own crates.
fn own_parts<'t>(path: &str, text: &'t str) -> Vec<&'t str> {
    const COMMON: [&str; 11] = [
        "// @generated",
        "//! ",
        "use ",
        "#[allow(unused_imports",
        "impl IntoResponse",
        "impl TryFrom",
        "impl std::",
        "impl<'de>",
        "support::object!",
        "async fn handle_",
        "/// Bytes that the body",
    ];
    if path == "client/src/builder.rs" {
        // Where a request goes is in the one statement that makes its URL.
        return text.split("let url = ").skip(1).filter_map(|rest| rest.split(";\n").next()).collect();
    }
    let starts = |item: &str| {
        if path == "server/src/router.rs" {
            !item.contains("async fn read_") && !item.contains("async fn choose_")
        } else {
            COMMON.iter().any(|common| item.starts_with(common))
        }
    };
    text.split("\n\n").filter(|item| !starts(item)).map(str::trim_end).collect()
}

#[test]
fn every_good_document_is_generated_from() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 40, "{} fixtures", fixtures.len());
    let mut failures = Vec::new();
    for source in &fixtures {
        let checked = std::panic::catch_unwind(|| {
            snapshot(&format!("ok_{}", source.stem()), &shown(source.stem(), &files(source)))
        });
        if checked.is_err() {
            failures.push(source.name.clone());
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

/// A workspace of every fixture's crates and of `tests/fixtures/exercise`, which calls some of them over sockets.
fn workspace() -> PathBuf {
    let workspace = target_dir().join("fixtures");
    std::fs::remove_dir_all(&workspace).ok();
    let write = |path: &str, text: &str| {
        let path = workspace.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a writable file");
    };
    let (mut calls, mut dependencies) = (String::new(), String::new());
    for source in fixtures() {
        let options = Options { roundtrip: true, ..Options::default() };
        let generated =
            generate(&source, &options).expect("every fixture is generated from, which another test checks");
        for (path, text) in generated.files {
            write(&format!("{}/{path}", source.stem()), &text);
        }
        let stem = source.stem();
        calls.push_str(&format!(
            "    let har = path({stem:?});\n    let report = {}_roundtrip::run(Some(&har)).await;\n    \
             add({:?}, &har, (report.calls, report.failures));\n",
            stem.replace('-', "_"),
            source.name
        ));
        dependencies.push_str(&format!("{stem}-roundtrip = {{ path = \"../{stem}/roundtrip\" }}\n"));
    }
    let contract = root().join("crates/contract");
    for file in ["Cargo.toml", "src/json.rs", "src/lists.rs", "src/main.rs", "src/paths.rs", "src/uploads.rs"] {
        let text = crate::support::file(&format!("fixtures/exercise/{file}"));
        let text = text.replace("CONTRACT", &contract.display().to_string()).replace("// ROUND TRIPS\n", &calls);
        let dependencies = if file == "Cargo.toml" { dependencies.as_str() } else { "" };
        write(&format!("exercise/{file}"), &format!("{text}{dependencies}"));
    }
    // The versions of this workspace, and its profile, so that what is built for it is not built again.
    write("Cargo.lock", &std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file"));
    write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"*/types\", \"*/client\", \"*/server\", \"*/roundtrip\", \"exercise\"]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
    );
    workspace
}

fn cargo(workspace: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", target_dir())
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "cargo {arguments:?}: {text}");
    text
}

#[test]
fn an_output_folder_is_a_workspace_as_it_stands() {
    let out = target_dir().join("standalone");
    std::fs::remove_dir_all(&out).ok();
    let written = crate::support::command::generate_to(&root().join("tests/fixtures/ok/minimal.yaml"), &out);
    assert!(written.status.success(), "{}", crate::support::command::stderr(&written));
    // Only so that nothing is fetched that this workspace does not have.
    std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).expect("the lock file");
    cargo(&out, &["check", "--workspace", "--all-targets"]);
}

#[test]
fn what_is_generated_compiles_without_a_warning_and_works() {
    let workspace = workspace();
    let checked = cargo(&workspace, &["check", "--workspace", "--all-targets"]);
    let warnings: Vec<&str> = checked.lines().filter(|line| line.starts_with("warning")).collect();
    assert!(warnings.is_empty(), "{checked}");
    let fixtures = root().join("tests/fixtures/ok").display().to_string();
    let exercised = cargo(&workspace, &["run", "-q", "-p", "exercise", "--", &fixtures]);
    assert!(exercised.contains("every exercise passed"), "{exercised}");
}
