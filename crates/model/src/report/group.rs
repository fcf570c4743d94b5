//! Groups of equal problems.

use std::collections::HashMap;

use super::window::Page;
use crate::problem::{Kind, Problem, Severity};
use crate::source::Span;

/// A problem that occurs more often than this is shown once.
const SEPARATE: usize = 3;

/// The number of places that are listed for a problem that is shown once.
const PLACES: usize = 3;

/// Problems that are shown together.
pub(super) struct SimilarProblems<'p> {
    /// The first problem, which is shown.
    pub first: &'p Problem,
    /// The places of all problems.
    places: Vec<Span>,
}

impl SimilarProblems<'_> {
    /// Returns the places of all problems.
    pub(super) fn places(&self) -> &[Span] {
        &self.places
    }

    /// Returns the number of problems.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns a sentence with the number of problems and the first places, if there are several.
    pub(super) fn note(&self, pages: &[Page<'_>]) -> Option<String> {
        if self.len() == 1 {
            return None;
        }
        let place = |at: &Span| {
            let page = &pages[Page::holding(pages, *at)];
            let (line, column) = page.position(page.local(*at).start);
            format!("{}:{line}:{column}", page.text.name)
        };
        let places: Vec<String> = self.places.iter().take(PLACES).map(place).collect();
        let more = if self.len() > PLACES { ", …" } else { "" };
        let noun = match self.first.severity() {
            Severity::Error => "errors",
            Severity::Warning => "warnings",
        };
        Some(format!("there are {} {noun} of this kind: {}{more}", self.len(), places.join(", ")))
    }
}

/// Puts warnings of the same shape into one group, and errors that are the same but for their places: they have one cause, such as a reference
/// without a target in many places. A group is at the place of the first. Problems that occur only a few times are groups of their own.
pub(super) fn groups<'p>(problems: &[&'p Problem], verbose: bool) -> Vec<SimilarProblems<'p>> {
    let shape = |problem: &Problem| match problem.severity() {
        _ if verbose => None,
        Severity::Warning => Some((Severity::Warning, problem.kind.shape())),
        Severity::Error => Some((Severity::Error, problem.kind.clone())),
    };
    let shapes: Vec<Option<(Severity, Kind)>> = problems.iter().map(|problem| shape(problem)).collect();
    let mut counts: HashMap<&(Severity, Kind), usize> = HashMap::new();
    for shape in shapes.iter().flatten() {
        *counts.entry(shape).or_default() += 1;
    }
    let mut groups: Vec<SimilarProblems<'p>> = Vec::new();
    let mut known: HashMap<&(Severity, Kind), usize> = HashMap::new();
    for (problem, shape) in problems.iter().zip(&shapes) {
        if let Some(shape) = shape.as_ref().filter(|shape| counts[*shape] > SEPARATE) {
            if let Some(group) = known.get(shape) {
                groups[*group].places.push(problem.at);
                continue;
            }
            known.insert(shape, groups.len());
        }
        groups.push(SimilarProblems { first: problem, places: vec![problem.at] });
    }
    groups
}
