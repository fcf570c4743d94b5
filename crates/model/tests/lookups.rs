//! Only `view` and `schema` know the keys of OpenAPI objects: `resolve` works on the views that they make.

#![allow(clippy::expect_used, reason = "that is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Look-ups of a key by name in a node.
const LOOKUPS: &[&str] = &[".get(\"", ".str(\"", ".entry(\"", ".is_true(\"", "\"$ref\""];

#[test]
fn resolve_reads_no_key_by_name() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("resolve.rs")];
    collect(&source.join("resolve"), &mut files);
    assert!(files.len() > 15, "{files:?}");
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(&source).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).expect("a source file");
        let lines = text.lines().enumerate().filter(|(_, line)| LOOKUPS.iter().any(|lookup| line.contains(lookup)));
        found.extend(lines.map(|(index, line)| format!("{name}:{}: {}", index + 1, line.trim())));
    }
    assert!(found.is_empty(), "move these look-ups to `view` or `schema`:\n{}", found.join("\n"));
}

/// Collects all files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
