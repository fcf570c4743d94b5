//! Fixtures: documents of `tests/fixtures/ok` and `tests/fixtures/bad`, and snapshots of what comes of them.

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
