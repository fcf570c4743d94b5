//! Values: pairs of schemas, each compared once in each direction.

pub(super) mod annotation;
mod difference;
mod object;

use std::collections::{BTreeSet, HashMap, HashSet};

use model::source::Span;
use serde_json::{Map, Value};

use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::{Direction, ValueId, value_id};
use crate::rust::{Crates, InRust};
use crate::shape::{Conjunction, Shape, TypeChange, reference_beside_null, referred, target};

/// Where a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Flow {
    pub direction: Direction,
    pub sender: Sender,
    /// Whether the value is written as text, which is never `null`.
    pub is_text: bool,
    /// Whether the value, or the whole that it is a part of, is written as text. Any text is a string, also one that was written for a number.
    pub is_in_text: bool,
}

impl Flow {
    pub(super) fn new(direction: Direction, sender: Sender) -> Self {
        Flow { direction, sender, is_text: false, is_in_text: false }
    }
}

/// A pair of schemas, by the addresses of the schemas.
type SchemaPair = (Vec<*const Value>, Vec<*const Value>, Flow);

/// The user of a pair of schemas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum User {
    /// An operation, by its index in [`Values::operations`].
    Operation(usize),
    /// Another pair, by its index, with the crates that have the step to it: `types` for a property or an alternative. `None` for an
    /// element, which is where the whole is.
    Pair(usize, Option<Crates>),
}

/// The name of a pair of schemas in reports.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    /// This text.
    Text(String),
    /// That of another pair, by its index, and the step from it, such as `.name`.
    Within(usize, String),
}

/// A pair of schemas.
struct Pair<'v> {
    old: Conjunction<'v>,
    new: Conjunction<'v>,
    flow: Flow,
    /// One for each way that leads to the pair.
    subjects: Vec<Subject>,
    users: Vec<User>,
    /// Whether the schemas are components with different names, which are two types.
    are_two_types: bool,
    /// Whether the old schema is a component and the new one is none: the type of the component has not changed.
    is_inlined: bool,
    /// Whether the schemas are references, `null` beside one of them. The components are a pair of their own.
    is_beside_null: bool,
    /// The effect of the new Rust type.
    type_change: TypeChange,
}

/// A change of a pair.
struct Found {
    pair: usize,
    id: ValueId,
    difference: Difference,
}

/// The pairs of schemas that operations use.
pub(super) struct Values<'v> {
    old: &'v Map<String, Value>,
    new: &'v Map<String, Value>,
    pairs: Vec<Pair<'v>>,
    known: HashMap<SchemaPair, usize>,
    operations: Vec<String>,
    found: Vec<Found>,
}

impl<'v> Values<'v> {
    pub(super) fn new(old: &'v Map<String, Value>, new: &'v Map<String, Value>) -> Self {
        let (pairs, known, operations, found) = (Vec::new(), HashMap::new(), Vec::new(), Vec::new());
        Values { old, new, pairs, known, operations, found }
    }

    /// Returns the same documents without a pair.
    pub(super) fn without_pairs(&self) -> Self {
        Values::new(self.old, self.new)
    }

    /// Compares the schemas of a value of an operation later.
    pub(super) fn compare(&mut self, old: &'v Value, new: &'v Value, flow: Flow, subject: &str, operation: &str) {
        let index = match self.operations.last() {
            Some(last) if last == operation => self.operations.len() - 1,
            _ => {
                self.operations.push(operation.to_owned());
                self.operations.len() - 1
            }
        };
        self.pair(vec![old], vec![new], flow, Subject::Text(subject.to_owned()), User::Operation(index));
    }

    /// Adds a pair, unless it is known.
    fn pair(&mut self, old: Conjunction<'v>, new: Conjunction<'v>, flow: Flow, subject: Subject, user: User) {
        if let Some((one, other)) = references_beside_null(&old, &new) {
            let holder = self.insert(old, new, flow, subject, user, true);
            self.pair(vec![one], vec![other], flow, Subject::Within(holder, String::new()), User::Pair(holder, None));
            return;
        }
        self.insert(old, new, flow, subject, user, false);
    }

