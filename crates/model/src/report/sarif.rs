//! Problems in SARIF 2.1.0 (OASIS Standard, Static Analysis Results Interchange Format), which code scanning services read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::note::Position;
use super::record::{FileProblem, Record, all};
use crate::problem::Problem;
use crate::source::Source;

/// The JSON Schema that SARIF 2.1.0 files name.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns the problems of a document, and of files, as SARIF: a result for each, with its code as the rule. Equal problems that occur more than
/// three times are one result, whose other places are related locations.
pub fn sarif(source: &Source, problems: &[Problem], files: &[FileProblem]) -> Value {
    let records = all(source, problems, files);
    let codes: BTreeSet<&str> = records.iter().map(|record| &*record.code).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "oas",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| json!({ "id": code })).collect::<Value>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": records.iter().map(|record| result(record, &codes)).collect::<Value>(),
        }],
    })
}

fn result(record: &Record<'_>, codes: &BTreeSet<&str>) -> Value {
    let mut places = record.places.iter().map(|(start, end)| location(start, Some(end)));
    let first: Vec<Value> = places.by_ref().take(1).collect();
    let related = record.related.iter().map(|(label, at)| {
        let mut location = location(at, None);
        location["message"] = json!({ "text": label });
        location
    });
    let mut result = json!({
        "ruleId": record.code,
        "ruleIndex": codes.iter().position(|code| *code == record.code),
        "level": record.level(),
        "message": { "text": format!("{}. {}", record.message, record.help) },
        "locations": first,
    });
    let related: Vec<Value> = places.chain(related).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

/// Returns a `location` object (SARIF 2.1.0 section 3.28) of a place, up to `end` if it is known.
pub fn location(start: &Position, end: Option<&Position>) -> Value {
    let mut region = json!({ "startLine": start.line, "startColumn": start.column });
    if let Some(end) = end {
        region["endLine"] = json!(end.line);
        region["endColumn"] = json!(end.column);
    }
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&start.file) }, "region": region } })
}

/// A path as a relative reference (RFC 3986 section 4.2).
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = path.bytes().map(|byte| match byte {
        b'\\' => "/".to_owned(),
        byte if is_plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}
