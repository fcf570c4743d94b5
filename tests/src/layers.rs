//! The layers of ARCHITECTURE.md: an arrow from a lower module or crate to a higher one is an error.
//!
//! Arrows are read from the sources: every path that starts with `crate`, `super` or `self`, in `use` items and in code. The code
//! that `quote!` makes is the generated crates' and is skipped, and so are tests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

use crate::generate::tree;
use crate::support::root;

/// The crates of the workspace, each with those that it may depend on. Tests are above all of them.
const CRATES: &[(&str, &[&str])] = &[
    ("api-runtime", &[]),
    ("api-model", &[]),
    ("api-codegen", &["api-model"]),
    ("api-contract", &["api-model"]),
    ("xtask", &["api-model", "api-codegen", "api-contract"]),
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
            &["name"],
            &["pattern"],
            &["source"],
            &["version"],
            &["node"],
            &["pointer"],
            &["problem"],
            &["diagnostics"],
            &["load"],
            &["save"],
            &["overlay"],
            &["report"],
            &["schema"],
            &["bundle"],
            &["view"],
            &["direction"],
            &["json_schema"],
            &["sample"],
            &["api"],
            &["resource"],
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
            &["literal"],
            &["kind"],
            &["status"],
            &["imports"],
            &["format"],
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
        folder: "crates/contract",
        parent: &[],
        layers: &[
            &["schemas"],
            &["encode"],
            &["synthesize"],
            &["fresh"],
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
            &["part"],
            &["compare"],
            &["conformance"],
            &["coverage"],
            &["credential"],
            &["transport"],
            &["violation"],
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
        ],
        known: &[],
    },
    Stack {
        folder: "xtask",
        parent: &[],
        layers: &[&["disk"], &["document"], &["generate"], &["contract"], &["corpus"]],
        known: &[],
    },
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

/// The sources of one crate: text by path below its folder `src`.
type Sources = BTreeMap<String, String>;

/// A path in a source, from the root of its crate.
type ModulePath = Vec<String>;

fn sources(folder: &str) -> Sources {
    let files = tree(&root().join(folder).join("src"));
    let text = |bytes| String::from_utf8(bytes).expect("source code is UTF-8");
    // Programs beside a library are crates of their own, and tests may use what is above.
    let is_test = |path: &str| path.split('/').any(|part| ["tests", "tests.rs"].contains(&part));
    let is_of_crate = |path: &str| path.ends_with(".rs") && !path.starts_with("bin/") && !is_test(path);
    files.into_iter().filter(|(path, _)| is_of_crate(path)).map(|(path, bytes)| (path, text(bytes))).collect()
}

/// The module that a file is: `a/b.rs` and `a/b/mod.rs` are `a::b`, `lib.rs` and `main.rs` the root.
fn module_of(file: &str) -> ModulePath {
    let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if ["lib", "main", "mod"].contains(&stem) { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// The file that a module is in.
fn file_of<'s>(sources: &'s Sources, module: &[String]) -> Option<&'s str> {
    sources.keys().find(|file| module_of(file) == module).map(String::as_str)
}

/// Every path of a source that starts in its own crate.
fn paths(module: &[String], text: &str) -> Vec<ModulePath> {
    let tokens: TokenStream = text.parse().expect("source code is Rust");
    let mut out = Vec::new();
    walk(module, tokens, &mut out);
    out
}

