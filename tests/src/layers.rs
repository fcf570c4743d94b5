//! The layers of ARCHITECTURE.md: an arrow from a lower module or crate to a higher one is an error.
//!
//! Arrows are read from the sources: every path that starts with `crate`, `super` or `self`, in `use` items and in code. The code
//! that `quote!` makes is the generated crates' and is skipped, and so are tests.

mod arrows;
mod cycles;
mod made_up;
mod stacks;
mod type_names;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::root;
use arrows::{Arrow, Sources, arrows, file_of, sources};
use cycles::cycles;
use stacks::{STACKS, Stack};
use type_names::{ALLOWED, of_generated_crate, repeated};

/// The crates of the workspace, each with those that it may depend on. Tests are above all of them.
const CRATES: &[(&str, &[&str])] = &[
    ("api-runtime", &[]),
    ("api-model", &[]),
    ("api-codegen", &["api-model"]),
    ("api-contract", &["api-model"]),
    ("api-diff", &["api-model"]),
    ("api-typescript", &["api-model"]),
    ("cargo-oas", &["api-model", "api-codegen", "api-contract", "api-diff", "api-typescript"]),
    ("xtask", &["api-model", "api-codegen", "api-contract", "cargo-oas"]),
    ("password-otp-types", &[]),
    ("password-otp-client", &["password-otp-types"]),
    ("password-otp-server", &["password-otp-types"]),
    ("password-otp-sandbox", &["password-otp-server"]),
    ("tests", &[]),
    ("fuzz", &[]),
    ("servers-axum", &[]),
];

/// The name of the items that the parent's own file defines. They are above all children.
const PARENT: &str = "(parent)";

/// The faults of a stack: arrows that point up, and modules that no layer has.
fn faults(stack: &Stack, sources: &Sources) -> Vec<String> {
    let (children, arrows) = arrows(sources, stack.parent);
    let layer = |name: &str| stack.layers.iter().position(|layer| *layer == name);
    let parent: String = stack.parent.iter().map(|name| format!("{name}::")).collect();
    let unlisted = children.iter().filter(|child| layer(child).is_none()).map(|child| {
        format!(
            "{}: the module `{parent}{child}` has no layer; give it one in tests/src/layers/stacks.rs",
            stack.folder
        )
    });
    let mut out: Vec<String> = unlisted.collect();
    for Arrow { from, to, file } in arrows {
        let target = match to.as_str() {
            // In a generated crate, the parent is a file that has items of the document; here, it has stand-ins for them.
            PARENT if stack.folder == "crates/runtime" => None,
            PARENT => Some(usize::MAX),
            to => layer(to),
        };
        let is_upward = layer(&from).zip(target).is_some_and(|(from, to)| from < to);
        if is_upward {
            let mut module: Vec<String> = stack.parent.iter().map(|&name| name.to_owned()).collect();
            module.extend((to != PARENT).then(|| to.clone()));
            let defined = file_of(sources, &module).unwrap_or("?");
            let folder = stack.folder;
            out.push(format!(
                "{folder}/src/{file} (`{parent}{from}`) uses {folder}/src/{defined} (`{parent}{to}`), which is above it"
            ));
        }
    }
    out
}

