//! The layers of ARCHITECTURE.md: an arrow from a lower module or crate to a higher one is an error.
//!
//! Arrows are read from the sources: every path that starts with `crate`, `super` or `self`, in `use` items and in code. The code
//! that `quote!` makes is the generated crates' and is skipped, and so are tests.

mod arrows;
mod made_up;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::support::root;
use arrows::{Arrow, Sources, arrows, file_of, sources};

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

/// The child modules of one module, from the lowest layer to the highest.
struct Stack {
    /// The folder of the crate.
    folder: &'static str,
    /// The path of the parent module; empty for the root of the crate.
    parent: &'static [&'static str],
    /// Each layer uses those before it. The modules of one layer may use each other: a layer of several is a cycle that is still to
    /// be broken.
    layers: &'static [&'static [&'static str]],
    /// Upward arrows that are still to be turned around, by the lower and the higher module. One that is gone must leave this list.
    known: &'static [(&'static str, &'static str)],
}

/// What stands for the items that the parent's own file defines. They are above all children.
const PARENT: &str = "(parent)";

const STACKS: &[Stack] = &[
    Stack {
        folder: "crates/model",
        parent: &[],
        layers: &[
            &["stack"],
            &["nearest"],
            &["glob"],
            &["http"],
            &["integer"],
            &["name"],
            &["pattern"],
            &["source"],
            &["version"],
            &["node"],
            &["annotations"],
            &["pointer"],
            &["problem"],
            &["diagnostics"],
            &["load"],
            &["save"],
            &["overlay"],
            &["report"],
            &["schema"],
            &["bundle"],
            &["listed_items", "subtypes"],
            &["view"],
            &["direction"],
            &["json_schema"],
            &["sample"],
            &["api"],
            &["resource"],
            &["listing"],
            &["naming"],
            &["select"],
            &["resolve"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/codegen",
        parent: &[],
        layers: &[
            &["error"],
            &["files"],
            &["options"],
            &["named"],
            &["rust"],
            &["names"],
            &["emitter"],
            &["lower"],
            &["emit"],
            &["custom"],
            &["explain"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/codegen",
        parent: &["emit"],
        layers: &[
            &["error"],
            &["part"],
            &["setter"],
            &["plain_values"],
            &["bounds"],
            &["operation_list"],
            &["literal"],
            &["hidden"],
            &["kind"],
            &["status"],
            &["stream"],
            &["imports"],
            &["format"],
            &["schemas"],
            &["predicate"],
            &["needs"],
            &["embedded"],
            &["layout"],
            &["types"],
            &["client"],
            &["server"],
            &["roundtrip"],
            &["manifest"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/typescript",
        parent: &[],
        layers: &[&["text"], &["doc"], &["declared"], &["types"], &["operation"]],
        known: &[],
    },
    Stack {
        folder: "crates/diff",
        parent: &[],
        layers: &[
            &["hash"],
            &["rust"],
            &["change"],
            &["rule"],
            &["shape"],
            &["compare"],
            &["allow"],
            &["verdict"],
            &["report"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/diff",
        parent: &["compare"],
        layers: &[
            &["changes"],
            &["names"],
            &["rust_names"],
            &["value"],
            &["union"],
            &["both"],
            &["rust_types"],
            &["parameter"],
            &["body"],
            &["response"],
            &["security"],
            &["operation"],
            &["api"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/contract",
        parent: &[],
        layers: &[
            &["schemas"],
            &["encode"],
            &["texts"],
            &["format"],
            &["synthesize"],
            &["fresh"],
            &["label"],
            &["complete"],
            &["variant"],
            &["variation"],
            &["one_way"],
            &["secret"],
            &["style"],
            &["request"],
            &["header"],
            &["received"],
            &["excerpt"],
            &["kind"],
            &["part"],
            &["compare"],
            &["conformance"],
            &["items"],
            &["coverage"],
            &["credential"],
            &["transport"],
            &["violation"],
            &["wrapper"],
            &["known"],
            &["derive"],
            &["chain"],
            &["selection"],
            &["outcome"],
            &["judge"],
            &["witness"],
            &["report"],
            &["layer"],
            &["proxy"],
            &["run"],
            &["cli"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/cargo-oas",
        parent: &[],
        layers: &[
            &["output"],
            &["config"],
            &["disk"],
            &["document"],
            &["program"],
            &["explain"],
            &["diff"],
            &["typescript"],
            &["generate"],
            &["contract"],
            &["new"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/cargo-oas",
        parent: &["new"],
        layers: &[
            &["files"],
            &["names"],
            &["tool"],
            &["toolchain"],
            &["arguments"],
            &["templates"],
            &["document"],
            &["join"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/runtime",
        parent: &[],
        layers: &[&["schema"], &["split"], &["types"], &["client"], &["roundtrip"], &["server"]],
        known: &[],
    },
    Stack {
        folder: "crates/runtime",
        parent: &["types"],
        layers: &[
            &["strictness"],
            &["support"],
            &["unlisted"],
            &["alternatives"],
            &["constrained"],
            &["enumeration"],
            &["listed"],
            &["nullable"],
            &["object_schema"],
            &["object_writer"],
            &["object", "object_reader", "setter"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/runtime",
        parent: &["client"],
        layers: &[
            &["attempts"],
            &["redact"],
            &["browser", "transport"],
            &["clock"],
            &["token"],
            &["client_credentials"],
            &["bearer_token"],
            &["raw_response"],
            &["error"],
            &["follow"],
            &["call", "incoming"],
            &["client_builder"],
            &["event_stream"],
            &["headers", "response"],
            &["item_body"],
            &["reconnect"],
            &["item_stream"],
            &["middleware"],
            &["multipart"],
            &["pagination"],
            &["random"],
            &["receive"],
            &["retry"],
            &["send"],
            &["trace_context"],
            &["spans"],
            &["style"],
            &["validation"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/runtime",
        parent: &["server"],
        layers: &[
            &["rejection"],
            &["json"],
            &["request"],
            &["credential"],
            &["basic"],
            &["style"],
            &["delimited"],
            &["deep_object"],
            &["parameters"],
            &["response"],
            &["content"],
            &["context"],
            &["cut"],
            &["undocumented"],
            &["denied"],
            &["store"],
            &["listing"],
            &["template"],
            &["fake_table"],
            &["prefer"],
            &["rate_limit"],
            &["fake"],
            &["file"],
            &["handler"],
            &["item_stream"],
            &["methods"],
            &["multipart"],
            &["received_items"],
            &["validation"],
        ],
        known: &[],
    },
    Stack {
        folder: "crates/sandbox",
        parent: &[],
        layers: &[
            &["phone"],
            &["outbox"],
            &["receipt"],
            &["document"],
            &["scenario"],
            &["response"],
            &["api"],
            &["middleware"],
            &["reference_page"],
            &["request_log"],
            &["app"],
            &["arguments"],
            &["config_file"],
            &["serve"],
        ],
        known: &[],
    },
    Stack { folder: "xtask", parent: &[], layers: &[&["corpus"]], known: &[] },
    Stack {
        folder: "xtask",
        parent: &["corpus"],
        layers: &[
            &["documents"],
            &["process"],
            &["one"],
            &["lowered"],
            &["alone"],
            &["build"],
            &["witness"],
            &["round_trip"],
            &["row"],
            &["totals"],
            &["json"],
            &["table"],
        ],
        known: &[],
    },
];

/// What is wrong in a stack: arrows that point up, and modules that no layer has.
fn faults(stack: &Stack, sources: &Sources) -> Vec<String> {
    let (children, arrows) = arrows(sources, stack.parent);
    let layer = |name: &str| stack.layers.iter().position(|layer| layer.contains(&name));
    let parent: String = stack.parent.iter().map(|name| format!("{name}::")).collect();
    let unlisted = children.iter().filter(|child| layer(child).is_none()).map(|child| {
        format!("{}: the module `{parent}{child}` has no layer; give it one in tests/src/layers.rs", stack.folder)
    });
    let mut out: Vec<String> = unlisted.collect();
    let is_there = |(low, high): &&(&str, &str)| arrows.iter().any(|arrow| arrow.from == *low && arrow.to == *high);
    let gone = stack.known.iter().filter(|known| !is_there(known));
    out.extend(gone.map(|(low, high)| {
        format!("{}: `{parent}{low}` does not use `{parent}{high}` any more; remove it from `known`", stack.folder)
    }));
    for Arrow { from, to, file } in arrows {
        let target = match to.as_str() {
            // In a generated crate, the parent is a file that has items of the document; here, it has stand-ins for them.
            PARENT if stack.folder == "crates/runtime" => None,
            PARENT => Some(usize::MAX),
            to => layer(to),
        };
        let is_upward = layer(&from).zip(target).is_some_and(|(from, to)| from < to);
        if is_upward && !stack.known.contains(&(from.as_str(), to.as_str())) {
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

/// What is wrong with the dependencies of crates, from `cargo metadata`.
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
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    let output = cargo.output().expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let faults = dependency_faults(&metadata, CRATES);
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
