//! What resolving carries along: the document, the problems so far, the types so far.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::types::group::Reading;
use crate::api::{TypeDef, TypeId, TypeRef};
use crate::bundle::Bundle;
use crate::direction::{Direction, Marked};
use crate::json_schema::{self, Validators};
use crate::name::Scope;
use crate::node::Node;
use crate::problem::{Kind, Problem, Severity};
use crate::schema::Schema;
use crate::source::Span;

/// The schemas that a type was made of, and the type.
type Hoisted<'d> = (Vec<&'d Node>, TypeId);

pub(crate) struct Context<'d> {
    pub bundle: &'d Bundle,
    pub root: &'d Node,
    /// Whether mistakes that nothing on the wire depends on are passed over.
    pub tolerant: bool,
    problems: Vec<Problem>,
    /// What stands under `components`, by section and name.
    pub sections: HashMap<&'d str, HashMap<&'d str, &'d Node>>,
    /// Components under `components.schemas`, by name, and schemas that other files refer to, by their references.
    pub components: BTreeMap<&'d str, (TypeId, &'d Node)>,
    /// The same, by the place where they stand.
    pub component_at: HashMap<Span, TypeId>,
    pub types: Vec<TypeDef>,
    pub type_scope: Scope,
    /// Which way the values of the schemas go that are read.
    pub direction: Direction,
    /// The schemas that differ by direction.
    pub marked: Marked,
    /// The forms that components have in requests, where it is another one than in answers.
    pub request_forms: HashMap<TypeId, TypeId>,
    /// Inline schemas that have been read, by the place where they stand.
    pub inline: HashMap<(Span, Direction), Option<TypeRef>>,
    /// Several schemas that were read as one, by the places where they stand.
    pub groups: HashMap<(Vec<Span>, Vec<Span>, Direction), Reading>,
    /// How many groups are being read within each other.
    pub depth: usize,
    /// Schemas whose own words have been checked.
    pub checked: HashSet<Span>,
    /// Hoisted schemas by the name they asked for: alike in their text too, they are one type.
    pub hoisted: HashMap<(String, Direction), Vec<Hoisted<'d>>>,
    /// JSON Schemas of the components, made when the first value is checked.
    pub definitions: Option<serde_json::Map<String, serde_json::Value>>,
    /// The same, ready to hold values to them.
    validators: Option<Validators>,
    /// Values to check against schemas once it is known that no schema leads to itself: schema, value, what it is, and
    /// which way it goes.
    pub checks: Vec<(&'d Node, &'d Node, String, Direction)>,
    /// References that lead back to themselves.
    pub circular: HashSet<&'d str>,
    /// Whether a circle was found. Then no value is checked: the check would not end.
    pub is_circular: bool,
    /// Sets of schemes that a request carries together, as indexes into all schemes of the document.
    pub credential_sets: Vec<Vec<usize>>,
}

impl<'d> Context<'d> {
    pub(crate) fn new(bundle: &'d Bundle, tolerant: bool) -> Self {
        let root = &bundle.root;
        Context {
            bundle,
            root,
            tolerant,
            problems: Vec::new(),
            sections: sections(root),
            components: BTreeMap::new(),
            component_at: HashMap::new(),
            types: Vec::new(),
            type_scope: Scope::default(),
            direction: Direction::Response,
            marked: Marked::of(bundle),
            request_forms: HashMap::new(),
            inline: HashMap::new(),
            groups: HashMap::new(),
            depth: 0,
            checked: HashSet::new(),
            hoisted: HashMap::new(),
            definitions: None,
            validators: None,
            checks: Vec::new(),
            circular: HashSet::new(),
            is_circular: false,
            credential_sets: Vec::new(),
        }
    }

    pub(crate) fn report(&mut self, at: Span, kind: Kind) {
        self.problem(Problem::new(at, kind));
    }

    /// Reports a mistake that does no harm where it stands, whatever its kind.
    pub(crate) fn tolerable(&mut self, at: Span, kind: Kind) {
        self.problem(Problem { tolerated: self.tolerant, ..Problem::new(at, kind) });
    }

    pub(crate) fn problem(&mut self, mut problem: Problem) {
        self.is_circular |= matches!(problem.kind, Kind::CircularReference { .. });
        problem.tolerated |= self.tolerant && problem.kind.is_tolerable();
        self.problems.push(problem);
    }

    pub(crate) fn unsupported(
        &mut self,
        at: Span,
        feature: &'static str,
        what: impl Into<String>,
        instead: &'static str,
    ) {
        self.report(at, Kind::Unsupported { feature, what: what.into(), instead });
    }

    /// Returns all problems, each once. The target of several references is read from each of them, and a cycle is found
    /// at each of its members. Warnings that an error causes are dropped.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut seen = HashSet::new();
        let is_wrong = self.problems.iter().any(|problem| problem.severity() == Severity::Error);
        let fresh = self.problems.into_iter().filter(|problem| match &problem.kind {
            Kind::NoErrorResponse { .. } if is_wrong => false,
            Kind::CircularReference { cycle, members } => {
                let mut members = members.clone();
                members.sort_unstable();
                seen.insert((Span::default(), Kind::CircularReference { cycle: *cycle, members }))
            }
            Kind::ExampleMismatch { why, .. } => {
                seen.insert((problem.at, Kind::ExampleMismatch { what: String::new(), why: why.clone() }))
            }
            kind => seen.insert((problem.at, kind.clone())),
        });
        fresh.collect()
    }

    /// Whether nothing that was found so far stops the generation.
    pub(crate) fn is_right(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity() == Severity::Warning)
    }

    pub(crate) fn take_types(&mut self) -> Vec<TypeDef> {
        std::mem::take(&mut self.types)
    }

    /// The index of a set of schemes, which is added if it is new.
    pub(crate) fn credential_set(&mut self, schemes: Vec<usize>) -> usize {
        self.credential_sets.iter().position(|set| *set == schemes).unwrap_or_else(|| {
            self.credential_sets.push(schemes);
            self.credential_sets.len() - 1
        })
    }

    /// The JSON Schema of a schema, beside [`Self::definitions`].
    pub(crate) fn json_schema(&self, node: &'d Node) -> serde_json::Value {
        self.json_schema_in(node, self.direction)
    }

    pub(crate) fn json_schema_in(&self, node: &'d Node, direction: Direction) -> serde_json::Value {
        json_schema::Converter { root: self.root, marked: &self.marked, direction }.schema(Schema::of(node))
    }

    /// What holds values to the schemas of the document.
    pub(crate) fn validators(&mut self) -> &Validators {
        let (bundle, marked) = (self.bundle, &self.marked);
        let definitions = self.definitions.get_or_insert_with(|| json_schema::definitions_of(bundle, marked));
        self.validators.get_or_insert_with(|| Validators::new(definitions))
    }

    /// Has something read that is sent in requests: without what is `readOnly`.
    pub(crate) fn in_request<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.in_direction(Direction::Request, read)
    }

    pub(crate) fn in_direction<T>(&mut self, direction: Direction, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.direction, direction);
        let result = read(self);
        self.direction = before;
        result
    }
}

fn sections(root: &Node) -> HashMap<&str, HashMap<&str, &Node>> {
    let entries = root.get("components").map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.as_str(), by_name(&entry.value))).collect()
}

fn by_name(section: &Node) -> HashMap<&str, &Node> {
    section.entries().iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
}
