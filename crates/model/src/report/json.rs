//! Problems as JSON.

use serde_json::{Value, json};

use super::note::Position;
use super::record::{FileProblem, all};
use crate::problem::Problem;
use crate::source::Source;

/// The JSON Schema of [`json()`].
pub const PROBLEMS_SCHEMA: &str = include_str!("../../problems.schema.json");

/// Returns the problems of a document, and of files, as JSON, in the schema [`PROBLEMS_SCHEMA`]. Equal problems that occur more than three times
/// are one entry with all their places.
pub fn json(source: &Source, problems: &[Problem], files: &[FileProblem]) -> Value {
    let entries = all(source, problems, files).into_iter().map(|record| {
        let related = record.related.iter().map(|(label, at)| {
            let mut at = position(at);
            at["label"] = json!(label);
            at
        });
        json!({
            "severity": record.level(),
            "code": record.code,
            "message": record.message,
            "help": record.help,
            "places": record.places.iter().map(|(start, end)| place(start, end)).collect::<Value>(),
            "related": related.collect::<Value>(),
        })
    });
    json!({ "document": source.name, "problems": entries.collect::<Value>() })
}

fn position(at: &Position) -> Value {
    json!({ "file": at.file, "line": at.line, "column": at.column })
}

fn place(start: &Position, end: &Position) -> Value {
    let mut place = position(start);
    place["endLine"] = json!(end.line);
    place["endColumn"] = json!(end.column);
    place
}
