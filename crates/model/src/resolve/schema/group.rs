//! Schemas that a value must fit all of, read as one: the members of an `allOf`, a property that several of them define,
//! a member of a `oneOf` with what stands beside it.

use super::{Definition, hoist, schema};
use crate::api::{TypeDef, TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::name::Case;
use crate::node::{Node, Value};
use crate::problem::{Cycle, Kind};
use crate::resolve::context::Context;
use crate::schema::{is_nullable, says_nothing};
use crate::source::Span;

/// Levels of groups within groups. Each level is one of the document's own, but for members that multiply each other.
const DEPTH_LIMIT: usize = 60;

/// Schemas that a value must fit all of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group<'d> {
    /// In the order of the document, the members of an `allOf` before what stands beside it. None is a reference.
    pub nodes: Vec<&'d Node>,
    /// Components that led here.
    pub sources: Vec<Span>,
    /// Lists of alternatives that have been decided already.
    pub decided: Vec<Span>,
}

/// How far the reading of a group has come.
#[derive(Clone, Debug)]
pub(crate) enum Reading {
    /// It is read just now; the type that stands for it, if it was needed meanwhile.
    Begun(Option<TypeId>),
    /// It is read.
    Done(Option<TypeRef>),
}

impl<'d> Group<'d> {
    /// The group of one schema.
    pub(crate) fn of(context: &mut Context<'d>, node: &'d Node) -> Option<Self> {
        let mut group = Group::default();
        add(context, node, &mut group, &mut Vec::new())?;
        Some(group)
    }

    /// The same, and `node` fits too.
    pub(crate) fn with(&self, context: &mut Context<'d>, node: &'d Node) -> Option<Self> {
        let mut group = self.clone();
        add(context, node, &mut group, &mut Vec::new())?;
        Some(group)
    }

    /// The values of a key, in order.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'d Node> {
        self.nodes.iter().filter_map(move |node| node.get(key))
    }

    /// The first node that has the key.
    pub(crate) fn holder(&self, key: &str) -> Option<&'d Node> {
        self.nodes.iter().find(|node| node.get(key).is_some()).copied()
    }

    /// The nodes that say something about which values fit.
    pub(crate) fn substantial(&self) -> impl Iterator<Item = &'d Node> {
        self.nodes.iter().copied().filter(|node| !says_nothing(node, &["allOf"]))
    }

    /// Where a mistake of the whole is shown.
    pub(crate) fn at(&self) -> Span {
        self.nodes.last().map_or(Span::default(), |node| node.at)
    }
}

/// Adds a schema and, before it, the members of its `allOf`.
fn add<'d>(context: &mut Context<'d>, node: &'d Node, group: &mut Group<'d>, path: &mut Vec<Span>) -> Option<()> {
    let target = context.follow(node, "schemas", "a schema under `components.schemas`")?;
    if path.contains(&target.at) {
        let name = node.str("$ref").unwrap_or("allOf").to_owned();
        context.report(node.at, Kind::CircularReference { cycle: Cycle::AllOf, members: vec![name] });
        return None;
    }
    if group.nodes.iter().any(|known| known.at == target.at) {
        return Some(());
    }
    if context.component_at.contains_key(&target.at) {
        group.sources.push(target.at);
    }
    // What is merged is not read by itself.
    super::check(context, target);
    path.push(target.at);
    let members = target.get("allOf").map(Node::elements).unwrap_or_default();
    for member in members {
        add(context, member, group, path)?;
    }
    path.pop();
    if !matches!(target.value, Value::Object(_)) {
        return None;
    }
    group.nodes.push(target);
    Some(())
}

/// The type of a property, or of an array's elements, that several schemas define: what fits all of them.
pub(crate) fn conjunction<'d>(context: &mut Context<'d>, nodes: &[&'d Node], hint: &str) -> Option<TypeRef> {
    let mut distinct: Vec<&'d Node> = Vec::new();
    for node in nodes {
        let is_new = distinct.iter().all(|known| known.at != node.at && !is_same(known, node));
        if is_new && !says_nothing(node, &[]) {
            distinct.push(node);
        }
    }
    match distinct.as_slice() {
        [] => return schema(context, nodes.first()?, hint),
        [only] => return schema(context, only, hint),
        _ => {}
    }
    let mut group = Group::default();
    for node in &distinct {
        add(context, node, &mut group, &mut Vec::new())?;
    }
    // One of them may say all that the others say.
    for node in &distinct {
        let own = Group::of(context, node)?;
        if group.substantial().all(|node| own.nodes.iter().any(|own| own.at == node.at)) {
            return schema(context, node, hint);
        }
    }
    let is_nullable = nodes.iter().all(|node| is_nullable(context.root, node));
    let ty = group_type(context, &group, hint)?;
    let nullable = is_nullable && !ty.is_nullable();
    Some(if nullable { TypeRef::Nullable(Box::new(ty)) } else { ty })
}

/// The type of a group, which is read once; one that leads back to itself has a name.
pub(crate) fn group_type<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<TypeRef> {
    let spans = group.substantial().map(|node| node.at).collect::<Vec<_>>();
    let direction = effective(context, &group.nodes);
    let key = (spans, group.decided.clone(), direction);
    match context.groups.get(&key) {
        Some(Reading::Done(ty)) => return ty.clone(),
        Some(Reading::Begun(Some(id))) => return Some(TypeRef::Named(*id)),
        Some(Reading::Begun(None)) => {
            let id = placeholder(context, hint);
            context.groups.insert(key, Reading::Begun(Some(id)));
            return Some(TypeRef::Named(id));
        }
        None => {}
    }
    if context.depth >= DEPTH_LIMIT {
        context.report(group.at(), Kind::Loose { what: "a schema that multiplies others".into() });
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
            let nodes: Vec<&'d Node> = group.substantial().collect();
            Some(TypeRef::Named(hoist(context, &nodes, hint, kind)))
        }
    };
    context.groups.insert(key, Reading::Done(ty.clone()));
    ty
}

fn placeholder(context: &mut Context<'_>, hint: &str) -> TypeId {
    let name = context.type_scope.claim(hint, Case::Pascal);
    let id = TypeId(context.types.len());
    let kind = TypeKind::Alias(TypeRef::Any);
    context.types.push(TypeDef { name, origin: hint.to_owned(), doc: None, nullable: false, sensitive: false, kind });
    id
}

/// The direction that makes a difference: schemas that are alike in both are read once.
pub(crate) fn effective(context: &Context<'_>, nodes: &[&Node]) -> Direction {
    match context.direction {
        Direction::Request if nodes.iter().any(|node| context.marked.reaches(node)) => Direction::Request,
        _ => Direction::Response,
    }
}

/// Whether two values are the same, wherever they stand.
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
