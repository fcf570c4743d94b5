//! The failures as workflow commands of GitHub Actions, which GitHub shows at lines of the document.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use model::report::{MAX_ANNOTATIONS, Position, annotation};

use super::Subject;
use super::cause::{Cause, causes};
use super::place::Places;
use crate::outcome::Report;

/// One `::error` command for each cause of failures and one `::warning` for each cause of advisories, at most ten of each: GitHub
/// shows no more. If there are more causes, the last command says so.
pub fn github(subject: &Subject<'_>, report: &Report) -> String {
    let places = Places::new(subject.document);
    let (failures, advisories) = (causes(&places, report.failures()), causes(&places, report.advisories()));
    let mut out = String::new();
    for (level, causes) in [("error", &failures), ("warning", &advisories)] {
        let shown = if causes.len() > MAX_ANNOTATIONS { MAX_ANNOTATIONS - 1 } else { causes.len() };
        causes.iter().take(shown).for_each(|cause| out.push_str(&command(subject, level, cause)));
        if causes.len() > shown {
            let more = causes.len() - shown;
            out.push_str(&annotation(level, None, "contract", &format!("{more} more causes; the report lists them")));
        }
    }
    out
}

fn command(subject: &Subject<'_>, level: &str, cause: &Cause<'_>) -> String {
    let Some((case, violations)) = cause.cases.first() else { return String::new() };
    let (file, line) = subject.document.place(cause.at.start);
    let column = subject.document.column(cause.at.start);
    let more = match cause.cases.len() - 1 {
        0 => String::new(),
        1 => "\nand 1 more case".to_owned(),
        more => format!("\nand {more} more cases"),
    };
    let messages: String = violations.iter().map(|violation| format!("{}\n", violation.message)).collect();
    let message = format!("{messages}{} ({}){more}", case.id, cause.rests_on);
    annotation(level, Some(&Position { file, line, column }), &cause.message, &message)
}
