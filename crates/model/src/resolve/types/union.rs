//! `oneOf` and `anyOf` (OpenAPI 3.0.4, Schema Object and Discriminator Object): a value of one of several types.
//!
//! A value that fits several alternatives becomes the first of them, for `oneOf` as for `anyOf`. Many documents use `oneOf`
//! for alternatives that overlap. A client that rejected values that fit several alternatives would reject responses of real
//! servers. In requests, such values are rejected by the JSON Schema where the document excludes them ([`Overlap`]).

mod alternative;

use std::collections::BTreeSet;

use super::group::{Group, group_type};
use super::{Definition, Inline, hoist, scalar, schema};
use crate::api::{Constraints, TitledValue, TypeDef, TypeKind, TypeRef, Union, UnionVariant, Variant};
use crate::name::Casing;
use crate::nearest::nearest;
use crate::node::Node;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::resolve::wish::{Hint, schema_wish};
use crate::schema::enumeration::Enumeration;
use crate::schema::types::type_word;
use crate::schema::{AdditionalProperties, Keyword, Overlap, Schema, SchemaList, Type};
use crate::source::Span;

/// A list of alternatives, and the schemas that a value must fit in addition.
pub(crate) struct Choice<'d> {
    /// All schemas, with the alternatives marked as resolved.
    group: Group<'d>,
    /// The schema that lists the alternatives.
    holder: Schema<'d>,
    members: Vec<Schema<'d>>,
    /// Whether the alternatives are the types of the holder.
    is_of_types: bool,
}

/// Returns the first list of alternatives that is not resolved yet, or `None`.
pub(crate) fn choice<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<Choice<'d>> {
    let mut group = group.clone();
    loop {
        let (holder, list) = undecided(&group)?;
        group.decided.push(list.at);
        // An alternative that is the schema itself adds no values.
        let is_itself =
            |member: &Schema<'d>| member.target(context.root).is_some_and(|target| target.at() == holder.at());
        let members: Vec<Schema<'d>> = list.iter().filter(|member| !is_itself(member)).collect();
        if members.is_empty() {
            let instead = "list the alternatives, or remove the keyword";
            let what = "the list of alternatives".to_owned();
            // An ignored list excludes no value.
            context.tolerable(list.at, Kind::Invalid { what, why: "is empty".into(), instead });
            continue;
        }
        // The alternative has been selected before: the schema has a base that lists it.
        let is_chosen = |member: &Schema<'d>| {
            member.target(context.root).is_some_and(|target| group.sources.contains(&target.at()))
        };
        // A component between the schema and an alternative has a type of its own.
        let is_between = |member: &Schema<'d>| {
            let target = member.target(context.root);
            let between = group.schemas.iter().filter(|schema| {
                schema.at() != holder.at()
                    && group.sources.contains(&schema.at())
                    && schema.extends(context.root, holder)
            });
            target.is_some_and(|target| between.into_iter().any(|schema| target.extends(context.root, *schema)))
        };
        if members.iter().any(|member| is_chosen(member) || is_between(member)) {
            continue;
        }
        let has_base = group.schemas.iter().any(|schema| stands_beside(&group, *schema));
        if has_base && members.iter().all(|member| only_requires(context.root, *member, &mut BTreeSet::new())) {
            members.iter().filter(|member| !member.is_reference()).for_each(|member| super::check(context, *member));
            let what = "the combination of required properties".to_owned();
            context.report(list.at, Kind::NotEnforced { what });
            continue;
        }
        if holder.one_of().is_some_and(|own| own.at == list.at)
            && holder.overlap(context.root) == Some(Overlap::Excluded)
        {
            // The type takes the first alternative that fits.
            context.enforcement.add_untyped(list.at);
        }
        return Some(Choice { group, holder, members, is_of_types: list.is_of_types() });
    }
}

/// Finds the first list of alternatives that is not resolved yet, and the schema with the list.
fn undecided<'d>(group: &Group<'d>) -> Option<(Schema<'d>, SchemaList<'d>)> {
    let lists = group.schemas.iter().flat_map(|schema| schema.alternatives().map(|list| (*schema, list)));
    lists.into_iter().find(|(_, list)| !group.decided.contains(&list.at))
}

