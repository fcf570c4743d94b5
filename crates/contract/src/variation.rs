//! How the request of an accepted case differs from the smallest request of its operation, as data. Cases of one operation whose
//! changes do not contradict each other can be sent in one request.

use serde_json::Value;

/// The difference between the request of a case and the smallest request of its operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variation {
    /// The optional parts of the request: parameters, and properties of the outermost object of the body.
    pub parts: Parts,
    /// The changes. They have parts of their own, whatever `parts` is.
    pub changes: Vec<Change>,
}

/// Which optional parts the request of a case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    /// None.
    Least,
    /// All.
    All,
    /// The case says nothing about parts other than the changed ones. Alone, its request has only the changed ones.
    Few,
    /// The case says nothing about parts other than the changed ones. Alone, its request has all parts.
    Many,
}

/// One change of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// The optional part is present, with any value.
    Present(Part),
    /// The optional part is left out.
    Absent(Part),
    /// The parameter with this index has this value.
    Parameter(usize, Value),
    /// The value at this path in the body is another one. A step is a property, or the index of an element.
    Body(Vec<String>, Value),
    /// The request has no body.
    NoBody,
    /// The query has one more pair.
    Query(String, String),
}

/// An optional part of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The parameter with this index.
    Parameter(usize),
    /// The property of the outermost object of the body.
    Property(String),
}

impl Variation {
    /// A variation with no optional parts, and no other change.
    pub(crate) fn least() -> Self {
        Variation { parts: Parts::Least, changes: Vec::new() }
    }

    /// A variation with all optional parts, and no other change.
    pub(crate) fn all() -> Self {
        Variation { parts: Parts::All, changes: Vec::new() }
    }

    /// A variation of one part.
    pub(crate) fn of(change: Change) -> Self {
        let parts = if matches!(change, Change::Absent(_)) { Parts::Many } else { Parts::Few };
        Variation { parts, changes: vec![change] }
    }

    /// Whether a request can have the changes of both.
    pub(crate) fn agrees(&self, other: &Variation) -> bool {
        self.changes.iter().all(|one| other.changes.iter().all(|other| agree(one, other)))
    }
}

impl Change {
    /// The part that the change is about, if it is one that may be optional.
    pub(crate) fn part(&self) -> Option<Part> {
        match self {
            Change::Present(part) | Change::Absent(part) => Some(part.clone()),
            Change::Parameter(index, _) => Some(Part::Parameter(*index)),
            Change::Body(path, _) => path.first().cloned().map(Part::Property),
            Change::NoBody | Change::Query(..) => None,
        }
    }
}

/// Whether one request can have both changes.
fn agree(one: &Change, other: &Change) -> bool {
    use Change::{Absent, Body, NoBody, Parameter, Present, Query};
    match (one, other) {
        (Absent(_), Absent(_)) => true,
        // The whole body.
        (Body(path, _), Present(Part::Property(_)) | Absent(Part::Property(_)))
        | (Present(Part::Property(_)) | Absent(Part::Property(_)), Body(path, _))
            if path.is_empty() =>
        {
            false
        }
        (Absent(absent), other) | (other, Absent(absent)) => other.part().as_ref() != Some(absent),
        (Parameter(one, first), Parameter(other, second)) => one != other || first == second,
        (Body(one, first), Body(other, second)) => {
            let is_within = one.starts_with(other) || other.starts_with(one);
            !is_within || (one == other && first == second)
        }
        (NoBody, Body(..) | Present(Part::Property(_))) | (Body(..) | Present(Part::Property(_)), NoBody) => false,
        (Query(one, _), Query(other, _)) => one != other,
        _ => true,
    }
}
