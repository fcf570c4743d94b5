//! `cargo xtask corpus` as a program: a row for every document, whatever becomes of it.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::command::{stderr, stdout, xtask};

const GOOD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {operationId: a, responses: {'204': {description: d}, 4XX: {description: d}}}}\n  /b: {get: {responses: {'204': {description: d}, 4XX: {description: d}}}}\n";

fn corpus(files: &[(&str, &str)], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a writable file");
    }
    let arguments = arguments.iter().map(|argument| argument.replace("DIR", &folder.path().display().to_string()));
    Command::new(xtask()).arg("corpus").arg(folder.path()).args(arguments).output().expect("xtask runs")
}

#[test]
fn every_document_is_a_row() {
    let old = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n";
    let bad = GOOD.replace("'204'", "'2000'");
    let files =
        [("deep/good.yaml", GOOD), ("bad.yml", &bad), ("old.json", old), ("note.txt", "none"), ("package.json", "{}")];
    let run = corpus(&files, &["--json"]);
    let said: Value = serde_json::from_str(&stdout(&run)).unwrap_or_else(|error| panic!("{error}: {}", stderr(&run)));
    assert_eq!(run.status.code(), Some(0), "a rejected document is no failure");
    let rows = said["documents"].as_array().expect("rows");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["document"].as_str()).collect();
    assert_eq!(names, ["bad.yml", "deep/good.yaml", "old.json"]);
    assert_eq!((&rows[0]["outcome"], &rows[0]["errors"]["invalid-value"]), (&"rejected".into(), &2.into()));
    assert_eq!(
        (&rows[1]["outcome"], &rows[1]["operations"], &rows[1]["warnings"]),
        (&"generated".into(), &2.into(), &1.into())
    );
    assert_eq!(rows[2]["errors"]["syntax"], 1, "YAML is no JSON: {}", rows[2]);
    assert_eq!((&said["summary"]["generated"], &said["summary"]["rejected"]), (&1.into(), &2.into()));
    if cfg!(target_os = "linux") {
        assert!(rows[1]["peak_kib"].as_u64().is_some_and(|kib| kib > 1024), "{}", rows[1]);
    }
}

#[test]
fn the_table_sums_up_and_tells_versions_apart() {
    let old = r#"{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let new = r#"{"openapi": "4.0.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
    let run = corpus(&[("good.yaml", GOOD), ("old.json", old), ("new.json", new)], &[]);
    let table = stdout(&run);
    assert!(
        table.contains("3 documents, 1 of OpenAPI 3.0 to 3.2: 1 generated (100.0 %), 0 rejected, 0 failed"),
        "{table}"
    );
    assert_eq!(table.matches("openapi-version (1)").count(), 2, "{table}");
}

#[test]
fn progenitor_alone_is_measured_beside() {
    let run = corpus(&[("good.yaml", GOOD)], &["--beside-progenitor", "--json"]);
    let said: Value = serde_json::from_str(&stdout(&run)).unwrap_or_else(|error| panic!("{error}: {}", stderr(&run)));
    let alone = &said["documents"][0]["progenitor_alone"];
    assert!(alone["milliseconds"].is_u64(), "{said}");
    if cfg!(target_os = "linux") {
        assert!(alone["memory_ratio"].as_f64().is_some_and(|ratio| ratio > 0.1), "{said}");
    }
}

#[test]
fn a_document_beyond_the_limit_and_one_that_is_not_there_are_rows() {
    let run = corpus(
        &[("good.yaml", GOOD), ("list.txt", "# some\ngood.yaml # this\n\ngone.yaml\n")],
        &["--list", "DIR/list.txt"],
    );
    let table = stdout(&run);
    assert_eq!(run.status.code(), Some(1), "{table}");
    assert!(table.contains("CRASHED, exit 1: error: cannot read"), "{table}");
    let late = corpus(&[("good.yaml", GOOD)], &["--limit", "0"]);
    assert!(stdout(&late).contains("TIME LIMIT"), "{}", stdout(&late));
    assert_eq!(late.status.code(), Some(1));
}
