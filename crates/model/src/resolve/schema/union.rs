//! `oneOf` and `anyOf` (OpenAPI 3.0.4, Schema Object and Discriminator Object): a value of one of several types.
//!
//! A value that fits several alternatives is taken for the first of them, in `oneOf` as in `anyOf`: documents write one
//! and mean the other, and a reader that counts all that fit would refuse what a server sends.

use std::collections::BTreeSet;

use super::group::{Group, group_type};
use super::{Definition, schema};
use crate::api::{TypeDef, TypeKind, TypeRef, Union, UnionVariant};
use crate::name::{Case, Scope, derive};
use crate::node::Node;
use crate::pointer::{decode, pointed, reference_target};
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::schema::{is_nullable, is_only_null, says_nothing, tags};
use crate::source::Span;

/// The union that a group is, by the first of its alternatives that are not decided yet; `None` where there are none.
pub(crate) fn next<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<Option<Definition>> {
    let mut group = group.clone();
    loop {
        let (holder, list) = undecided(&group)?;
        group.decided.push(list.at);
        // What is an alternative of itself adds nothing.
        let is_itself =
            |member: &&Node| reference_target(context.root, member).is_none_or(|target| target.at == holder.at);
        let members: Vec<&'d Node> = list.elements().iter().filter(|member| !is_itself(member)).collect();
        if members.is_empty() {
            let instead = "list the alternatives, or remove the key";
            let what = "the list of alternatives".to_owned();
            context.report(list.at, Kind::Invalid { what, why: "has no member".into(), instead });
            continue;
        }
        // What a base lists as its alternatives is nothing that one of these, which has the base, could still choose.
        let is_chosen = |member: &Node| {
            reference_target(context.root, member).is_some_and(|target| group.sources.contains(&target.at))
        };
        if members.iter().any(|member| is_chosen(member)) {
            continue;
        }
        let has_base = group.nodes.iter().any(|node| stands_beside(&group, node));
        if has_base && members.iter().all(|member| only_asks(context.root, member, &mut BTreeSet::new())) {
            members.iter().filter(|member| member.get("$ref").is_none()).for_each(|member| {
                super::check(context, member);
            });
            let what = "which properties must be there together".to_owned();
            context.report(list.at, Kind::NotEnforced { what });
            continue;
        }
        return Some(union(context, &group, holder, &members, hint));
    }
}

/// The first alternatives that are not decided yet, and the schema that has them.
fn undecided<'d>(group: &Group<'d>) -> Option<(&'d Node, &'d Node)> {
    let lists = |node: &&'d Node| {
        let node = *node;
        ["oneOf", "anyOf"].map(|key| node.get(key).map(|list| (node, list)))
    };
    group.nodes.iter().flat_map(lists).flatten().find(|(_, list)| !group.decided.contains(&list.at))
}

/// Whether a schema says anything but the alternatives that are decided. That it is an object, every member says too.
fn stands_beside(group: &Group<'_>, node: &Node) -> bool {
    let is_decided = |key: &&str| node.get(key).is_none_or(|list| group.decided.contains(&list.at));
    let mut but = vec!["allOf"];
    but.extend(["oneOf", "anyOf"].into_iter().filter(is_decided));
    but.extend(["type"].into_iter().filter(|_| node.str("type") == Some("object")));
    !says_nothing(node, &but)
}

/// Whether a member says no more than which properties must be there, or not. `seen` has the places of the schemas that were looked
/// at: one that leads back to itself says nothing more there.
fn only_asks(root: &Node, member: &Node, seen: &mut BTreeSet<Span>) -> bool {
    let Some(member) = reference_target(root, member) else { return false };
    if !seen.insert(member.at) {
        return true;
    }
    let mut is_list = |node: &Node| {
        ["anyOf", "oneOf", "allOf"]
            .iter()
            .filter_map(|key| node.get(key))
            .all(|list| list.elements().iter().all(|member| only_asks(root, member, seen)))
    };
    // A `properties` that types nothing only names what is required.
    let types_nothing = |node: &Node| {
        let properties = node.get("properties").map(Node::entries).unwrap_or_default();
        properties.iter().all(|entry| says_nothing(&entry.value, &[]))
    };
    let asks = ["required", "not", "minProperties", "maxProperties", "oneOf", "anyOf", "allOf"];
    let keys: &[&str] = &[asks.as_slice(), &["type", "properties", "additionalProperties"]].concat();
    says_nothing(member, keys)
        && asks.iter().any(|key| member.get(key).is_some())
        && member.str("type").is_none_or(|ty| ty == "object")
        && types_nothing(member)
        && member.get("additionalProperties").is_none_or(|node| node.as_bool() == Some(true))
        && is_list(member)
}

