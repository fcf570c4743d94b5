//! What resolving carries along: the document, the problems so far, the types so far.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::{names, reference, schema};
use crate::model::{TypeDef, TypeId, TypeKind, TypeRef};
use crate::name::{Case, Scope};
use crate::node::Node;
use crate::problem::{Kind, Problem, Severity};
use crate::source::Span;

pub(crate) struct Context<'d> {
    pub root: &'d Node,
    /// Whether mistakes that nothing on the wire depends on are passed over.
    pub tolerant: bool,
    problems: Vec<Problem>,
    /// What stands under `components`, by section and name.
    pub sections: HashMap<&'d str, HashMap<&'d str, &'d Node>>,
    /// Components under `components.schemas`, by name.
    pub components: BTreeMap<&'d str, (TypeId, &'d Node)>,
    /// The same, by the place where they stand.
    pub component_at: HashMap<Span, TypeId>,
    pub types: Vec<TypeDef>,
    pub type_scope: Scope,
    /// Inline schemas that have been read, by the place where they stand.
    pub inline: HashMap<Span, Option<TypeRef>>,
    /// Hoisted schemas by the name they asked for and their text: alike in both, they are one type.
    pub hoisted: HashMap<(String, String), TypeId>,
    /// JSON Schemas of the components, made when the first example is checked.
    pub definitions: Option<serde_json::Map<String, serde_json::Value>>,
    /// Compiled schemas, by their reference or place.
    pub validators: HashMap<Result<&'d str, Span>, Option<Rc<jsonschema::Validator>>>,
    /// Values to check against schemas once it is known that no schema leads to itself: schema, value, what it is.
    pub checks: Vec<(&'d Node, &'d Node, String)>,
    /// References that lead back to themselves.
    pub circular: HashSet<&'d str>,
    /// Whether a circle was found. No value can be checked then: it would be checked for ever.
    pub is_circular: bool,
    /// Sets of schemes that a request carries together, as indexes into all schemes of the document.
    pub credential_sets: Vec<Vec<usize>>,
}

impl<'d> Context<'d> {
    pub(crate) fn new(root: &'d Node, tolerant: bool) -> Self {
        Context {
            root,
            tolerant,
            problems: Vec::new(),
            sections: sections(root),
            components: BTreeMap::new(),
            component_at: HashMap::new(),
            types: Vec::new(),
            type_scope: Scope::default(),
            inline: HashMap::new(),
            hoisted: HashMap::new(),
            definitions: None,
            validators: HashMap::new(),
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

    /// All problems, each once: what is referred to from several places is read from each of them, and a circle is met at
    /// each of its members. What only warns, and would not be there without an error, is left out.
    pub(crate) fn finish(self) -> Vec<Problem> {
        let mut seen = HashSet::new();
        let is_wrong = self.problems.iter().any(|problem| problem.severity() == Severity::Error);
        let fresh = self.problems.into_iter().filter(|problem| match &problem.kind {
            Kind::NoErrorAnswer { .. } if is_wrong => false,
            Kind::CircularReference { chain, .. } => {
                let members: BTreeSet<&str> = chain.split(" → ").collect();
                seen.insert((Span::default(), members.into_iter().collect::<Vec<_>>().join(" ")))
            }
            Kind::ExampleMismatch { why, .. } => seen.insert((problem.at, why.clone())),
            kind => seen.insert((problem.at, kind.to_string())),
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

    /// Gives every component under `components.schemas` its name, before any of them is read.
    pub(crate) fn declare_components(&mut self) {
        let schemas = self.root.get("components").and_then(|components| components.get("schemas"));
        let entries = schemas.map(Node::entries).unwrap_or_default();
        let wishes: Vec<(&str, &'d Node)> = entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect();
        let mut scope = std::mem::take(&mut self.type_scope);
        let names = names(self, &wishes, Case::Pascal, &mut scope);
        self.type_scope = scope;
        for (entry, name) in entries.iter().zip(names) {
            let id = TypeId(self.types.len());
            self.components.insert(&entry.key, (id, &entry.value));
            self.component_at.insert(entry.value.at, id);
            self.types.push(TypeDef {
                name,
                origin: entry.key.clone(),
                doc: None,
                nullable: entry.value.is_true("nullable"),
                sensitive: schema::is_sensitive(&entry.value),
                kind: TypeKind::Alias(TypeRef::Any),
            });
        }
    }

    /// Reads every component.
    pub(crate) fn define_components(&mut self) {
        let components: Vec<(TypeId, &'d Node)> = self.components.values().copied().collect();
        let mut ordered = components;
        ordered.sort_by_key(|(id, _)| *id);
        for (id, node) in ordered {
            self.define(id, node);
        }
        reference::check_circles(self);
    }

    fn define(&mut self, id: TypeId, node: &'d Node) {
        let hint = self.types[id.0].name.clone();
        if node.get("$ref").is_some() {
            if let Some(ty) = schema::schema(self, node, &hint) {
                self.types[id.0].kind = TypeKind::Alias(ty.without_null().clone());
            }
            return;
        }
        let definition = schema::definition(self, node, &hint);
        self.types[id.0].doc = node.str("description").map(str::to_owned);
        if let Some(definition) = definition {
            self.types[id.0].kind = definition.into_kind();
        }
    }
}

fn sections(root: &Node) -> HashMap<&str, HashMap<&str, &Node>> {
    let entries = root.get("components").map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.as_str(), by_name(&entry.value))).collect()
}

fn by_name(section: &Node) -> HashMap<&str, &Node> {
    section.entries().iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
}
