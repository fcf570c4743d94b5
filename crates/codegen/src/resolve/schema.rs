//! Schemas → types (OpenAPI 3.0.4, Schema Object). Inline schemas that need a name are hoisted into types of their own.

use super::context::Context;
use super::reference::decode;
use super::{example, names, rust_name, schema_object, shapes};
use crate::model::{Constraints, TypeDef, TypeId, TypeKind, TypeRef, Variant};
use crate::name::{Case, Scope, is_choice};
use crate::node::{Node, Value};
use crate::problem::Kind;

/// What a schema is, before it is known whether it gets a name.
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
    if let Some(id) = component(context, node)? {
        let ty = TypeRef::Named(id);
        return Some(if context.types[id.0].nullable { TypeRef::Nullable(Box::new(ty)) } else { ty });
    }
    if let Some(known) = context.inline.get(&node.at) {
        return known.clone();
    }
    // A schema cannot contain itself but through `$ref`; the entry keeps a mistake from being reported twice.
    context.inline.insert(node.at, None);
    let ty = inline(context, node, hint);
    context.inline.insert(node.at, ty.clone());
    ty
}

/// The component that a reference leads to: `Some(None)` if the node is no reference, `None` if it leads nowhere.
fn component<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<Option<TypeId>> {
    if node.get("$ref").is_none() {
        return Some(None);
    }
    let target = context.follow(node, "schemas", "a schema under `components.schemas`")?;
    // By name: two components that are one by a YAML alias stand at one place.
    let name = final_name(context, node)?;
    let by_name = context.components.get(name.as_str()).map(|(id, _)| *id);
    by_name.or_else(|| context.component_at.get(&target.at).copied()).map(Some)
}

/// The name of the component that a reference ends at.
fn final_name(context: &Context<'_>, node: &Node) -> Option<String> {
    let mut name = None;
    let mut next = node.str("$ref");
    // A circle was reported by whoever followed the reference.
    for _ in 0..=context.components.len() {
        let Some(target) = next else { break };
        let found = decode(target.rsplit('/').next()?);
        next = context.components.get(found.as_str()).and_then(|(_, node)| node.str("$ref"));
        name = Some(found);
    }
    name
}

fn inline<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<TypeRef> {
    let ty = match definition(context, node, hint)? {
        Definition::Plain(ty) => ty,
        Definition::Named(kind) => TypeRef::Named(hoist(context, node, hint, kind)),
    };
    Some(if node.is_true("nullable") && !ty.is_nullable() { TypeRef::Nullable(Box::new(ty)) } else { ty })
}

fn hoist<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str, kind: TypeKind) -> TypeId {
    let key = (hint.to_owned(), node.to_json().to_string());
    if let Some(id) = context.hoisted.get(&key) {
        return *id;
    }
    // In `snake_case` it is the name of the field whose schema this is.
    let is_of_field = node.str("x-rust-name").is_some_and(|name| is_choice(name, Case::Snake));
    let chosen = if is_of_field { None } else { rust_name(context, node, Case::Pascal) };
    let name = match chosen {
        Some(chosen) if context.type_scope.take(chosen) => chosen.to_owned(),
        Some(chosen) => {
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
        doc: node.str("description").map(str::to_owned),
        nullable: false,
        sensitive: is_sensitive(node),
        kind,
    });
    context.hoisted.insert(key, id);
    id
}

/// Whether `Debug` hides a value of this schema.
pub(crate) fn is_sensitive(node: &Node) -> bool {
    node.is_true("x-sensitive") || node.str("format") == Some("password")
}

