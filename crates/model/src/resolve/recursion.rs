//! Types that contain themselves: types without a finite value, types of infinite size, and aliases of themselves.

use super::context::Context;
use crate::api::{TypeDef, TypeId, TypeKind, TypeRef};
use crate::problem::{Cycle, Kind, Problem};

/// Reports types without a finite value, and adds a `Box` where a type contains itself. The time is proportional to the
/// number of uses of types.
pub(crate) fn check(context: &mut Context<'_>) {
    report_endless(context);
    report_undecided(context);
    name_aliases(context);
    let held: Vec<Vec<usize>> = context.types.iter().map(held).collect();
    let component = components(&held);
    for (id, def) in context.types.iter_mut().enumerate() {
        let is_circle = |ty: &TypeRef| inline(ty).into_iter().any(|target| component[target] == component[id]);
        match &mut def.kind {
            TypeKind::Struct(object) => {
                object.fields.iter_mut().for_each(|field| field.boxed = is_circle(&field.ty));
            }
            TypeKind::Union(union) => {
                union.variants.iter_mut().for_each(|variant| variant.boxed = is_circle(&variant.ty));
            }
            _ => {}
        }
    }
}

/// Returns the types that every value of this type contains. For a union, a value contains one of them.
fn needed(def: &TypeDef) -> Vec<usize> {
    let id = |ty: &TypeRef| match ty {
        TypeRef::Named(id) => Some(id.0),
        _ => None,
    };
    match &def.kind {
        TypeKind::Struct(object) => {
            object.fields.iter().filter(|field| field.required).filter_map(|field| id(&field.ty)).collect()
        }
        TypeKind::Alias(ty) => direct(ty).map(|id| id.0).into_iter().collect(),
        TypeKind::Constrained { inner, .. } => id(inner).into_iter().collect(),
        // An alternative without a named type is finite.
        TypeKind::Union(union) => {
            let all: Option<Vec<usize>> = union.variants.iter().map(|variant| id(&variant.ty)).collect();
            all.unwrap_or_default()
        }
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// The types that are stored inline in this type.
fn held(def: &TypeDef) -> Vec<usize> {
    match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().flat_map(|field| inline(&field.ty)).collect(),
        TypeKind::Alias(ty) | TypeKind::Constrained { inner: ty, .. } => inline(ty),
        TypeKind::Union(union) => union.variants.iter().flat_map(|variant| inline(&variant.ty)).collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// The named types that are stored inline in a value of this type.
fn inline(ty: &TypeRef) -> Vec<usize> {
    match ty.without_null() {
        TypeRef::Tuple(elements) => elements.iter().flat_map(inline).collect(),
        other => direct(other).map(|id| id.0).into_iter().collect(),
    }
}

/// The named type that is stored inline in this type.
fn direct(ty: &TypeRef) -> Option<TypeId> {
    match ty.without_null() {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    }
}

/// The types that are known to have a finite value.
struct Finite {
    is: Vec<bool>,
    /// For each type, the number of types it needs that are not known to be finite.
    lacking: Vec<usize>,
    users: Vec<Vec<usize>>,
}

impl Finite {
    fn of(types: &[TypeDef], needed: &[Vec<usize>]) -> Self {
        let mut users = vec![Vec::new(); types.len()];
        for (id, targets) in needed.iter().enumerate() {
            targets.iter().for_each(|target| users[*target].push(id));
        }
        let of_union = |id: usize| matches!(types[id].kind, TypeKind::Union(_)) && !needed[id].is_empty();
        let lacking = (0..types.len()).map(|id| if of_union(id) { 1 } else { needed[id].len() }).collect();
        let mut finite = Finite { is: vec![false; types.len()], lacking, users };
        for (id, targets) in needed.iter().enumerate() {
            if targets.is_empty() {
                finite.mark(id);
            }
        }
        finite
    }

    fn mark(&mut self, id: usize) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut self.is[id], true) {
                continue;
            }
            for user in std::mem::take(&mut self.users[id]) {
                self.lacking[user] = self.lacking[user].saturating_sub(1);
                if self.lacking[user] == 0 {
                    open.push(user);
                }
            }
        }
    }
}

/// Reports types that have no finite value.
fn report_endless(context: &mut Context<'_>) {
    let needed: Vec<Vec<usize>> = context.types.iter().map(needed).collect();
    let mut finite = Finite::of(&context.types, &needed);
    for start in 0..needed.len() {
        while !finite.is[start] {
            let mut path = vec![start];
            let circle = loop {
                let last = path[path.len() - 1];
                let Some(next) = needed[last].iter().find(|target| !finite.is[**target]) else { break vec![last] };
                if let Some(at) = path.iter().position(|id| id == next) {
                    break path.split_off(at);
                }
                path.push(*next);
            };
            report(context, circle.clone());
            // One report for each cycle, at the member that comes first in the document.
            finite.mark(circle.into_iter().min().unwrap_or(start));
        }
    }
}

