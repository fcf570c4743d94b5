//! The actions of overlays that copied or removed a value, for problems that follow from them.

use std::collections::HashMap;

use super::query::Step;
use crate::pointer::written;
use crate::problem::{Kind, Problem};
use crate::source::{COPY, Source, Span};

/// The actions behind parts of a document.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// The place of the action by the number of the copy, which the spans of the copy have ([`COPY`]).
    copies: HashMap<usize, Span>,
    removals: Vec<Removal>,
}

/// A value that an overlay removed.
#[derive(Debug)]
struct Removal {
    /// The JSON Pointer of the value, in the form of a reference.
    pointer: String,
    /// Its key. `None` for an element.
    key: Option<String>,
    /// The place of the object around it.
    parent: Option<Span>,
    /// The place of the target in the overlay.
    at: Span,
}

impl Origins {
    /// Adds a copy of a value. `shift` is the distance of its places.
    pub(super) fn add_copy(&mut self, shift: usize, at: Span) {
        self.copies.insert(shift / COPY, at);
    }

    /// Adds a value that is removed. `parent` is the place of the object around it.
    pub(super) fn add_removal(&mut self, location: &[Step], parent: Option<Span>, at: Span) {
        let token = |step: &Step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        };
        let tokens: Vec<String> = location.iter().map(token).collect();
        let key = location.last().and_then(|step| match step {
            Step::Key(key) => Some(key.clone()),
            Step::Index(_) => None,
        });
        self.removals.push(Removal { pointer: written("#", &tokens), key, parent, at });
    }

    /// Returns the actions that a problem follows from, each with its place. A value of an overlay itself has no other action.
    pub(super) fn of(&self, source: &Source, problem: &Problem) -> Vec<(&'static str, Span)> {
        let copy = self.copies.get(&(problem.at.start / COPY)).copied();
        let own = source.original(problem.at);
        let is_within = |action: &Span| action.start <= own.start && own.end <= action.end;
        let copied = copy.filter(|action| !is_within(action)).map(|at| ("copied by an overlay", at));
        let removal = self.removals.iter().find(|removal| removal.explains(source, problem));
        copied.into_iter().chain(removal.map(|removal| ("removed by an overlay", removal.at))).collect()
    }
}

impl Removal {
    /// Returns whether a problem is that the value is missing.
    fn explains(&self, source: &Source, problem: &Problem) -> bool {
        match &problem.kind {
            Kind::DanglingReference { reference, .. } => {
                let rest = reference.strip_prefix(&self.pointer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Kind::MissingKey { key, .. } => {
                let (parent, at) = (self.parent.map(|parent| source.original(parent)), source.original(problem.at));
                self.key.as_deref() == Some(*key)
                    && parent.is_some_and(|parent| parent.start <= at.start && at.end <= parent.end)
            }
            _ => false,
        }
    }
}
