//! Types of the model → types of TypeScript.

use std::fmt::Write;

use model::Api;
use model::api::{Field, Struct, TypeId, TypeKind, TypeRef, Union, UnionVariant, Unknown};

use crate::declared::Declared;
use crate::doc::Doc;
use crate::text::{key, literal, quoted};

/// Renders types.
#[derive(Clone, Copy)]
pub(crate) struct Types<'a> {
    pub api: &'a Api<String>,
    pub declared: &'a Declared,
}

/// A rendered type.
struct Rendered {
    text: String,
    /// Whether it is a union or an intersection, which needs parentheses before `[]` and `&`.
    is_compound: bool,
}

impl Rendered {
    fn simple(text: impl Into<String>) -> Self {
        Rendered { text: text.into(), is_compound: false }
    }

    /// Joins the distinct alternatives of a union. `never` if there is none.
    fn union(alternatives: impl IntoIterator<Item = String>) -> Self {
        let mut distinct: Vec<String> = Vec::new();
        for text in alternatives {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        match distinct.as_slice() {
            [] => Rendered::simple("never"),
            all if all.iter().any(|text| text == "unknown") => Rendered::simple("unknown"),
            all => Rendered { text: all.join(" | "), is_compound: all.len() > 1 || all[0].contains(" | ") },
        }
    }

    fn in_parentheses(self) -> String {
        if self.is_compound { format!("({})", self.text) } else { self.text }
    }
}

impl Types<'_> {
    /// Returns the definition of a declared type.
    pub(crate) fn definition(self, id: TypeId) -> String {
        self.body(id, 0, &mut Some(vec![id])).text
    }

    /// Returns a type. `level` is the indentation of the line on which it starts.
    pub(crate) fn ty(self, ty: &TypeRef, level: usize) -> String {
        self.rendered(ty, level, &mut None).text
    }

    /// Adds to the comment on a property what its type does not show: the bounds of a type that has no declaration, and formats.
    pub(crate) fn describe(self, doc: &mut Doc, ty: &TypeRef) {
        match ty.without_null() {
            TypeRef::DateTime => doc.format("date-time"),
            TypeRef::Date => doc.format("date"),
            TypeRef::Uuid => doc.format("uuid"),
            TypeRef::Named(id) if !self.declared.is_declared(*id) => {
                let def = self.api.type_named(*id);
                doc.optional(def.doc.as_deref());
                doc.kind(&def.kind);
            }
            _ => {}
        }
    }

    /// Returns whether a type, or any that it contains, is marked `x-sensitive`.
    pub(crate) fn is_sensitive(self, ty: &TypeRef) -> bool {
        self.holds_sensitive(ty, &mut Vec::new())
    }

    fn holds_sensitive(self, ty: &TypeRef, seen: &mut Vec<TypeId>) -> bool {
        match ty {
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => self.holds_sensitive(inner, seen),
            TypeRef::Tuple(members) => members.iter().any(|member| self.holds_sensitive(member, seen)),
            TypeRef::Named(id) if !seen.contains(id) => {
                seen.push(*id);
                let def = self.api.type_named(*id);
                def.sensitive
                    || match &def.kind {
                        TypeKind::Struct(object) => {
                            let is = |field: &Field<String>, seen: &mut Vec<TypeId>| {
                                field.sensitive || self.holds_sensitive(&field.ty, seen)
                            };
                            object.fields.iter().any(|field| is(field, seen))
                                || matches!(&object.unknown, Unknown::Kept { ty, .. } if self.holds_sensitive(ty, seen))
                        }
                        TypeKind::Union(union) => {
                            union.variants.iter().any(|variant| self.holds_sensitive(&variant.ty, seen))
                        }
                        TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => {
                            self.holds_sensitive(inner, seen)
                        }
                        TypeKind::Enum(_) => false,
                    }
            }
            _ => false,
        }
    }

    /// Renders a type. `within` has the declared types whose definitions this is part of, with no object or list between; `None`
    /// elsewhere. A circular type that is among them adds no value to the union and becomes `never`.
    fn rendered(self, ty: &TypeRef, level: usize, within: &mut Option<Vec<TypeId>>) -> Rendered {
        match ty {
            TypeRef::Bool => Rendered::simple("boolean"),
            TypeRef::Integer(_) | TypeRef::F64 => Rendered::simple("number"),
            TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => Rendered::simple("string"),
            TypeRef::Any => Rendered::simple("unknown"),
            TypeRef::Array(item) => {
                let item = self.rendered(item, level, &mut None).in_parentheses();
                Rendered::simple(format!("{item}[]"))
            }
            TypeRef::Tuple(members) => {
                let members: Vec<String> = members.iter().map(|member| self.ty(member, level)).collect();
                Rendered::simple(format!("[{}]", members.join(", ")))
            }
            TypeRef::Map(value) => Rendered::simple(format!("{{ [key: string]: {} }}", self.ty(value, level))),
            TypeRef::Nullable(inner) => match &**inner {
                // Its declaration has the `null`.
                TypeRef::Named(id) if self.api.type_named(*id).nullable && self.declared.is_declared(*id) => {
                    self.rendered(inner, level, within)
                }
                inner => Rendered::union([self.rendered(inner, level, within).text, "null".to_owned()]),
            },
            TypeRef::Named(id) => self.named(*id, level, within),
        }
    }

