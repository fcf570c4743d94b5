//! Pairs of documents with one edit between them, in both directions.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::collections::BTreeSet;

use diff::{Change, compare, rules};
use model::node::Node;
use model::{Api, Source};
use serde_json::{Value, json};

const SHOP: &str = include_str!("shop.yaml");

struct Row {
    line: usize,
    edit: Value,
    there: Vec<String>,
    back: Vec<String>,
    /// The severities there and back, if they differ from those of the rules.
    severities: Vec<String>,
}

fn rows() -> Vec<Row> {
    let source = Source::new("pairs.yaml", include_str!("pairs.yaml"));
    let root = model::load::load(&source).expect("YAML");
    let texts = |row: &Node, key: &str| -> Vec<String> {
        let texts = row.get(key).map(Node::elements).unwrap_or_default();
        texts.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
    };
    let row = |row: &Node| Row {
        line: source.line(row.at.start),
        edit: row.get("edit").expect("an edit").to_json(),
        there: expanded(texts(row, "there")),
        back: expanded(texts(row, "back")),
        severities: texts(row, "severity"),
    };
    root.elements().iter().map(row).collect()
}

/// Replaces `*` by both directions.
fn expanded(ids: Vec<String>) -> Vec<String> {
    let both = |id: String| match id.strip_suffix('*') {
        Some(kind) => vec![format!("{kind}request"), format!("{kind}response")],
        None => vec![id],
    };
    ids.into_iter().flat_map(both).collect()
}

fn resolve(source: &Source) -> Api {
    match model::resolve_annotated(source) {
        Ok((api, _)) => api,
        Err(problems) => panic!("{}", model::report::render(source, &problems.0, model::report::Options::default())),
    }
}

fn edited(edit: &Value) -> Source {
    let overlay = json!({ "overlay": "1.1.0", "info": { "title": "Edit", "version": "1" }, "actions": edit });
    Source::new("shop.yaml", SHOP).overlaid("edit.json", "edit.json", overlay.to_string())
}

fn ids(changes: &[Change]) -> BTreeSet<String> {
    changes.iter().map(|change| change.id.clone()).collect()
}

#[test]
fn each_edit_makes_the_changes_of_its_row() {
    let old = resolve(&Source::new("shop.yaml", SHOP));
    let mut faults = Vec::new();
    let mut count = 0;
    for row in rows() {
        let new = resolve(&edited(&row.edit));
        for (index, (changes, expected)) in
            [(compare(&old, &new), &row.there), (compare(&new, &old), &row.back)].into_iter().enumerate()
        {
            count += 1;
            let expected: BTreeSet<String> = expected.iter().cloned().collect();
            if ids(&changes) != expected {
                let way = if index == 0 { "there" } else { "back" };
                faults.push(format!("line {} {way}: expected {expected:?}\n  found {:?}", row.line, ids(&changes)));
            }
            if let Some(severity) = row.severities.get(index)
                && changes.iter().any(|change| change.severity.word() != severity)
            {
                faults.push(format!("line {}: the severity is not {severity}", row.line));
            }
            for change in &changes {
                assert!(!change.message.is_empty() && change.fingerprint.len() == 16);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 100, "{count} pairs");
}

#[test]
fn every_rule_has_a_pair() {
    let covered: BTreeSet<String> = rows().into_iter().flat_map(|row| row.there.into_iter().chain(row.back)).collect();
    let all: BTreeSet<String> = rules().iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(all.difference(&covered).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(covered.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new());
}
