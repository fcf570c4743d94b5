//! Programs written against a document compile against the document after an edit that is compatible on the wire.
//!
//! `tests/evolution/shelter.yaml` is the document, `tests/evolution/edits` has an overlay for each edit. Three programs are written once, in
//! the style that the documentation recommends: `values.rs` over the types, `caller.rs` over the client and `implementation.rs` over the
//! server. `tests/evolution/exceptions.txt` lists the programs that an edit breaks, with the reason; they must not compile. Where an edit
//! renames an item, an overlay in `tests/evolution/names` gives it the old name in Rust, and then all programs must compile.
//!
//! The environment variable `EDITS` chooses edits: `all`, as `.ci/run` does, or names separated by commas. By default there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use codegen::Options;
use model::Source;

use crate::support::command::{cargo, target_dir};
use crate::support::{file, root};

/// The programs, each with the generated crates that it uses.
const PROGRAMS: [(&str, &[&str]); 3] =
    [("values", &["types"]), ("caller", &["types", "client"]), ("implementation", &["types", "server"])];

/// The edits that `cargo test` takes.
const SUBSET: &str = "property-of-both";

fn folder() -> PathBuf {
    root().join("tests/evolution")
}

/// The names of all edits.
fn edits() -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder().join("edits")).expect("the folder of the edits");
    let names = entries.map(|entry| entry.expect("a file").path());
    names.map(|path| path.file_stem().expect("a file name").to_string_lossy().into_owned()).collect()
}

fn chosen() -> BTreeSet<String> {
    let known = edits();
    let names = std::env::var("EDITS").ok().filter(|names| !names.is_empty()).unwrap_or_else(|| SUBSET.to_owned());
    if names == "all" {
        return known;
    }
    let chosen: BTreeSet<String> = names.split(',').map(str::to_owned).collect();
    assert!(chosen.is_subset(&known), "not in tests/evolution/edits: {:?}", chosen.difference(&known));
    chosen
}

/// The programs that an edit breaks, by the name of the edit.
fn exceptions() -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in file("evolution/exceptions.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(edit), Some(program), Some(_reason)) = (words.next(), words.next(), words.next()) else {
            panic!("expected an edit, a program and a reason: {line:?}");
        };
        assert!(PROGRAMS.iter().any(|(known, _)| *known == program), "not a program: {line:?}");
        all.entry(edit.to_owned()).or_default().insert(program.to_owned());
    }
    let known = edits();
    assert!(all.keys().all(|edit| known.contains(edit)), "exceptions of unknown edits: {:?}", all.keys());
    all
}

fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a writable file");
    }
}

/// A form of the document, with the overlays that make it.
struct Variant {
    name: String,
    overlays: Vec<String>,
}

impl Variant {
    /// The document itself.
    fn unchanged() -> Self {
        Variant { name: "unchanged".to_owned(), overlays: Vec::new() }
    }

    /// The document after an edit.
    fn edited(edit: &str) -> Self {
        Variant { name: edit.to_owned(), overlays: vec![format!("edits/{edit}.yaml")] }
    }

    /// The document after all edits.
    fn combined() -> Self {
        let overlays = edits().iter().map(|edit| format!("edits/{edit}.yaml")).collect();
        Variant { name: "all-edits".to_owned(), overlays }
    }

    /// The document after an edit, with the old names in Rust. `None` if the edit renames nothing.
    fn named(edit: &str) -> Option<Self> {
        let names = format!("names/{edit}.yaml");
        let is_renamed = folder().join(&names).exists();
        is_renamed
            .then(|| Variant { name: format!("{edit}-named"), overlays: vec![format!("edits/{edit}.yaml"), names] })
    }
}

/// Writes the crates of a document and the programs over them.
fn write_variant(workspace: &Path, variant: &Variant) {
    let name = &variant.name;
    let source =
        Source::from_disk(&folder().join("shelter.yaml"), format!("{name}.yaml")).expect("a readable document");
    let source = variant.overlays.iter().fold(source, |source, overlay| {
        source.overlaid_from_disk(&folder().join(overlay), overlay.clone()).expect("a readable overlay")
    });
    let generated =
        codegen::generate(&source, &Options::default()).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    for (path, text) in &generated.files {
        write(&workspace.join(name).join(path), text);
    }
    for (program, crates) in PROGRAMS {
        let dependencies: String = crates
            .iter()
            .map(|part| format!("{part} = {{ package = \"{name}-{part}\", path = \"../{part}\" }}\n"))
            .collect();
        let manifest = format!(
            "[package]\nname = \"{name}-{program}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{dependencies}tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        write(&workspace.join(name).join(program).join("Cargo.toml"), &manifest);
        write(&workspace.join(name).join(program).join("src/lib.rs"), &file(&format!("evolution/{program}.rs")));
    }
}

/// Runs `cargo check`, and returns the names of the packages with errors, and their first errors.
fn check(workspace: &Path) -> BTreeMap<String, String> {
    let output = cargo(workspace, &["check", "--workspace", "--keep-going", "--message-format", "json"]);
    let mut errors = BTreeMap::new();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for message in text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
        if message.pointer("/message/level").and_then(|level| level.as_str()) == Some("error") {
            let target = message.pointer("/target/name").and_then(|name| name.as_str()).unwrap_or_default();
            let rendered = message.pointer("/message/rendered").and_then(|text| text.as_str()).unwrap_or_default();
            errors.entry(target.replace('_', "-")).or_insert_with(|| rendered.to_owned());
        }
    }
    assert!(output.status.success() || !errors.is_empty(), "cargo check: {}", String::from_utf8_lossy(&output.stderr));
    errors
}

