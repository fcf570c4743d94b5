//! The state of resolving: the document, the problems so far, the types so far.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::constraint::Enforcement;
use crate::api::{TypeDef, TypeId, TypeRef};
use crate::bundle::Bundle;
use crate::direction::{Direction, Marked};
use crate::json_schema::{self, Validators};
use crate::node::Node;
use crate::problem::{Kind, Problem};
use crate::schema::Schema;
use crate::source::Span;
use crate::view::{DocumentReader, Shared, shared};

/// The schemas that a type was made of, and the type.
type Hoisted<'d> = (Vec<&'d Node>, TypeId);

/// The places of the schemas of a group, of its resolved alternatives, the direction, and the name of the outermost group.
type GroupKey = (Vec<Span>, Vec<Span>, Direction, String);

/// The state of resolving a group.
#[derive(Clone, Debug)]
pub(crate) enum Reading {
    /// The group is being resolved. If its type was needed in the meantime, a named type is declared and defined at the end.
    Begun(Option<TypeId>),
    /// The group is resolved.
    Done(Option<TypeRef>),
}

/// A value of the document to check against a schema.
pub(crate) struct Check<'d> {
    pub schema: Schema<'d>,
    pub node: &'d Node,
    /// The value, if it is only a part of the text that the node is.
    pub value: Option<serde_json::Value>,
    /// The kind of value, for the report.
    pub what: String,
    pub direction: Direction,
}

pub(crate) struct Context<'d> {
    pub bundle: &'d Bundle,
    pub root: &'d Node,
    /// Follows references, checks objects and collects problems.
    pub reader: DocumentReader<'d>,
    /// Components under `components.schemas`, by name, and schemas that other files refer to, by their references.
    pub components: BTreeMap<&'d str, (TypeId, &'d Node)>,
    /// The same, by the place where they stand.
    pub component_at: HashMap<Span, TypeId>,
    pub types: Vec<TypeDef>,
    /// The direction of the values of the schemas that are being resolved.
    pub direction: Direction,
    /// Whether contents are those of a request.
    pub is_request: bool,
    /// The schemas that differ by direction.
    pub marked: Marked,
    /// Whether JSON Schemas have annotations.
    pub annotated: bool,
    /// The types of components in requests, if they differ from those in responses.
    pub request_forms: HashMap<TypeId, TypeId>,
    /// Types of inline schemas, by their places.
    pub inline: HashMap<(Span, Direction), Option<TypeRef>>,
    /// Types of groups of schemas, by the places of the schemas and of the alternatives that are resolved, and by the name that the
    /// outermost group wants, so that a type is not named after another place with the same schemas.
    pub groups: HashMap<GroupKey, Reading>,
    /// The names that schemas want because others refer to them, or to what holds them, by their places.
    pub shared: HashMap<Span, Shared>,
    /// The name that the outermost group being resolved wants.
    pub outermost: String,
    /// Levels of groups that are being resolved.
    pub depth: usize,
    /// Schemas whose keywords have been checked.
    pub checked: HashSet<Span>,
    /// Hoisted schemas by the name they asked for: alike in their text too, they are one type.
    pub hoisted: HashMap<(String, Direction), Vec<Hoisted<'d>>>,
    /// Hoisted schemas by their places and the direction.
    pub inline_forms: HashMap<(Vec<Span>, Direction), TypeId>,
    /// JSON Schemas of the components, made when the first value is checked.
    pub definitions: Option<serde_json::Map<String, serde_json::Value>>,
    /// The same, ready to hold values to them.
    validators: Option<Validators>,
    /// Values to check against schemas once it is known that no schema leads to itself.
    pub checks: Vec<Check<'d>>,
    /// Constraints that no type holds.
    pub enforcement: Enforcement<'d>,
    /// The operations of which a part could not be read, which is reported, by the places of their ids.
    pub incomplete: HashSet<Span>,
}

