//! The severity in Rust of each change, held to the compiler: a program written against the crates of the old document compiles against
//! those of the new one exactly if no change breaks the crate that it uses.
//!
//! The pairs are those of `crates/diff/tests/pairs.yaml`, there and back. The environment variable `PAIRS` chooses them: `all`, as
//! `.ci/run` does, or lines of the file, separated by commas. By default there are few. `PAIRS_OF` is a folder with other documents:
//! `old.json`, and each other JSON file as an edit of it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

mod evolution;
mod program;
#[path = "../../../crates/diff/tests/support/mod.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod support;
mod ty;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{Files, Options};
use diff::Crates;
use model::Source;
use program::Program;
use support::{SHOP, edited, resolve, rows};

const PARTS: [&str; 3] = ["types", "client", "server"];

fn target_dir() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.ancestors().nth(3).expect("target/debug/deps/pairs").to_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the workspace")
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a writable file");
}

fn generated(source: &Source) -> Files {
    let options = Options { webhooks: true, tolerant: std::env::var_os("PAIRS_OF").is_some(), ..Options::default() };
    let generated = codegen::generate(source, &options);
    generated
        .unwrap_or_else(|problems| {
            panic!("{}", codegen::report::render(source, &problems.0, codegen::report::Options::default()))
        })
        .files
}

/// The workspace of programs and of the crates that they use.
#[derive(Default)]
struct Workspace {
    folder: PathBuf,
    members: BTreeSet<String>,
    locked: String,
}

impl Workspace {
    /// Adds a generated crate, and those that it needs.
    fn library(&mut self, variant: &str, part: &str, files: &Files) {
        if part != "types" {
            self.library(variant, "types", files);
        }
        if self.members.insert(format!("{variant}/{part}")) {
            for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&format!("{part}/"))) {
                let text = if path.ends_with("Cargo.toml") {
                    text.replace("shop-", &format!("{variant}-"))
                } else {
                    text.clone()
                };
                write(&self.folder.join(variant).join(path), &text);
            }
        }
    }

    /// Adds a program of functions over a crate.
    fn program<'f>(&mut self, name: &str, variant: &str, part: &str, functions: impl IntoIterator<Item = &'f String>) {
        let folder = format!("programs/{name}-{part}");
        let dependency =
            |part: &str| format!("{part} = {{ package = \"{variant}-{part}\", path = \"../../{variant}/{part}\" }}\n");
        let own = if part == "types" { String::new() } else { dependency(part) };
        let manifest = format!(
            "[package]\nname = \"{name}-{part}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nserde_json = \"1\"\n{}{own}",
            dependency("types")
        );
        write(&self.folder.join(&folder).join("Cargo.toml"), &manifest);
        let functions = functions.into_iter().enumerate().map(|(index, text)| format!("pub fn use_{index}{text}\n"));
        let text: String = functions.collect();
        write(&self.folder.join(&folder).join("src/lib.rs"), &format!("#![allow(warnings)]\n{text}"));
        self.members.insert(folder);
    }

    /// Runs `cargo check`. Returns the errors of each package.
    fn check(&self) -> BTreeMap<String, Vec<String>> {
        let members: Vec<&String> = self.members.iter().collect();
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
        );
        write(&self.folder.join("Cargo.toml"), &manifest);
        write(&self.folder.join("Cargo.lock"), &self.locked);
        let mut command = Command::new(env!("CARGO"));
        command.args(["check", "--workspace", "--keep-going", "--message-format", "json"]).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", target_dir()).env("CARGO_INCREMENTAL", "0");
        let output = command.output().expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
            let text = |pointer: &str| message.pointer(pointer).and_then(|text| text.as_str()).unwrap_or_default();
            if text("/message/level") == "error" {
                errors
                    .entry(text("/target/name").replace('_', "-"))
                    .or_default()
                    .push(text("/message/rendered").to_owned());
            }
        }
        assert!(output.status.success() || !errors.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        errors
    }
}

/// The lines of the pairs that `cargo test` takes.
const SUBSET: &str = "8,54";