fn walk(module: &[String], tokens: TokenStream, out: &mut Vec<ModulePath>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let is_mark = |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == mark);
    let mut at = 0;
    while at < tokens.len() {
        match (&tokens[at], word(at).as_deref()) {
            (_, Some("quote" | "parse_quote")) if is_mark(at + 1, '!') => at += 3,
            // A module inside of the file.
            (_, Some("mod")) if matches!(tokens.get(at + 2), Some(TokenTree::Group(_))) => {
                let inner = [module, &[word(at + 1).unwrap_or_default()]].concat();
                let Some(TokenTree::Group(group)) = tokens.get(at + 2) else { unreachable!("it was matched") };
                // Tests may use what is above.
                if inner.last().is_none_or(|name| name != "tests") {
                    walk(&inner, group.stream(), out);
                }
                at += 3;
            }
            (_, Some("crate" | "super" | "self")) if is_mark(at + 1, ':') && is_mark(at + 2, ':') => {
                at = follow(module, &tokens, at, Vec::new(), out);
            }
            (TokenTree::Group(group), _) => {
                walk(module, group.stream(), out);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Reads the path that starts at a token, with all branches of a `use` group; gives the position after it.
fn follow(
    module: &[String],
    tokens: &[TokenTree],
    mut at: usize,
    mut path: ModulePath,
    out: &mut Vec<ModulePath>,
) -> usize {
    let is_mark = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    let mut is_first = path.is_empty();
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => {
                match ident.to_string().as_str() {
                    "crate" if is_first => path.clear(),
                    "self" if is_first => path = module.to_vec(),
                    "super" if is_first => path = module[..module.len().saturating_sub(1)].to_vec(),
                    "super" => drop(path.pop()),
                    "self" => {}
                    name => path.push(name.to_owned()),
                }
                is_first = false;
                at += 1;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut next = 0;
                while next < inner.len() {
                    // An empty path would be taken for the start of one: the root is marked by a name that no module has.
                    let start = if path.is_empty() { vec![String::new()] } else { path.clone() };
                    next = follow(module, &inner, next, start, out).max(next + 1);
                }
                return at + 1;
            }
            _ => break,
        }
        if is_mark(at) && is_mark(at + 1) {
            at += 2;
        } else {
            break;
        }
    }
    path.retain(|name| !name.is_empty());
    if !path.is_empty() {
        out.push(path);
    }
    at
}

/// The names that a module's file makes available from its children: `pub use child::Name`, `use child::{A, B}`.
fn reexports(text: &str, children: &BTreeSet<String>) -> BTreeMap<String, String> {
    let tokens: Vec<TokenTree> = text.parse::<TokenStream>().expect("source code is Rust").into_iter().collect();
    let mut out = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token, TokenTree::Ident(ident) if *ident == "use") {
            continue;
        }
        let mut paths = Vec::new();
        follow(&[], &tokens, at + 1, vec![String::new()], &mut paths);
        for path in paths {
            let path: Vec<String> = path.into_iter().filter(|name| name != "self" && name != "crate").collect();
            if let [child, .., name] = path.as_slice()
                && children.contains(child)
            {
                out.insert(name.clone(), child.clone());
            }
        }
    }
    out
}

/// One child module that uses another, and the file in which it does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    file: String,
}

/// The arrows between the child modules of a parent. What the parent's own file defines is [`PARENT`].
fn arrows(sources: &Sources, parent: &[&str]) -> (BTreeSet<String>, BTreeSet<Arrow>) {
    let parent: Vec<String> = parent.iter().map(|&name| name.to_owned()).collect();
    let below = |module: &[String]| module.strip_prefix(parent.as_slice()).and_then(|rest| rest.first().cloned());
    let children: BTreeSet<String> = sources.keys().filter_map(|file| below(&module_of(file))).collect();
    let own = file_of(sources, &parent).map_or("", |file| sources[file].as_str());
    let reexports = reexports(own, &children);
    let mut arrows = BTreeSet::new();
    for (file, text) in sources {
        let module = module_of(file);
        let Some(from) = below(&module) else { continue };
        for path in paths(&module, text) {
            let Some(name) = below(&path) else { continue };
            let to = if children.contains(&name) {
                name
            } else {
                reexports.get(&name).cloned().unwrap_or_else(|| PARENT.to_owned())
            };
            if to != from {
                arrows.insert(Arrow { from: from.clone(), to, file: file.clone() });
            }
        }
    }
    (children, arrows)
}

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

