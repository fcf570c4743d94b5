//! The report for people.

use std::fmt::Write;

use super::coverage::coverage;
use super::{Subject, summary};
use crate::{Outcome, Report};

/// Each broken case with what was expected, what came, the line of the document and a command that repeats it; what was
/// left out and why; which documented answers came.
pub fn human(subject: &Subject<'_>, report: &Report) -> String {
    let mut out = String::new();
    // Writing into a `String` does not fail.
    write(&mut out, subject, report).ok();
    out
}

fn write(out: &mut String, subject: &Subject<'_>, report: &Report) -> std::fmt::Result {
    for (case, outcome) in &report.outcomes {
        match outcome {
            Outcome::Broken(ways) => {
                writeln!(out, "broken  {}", case.id)?;
                ways.iter().try_for_each(|way| writeln!(out, "        {way}"))?;
                writeln!(out, "        see {}", subject.place(case))?;
                writeln!(out, "        {}\n", case.request.curl(subject.base))?;
            }
            Outcome::Known(_) => writeln!(out, "known   {}\n", case.id)?,
            Outcome::Kept { .. } | Outcome::LeftOut(_) => {}
        }
    }
    for (reason, count) in left_out(report) {
        writeln!(out, "{count} left out: {reason}")?;
    }
    let lines = coverage(subject.api, report);
    let width = |text: fn(&super::coverage::Line<'_>) -> usize| lines.iter().map(text).max().unwrap_or(0);
    let (operations, statuses) = (width(|line| line.operation.len()), width(|line| line.status.len()));
    for line in &lines {
        let covered = match &line.reason {
            None => format!("covered by {}", cases(line.kept)),
            Some(reason) => format!("not covered: {reason}"),
        };
        writeln!(out, "{:operations$}  {:statuses$}  {covered}", line.operation, line.status)?;
    }
    writeln!(out, "{}", summary(report))
}

fn cases(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}

/// How many cases were left out for each reason.
fn left_out(report: &Report) -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for (_, outcome) in &report.outcomes {
        if let Outcome::LeftOut(reason) = outcome {
            match reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
    }
    reasons
}
