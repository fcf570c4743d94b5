//! `$ref` (OpenAPI 3.0.4, Reference Object): following one, and the circles that types cannot be made of.

use percent_encoding::percent_decode_str;

use super::context::Context;
use super::shape::nearest;
use crate::model::{TypeId, TypeKind, TypeRef};
use crate::node::{Node, Value};
use crate::problem::{Kind, Problem};

impl<'d> Context<'d> {
    /// The object that a node is, or refers to. `section` is the part of `components` where such objects live;
    /// `expected` says what they are, with an article.
    pub(crate) fn follow(&mut self, node: &'d Node, section: &'static str, expected: &'static str) -> Option<&'d Node> {
        let mut node = node;
        let mut seen: Vec<&str> = Vec::new();
        let mut visited = std::collections::HashSet::new();
        while let Some(reference) = node.get("$ref") {
            let Some(text) = reference.as_str() else {
                let kind = Kind::WrongType { what: "`$ref`".into(), expected: "a string", found: reference.kind() };
                self.report(reference.at, kind);
                return None;
            };
            if self.circular.contains(text) {
                return None;
            }
            if !visited.insert(text) {
                // Whoever comes to a member of the circle later comes to one that is reported.
                self.circular.extend(&seen);
                let shown = if seen.len() > 8 { [&seen[..7], &["…"]].concat() } else { seen };
                let chain = shown.iter().chain([&text]).copied().collect::<Vec<_>>().join(" → ");
                self.report(reference.at, Kind::CircularReference { name: text.to_owned(), chain });
                return None;
            }
            seen.push(text);
            for entry in node.entries().iter().filter(|entry| entry.key != "$ref" && !entry.key.starts_with("x-")) {
                self.report(entry.key_at, Kind::IgnoredSibling { key: entry.key.clone() });
            }
            node = self.target(reference, text, section, expected)?;
        }
        if !matches!(node.value, Value::Object(_)) {
            let kind = Kind::WrongType { what: expected.to_owned(), expected: "an object", found: node.kind() };
            self.report(node.at, kind);
            return None;
        }
        Some(node)
    }

    fn target(
        &mut self,
        reference: &'d Node,
        text: &'d str,
        section: &'static str,
        expected: &'static str,
    ) -> Option<&'d Node> {
        let Some(pointer) = text.strip_prefix("#/") else {
            if text.starts_with('#') {
                self.dangling(reference, text, section);
            } else {
                let instead = "copy what it names into `components` of this document";
                self.unsupported(
                    reference.at,
                    "external-reference",
                    format!("the reference to another document `{text}`"),
                    instead,
                );
            }
            return None;
        };
        let tokens: Vec<String> = pointer.split('/').map(decode).collect();
        let found = match tokens.as_slice() {
            [components, section, name] if components == "components" => {
                self.sections.get(section.as_str()).and_then(|section| section.get(name.as_str())).copied()
            }
            _ => self.root.descend(&tokens),
        };
        let Some(target) = found else {
            self.dangling(reference, text, section);
            return None;
        };
        let home = tokens.len() == 3 && tokens[0] == "components" && tokens[1] == section;
        if !home && tokens.first().is_some_and(|token| token == "components") && tokens.len() == 3 {
            self.report(reference.at, Kind::ReferenceTarget { reference: text.to_owned(), expected });
            return None;
        }
        if !home {
            let instead = "move what it names into `components` and refer to it there";
            self.unsupported(reference.at, "reference-outside-components", format!("the reference `{text}`"), instead);
            return None;
        }
        Some(target)
    }

    fn dangling(&mut self, reference: &Node, text: &str, section: &'static str) {
        let names = self.root.get("components").and_then(|components| components.get(section)).map(Node::entries);
        let wanted = decode(text.rsplit('/').next().unwrap_or(text));
        let nearest = nearest(&wanted, names.unwrap_or_default().iter().map(|entry| entry.key.as_str()))
            .map(|name| format!("#/components/{section}/{}", name.replace('~', "~0").replace('/', "~1")));
        self.report(reference.at, Kind::DanglingReference { reference: text.to_owned(), nearest });
    }
}

/// One token of a JSON Pointer in a URI fragment (RFC 6901 section 6).
pub(crate) fn decode(token: &str) -> String {
    percent_decode_str(token).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}

