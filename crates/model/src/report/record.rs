//! Groups of problems as data, for formats that programs read.

use std::borrow::Cow;

use super::group::groups;
use super::note::{Position, positions};
use crate::problem::{Problem, Severity};
use crate::source::{Source, Span};

/// Problems with one cause.
pub(super) struct Record<'p> {
    pub severity: Severity,
    pub code: Cow<'p, str>,
    pub message: String,
    pub help: String,
    /// The places of the problems, at least one, each with the position after its end.
    pub places: Vec<(Position, Position)>,
    /// Further places that belong to the first problem, each with a label.
    pub related: Vec<(&'static str, Position)>,
}

impl Record<'_> {
    /// Returns `error` or `warning`.
    pub(super) fn level(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A problem of a whole file that is no document.
#[derive(Clone, Debug)]
pub struct FileProblem {
    /// The path of the file.
    pub file: String,
    /// The code of the problem.
    pub code: &'static str,
    /// The problem.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl FileProblem {
    /// The problem at the start of its file.
    pub(super) fn record(&self) -> Record<'_> {
        let start = Position { file: self.file.clone(), line: 1, column: 1 };
        Record {
            severity: Severity::Error,
            code: self.code.into(),
            message: self.message.clone(),
            help: self.help.clone(),
            places: vec![(start.clone(), start)],
            related: Vec::new(),
        }
    }
}

/// Returns the problems of a document in its order, then those of files. Equal problems that occur more than three times are one record.
pub(super) fn all<'p>(source: &Source, problems: &'p [Problem], files: &'p [FileProblem]) -> Vec<Record<'p>> {
    records(source, problems).into_iter().chain(files.iter().map(FileProblem::record)).collect()
}

fn records<'p>(source: &Source, problems: &'p [Problem]) -> Vec<Record<'p>> {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_cached_key(|problem| (problem.at, problem.kind.code()));
    let groups = groups(&sorted, false);
    let end = |at: &Span| Span { start: at.end, end: at.end };
    let spans = groups.iter().flat_map(|group| {
        let places = group.places().iter().flat_map(|at| [*at, end(at)]);
        places.chain(group.first.related.iter().map(|(_, at)| *at))
    });
    let mut positions = positions(source, &spans.collect::<Vec<_>>()).into_iter();
    let mut records = Vec::new();
    for group in &groups {
        let problem = group.first;
        let places = (0..group.len()).filter_map(|_| Some((positions.next()?, positions.next()?))).collect();
        let related = problem.related.iter().filter_map(|(label, _)| Some((*label, positions.next()?))).collect();
        records.push(Record {
            severity: problem.severity(),
            code: problem.kind.code(),
            message: problem.kind.to_string(),
            help: problem.kind.suggestion().to_string(),
            places,
            related,
        });
    }
    records
}
