use std::collections::BTreeMap;

use model::report::Options;
use serde_json::Value;

use super::*;
use crate::{compare, verdict};

const OLD: &str = "openapi: 3.0.3
info: {title: T, version: 1.0.0}
paths:
  /a:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 10}}
      responses:
        '200': {description: d}
";

/// Calls `check` with a report of one narrowed parameter and one new response.
fn with_report(allow: bool, check: impl Fn(&Report<'_>)) {
    let new = OLD.replace("maximum: 10", "maximum: 9") + "        '404': {description: d}\n";
    let (old, new) = (Source::new("old.yaml", OLD), Source::new("new.yaml", new));
    let api = |source| model::resolve_annotated(source).expect("a document without errors").0;
    let changes = compare(&api(&old), &api(&new));
    let narrowed = changes.iter().find(|change| change.id == "maximum-tightened-request").expect("the change");
    let reason = Allowed { reason: "agreed".to_owned(), until: None, at: Span::default() };
    let allowed: BTreeMap<String, Allowed> =
        allow.then(|| (narrowed.fingerprint.clone(), reason)).into_iter().collect();
    let verdict = verdict(&changes, "1.0.0", "1.0.0");
    check(&Report::new(&old, &new, &changes, &allowed, verdict));
}

#[test]
fn json_fits_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../report.schema.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for allow in [false, true] {
        with_report(allow, |report| {
            let json = json(report);
            assert!(validator.is_valid(&json), "{json}");
            assert_eq!(json["changes"][0]["new"]["line"], 7);
            assert_eq!(json["summary"]["breaks-callers"], i32::from(!allow));
        });
    }
}

#[test]
fn a_terminal_shows_the_line_and_what_to_do() {
    with_report(false, |report| {
        let text = human(report, Options::default());
        assert!(text.contains("error[maximum-tightened-request]"), "{text}");
        assert!(text.contains("new.yaml:7:") && text.contains("the maximum was 10 and is 9"), "{text}");
        assert!(text.contains("accept the old values too"), "{text}");
        assert!(
            text.ends_with(
                "old.yaml -> new.yaml: 1 breaks-callers, 1 may-break-callers; version: major required, and not raised\n\
                 crates: types minor, client minor, server minor\n"
            ),
            "{text}"
        );
    });
    with_report(true, |report| assert!(!human(report, Options::default()).contains("maximum-tightened")));
}

/// Changes of one id: the first five with their lines, the others in a list; those that break nobody only in a list.
#[test]
fn many_changes_of_a_kind_are_a_list() {
    let parameters = |from: usize, to: usize| -> String {
        (from..to).map(|index| format!("        - {{name: p{index}, in: query, schema: {{type: string}}}}\n")).collect()
    };
    let text = |parameters: &str| OLD.replace("      responses", &format!("{parameters}      responses"));
    let (old, new) = (text(&parameters(0, 7)), text(&parameters(7, 19)));
    let (old, new) = (Source::new("old.yaml", old), Source::new("new.yaml", new));
    let api = |source| model::resolve_annotated(source).expect("a document without errors").0;
    let changes = compare(&api(&old), &api(&new));
    let allowed = BTreeMap::new();
    let report = Report::new(&old, &new, &changes, &allowed, verdict(&changes, "1.0.0", "1.1.0"));
    let shown = human(&report, Options::default());
    assert_eq!(shown.matches("warning[parameter-removed]").count(), 5, "{shown}");
    assert!(shown.contains("May break callers (7)\n") && shown.contains("2 more parameter-removed:\n  GET /a query p"));
    assert!(shown.contains("12 parameter-added:\n") && shown.contains("  and 2, which --verbose shows\n"), "{shown}");
    let verbose = human(&report, Options { verbose: true, ..Options::default() });
    assert_eq!(verbose.matches("info[parameter-added]").count(), 12, "{verbose}");
}

#[test]
fn lines_around_a_change_have_their_numbers() {
    with_report(false, |report| {
        let page = html(report);
        let around = "<span><i>6</i>  parameters:</span><mark><i>7</i>    - {name: limit, in: query";
        assert!(page.contains(around), "{page}");
        assert!(page.contains("<small>old.yaml:7:"), "{page}");
    });
}

#[test]
fn a_broken_crate_is_named_and_needs_a_major_version() {
    let new = OLD.replace("{name: limit, in: query", "{name: limit, in: query, required: true");
    let (old, new) = (Source::new("old.yaml", OLD), Source::new("new.yaml", new));
    let api = |source| model::resolve_annotated(source).expect("a document without errors").0;
    let changes = compare(&api(&old), &api(&new));
    let allowed = BTreeMap::new();
    let report = Report::new(&old, &new, &changes, &allowed, verdict(&changes, "1.0.0", "2.0.0"));
    assert!(human(&report, Options::default()).contains("in Rust, breaks client, server"));
    assert_eq!(report.crates().as_deref(), Some("crates: types minor, client major, server major"));
    assert_eq!(json(&report)["changes"][0]["breaks_crates"], serde_json::json!(["client", "server"]));
}

#[test]
fn github_and_sarif_have_the_line_of_the_new_document() {
    with_report(false, |report| {
        let text = github(report);
        assert!(text.starts_with("::error file=new.yaml,line=7,col="), "{text}");
        let sarif = sarif(report);
        let results = sarif["runs"][0]["results"].as_array().expect("results");
        assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
        assert_eq!(results[0]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "old.yaml");
        assert_eq!((results.len(), &results[1]["level"]), (2, &Value::from("warning")));
    });
    with_report(true, |report| {
        assert_eq!(sarif(report)["runs"][0]["results"][0]["suppressions"][0]["justification"], "agreed")
    });
}

#[test]
fn markdown_and_html_group_by_severity() {
    with_report(true, |report| {
        let text = markdown(report);
        assert!(
            text.contains("### Breaks callers\n\n- `GET /a query limit`: the maximum was 10 and is 9 (new.yaml:7:"),
            "{text}"
        );
        assert!(text.contains("allowed: agreed") && text.contains("### May break callers"), "{text}");
        let page = html(report);
        assert!(page.contains("Breaks callers (1)</h2>") && page.contains("maximum: "), "{page}");
    });
}

/// The name of the old document has its revision, which is no part of the path of a file.
#[test]
fn sarif_has_the_path_of_a_file_of_a_revision() {
    let new = OLD.replace("maximum: 10", "maximum: 9");
    let (old, new) = (Source::new("api/a.yaml (HEAD)", OLD), Source::new("api/a.yaml", new));
    let api = |source| model::resolve_annotated(source).expect("a document without errors").0;
    let changes = compare(&api(&old), &api(&new));
    let (allowed, verdict) = (BTreeMap::new(), verdict(&changes, "1.0.0", "1.0.0"));
    let file = FileOfRevision { path: "api/a.yaml".to_owned(), revision: "HEAD".to_owned() };
    let report = Report { revisions: [Some(file), None], ..Report::new(&old, &new, &changes, &allowed, verdict) };
    let result = &sarif(&report)["runs"][0]["results"][0];
    let expected = |message: Option<&str>| {
        let region = serde_json::json!({ "startLine": 7, "startColumn": 60 });
        let mut location = serde_json::json!({ "physicalLocation": { "artifactLocation": { "uri": "api/a.yaml" }, "region": region } });
        if let Some(text) = message {
            location["message"] = serde_json::json!({ "text": text });
        }
        serde_json::json!([location])
    };
    assert_eq!(result["locations"], expected(None));
    assert_eq!(result["relatedLocations"], expected(Some("at revision HEAD")));
}
