//! Errors and warnings about a document: each has a kind, a place and a suggestion.
//!
//! Problems are values. They are collected while a document is resolved, so that one run reports all of them.
//! [`crate::report`] renders them.

mod code;
mod detail;
mod kind;
mod message;
mod object;
mod severity;
mod suggestion;

use thiserror::Error;

pub use detail::{Cycle, FileFailure, Language, Side, Unmatched};
pub use kind::Kind;
pub use object::Object;

use crate::source::Span;

/// One error or warning about a document.
#[derive(Clone, Debug, Error)]
#[error("{kind}")]
pub struct Problem {
    /// The place that the report underlines.
    pub at: Span,
    /// The kind of problem.
    pub kind: Kind,
    /// Further places that belong to the problem, each with a label.
    pub related: Vec<(&'static str, Span)>,
    /// Whether this is an error that [`crate::resolve_tolerant`] turned into a warning.
    pub tolerated: bool,
}

/// Whether a [`Problem`] stops the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Code is generated, and the warning is shown.
    Warning,
}

impl Problem {
    /// Creates a problem of a kind at a place.
    pub fn new(at: Span, kind: Kind) -> Self {
        Problem { at, kind, related: Vec::new(), tolerated: false }
    }

    /// Adds a related place with a label, and returns the problem.
    #[must_use]
    pub fn and(mut self, label: &'static str, at: Span) -> Self {
        self.related.push((label, at));
        self
    }

    /// Returns whether the problem stops the generation.
    pub fn severity(&self) -> Severity {
        if self.tolerated || self.kind.is_warning() { Severity::Warning } else { Severity::Error }
    }
}

/// All errors and warnings about one document.
#[derive(Debug, Error)]
#[error("{} problems in the document", .0.len())]
pub struct Problems(
    /// The errors and warnings, in no particular order: [`crate::report::render`] sorts them.
    pub Vec<Problem>,
);
