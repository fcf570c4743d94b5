//! The tables of `openapi/README.md`: every supported feature has a fixture, and every code of an error is there.

use std::collections::BTreeSet;

use crate::support::{fixture, root};

/// A limit that a fixture cannot reach; `unreadable-file` has tests of its own.
const WITHOUT_FIXTURE: [&str; 1] = ["64 MiB in all files together; regular files only"];

fn page() -> String {
    std::fs::read_to_string(root().join("openapi/README.md")).expect("the page")
}

fn names(folder: &str) -> BTreeSet<String> {
    let stem = |path: std::path::PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    fixture::all(folder).into_iter().map(stem).collect()
}

/// The words in code style, without the extension of a file.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split('`').skip(1).step_by(2);
    words.map(|word| word.trim_end_matches(".yaml").trim_end_matches(".json"))
}

/// The rows of the tables of features: those whose first column has one of these heads.
fn features(page: &str) -> Vec<&str> {
    let mut rows = Vec::new();
    let mut is_of_features = None;
    for line in page.lines() {
        if !line.starts_with('|') {
            is_of_features = None;
            continue;
        }
        let first = line.split('|').nth(1).unwrap_or_default().trim();
        let Some(is_wanted) = is_of_features else {
            is_of_features = Some(["supported", "schema", "scheme"].contains(&first));
            continue;
        };
        if is_wanted && !first.is_empty() && !first.starts_with("---") && !WITHOUT_FIXTURE.contains(&first) {
            rows.push(line);
        }
    }
    rows
}

#[test]
fn every_feature_has_a_fixture() {
    let (page, known) = (page(), names("ok"));
    let is_fixture = |word: &str| match word.strip_suffix('…') {
        Some(start) => known.iter().any(|name| name.starts_with(start)),
        None => known.contains(word),
    };
    let rows = features(&page);
    assert!(rows.len() > 60, "{}", rows.len());
    let without: Vec<&str> = rows.into_iter().filter(|row| !words(row).any(is_fixture)).collect();
    assert!(without.is_empty(), "rows without a fixture of tests/fixtures/ok:\n{}", without.join("\n"));
}

#[test]
fn every_fixture_that_the_page_names_is_there() {
    let (page, known) = (page(), &names("ok") | &names("bad"));
    let files = page.split('`').skip(1).step_by(2).filter(|word| word.ends_with(".yaml") && !word.contains('/'));
    let other = ["password-otp.yaml", "a.yaml", "./a.yaml", "common.yaml"];
    let gone: Vec<&str> = files
        .filter(|file| !other.contains(file) && !known.contains(file.trim_end_matches(".yaml")))
        .filter(|file| !file.contains('#'))
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn every_code_of_an_error_is_on_the_page() {
    let source = std::fs::read_to_string(root().join("crates/model/src/problem/code.rs")).expect("the codes");
    let page = page();
    let codes = source.lines().filter_map(|line| line.split_once("=> \"")?.1.split('"').next());
    let absent: Vec<&str> = codes.filter(|code| !words(&page).any(|word| word == *code)).collect();
    assert!(absent.is_empty(), "{absent:?}");
}
