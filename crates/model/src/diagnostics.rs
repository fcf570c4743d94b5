//! The errors and warnings found so far in one document.

use std::collections::HashSet;

use crate::problem::{Kind, Problem, Severity};
use crate::source::Span;

/// Collects errors and warnings while a document is read, so that one run reports all of them.
pub(crate) struct Diagnostics {
    /// Whether some errors become warnings ([`Kind::is_tolerable`]).
    is_tolerant: bool,
    problems: Vec<Problem>,
    is_circular: bool,
}

impl Diagnostics {
    /// Creates an empty collection.
    pub(crate) fn new(is_tolerant: bool) -> Self {
        Diagnostics { is_tolerant, problems: Vec::new(), is_circular: false }
    }

    /// Whether errors that nothing on the wire depends on become warnings.
    pub(crate) fn is_tolerant(&self) -> bool {
        self.is_tolerant
    }

    /// Returns whether a cycle of references or schemas was found. Values are not checked then, because a check might not
    /// end.
    pub(crate) fn is_circular(&self) -> bool {
        self.is_circular
    }

    /// Returns whether an error was found that prevents generation.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity() == Severity::Error)
    }

    /// Reports a problem of `kind` at `at`.
    pub(crate) fn report(&mut self, at: Span, kind: Kind) {
        self.problem(Problem::new(at, kind));
    }

    /// Reports an error that has no effect on the wire at this place, whatever its kind.
    pub(crate) fn tolerable(&mut self, at: Span, kind: Kind) {
        self.problem(Problem { tolerated: self.is_tolerant, ..Problem::new(at, kind) });
    }

    /// Reports valid OpenAPI that is not supported.
    pub(crate) fn unsupported(
        &mut self,
        at: Span,
        feature: &'static str,
        what: impl Into<String>,
        instead: &'static str,
    ) {
        self.report(at, Kind::Unsupported { feature, what: what.into(), instead });
    }

    /// Reports a problem.
    pub(crate) fn problem(&mut self, mut problem: Problem) {
        self.is_circular |= matches!(problem.kind, Kind::CircularReference { .. });
        problem.tolerated |= self.is_tolerant && problem.kind.is_tolerable();
        self.problems.push(problem);
    }

    /// Returns all problems, each once: an object with several references is read several times, and a cycle is found at
    /// each of its members. Warnings that are only a consequence of an error are dropped.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut seen = HashSet::new();
        let has_errors = self.has_errors();
        let fresh = self.problems.into_iter().filter(|problem| match &problem.kind {
            Kind::NoErrorResponse { .. } if has_errors => false,
            Kind::CircularReference { cycle, members } => {
                let mut members = members.clone();
                members.sort_unstable();
                seen.insert((Span::default(), Kind::CircularReference { cycle: *cycle, members }))
            }
            // The check of an object and that of the value itself report the same.
            Kind::WrongType { .. } => {
                let kind = Kind::WrongType { what: String::new(), expected: "", found: "" };
                seen.insert((problem.at, kind))
            }
            Kind::ExampleMismatch { why, .. } => {
                seen.insert((problem.at, Kind::ExampleMismatch { what: String::new(), why: why.clone() }))
            }
            kind => seen.insert((problem.at, kind.clone())),
        });
        fresh.collect()
    }
}