/// Reports types that are made of themselves without an end, and puts a `Box` where a circle can end.
pub(crate) fn check_circles(context: &mut Context<'_>) {
    let count = context.types.len();
    for start in 0..count {
        let mut seen = vec![false; count];
        if let Some(path) = endless(context, TypeId(start), TypeId(start), &mut Vec::new(), &mut seen) {
            let names: Vec<String> = path.iter().map(|id| context.types[id.0].origin.clone()).collect();
            // One report a circle: at the member that comes first in the document.
            if path.iter().any(|id| id.0 < start) {
                continue;
            }
            let name = context.types[start].origin.clone();
            let at = context.components.get(name.as_str()).map_or(context.root.at, |(_, node)| node.at);
            let chain = names.iter().chain([&name]).map(String::as_str).collect::<Vec<_>>().join(" → ");
            context.problem(Problem::new(at, Kind::CircularReference { name, chain }));
            // What is read after this may go from alias to alias without end.
            context.types[start].kind = TypeKind::Alias(TypeRef::Any);
        }
    }
    for id in (0..count).map(TypeId) {
        // An alias cannot be made of itself, not even through an array; a type of its own can.
        if let TypeKind::Alias(ty) = &context.types[id.0].kind
            && unfolds_to(context, ty, id, &mut vec![false; count])
        {
            let (inner, constraints) = (ty.clone(), Box::default());
            context.types[id.0].kind = TypeKind::Constrained { inner, constraints };
        }
        for field in 0..field_count(context, id) {
            let mut seen = vec![false; count];
            let target = field_type(context, id, field).and_then(direct);
            if target.is_some_and(|target| holds(context, target, id, &mut seen))
                && let TypeKind::Struct(object) = &mut context.types[id.0].kind
            {
                object.fields[field].boxed = true;
            }
        }
    }
}

/// The types on a way from `from` back to `goal` that every value must go.
fn endless(
    context: &Context<'_>,
    from: TypeId,
    goal: TypeId,
    path: &mut Vec<TypeId>,
    seen: &mut [bool],
) -> Option<Vec<TypeId>> {
    path.push(from);
    let next: Vec<TypeId> = match &context.types[from.0].kind {
        TypeKind::Struct(object) => {
            object.fields.iter().filter(|field| field.required).filter_map(|field| needed(&field.ty)).collect()
        }
        TypeKind::Alias(ty) => direct(ty).into_iter().collect(),
        TypeKind::Constrained { inner, .. } => needed(inner).into_iter().collect(),
        TypeKind::Enum(_) => Vec::new(),
    };
    for target in next {
        if target == goal {
            return Some(path.clone());
        }
        if !std::mem::replace(&mut seen[target.0], true)
            && let Some(found) = endless(context, target, goal, path, seen)
        {
            return Some(found);
        }
    }
    path.pop();
    None
}

/// The named type that a value of this type always holds.
fn needed(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    }
}

/// The named type whose size is part of this type's.
fn direct(ty: &TypeRef) -> Option<TypeId> {
    needed(ty.without_null())
}

fn field_count(context: &Context<'_>, id: TypeId) -> usize {
    match &context.types[id.0].kind {
        TypeKind::Struct(object) => object.fields.len(),
        _ => 0,
    }
}

fn field_type<'c>(context: &'c Context<'_>, id: TypeId, field: usize) -> Option<&'c TypeRef> {
    match &context.types[id.0].kind {
        TypeKind::Struct(object) => object.fields.get(field).map(|field| &field.ty),
        _ => None,
    }
}

/// Whether writing `ty` out, alias by alias, comes to `goal`.
fn unfolds_to(context: &Context<'_>, ty: &TypeRef, goal: TypeId, seen: &mut [bool]) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            unfolds_to(context, inner, goal, seen)
        }
        TypeRef::Named(id) if *id == goal => true,
        TypeRef::Named(id) if !std::mem::replace(&mut seen[id.0], true) => match &context.types[id.0].kind {
            TypeKind::Alias(next) => unfolds_to(context, next, goal, seen),
            _ => false,
        },
        _ => false,
    }
}

/// Whether `from` holds `goal` by value, at any depth.
fn holds(context: &Context<'_>, from: TypeId, goal: TypeId, seen: &mut [bool]) -> bool {
    if from == goal {
        return true;
    }
    if std::mem::replace(&mut seen[from.0], true) {
        return false;
    }
    let next: Vec<TypeId> = match &context.types[from.0].kind {
        TypeKind::Struct(object) => object.fields.iter().filter_map(|field| direct(&field.ty)).collect(),
        TypeKind::Alias(ty) | TypeKind::Constrained { inner: ty, .. } => direct(ty).into_iter().collect(),
        TypeKind::Enum(_) => Vec::new(),
    };
    next.into_iter().any(|target| holds(context, target, goal, seen))
}
