//! Object schemas, and several of them that a value must fit all of: one struct or map.

use std::collections::HashMap;

use super::group::{Group, conjunction};
use super::scalar::count;
use super::{Definition, constrained, is_sensitive, schema};
use crate::api::{Constraints, Field, Struct, TypeKind, TypeRef, Unknown};
use crate::name::{Case, Scope, derive};
use crate::nearest::nearest;
use crate::node::{Node, Value};
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::resolve::names;

/// What object schemas say about properties.
#[derive(Default)]
struct Parts<'d> {
    properties: Vec<(&'d str, &'d Node, TypeRef)>,
    required: Vec<(&'d str, &'d Node)>,
    unknown: Option<Unknown>,
    /// Every property's name, those that another direction has or that have a mistake among them.
    names: Vec<&'d str>,
}

/// `type: object`
pub(crate) fn object<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<Definition> {
    let bounds = || group.nodes.iter();
    let constraints = Constraints {
        min_length: bounds().filter_map(|node| count(node, "minProperties")).filter(|least| *least > 0).max(),
        max_length: bounds().filter_map(|node| count(node, "maxProperties")).min(),
        ..Constraints::default()
    };
    let mut parts = Parts::default();
    properties(context, group, hint, &mut parts);
    group.nodes.iter().for_each(|node| required(context, node, &mut parts));
    parts.unknown = unknown(context, group, hint);
    let known: Vec<&str> = parts.properties.iter().map(|(name, _, _)| *name).collect();
    parts.required.retain(|(name, _)| known.contains(name) || !parts.names.contains(name));
    if parts.names.is_empty() && parts.required.is_empty() {
        let values = match parts.unknown {
            Some(Unknown::Kept { ty, .. }) => ty,
            Some(Unknown::Refused) => return Some(Definition::Named(structure(context, parts))),
            _ => TypeRef::Any,
        };
        return Some(constrained(TypeRef::Map(Box::new(values)), constraints));
    }
    if !constraints.is_empty() {
        let entry = group.nodes.iter().find_map(|node| node.entry("minProperties").or(node.entry("maxProperties")));
        let what = format!("`{}` beside `properties`", entry.map_or("minProperties", |entry| &entry.key));
        context.report(entry.map_or(group.at(), |entry| entry.key_at), Kind::NotEnforced { what });
    }
    Some(Definition::Named(structure(context, parts)))
}

/// The properties of all schemas, each once, with the type that fits all of its definitions.
fn properties<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str, parts: &mut Parts<'d>) {
    let mut defined: Vec<(&'d str, Vec<&'d Node>, String)> = Vec::new();
    let mut index: HashMap<&'d str, usize> = HashMap::new();
    for node in &group.nodes {
        // The members of a component are named after it, wherever they are merged into.
        let component = context.component_at.get(&node.at).filter(|_| group.nodes.len() > 1);
        let owner = component.map_or(hint, |id| &context.types[id.0].name).to_owned();
        for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
            parts.names.push(&entry.key);
            match index.get(entry.key.as_str()) {
                Some(known) => {
                    defined[*known].1.push(&entry.value);
                    defined[*known].2 = hint.to_owned();
                }
                None => {
                    index.insert(&entry.key, defined.len());
                    defined.push((&entry.key, vec![&entry.value], owner.clone()));
                }
            }
        }
    }
    for (name, nodes, owner) in defined {
        if nodes.iter().any(|node| context.marked.drops(node, context.direction)) {
            continue;
        }
        let hint = format!("{owner}{}", derive(name, Case::Pascal).trim_matches('_'));
        let ty = match nodes.as_slice() {
            [only] => schema(context, only, &hint),
            several => conjunction(context, several, &hint),
        };
        if let (Some(ty), Some(node)) = (ty, nodes.first()) {
            parts.properties.push((name, node, ty));
        }
    }
}

fn required<'d>(context: &mut Context<'d>, node: &'d Node, parts: &mut Parts<'d>) {
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
}

