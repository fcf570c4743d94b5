//! Schemas → types (OpenAPI 3.0.4, Schema Object). Inline schemas that need a name become named types.

mod format;
pub(crate) mod group;
mod object;
mod reference;
mod scalar;
mod sole;
mod unexpressed;
pub(crate) mod union;

use serde_json::Value;

use super::context::Context;
use super::example;
use super::rust_type::rust_type;
use super::wish::{Hint, schema_rust_name};
use crate::api::{Constraints, Place, RustType, TypeDef, TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::name::{Casing, is_choice};
use crate::nearest::nearest;
use crate::node::Node;
use crate::pointer::pointed;
use crate::problem::Kind;
use crate::schema::types::{implied, type_word};
use crate::schema::{Keyword, Schema, SchemaList, Type};
use crate::source::Span;
use crate::view::{self, Shared};
use group::{Group, effective, is_same};
use reference::{elsewhere, referred, used};
use sole::{Narrowed, narrowed_by, sole};
pub(crate) use unexpressed::UNEXPRESSED;

/// The type of a schema, before a name is assigned.
#[derive(Debug)]
pub(crate) enum Definition {
    /// A type that needs no name.
    Plain(TypeRef),
    /// A type that needs a name.
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

/// Resolves a schema to a type. `hint` is the preferred name if the type needs one. `None` after an error, which is
/// reported.
pub(crate) fn schema<'d>(context: &mut Context<'d>, schema: impl Into<Schema<'d>>, hint: &Hint) -> Option<TypeRef> {
    let schema = schema.into();
    if schema.is_reference() {
        return referred(context, schema);
    }
    if let Some(id) = context.component_at.get(&schema.at()).filter(|_| context.direction == Direction::Response) {
        // A reference leads to this schema, so it has a name.
        return Some(used(context, *id));
    }
    let shared = context.shared.get(&schema.at());
    if let Some(Shared::Schema(pointer)) = shared.filter(|_| context.direction == Direction::Response) {
        let pointer = pointer.clone();
        let id = elsewhere(context, &pointer, schema);
        return Some(used(context, id));
    }
    let hint = &match shared {
        Some(Shared::Within(name)) => Hint::of_text(name.clone()),
        _ => hint.clone(),
    };
    let key = (schema.at(), effective(context, &[schema]));
    if let Some(known) = context.inline.get(&key) {
        return known.clone();
    }
    // A schema can only contain itself through `$ref`. The entry avoids a second report of an error.
    context.inline.insert(key, None);
    let ty = inline(context, schema, hint);
    context.inline.insert(key, ty.clone());
    ty
}

fn inline<'d>(context: &mut Context<'d>, schema: Schema<'d>, hint: &Hint) -> Option<TypeRef> {
    let rust_type = rust_type(context, schema);
    let ty = match definition(context, schema, hint)? {
        Definition::Plain(ty) if rust_type.is_none() && !is_named(schema) => ty,
        definition => {
            TypeRef::Named(hoist(context, &[schema], hint, Inline { rust_type, ..Inline::of(definition.into_kind()) }))
        }
    };
    let is_nullable = schema.is_nullable(context.root);
    Some(if is_nullable && !ty.is_nullable() { TypeRef::Nullable(Box::new(ty)) } else { ty })
}

/// Returns whether a schema chooses the name of its type, which it then has also if the type needs none. So the name stays when the
/// last bound of the schema vanishes.
fn is_named(schema: Schema<'_>) -> bool {
    let name = schema.rust_name().and_then(Node::as_str);
    schema.is_written_in_place() && name.is_some_and(|name| is_choice(name, Casing::Pascal))
}

/// A type of inline schemas, before it has a name.
pub(crate) struct Inline {
    pub(crate) kind: TypeKind,
    /// The type of the user's that stands for the schema (`x-rust-type`).
    pub(crate) rust_type: Option<RustType>,
    /// Whether a schema that is no part of the name's schemas says that the values are secret.
    pub(crate) sensitive: bool,
}

impl Inline {
    pub(crate) fn of(kind: TypeKind) -> Self {
        Inline { kind, rust_type: None, sensitive: false }
    }
}