/// The choice of `PAIRS`, `None` for all.
fn chosen() -> Option<BTreeSet<usize>> {
    let chosen = std::env::var("PAIRS").ok().filter(|lines| !lines.is_empty()).unwrap_or_else(|| SUBSET.to_owned());
    let line = |line: &str| line.parse().unwrap_or_else(|_| panic!("PAIRS is `all` or lines: {line:?}"));
    (chosen != "all").then(|| chosen.split(',').map(line).collect())
}

/// The document before an edit, and after it.
struct Pair {
    /// The name of its crates.
    name: String,
    new: Box<dyn Fn() -> Source>,
    /// The name in reports, there and back.
    shown: [String; 2],
}

/// The old document, and the pairs with it.
fn pairs() -> (Source, Vec<Pair>) {
    match std::env::var_os("PAIRS_OF") {
        Some(folder) => of_folder(Path::new(&folder)),
        None => (Source::new("shop.yaml", SHOP), of_shop()),
    }
}

fn of_shop() -> Vec<Pair> {
    let lines = chosen();
    let rows = rows().into_iter().filter(|row| lines.as_ref().is_none_or(|lines| lines.contains(&row.line)));
    let pair = |row: support::Row| {
        let line = row.line;
        let shown = [format!("line {line} there {:?}", row.there), format!("line {line} back {:?}", row.back)];
        Pair { name: format!("line{line}"), new: Box::new(move || edited(&row.edit)), shown }
    };
    rows.map(pair).collect()
}

fn of_folder(folder: &Path) -> (Source, Vec<Pair>) {
    let read = |path: &Path| Source::from_disk(path, "shop.json").expect("a document");
    let files = std::fs::read_dir(folder).expect("the folder of `PAIRS_OF`").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let pair = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let shown = [format!("{name} there"), format!("{name} back")];
        Pair { name, new: Box::new(move || read(&path)), shown }
    };
    (read(&folder.join("old.json")), files.into_iter().filter(|path| !path.ends_with("old.json")).map(pair).collect())
}

/// The crates that changes break.
fn predicted(old: &Source, new: &Source) -> [bool; 3] {
    let changes = diff::compare(&resolve(old), &resolve(new));
    let breaks = |of: fn(&Crates) -> bool| changes.iter().any(|change| of(&change.rust));
    [breaks(|crates| crates.types), breaks(|crates| crates.client), breaks(|crates| crates.server)]
}

fn main() {
    let folder = target_dir().join("pairs");
    std::fs::remove_dir_all(&folder).ok();
    let locked = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let mut workspace = Workspace { folder, locked, ..Workspace::default() };
    let (shop, pairs) = pairs();
    let old = generated(&shop);
    let own = Program::of(&old);
    for part in PARTS {
        workspace.library("shop", part, &old);
        workspace.program("shop-own", "shop", part, own.of_crate(part));
    }
    for Pair { name, new, .. } in &pairs {
        let new = generated(&new());
        let program = Program::of(&new);
        for part in PARTS {
            let (before, after) = (own.of_crate(part), program.of_crate(part));
            // A function that both programs have compiles with both.
            if before.difference(after).next().is_some() {
                workspace.library(name, part, &new);
                workspace.program(&format!("{name}-there"), name, part, before.difference(after));
            }
            if after.difference(before).next().is_some() {
                workspace.program(&format!("{name}-back"), "shop", part, after.difference(before));
            }
        }
    }
    let mut errors = workspace.check();
    let (mut faults, mut broken) = (evolution::faults(), 0);
    for Pair { name, new, shown } in &pairs {
        let new = new();
        let predicted = [predicted(&shop, &new), predicted(&new, &shop)];
        for (way, shown, predicted) in [("there", &shown[0], predicted[0]), ("back", &shown[1], predicted[1])] {
            for (part, predicted) in PARTS.into_iter().zip(predicted) {
                let error = errors.remove(&format!("{name}-{way}-{part}"));
                broken += usize::from(error.is_some());
                match error {
                    Some(error) if !predicted => faults.push(format!("{shown} breaks {part}: {}", error.join("\n"))),
                    None if predicted => faults.push(format!("{shown} does not break {part}")),
                    _ => {}
                }
            }
        }
    }
    // The crates themselves, and the programs of their own document.
    faults.extend(
        errors.into_iter().map(|(package, errors)| format!("{package} does not compile: {}", errors.join("\n"))),
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{} pairs, {broken} broken programs", pairs.len() * 2);
}
