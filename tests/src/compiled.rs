//! Generated crates compile without a warning, and both sides work together.
//!
//! Compiling the crates of every fixture takes minutes, so `cargo test` takes those of `tests/fixtures/subset.txt`, compiles them once
//! and runs the exercises. The environment variable `FIXTURES` chooses others: `all`, as `.ci/run` does, or names separated by commas.
//! With it, clippy checks the crates too, and the programs of the front pages run.
//! `FIXTURE_DOCS=all` also makes the documentation of the chosen fixtures, `FIXTURE_DOCS=subset` that of the fixtures of `subset.txt`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::Options;
use model::Source;

use crate::bodies::bodies;
use crate::front_page::FrontPages;
use crate::support::command::{self, generate, generate_to, stderr, target_dir};
use crate::support::{file, fixture, root};

/// Whether `FIXTURES` chooses the fixtures, and clippy and the front pages are tested.
fn is_thorough() -> bool {
    std::env::var("FIXTURES").is_ok_and(|names| !names.is_empty())
}

/// The good fixtures, and which of them `FIXTURES` chooses.
fn chosen() -> (Vec<Source>, BTreeSet<String>) {
    (fixture::all("ok").iter().map(|path| fixture::read(path)).collect(), fixture::chosen())
}

/// The files of a workspace in a folder. Files that stay as they are keep their time, so that Cargo compiles what changed.
struct Workspace {
    folder: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Workspace {
    fn write(&mut self, path: &str, text: &str) {
        let path = self.folder.join(path);
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, text).expect("a writable file");
        }
        self.written.insert(path);
    }

    /// Removes what an earlier run left.
    fn finish(self) -> PathBuf {
        for (path, _) in crate::generate::tree(&self.folder) {
            let path = self.folder.join(path);
            if !self.written.contains(&path) {
                std::fs::remove_file(path).expect("a removable file");
            }
        }
        self.folder
    }
}

/// Makes a workspace of the crates of fixtures and of `tests/fixtures/exercise`, which calls them over sockets.
fn workspace() -> PathBuf {
    let (sources, chosen) = chosen();
    let folder = target_dir().join("fixtures");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut workspace = Workspace { folder, written: BTreeSet::new() };
    let (mut contracts, mut calls, mut agreements) = (String::new(), String::new(), String::new());
    let mut dependencies = String::new();
    let default: Vec<&String> = chosen.iter().collect();
    let mut features = format!("\n[features]\ndefault = {default:?}\n");
    let mut members = Vec::new();
    let mut front_pages = FrontPages::default();
    for source in sources {
        let stem = source.stem();
        features.push_str(&format!("{stem} = []\n"));
        if !chosen.contains(stem) {
            continue;
        }
        let options = Options { roundtrip: true, webhooks: true, ..Options::default() };
        let generated = codegen::generate(&source, &options).expect("a test of its own generates from every fixture");
        front_pages.add(stem, &generated.files);
        let optional = [("fake", "fake"), ("mock", "mock"), ("tag", "tags")];
        let optional =
            optional.iter().filter(|(module, _)| generated.files.contains_key(&format!("server/src/{module}.rs")));
        let optional: Vec<&str> = optional.map(|(_, feature)| *feature).collect();
        let has_validation = generated.files.contains_key("client/src/validation.rs");
        // Operations without an example fail, so that the contract runner finds violations.
        let has_examples = !generated.files["server/src/documented.rs"].contains("has no example for these operations");
        for (path, text) in generated.files {
            assert!(!text.contains("cfg(test)"), "{stem}/{path} has code for tests");
            workspace.write(&format!("{stem}/{path}"), &text);
        }
        let (name, module) = (&source.name, stem.replace('-', "_"));
        if has_examples {
            contracts.push_str(&format!("    {module}_server {name:?},\n"));
        }
        calls.push_str(&format!(
            "    let har = path({stem:?});\n    let report = {module}_roundtrip::run(Some(&har)).await;\n    \
             add({name:?}, &har, (report.calls, report.failures));\n"
        ));
        let bodies = bodies(&source);
        workspace.write(&format!("bodies/{stem}.json"), &bodies.schemas);
        let types = bodies.types.iter().enumerate().map(|(index, ty)| format!(" {ty} {index}"));
        if !bodies.types.is_empty() {
            agreements.push_str(&format!("    {module}_types {stem:?} {{{} }}\n", types.collect::<String>()));
        }
        for part in ["types", "client", "server", "roundtrip"] {
            // Clients of documents with constraints that no type has can check them.
            let features = match part {
                "client" if has_validation => ", features = [\"validate\"]".to_owned(),
                "server" => format!(", features = {optional:?}"),
                _ => String::new(),
            };
            dependencies.push_str(&format!("{stem}-{part} = {{ path = \"../{stem}/{part}\"{features} }}\n"));
        }
        members.extend(["types", "client", "server", "roundtrip"].map(|part| format!("{stem}/{part}")));
    }
    members.push("exercise".to_owned());
    if is_thorough() {
        members.push("front-pages".to_owned());
        workspace.write("front-pages/Cargo.toml", &front_pages.manifest());
        workspace.write("front-pages/src/main.rs", &front_pages.program());
    }
    let contract = root().join("crates/contract").display().to_string();
    let sources = [
        "agreement",
        "conversions",
        "json",
        "lists",
        "main",
        "pages",
        "paths",
        "sensitive",
        "streams",
        "tags",
        "tokens",
        "undocumented",
        "uploads",
        "validation",
        "webhooks",
    ];
    for path in sources.map(|name| format!("src/{name}.rs")) {
        let text = file(&format!("fixtures/exercise/{path}"));
        let text = text.replace("    // CONTRACTS\n", &contracts).replace("    // ROUND TRIPS\n", &calls);
        let text = text.replace("    // AGREEMENTS\n", &agreements);
        workspace.write(&format!("exercise/{path}"), &text);
    }
    workspace.write("exercise/src/near.rs", include_str!("support/near.rs"));
    let manifest = file("fixtures/exercise/Cargo.toml").replace("CONTRACT", &contract);
    workspace.write("exercise/Cargo.toml", &format!("{manifest}{dependencies}{features}"));
    // The versions of this workspace, and its profile, so that what is built for it is not built again.
    workspace.write("Cargo.lock", &std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file"));
    workspace.write(
        "Cargo.toml",
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    );
    workspace.finish()
}

/// The arguments of `cargo doc` that select the crates of the fixtures that `FIXTURE_DOCS` chooses.
fn documented_packages() -> Vec<String> {
    let chosen = fixture::chosen();
    let stems: BTreeSet<String> = match std::env::var("FIXTURE_DOCS").as_deref() {
        Ok("all") => chosen,
        Ok("subset") => fixture::subset().intersection(&chosen).cloned().collect(),
        _ => BTreeSet::new(),
    };
    stems.iter().flat_map(|stem| ["types", "client", "server"].map(|part| format!("-p={stem}-{part}"))).collect()
}

/// Runs a command, and returns what it prints.
fn run(mut command: Command) -> String {
    let output = command.output().expect("a program that runs");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}: {text}");
    text
}

