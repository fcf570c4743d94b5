//! The README and the list of ids of oasdiff name the rules that there are.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::collections::BTreeSet;

use diff::rules;

/// The rules as a table of Markdown.
fn table() -> String {
    let mut table = "\n| id | severity | in Rust | change |\n|---|---|---|---|\n".to_owned();
    for rule in rules() {
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            rule.id,
            rule.severity.word(),
            rule.rust.words(),
            rule.meaning
        ));
    }
    table
}

#[test]
fn the_table_of_the_readme_has_all_rules() {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once("<!-- rules -->\n").expect("the start of the table");
    let (shown, _) = rest.split_once("<!-- end of rules -->").expect("the end of the table");
    assert!(shown == table(), "the table must be:\n{}", table());
}

#[test]
fn each_id_of_oasdiff_has_an_id_here_or_a_reason() {
    let known: BTreeSet<&str> = rules().iter().map(|rule| rule.id.as_str()).collect();
    let lines = include_str!("oasdiff.txt").lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in lines {
        let (_, ours) = line.split_once(' ').expect("two columns");
        assert!(ours.starts_with("- ") || known.contains(ours), "{line}");
        count += 1;
    }
    assert_eq!(count, 509);
}
