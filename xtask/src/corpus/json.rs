//! The results as JSON.

use serde_json::{Value, json};

use super::alone::Alone;
use super::row::{Outcome, Row};
use super::totals::Totals;

/// The rows and the totals as one JSON object.
pub fn json(rows: &[Row]) -> Value {
    json!({ "documents": rows.iter().map(document).collect::<Vec<_>>(), "summary": summary(rows) })
}

fn document(row: &Row) -> Value {
    let (outcome, operations, warnings, errors, message) = match &row.outcome {
        Outcome::Generated { operations, warnings, .. } => {
            ("generated", json!(operations), json!(warnings), Value::Null, Value::Null)
        }
        Outcome::Rejected { codes, first } => ("rejected", Value::Null, Value::Null, json!(codes), json!(first)),
        Outcome::Crashed(how) => ("crashed", Value::Null, Value::Null, Value::Null, json!(how)),
        Outcome::Late => ("time limit", Value::Null, Value::Null, Value::Null, Value::Null),
    };
    let compiled = row
        .compiled
        .map(|compiled| json!({ "types": compiled.types, "client": compiled.client, "server": compiled.server }));
    let round_trip = row.round_trip.as_ref().map(
        |trip| json!({ "ok": trip.is_ok, "summary": trip.summary, "first": trip.first, "mismatches": trip.mismatches }),
    );
    json!({
        "document": row.document,
        "outcome": outcome,
        "operations": operations,
        "warnings": warnings,
        "errors": errors,
        "message": message,
        "milliseconds": row.milliseconds,
        "peak_kib": row.peak_kib,
        "progenitor_alone": row.alone.as_ref().map(|alone| progenitor_alone(row, alone)),
        "compiled": compiled,
        "round_trip": round_trip,
    })
}

fn progenitor_alone(row: &Row, alone: &Alone) -> Value {
    match alone {
        Alone::Measured { milliseconds, peak_kib } => json!({
            "milliseconds": milliseconds,
            "peak_kib": peak_kib,
            "time_ratio": row.ratios().map(|(time, _)| time),
            "memory_ratio": row.ratios().map(|(_, memory)| memory),
        }),
        Alone::NotLowered(why) => json!({ "failed": format!("not lowered: {why}") }),
        Alone::Failed(why) => json!({ "failed": why }),
    }
}

fn summary(rows: &[Row]) -> Value {
    let totals = Totals::of(rows);
    json!({
        "documents": totals.documents,
        "of_version_3_0": totals.of_version_3_0,
        "generated": totals.generated,
        "rejected": totals.rejected,
        "failed": totals.failed,
        "compile": totals.compile,
        "round_trips": totals.round_trips,
        "longest_ms": totals.longest_ms,
        "largest_kib": totals.largest_kib,
    })
}
