//! The report as text.

use std::fmt::Write;

use model::source::Span;

use super::Subject;
use super::coverage::coverage;
use super::left;
use super::place::Places;
use crate::outcome::{Outcome, Report};
use crate::violation::Basis;

/// The report as text: each failed case with its messages, the places in the document and a `curl` command; then the number of
/// skipped cases by reason, the coverage of documented responses, and the verdict.
pub fn human(subject: &Subject<'_>, report: &Report) -> String {
    let mut out = String::new();
    // Writing into a `String` does not fail.
    write(&mut out, subject, report).ok();
    out
}

fn write(out: &mut String, subject: &Subject<'_>, report: &Report) -> std::fmt::Result {
    let places = Places::new(subject.document);
    for (case, outcome) in &report.outcomes {
        match outcome {
            Outcome::Failed(violations) => {
                writeln!(out, "failed  {}", case.id)?;
                let places: Vec<Span> = violations.iter().map(|one| places.of_violation(case, one)).collect();
                for (index, (violation, at)) in violations.iter().zip(&places).enumerate() {
                    writeln!(out, "        {violation}")?;
                    // A violation that rests on the document has its place below.
                    let is_last = violations.get(index + 1).is_none_or(|next| next.rests_on != violation.rests_on);
                    if let (true, Basis::Specification(_)) = (is_last, violation.rests_on) {
                        writeln!(out, "        rests on {}", violation.rests_on)?;
                    }
                    if places.get(index + 1) != Some(at) {
                        writeln!(out, "        see {}", subject.position(*at))?;
                    }
                }
                writeln!(out, "        {}\n", case.request.curl(subject.base))?;
            }
            Outcome::KnownFailure(_) => writeln!(out, "known   {}\n", case.id)?,
            Outcome::Passed { .. } | Outcome::Advisory(_) | Outcome::Inconclusive { .. } | Outcome::Skipped(_) => {}
        }
    }
    for (case, violations) in report.advisories() {
        for violation in violations {
            writeln!(out, "{}  {}: {violation} ({})", violation.severity.as_str(), case.id, violation.rests_on)?;
        }
    }
    for (reason, count) in skip_reasons(report) {
        writeln!(out, "{count} skipped: {reason}")?;
    }
    let lines = coverage(subject.api, report);
    let width = |text: fn(&super::coverage::Line<'_>) -> usize| lines.iter().map(text).max().unwrap_or(0);
    let (operations, statuses) = (width(|line| line.operation.len()), width(|line| line.status.len()));
    for line in &lines {
        let covered = match &line.reason {
            None => format!("covered by {}", cases(line.passed)),
            Some(reason) => format!("not covered: {reason}"),
        };
        writeln!(out, "{:operations$}  {:statuses$}  {covered}", line.operation, line.status)?;
    }
    left::lines(&report.left_behind).iter().try_for_each(|line| writeln!(out, "left on the server: {line}"))?;
    writeln!(out, "{}", report.verdict())
}

fn cases(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}

/// The number of skipped cases for each reason.
fn skip_reasons(report: &Report) -> Vec<(&str, usize)> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for (_, outcome) in &report.outcomes {
        if let Outcome::Skipped(reason) = outcome {
            match reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
    }
    reasons
}