#[test]
fn no_module_uses_one_above_it() {
    let faults: Vec<String> = STACKS.iter().flat_map(|stack| faults(stack, &sources(stack.folder))).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The modules of every crate, also of those without a stack.
#[test]
fn no_modules_use_each_other_in_a_cycle() {
    let mut faults = Vec::new();
    for folder in folders(&metadata()) {
        faults.extend(cycles(&sources(&folder)).into_iter().map(|cycle| format!("{folder}/src: {cycle}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_types_of_a_crate_have_the_same_name() {
    let mut faults = Vec::new();
    let mut compare = |of: &str, sources: &Sources, allowed: &[&str]| {
        let repeated = repeated(sources);
        let unlisted = repeated.iter().filter(|(name, _)| !allowed.contains(&name.as_str()));
        faults.extend(unlisted.map(|(name, files)| format!("{of}: `{name}` is defined in {files:?}")));
        let stale = allowed.iter().filter(|name| !repeated.contains_key(**name));
        faults.extend(stale.map(|name| format!("{of}: `{name}` is defined once, and need not be allowed")));
    };
    for folder in folders(&metadata()) {
        let sources = sources(&folder);
        match folder.as_str() {
            // Each of its files is part of one generated crate, or of several.
            "crates/runtime" => {
                for name in ["types", "client", "server", "roundtrip"] {
                    compare(&format!("{folder}/src/{name}"), &of_generated_crate(&sources, name), &[]);
                }
            }
            // Tests name their own types, such as the servers that they start.
            _ if folder.starts_with("tests") => {}
            _ => {
                let allowed = ALLOWED.iter().find(|(of, _)| *of == folder).map_or(&[][..], |(_, names)| names);
                compare(&folder, &sources, allowed);
            }
        }
    }
    assert!(faults.is_empty(), "rename one after what it is\n{}", faults.join("\n"));
}

/// The folders of the crates of the workspace.
fn folders(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("a list of packages").iter();
    let folder = |package: &Value| {
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
        let folder =
            manifest.parent().and_then(|folder| folder.strip_prefix(root()).ok()).expect("a folder below the root");
        folder.to_str().expect("UTF-8").to_owned()
    };
    packages.map(folder).collect()
}

/// The output of `cargo metadata` for the crates of the workspace.
fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The faults in the dependencies of crates, from `cargo metadata`.
fn dependency_faults(metadata: &Value, allowed: &[(&str, &[&str])]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let names: BTreeSet<String> = packages.iter().map(|package| text(&package["name"])).collect();
    let mut out = Vec::new();
    for package in packages {
        let (name, manifest) = (text(&package["name"]), text(&package["manifest_path"]));
        let Some((_, may_use)) = allowed.iter().find(|(known, _)| *known == name) else {
            out.push(format!("{manifest}: the crate `{name}` has no layer; give it one in tests/src/layers.rs"));
            continue;
        };
        if ["tests", "fuzz"].contains(&name.as_str()) {
            continue;
        }
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = text(&dependency["name"]);
            if dependency["kind"] != "dev" && names.contains(&to) && !may_use.contains(&to.as_str()) {
                out.push(format!("{manifest}: `{name}` depends on `{to}`, which is not below it"));
            }
        }
    }
    out
}

#[test]
fn no_crate_depends_on_one_above_it() {
    let faults = dependency_faults(&metadata(), CRATES);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn generated_crates_and_those_that_read_documents_stay_apart() {
    // Which packages a crate is built with: a dependency of a dependency counts too.
    let absent = ["progenitor", "typify", "syn", "quote", "prettyplease", "api-codegen"];
    for package in ["api-contract", "api-diff", "api-typescript"] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["tree", "--offline", "--prefix", "none", "--edges", "normal,no-proc-macro", "-p", package]);
        let output = cargo.current_dir(root()).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        let names: BTreeSet<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
        for name in absent {
            assert!(!names.contains(name), "{package} is built with {name}");
        }
    }
}

/// Only `api-model` knows how a version of OpenAPI spells an object, so no other crate reads the nodes of a document.
#[test]
fn only_the_model_reads_nodes_of_documents() {
    // Their nodes are those of files of their own: values and allowed changes.
    const OWN_FILES: [&str; 2] = ["crates/contract/src/cli/arguments/run/values.rs", "crates/diff/src/allow.rs"];
    const PATHS: [&str; 7] =
        ["model::load", "model::node", "model::bundle", "node::Node", "bundle::", "model::{node", "model::{bundle"];
    let mut readers = Vec::new();
    for folder in ["crates/codegen", "crates/contract", "crates/diff", "crates/typescript", "crates/cargo-oas", "xtask"]
    {
        for (file, text) in sources(folder) {
            let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            if PATHS.iter().any(|path| code.contains(path)) {
                readers.push(format!("{folder}/src/{file}"));
            }
        }
    }
    assert_eq!(readers, OWN_FILES, "add a fact to the model, or a function to model::place, and read that");
}

/// Only `schema` and `view` decide what a version of OpenAPI allows.
#[test]
fn only_schema_and_view_decide_by_the_version() {
    const MAY: [&str; 4] = ["schema.rs", "schema/", "view/", "version.rs"];
    let decide = |text: &str| {
        let code = text.split_once("\nmod tests {").map_or(text, |(code, _)| code);
        let mut lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.any(|line| {
            ["V3_", "has_json_schema", "ersion >", "ersion <", "ersion =="].iter().any(|part| line.contains(part))
        })
    };
    let mut files: Vec<String> = Vec::new();
    for folder in ["crates/model", "crates/codegen", "crates/contract", "crates/diff", "crates/typescript"] {
        let sources = sources(folder).into_iter();
        let others =
            sources.filter(|(file, _)| folder != "crates/model" || !MAY.iter().any(|may| file.starts_with(may)));
        files.extend(others.filter(|(_, text)| decide(text)).map(|(file, _)| format!("{folder}/src/{file}")));
    }
    assert!(
        files.is_empty(),
        "decide by the version in `schema` or `view`, with a function that says what it asks: {files:?}"
    );
}