/// Reports unions that are an alternative of themselves, directly or through other unions and aliases.
fn report_undecided(context: &mut Context<'_>) {
    let same = |def: &TypeDef| match &def.kind {
        TypeKind::Struct(_) | TypeKind::Enum(_) => Vec::new(),
        _ => held(def),
    };
    let edges: Vec<Vec<usize>> = context.types.iter().map(same).collect();
    let component = components(&edges);
    let mut circles: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (id, targets) in edges.iter().enumerate() {
        if targets.iter().any(|target| component[*target] == component[id]) {
            circles.entry(component[id]).or_default().push(id);
        }
    }
    circles.into_values().for_each(|circle| report(context, circle));
}

fn report(context: &mut Context<'_>, mut circle: Vec<usize>) {
    let Some(first) = circle.iter().min().copied() else { return };
    while circle[0] != first {
        circle.rotate_left(1);
    }
    let name = context.types[first].origin.clone();
    let at = context.components.get(name.as_str()).map_or(context.root.at, |(_, node)| node.at);
    let members = circle.iter().map(|id| context.types[*id].origin.clone()).collect();
    context.problem(Problem::new(at, Kind::CircularReference { cycle: Cycle::Type, members }));
    // Later steps follow aliases and must terminate.
    context.types[first].kind = TypeKind::Alias(TypeRef::Any);
}

/// Replaces aliases that contain themselves by newtypes: Rust does not allow a recursive alias, even through an array.
fn name_aliases(context: &mut Context<'_>) {
    let unfolded = |def: &TypeDef| match &def.kind {
        TypeKind::Alias(ty) => inner(ty).into_iter().collect(),
        _ => Vec::new(),
    };
    let edges: Vec<Vec<usize>> = context.types.iter().map(unfolded).collect();
    let component = components(&edges);
    for id in 0..edges.len() {
        let is_circle = edges[id].iter().any(|target| component[*target] == component[id]);
        if let (true, TypeKind::Alias(ty)) = (is_circle, &context.types[id].kind)
            && unfolds_to(&context.types, ty, id, edges.len())
        {
            let kind = TypeKind::Constrained { inner: ty.clone(), constraints: Box::default(), titled: Vec::new() };
            context.types[id].kind = kind;
        }
    }
}

/// Returns whether expanding the aliases in `ty` leads to `goal`.
fn unfolds_to(types: &[TypeDef], ty: &TypeRef, goal: usize, limit: usize) -> bool {
    let mut next = inner(ty);
    for _ in 0..=limit {
        match next {
            Some(id) if id == goal => return true,
            Some(id) => {
                next = match &types[id].kind {
                    TypeKind::Alias(ty) => inner(ty),
                    _ => None,
                }
            }
            None => return false,
        }
    }
    false
}

/// Returns the named type in a type, through arrays and maps.
fn inner(ty: &TypeRef) -> Option<usize> {
    match ty {
        TypeRef::Array(ty) | TypeRef::Map(ty) | TypeRef::Nullable(ty) => inner(ty),
        TypeRef::Named(id) => Some(id.0),
        _ => None,
    }
}

/// Returns the strongly connected components of a graph (Tarjan): nodes with the same number are in one component.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut search = ComponentSearch {
        edges,
        order: vec![0; edges.len()],
        low: vec![0; edges.len()],
        next: 1,
        ..ComponentSearch::default()
    };
    search.component = vec![usize::MAX; edges.len()];
    (0..edges.len()).for_each(|node| {
        if search.order[node] == 0 {
            search.visit(node);
        }
    });
    search.component
}

#[derive(Default)]
struct ComponentSearch<'e> {
    edges: &'e [Vec<usize>],
    order: Vec<usize>,
    low: Vec<usize>,
    next: usize,
    stack: Vec<usize>,
    component: Vec<usize>,
}

impl ComponentSearch<'_> {
    fn visit(&mut self, node: usize) {
        (self.order[node], self.low[node]) = (self.next, self.next);
        self.next += 1;
        self.stack.push(node);
        let edges = self.edges;
        for target in edges[node].iter().copied() {
            if self.order[target] == 0 {
                self.visit(target);
                self.low[node] = self.low[node].min(self.low[target]);
            } else if self.component[target] == usize::MAX {
                self.low[node] = self.low[node].min(self.order[target]);
            }
        }
        if self.low[node] == self.order[node] {
            while let Some(member) = self.stack.pop() {
                self.component[member] = node;
                if member == node {
                    break;
                }
            }
        }
    }
}
