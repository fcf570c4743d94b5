//! The report in SARIF 2.1.0 (OASIS Standard, Static Analysis Results Interchange Format), which code scanning services read.

use model::report::{Position, sarif_location};
use serde_json::{Value, json};

use super::{Entry, Report};
use crate::change::Severity;
use crate::rule::rule;

/// The JSON Schema that SARIF 2.1.0 files name.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns the changes that break a side as SARIF: a result for each at its place in the new document, with the place in the old one as
/// a related location. Allowed changes are suppressed results (section 3.27.23).
pub fn sarif(report: &Report<'_>) -> Value {
    let mut rules: Vec<&str> = Vec::new();
    let mut results = Vec::new();
    for entry in report.entries.iter().filter(|entry| entry.change.severity < Severity::Compatible) {
        let id = entry.change.id.as_str();
        let index = rules.iter().position(|known| *known == id).unwrap_or_else(|| {
            rules.push(id);
            rules.len() - 1
        });
        results.push(result(report, entry, index));
    }
    let rules = rules.into_iter().filter_map(rule).map(
        |rule| json!({ "id": rule.id, "shortDescription": { "text": rule.meaning }, "help": { "text": rule.advice } }),
    );
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "diff",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Value>(),
            } },
            "columnKind": "unicodeCodePoints",
            "properties": { "summary": report.summary() },
            "results": results,
        }],
    })
}

fn result(report: &Report<'_>, entry: &Entry<'_>, rule: usize) -> Value {
    let change = entry.change;
    let level = if change.severity.breaks_callers() { "error" } else { "warning" };
    let at = entry.new.as_ref().or(entry.old.as_ref());
    let mut result = json!({
        "ruleId": change.id,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": format!("{}: {}", change.subject, change.message) },
        "locations": at.map(|at| vec![location(report, at)]).unwrap_or_default(),
        "properties": { "breaks_crates": change.rust.names() },
        "partialFingerprints": { "change/v1": change.fingerprint },
    });
    if let (Some(old), Some(_)) = (&entry.old, &entry.new) {
        result["relatedLocations"] = json!([location(report, old)]);
    }
    if let Some(reason) = entry.allowed {
        result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
    }
    result
}

/// A location, whose message names the revision of its file (section 3.28.5): an artifact is a file of the repository, which may be another one
/// by now.
fn location(report: &Report<'_>, at: &Position) -> Value {
    let (at, revision) = report.in_file(at);
    let mut location = sarif_location(&at, None);
    if let Some(revision) = revision {
        location["message"] = json!({ "text": format!("at revision {revision}") });
    }
    location
}
