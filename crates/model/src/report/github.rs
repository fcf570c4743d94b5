//! Problems as workflow commands of GitHub Actions, which GitHub shows at lines of the document.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use super::note::Position;
use super::record::{FileProblem, all};
use crate::problem::Problem;
use crate::source::Source;

/// The maximum number of annotations of each level that GitHub shows for one step.
pub const MAX_ANNOTATIONS: usize = 10;

/// Returns an `::error` command for each error and a `::warning` command for each warning, at most ten of each: GitHub shows no more. If
/// there are more, the last command says so. Equal problems that occur more than three times are one command.
pub fn github(source: &Source, problems: &[Problem], files: &[FileProblem]) -> String {
    let records = all(source, problems, files);
    let mut out = String::new();
    for level in ["error", "warning"] {
        let of_level: Vec<_> = records.iter().filter(|record| record.level() == level).collect();
        let shown = if of_level.len() > MAX_ANNOTATIONS { MAX_ANNOTATIONS - 1 } else { of_level.len() };
        for record in &of_level[..shown] {
            let more = match record.places.len() {
                0 | 1 => String::new(),
                count => format!("\nThere are {count} {level}s of this kind."),
            };
            let at = record.places.first().map(|(start, _)| start);
            out.push_str(&annotation(level, at, &record.code, &format!("{}\n{}{more}", record.message, record.help)));
        }
        if of_level.len() > shown {
            let more = format!("{} more {level}s", of_level.len() - shown);
            out.push_str(&annotation(level, None, &source.name, &more));
        }
    }
    out
}

/// Returns a workflow command of a level (`error`, `warning` or `notice`) with a line break.
pub fn annotation(level: &str, at: Option<&Position>, title: &str, message: &str) -> String {
    let place = at.map(|at| format!("file={},line={},col={},", property(&at.file), at.line, at.column));
    format!("::{level} {}title={}::{}\n", place.unwrap_or_default(), property(title), data(message.trim_end()))
}

/// Escapes the text of a command, as `escapeData` of `@actions/core` does.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command, as `escapeProperty` of `@actions/core` does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
