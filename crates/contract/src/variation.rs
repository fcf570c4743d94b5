//! How the request of an accepted case differs from the smallest request of its operation, as data. Cases of one operation whose
//! changes do not contradict each other can be sent in one request.

use serde_json::Value;

use crate::texts::with_other_letters;

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
    Present(OptionalPart),
    /// The optional part is absent.
    Absent(OptionalPart),
    /// The parameter with this index has this value.
    Parameter(usize, Value),
    /// The value at this path in the body is another one. A step is a property, or the index of an element.
    Body(Vec<String>, Value),
    /// The value at this path in the body is of another alternative of its schema. Other changes may change parts of it.
    Alternative(Vec<String>, Value),
    /// The request has no body.
    NoBody,
    /// The query has one more pair.
    Query(String, String),
    /// The content type of the body.
    ContentType(String),
}

/// An optional part of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OptionalPart {
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
            && self.keeps_alternatives(other)
            && other.keeps_alternatives(self)
    }

    /// Whether each change of a part of an alternative is of the same alternative.
    fn keeps_alternatives(&self, other: &Variation) -> bool {
        self.changes.iter().all(|change| match change {
            Change::Alternative(at, _) => {
                let is_within = |path: &[String]| path.starts_with(at) || at.starts_with(path);
                let is_changed = other.changes.iter().any(|change| match change {
                    Change::Body(path, _) | Change::Alternative(path, _) => is_within(path),
                    _ => false,
                });
                !is_changed || other.changes.contains(change)
            }
            _ => true,
        })
    }
}

impl Change {
    /// The part that the change is about, if it is one that may be optional.
    pub(crate) fn part(&self) -> Option<OptionalPart> {
        match self {
            Change::Present(part) | Change::Absent(part) => Some(part.clone()),
            Change::Parameter(index, _) => Some(OptionalPart::Parameter(*index)),
            Change::Body(path, _) | Change::Alternative(path, _) => path.first().cloned().map(OptionalPart::Property),
            Change::NoBody | Change::Query(..) | Change::ContentType(_) => None,
        }
    }

    /// Whether the change is about a property of the body.
    pub(crate) fn is_of_property(&self, name: &str) -> bool {
        matches!(self.part(), Some(OptionalPart::Property(own)) if own == name)
    }

    /// The same change with another text of the same kind, if it puts a text into the body.
    pub(crate) fn varied(&self, count: usize) -> Change {
        match self {
            Change::Body(path, Value::String(text)) => match with_other_letters(text, count) {
                Some(other) => Change::Body(path.clone(), other.into()),
                None => self.clone(),
            },
            change => change.clone(),
        }
    }
}

/// Whether one request can have both changes.
fn agree(one: &Change, other: &Change) -> bool {
    use Change::{Absent, Alternative, Body, ContentType, NoBody, Parameter, Present, Query};
    match (one, other) {
        (Absent(_), Absent(_)) => true,
        // The whole body.
        (
            Body(path, _) | Alternative(path, _),
            Present(OptionalPart::Property(_)) | Absent(OptionalPart::Property(_)),
        )
        | (
            Present(OptionalPart::Property(_)) | Absent(OptionalPart::Property(_)),
            Body(path, _) | Alternative(path, _),
        ) if path.is_empty() => false,
        (Absent(absent), other) | (other, Absent(absent)) => other.part().as_ref() != Some(absent),
        (Parameter(one, first), Parameter(other, second)) => one != other || first == second,
        (Body(one, first), Body(other, second)) => {
            let is_within = one.starts_with(other) || other.starts_with(one);
            !is_within || (one == other && first == second)
        }
        (NoBody, Body(..) | Alternative(..) | Present(OptionalPart::Property(_)) | ContentType(_))
        | (Body(..) | Alternative(..) | Present(OptionalPart::Property(_)) | ContentType(_), NoBody) => false,
        (Query(one, _), Query(other, _)) => one != other,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Change, OptionalPart, Variation};

    fn path(text: &str) -> Vec<String> {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn changes_of_one_place_contradict_each_other() {
        let of = |at: &str, value| Variation::of(Change::Body(path(at), value));
        assert!(of("a", json!(1)).agrees(&of("b", json!(2))));
        assert!(!of("a", json!(1)).agrees(&of("a", json!(2))));
        assert!(!of("a", json!({})).agrees(&of("a.b", json!(2))));
        assert!(of("a.c", json!({})).agrees(&of("a.b", json!(2))));
        let absent = Variation::of(Change::Absent(OptionalPart::Property("a".to_owned())));
        assert!(!absent.agrees(&of("a.b", json!(2))) && absent.agrees(&of("b", json!(2))));
    }

    #[test]
    fn parts_of_an_alternative_are_changed_together() {
        let second = || Change::Alternative(path("contact"), json!({ "street": "a", "city": "b" }));
        let of = |at: &str| {
            let changes = vec![second(), Change::Body(path(at), json!("long"))];
            Variation { changes, ..Variation::of(second()) }
        };
        assert!(of("contact.street").agrees(&of("contact.city")));
        assert!(!of("contact.street").agrees(&Variation::of(Change::Body(path("contact.mail"), json!("long")))));
        assert!(!of("contact.street").agrees(&Variation::of(Change::Alternative(path("contact"), json!("c")))));
    }
}
