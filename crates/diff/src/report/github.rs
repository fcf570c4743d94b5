//! The report as workflow commands of GitHub Actions, which GitHub shows at lines of the document.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use model::report::{MAX_ANNOTATIONS, annotation};

use super::{Entry, Report};
use crate::change::Severity;

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
        entries.iter().take(shown).for_each(|entry| out.push_str(&command(level, entry)));
        if entries.len() > shown {
            let more = entries.len() - shown;
            out.push_str(&annotation(level, None, "diff", &format!("{more} more changes; the report lists them")));
        }
    }
    out.push_str(&annotation("notice", None, "diff", &report.summary()));
    out
}

fn command(level: &str, entry: &Entry<'_>) -> String {
    let change = entry.change;
    let message = format!("{}: {}\n{}", change.subject, change.message, change.advice);
    annotation(level, entry.new.as_ref(), &change.id, &message)
}
