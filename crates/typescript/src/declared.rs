//! The types that have a declaration: all with a name in the document, and those that are used in several places. Others are
//! written where they are used.

use std::collections::{BTreeMap, BTreeSet};

use model::Api;
use model::api::{Operation, Place, TypeId, TypeKind, TypeRef, Unknown};

use crate::text::Identifiers;

/// The declared types, with their names.
#[derive(Debug)]
pub(crate) struct Declared {
    names: BTreeMap<TypeId, Name>,
    /// Types that contain themselves without an object or a list between.
    circular: BTreeSet<TypeId>,
}

#[derive(Debug)]
struct Name {
    /// The key in `components.schemas`.
    key: String,
    /// The name of the type.
    identifier: String,
}

impl Declared {
    pub(crate) fn of(api: &Api<String>) -> Self {
        let uses = uses(api);
        let is_declared = |id: &TypeId| match api.type_named(*id).place {
            Place::Component => true,
            Place::Referenced => uses[id.0] > 0,
            Place::Inline => uses[id.0] > 1,
        };
        let ids: Vec<TypeId> = (0..api.types.len()).map(TypeId).filter(is_declared).collect();
        let (mut keys, mut identifiers) = (Identifiers::default(), Identifiers::default());
        let mut names = BTreeMap::new();
        // Components come first and have their names; the names of the others are those of the Rust types.
        for id in ids {
            let def = api.type_named(id);
            let wanted = if def.place == Place::Component { &def.origin } else { &def.name };
            let name = Name { key: keys.claim(wanted.clone()), identifier: identifiers.claim_type(wanted) };
            names.insert(id, name);
        }
        let circular = circular(api);
        Declared { names, circular }
    }

    /// Returns the declared types, in the order of the API.
    pub(crate) fn ids(&self) -> impl Iterator<Item = TypeId> {
        self.names.keys().copied()
    }

    pub(crate) fn is_declared(&self, id: TypeId) -> bool {
        self.names.contains_key(&id)
    }

    /// Returns whether the type contains itself without an object or a list between. TypeScript rejects a reference to it there.
    pub(crate) fn is_circular(&self, id: TypeId) -> bool {
        self.circular.contains(&id)
    }

    /// Returns the key in `components.schemas`. Empty if the type is not declared.
    pub(crate) fn key(&self, id: TypeId) -> &str {
        self.names.get(&id).map_or("", |name| &name.key)
    }

    /// Returns the name of the type. Empty if it is not declared.
    pub(crate) fn identifier(&self, id: TypeId) -> &str {
        self.names.get(&id).map_or("", |name| &name.identifier)
    }
}

/// Counts the places in which each type is used.
fn uses(api: &Api<String>) -> Vec<usize> {
    let mut uses = vec![0; api.types.len()];
    let mut count = |ty: &TypeRef| named(ty, &mut |id| uses[id.0] += 1);
    for def in &api.types {
        each(&def.kind, &mut count);
    }
    for operation in api.operations.iter().chain(&api.webhooks.operations) {
        of_operation(operation, &mut count);
    }
    uses
}

fn of_operation(operation: &Operation<String>, count: &mut impl FnMut(&TypeRef)) {
    operation.parameters.iter().for_each(|parameter| count(parameter.whole()));
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        // A content with several media types is written once for each.
        for _ in &content.media_types {
            count(&content.ty);
            content.parts.iter().for_each(|part| count(&part.ty));
            content.items.iter().for_each(|items| count(&items.ty));
            content.items.iter().filter_map(|items| items.data.as_ref()).for_each(|data| count(&data.ty));
        }
    }
    for response in &operation.responses {
        response.headers.iter().for_each(|header| count(&header.ty));
        for content in &response.contents {
            for _ in &content.media_types {
                count(&content.ty);
                content.items.iter().for_each(|items| count(&items.ty));
                content.items.iter().filter_map(|items| items.data.as_ref()).for_each(|data| count(&data.ty));
            }
        }
    }
}

/// Calls `visit` with each type that a definition uses.
fn each(kind: &TypeKind<String>, visit: &mut impl FnMut(&TypeRef)) {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().for_each(|field| visit(&field.ty));
            if let Unknown::Kept { ty, .. } = &object.unknown {
                // An index signature has the types of the properties too.
                object.fields.iter().for_each(|field| visit(&field.ty));
                visit(ty);
            }
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
        TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => visit(inner),
        TypeKind::Enum(_) => {}
    }
}

/// Calls `visit` with each named type in a type.
fn named(ty: &TypeRef, visit: &mut impl FnMut(TypeId)) {
    match ty {
        TypeRef::Named(id) => visit(*id),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => named(inner, visit),
        TypeRef::Tuple(members) => members.iter().for_each(|member| named(member, visit)),
        _ => {}
    }
}

/// Returns the types that contain themselves without an object or a list between.
fn circular(api: &Api<String>) -> BTreeSet<TypeId> {
    let direct = |id: TypeId| -> Vec<TypeId> {
        let of = |ty: &TypeRef| match ty.without_null() {
            TypeRef::Named(id) => Some(*id),
            _ => None,
        };
        match &api.type_named(id).kind {
            TypeKind::Union(union) => union.variants.iter().filter_map(|variant| of(&variant.ty)).collect(),
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => of(inner).into_iter().collect(),
            _ => Vec::new(),
        }
    };
    let is_circular = |id: &TypeId| {
        let (mut open, mut seen) = (direct(*id), BTreeSet::new());
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(direct(next));
            }
        }
        seen.contains(id)
    };
    (0..api.types.len()).map(TypeId).filter(is_circular).collect()
}
