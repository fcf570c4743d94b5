//! The report of a recording, for people and as JSON.

use model::{Api, Source};
use serde_json::{Value, json};

use super::place;
use crate::witness::{FailedExchange, Traffic};

/// The report as text: each failed exchange with its mismatches and the places in the document, then the number of
/// exchanges that were not or not completely checked, then the counts.
pub fn traffic(document: &Source, api: &Api, traffic: &Traffic) -> String {
    let mut out = String::new();
    for failed in &traffic.failed {
        out.push_str(&format!("failed  {}\n", title(api, failed)));
        for mismatch in &failed.mismatches {
            out.push_str(&format!("        {}: {}\n", mismatch.side.as_str(), mismatch.message));
            out.push_str(&format!("        see {}\n", place(document, mismatch.at)));
        }
        out.push('\n');
    }
    let mut listed = 0;
    for (request, count) in &traffic.unmatched_requests {
        out.push_str(&format!("{count} without an operation: {request}\n"));
        listed += count;
    }
    for (count, text) in [
        (traffic.unmatched - listed, "without an operation: other requests"),
        (traffic.other_server, "with another server than --url: not checked"),
        (traffic.without_response, "without a response: only the request was checked"),
        (traffic.without_body, "without a recorded body: everything else was checked"),
    ] {
        if count > 0 {
            out.push_str(&format!("{count} {text}\n"));
        }
    }
    out.push_str(&format!("{traffic}\n"));
    out
}

/// The report as JSON.
///
/// - `passed`: whether no exchange failed and, if `strict`, every request to the server has an operation
/// - `summary`: the counts in words
/// - `failed`: each failed exchange with `entry` (index into `log.entries`), `operation`, `method`, `path` (the template),
///   `status` and `mismatches`, each with `side` (`request` or `response`), `message` and `document` (`file:line`)
/// - `exchanges`, `unmatched`, `unmatched_requests`, `other_server`, `without_response`, `without_body`: see [`Traffic`]
pub fn traffic_json(document: &Source, api: &Api, traffic: &Traffic, strict: bool) -> Value {
    let failed = traffic.failed.iter().map(|failed| {
        let operation = &api.operations[failed.operation];
        let mismatches = failed.mismatches.iter().map(|mismatch| {
            let place = place(document, mismatch.at);
            json!({ "side": mismatch.side.as_str(), "message": mismatch.message, "document": place })
        });
        json!({
            "entry": failed.entry,
            "operation": operation.id,
            "method": operation.method,
            "path": operation.template(),
            "status": failed.status,
            "mismatches": mismatches.collect::<Value>(),
        })
    });
    json!({
        "passed": traffic.passed(strict),
        "summary": traffic.to_string(),
        "exchanges": traffic.exchanges,
        "failed": failed.collect::<Value>(),
        "unmatched": traffic.unmatched,
        "unmatched_requests": traffic.unmatched_requests,
        "other_server": traffic.other_server,
        "without_response": traffic.without_response,
        "without_body": traffic.without_body,
    })
}

/// Method, path template, operation, entry and status. The path itself may hold sensitive values.
fn title(api: &Api, failed: &FailedExchange) -> String {
    let operation = &api.operations[failed.operation];
    let status = failed.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
    let (method, template, id) = (&operation.method, operation.template(), &operation.id);
    format!("{method} {template}  {id}  entry {}, {status}", failed.entry)
}
