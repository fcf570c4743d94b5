//! The violations in SARIF 2.1.0 (OASIS Standard, Static Analysis Results Interchange Format), which code scanning services read.

use serde_json::{Value, json};

use super::Subject;
use super::place::Places;
use crate::derive::{Case, Group};
use crate::outcome::{Outcome, Report};
use crate::violation::{Severity, Violation};

/// The JSON Schema that SARIF 2.1.0 files name.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as SARIF: a result for each violation at its place in the document, with the group of the case as its rule. Known
/// failures are suppressed results (section 3.27.23).
pub fn sarif(subject: &Subject<'_>, report: &Report) -> Value {
    let places = Places::new(subject.document);
    let mut results = Vec::new();
    let mut rules: Vec<Group> = Vec::new();
    for (case, outcome) in &report.outcomes {
        let (violations, is_known) = match outcome {
            Outcome::Failed(violations) | Outcome::Advisory(violations) => (violations, false),
            Outcome::KnownFailure(violations) => (violations, true),
            _ => continue,
        };
        if !rules.contains(&case.group) {
            rules.push(case.group);
        }
        let index = rules.iter().position(|group| *group == case.group);
        for (number, violation) in violations.iter().enumerate() {
            let mut result = result(subject, &places, case, (number, violation));
            result["ruleIndex"] = json!(index);
            if is_known {
                result["suppressions"] = json!([{ "kind": "external", "justification": "listed in the baseline" }]);
            }
            results.push(result);
        }
    }
    let rules = rules.into_iter().map(|group| {
        json!({ "id": rule(group), "name": group.as_str(), "shortDescription": { "text": description(group) } })
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "contract",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Value>(),
            } },
            "columnKind": "unicodeCodePoints",
            "properties": { "summary": report.verdict() },
            "results": results,
        }],
    })
}

fn rule(group: Group) -> String {
    format!("contract/{}", group.as_str())
}

fn description(group: Group) -> String {
    format!("A response to a case of the group `{}` does not conform to the document.", group.as_str())
}

fn result(subject: &Subject<'_>, places: &Places, case: &Case, (number, violation): (usize, &Violation)) -> Value {
    let at = places.of_violation(case, violation);
    let (file, line) = subject.document.place(at.start);
    let level = match violation.severity {
        Severity::Must => "error",
        Severity::Should => "warning",
        Severity::Advice => "note",
    };
    let text = format!("{}: {} ({})", case.id, violation.message, violation.rests_on);
    json!({
        "ruleId": rule(case.group),
        "level": level,
        "message": { "text": text },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&file) },
                "region": { "startLine": line, "startColumn": subject.document.column(at.start) },
            },
            "logicalLocations": [{ "fullyQualifiedName": case.id, "kind": "member" }],
        }],
        "partialFingerprints": { "case/v1": format!("{}#{number}", case.id) },
    })
}

/// A path as a relative reference (RFC 3986 section 4.2).
fn uri(path: &str) -> String {
    let segments = path.split(['/', '\\']).map(crate::encode::encode);
    segments.collect::<Vec<_>>().join("/")
}
