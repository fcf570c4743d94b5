//! Documents with mistakes: the whole report of each is a snapshot, and none is ever a panic.

use codegen::{Options, Source, generate, report};

use crate::support::{fixture, root, snapshot};

/// The report of a document, as `cargo xtask generate` prints it.
fn report(source: &Source) -> String {
    match generate(source, &Options::default()) {
        Ok(generated) => {
            format!("(generated)\n{}", report::render(source, &generated.warnings, report::Options::default()))
        }
        Err(problems) => report::render(source, &problems.0, report::Options::default()),
    }
}

#[test]
fn every_bad_document_is_answered() {
    let folder = root().join("tests/fixtures/bad");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    assert!(paths.len() > 40, "{} fixtures", paths.len());
    let mut failures = Vec::new();
    for path in paths {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let report = report(&fixture(&path));
        assert!(!report.contains("generator-failed"), "{name}: {report}");
        assert!(!report.starts_with("(generated)\n\n") && report != "(generated)\n", "{name} has no mistake");
        let checked = std::panic::catch_unwind(|| snapshot(&format!("bad_{name}"), &report));
        if checked.is_err() {
            failures.push(name);
        }
    }
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn a_report_names_file_line_and_column_in_one_run() {
    // Line and column are counted by hand, from 1.
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {$ref: '#/components/responses/Gone'}\n    put:\n      responses: {'2000': {description: d}}\n";
    let report = report(&Source::new("folder/two.yaml", text));
    assert!(report.contains("folder/two.yaml:8:23"), "{report}");
    assert!(report.contains("error[dangling-reference]"), "{report}");
    assert!(report.contains("folder/two.yaml:9:5"), "{report}");
    assert!(report.contains("warning[missing-operation-id]"), "{report}");
}
