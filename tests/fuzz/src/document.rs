//! Documents: text to nodes, changes by overlays, and nodes to the model.

use model::{Source, load, overlay, report, save};

/// A source with the name that makes the loader take it for JSON or YAML.
fn source(data: &[u8]) -> Source {
    let is_json = data.trim_ascii_start().first() == Some(&b'{');
    Source::new(if is_json { "fuzz.json" } else { "fuzz.yaml" }, data)
}

/// Reads the text of a document, as JSON if it starts with `{` and as YAML otherwise.
pub(crate) fn load(data: &[u8]) {
    let source = source(data);
    if let Err(problem) = load::load(&source) {
        report::render(&source, &[problem], report::Options::default());
    }
}

/// Resolves a document strictly and tolerantly. A document that the strict reading accepts must pass the tolerant one.
pub(crate) fn resolve(data: &[u8]) {
    let source = source(data);
    let strict = model::resolve(&source);
    let tolerant = model::resolve_tolerant(&source);
    assert!(strict.is_err() || tolerant.is_ok(), "the tolerant reading rejects what the strict one accepts");
    for problems in [strict.map(|(_, warnings)| warnings), tolerant.map(|(_, warnings)| warnings)] {
        let problems = problems.unwrap_or_else(|problems| problems.0);
        report::render(&source, &problems, report::Options::default());
    }
}

/// The document that overlays change.
const OVERLAID: &[u8] = include_bytes!("../../fixtures/beside/overlaid.yaml");

/// Applies an overlay to a document. What is written of the result must be read as the same values.
pub(crate) fn overlay(data: &[u8]) {
    let source = Source::new("overlaid.yaml", OVERLAID).overlaid("fuzz.yaml", "fuzz.yaml", data);
    match overlay::document(&source) {
        Ok((document, _)) => {
            let text = save::text(&document, save::DocumentFormat::Yaml);
            match load::load(&Source::new("saved.yaml", text)) {
                Ok(read) => assert_eq!(read.to_json(), document.to_json()),
                Err(problem) => assert!(problem.kind.code() == "nested-too-deep", "{problem}"),
            }
        }
        Err(problems) => {
            report::render(&source, &problems.0, report::Options::default());
        }
    }
    let problems = model::resolve_tolerant(&source).map_or_else(|problems| problems.0, |(_, warnings)| warnings);
    report::render(&source, &problems, report::Options::default());
}