/// Returns whether a schema has keywords in addition to resolved alternatives. `type: object` does not count, because every
/// alternative is an object too.
fn stands_beside(group: &Group<'_>, schema: Schema<'_>) -> bool {
    let is_decided = |list: Option<SchemaList<'_>>| list.is_none_or(|list| group.decided.contains(&list.at));
    let skipped = [
        (Keyword::AllOf, true),
        (Keyword::OneOf, is_decided(schema.one_of())),
        (Keyword::AnyOf, is_decided(schema.any_of())),
        (Keyword::Type, schema.is_type(Type::Object)),
    ];
    let but = skipped.into_iter().filter_map(|(keyword, is_skipped)| is_skipped.then_some(keyword));
    !schema.says_nothing_but(&but.collect::<Vec<_>>())
}

/// Returns whether a schema only determines which properties must be present or absent. `seen` contains the places of the
/// schemas on the way here; a schema that leads back to itself adds no constraint.
fn only_requires(root: &Node, schema: Schema<'_>, seen: &mut BTreeSet<Span>) -> bool {
    const REQUIRING: [Keyword; 7] = [
        Keyword::Required,
        Keyword::Not,
        Keyword::MinProperties,
        Keyword::MaxProperties,
        Keyword::OneOf,
        Keyword::AnyOf,
        Keyword::AllOf,
    ];
    const ALLOWED: [Keyword; 3] = [Keyword::Type, Keyword::Properties, Keyword::AdditionalProperties];
    let Some(schema) = schema.target(root) else { return false };
    if !seen.insert(schema.at()) {
        return true;
    }
    let mut members = schema.alternatives().chain(schema.all_of()).flat_map(SchemaList::iter);
    schema.says_nothing_but(&[REQUIRING.as_slice(), &ALLOWED].concat())
        && REQUIRING.iter().any(|keyword| schema.has(*keyword))
        && (schema.type_name().is_none() || schema.is_type(Type::Object))
        // `properties` with schemas that accept every value only list names.
        && schema.properties().all(|(_, property)| property.says_nothing_but(&[]))
        && matches!(schema.additional_properties(), AdditionalProperties::Absent | AdditionalProperties::Any)
        && members.all(|member| only_requires(root, member, seen))
}

/// Resolves alternatives to a union, or to the type of the only alternative.
pub(crate) fn union<'d>(context: &mut Context<'d>, choice: &Choice<'d>, hint: &Hint) -> Option<Definition> {
    let Choice { group, holder, members, is_of_types } = choice;
    let root = context.root;
    let is_nullable = members.iter().any(|member| member.is_nullable(root));
    let nulls = members.iter().filter(|member| member.is_only_null(root) && !member.is_reference());
    nulls.for_each(|member| super::check(context, *member));
    let mut members: Vec<Schema<'d>> = members.iter().copied().filter(|member| !member.is_only_null(root)).collect();
    if *is_of_types {
        members = possible(group, *holder, members);
    }
    members = listed(group, members);
    if let Some(variants) = constants(context, group, &members) {
        return Some(Definition::Named(TypeKind::Enum(variants)));
    }
    if let Some(kind) = integers(context, group, &members) {
        return Some(Definition::Named(kind));
    }
    let has_base = group.schemas.iter().any(|schema| stands_beside(group, *schema));
    let teller = discriminator(context, *holder, &members);
    let property = teller.map(|(_, property)| property);
    let labels = alternative::labels(context, *holder, &members);
    let mut variants: Vec<UnionVariant> = Vec::new();
    for (member, label) in members.iter().zip(labels) {
        let hint = if members.len() == 1 { hint.clone() } else { hint.followed_by(&label) };
        let ty = if *is_of_types {
            group_type(context, &group.with_in_place_of(*member, *holder), &hint)?
        } else if has_base {
            with_base(context, group, *member, &hint)?
        } else {
            schema(context, *member, &hint)?
        };
        let ty = ty.without_null().clone();
        let tags = teller.map(|(teller, property)| teller.tags(root, property, *member)).unwrap_or_default();
        // A second alternative of the same type would never be selected.
        if property.is_some() || variants.iter().all(|known| known.ty != ty) {
            let is_default = property.is_some() && holder.is_default(*member);
            variants.push(UnionVariant { name: label.wish(None), ty, boxed: false, tags, is_default });
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

/// Resolves schemas that the document does not list as alternatives to a type for a value of any of them. `None` after an error, which is
/// reported.
pub(crate) fn of_members<'d>(context: &mut Context<'d>, members: &[Schema<'d>], hint: &Hint) -> Option<TypeRef> {
    let holder = *members.first()?;
    let labels = alternative::labels(context, holder, members);
    let mut variants: Vec<UnionVariant> = Vec::new();
    for (member, label) in members.iter().zip(labels) {
        let ty = schema(context, *member, &hint.followed_by(&label))?.without_null().clone();
        if variants.iter().all(|known| known.ty != ty) {
            let name = label.wish(None);
            variants.push(UnionVariant { name, ty, boxed: false, tags: Vec::new(), is_default: false });
        }
    }
    if let [only] = variants.as_slice() {
        return Some(only.ty.clone());
    }
    let kind = TypeKind::Union(Union { variants, discriminator: None });
    Some(TypeRef::Named(hoist(context, members, hint, Inline::of(kind))))
}

/// Returns the types of `holder` that the other schemas of the group allow. If they allow none, returns all, and the conflict is
/// reported with the type of each.
fn possible<'d>(group: &Group<'d>, holder: Schema<'d>, types: Vec<Schema<'d>>) -> Vec<Schema<'d>> {
    let named = |schema: Schema<'d>| -> Vec<Type> {
        schema.types().iter().filter_map(|node| Type::parse(type_word(node)?)).collect()
    };
    let others = group.schemas.iter().filter(|schema| schema.at() != holder.at());
    let others: Vec<Vec<Type>> = others.map(|schema| named(*schema)).filter(|list| !list.is_empty()).collect();
    let is_possible =
        |member: &Schema<'d>| others.iter().all(|list| named(*member).iter().any(|ty| ty.among(list).is_some()));
    let possible: Vec<Schema<'d>> = types.iter().copied().filter(is_possible).collect();
    if possible.is_empty() { types } else { possible }
}