/// Reads a schema that is no reference.
pub(crate) fn definition<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<Definition> {
    context.check(node, &shapes::SCHEMA);
    if !matches!(node.value, Value::Object(_)) {
        return None;
    }
    refuse_unsupported(context, node)?;
    for (key, what) in [("example", "the example of this schema"), ("default", "the default of this schema")] {
        if let Some(value) = node.get(key) {
            example::check(context, node, value, what);
        }
    }
    if let Some(all_of) = node.get("allOf") {
        return schema_object::all_of(context, node, all_of, hint);
    }
    if let Some(values) = node.get("enum") {
        return enumeration(context, node, values);
    }
    for (least, most) in [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ] {
        check_order(context, node, least, most);
    }
    match kind_of(context, node)? {
        "string" => string(context, node),
        "integer" => {
            number(context, node, if node.str("format") == Some("int32") { TypeRef::I32 } else { TypeRef::I64 })
        }
        "number" => number(context, node, TypeRef::F64),
        "boolean" => Some(Definition::Plain(TypeRef::Bool)),
        "array" => array(context, node, hint),
        "object" => schema_object::object(context, node, hint),
        _ => Some(Definition::Plain(TypeRef::Any)),
    }
}

/// The schema's `type`; `any` where it has none and nothing tells.
fn kind_of<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<&'d str> {
    if let Some(ty) = node.get("type") {
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
        return Some(text);
    }
    if node.get("properties").is_some() || node.get("additionalProperties").is_some() {
        return Some("object");
    }
    if node.get("items").is_some() {
        return Some("array");
    }
    let typed = ["pattern", "minLength", "maxLength", "minimum", "maximum", "format", "required"];
    if let Some(entry) = node.entries().iter().find(|entry| typed.contains(&entry.key.as_str())) {
        let what = format!("`{}` without a `type`", entry.key);
        context.unsupported(entry.key_at, "schema-without-type", what, "add the `type` that it is about");
        return None;
    }
    Some("any")
}

fn refuse_unsupported<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<()> {
    const REFUSED: &[(&str, &str, &str)] = &[
        ("oneOf", "one-of", "write one object schema with optional properties"),
        ("anyOf", "any-of", "write one object schema with optional properties"),
        ("not", "not", "say what is allowed instead of what is not"),
        ("discriminator", "discriminator", "write one object schema with optional properties"),
    ];
    for (key, feature, instead) in REFUSED {
        if let Some(entry) = node.entry(key) {
            context.unsupported(entry.key_at, feature, format!("`{key}`"), instead);
            return None;
        }
    }
    for key in ["readOnly", "writeOnly"] {
        if let Some(entry) = node.entry(key).filter(|entry| entry.value.as_bool() == Some(true)) {
            let instead = "write one schema for the request and one for the response";
            context.unsupported(entry.key_at, "read-write-only", format!("`{key}`"), instead);
            return None;
        }
    }
    Some(())
}

fn enumeration<'d>(context: &mut Context<'d>, node: &'d Node, values: &'d Node) -> Option<Definition> {
    let listed: Vec<&'d Node> = values.elements().iter().filter(|value| !matches!(value.value, Value::Null)).collect();
    let texts: Vec<&'d str> = listed.iter().filter_map(|value| value.as_str()).collect();
    let other = listed.iter().find(|value| value.as_str().is_none());
    if node.str("type").is_some_and(|ty| ty != "string") || other.is_some() {
        let at = other.map_or(values.at, |value| value.at);
        context.unsupported(
            at,
            "enum-type",
            "an enum of other values than strings",
            "make the values strings, or describe them in words",
        );
        return None;
    }
    if texts.is_empty() {
        context.report(
            values.at,
            Kind::Invalid {
                what: "`enum`".into(),
                why: "has no value".into(),
                instead: "list the values, or remove `enum`",
            },
        );
        return None;
    }
    for (index, text) in texts.iter().enumerate() {
        if texts[..index].contains(text) {
            context.report(
                listed[index].at,
                Kind::Invalid {
                    what: format!("`{text}`"),
                    why: "stands twice in `enum`".into(),
                    instead: "remove one of the two",
                },
            );
            return None;
        }
    }
    let wishes: Vec<(&str, &Node)> = texts.iter().zip(&listed).map(|(text, node)| (*text, *node)).collect();
    let variants = names(context, &wishes, Case::Pascal, &mut Scope::default());
    let variants = variants.into_iter().zip(texts).map(|(name, wire)| Variant { name, wire: wire.to_owned() });
    Some(Definition::Named(TypeKind::Enum(variants.collect())))
}