/// What becomes of properties that are not listed.
fn unknown<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<Unknown> {
    let holders = group.nodes.iter().filter(|node| node.get("properties").is_some()).count();
    let mut found: Option<Unknown> = None;
    for node in &group.nodes {
        let Some(additional) = node.get("additionalProperties") else { continue };
        // What a member says is about the properties of all others too, which it does not list itself.
        let is_about_others = holders > usize::from(node.get("properties").is_some());
        let own = match &additional.value {
            Value::Bool(true) => Unknown::Kept { field: String::new(), ty: TypeRef::Any },
            Value::Bool(false) | Value::Object(_) if is_about_others => {
                let what = "`additionalProperties` of one schema about the properties of another".to_owned();
                context.report(additional.at, Kind::NotEnforced { what });
                match additional.value {
                    Value::Bool(_) => Unknown::Ignored,
                    _ => Unknown::Kept { field: String::new(), ty: TypeRef::Any },
                }
            }
            Value::Bool(false) => Unknown::Refused,
            Value::Object(_) => {
                let ty = schema(context, additional, &format!("{hint}Value")).unwrap_or(TypeRef::Any);
                Unknown::Kept { field: String::new(), ty }
            }
            _ => {
                let what = "`additionalProperties`".to_owned();
                let kind = Kind::WrongType { what, expected: "a schema or a boolean", found: additional.kind() };
                context.report(additional.at, kind);
                continue;
            }
        };
        found = Some(match (found, own) {
            (Some(Unknown::Refused), _) | (_, Unknown::Refused) => Unknown::Refused,
            (Some(Unknown::Kept { ty: TypeRef::Any, .. }) | None, own) => own,
            (Some(known), Unknown::Kept { ty, .. }) if ty != TypeRef::Any => {
                if !matches!(&known, Unknown::Kept { ty: known, .. } if *known == ty) {
                    let what = "a second `additionalProperties`".to_owned();
                    context.report(additional.at, Kind::NotEnforced { what });
                }
                known
            }
            (Some(known), _) => known,
        });
    }
    found
}

fn structure<'d>(context: &mut Context<'d>, parts: Parts<'d>) -> TypeKind {
    let mut scope = Scope::default();
    let mut wishes: Vec<(&str, &Node)> = parts.properties.iter().map(|(name, node, _)| (*name, *node)).collect();
    let known: std::collections::HashSet<&str> = parts.names.iter().copied().collect();
    // A property that must be there and may be anything.
    let mut lacking: Vec<(&str, &'d Node)> = Vec::new();
    for (name, at) in &parts.required {
        if !known.contains(name) {
            let nearest = nearest(name, parts.names.iter().copied()).map(str::to_owned);
            context.report(at.at, Kind::RequiredNotAProperty { name: (*name).to_owned(), nearest });
            if lacking.iter().all(|(known, _)| known != name) {
                lacking.push((*name, *at));
            }
        }
    }
    let required: std::collections::HashSet<&str> = parts.required.iter().map(|(name, _)| *name).collect();
    wishes.extend(lacking.iter().copied());
    let mut rust_names = names(context, &wishes, Case::Snake, &mut scope).into_iter();
    let mut fields: Vec<Field> = Vec::new();
    for ((wire, node, ty), name) in parts.properties.iter().zip(&mut rust_names) {
        fields.push(Field {
            name,
            wire: (*wire).to_owned(),
            doc: node.str("description").map(str::to_owned),
            ty: ty.clone(),
            required: required.contains(wire),
            boxed: false,
            sensitive: is_sensitive(node) || holds_sensitive(context, ty),
        });
    }
    for ((wire, _), name) in lacking.iter().zip(rust_names) {
        let (wire, ty) = ((*wire).to_owned(), TypeRef::Any);
        fields.push(Field { name, wire, doc: None, ty, required: true, boxed: false, sensitive: false });
    }
    let unknown = match parts.unknown {
        Some(Unknown::Kept { ty, .. }) => {
            Unknown::Kept { field: scope.claim("additional_properties", Case::Snake), ty }
        }
        // An object of which only names are known is a map all the same: nothing that it holds is lost.
        None if parts.names.is_empty() => {
            Unknown::Kept { field: scope.claim("additional_properties", Case::Snake), ty: TypeRef::Any }
        }
        Some(unknown) => unknown,
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