/// Returns the alternatives that `enum` and `const` beside them leave, if all are constants. If they leave none, returns all, and the
/// conflict is reported with the lists.
fn listed<'d>(group: &Group<'d>, members: Vec<Schema<'d>>) -> Vec<Schema<'d>> {
    let left: Vec<Schema<'d>> = members.iter().copied().filter(|member| is_listed(group, *member)).collect();
    let are_constants = members.iter().all(|member| member.has(Keyword::Const));
    if are_constants && !left.is_empty() { left } else { members }
}

/// Returns whether the constant of an alternative is in the lists of all schemas of the group.
fn is_listed<'d>(group: &Group<'d>, member: Schema<'d>) -> bool {
    let constant = member.constant();
    let has = |list: Enumeration<'d>| list.values.iter().any(|value| Some(value.to_json()) == constant);
    group.all(Schema::enumeration).all(has)
}

/// Returns whether all alternatives are constants of a type, without other constraints.
fn are_constants<'d>(group: &Group<'d>, members: &[Schema<'d>], ty: Type) -> bool {
    let beside = [Keyword::Type, Keyword::AllOf, Keyword::OneOf, Keyword::AnyOf, Keyword::Enum, Keyword::Const];
    let is_plain = group.schemas.iter().all(|schema| {
        // The format of integers chooses their type. One of texts may need a type of its own.
        let format = schema.integer_format().filter(|_| ty == Type::Integer).map(|_| Keyword::Format);
        schema.says_nothing_but(&beside.into_iter().chain(format).collect::<Vec<_>>())
    });
    let is_constant = |member: &Schema<'d>| {
        member.type_name().is_none_or(|name| name == ty.name())
            && is_listed(group, *member)
            && member.has(Keyword::Const)
            && member.says_nothing_but(&[Keyword::Const, Keyword::Type])
    };
    is_plain && !members.is_empty() && members.iter().all(is_constant)
}

/// Returns the type of integers that are written as alternatives, as an `enum` of integers has it. Titles become names.
fn integers<'d>(context: &mut Context<'d>, group: &Group<'d>, members: &[Schema<'d>]) -> Option<TypeKind> {
    let is_named = group.all(|schema| schema.type_name()).all(|name| name == Type::Integer.name());
    if members.len() < 2 || !is_named || !are_constants(group, members, Type::Integer) {
        return None;
    }
    let values: Vec<serde_json::Value> = members.iter().map(|member| member.constant()).collect::<Option<_>>()?;
    let inner = TypeRef::Integer(scalar::integer_of(group, &values)?);
    let mut constraints = Constraints::default();
    let mut titled = Vec::new();
    for (member, value) in members.iter().zip(values) {
        super::check(context, *member);
        if constraints.one_of.contains(&value) {
            continue;
        }
        if let Some(title) = member.title() {
            let name = schema_wish(context, title, member.node(), Casing::Snake);
            titled.push(TitledValue { name, value: value.clone(), doc: member.description().map(str::to_owned) });
        }
        constraints.one_of.push(value);
    }
    Some(TypeKind::Constrained { inner, constraints: Box::new(constraints), titled })
}