/// Names a type. `schemas` are the schemas of the type; the first `x-rust-name` among them is the name.
pub(crate) fn hoist<'d>(context: &mut Context<'d>, schemas: &[Schema<'d>], hint: &Hint, inline: Inline) -> TypeId {
    let key = (hint.text.clone(), effective(context, schemas));
    let is_alike = |known: &[&Node]| {
        known.len() == schemas.len() && known.iter().zip(schemas).all(|(known, schema)| is_same(known, schema.node()))
    };
    let known = context.hoisted.get(&key).and_then(|known| known.iter().find(|(nodes, _)| is_alike(nodes)));
    if let Some((_, id)) = known {
        // Two places that share a type may differ in a schema that is not among `schemas`.
        context.types[id.0].sensitive |= inline.sensitive;
        return *id;
    }
    let id = declare(context, schemas, hint, inline);
    let nodes = schemas.iter().map(|schema| schema.node()).collect();
    context.hoisted.entry(key).or_default().push((nodes, id));
    id
}

/// Adds a type of inline schemas, as [`hoist`] does, without looking for an equal one.
fn declare<'d>(context: &mut Context<'d>, schemas: &[Schema<'d>], hint: &Hint, inline: Inline) -> TypeId {
    let Inline { kind, rust_type, sensitive } = inline;
    // A name in `snake_case` is the name of the field with this schema.
    let is_of_type = |name: &Node| !name.as_str().is_some_and(|name| is_choice(name, Casing::Snake));
    let wish = schemas.iter().find_map(|schema| Some((schema.node(), schema.rust_name()?)));
    let wish = wish.filter(|(_, name)| is_of_type(name));
    let chosen = wish.and_then(|(node, _)| schema_rust_name(context, node, Casing::Pascal));
    let direction = effective(context, schemas);
    let hint = &match direction {
        Direction::Request => hint.clone().or_then("Request"),
        _ => hint.clone(),
    };
    let sample = sample_of(context, schemas, &kind);
    let id = TypeId(context.types.len());
    context.types.push(TypeDef {
        name: hint.wish(chosen),
        origin: hint.text.clone(),
        place: Place::Inline,
        doc: schemas.iter().find_map(|schema| schema.description()).map(str::to_owned),
        nullable: false,
        sensitive: sensitive || schemas.iter().any(|schema| schema.shows_sensitive(context.root)),
        // `deprecated` on an inline schema is that of the property or parameter that has it.
        deprecated: false,
        rust_type,
        derives: Vec::new(),
        form_of: None,
        sample,
        kind,
    });
    pair_forms(context, schemas, direction, id);
    id
}

/// A value that fits all schemas of a type with constraints around a text, a number or a Boolean.
pub(crate) fn sample_of<'d>(context: &mut Context<'d>, schemas: &[Schema<'d>], kind: &TypeKind) -> Option<Value> {
    let is_scalar =
        |inner: &TypeRef| matches!(inner, TypeRef::String | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::Bool);
    match kind {
        TypeKind::Constrained { inner, .. } if is_scalar(inner) => {}
        _ => return None,
    }
    schemas.iter().find_map(|schema| {
        let value = example::generated(context, *schema)?;
        schemas.iter().all(|other| example::fits(context, *other, &value)).then_some(value)
    })
}

/// Connects the form in requests and that in responses of schemas without a name, when the second of them is made. As with components, a
/// chosen name is that of the form in responses, and the form in requests has it with `Request`.
fn pair_forms(context: &mut Context<'_>, schemas: &[Schema<'_>], direction: Direction, id: TypeId) {
    let spans: Vec<Span> = schemas.iter().map(|schema| schema.at()).collect();
    let other = match direction {
        Direction::Request => Direction::Response,
        _ => Direction::Request,
    };
    let known = context.inline_forms.get(&(spans.clone(), other)).copied();
    context.inline_forms.insert((spans, direction), id);
    let Some(known) = known else { return };
    let (base, form) = if direction == Direction::Request { (known, id) } else { (id, known) };
    context.types[form.0].form_of = Some(base);
    if context.types[form.0].name.chosen.is_some() {
        context.types[form.0].name = Hint::of_type(&context.types, base).then("Request").wish(None);
    }
}