fn union<'d>(
    context: &mut Context<'d>,
    group: &Group<'d>,
    holder: &'d Node,
    members: &[&'d Node],
    hint: &str,
) -> Option<Definition> {
    let root = context.root;
    let is_nullable = members.iter().any(|member| is_nullable(root, member));
    let members: Vec<&'d Node> = members.iter().copied().filter(|member| !is_only_null(root, member)).collect();
    let has_base = group.nodes.iter().any(|node| stands_beside(group, node));
    let property = discriminator(context, holder, &members);
    let mut scope = Scope::default();
    let mut variants: Vec<UnionVariant> = Vec::new();
    for member in &members {
        let wanted = wanted(context, member);
        let name = scope.claim(&wanted, Case::Pascal);
        let hint = if members.len() == 1 { hint.to_owned() } else { format!("{hint}{name}") };
        let ty = if has_base { with_base(context, group, member, &hint)? } else { schema(context, member, &hint)? };
        let ty = ty.without_null().clone();
        let tags = property.map(|property| tags(root, holder, property, member)).unwrap_or_default();
        // A second one of a type would never be chosen.
        if property.is_some() || variants.iter().all(|known| known.ty != ty) {
            variants.push(UnionVariant { name, ty, boxed: false, tags });
        }
    }
    let nullable = |ty: TypeRef| {
        let is_nullable = is_nullable && !ty.is_nullable();
        if is_nullable { TypeRef::Nullable(Box::new(ty)) } else { ty }
    };
    match variants.as_slice() {
        [] => Some(Definition::Plain(nullable(TypeRef::Any))),
        [only] if property.is_none() || members.len() == 1 => Some(Definition::Plain(nullable(only.ty.clone()))),
        _ => {
            let discriminator = property.map(str::to_owned);
            Some(Definition::Named(TypeKind::Union(Union { variants, discriminator })))
        }
    }
}

/// The type of one alternative together with what stands beside all of them.
fn with_base<'d>(context: &mut Context<'d>, group: &Group<'d>, member: &'d Node, hint: &str) -> Option<TypeRef> {
    let own = Group::of(context, member)?;
    let is_type = |node: &Node| own.all("type").any(|ty| ty.as_str() == node.str("type"));
    let is_covered = |node: &Node| {
        own.nodes.iter().any(|own| own.at == node.at)
            || !stands_beside(group, node)
            || (is_type(node) && says_nothing(node, &["type", "allOf", "oneOf", "anyOf"]))
    };
    if group.nodes.iter().all(|node| is_covered(node)) {
        return schema(context, member, hint);
    }
    let merged = group.with(context, member)?;
    group_type(context, &merged, hint)
}

/// What an alternative is called: the component, else its title, else what kind of value it is.
fn wanted(context: &Context<'_>, member: &Node) -> String {
    if let Some(reference) = member.str("$ref") {
        let target = pointed(context.root, reference);
        let component = target.and_then(|target| context.component_at.get(&target.at));
        return match component {
            Some(id) => context.types[id.0].name.clone(),
            None => derive(&decode(reference.rsplit('/').next().unwrap_or_default()), Case::Pascal),
        };
    }
    if let Some(title) = member.str("title").filter(|title| !title.trim().is_empty()) {
        return derive(title, Case::Pascal);
    }
    let ty = member.str("type").unwrap_or_else(|| {
        let has = |key| member.get(key).is_some();
        if has("properties") || has("required") || has("allOf") { "object" } else { "value" }
    });
    let mut letters = ty.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The property that tells the alternatives apart, where each of them can be told.
fn discriminator<'d>(context: &mut Context<'d>, holder: &'d Node, members: &[&'d Node]) -> Option<&'d str> {
    let entry = holder.entry("discriminator")?;
    let property = entry.value.str("propertyName")?;
    if members.iter().any(|member| tags(context.root, holder, property, member).is_empty()) {
        // OpenAPI 3.0.4, Discriminator Object: inline schemas are not considered.
        let what = "a `discriminator` beside a schema without a name".to_owned();
        context.report(entry.key_at, Kind::NotEnforced { what });
        return None;
    }
    Some(property)
}

/// Takes the discriminator's values from alternatives that are no objects: they have no property that could say one. The
/// types they refer to are known only when all are.
pub(crate) fn untag(types: &mut [TypeDef]) {
    let is_none: Vec<Vec<bool>> = types
        .iter()
        .map(|def| match &def.kind {
            TypeKind::Union(union) => {
                union.variants.iter().map(|variant| is_no_object(types, &variant.ty, 0)).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    for (def, is_none) in types.iter_mut().zip(is_none) {
        if let TypeKind::Union(union) = &mut def.kind {
            let untold = union.variants.iter_mut().zip(is_none).filter(|(_, is_none)| *is_none);
            untold.for_each(|(variant, _)| variant.tags.clear());
        }
    }
}

fn is_no_object(types: &[TypeDef], ty: &TypeRef, depth: usize) -> bool {
    match ty {
        TypeRef::Map(_) | TypeRef::Any | TypeRef::Nullable(_) => false,
        TypeRef::Named(id) => match &types[id.0].kind {
            TypeKind::Struct(_) => false,
            TypeKind::Enum(_) => true,
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } if depth < 16 => {
                is_no_object(types, inner, depth + 1)
            }
            TypeKind::Union(union) if depth < 16 => {
                union.variants.iter().all(|variant| is_no_object(types, &variant.ty, depth + 1))
            }
            _ => false,
        },
        _ => true,
    }
}