/// Returns the values of an enum that is written as alternatives: each is a `const` with a title and a description of its own. `enum`
/// and `const` beside the alternatives leave the values that they list.
fn constants<'d>(context: &mut Context<'d>, group: &Group<'d>, members: &[Schema<'d>]) -> Option<Vec<Variant>> {
    if !are_constants(group, members, Type::String) {
        return None;
    }
    let values: Option<Vec<(Schema<'d>, &str)>> =
        members.iter().map(|member| Some((*member, member.enumeration()?.values.first()?.as_str()?))).collect();
    let mut variants: Vec<Variant> = Vec::new();
    for (member, wire) in values? {
        super::check(context, member);
        if variants.iter().all(|known| known.wire != wire) {
            let name = schema_wish(context, member.title().unwrap_or(wire), member.node(), Casing::Pascal);
            variants.push(Variant { name, wire: wire.to_owned(), doc: member.description().map(str::to_owned) });
        }
    }
    Some(variants)
}

/// Resolves one alternative together with the keywords beside all alternatives.
fn with_base<'d>(context: &mut Context<'d>, group: &Group<'d>, member: Schema<'d>, hint: &Hint) -> Option<TypeRef> {
    let own = Group::of(context, member)?;
    let has_type_of = |schema: Schema<'d>| {
        own.schemas.iter().flat_map(|own| own.types()).any(|ty| type_word(ty) == schema.type_name())
    };
    let is_covered = |schema: Schema<'d>| {
        own.schemas.iter().any(|own| own.at() == schema.at())
            || !stands_beside(group, schema)
            || (has_type_of(schema)
                && schema.says_nothing_but(&[Keyword::Type, Keyword::AllOf, Keyword::OneOf, Keyword::AnyOf]))
    };
    if group.schemas.iter().all(|schema| is_covered(*schema)) {
        return schema(context, member, hint);
    }
    let merged = group.with(context, member)?;
    group_type(context, &merged, hint)
}

/// Returns the schema with the discriminator, and the property that determines the alternative, if each alternative has a value for it.
fn discriminator<'d>(
    context: &mut Context<'d>,
    holder: Schema<'d>,
    members: &[Schema<'d>],
) -> Option<(Schema<'d>, &'d str)> {
    let Some(discriminator) = holder.discriminator() else {
        let (parent, property) = holder.told_apart(context.root, members.iter().copied())?;
        let is_told = members.iter().all(|member| !parent.tags(context.root, property, *member).is_empty());
        return is_told.then_some((parent, property));
    };
    let property = discriminator.property_name()?;
    check_property(context, holder, members, property, discriminator.property_at());
    // A reference without a target is reported, and is no inline schema.
    if members.iter().any(|member| member.target(context.root).is_none()) {
        return None;
    }
    if members.iter().any(|member| holder.tags(context.root, property, *member).is_empty()) {
        // OpenAPI 3.0.4, Discriminator Object: inline schemas are not considered.
        let what = "a `discriminator` with an inline alternative".to_owned();
        context.not_checked(discriminator.key_at, Kind::NotEnforced { what });
        return None;
    }
    Some((holder, property))
}

/// Reports a discriminator whose property no alternative has (OpenAPI 3.0.4, Discriminator Object, `propertyName`).
fn check_property<'d>(context: &mut Context<'d>, holder: Schema<'d>, members: &[Schema<'d>], property: &str, at: Span) {
    let mut names: Vec<&str> = holder.properties().map(|(entry, _)| entry.key.as_str()).collect();
    let mut are_known = true;
    for member in members {
        are_known &= member.property_names(context.root, &mut names, &mut BTreeSet::from([holder.at()]));
    }
    if are_known && !names.contains(&property) {
        let what = format!("the discriminator `{property}`").into();
        let why = "is a property of no alternative".into();
        let instead = "write the name of a property that all alternatives have";
        let nearest = nearest(property, names.into_iter()).map(Box::from);
        // Without it, a value is written with the property.
        context.tolerable(at, Kind::UnknownWord { what, why, nearest, instead });
    }
}

/// Removes the discriminator values of alternatives that are not objects, because these have no properties. Called when all
/// types are resolved, because alternatives may refer to any of them.
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