/// A tree of the files that are given.
fn made_up(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

const MADE_UP: Stack =
    Stack { folder: "crates/x", parent: &[], layers: &[&["low"], &["middle"], &["high"]], known: &[] };

#[test]
fn an_upward_arrow_is_found_and_both_files_are_named() {
    let with = |low: &str| {
        let tree = made_up(&[
            ("lib.rs", "mod low; mod middle; mod high; pub use high::Thing; pub fn root() {}"),
            ("low.rs", low),
            ("low/inner.rs", ""),
            ("middle.rs", "use crate::low::A; mod inner { use super::B; }"),
            ("high.rs", "use crate::{low::A, middle};"),
        ]);
        faults(&MADE_UP, &tree)
    };
    assert_eq!(with("use std::fmt; use self::inner::A; mod tests { use crate::high::Thing; }"), Vec::<String>::new());
    let expected = "crates/x/src/low.rs (`low`) uses crates/x/src/high.rs (`high`), which is above it";
    for arrow in [
        "use crate::high::Thing;",
        "use crate::{low, high::{Thing, Other}};",
        "use super::high;",
        "fn f() { crate::high::f() }",
        "fn f() { assert!(vec![super::high::X].is_empty()) }",
        "mod inner { use super::super::high::X; }",
        // The root passes it on.
        "use crate::Thing;",
    ] {
        assert_eq!(with(arrow), [expected], "{arrow}");
    }
    let own = with("fn f() { crate::root() }");
    assert_eq!(own, ["crates/x/src/low.rs (`low`) uses crates/x/src/lib.rs (`(parent)`), which is above it"]);
    assert_eq!(with("// crate::high\nfn f() { quote! { crate::high::X } }"), Vec::<String>::new());
}

#[test]
fn a_module_without_a_layer_is_found() {
    let tree = made_up(&[("lib.rs", "mod low; mod other;"), ("low.rs", ""), ("other/mod.rs", "")]);
    let faults = faults(&MADE_UP, &tree);
    assert_eq!(faults, ["crates/x: the module `other` has no layer; give it one in tests/src/layers.rs"]);
}

#[test]
fn a_known_arrow_is_accepted_as_long_as_it_is_there() {
    let stack = Stack { known: &[("low", "high")], ..MADE_UP };
    let tree = |low: &str| made_up(&[("lib.rs", ""), ("low.rs", low), ("high.rs", "")]);
    assert_eq!(faults(&stack, &tree("use crate::high::X;")), Vec::<String>::new());
    let expected = "crates/x: `low` does not use `high` any more; remove it from `known`";
    assert_eq!(faults(&stack, &tree("")), [expected]);
}

#[test]
fn modules_below_another_have_a_stack_of_their_own() {
    let tree = made_up(&[
        ("lib.rs", "mod emit;"),
        ("emit.rs", "mod low; mod high; use high::Shown;"),
        ("emit/low.rs", "use super::Shown; use crate::emit::high::X;"),
        ("emit/high.rs", "use crate::emit::low::Y; use super::low;"),
    ]);
    let stack = Stack { folder: "crates/x", parent: &["emit"], layers: &[&["low"], &["high"]], known: &[] };
    let expected =
        "crates/x/src/emit/low.rs (`emit::low`) uses crates/x/src/emit/high.rs (`emit::high`), which is above it";
    assert_eq!(faults(&stack, &tree), [expected]);
}

#[test]
fn a_dependency_that_points_up_is_found() {
    let metadata = serde_json::json!({ "packages": [
        { "name": "low", "manifest_path": "low/Cargo.toml", "dependencies": [
            { "name": "serde", "kind": null }, { "name": "high", "kind": null }, { "name": "high", "kind": "dev" },
        ] },
        { "name": "high", "manifest_path": "high/Cargo.toml", "dependencies": [{ "name": "low", "kind": null }] },
        { "name": "new", "manifest_path": "new/Cargo.toml", "dependencies": [] },
    ] });
    let faults = dependency_faults(&metadata, &[("low", &[]), ("high", &["low"])]);
    assert_eq!(
        faults,
        [
            "low/Cargo.toml: `low` depends on `high`, which is not below it",
            "new/Cargo.toml: the crate `new` has no layer; give it one in tests/src/layers.rs",
        ]
    );
}

#[test]
fn generated_crates_and_those_that_read_documents_stay_apart() {
    // Which packages a crate is built with: a dependency of a dependency counts too.
    for (package, absent) in [("api-contract", ["progenitor", "typify", "syn", "api-codegen"])] {
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
