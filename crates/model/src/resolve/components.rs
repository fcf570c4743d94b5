//! Components: the schemas with a name, under `components.schemas` or in another file.

use std::collections::{HashMap, HashSet};

use super::context::Context;
use super::wish::{Hint, schema_wish};
use super::{recursion, rust_type, types};
use crate::api::{Place, TypeDef, TypeId, TypeKind, TypeRef};
use crate::bundle::Bundle;
use crate::name::Casing;
use crate::node::Node;
use crate::pointer::pointed;
use crate::schema::Schema;
use crate::source::Span;

/// A schema with a name.
struct Component<'d> {
    /// The name under `components.schemas`, or the reference to the schema.
    key: &'d str,
    /// The preferred name of the type.
    wish: &'d str,
    node: &'d Node,
}

/// Lists the components of a document in its order, then the schemas that other files refer to, in the order of their first
/// reference. If a component is only a reference to a schema of another file, that schema gets the component's name.
fn components(bundle: &Bundle) -> Vec<Component<'_>> {
    let entries = Schema::components(&bundle.root);
    let mut referred: HashMap<Span, &Node> = HashMap::new();
    for schema in &bundle.schemas {
        // A reference to a reference ends at the last schema, which has its own entry.
        let target = pointed(&bundle.root, &schema.reference).filter(|target| !Schema::of(target).is_reference());
        referred.extend(target.map(|target| (target.at, target)));
    }
    let mut taken = HashSet::new();
    let mut found: Vec<Component<'_>> = Vec::with_capacity(entries.len() + referred.len());
    for entry in entries {
        let schema = Schema::of(&entry.value);
        let target = (!referred.is_empty() && schema.is_reference())
            .then(|| schema.target(&bundle.root))
            .flatten()
            .filter(|target| referred.contains_key(&target.at()) && taken.insert(target.at()));
        found.push(Component { key: &entry.key, wish: &entry.key, node: target.unwrap_or(schema).node() });
    }
    for schema in &bundle.schemas {
        let target = pointed(&bundle.root, &schema.reference).and_then(|target| referred.get(&target.at));
        if let Some(node) = target.filter(|node| taken.insert(node.at)) {
            found.push(Component { key: &schema.reference, wish: &schema.name, node });
        }
    }
    found
}

/// The documentation of a type. A reference has none: it is that of its target.
pub(crate) fn documentation(schema: Schema<'_>) -> Option<String> {
    schema.description().filter(|_| !schema.is_reference()).map(str::to_owned)
}

impl<'d> Context<'d> {
    /// Declares the types of all components. Called before any schema is resolved, so that references find their types.
    pub(crate) fn declare_components(&mut self) {
        let components = components(self.bundle);
        for Component { key, wish, node } in components {
            let name = schema_wish(self, wish, node, Casing::Pascal);
            let id = TypeId(self.types.len());
            let schema = Schema::of(node);
            let rust_type = rust_type::rust_type(self, schema);
            self.components.insert(key, (id, node));
            self.component_at.insert(node.at, id);
            self.types.push(TypeDef {
                name,
                origin: wish.to_owned(),
                place: Place::Component,
                doc: documentation(schema),
                nullable: schema.is_nullable(self.root),
                sensitive: schema.shows_sensitive(self.root),
                deprecated: schema.is_deprecated(),
                rust_type,
                derives: Vec::new(),
                form_of: None,
                sample: None,
                kind: TypeKind::Alias(TypeRef::Any),
            });
        }
    }

    /// Resolves all components that are declared, in the order of the document.
    pub(crate) fn define_components(&mut self) {
        let mut ordered: Vec<(TypeId, &'d Node)> = self.components.values().copied().collect();
        ordered.sort_by_key(|(id, _)| *id);
        for (id, node) in ordered {
            self.define(id, Schema::of(node));
        }
        recursion::check(self);
    }

    /// Resolves the schema of a type whose name is already assigned.
    pub(crate) fn define(&mut self, id: TypeId, schema: Schema<'d>) {
        let hint = Hint::of_type(&self.types, id);
        if schema.is_reference() {
            if let Some(ty) = types::schema(self, schema, &hint) {
                self.types[id.0].kind = TypeKind::Alias(ty.without_null().clone());
            }
            return;
        }
        let kind = match types::definition(self, schema, &hint) {
            // `null` is added at each use of the type.
            Some(types::Definition::Plain(ty)) if self.types[id.0].nullable => {
                TypeKind::Alias(ty.without_null().clone())
            }
            Some(definition) => definition.into_kind(),
            None => return,
        };
        let sample = types::sample_of(self, &[schema], &kind);
        let def = &mut self.types[id.0];
        (def.kind, def.sample) = (kind, sample);
    }
}