    /// Adds a pair, unless it is known, and returns its index.
    fn insert(
        &mut self,
        old: Conjunction<'v>,
        new: Conjunction<'v>,
        flow: Flow,
        subject: Subject,
        user: User,
        is_beside_null: bool,
    ) -> usize {
        let (old, of_old) = if is_beside_null { (old, None) } else { followed(old, self.old) };
        let (new, of_new) = if is_beside_null { (new, None) } else { followed(new, self.new) };
        let address = |schemas: &Conjunction<'v>| schemas.iter().map(|schema| std::ptr::from_ref(*schema)).collect();
        let key = (address(&old), address(&new), flow);
        let are_two_types =
            matches!((&of_old, &of_new), (Some(one), Some(other)) if without_form(one) != without_form(other));
        let is_inlined = of_old.is_some() && of_new.is_none();
        let subject = match (of_old, of_new) {
            (Some(name), Some(_)) => Subject::Text(format!("schema {}", without_form(&name))),
            _ => subject,
        };
        if let Some(index) = self.known.get(&key).copied() {
            let known = &mut self.pairs[index];
            if !known.users.contains(&user) {
                known.users.push(user);
            }
            if !known.subjects.contains(&subject) {
                known.subjects.push(subject);
            }
            return index;
        }
        self.known.insert(key, self.pairs.len());
        self.pairs.push(Pair {
            old,
            new,
            flow,
            subjects: vec![subject],
            users: vec![user],
            are_two_types,
            is_inlined,
            is_beside_null,
            type_change: TypeChange::None,
        });
        self.pairs.len() - 1
    }

    /// Compares all pairs, and adds the changes with the operations that they belong to.
    pub(super) fn finish(mut self, changes: &mut Changes) {
        let mut next = 0;
        while next < self.pairs.len() {
            self.compare_pair(next);
            next += 1;
        }
        let mut users: HashMap<usize, (Vec<String>, Crates)> = HashMap::new();
        let mut subjects: Vec<Option<String>> = vec![None; self.pairs.len()];
        for Found { pair, id, difference } in std::mem::take(&mut self.found) {
            let (operations, place) =
                users.entry(pair).or_insert_with(|| (self.operations_of(pair), self.place_of(pair)));
            let subject = &*self.subject(pair, &mut subjects);
            let Pair { flow, type_change, are_two_types, .. } = &self.pairs[pair];
            let part = Part { subject, operations, sender: flow.sender };
            let in_rust = |effect| match effect {
                // Neither of the two types has changed.
                _ if *are_two_types => *place,
                InRust::Breaks(crates) => crates,
                InRust::BreaksPlace => *place,
                InRust::BreaksDefault => {
                    Crates { server: place.server && flow.direction == Direction::Request, client: false, ..*place }
                }
                InRust::BreaksIfTypeDiffers => match type_change {
                    TypeChange::Other(is_named) => Crates { types: place.types || *is_named, ..*place },
                    // The client converts the arguments of a call.
                    TypeChange::ConstrainedNumber if flow.direction == Direction::Request => {
                        Crates { client: false, ..*place }
                    }
                    TypeChange::ConstrainedNumber => *place,
                    // The fields of types are public, and programs assign to them.
                    TypeChange::Constrained => Crates { types: place.types, ..Crates::NONE },
                    TypeChange::None => Crates::NONE,
                },
            };
            changes.add_value(id, flow.direction, in_rust, part, difference);
        }
    }

    /// Returns the first subject of a pair in the order of texts, so that the order of the document does not matter. `known` has those
    /// found so far, and an empty text for a pair whose subject is being looked for.
    fn subject(&self, pair: usize, known: &mut [Option<String>]) -> String {
        if let Some(subject) = &known[pair] {
            return subject.clone();
        }
        known[pair] = Some(String::new());
        let subjects = self.pairs[pair].subjects.iter().filter_map(|subject| match subject {
            Subject::Text(text) => Some(text.clone()),
            Subject::Within(whole, step) => {
                let whole = self.subject(*whole, known);
                (!whole.is_empty()).then(|| format!("{whole}{step}"))
            }
        });
        let subject = subjects.min().unwrap_or_default();
        known[pair] = Some(subject.clone());
        subject
    }