/// Checks the keywords of a schema once: fixed fields, bounds, example and default.
pub(crate) fn check<'d>(context: &mut Context<'d>, schema: Schema<'d>) {
    if !context.checked.insert(schema.at()) {
        return;
    }
    let is_early = context.bundle.later_schemas.contains(&schema.node().at);
    view::check_schema(&mut context.reader.diagnostics, schema, is_early);
    for entry in schema.name_patterns() {
        scalar::is_pattern(context, "a key of `patternProperties`", &entry.key, entry.key_at);
    }
    check_mapping(context, schema);
    if let Some(at) = context.bundle.moved_lists.get(&schema.at()) {
        let (what, why) = ("`enum` of an array".into(), "lists values of the elements, not arrays".into());
        context.tolerable(*at, Kind::Invalid { what, why, instead: "write `enum` in `items`" });
    }
    if let Some(entry) = schema.entry(Keyword::Type).filter(|_| schema.ignores_type(context.root)) {
        let what = "`type` beside a schema of another type in `allOf` or `$ref`".to_owned();
        let instead = "remove `type`, or correct it: no value has both types";
        context.report(entry.key_at, Kind::Ignored { feature: "type", what, instead });
    }
    let examples = schema.examples().map(|value| (value, "the example of this schema"));
    let default = schema.default().map(|value| (value, "the default of this schema"));
    for (value, what) in examples.chain(default) {
        context.in_direction(Direction::Either, |context| example::check(context, schema, value, what));
    }
    for range in schema.ranges() {
        if let (true, Some(least), Some(most)) = (range.is_reversed(), range.least, range.most) {
            let what = format!("`{}`", most.keyword.name());
            let why = format!("is less than `{}`, so that no value is valid", least.keyword.name());
            context.report(most.value.at, Kind::Invalid { what, why, instead: "swap or correct the bounds" });
        }
    }
}

/// Reports values of a discriminator's `mapping`, and a `defaultMapping`, that name no schema of the document.
fn check_mapping<'d>(context: &mut Context<'d>, schema: Schema<'d>) {
    let Some(discriminator) = schema.discriminator() else { return };
    let names: Vec<&str> = Schema::components(context.root).iter().map(|entry| entry.key.as_str()).collect();
    for node in discriminator.targets() {
        let Some(text) = node.as_str() else { continue };
        let is_pointer = text.starts_with("#/");
        // A path of another file has a folder or an extension. URIs that lead anywhere are pointers here.
        let is_file = || {
            !text.contains(':') && text.contains(['/', '#'])
                || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end))
        };
        let is_known = match is_pointer {
            true => pointed(context.root, text).is_some(),
            false => is_file() || names.contains(&text),
        };
        if !is_known {
            let nearest = if is_pointer { None } else { nearest(text, names.iter().copied()).map(str::to_owned) };
            // The values of such an alternative fit no other.
            context.tolerable(node.at, Kind::DanglingReference { reference: text.to_owned(), nearest });
        }
    }
}

/// Resolves a schema that is not a reference.
pub(crate) fn definition<'d>(context: &mut Context<'d>, own: Schema<'d>, hint: &Hint) -> Option<Definition> {
    check(context, own);
    if let Some(accepts) = own.boolean() {
        if !accepts {
            context.report(own.at(), Kind::NotEnforced { what: "a schema that accepts no value".into() });
        }
        return Some(Definition::Plain(TypeRef::Any));
    }
    if !own.is_object() {
        return None;
    }
    if let Some(all_of) = own.all_of() {
        if all_of.is_empty() {
            let why = "is empty".into();
            let instead = "list the schemas, or remove `allOf`";
            context.report(all_of.at, Kind::Invalid { what: "`allOf`".into(), why, instead });
        }
        let wrapped = wrapped(context.root, own, all_of);
        if let Some((only, narrowed)) = wrapped.filter(|(only, _)| !lists(context.root, *only, own)) {
            all_of.iter().filter(|member| !member.is_reference()).for_each(|member| check(context, member));
            let ty = schema(context, only, hint)?;
            return Some(Definition::Plain(narrowed.applied_to(ty)));
        }
    }
    let group = Group::of(context, own)?;
    of_group(context, &group, hint)
}

/// Returns whether a schema has another one among its alternatives. This one then extends it, and is no other name for it.
fn lists<'d>(root: &'d Node, schema: Schema<'d>, other: Schema<'d>) -> bool {
    let mut targets = schema.target(root).into_iter().flat_map(|target| target.alternative_targets(root));
    targets.any(|target| target.at() == other.at())
}

/// Returns the only member of `allOf` that adds something, if the schema has no other keyword than `allOf` and possibly a `type`
/// that repeats the member's, or rejects only `null`.
fn wrapped<'d>(root: &'d Node, schema: Schema<'d>, all_of: SchemaList<'d>) -> Option<(Schema<'d>, Narrowed)> {
    if !schema.says_nothing_but(&[Keyword::AllOf, Keyword::Type]) {
        return None;
    }
    let (only, narrowed) = sole(root, all_of.iter())?;
    Some((only, narrowed.and(narrowed_by(root, only, schema)?)))
}

