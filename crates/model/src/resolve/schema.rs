//! Schemas → types (OpenAPI 3.0.4, Schema Object). Inline schemas that need a name are hoisted into types of their own.

pub(crate) mod group;
mod object;
mod reference;
mod scalar;
pub(crate) mod union;

use super::context::Context;
use super::{example, rust_name};
use crate::api::{Constraints, TypeDef, TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::name::{Case, is_choice};
use crate::node::{Node, Value};
use crate::problem::Kind;
use crate::schema::{implied, is_nullable, says_nothing};
use crate::view;
use group::{Group, effective, is_same};
use reference::{referred, used};

/// What a schema is, before it is known whether it gets a name.
#[derive(Debug)]
pub(crate) enum Definition {
    /// A type that needs no name.
    Plain(TypeRef),
    /// A type that does.
    Named(TypeKind),
}

impl Definition {
    pub(crate) fn into_kind(self) -> TypeKind {
        match self {
            Definition::Plain(ty) => TypeKind::Alias(ty),
            Definition::Named(kind) => kind,
        }
    }
}

/// The type of a schema where it is used. `hint` is the name that it gets if it needs one.
pub(crate) fn schema<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<TypeRef> {
    if node.get("$ref").is_some() {
        return referred(context, node);
    }
    if let Some(id) = context.component_at.get(&node.at).filter(|_| context.direction == Direction::Response) {
        // Something else refers to it, so it has a name.
        return Some(used(context, *id));
    }
    let key = (node.at, effective(context, &[node]));
    if let Some(known) = context.inline.get(&key) {
        return known.clone();
    }
    // A schema cannot contain itself but through `$ref`; the entry keeps a mistake from being reported twice.
    context.inline.insert(key, None);
    let ty = inline(context, node, hint);
    context.inline.insert(key, ty.clone());
    ty
}

fn inline<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<TypeRef> {
    let ty = match definition(context, node, hint)? {
        Definition::Plain(ty) => ty,
        Definition::Named(kind) => TypeRef::Named(hoist(context, &[node], hint, kind)),
    };
    let is_nullable = is_nullable(context.root, node);
    Some(if is_nullable && !ty.is_nullable() { TypeRef::Nullable(Box::new(ty)) } else { ty })
}

/// Gives a type a name: of the schemas that it was made of, the first has a say.
pub(crate) fn hoist<'d>(context: &mut Context<'d>, nodes: &[&'d Node], hint: &str, kind: TypeKind) -> TypeId {
    let key = (hint.to_owned(), effective(context, nodes));
    let is_alike = |known: &[&Node]| {
        known.len() == nodes.len() && known.iter().zip(nodes).all(|(known, node)| is_same(known, node))
    };
    let known = context.hoisted.get(&key).and_then(|known| known.iter().find(|(nodes, _)| is_alike(nodes)));
    if let Some((_, id)) = known {
        return *id;
    }
    // In `snake_case` it is the name of the field whose schema this is.
    let node = nodes.iter().copied().find(|node| node.get("x-rust-name").is_some());
    let node = node.filter(|node| !node.str("x-rust-name").is_some_and(|name| is_choice(name, Case::Snake)));
    let name = match node.and_then(|node| Some((node, rust_name(context, node, Case::Pascal)?))) {
        Some((_, chosen)) if context.type_scope.take(chosen) => chosen.to_owned(),
        Some((node, chosen)) => {
            let at = node.get("x-rust-name").map_or(node.at, |name| name.at);
            context.report(at, Kind::DuplicateRustName { name: chosen.to_owned() });
            context.type_scope.claim(chosen, Case::Pascal)
        }
        None => context.type_scope.claim(hint, Case::Pascal),
    };
    let id = TypeId(context.types.len());
    context.types.push(TypeDef {
        name,
        origin: hint.to_owned(),
        doc: nodes.iter().find_map(|node| node.str("description")).map(str::to_owned),
        nullable: false,
        sensitive: nodes.iter().any(|node| is_sensitive(node)),
        kind,
    });
    context.hoisted.entry(key).or_default().push((nodes.to_vec(), id));
    id
}

/// Whether `Debug` hides a value of this schema.
pub(crate) fn is_sensitive(node: &Node) -> bool {
    node.is_true("x-sensitive") || node.str("format") == Some("password")
}

/// Checks a schema's own words, once: keys, bounds, example and default.
pub(crate) fn check<'d>(context: &mut Context<'d>, node: &'d Node) {
    if !context.checked.insert(node.at) {
        return;
    }
    context.check(node, &view::SCHEMA);
    for (key, what) in [("example", "the example of this schema"), ("default", "the default of this schema")] {
        if let Some(value) = node.get(key) {
            context.in_direction(Direction::Either, |context| example::check(context, node, value, what));
        }
    }
    for (least, most) in [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ] {
        check_order(context, node, least, most);
    }
}

