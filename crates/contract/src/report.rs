//! A run for people, for programs and for CI systems. No credential is in any of them.

use codegen::model::Status;
use codegen::{Api, Source};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

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
        format!("{}:{}", self.document.name, self.document.line(case.at.start))
    }
}

/// One line that counts.
pub fn summary(report: &Report) -> String {
    let count = |wanted: fn(&Outcome) -> bool| report.outcomes.iter().filter(|(_, outcome)| wanted(outcome)).count();
    let kept = count(|outcome| matches!(outcome, Outcome::Kept));
    let left_out = count(|outcome| matches!(outcome, Outcome::LeftOut(_)));
    format!("{kept} kept, {} broken, {left_out} left out", report.broken().count())
}

/// For people: each broken case with what was wrong, the line of the document and a command that repeats it; what was
/// left out and why; which documented answers came.
pub fn human(subject: &Subject<'_>, report: &Report) -> String {
    let mut out = String::new();
    for (case, ways) in report.broken() {
        out.push_str(&format!("broken  {}\n", case.id));
        ways.iter().for_each(|way| out.push_str(&format!("        {way}\n")));
        out.push_str(&format!("        see {}\n        {}\n\n", subject.place(case), case.request.curl(subject.base)));
    }
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for (_, outcome) in &report.outcomes {
        if let Outcome::LeftOut(reason) = outcome {
            match reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
    }
    reasons.iter().for_each(|(reason, count)| out.push_str(&format!("{count} left out: {reason}\n")));
    for (operation, status, cases) in coverage(subject.api, report) {
        let covered = if cases == 0 { "not covered: no case leads to it".to_owned() } else { format!("{cases} cases") };
        out.push_str(&format!("{operation}  {status:>7}  {covered}\n"));
    }
    out + &summary(report) + "\n"
}

/// For each documented answer, how many cases that were sent expect it.
fn coverage<'a>(api: &'a Api, report: &Report) -> Vec<(&'a str, String, usize)> {
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        for (at, response) in operation.responses.iter().enumerate() {
            let status = match response.status {
                Status::Code(code) => code.to_string(),
                Status::Range(hundreds) => format!("{hundreds}XX"),
                Status::Default => "default".to_owned(),
            };
            let expects = |case: &Case| match &case.expect {
                crate::Expect::Shown { response, .. } => *response == at,
                crate::Expect::SuccessOrRefusal(codes) => {
                    response.status.is_success() || codes.iter().any(|code| response.status.covers(*code))
                }
                crate::Expect::Refusal(codes) => codes.iter().any(|code| response.status.covers(*code)),
                crate::Expect::Success => response.status.is_success(),
                _ => false,
            };
            let sent = report.outcomes.iter().filter(|(_, outcome)| !matches!(outcome, Outcome::LeftOut(_)));
            let count = sent.filter(|(case, _)| case.operation == Some(index) && expects(case)).count();
            out.push((operation.id.as_str(), status, count));
        }
    }
    out
}

/// For programs.
pub fn json(subject: &Subject<'_>, report: &Report) -> Value {
    let cases = report.outcomes.iter().map(|(case, outcome)| {
        let (result, details) = match outcome {
            Outcome::Kept => ("kept", json!([])),
            Outcome::Broken(ways) => ("broken", json!(ways)),
            Outcome::LeftOut(reason) => ("left-out", json!([reason])),
        };
        let request = case.request.curl(subject.base);
        json!({ "id": case.id, "outcome": result, "details": details, "document": subject.place(case), "request": request })
    });
    let coverage = coverage(subject.api, report).into_iter();
    let coverage =
        coverage.map(|(operation, status, cases)| json!({ "operation": operation, "status": status, "cases": cases }));
    json!({ "kept": report.is_kept(), "summary": summary(report), "cases": cases.collect::<Value>(), "coverage": coverage.collect::<Value>() })
}

/// For CI systems: one test case per case, in JUnit's XML.
///
/// # Errors
///
/// None that is known: writing XML into memory.
pub fn junit(subject: &Subject<'_>, report: &Report) -> Result<String, quick_junit::SerializeError> {
    let mut suite = TestSuite::new("contract");
    for (case, outcome) in &report.outcomes {
        let status = match outcome {
            Outcome::Kept => TestCaseStatus::success(),
            Outcome::LeftOut(reason) => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(*reason);
                status
            }
            Outcome::Broken(ways) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(ways.join("; "));
                status.set_description(format!("see {}\n{}", subject.place(case), case.request.curl(subject.base)));
                status
            }
        };
        suite.add_test_case(TestCase::new(case.id.as_str(), status));
    }
    let mut all = quick_junit::Report::new("contract");
    all.add_test_suite(suite);
    all.to_string()
}
