//! Groups: schemas that a value must all fit, resolved as one. A group is the members of an `allOf`, the definitions of a
//! property in several of them, or an alternative with the keywords beside `oneOf`.

use std::collections::HashMap;

use super::reference::followed;
use super::sole::sole;
use super::{Definition, Inline, declare, hoist, schema};
use crate::api::{TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::node::{Node, Value};
use crate::problem::{Cycle, Kind};
use crate::resolve::context::{Context, Reading};
use crate::resolve::wish::Hint;
use crate::schema::{Keyword, Schema};
use crate::source::Span;

/// The maximum depth of groups within groups. Only documents in which members of `allOf`, `oneOf` and `anyOf` multiply reach
/// it.
const DEPTH_LIMIT: usize = 60;

/// Schemas that a value must all fit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group<'d> {
    /// The schemas in the order of the document: the members of an `allOf` before the schema with the `allOf`. There are no
    /// references.
    pub schemas: Vec<Schema<'d>>,
    /// The components among the schemas.
    pub sources: Vec<Span>,
    /// The lists of alternatives that are already resolved or skipped.
    pub decided: Vec<Span>,
    /// The component that each schema without a name is a member of, by the place of the schema.
    owners: HashMap<Span, TypeId>,
}

impl<'d> Group<'d> {
    /// Makes the group of a schema and the members of its `allOf`. `None` after an error, which is reported.
    pub(crate) fn of(context: &mut Context<'d>, schema: Schema<'d>) -> Option<Self> {
        let mut group = Group::default();
        add(context, schema, &mut group, &mut Vec::new())?;
        Some(group)
    }

    /// Returns this group with another schema.
    pub(crate) fn with(&self, context: &mut Context<'d>, schema: Schema<'d>) -> Option<Self> {
        let mut group = self.clone();
        add(context, schema, &mut group, &mut Vec::new())?;
        Some(group)
    }

    /// Returns this group with `schema` in the place of `other`.
    pub(crate) fn with_in_place_of(&self, schema: Schema<'d>, other: Schema<'d>) -> Self {
        let mut group = self.clone();
        group.schemas.iter_mut().filter(|known| known.at() == other.at()).for_each(|known| *known = schema);
        group
    }

    /// Returns a part of each schema that has it, in order.
    pub(crate) fn all<T>(&self, part: impl Fn(Schema<'d>) -> Option<T>) -> impl Iterator<Item = T> {
        self.schemas.iter().copied().filter_map(part)
    }

    /// Returns the name for the types within a schema of the group: that of the component that it is or is a member of, also
    /// if this is merged into another schema. `hint` is the name of the group.
    pub(crate) fn owner(&self, context: &Context<'d>, schema: Schema<'d>, hint: &Hint) -> Hint {
        let place = schema.at();
        let component = context.component_at.get(&place).or_else(|| self.owners.get(&place));
        let component = component.filter(|_| self.schemas.len() > 1);
        component.map_or_else(|| hint.clone(), |id| Hint::of_type(&context.types, *id))
    }

    /// Returns whether a schema has a keyword.
    pub(crate) fn has(&self, keyword: Keyword) -> bool {
        self.schemas.iter().any(|schema| schema.has(keyword))
    }

    /// Returns the schemas with constraints.
    pub(crate) fn substantial(&self) -> impl Iterator<Item = Schema<'d>> {
        self.schemas.iter().copied().filter(|schema| !schema.says_nothing_but(&[Keyword::AllOf]))
    }

    /// Returns whether `Debug` of the type must hide the value, also if only a schema without constraints says so.
    fn shows_sensitive(&self, context: &Context<'d>) -> bool {
        self.schemas.iter().any(|schema| schema.shows_sensitive(context.root))
    }

    /// Returns the place for problems of the whole group.
    pub(crate) fn at(&self) -> Span {
        self.schemas.last().map_or(Span::default(), |schema| schema.at())
    }
}

/// Adds a schema and, before it, the members of its `allOf`.
fn add<'d>(context: &mut Context<'d>, schema: Schema<'d>, group: &mut Group<'d>, path: &mut Vec<Span>) -> Option<()> {
    let target = followed(context, schema)?;
    if path.contains(&target.at()) {
        let name = schema.reference().unwrap_or("allOf").to_owned();
        context.report(schema.at(), Kind::CircularReference { cycle: Cycle::AllOf, members: vec![name] });
        return None;
    }
    if group.schemas.iter().any(|known| known.at() == target.at()) {
        return Some(());
    }
    if context.component_at.contains_key(&target.at()) {
        group.sources.push(target.at());
    } else if let Some(id) = path.iter().rev().find_map(|place| context.component_at.get(place)) {
        group.owners.insert(target.at(), *id);
    }
    if target.boolean().is_some() {
        return Some(());
    }
    // A merged schema gets no type, so it is checked here.
    super::check(context, target);
    path.push(target.at());
    for member in target.bases() {
        add(context, member, group, path)?;
    }
    path.pop();
    if !target.is_object() {
        return None;
    }
    group.schemas.push(target);
    Some(())
}