fn string<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<Definition> {
    let plain = match node.str("format") {
        Some("date-time") => TypeRef::DateTime,
        Some("date") => TypeRef::Date,
        Some("uuid") => TypeRef::Uuid,
        _ => TypeRef::String,
    };
    let constraints = Constraints {
        min_length: count(node, "minLength").filter(|least| *least > 0),
        max_length: count(node, "maxLength"),
        pattern: pattern(context, node)?,
        ..Constraints::default()
    };
    if plain != TypeRef::String && !constraints.is_empty() {
        let what = "a length or pattern beside `format: date-time`, `date` or `uuid`";
        let entry = ["pattern", "minLength", "maxLength"].into_iter().find_map(|key| node.entry(key));
        let at = entry.map_or(node.at, |entry| entry.key_at);
        context.unsupported(at, "format-and-constraint", what, "keep one of the two");
        return None;
    }
    Some(constrained(plain, constraints))
}

fn pattern<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<Option<String>> {
    let Some((pattern, text)) = node.get("pattern").and_then(|pattern| Some((pattern, pattern.as_str()?))) else {
        return Some(None);
    };
    match regress::Regex::with_flags(text, "u") {
        Ok(_) => Some(Some(text.to_owned())),
        Err(error) => {
            let why = format!("is not a regular expression of ECMA-262: {error}");
            context.report(
                pattern.at,
                Kind::Invalid {
                    what: "`pattern`".into(),
                    why,
                    instead: "correct the pattern; it is read with the flag `u`",
                },
            );
            None
        }
    }
}

fn number<'d>(context: &mut Context<'d>, node: &'d Node, plain: TypeRef) -> Option<Definition> {
    let bound = |key: &str, exclusive: &str| {
        let written = node.get(key).filter(|bound| matches!(bound.value, Value::Number(_)))?;
        let bound = (written.to_json(), node.is_true(exclusive));
        // No value of the type is beyond it.
        let is_limit = plain != TypeRef::F64 && !bound.1 && matches!(bound.0.as_i64(), Some(i64::MIN | i64::MAX));
        (!is_limit).then_some(bound)
    };
    for (exclusive, key) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(entry) = node.entry(exclusive).filter(|_| node.get(key).is_none()) {
            let why = format!("needs `{key}` beside it (OpenAPI 3.0: it is a boolean about the bound)");
            context.report(
                entry.key_at,
                Kind::Invalid { what: format!("`{exclusive}`"), why, instead: "write the bound itself beside it" },
            );
        }
    }
    let multiple_of = node.get("multipleOf").filter(|step| matches!(step.value, Value::Number(_)));
    if let Some(step) = multiple_of.filter(|step| step.to_json().as_f64().is_none_or(|step| step <= 0.0)) {
        context.report(
            step.at,
            Kind::Invalid {
                what: "`multipleOf`".into(),
                why: "must be greater than 0".into(),
                instead: "write a positive number",
            },
        );
    }
    let constraints = Constraints {
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiple_of: multiple_of.map(Node::to_json),
        ..Constraints::default()
    };
    Some(constrained(plain, constraints))
}

fn array<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Option<Definition> {
    let items = match node.get("items") {
        Some(items) => schema(context, items, &format!("{hint}Item"))?,
        None => {
            let at = node.get("type").map_or(node.at, |ty| ty.at);
            context.report(at, Kind::MissingKey { object: "an array", key: "items" });
            return None;
        }
    };
    let constraints = Constraints {
        min_length: count(node, "minItems").filter(|least| *least > 0),
        max_length: count(node, "maxItems"),
        unique: node.is_true("uniqueItems"),
        ..Constraints::default()
    };
    Some(constrained(TypeRef::Array(Box::new(items)), constraints))
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

pub(crate) fn constrained(inner: TypeRef, constraints: Constraints) -> Definition {
    if constraints.is_empty() {
        Definition::Plain(inner)
    } else {
        Definition::Named(TypeKind::Constrained { inner, constraints: Box::new(constraints) })
    }
}

pub(crate) fn count(node: &Node, key: &str) -> Option<u64> {
    match &node.get(key)?.value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
