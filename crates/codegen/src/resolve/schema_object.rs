//! Object schemas, and `allOf` of them: one struct or map each.

use std::collections::HashSet;

use super::context::Context;
use super::schema::{Definition, constrained, count, is_sensitive, schema};
use super::shape::nearest;
use super::{names, shapes};
use crate::model::{Constraints, Field, Struct, TypeKind, TypeRef, Unknown};
use crate::name::{Case, Scope, derive};
use crate::node::{Node, Value};
use crate::problem::Kind;
use crate::source::Span;

/// What one object schema, or one member of an `allOf`, says about properties.
#[derive(Default)]
struct Parts<'d> {
    properties: Vec<(&'d str, &'d Node, TypeRef)>,
    required: Vec<(&'d str, &'d Node)>,
    unknown: Option<(&'d Node, Unknown)>,
    /// Every property's name, those with a mistake in their schema among them.
    names: Vec<&'d str>,
    /// Schemas that have been merged already.
    merged: HashSet<Span>,
}

/// `type: object`
pub(crate) fn object<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<Definition> {
    let constraints = Constraints {
        min_length: count(node, "minProperties").filter(|least| *least > 0),
        max_length: count(node, "maxProperties"),
        ..Constraints::default()
    };
    let mut parts = Parts::default();
    collect(context, node, hint, &mut parts)?;
    if parts.names.is_empty() && parts.required.is_empty() {
        let values = match parts.unknown {
            Some((_, Unknown::Kept { ty, .. })) => ty,
            Some((_, Unknown::Refused)) => return Some(Definition::Named(structure(context, parts))),
            _ => TypeRef::Any,
        };
        return Some(constrained(TypeRef::Map(Box::new(values)), constraints));
    }
    if !constraints.is_empty() {
        let what = "`minProperties` or `maxProperties` beside `properties`";
        let at = node.entry("minProperties").or(node.entry("maxProperties")).map_or(node.at, |entry| entry.key_at);
        context.unsupported(at, "property-count", what, "say with `required` which properties there are");
        return None;
    }
    Some(Definition::Named(structure(context, parts)))
}

/// `allOf`: of one schema, that schema; of several objects, one object with the properties of all.
pub(crate) fn all_of<'d>(
    context: &mut Context<'d>,
    node: &'d Node,
    all_of: &'d Node,
    hint: &str,
) -> Option<Definition> {
    let members = all_of.elements();
    let own = node.get("properties").is_some()
        || node.get("required").is_some()
        || node.get("additionalProperties").is_some();
    if let ([member], false) = (members, own) {
        let ty = schema(context, member, hint)?;
        return Some(Definition::Plain(ty));
    }
    if members.is_empty() {
        context.report(
            all_of.at,
            Kind::Invalid {
                what: "`allOf`".into(),
                why: "has no member".into(),
                instead: "list the schemas, or remove `allOf`",
            },
        );
        return None;
    }
    let mut parts = Parts::default();
    merge(context, node, hint, &mut parts, &mut Vec::new())?;
    if let Some((at, Unknown::Refused | Unknown::Kept { .. })) = &parts.unknown {
        let what = "`additionalProperties` in a member of `allOf`";
        context.unsupported(
            at.at,
            "all-of-additional-properties",
            what,
            "write the properties of all members in one schema",
        );
        return None;
    }
    Some(Definition::Named(structure(context, parts)))
}

/// Adds what `node` says, and what the members of its `allOf` say, to `parts`.
fn merge<'d>(
    context: &mut Context<'d>,
    node: &'d Node,
    hint: &str,
    parts: &mut Parts<'d>,
    path: &mut Vec<Span>,
) -> Option<()> {
    let target = context.follow(node, "schemas", "a schema under `components.schemas`")?;
    if path.contains(&target.at) {
        let name = node.str("$ref").unwrap_or("allOf").to_owned();
        context.report(node.at, Kind::CircularReference { chain: format!("{name} → allOf → {name}"), name });
        return None;
    }
    if !parts.merged.insert(target.at) {
        return Some(());
    }
    path.push(target.at);
    context.check(target, &shapes::SCHEMA);
    // The members of a component are named after it, wherever they are merged into.
    let component = context.component_at.get(&target.at);
    let hint = component.map_or(hint.to_owned(), |id| context.types[id.0].name.clone());
    for member in target.get("allOf").map(Node::elements).unwrap_or_default() {
        merge(context, member, &hint, parts, path)?;
    }
    let kind = target.str("type");
    let refused = ["oneOf", "anyOf", "not", "enum", "items"].into_iter().find_map(|key| target.entry(key));
    if kind.is_some_and(|kind| kind != "object") || refused.is_some() {
        let at = refused.map_or(target.at, |entry| entry.key_at);
        context.unsupported(
            at,
            "all-of-member",
            "an `allOf` of other schemas than objects",
            "write one schema that says the same",
        );
        return None;
    }
    collect(context, target, &hint, parts)?;
    path.pop();
    Some(())
}

