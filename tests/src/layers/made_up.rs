//! Tests of the checks themselves, on small crates that are only text.

use super::arrows::Sources;
use super::cycles::cycles;
use super::type_names::{of_generated_crate, repeated};
use super::{Stack, dependency_faults, faults};

/// A tree of the files that are given.
fn made_up(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

const MADE_UP: Stack = Stack { folder: "crates/x", parent: &[], layers: &["low", "middle", "high"] };

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
    assert_eq!(faults, ["crates/x: the module `other` has no layer; give it one in tests/src/layers/stacks.rs"]);
}

#[test]
fn a_cycle_is_found_and_each_of_its_arrows_is_named() {
    let tree = made_up(&[
        ("lib.rs", "mod a; mod b; mod c; mod d; pub use c::C;"),
        ("a.rs", "use crate::b::B; use crate::d;"),
        ("b/mod.rs", "use super::C;"),
        ("c.rs", "mod tests { use crate::d::D; }"),
        ("c/inner.rs", "fn f() { crate::a::f() }"),
        ("d.rs", "use std::fmt; // crate::a"),
    ]);
    assert_eq!(cycles(&tree), ["`a` uses `b` in a.rs, `b` uses `c` in b/mod.rs, `c` uses `a` in c/inner.rs"]);
}

#[test]
fn modules_below_another_have_a_stack_of_their_own() {
    let tree = made_up(&[
        ("lib.rs", "mod emit;"),
        ("emit.rs", "mod low; mod high; use high::Shown;"),
        ("emit/low.rs", "use super::Shown; use crate::emit::high::X;"),
        ("emit/high.rs", "use crate::emit::low::Y; use super::low;"),
    ]);
    let stack = Stack { folder: "crates/x", parent: &["emit"], layers: &["low", "high"] };
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
fn a_type_that_two_files_define_is_found() {
    let tree = made_up(&[
        ("lib.rs", "pub struct Shown; pub trait Read { type Item; } mod tests { struct Found; }"),
        ("a.rs", "#[cfg(unix)] struct Signals(u8); #[cfg(not(unix))] struct Signals; type Found<T> = Vec<T>;"),
        ("b.rs", "mod inner { enum Found { A } } fn f() { struct Shown; } const _: u8 = quote! { struct Shown; };"),
        ("c.rs", "trait Read {} // struct Signals;"),
    ]);
    let found: Vec<(String, Vec<&str>)> =
        repeated(&tree).into_iter().map(|(name, files)| (name, files.into_iter().collect())).collect();
    assert_eq!(found, [("Found".to_owned(), vec!["a.rs", "b.rs"]), ("Read".to_owned(), vec!["c.rs", "lib.rs"])]);
}

#[test]
fn each_generated_crate_has_its_folder_and_the_shared_files() {
    let tree = made_up(&[
        ("lib.rs", ""),
        ("split.rs", "struct State;"),
        ("client.rs", "struct State;"),
        ("client/call.rs", "struct State;"),
        ("server/store.rs", "struct State;"),
    ]);
    let of_client: Vec<String> = of_generated_crate(&tree, "client").into_keys().collect();
    assert_eq!(of_client, ["client/call.rs", "split.rs"]);
}
