//! A run for people, for programs and for CI systems. No credential is in any of them.

mod coverage;
mod human;
mod junit;
mod traffic;

use model::{Api, Source};
use serde_json::{Value, json};

use self::coverage::coverage;
pub use self::human::human;
pub use self::junit::{XmlError, junit};
pub use self::traffic::{summary as traffic_summary, traffic, traffic_json};
use crate::{Case, Outcome, Report};

/// What a report is about.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The document, for the lines that say so.
    pub document: &'a Source,
    /// What it means.
    pub api: &'a Api,
    /// The server's base URL, for the commands that repeat a request.
    pub base: &'a str,
}

impl Subject<'_> {
    /// `file:line` of the place that a case is about.
    fn place(&self, case: &Case) -> String {
        let (file, line) = self.document.place(case.at.start);
        format!("{file}:{line}")
    }
}

/// How many cases came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As the document says.
    pub kept: usize,
    /// Not as the document says.
    pub broken: usize,
    /// Not as the document says, and in the baseline.
    pub known: usize,
    /// Not sent.
    pub left_out: usize,
}

impl Counts {
    /// Adds one outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Kept { .. } => self.kept += 1,
            Outcome::Broken(_) => self.broken += 1,
            Outcome::Known(_) => self.known += 1,
            Outcome::LeftOut(_) => self.left_out += 1,
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} kept, {} broken, ", self.kept, self.broken)?;
        if self.known > 0 {
            write!(f, "{} known, ", self.known)?;
        }
        write!(f, "{} left out", self.left_out)
    }
}

/// One line that counts.
pub fn summary(report: &Report) -> String {
    let mut counts = Counts::default();
    report.outcomes.iter().for_each(|(_, outcome)| counts.add(outcome));
    counts.to_string()
}

/// For programs: whether the contract is kept, each case with its outcome and details, and the documented answers that
/// came.
pub fn json(subject: &Subject<'_>, report: &Report) -> Value {
    let cases = report.outcomes.iter().map(|(case, outcome)| {
        let (result, details) = match outcome {
            Outcome::Kept { .. } => ("kept", json!([])),
            Outcome::Broken(ways) => ("broken", json!(ways)),
            Outcome::Known(ways) => ("known", json!(ways)),
            Outcome::LeftOut(reason) => ("left-out", json!([reason])),
        };
        json!({
            "id": case.id,
            "outcome": result,
            "details": details,
            "document": subject.place(case),
            "request": case.request.curl(subject.base),
        })
    });
    let coverage = coverage(subject.api, report).into_iter().map(|line| {
        json!({ "operation": line.operation, "status": line.status, "cases": line.kept, "not_covered": line.reason })
    });
    json!({
        "kept": report.is_kept(),
        "summary": summary(report),
        "cases": cases.collect::<Value>(),
        "coverage": coverage.collect::<Value>(),
    })
}