    /// Returns the operations that a pair belongs to, in their order.
    fn operations_of(&self, pair: usize) -> Vec<String> {
        let (mut open, mut seen, mut found) = (vec![pair], HashSet::from([pair]), BTreeSet::new());
        while let Some(pair) = open.pop() {
            for user in &self.pairs[pair].users {
                match user {
                    User::Operation(index) => {
                        found.insert(*index);
                    }
                    User::Pair(user, _) if seen.insert(*user) => open.push(*user),
                    User::Pair(..) => {}
                }
            }
        }
        let mut operations: Vec<String> = Vec::new();
        for index in found {
            if !operations.contains(&self.operations[index]) {
                operations.push(self.operations[index].clone());
            }
        }
        operations
    }

    /// Returns the crates that have a value: `types` if it is a part of another, `client` and `server` if it belongs to an operation.
    fn place_of(&self, pair: usize) -> Crates {
        let (mut open, mut seen, mut found) = (vec![pair], HashSet::from([pair]), Crates::NONE);
        while let Some(pair) = open.pop() {
            for user in &self.pairs[pair].users {
                match user {
                    User::Operation(_) => found = found | Crates::BOTH,
                    User::Pair(user, None) => {
                        if seen.insert(*user) {
                            open.push(*user);
                        }
                    }
                    User::Pair(_, Some(step)) => found = found | *step,
                }
            }
        }
        found
    }