    fn named(self, id: TypeId, level: usize, within: &mut Option<Vec<TypeId>>) -> Rendered {
        match within {
            Some(path) if self.declared.is_circular(id) => {
                if path.contains(&id) {
                    return Rendered::simple("never");
                }
                path.push(id);
                self.body(id, level, within)
            }
            _ if self.declared.is_declared(id) => Rendered::simple(self.declared.identifier(id)),
            _ => self.body(id, level, within),
        }
    }

    /// Renders the definition of a type.
    fn body(self, id: TypeId, level: usize, within: &mut Option<Vec<TypeId>>) -> Rendered {
        let def = self.api.type_named(id);
        let body = match &def.kind {
            TypeKind::Struct(object) => Rendered::simple(self.object(object, level)),
            TypeKind::Enum(variants) => Rendered::union(variants.iter().map(|variant| quoted(&variant.wire))),
            TypeKind::Union(union) => self.union(union, level, within),
            TypeKind::Alias(inner) => self.rendered(inner, level, within),
            TypeKind::Constrained { inner, constraints, .. } => match constraints.one_of.as_slice() {
                [] => self.rendered(inner, level, within),
                values => Rendered::union(values.iter().map(literal)),
            },
        };
        if def.nullable && self.declared.is_declared(id) {
            return Rendered::union([body.text, "null".to_owned()]);
        }
        body
    }

    fn object(self, object: &Struct<String>, level: usize) -> String {
        let indent = "  ".repeat(level + 1);
        let mut out = String::from("{\n");
        for field in &object.fields {
            let mut doc = Doc::default();
            doc.optional(field.doc.as_deref());
            self.describe(&mut doc, &field.ty);
            doc.deprecated(field.deprecated);
            if let Some(default) = field.default.as_ref().filter(|_| !field.sensitive && !self.is_sensitive(&field.ty))
            {
                doc.value("default", default);
            }
            let optional = if field.required { "" } else { "?" };
            let (comment, ty) = (doc.rendered(level + 1), self.ty(&field.ty, level + 1));
            let _ = writeln!(out, "{comment}{indent}{}{optional}: {ty};", key(&field.wire));
        }
        match &object.unknown {
            Unknown::Kept { ty, .. } => {
                // All properties must fit the index signature.
                let own = self.ty(ty, level + 1);
                let others = object.fields.iter().map(|field| self.ty(&field.ty, level + 1));
                let absent = object.fields.iter().any(|field| !field.required).then(|| "undefined".to_owned());
                let value = Rendered::union(std::iter::once(own).chain(others).chain(absent)).text;
                let _ = writeln!(out, "{indent}[key: string]: {value};");
            }
            Unknown::Rejected if object.fields.is_empty() => {
                let _ = writeln!(out, "{indent}[key: string]: never;");
            }
            Unknown::Ignored if object.fields.is_empty() => {
                let _ = writeln!(out, "{indent}[key: string]: unknown;");
            }
            Unknown::Rejected | Unknown::Ignored => {}
        }
        out += &"  ".repeat(level);
        out.push('}');
        out
    }

    fn union(self, union: &Union<String>, level: usize, within: &mut Option<Vec<TypeId>>) -> Rendered {
        let mut alternatives = Vec::new();
        for variant in &union.variants {
            let rendered = self.rendered(&variant.ty, level, within);
            if rendered.text == "never" {
                continue;
            }
            let property = union.discriminator.as_deref().filter(|_| !variant.is_default);
            let property = property.filter(|property| self.is_free(variant, property));
            alternatives.push(match property {
                Some(property) => {
                    let tags = Rendered::union(variant.tags.iter().map(|tag| quoted(tag))).text;
                    format!("({{ {}: {tags} }} & {})", key(property), rendered.in_parentheses())
                }
                None => rendered.text,
            });
        }
        Rendered::union(alternatives)
    }

    /// Returns whether the type of a variant permits the values of the discriminator, and does not itself have exactly these.
    fn is_free(self, variant: &UnionVariant<String>, property: &str) -> bool {
        let mut at = &variant.ty;
        // Names of names end: an alias of itself has been reported.
        for _ in 0..=self.api.types.len() {
            let TypeRef::Named(id) = at.without_null() else { break };
            match &self.api.type_named(*id).kind {
                TypeKind::Alias(inner) => at = inner,
                TypeKind::Struct(object) => {
                    let field = object.fields.iter().find(|field| field.wire == property);
                    let is_closed = object.unknown == Unknown::Rejected;
                    return match field {
                        None => !variant.tags.is_empty() && !is_closed,
                        Some(field) => {
                            !variant.tags.is_empty() && self.permits(&field.ty, &variant.tags, field.required)
                        }
                    };
                }
                _ => break,
            }
        }
        false
    }

    /// Returns whether a property of this type can have the tags, and other values too.
    fn permits(self, ty: &TypeRef, tags: &[String], is_required: bool) -> bool {
        match ty.without_null() {
            TypeRef::String | TypeRef::Any => true,
            TypeRef::Named(id) => match &self.api.type_named(*id).kind {
                TypeKind::Enum(variants) => {
                    tags.iter().all(|tag| variants.iter().any(|variant| variant.wire == *tag))
                        && (variants.len() > tags.len() || !is_required || ty.is_nullable())
                }
                TypeKind::Alias(inner) => self.permits(inner, tags, is_required),
                TypeKind::Constrained { inner, constraints, .. } => {
                    constraints.one_of.is_empty() && *inner == TypeRef::String
                }
                _ => false,
            },
            _ => false,
        }
    }
}