/// Reports bounds that no value can keep to.
fn check_order(context: &mut Context<'_>, node: &Node, least: &str, most: &str) {
    let number = |key| node.get(key).and_then(|bound| bound.to_json().as_f64());
    if let (Some(low), Some(high), Some(entry)) = (number(least), number(most), node.entry(most))
        && low > high
    {
        let (what, why) = (format!("`{most}`"), format!("is below `{least}`: no value fits"));
        context.report(entry.value.at, Kind::Invalid { what, why, instead: "exchange or correct the bounds" });
    }
}

/// Reads a schema that is no reference.
pub(crate) fn definition<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<Definition> {
    check(context, node);
    if !matches!(node.value, Value::Object(_)) {
        return None;
    }
    if let Some(all_of) = node.get("allOf") {
        let members = all_of.elements();
        if members.is_empty() {
            let why = "has no member".into();
            let instead = "list the schemas, or remove `allOf`";
            context.report(all_of.at, Kind::Invalid { what: "`allOf`".into(), why, instead });
        }
        let mut telling = members.iter().filter(|member| !says_nothing(member, &[]));
        // A `type` alone repeats what the member says.
        if let (Some(only), None, true) = (telling.next(), telling.next(), says_nothing(node, &["allOf", "type"])) {
            members.iter().filter(|member| member.get("$ref").is_none()).for_each(|member| check(context, member));
            return Some(Definition::Plain(schema(context, only, hint)?));
        }
    }
    let group = Group::of(context, node)?;
    of_group(context, &group, hint)
}

/// Reads schemas that a value must fit all of.
pub(crate) fn of_group<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<Definition> {
    if let Some(definition) = union::next(context, group, hint) {
        return definition;
    }
    for node in &group.nodes {
        if let Some(entry) = node.entry("not") {
            check(context, &entry.value);
            context.report(entry.key_at, Kind::NotEnforced { what: "`not`".into() });
        }
    }
    if group.holder("enum").is_some() {
        return scalar::enumeration(context, group);
    }
    match kind_of(context, group)? {
        "string" => scalar::string(context, group),
        "integer" => {
            let is_int32 = group.all("format").any(|format| format.as_str() == Some("int32"));
            scalar::number(context, group, if is_int32 { TypeRef::I32 } else { TypeRef::I64 })
        }
        "number" => scalar::number(context, group, TypeRef::F64),
        "boolean" => Some(Definition::Plain(TypeRef::Bool)),
        "array" => scalar::array(context, group, hint),
        "object" => object::object(context, group, hint),
        _ => Some(Definition::Plain(TypeRef::Any)),
    }
}

/// The one `type` of the schemas; `any` where they have none and nothing tells.
fn kind_of<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<&'d str> {
    let mut found: Option<&'d str> = None;
    for ty in group.all("type") {
        let text = ty.as_str()?;
        if !["string", "integer", "number", "boolean", "array", "object"].contains(&text) {
            let why = "is no type of OpenAPI 3.0".to_owned();
            context.report(
                ty.at,
                Kind::Invalid {
                    what: format!("the type `{text}`"),
                    why,
                    instead: "write string, integer, number, boolean, array or object, and `nullable: true` for null",
                },
            );
            return None;
        }
        found = match (found, text) {
            (Some("integer"), "number") | (Some("number"), "integer") => Some("integer"),
            (Some(known), text) if known != text => {
                let what = format!("a schema that asks for both {known} and {text}");
                context.report(ty.at, Kind::Loose { what });
                return Some("any");
            }
            _ => Some(text),
        };
    }
    if found.is_some() {
        return found;
    }
    if let Some(implied) = implied(|key| group.holder(key).is_some()) {
        return Some(implied);
    }
    // They are about values of one type, and leave those of all others alone (JSON Schema, validation).
    let typed = ["pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems"];
    for node in &group.nodes {
        if let Some(entry) = node.entries().iter().find(|entry| typed.contains(&entry.key.as_str())) {
            context.report(entry.key_at, Kind::NotEnforced { what: format!("`{}` without a `type`", entry.key) });
        }
    }
    Some("any")
}

pub(crate) fn constrained(inner: TypeRef, constraints: Constraints) -> Definition {
    if constraints.is_empty() {
        Definition::Plain(inner)
    } else {
        Definition::Named(TypeKind::Constrained { inner, constraints: Box::new(constraints) })
    }
}
