//! Reads which modules of a crate use which others.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::PARENT;
use crate::generate::tree;
use crate::support::root;

/// The sources of one crate: text by path below its folder `src`.
pub(super) type Sources = BTreeMap<String, String>;

/// A path in a source, from the root of its crate.
type ModulePath = Vec<String>;

pub(super) fn sources(folder: &str) -> Sources {
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
pub(super) fn file_of<'s>(sources: &'s Sources, module: &[String]) -> Option<&'s str> {
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
pub(super) struct Arrow {
    pub from: String,
    pub to: String,
    pub file: String,
}

/// The arrows between the child modules of a parent. The items that the parent's own file defines are [`PARENT`].
pub(super) fn arrows(sources: &Sources, parent: &[&str]) -> (BTreeSet<String>, BTreeSet<Arrow>) {
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
