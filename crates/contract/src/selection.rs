//! Which cases a run sends: patterns of `--only` and `--except`.

use model::Api;
use model::glob;

use crate::derive::Case;

/// Selects cases by operation, tag, group or id.
///
/// `*` stands for any number of characters, `/` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Cases of operations with a tag.
    Tag(String),
    /// Cases with this id, of the operation with this id, or of this group: `documented`, `rejected`, `accepted`, `routing`.
    Name(String),
    /// The case with exactly this id.
    Case(String),
}

impl Pattern {
    /// Reads `tag:NAME`, or any other name.
    pub fn new(text: &str) -> Self {
        match text.strip_prefix("tag:") {
            Some(tag) => Pattern::Tag(tag.to_owned()),
            None => Pattern::Name(text.to_owned()),
        }
    }

    /// Whether the pattern selects a case.
    pub fn matches(&self, api: &Api, case: &Case) -> bool {
        let operation = case.operation.and_then(|index| api.operations.get(index));
        match self {
            Pattern::Tag(tag) => {
                operation.is_some_and(|operation| operation.tags.iter().any(|own| glob::matches(tag, own)))
            }
            Pattern::Name(name) => {
                glob::matches(name, &case.id)
                    || glob::matches(name, case.group.as_str())
                    || operation.is_some_and(|operation| glob::matches(name, &operation.id))
            }
            Pattern::Case(id) => *id == case.id,
        }
    }
}

/// The cases that a run sends: those that one of `only` selects, or all if it is empty, without those that one of `except`
/// selects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The patterns of cases to send. Empty for all.
    pub only: Vec<Pattern>,
    /// The patterns of cases not to send.
    pub except: Vec<Pattern>,
}

impl Selection {
    /// Whether a case is sent.
    pub fn includes(&self, api: &Api, case: &Case) -> bool {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(api, case));
        (self.only.is_empty() || any(&self.only)) && !any(&self.except)
    }
}
