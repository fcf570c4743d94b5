//! The report as workflow commands of GitHub Actions, which GitHub shows at lines of the document.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use super::{Entry, Report};
use crate::change::Severity;

/// The maximum number of annotations of each level that GitHub shows for one step.
const MAX_ANNOTATIONS: usize = 10;

/// Returns an `::error` command for each change that breaks callers, and a `::warning` for each other one that breaks a side, at most
/// ten of each: GitHub shows no more. If there are more, the last command says so.
pub fn github(report: &Report<'_>) -> String {
    let open = || report.entries.iter().filter(|entry| entry.allowed.is_none());
    let errors: Vec<&Entry<'_>> = open().filter(|entry| entry.change.severity.breaks_callers()).collect();
    let is_warning = |severity| matches!(severity, Severity::MayBreakCallers | Severity::BreaksServers);
    let warnings: Vec<&Entry<'_>> = open().filter(|entry| is_warning(entry.change.severity)).collect();
    let mut out = String::new();
    for (level, entries) in [("error", errors), ("warning", warnings)] {
        let shown = if entries.len() > MAX_ANNOTATIONS { MAX_ANNOTATIONS - 1 } else { entries.len() };
        entries.iter().take(shown).for_each(|entry| out.push_str(&annotation(level, entry)));
        if entries.len() > shown {
            let more = entries.len() - shown;
            out.push_str(&format!("::{level} title=diff::{more} more changes; the report lists them\n"));
        }
    }
    out.push_str(&format!("::notice title=diff::{}\n", data(&report.summary())));
    out
}

fn annotation(level: &str, entry: &Entry<'_>) -> String {
    let change = entry.change;
    let place = entry.new.as_ref().map(|at| format!("file={},line={},col={},", property(&at.file), at.line, at.column));
    let message = format!("{}: {}\n{}", change.subject, change.message, change.advice);
    format!("::{level} {}title={}::{}\n", place.unwrap_or_default(), property(&change.id), data(message.trim_end()))
}

/// Escapes the text of a command, as `escapeData` of `@actions/core` does.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command, as `escapeProperty` of `@actions/core` does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
