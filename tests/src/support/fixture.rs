//! Fixtures: documents of `tests/fixtures/ok` and `tests/fixtures/bad`, and snapshots of what comes of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use model::Source;

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents in a folder of `tests/fixtures`, in the order of their names.
pub fn all(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(package().join("fixtures").join(folder)).expect("the folder of the fixtures");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths
}

/// The file name of a fixture, as reports show it.
pub fn name(path: &Path) -> String {
    path.file_name().expect("a file name").to_string_lossy().into_owned()
}

/// The names of the good fixtures, without extensions, that the environment variable `FIXTURES` chooses: `all`, or names separated
/// by commas; without it, those that `tests/fixtures/subset.txt` lists.
pub fn chosen() -> BTreeSet<String> {
    let stem = |path: &PathBuf| path.file_stem().expect("a file name").to_string_lossy().into_owned();
    let known: BTreeSet<String> = all("ok").iter().map(stem).collect();
    let chosen = match std::env::var("FIXTURES").as_deref() {
        Ok("all") => known.clone(),
        Ok(names) if !names.is_empty() => names.split(',').map(str::to_owned).collect(),
        _ => subset(),
    };
    let unknown: Vec<&String> = chosen.difference(&known).collect();
    assert!(unknown.is_empty(), "not in tests/fixtures/ok: {unknown:?}");
    chosen
}

/// The names that `tests/fixtures/subset.txt` lists.
pub fn subset() -> BTreeSet<String> {
    let list = std::fs::read_to_string(package().join("fixtures/subset.txt")).expect("the list");
    let names = list.lines().filter_map(|line| line.split('#').next()).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Reads a fixture under its file name.
pub fn read(path: &Path) -> Source {
    Source::from_disk(path, name(path)).expect("a readable fixture")
}

/// Compares text with the snapshot of this name in `tests/snapshots`.
pub fn snapshot(name: &str, contents: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(package().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, contents));
}
