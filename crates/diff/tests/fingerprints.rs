//! A fingerprint of a change survives edits of other parts of the documents, so that a list of allowed changes stays valid.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

#[allow(dead_code, reason = "the ids of the rows are for another test")]
mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use diff::{Change, compare};
use model::{Api, Source};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Row, SHOP, rows};

/// The edits of `pairs.yaml`.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(rows);

/// Adds operations, schemas and a header of a comment, so that every place, and the order of operations and schemas, differs.
fn surroundings(path: &str, schema: &str) -> Value {
    json!([
        { "target": "$.info", "update": { "summary": path } },
        { "target": "$.paths", "update": { format!("/{path}"): { "get": { "responses": { "200": {
            "description": "d",
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}Extra") } } },
        } } } } } },
        { "target": "$.components.schemas", "update": { format!("{schema}Extra"): {
            "type": "object",
            "properties": { "order": { "$ref": "#/components/schemas/Order" }, "values": { "type": "array", "items": { "$ref": "#/components/schemas/Values" } } },
        } } },
    ])
}

/// Resolves the shop's document after some edits, behind some empty lines. `None` if the edits do not fit together.
fn edited(edits: &[&Value], lines: usize) -> Option<Api> {
    let text = "\n".repeat(lines) + SHOP;
    let source = edits.iter().enumerate().fold(Source::new("shop.yaml", text), |source, (index, edit)| {
        let overlay = json!({ "overlay": "1.1.0", "info": { "title": "Edit", "version": "1" }, "actions": edit });
        let name = format!("{index}.json");
        source.overlaid(&name, &name, overlay.to_string())
    });
    model::resolve_annotated(&source).ok().map(|(api, _)| api)
}

/// The parts of a document that changes are about, and the operations that have them.
fn parts(changes: &[Change]) -> BTreeSet<&str> {
    let parts = changes.iter().flat_map(|change| [&change.subject].into_iter().chain(&change.operations));
    parts.map(String::as_str).collect()
}

/// Whether one edit changes nothing that belongs to a part of another.
fn are_apart(one: &[Change], other: &[Change]) -> bool {
    let is_within = |part: &str, whole: &str| part.starts_with(whole) || whole.starts_with(part);
    let within = |changes: &[Change], parts: &BTreeSet<&str>| {
        changes.iter().any(|change| parts.iter().any(|part| is_within(&change.subject, part)))
    };
    !within(one, &parts(other)) && !within(other, &parts(one))
}

/// Whether no action of an edit has a target within one of another edit, which may replace it.
fn have_own_targets(edit: &Value, other: &Value) -> bool {
    let targets = |edit: &Value| -> Vec<String> {
        let actions = edit.as_array().cloned().unwrap_or_default();
        actions.iter().filter_map(|action| action["target"].as_str().map(str::to_owned)).collect()
    };
    let (edit, other) = (targets(edit), targets(other));
    edit.iter()
        .all(|one| other.iter().all(|other| !one.starts_with(other.as_str()) && !other.starts_with(one.as_str())))
}

fn fingerprints(changes: &[Change]) -> BTreeSet<(&str, &str)> {
    // Names and types of Rust are reported only if nothing else breaks the crate.
    let changes = changes.iter().filter(|change| !["rust-name-changed", "rust-type-replaced"].contains(&&*change.id));
    changes.map(|change| (change.id.as_str(), change.fingerprint.as_str())).collect()
}

proptest! {
    // `PROPTEST_CASES` takes more.
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(16),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// The other edit is in both documents, or only in the new one.
    #[test]
    fn a_fingerprint_survives_edits_of_other_parts(
        row in 0..ROWS.len(),
        other in 0..ROWS.len(),
        is_back in any::<bool>(),
        is_in_both in any::<bool>(),
        lines in 0..20_usize,
        path in "[a-z]{1,8}",
        schema in "[A-Z]{1,4}",
    ) {
        let (edit, other) = (&ROWS[row].edit, &ROWS[other].edit);
        prop_assume!(have_own_targets(edit, other));
        let around = surroundings(&path, &schema);
        let (plain, changed, moved) = (edited(&[], 0), edited(&[edit], 0), edited(&[other], 0));
        let (both, surrounded) = (edited(&[edit, other, &around], lines), edited(&[other, &around], lines));
        prop_assume!(both.is_some() && surrounded.is_some());
        let (plain, changed, moved) = (plain.unwrap(), changed.unwrap(), moved.unwrap());
        let (both, surrounded) = (both.unwrap(), surrounded.unwrap());
        let alone = if is_back { compare(&changed, &plain) } else { compare(&plain, &changed) };
        prop_assume!(are_apart(&alone, &compare(&plain, &moved)));
        let other_side = if is_in_both { &surrounded } else { &plain };
        let amid = if is_back { compare(&both, other_side) } else { compare(other_side, &both) };
        let (alone, amid) = (fingerprints(&alone), fingerprints(&amid));
        prop_assert!(alone.is_subset(&amid), "{alone:?} {amid:?}");
    }
}

/// A document whose operation `/b` uses `Outer`, and whose operation `/a` uses `Wrapped` behind some lists. Both have the properties of `Base`.
fn shared(kind: &str, more: &str) -> Api {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /b: {{get: {{operationId: b, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Outer'}}}}}}}}}}}}}}
  /a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {{type: array, items: {{$ref: '#/components/schemas/Inner'}}}}}}}}}}}}}}}}}}
{more}
components:
  schemas:
    Base: {{type: object, properties: {{part: {{type: object, properties: {{deep: {{type: object, properties: {{text: {{type: {kind}}}}}}}}}}}}}}}
    Outer: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{type: object, properties: {{x: {{type: string}}}}}}]}}
    Inner: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{type: object, properties: {{y: {{type: string}}}}}}]}}
"
    );
    model::resolve_annotated(&Source::new("shared.yaml", text)).expect("a valid document").0
}

/// The name of a part that several schemas share does not depend on which of them an operation uses first.
#[test]
fn a_fingerprint_does_not_depend_on_the_way_to_a_shared_part() {
    let more = "  /c: {get: {operationId: c, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Inner'}}}}}}}";
    let of = |more: &str| -> BTreeSet<(String, String)> {
        let changes = compare(&shared("string", more), &shared("integer", more));
        changes.into_iter().map(|change| (change.subject, change.fingerprint)).collect()
    };
    let (one, other) = (of(""), of(more));
    assert!(one.iter().any(|(subject, _)| subject == "schema Inner.part.deep.text"), "{one:?}");
    assert_eq!(one, other);
}

/// `apiKey` and an `x-rust-name` of `api_key` are the same name in the generated crates.
#[test]
fn a_chosen_name_that_is_the_usual_one_is_no_change() {
    let of = |name: &str| {
        let text = format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
security: [{{apiKey: []}}]
paths:
  /a: {{get: {{operationId: a, responses: {{'204': {{description: d}}, '401': {{description: d}}}}}}}}
components: {{securitySchemes: {{apiKey: {{type: apiKey, in: header, name: X-Key{name}}}}}}}
"
        );
        model::resolve_annotated(&Source::new("key.yaml", text)).expect("a valid document").0
    };
    let ids = |old: &str, new: &str| -> Vec<String> {
        compare(&of(old), &of(new))
            .into_iter()
            .map(|change| change.id)
            .filter(|id| id == "security-scheme-removed")
            .collect()
    };
    assert!(ids("", ", x-rust-name: api_key").is_empty());
    assert_eq!(ids("", ", x-rust-name: other"), ["security-scheme-removed"]);
}
