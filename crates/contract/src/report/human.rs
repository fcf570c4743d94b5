//! The report as text.

use std::fmt::Write;

use model::source::Span;

use super::Subject;
use super::coverage::coverage;
use super::left;
use super::place::Places;
use crate::outcome::{Outcome, Report};
use crate::violation::Basis;

/// The number of ids in the line of a reason.
const SHOWN_IDS: usize = 3;

/// The report as text: each failed case with its messages, the places in the document and a `curl` command; then the inconclusive and the
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
    for (reason, status, ids) in inconclusive(report) {
        let more = ids.len().saturating_sub(SHOWN_IDS);
        let shown = ids[..ids.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        writeln!(out, "{} inconclusive, {status}: {reason}: {shown}{more}", ids.len())?;
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

/// The ids of the inconclusive cases for each reason and status.
fn inconclusive(report: &Report) -> Vec<(&str, u16, Vec<&str>)> {
    let mut reasons: Vec<(&str, u16, Vec<&str>)> = Vec::new();
    for (case, outcome) in &report.outcomes {
        if let Outcome::Inconclusive { status, reason } = outcome {
            match reasons.iter_mut().find(|(known, of, _)| known == reason && of == status) {
                Some((_, _, ids)) => ids.push(&case.id),
                None => reasons.push((reason, *status, vec![&case.id])),
            }
        }
    }
    reasons
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

#[cfg(test)]
mod tests {
    use super::{Subject, human};
    use crate::chain::cases;
    use crate::credential::Credentials;
    use crate::outcome::{Outcome, Report};

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes: {get: {operationId: listNotes, responses: {'204': {description: None.}}}}
";

    #[test]
    fn inconclusive_cases_have_a_line_for_each_reason() -> Result<(), model::Problems> {
        let source = model::Source::new("notes.yaml", DOCUMENT);
        let (api, _) = model::resolve(&source)?;
        let reasons = [("taken", 409), ("absent", 404), ("taken", 409), ("taken", 409), ("taken", 409)];
        let outcome = |(reason, status)| Outcome::Inconclusive { status, reason };
        let cases = cases(&api, &Credentials::default());
        let mut outcomes: Vec<_> = cases.iter().cloned().cycle().zip(reasons.map(outcome)).collect();
        for (number, (case, _)) in outcomes.iter_mut().enumerate() {
            case.id = format!("case-{number}");
        }
        let report = Report { outcomes, ..Report::default() };
        let text = human(&Subject { document: &source, api: &api, base: "http://localhost" }, &report);
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("inconclusive, ")).collect();
        let expected =
            ["4 inconclusive, 409: taken: case-0, case-2, case-3 and 1 more", "1 inconclusive, 404: absent: case-1"];
        assert_eq!(lines[..2], expected, "{text}");
        Ok(())
    }
}
