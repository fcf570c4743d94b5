//! Reports of runs and recordings: for people, as JSON, and as JUnit XML. Reports do not contain credentials.

mod coverage;
mod human;
mod junit;
mod traffic;

use model::source::Span;
use model::{Api, Source};
use serde_json::{Value, json};

use self::coverage::coverage;
pub use self::human::human;
pub use self::junit::{XmlError, junit};
pub use self::traffic::{traffic, traffic_json};
use crate::outcome::{Outcome, Report};
use crate::violation::Violation;

/// The subject of a report.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The document, to report file names and lines.
    pub document: &'a Source,
    /// The resolved document.
    pub api: &'a Api,
    /// The server's base URL, for `curl` commands.
    pub base: &'a str,
}

impl Subject<'_> {
    /// The place in the document as `file:line`.
    fn place(&self, at: Span) -> String {
        place(self.document, at)
    }
}

fn place(document: &Source, at: Span) -> String {
    let (file, line) = document.place(at.start);
    format!("{file}:{line}")
}

/// The report as JSON.
///
/// - `passed`: whether no case failed
/// - `summary`: the counts in words
/// - `cases`: each with `id`, `outcome` (`passed`, `failed`, `known-failure`, `advisory`, `inconclusive`, `skipped`), `details` (messages or the reason),
///   `document` (`file:line`) and `request` (a `curl` command)
/// - `coverage`: each documented response with `operation`, `status`, `cases` (how many passed cases had it) and `not_covered`
///   (the reason, or null)
pub fn json(subject: &Subject<'_>, report: &Report) -> Value {
    let cases = report.outcomes.iter().map(|(case, outcome)| {
        let (outcome, details) = match outcome {
            Outcome::Passed { .. } => ("passed", json!([])),
            Outcome::Failed(violations) => ("failed", messages(violations)),
            Outcome::KnownFailure(violations) => ("known-failure", messages(violations)),
            Outcome::Advisory(violations) => ("advisory", messages(violations)),
            Outcome::Inconclusive { reason, .. } => ("inconclusive", json!([reason])),
            Outcome::Skipped(reason) => ("skipped", json!([reason])),
        };
        json!({
            "id": case.id,
            "outcome": outcome,
            "details": details,
            "document": subject.place(case.at),
            "request": case.request.curl(subject.base),
        })
    });
    let coverage = coverage(subject.api, report).into_iter().map(|line| {
        json!({ "operation": line.operation, "status": line.status, "cases": line.passed, "not_covered": line.reason })
    });
    json!({
        "passed": report.passed(),
        "summary": report.counts().to_string(),
        "cases": cases.collect::<Value>(),
        "coverage": coverage.collect::<Value>(),
    })
}

fn messages(violations: &[Violation]) -> Value {
    violations.iter().map(Violation::to_string).collect()
}
