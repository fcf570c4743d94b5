//! Types of one name in different files of one crate. A reader who meets such a name has to look which of them it is.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};

use super::arrows::Sources;

/// Names that several files of a crate define, by the folder of the crate.
pub(super) const ALLOWED: &[(&str, &[&str])] = &[
    // `view` has these objects as they are in the document, and `api` as they are resolved.
    (
        "crates/model",
        &[
            "CodeSample",
            "Content",
            "Items",
            "Link",
            "Operation",
            "Pagination",
            "Parameter",
            "Response",
            "RustType",
            "Status",
        ],
    ),
    // The error of a call, and the documented error responses of an operation in its module (ARCHITECTURE.md, "Rules").
    ("crates/client", &["Error"]),
    // Each command has its arguments in its file.
    ("crates/cargo-oas", &["Arguments"]),
    ("xtask", &["Arguments"]),
];

/// The names that several files define, with the files. Types within functions and in `quote!` do not count.
pub(super) fn repeated(sources: &Sources) -> BTreeMap<String, BTreeSet<&str>> {
    let mut files: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in sources {
        for name in types(text.parse().expect("source code is Rust")) {
            files.entry(name).or_default().insert(file);
        }
    }
    files.retain(|_, files| files.len() > 1);
    files
}

/// The types and traits that a module defines, and those of the modules inside of it.
fn types(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (TokenTree::Ident(keyword), Some(TokenTree::Ident(name))) = (token, tokens.get(at + 1)) else { continue };
        match (keyword.to_string().as_str(), tokens.get(at + 2)) {
            ("struct" | "enum" | "trait" | "type", _) => out.push(name.to_string()),
            ("mod", Some(TokenTree::Group(inner))) if *name != "tests" => out.extend(types(inner.stream())),
            _ => {}
        }
    }
    out
}

/// The sources of one generated crate in those of `crates/runtime`: its folder, and the files that several crates have.
pub(super) fn of_generated_crate(runtime: &Sources, name: &str) -> Sources {
    const ROOTS: [&str; 5] = ["lib.rs", "types.rs", "client.rs", "server.rs", "roundtrip.rs"];
    let is_of_crate = |file: &str| match file.split_once('/') {
        Some((folder, _)) => folder == name,
        // The roots have stand-ins for items of a document.
        None => !ROOTS.contains(&file),
    };
    runtime.iter().filter(|(file, _)| is_of_crate(file)).map(|(file, text)| (file.clone(), text.clone())).collect()
}
