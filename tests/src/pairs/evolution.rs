//! The edits of `tests/evolution`, which are compatible on the wire.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use model::Source;

use crate::support::resolve;

/// Edits that may break programs that use more than those of `tests/evolution`, with the reason.
const OTHERS: &[(&str, &str)] = &[
    ("property-becomes-optional", "no program of tests/evolution reads the property"),
    ("body-schema-moved", "no program names the type of the body, which `Body` stands for"),
    ("parameter-schema-moved", "no program names the type of the parameter"),
    ("property-read-only", "no program names the type that the body of the request has then"),
    ("property-write-only", "no program names the type that the body of the request has then"),
];

/// Edits that break callers after all, with the reason.
const BREAKS_CALLERS: &[(&str, &str)] =
    &[("error-of-second-type", "`default` promised another body for the status, which old callers cannot read")];

/// Returns the edits that break callers, and those for which the broken crates are not as `exceptions.txt` lists.
pub fn faults() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evolution");
    let text = std::fs::read_to_string(folder.join("exceptions.txt")).expect("the exceptions");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let listed: BTreeSet<&str> = lines.filter_map(|line| line.split_whitespace().next()).collect();
    let expected: BTreeSet<String> = listed.into_iter().map(str::to_owned).collect();
    let document = || Source::from_disk(&folder.join("shelter.yaml"), "shelter.yaml").expect("the document");
    let old = resolve(&document());
    let (mut breaking, mut faults) = (BTreeSet::new(), Vec::new());
    let edits = std::fs::read_dir(folder.join("edits")).expect("the folder of the edits");
    let mut edits: Vec<PathBuf> = edits.map(|entry| entry.expect("a file").path()).collect();
    edits.sort();
    for path in &edits {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let new = document().overlaid_from_disk(path, name.as_str()).expect("an overlay");
        for change in diff::compare(&old, &resolve(&new)) {
            if change.severity.breaks_callers() && BREAKS_CALLERS.iter().all(|(edit, _)| *edit != name) {
                faults.push(format!("{name} breaks callers: {change:?}"));
            }
            if !change.rust.is_empty() {
                breaking.insert(name.clone());
                if !expected.contains(&name) && OTHERS.iter().all(|(edit, _)| *edit != name) {
                    faults.push(format!("{name} breaks {:?}: {change:?}", change.rust.names()));
                }
            }
        }
    }
    assert!(edits.len() >= 38, "{} edits", edits.len());
    faults.extend(expected.difference(&breaking).map(|edit| format!("{edit} breaks no crate")));
    faults
}
