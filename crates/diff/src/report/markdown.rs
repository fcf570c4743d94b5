//! The report as a section of a changelog, in GitHub Flavored Markdown.

use super::{Report, heading, in_rust, operations, shown};
use crate::change::Severity;

/// Returns a list of the changes under a heading for each severity.
pub fn markdown(report: &Report<'_>) -> String {
    let mut out = format!("## Changes of the API\n\n{}\n", report.summary());
    out.extend(report.crates().map(|crates| format!("\n{crates}\n")));
    for severity in Severity::ALL {
        let of = report.entries.iter().filter(|entry| entry.change.severity == severity);
        let of: Vec<_> = of.collect();
        if of.is_empty() {
            continue;
        }
        out.push_str(&format!("\n### {}\n\n", heading(severity)));
        for entry in of {
            let change = entry.change;
            let subject = code(&change.subject);
            let place = entry.new.as_ref().or(entry.old.as_ref()).map(|at| format!(" ({})", shown(at)));
            out.push_str(&format!("- {subject}: {}{}", change.message, place.unwrap_or_default()));
            if !change.operations.is_empty() && !change.subject.starts_with(change.operations[0].as_str()) {
                out.push_str(&format!("; in {}", operations(change, 5)));
            }
            out.extend(in_rust(change).map(|text| format!("; {text}")));
            if let Some(reason) = entry.allowed {
                out.push_str(&format!("; allowed: {}", reason.replace('\n', " ")));
            }
            out.push('\n');
            if !change.advice.is_empty() && entry.allowed.is_none() {
                out.push_str(&format!("  - {}\n", change.advice));
            }
        }
    }
    out
}

/// A code span. A text with backticks needs a longer fence (CommonMark section 6.1).
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
