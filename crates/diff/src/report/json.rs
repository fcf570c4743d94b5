//! The report as JSON. `report.schema.json` of this crate is its schema.

use model::report::Position;
use serde_json::{Value, json};

use super::{Entry, Report};
use crate::change::Severity;

/// Returns the report as JSON.
pub fn json(report: &Report<'_>) -> Value {
    let summary = Severity::ALL.iter().map(|severity| (severity.word().to_owned(), json!(report.count(*severity))));
    json!({
        "schema": 1,
        "old": report.old.name,
        "new": report.new.name,
        "summary": summary.collect::<serde_json::Map<_, _>>(),
        "version": {
            "required": report.verdict.required.word(),
            "raised": report.verdict.raised.map(|bump| bump.word()),
            "crates": {
                "types": report.verdict.crates.types.word(),
                "client": report.verdict.crates.client.word(),
                "server": report.verdict.crates.server.word(),
            },
        },
        "changes": report.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn entry(entry: &Entry<'_>) -> Value {
    let change = entry.change;
    json!({
        "id": change.id,
        "severity": change.severity.word(),
        "breaks_crates": change.rust.names(),
        "subject": change.subject,
        "message": change.message,
        "advice": change.advice,
        "operations": change.operations,
        "old": entry.old.as_ref().map(position),
        "new": entry.new.as_ref().map(position),
        "fingerprint": change.fingerprint,
        "allowed": entry.allowed,
    })
}

fn position(position: &Position) -> Value {
    json!({ "file": position.file, "line": position.line, "column": position.column })
}
