//! The report of a recording, for people and for programs.

use model::{Api, Source};
use serde_json::{Value, json};

use crate::witness::{Broken, Traffic};

/// Each exchange that is not what the document says, with what was expected, what came and the line of the document; what
/// was not held and why; a line that counts.
pub fn traffic(document: &Source, api: &Api, traffic: &Traffic) -> String {
    let mut out = String::new();
    for broken in &traffic.broken {
        out.push_str(&format!("broken  {}\n", title(api, broken)));
        for fault in &broken.faults {
            let line = document.line(fault.at.start);
            out.push_str(&format!("        {}: {}\n", fault.side.word(), fault.way));
            out.push_str(&format!("        see {}:{line}\n", document.name));
        }
        out.push('\n');
    }
    let mut told = 0;
    for (what, count) in &traffic.unknown {
        out.push_str(&format!("{count} of no operation: {what}\n"));
        told += count;
    }
    for (count, what) in [
        (traffic.no_operation - told, "of no operation: others"),
        (traffic.elsewhere, "elsewhere: another server than --url"),
        (traffic.unanswered, "without an answer: the request alone was held"),
        (traffic.unrecorded, "without a body that was recorded: the rest was held"),
    ] {
        if count > 0 {
            out.push_str(&format!("{count} {what}\n"));
        }
    }
    out.push_str(&format!("{}\n", summary(traffic)));
    out
}

/// One line that counts.
pub fn summary(traffic: &Traffic) -> String {
    let (kept, broken) = (traffic.kept, traffic.broken.len());
    let mut line = format!("{} exchanges: {kept} kept, {broken} broken", traffic.exchanges);
    line.push_str(&format!(", {} of no operation", traffic.no_operation));
    if traffic.elsewhere > 0 {
        line.push_str(&format!(", {} elsewhere", traffic.elsewhere));
    }
    line
}

/// For programs.
pub fn traffic_json(document: &Source, api: &Api, traffic: &Traffic, strict: bool) -> Value {
    let broken = traffic.broken.iter().map(|broken| {
        let operation = &api.operations[broken.operation];
        let faults = broken.faults.iter().map(|fault| {
            let place = format!("{}:{}", document.name, document.line(fault.at.start));
            json!({ "side": fault.side.word(), "detail": fault.way, "document": place })
        });
        json!({
            "entry": broken.entry,
            "operation": operation.id,
            "method": operation.method,
            "path": operation.template(),
            "status": broken.status,
            "faults": faults.collect::<Value>(),
        })
    });
    json!({
        "kept": traffic.is_kept(strict),
        "summary": summary(traffic),
        "exchanges": traffic.exchanges,
        "broken": broken.collect::<Value>(),
        "no_operation": traffic.no_operation,
        "unknown": traffic.unknown,
        "elsewhere": traffic.elsewhere,
        "unanswered": traffic.unanswered,
        "unrecorded": traffic.unrecorded,
    })
}

/// Method, path and operation, which entry of the recording, and how it was answered. Of the path the template: what was in
/// it may be sensitive.
fn title(api: &Api, broken: &Broken) -> String {
    let operation = &api.operations[broken.operation];
    let status = broken.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let (method, template, id) = (operation.method, operation.template(), &operation.id);
    format!("{method} {template}  {id}  entry {}, {status}", broken.entry)
}