/// `cargo` with these arguments. It takes what was compiled for this workspace.
fn cargo(workspace: &Path, arguments: &[&str]) -> Command {
    let mut command = command::cargo_command(workspace);
    command.args(arguments);
    command
}

/// Compiles a workspace: with clippy if the test is thorough, because generated code must not cause warnings in a user's workspace.
/// Otherwise with `build`, which reuses compiled dependencies. Generated code has no unit tests, so a test target is the library again.
fn compiles_without_a_warning(workspace: &Path) {
    let command = if is_thorough() { "clippy" } else { "build" };
    has_no_warning(cargo(workspace, &[command, "--workspace", "--lib", "--bins", "--examples"]));
}

/// Runs a command of Cargo, which prints no warning.
fn has_no_warning(command: Command) {
    let printed = run(command);
    assert!(!printed.lines().any(|line| line.starts_with("warning")), "{printed}");
}

/// A program of the workspace, which is built.
fn program(workspace: &Path, name: &str) -> Command {
    let mut command = Command::new(target_dir().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    command.current_dir(workspace);
    command
}

#[test]
fn an_output_folder_is_a_workspace_as_it_stands() {
    let out = target_dir().join("standalone");
    std::fs::remove_dir_all(&out).ok();
    let written = generate_to(&root().join("tests/fixtures/ok/minimal.yaml"), &out);
    assert!(written.status.success(), "{}", stderr(&written));
    // Only so that nothing is fetched that this workspace does not have.
    std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).expect("the lock file");
    compiles_without_a_warning(&out);
}

/// Types, credentials and modules that only other operations need are absent, so nothing is unused.
#[test]
fn a_selection_compiles_without_a_warning() {
    let out = target_dir().join("selected");
    std::fs::remove_dir_all(&out).ok();
    let spec = root().join("tests/fixtures/ok/security-alternatives.yaml").display().to_string();
    let written =
        generate(&["--spec", &spec, "--out", &out.display().to_string(), "--operation", "together", "--roundtrip"]);
    assert!(written.status.success(), "{}", stderr(&written));
    let credentials = std::fs::read_to_string(out.join("client/src/auth.rs")).expect("a generated file");
    assert!(credentials.contains("bearer") && !credentials.contains("session"), "{credentials}");
    std::fs::copy(root().join("Cargo.lock"), out.join("Cargo.lock")).expect("the lock file");
    compiles_without_a_warning(&out);
}

#[test]
fn what_is_generated_compiles_without_a_warning_and_works() {
    let workspace = workspace();
    if is_thorough() {
        compiles_without_a_warning(&workspace);
    }
    // In one command: with other features of a dependency, which each command selects, all crates would be compiled again.
    let programs: &[&str] = if is_thorough() { &["-p=exercise", "-p=front-pages"] } else { &["-p=exercise"] };
    has_no_warning(cargo(&workspace, &[&["build"], programs].concat()));
    let mut exercise = program(&workspace, "exercise");
    exercise.arg(root().join("tests/fixtures/ok"));
    let exercised = run(exercise);
    assert!(exercised.contains("every exercise passed"), "{exercised}");
    print!("{exercised}");
    if is_thorough() {
        let called = run(program(&workspace, "front-pages"));
        assert!(called.contains("every front page passed"), "{called}");
    }
    let packages = documented_packages();
    if !packages.is_empty() {
        let arguments: Vec<&str> =
            ["doc", "--no-deps"].into_iter().chain(packages.iter().map(String::as_str)).collect();
        has_no_warning(cargo(&workspace, &arguments));
    }
}