impl<'d> Context<'d> {
    pub(crate) fn new(bundle: &'d Bundle, tolerant: bool, annotated: bool) -> Self {
        let root = &bundle.root;
        Context {
            bundle,
            root,
            reader: DocumentReader::new(bundle, tolerant),
            components: BTreeMap::new(),
            component_at: HashMap::new(),
            types: Vec::new(),
            direction: Direction::Response,
            is_request: false,
            marked: Marked::of(bundle),
            annotated,
            request_forms: HashMap::new(),
            inline: HashMap::new(),
            groups: HashMap::new(),
            shared: shared(root),
            outermost: String::new(),
            depth: 0,
            checked: HashSet::new(),
            hoisted: HashMap::new(),
            inline_forms: HashMap::new(),
            definitions: None,
            validators: None,
            checks: Vec::new(),
            enforcement: Enforcement::default(),
            incomplete: HashSet::new(),
        }
    }

    /// See [`Diagnostics::report`](crate::diagnostics::Diagnostics::report). [`Kind::NotEnforced`] and [`Kind::Loose`] are
    /// reported at the end, if they apply: see [`super::enforcement::decide`].
    pub(crate) fn report(&mut self, at: Span, kind: Kind) {
        if matches!(kind, Kind::NotEnforced { .. } | Kind::Loose { .. }) {
            self.enforcement.add(at, kind);
        } else {
            self.reader.diagnostics.report(at, kind);
        }
    }

    /// Reports a constraint that neither a type nor the JSON Schema holds.
    pub(crate) fn not_checked(&mut self, at: Span, kind: Kind) {
        self.reader.diagnostics.report(at, kind);
    }

    /// See [`Diagnostics::tolerable`](crate::diagnostics::Diagnostics::tolerable).
    pub(crate) fn tolerable(&mut self, at: Span, kind: Kind) {
        self.reader.diagnostics.tolerable(at, kind);
    }

    /// See [`Diagnostics::problem`](crate::diagnostics::Diagnostics::problem).
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.reader.diagnostics.problem(problem);
    }

    /// See [`Diagnostics::unsupported`](crate::diagnostics::Diagnostics::unsupported).
    pub(crate) fn unsupported(
        &mut self,
        at: Span,
        feature: &'static str,
        what: impl Into<String>,
        instead: &'static str,
    ) {
        self.reader.diagnostics.unsupported(at, feature, what, instead);
    }

    /// See [`Diagnostics::is_tolerant`](crate::diagnostics::Diagnostics::is_tolerant).
    pub(crate) fn is_tolerant(&self) -> bool {
        self.reader.diagnostics.is_tolerant()
    }

    /// See [`Diagnostics::is_circular`](crate::diagnostics::Diagnostics::is_circular).
    pub(crate) fn is_circular(&self) -> bool {
        self.reader.diagnostics.is_circular()
    }

    /// The JSON Schema of a schema, beside [`Self::definitions`].
    pub(crate) fn json_schema(&self, schema: Schema<'d>) -> serde_json::Value {
        self.json_schema_in(schema, self.direction)
    }

    pub(crate) fn json_schema_in(&self, schema: Schema<'d>, direction: Direction) -> serde_json::Value {
        json_schema::Converter {
            root: self.root,
            marked: &self.marked,
            direction,
            annotated: self.annotated,
            is_member: false,
        }
        .schema(schema)
    }

    /// Returns the validators of the document's schemas.
    pub(crate) fn validators(&mut self) -> &Validators {
        let (bundle, marked, annotated) = (self.bundle, &self.marked, self.annotated);
        let definitions =
            self.definitions.get_or_insert_with(|| json_schema::definitions_of(bundle, marked, annotated));
        self.validators.get_or_insert_with(|| Validators::new(definitions))
    }

    /// Has the contents of a request body read.
    pub(crate) fn in_body<T>(&mut self, direction: Direction, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.is_request, true);
        let result = self.in_direction(direction, read);
        self.is_request = before;
        result
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
