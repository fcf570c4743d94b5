//! The document while overlays change it.

use serde_json::Value as Json;

use super::origin::Origins;
use super::query::{NodePath, Step};
use super::{ADDED_LIMIT, DEPTH_LIMIT, depth, merge};
use crate::node::{Node, Value};
use crate::problem::{Kind, Problem};
use crate::source::{COPY, Span};

/// A document, and the same document as JSON for queries.
pub(super) struct EditedDocument {
    root: Node,
    json: Json,
    /// The number of changes so far.
    changes: usize,
    /// The number of values that were added.
    added: usize,
    origins: Origins,
}

impl EditedDocument {
    pub(super) fn new(root: Node) -> Self {
        EditedDocument { json: root.to_json(), root, changes: 0, added: 0, origins: Origins::default() }
    }

    /// Returns the document, and the actions behind its parts.
    pub(super) fn finish(self) -> (Node, Origins) {
        (self.root, self.origins)
    }

    pub(super) fn json(&self) -> &Json {
        &self.json
    }

    /// Returns the value at a location that a query selected.
    pub(super) fn get(&self, location: &NodePath) -> Option<&Node> {
        location.iter().try_fold(&self.root, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(index) => node.elements().get(*index),
        })
    }

    /// Merges a copy of a value into the value at a location. `at` is the place of the value in the overlay.
    ///
    /// # Errors
    ///
    /// The two cannot be merged, or the document becomes too large.
    pub(super) fn merge(&mut self, location: &NodePath, given: &Node, at: Span) -> Result<(), Problem> {
        self.added = self.added.saturating_add(given.count());
        if self.added > ADDED_LIMIT {
            return Err(Problem::new(at, Kind::OverlayTooLarge { limit: ADDED_LIMIT, unit: "values" }));
        }
        if location.len() + depth(given) > DEPTH_LIMIT {
            return Err(Problem::new(at, Kind::TooDeep { limit: DEPTH_LIMIT }));
        }
        let shift = self.next_shift();
        let mut given = given.clone();
        respan(&mut given, shift);
        self.origins.add_copy(shift, at);
        // The values around it are not copied, so they have another distance.
        let around = self.next_shift();
        let Some(target) = self.renew(location, around) else { return Ok(()) };
        merge::into_target(target, given)?;
        let json = target.to_json();
        if let Some(old) = json_at(&mut self.json, location) {
            *old = json;
        }
        Ok(())
    }

    /// Removes the value at a location, which is not the root. `at` is the place of the target in the overlay.
    pub(super) fn remove(&mut self, location: &[Step], at: Span) {
        let Some((last, parent)) = location.split_last() else { return };
        let shift = self.next_shift();
        let node = self.renew(parent, shift);
        let parent_at = node.as_ref().map(|node| node.at);
        match (last, node.map(|node| &mut node.value)) {
            (Step::Key(key), Some(Value::Object(entries))) => entries.retain(|entry| entry.key != *key),
            (Step::Index(index), Some(Value::Array(elements))) if *index < elements.len() => {
                elements.remove(*index);
            }
            _ => {}
        }
        match (last, json_at(&mut self.json, parent)) {
            (Step::Key(key), Some(Json::Object(entries))) => {
                entries.shift_remove(key);
            }
            (Step::Index(index), Some(Json::Array(elements))) if *index < elements.len() => {
                elements.remove(*index);
            }
            _ => {}
        }
        self.origins.add_removal(location, parent_at, at);
    }

    /// Returns the distance from a place to the one that the values of the next change get. See [`COPY`].
    fn next_shift(&mut self) -> usize {
        self.changes += 1;
        // Where `usize` has 32 bits, later copies share their places.
        self.changes.checked_mul(COPY).filter(|shift| shift.checked_add(COPY).is_some()).unwrap_or(0)
    }

    /// Returns the value at a location, to be changed. It and the values that contain it get places of their own, because YAML
    /// aliases and copies of it, which do not change, have the same.
    fn renew(&mut self, location: &[Step], shift: usize) -> Option<&mut Node> {
        self.root.at = shifted(self.root.at, shift);
        location.iter().try_fold(&mut self.root, |node, step| {
            let next = match (&mut node.value, step) {
                (Value::Object(entries), Step::Key(key)) => {
                    entries.iter_mut().find(|entry| entry.key == *key).map(|entry| &mut entry.value)
                }
                (Value::Array(elements), Step::Index(index)) => elements.get_mut(*index),
                _ => None,
            };
            let next = next?;
            next.at = shifted(next.at, shift);
            Some(next)
        })
    }
}

fn shifted(at: Span, shift: usize) -> Span {
    let own = at.start - at.start % COPY;
    Span { start: at.start - own + shift, end: at.end.saturating_sub(own) + shift }
}

fn respan(node: &mut Node, shift: usize) {
    node.at = shifted(node.at, shift);
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| respan(element, shift)),
        Value::Object(entries) => {
            for entry in entries {
                entry.key_at = shifted(entry.key_at, shift);
                respan(&mut entry.value, shift);
            }
        }
        _ => {}
    }
}

fn json_at<'j>(json: &'j mut Json, location: &[Step]) -> Option<&'j mut Json> {
    location.iter().try_fold(json, |json, step| match step {
        Step::Key(key) => json.get_mut(key),
        Step::Index(index) => json.get_mut(*index),
    })
}