/// Resolves schemas that all define the same property, or the elements of the same array.
pub(crate) fn conjunction<'d>(context: &mut Context<'d>, schemas: &[Schema<'d>], hint: &Hint) -> Option<TypeRef> {
    if schemas.iter().all(|schema| schema.says_nothing_but(&[])) {
        return schema(context, *schemas.first()?, hint);
    }
    if let Some((only, narrowed)) = sole(context.root, schemas.iter().copied()) {
        schemas.iter().filter(|member| !member.is_reference()).for_each(|member| super::check(context, *member));
        return Some(narrowed.applied_to(schema(context, only, hint)?));
    }
    let mut distinct: Vec<Schema<'d>> = Vec::new();
    for new in schemas {
        let is_new = distinct.iter().all(|known| known.at() != new.at() && !is_same(known.node(), new.node()));
        if is_new && !new.says_nothing_but(&[]) {
            distinct.push(*new);
        }
    }
    let mut group = Group::default();
    for member in &distinct {
        add(context, *member, &mut group, &mut Vec::new())?;
    }
    // One of them may include all others.
    for member in &distinct {
        let own = Group::of(context, *member)?;
        if group.substantial().all(|other| own.schemas.iter().any(|own| own.at() == other.at())) {
            return schema(context, *member, hint);
        }
    }
    let is_nullable = schemas.iter().all(|schema| schema.is_nullable(context.root));
    let ty = group_type(context, &group, hint)?;
    let nullable = is_nullable && !ty.is_nullable();
    Some(if nullable { TypeRef::Nullable(Box::new(ty)) } else { ty })
}

/// Resolves a group. Each group is resolved once; a group that contains itself gets a name.
pub(crate) fn group_type<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint) -> Option<TypeRef> {
    let spans = group.substantial().map(|schema| schema.at()).collect::<Vec<_>>();
    let direction = effective(context, &group.schemas);
    if context.depth == 0 {
        context.outermost.clone_from(&hint.text);
    }
    let key = (spans, group.decided.clone(), direction, context.outermost.clone());
    match context.groups.get(&key) {
        Some(Reading::Done(ty)) => return ty.clone(),
        Some(Reading::Begun(Some(id))) => return Some(TypeRef::Named(*id)),
        Some(Reading::Begun(None)) => {
            // Its kind is known only when the group is resolved.
            let schemas: Vec<Schema<'d>> = group.substantial().collect();
            let id = declare(context, &schemas, hint, inline(context, group, TypeKind::Alias(TypeRef::Any)));
            context.groups.insert(key, Reading::Begun(Some(id)));
            return Some(TypeRef::Named(id));
        }
        None => {}
    }
    if context.depth >= DEPTH_LIMIT {
        context.report(
            group.at(),
            Kind::Loose {
                what: "a schema nested too deeply in `allOf`, `oneOf` and `anyOf`".into(),
                is_contradiction: false,
            },
        );
        return Some(TypeRef::Any);
    }
    context.groups.insert(key.clone(), Reading::Begun(None));
    context.depth += 1;
    let definition = super::of_group(context, group, hint);
    context.depth -= 1;
    let named = match context.groups.get(&key) {
        Some(Reading::Begun(id)) => *id,
        _ => None,
    };
    let ty = match (definition, named) {
        (None, _) => None,
        (Some(definition), Some(id)) => {
            context.types[id.0].kind = definition.into_kind();
            Some(TypeRef::Named(id))
        }
        (Some(Definition::Plain(ty)), None) => Some(ty),
        (Some(Definition::Named(kind)), None) => {
            let schemas: Vec<Schema<'d>> = group.substantial().collect();
            Some(TypeRef::Named(hoist(context, &schemas, hint, inline(context, group, kind))))
        }
    };
    context.groups.insert(key, Reading::Done(ty.clone()));
    ty
}

/// The type of a group that gets a name.
fn inline(context: &Context<'_>, group: &Group<'_>, kind: TypeKind) -> Inline {
    Inline { sensitive: group.shows_sensitive(context), ..Inline::of(kind) }
}

/// Returns the direction of the types of these schemas. If the two directions do not differ, it is `Response`.
pub(crate) fn effective(context: &Context<'_>, schemas: &[Schema<'_>]) -> Direction {
    match context.direction {
        Direction::Request if schemas.iter().any(|schema| context.marked.reaches(*schema)) => Direction::Request,
        _ => Direction::Response,
    }
}

/// Returns whether two nodes have the same value, at any place.
pub(crate) fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| one.key == other.key && is_same(&one.value, &other.value))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Number(one), Value::Number(other)) => one == other,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}