    fn compare_pair(&mut self, pair: usize) {
        if self.pairs[pair].is_beside_null {
            let (of_old, of_new) = self.schemas(pair);
            let own = |schemas: &Conjunction<'v>| Shape {
                sources: schemas.first().copied().into_iter().collect(),
                ..Shape::default()
            };
            self.annotations(pair, &own(&of_old), &own(&of_new));
            self.null(pair, &Shape::of(&of_old, self.old), &Shape::of(&of_new, self.new));
            return;
        }
        let (old, new) = self.shapes(pair);
        self.annotations(pair, &old, &new);
        match (old.is_any() || old.never, new.is_any() || new.never) {
            (true, true) if old.never == new.never => {}
            (true, _) if !old.never => {
                self.add(
                    pair,
                    value_id!("schema-added"),
                    old.at(),
                    new.at(),
                    "a schema constrains the value".to_owned(),
                    "",
                );
            }
            (_, true) if !new.never => {
                self.add(pair, value_id!("schema-removed"), old.at(), new.at(), "any value is valid".to_owned(), "");
            }
            _ => {
                if !self.single_and_union(pair, &old, &new) && self.types(pair, &old, &new) {
                    self.constraints(pair, &old, &new);
                    self.objects(pair, &old, &new);
                    self.arrays(pair, &old, &new);
                    self.unions(pair, &old, &new);
                }
            }
        }
    }

    /// Returns the shapes of a pair, and sets the effect of the new Rust type. If only one of the schemas has several alternatives, a single
    /// one of the other is an alternative too.
    fn shapes(&mut self, pair: usize) -> (Shape<'v>, Shape<'v>) {
        let (of_old, of_new) = self.schemas(pair);
        let (old, new) = (Shape::of(&of_old, self.old), Shape::of(&of_new, self.new));
        let single = |schemas: &Conjunction<'v>, definitions, is_other_union: bool| {
            let shape = is_other_union.then(|| Shape::with_single_alternatives(schemas, definitions));
            shape.filter(|shape| !shape.unions.is_empty())
        };
        let single_old = single(&of_old, self.old, old.unions.is_empty() && !new.unions.is_empty());
        let single_new = single(&of_new, self.new, new.unions.is_empty() && !old.unions.is_empty());
        let pair = &mut self.pairs[pair];
        pair.type_change = old.rust_type().change(&new.rust_type());
        if let TypeChange::Other(is_named) = &mut pair.type_change {
            // The type of a single alternative is that of the alternative, which has not changed.
            *is_named &= !pair.is_inlined && single_old.is_none();
        }
        (single_old.unwrap_or(old), single_new.unwrap_or(new))
    }

    pub(super) fn add(
        &mut self,
        pair: usize,
        id: ValueId,
        old: Option<Span>,
        new: Option<Span>,
        message: String,
        detail: &str,
    ) {
        self.found.push(Found { pair, id, difference: Difference { old, new, message, detail: detail.to_owned() } });
    }

    /// Adds the pair of schemas of a part of the values of another pair. `step` is the part, such as `.name`.
    pub(super) fn within(&mut self, pair: usize, old: &[&'v Value], new: &[&'v Value], step: &str) {
        let is_element = step.starts_with('[') || step == ".*";
        self.step(pair, old, new, step, if is_element { None } else { Some(Crates::TYPES) });
    }

    /// Adds the pair of schemas of the unlisted properties of objects with listed ones. Another rule reports the effects in Rust.
    fn unlisted(&mut self, pair: usize, old: &[&'v Value], new: &[&'v Value]) {
        self.step(pair, old, new, ".*", Some(Crates::NONE));
    }

    fn step(&mut self, pair: usize, old: &[&'v Value], new: &[&'v Value], step: &str, crates: Option<Crates>) {
        let (whole, subject) = (self.pairs[pair].flow, Subject::Within(pair, step.to_owned()));
        // Elements and properties that may be null have another type.
        let flow = Flow { is_text: false, ..whole };
        self.pair(old.to_vec(), new.to_vec(), flow, subject, User::Pair(pair, crates));
    }

    pub(super) fn old_definitions(&self) -> &'v Map<String, Value> {
        self.old
    }

    pub(super) fn new_definitions(&self) -> &'v Map<String, Value> {
        self.new
    }

    /// Returns the old and the new schemas of a pair.
    pub(super) fn schemas(&self, pair: usize) -> (Conjunction<'v>, Conjunction<'v>) {
        (self.pairs[pair].old.clone(), self.pairs[pair].new.clone())
    }

    /// Whether the values of a pair are never `null`.
    pub(super) fn is_text(&self, pair: usize) -> bool {
        self.pairs[pair].flow.is_text
    }

    /// Whether the values of a pair are written as text, or within one.
    pub(super) fn is_in_text(&self, pair: usize) -> bool {
        self.pairs[pair].flow.is_in_text
    }

    fn is_response(&self, pair: usize) -> bool {
        self.pairs[pair].flow.direction == Direction::Response
    }
}

/// Follows the reference that a single schema is. Returns the name of the definition.
fn followed<'v>(schemas: Conjunction<'v>, definitions: &'v Map<String, Value>) -> (Conjunction<'v>, Option<String>) {
    match schemas.as_slice() {
        [only] if referred(only).is_some() => {
            let (target, name) = target(only, definitions);
            (vec![target], name)
        }
        // An `allOf` with a reference alone, as 3.0 needs for a description beside the reference.
        _ => (schemas, None),
    }
}

/// Returns the references that two schemas are, `null` beside one of them.
fn references_beside_null<'v>(old: &[&'v Value], new: &[&'v Value]) -> Option<(&'v Value, &'v Value)> {
    let ([old], [new]) = (old, new) else { return None };
    match (reference_beside_null(old), reference_beside_null(new)) {
        (None, None) => None,
        (one, other) => Some((one.or(referred(old).map(|_| *old))?, other.or(referred(new).map(|_| *new))?)),
    }
}

/// Returns the name of a definition without its form for one direction.
pub(super) fn without_form(name: &str) -> &str {
    let name = name.strip_suffix(":base").unwrap_or(name);
    name.strip_suffix(":request").or(name.strip_suffix(":either")).unwrap_or(name)
}