/// Writes the manifest of a workspace. Its dependencies are those of this one, so that what is built for it is not built again.
fn write_workspace(workspace: &Path, members: &[String]) {
    let profile = "[profile.dev]\ndebug = \"line-tables-only\"\n";
    write(&workspace.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{profile}"));
    std::fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the lock file");
}

/// Runs a program of the folder over crates of variants, which it has under the names `client` and `server`, and returns its output.
fn run(program: &str, dependencies: &str, variants: &[Variant], crates: &[&str]) -> String {
    let workspace = target_dir().join(program);
    std::fs::remove_dir_all(&workspace).ok();
    for variant in variants {
        write_variant(&workspace, variant);
    }
    let manifest = format!(
        "[package]\nname = \"{program}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         client = {{ package = \"unchanged-client\", path = \"../unchanged/client\" }}\n{dependencies}\
         serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    write(&workspace.join(program).join("Cargo.toml"), &manifest);
    write(&workspace.join(program).join("src/main.rs"), &file(&format!("evolution/{program}.rs")));
    let members: Vec<String> = crates.iter().chain([&program]).map(|member| (*member).to_owned()).collect();
    write_workspace(&workspace, &members);
    let output = cargo(&workspace, &["run", "-q", "-p", program]);
    let shown = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{shown}");
    shown
}

/// A client of the document calls a server that sends what later documents may list.
#[test]
fn a_client_reads_the_responses_of_a_newer_server() {
    let axum = "axum = { version = \"0.8\", default-features = false, features = [\"json\"] }\n";
    let shown = run("newer", axum, &[Variant::unchanged()], &["unchanged/types", "unchanged/client"]);
    assert!(shown.contains("no response was lost"), "{shown}");
}

/// With `EDITS=all`, because this compiles a server too.
#[test]
fn a_client_calls_every_operation_of_a_server_with_all_edits() {
    if chosen() != edits() {
        eprintln!("skipped: EDITS is not `all`");
        return;
    }
    let server = "server = { package = \"all-edits-server\", path = \"../all-edits/server\", features = [\"mock\"] }\n";
    let variants = [Variant::unchanged(), Variant::combined()];
    let crates = ["unchanged/types", "unchanged/client", "all-edits/types", "all-edits/server"];
    let shown = run("combined", server, &variants, &crates);
    assert!(shown.contains("10 operations succeeded"), "{shown}");
}

#[test]
fn compatible_edits_break_no_program() {
    let (chosen, exceptions) = (chosen(), exceptions());
    let workspace = target_dir().join("evolution");
    std::fs::remove_dir_all(&workspace).ok();
    let edited = chosen.iter().map(|edit| Variant::edited(edit));
    let named = chosen.iter().filter_map(|edit| Variant::named(edit));
    let variants: Vec<Variant> = std::iter::once(Variant::unchanged()).chain(edited).chain(named).collect();
    let mut members = Vec::new();
    for variant in &variants {
        write_variant(&workspace, variant);
        let parts = ["types", "client", "server"].into_iter().chain(PROGRAMS.map(|(program, _)| program));
        members.extend(parts.map(|part| format!("{}/{part}", variant.name)));
    }
    write_workspace(&workspace, &members);

    let mut errors = check(&workspace);
    let mut faults = Vec::new();
    for Variant { name: edit, .. } in &variants {
        for (program, _) in PROGRAMS {
            let is_exception = exceptions.get(edit).is_some_and(|programs| programs.contains(program));
            match errors.remove(&format!("{edit}-{program}")) {
                Some(error) if !is_exception => faults.push(format!("{edit} breaks {program}:\n{error}")),
                None if is_exception => faults.push(format!("{edit} breaks {program} no more: remove the exception")),
                _ => {}
            }
        }
    }
    faults.extend(errors.into_iter().map(|(package, error)| format!("{package} does not compile:\n{error}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let broken: Vec<&String> = chosen.iter().filter(|edit| exceptions.contains_key(*edit)).collect();
    let renamed = broken.iter().filter(|edit| Variant::named(edit).is_some()).count();
    println!(
        "{} edits: {} break no program, {renamed} break none with `x-rust-name`, {} are exceptions",
        chosen.len(),
        chosen.len() - broken.len(),
        broken.len() - renamed
    );
}
