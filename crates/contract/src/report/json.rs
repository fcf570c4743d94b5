//! The report as JSON, in the schema `report.schema.json`.

use serde_json::{Value, json};

use super::Subject;
use super::cause::{Cause, causes};
use super::coverage::coverage;
use super::place::Places;
use crate::coverage::OperationCoverage;
use crate::derive::Case;
use crate::outcome::{Outcome, Report};
use crate::received::{Received, ReceivedBody};
use crate::violation::Violation;

/// The JSON Schema (draft 2020-12) of the JSON report. It describes each member.
pub const REPORT_SCHEMA: &str = include_str!("../../report.schema.json");

/// The version of the format. It changes when a member is removed or gets another meaning.
const FORMAT: u32 = 2;

/// The report as JSON. [`REPORT_SCHEMA`] describes it.
pub fn json(subject: &Subject<'_>, report: &Report) -> Value {
    let places = Places::new(subject.document);
    let writer = JsonReport { subject, report, places: &places };
    let counts = report.counts();
    let coverage = coverage(subject.api, report).into_iter().map(|line| {
        json!({ "operation": line.operation, "status": line.status, "cases": line.passed, "not_covered": line.reason })
    });
    let operations = OperationCoverage::of_all(subject.api, &report.coverage);
    json!({
        "format": FORMAT,
        "passed": report.passed(),
        "complete": report.is_complete(),
        "summary": report.verdict(),
        "counts": {
            "passed": counts.passed,
            "failed": counts.failed,
            "known_failures": counts.known_failures,
            "advisories": counts.advisories,
            "inconclusive": counts.inconclusive,
            "skipped": counts.skipped,
            "not_selected": report.not_selected,
        },
        "requests": report.requests,
        "acted_on": report.acted_on,
        "left_behind": report.left_behind.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "document": { "file": subject.document.name, "title": subject.api.title, "version": subject.api.version },
        "server": subject.base,
        "failures": causes(&places, report.failures()).iter().map(|cause| writer.cause(cause)).collect::<Value>(),
        "advisories": causes(&places, report.advisories()).iter().map(|cause| writer.cause(cause)).collect::<Value>(),
        "cases": report.outcomes.iter().map(|(case, outcome)| writer.case(case, outcome)).collect::<Value>(),
        "coverage": coverage.collect::<Value>(),
        "operations": without_keywords(crate::coverage::json(&operations)),
    })
}

/// The coverage of operations without that of schema keywords, which a run does not collect.
fn without_keywords(mut operations: Value) -> Value {
    for operation in operations.as_array_mut().into_iter().flatten() {
        if let Some(members) = operation.as_object_mut() {
            members.remove("keywords");
        }
    }
    operations
}

struct JsonReport<'a> {
    subject: &'a Subject<'a>,
    report: &'a Report,
    places: &'a Places,
}

impl JsonReport<'_> {
    fn cause(&self, cause: &Cause<'_>) -> Value {
        let mut ids: Vec<&str> = cause.cases.iter().map(|(case, _)| case.id.as_str()).collect();
        ids.dedup();
        json!({
            "message": cause.message,
            "severity": cause.severity.as_str(),
            "rests_on": cause.rests_on.to_string(),
            "document": self.subject.position(cause.at),
            "cases": ids,
        })
    }

    fn case(&self, case: &Case, outcome: &Outcome) -> Value {
        let (name, details, violations) = match outcome {
            Outcome::Passed { .. } => ("passed", Vec::new(), [].as_slice()),
            Outcome::Failed(violations) => ("failed", Vec::new(), violations.as_slice()),
            Outcome::KnownFailure(violations) => ("known-failure", Vec::new(), violations.as_slice()),
            Outcome::Advisory(violations) => ("advisory", Vec::new(), violations.as_slice()),
            Outcome::Inconclusive { reason, .. } => ("inconclusive", vec![(*reason).to_owned()], [].as_slice()),
            Outcome::Skipped(reason) => ("skipped", vec![reason.clone()], [].as_slice()),
        };
        let details = if details.is_empty() { violations.iter().map(Violation::to_string).collect() } else { details };
        let operation = case.operation.and_then(|index| self.subject.api.operations.get(index));
        let status = match outcome {
            Outcome::Passed { status } | Outcome::Inconclusive { status, .. } => Some(*status),
            _ => self.report.responses.get(&case.id).map(|response| response.status),
        };
        json!({
            "id": case.id,
            "group": case.group.as_str(),
            "operation": operation.map(|operation| operation.id.as_str()),
            "outcome": name,
            "details": details,
            "severity": case.severity.as_str(),
            "rests_on": case.rests_on.to_string(),
            "violations": violations.iter().map(|violation| self.violation(case, violation)).collect::<Value>(),
            "document": self.subject.place(case.at),
            "request": case.request.curl(self.subject.base),
            "status": status,
            "response": self.report.responses.get(&case.id).map(response),
        })
    }

    fn violation(&self, case: &Case, violation: &Violation) -> Value {
        json!({
            "message": violation.message,
            "severity": violation.severity.as_str(),
            "rests_on": violation.rests_on.to_string(),
            "document": self.subject.position(self.places.of_violation(case, violation)),
        })
    }
}

fn response(received: &Received) -> Value {
    let headers: Vec<Value> =
        received.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let (body, not_shown) = match &received.body {
        ReceivedBody::Text(text) => (Some(text), None),
        ReceivedBody::NotShown(reason) => (None, Some(reason)),
    };
    json!({ "status": received.status, "headers": headers, "body": body, "not_shown": not_shown })
}
