//! Pairs of documents with one edit between them, in both directions.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

mod support;

use std::collections::BTreeSet;

use diff::{Change, compare, rules};
use model::Source;
use support::{SHOP, edited, resolve, rows};

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

/// The new parameter comes before the one with the example.
#[test]
fn a_new_parameter_leaves_the_exchanges_as_they_are() {
    let document = |parameters: &str, value: &str| {
        let second =
            format!("{{name: second, in: query, schema: {{type: string}}, examples: {{sent: {{value: {value}}}}}}}");
        let content = "{application/json: {schema: {type: string}, examples: {sent: {value: d}}}}";
        resolve(&Source::new(
            "a.yaml",
            format!(
                "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
                 parameters: [{parameters}{second}]\n      responses: {{'200': {{description: d, content: {content}}}}}\n"
            ),
        ))
    };
    let (old, new) = (document("", "b"), document("{name: first, in: query, schema: {type: string}}, ", "b"));
    assert_eq!(ids(&compare(&old, &new)), ["parameter-added".to_owned()].into());
    assert_eq!(ids(&compare(&new, &old)), ["parameter-removed".to_owned()].into());
    assert!(ids(&compare(&old, &document("", "c"))).contains("exchange-changed"));
}

#[test]
fn every_rule_has_a_pair() {
    let covered: BTreeSet<String> = rows().into_iter().flat_map(|row| row.there.into_iter().chain(row.back)).collect();
    let all: BTreeSet<String> = rules().iter().map(|rule| rule.id.clone()).collect();
    assert_eq!(all.difference(&covered).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(covered.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The names of the constants, and not that of their type, which is still there.
#[test]
fn values_that_lose_their_titles_lose_their_constants_only() {
    let document = |level: &str| {
        resolve(&Source::new(
            "a.yaml",
            format!(
                "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        \
                 '200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Level'}}}}}}}}\n\
                 components: {{schemas: {{Level: {{{level}}}}}}}\n"
            ),
        ))
    };
    let gone = |level: &str, new: &str| -> Vec<String> {
        let changes = compare(&document(level), &document(new));
        let changes = changes.iter().filter(|change| change.id == "rust-name-changed");
        changes.map(|change| change.message.split('`').nth(1).unwrap_or_default().to_owned()).collect()
    };
    let plain = "oneOf: [{const: 1}, {const: 2}, {const: 3}]";
    let titled = "oneOf: [{const: 1, title: Very low}, {const: 2, title: Höhe}, {const: 3}]";
    assert_eq!(gone(titled, plain), ["types::Level::VERY_LOW"]);
    assert_eq!(gone(plain, titled), [""; 0]);
    let sensitive = |schema: &str| format!("x-sensitive: true, {schema}");
    assert_eq!(gone(&sensitive(titled), &sensitive(plain)), [""; 0], "a sensitive type has no constants");
}
