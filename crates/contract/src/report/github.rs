//! The failures as workflow commands of GitHub Actions, which GitHub shows at lines of the document.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use super::Subject;
use super::cause::{Cause, causes};
use super::place::Places;
use crate::outcome::Report;

/// The maximum number of annotations of each level that GitHub shows for one step.
const MAX_ANNOTATIONS: usize = 10;

/// One `::error` command for each cause of failures and one `::warning` for each cause of advisories, at most ten of each: GitHub
/// shows no more. If there are more causes, the last command says so.
pub fn github(subject: &Subject<'_>, report: &Report) -> String {
    let places = Places::new(subject.document);
    let (failures, advisories) = (causes(&places, report.failures()), causes(&places, report.advisories()));
    let mut out = String::new();
    for (level, causes) in [("error", &failures), ("warning", &advisories)] {
        let shown = if causes.len() > MAX_ANNOTATIONS { MAX_ANNOTATIONS - 1 } else { causes.len() };
        causes.iter().take(shown).for_each(|cause| out.push_str(&annotation(subject, level, cause)));
        if causes.len() > shown {
            let more = causes.len() - shown;
            out.push_str(&format!("::{level} title=contract::{more} more causes; the report lists them\n"));
        }
    }
    out
}

fn annotation(subject: &Subject<'_>, level: &str, cause: &Cause<'_>) -> String {
    let Some((case, violation)) = cause.cases.first() else { return String::new() };
    let (file, line) = subject.document.place(cause.at.start);
    let column = subject.document.column(cause.at.start);
    let more = match cause.cases.len() - 1 {
        0 => String::new(),
        1 => "\nand 1 more case".to_owned(),
        more => format!("\nand {more} more cases"),
    };
    let message = format!("{}\n{} ({}){more}", violation.message, case.id, cause.rests_on);
    format!(
        "::{level} file={},line={line},col={column},title={}::{}\n",
        property(&file),
        property(&cause.message),
        data(&message)
    )
}

/// Escapes the text of a command, as `escapeData` of `@actions/core` does.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command, as `escapeProperty` of `@actions/core` does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