/// Resolves a group: schemas that a value must all fit.
pub(crate) fn of_group<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint) -> Option<Definition> {
    if let Some(choice) = union::choice(context, group) {
        return union::union(context, &choice, hint);
    }
    group.schemas.iter().for_each(|schema| unexpressed::report(context, *schema));
    group.schemas.iter().for_each(|schema| format::report(context, *schema));
    if group.all(Schema::enumeration).next().is_some() {
        return scalar::enumeration(context, group);
    }
    match type_of(context, group).ok()? {
        Some(Type::String) => scalar::string(context, group),
        Some(Type::Integer) => scalar::number(context, group, TypeRef::Integer(scalar::integer(group))),
        Some(Type::Number) => scalar::number(context, group, TypeRef::F64),
        Some(Type::Boolean) => Some(Definition::Plain(TypeRef::Bool)),
        Some(Type::Array) => scalar::array(context, group, hint),
        Some(Type::Object) => object::object(context, group, hint),
        Some(Type::Null) => {
            let constraints = Constraints { one_of: vec![Value::Null], ..Constraints::default() };
            Some(constrained(TypeRef::Any, constraints))
        }
        None => Some(Definition::Plain(TypeRef::Any)),
    }
}

/// An error that has been reported.
struct Reported;

/// Returns the type of the schemas. `None` if they have no `type` and no keyword implies one, or if they have several.
fn type_of<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Result<Option<Type>, Reported> {
    let mut found: Option<Vec<Type>> = None;
    for schema in &group.schemas {
        let own = types_of(context, *schema)?;
        let (Some(first), Some(at)) = (own.first(), schema.entry(Keyword::Type).map(|entry| entry.value.at)) else {
            continue;
        };
        let both = match &found {
            None => own,
            Some(known) => {
                let both: Vec<Type> = known.iter().filter_map(|known| known.among(&own)).collect();
                if let (true, Some(known)) = (both.is_empty(), known.first()) {
                    let what = format!("a schema that requires both {} and {}", known.name(), first.name());
                    context.report(at, Kind::Loose { what, is_contradiction: true });
                    return Ok(None);
                }
                both
            }
        };
        found = Some(both);
    }
    match found.as_deref() {
        None => {}
        Some([only]) => return Ok(Some(*only)),
        Some(_) => return Ok(None),
    }
    if let Some(implied) = implied(|keyword| group.schemas.iter().any(|schema| schema.shows_type_by(keyword))) {
        return Ok(Some(implied));
    }
    for schema in &group.schemas {
        let is_about_one_type = |keyword: Keyword| {
            keyword.is_about_one_type()
                || (keyword == Keyword::AdditionalProperties && schema.only_forbids_properties())
        };
        if let Some((keyword, entry)) = schema.keywords().find(|(keyword, _)| is_about_one_type(*keyword)) {
            let what = format!("`{}` without a `type`", keyword.name());
            context.report(entry.key_at, Kind::NotEnforced { what });
        }
    }
    Ok(None)
}

/// Returns the types of a schema besides null; null if there is no other.
fn types_of(context: &mut Context<'_>, schema: Schema<'_>) -> Result<Vec<Type>, Reported> {
    let mut types = Vec::new();
    for node in schema.types() {
        // The check of fixed fields reports a type that is not a string.
        let name = type_word(node).ok_or(Reported)?;
        let ty = schema.type_named(name).map_err(|kind| {
            context.report(node.at, kind);
            Reported
        })?;
        types.push(ty);
    }
    if types.len() > 1 {
        types.retain(|ty| *ty != Type::Null);
    }
    Ok(types)
}

pub(crate) fn constrained(inner: TypeRef, constraints: Constraints) -> Definition {
    if constraints.is_empty() {
        Definition::Plain(inner)
    } else {
        Definition::Named(TypeKind::Constrained { inner, constraints: Box::new(constraints), titled: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    #[test]
    fn the_table_of_fixed_fields_has_all_keywords() {
        let keys: Vec<&str> = view::SCHEMA.keys.iter().map(|(key, _)| *key).collect();
        assert!(keys.iter().all(|key| Keyword::parse(key).is_some()));
        // A Reference Object has its own check; `examples` is a keyword of later versions.
        let is_field =
            |keyword: &&Keyword| keyword.is_of(Version::V3_0) && !matches!(keyword, Keyword::Ref | Keyword::Examples);
        let absent: Vec<&Keyword> =
            Keyword::ALL.iter().filter(is_field).filter(|keyword| !keys.contains(&keyword.name())).collect();
        assert!(absent.is_empty(), "{absent:?}");
    }
}