fn collect<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str, parts: &mut Parts<'d>) -> Option<()> {
    for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
        let hint = format!("{hint}{}", derive(&entry.key, Case::Pascal).trim_matches('_'));
        parts.names.push(&entry.key);
        let Some(ty) = schema(context, &entry.value, &hint) else { continue };
        match parts.properties.iter().find(|(name, _, _)| *name == entry.key) {
            None => parts.properties.push((&entry.key, &entry.value, ty)),
            Some((_, _, known)) if *known == ty => {}
            Some(_) => {
                let what = format!("two types of the property `{}` in one `allOf`", entry.key);
                context.unsupported(entry.key_at, "all-of-conflict", what, "define the property in one member");
            }
        }
    }
    for required in node.get("required").map(Node::elements).unwrap_or_default() {
        match required.as_str() {
            Some(name) => parts.required.push((name, required)),
            None => {
                let kind = Kind::WrongType {
                    what: "an entry of `required`".into(),
                    expected: "a string",
                    found: required.kind(),
                };
                context.report(required.at, kind);
            }
        }
    }
    if let Some(additional) = node.get("additionalProperties") {
        let unknown = match &additional.value {
            Value::Bool(false) => Unknown::Refused,
            Value::Bool(true) => Unknown::Kept { field: String::new(), ty: TypeRef::Any },
            Value::Object(_) => {
                Unknown::Kept { field: String::new(), ty: schema(context, additional, &format!("{hint}Value"))? }
            }
            _ => {
                let found = additional.kind();
                let kind =
                    Kind::WrongType { what: "`additionalProperties`".into(), expected: "a schema or a boolean", found };
                context.report(additional.at, kind);
                return None;
            }
        };
        // In an `allOf`, `true` says nothing that is not so already.
        let says_nothing = matches!(additional.value, Value::Bool(true)) && parts.unknown.is_some();
        if !says_nothing {
            parts.unknown = Some((additional, unknown));
        }
    }
    Some(())
}

fn structure<'d>(context: &mut Context<'d>, mut parts: Parts<'d>) -> TypeKind {
    let known = || parts.names.iter().copied();
    let mut undefined: Vec<(&'d str, &'d Node)> = Vec::new();
    for (name, at) in &parts.required {
        if !known().any(|property| property == *name) && undefined.iter().all(|(other, _)| other != name) {
            let nearest = nearest(name, known()).map(str::to_owned);
            context.report(at.at, Kind::RequiredNotAProperty { name: (*name).to_owned(), nearest });
            undefined.push((name, at));
        }
    }
    let is_open = parts.names.is_empty();
    // What is left of it where the mistake is passed over: a value must be there, and may be any.
    parts.properties.extend(undefined.into_iter().map(|(name, at)| (name, at, TypeRef::Any)));
    let mut scope = Scope::default();
    let wishes: Vec<(&str, &Node)> = parts.properties.iter().map(|(name, node, _)| (*name, *node)).collect();
    let rust_names = names(context, &wishes, Case::Snake, &mut scope);
    let fields = parts.properties.iter().zip(rust_names).map(|((wire, node, ty), name)| Field {
        name,
        wire: (*wire).to_owned(),
        doc: node.str("description").map(str::to_owned),
        ty: ty.clone(),
        required: parts.required.iter().any(|(name, _)| name == wire),
        boxed: false,
        sensitive: is_sensitive(node) || holds_sensitive(context, ty),
    });
    let fields = fields.collect();
    let unknown = match parts.unknown {
        Some((_, Unknown::Kept { ty, .. })) => {
            Unknown::Kept { field: scope.claim("additional_properties", Case::Snake), ty }
        }
        Some((_, unknown)) => unknown,
        // Without a property that is defined, all of them are what the object is about.
        None if is_open => Unknown::Kept { field: scope.claim("additional_properties", Case::Snake), ty: TypeRef::Any },
        None => Unknown::Ignored,
    };
    TypeKind::Struct(Struct { fields, unknown })
}

/// Whether the type is one whose own `Debug` would show what is to be hidden.
fn holds_sensitive(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => holds_sensitive(context, inner),
        TypeRef::Named(id) => context.types[id.0].sensitive,
        _ => false,
    }
}
