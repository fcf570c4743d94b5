//! Object schemas: one struct or map for all object schemas of a group.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::group::{Group, conjunction};
use super::scalar::{greatest, smallest};
use super::{Definition, constrained, schema};
use crate::api::{Constraints, Field, Struct, TypeKind, TypeRef, Unknown, Wish};
use crate::name::{Casing, is_choice, word};
use crate::nearest::nearest;
use crate::node::Node;
use crate::pattern::Pattern;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::resolve::example;
use crate::resolve::wish::{Hint, schema_wish};
use crate::schema::{AdditionalProperties, Keyword, Schema};

/// The wish for the name of the field with the properties that a schema does not list.
const UNKNOWN: &str = "additional_properties";

/// The properties of object schemas.
#[derive(Default)]
struct Properties<'d> {
    defined: Vec<Defined<'d>>,
    required: Vec<(&'d str, &'d Node)>,
    unknown: Option<Unknown>,
    /// The names of all properties, including those that are not sent in this direction or have an error.
    names: Vec<&'d str>,
}

/// A property with its definitions in all schemas.
struct Defined<'d> {
    /// The name in JSON.
    wire: &'d str,
    /// The first definition.
    schema: Schema<'d>,
    /// The type that fits all definitions.
    ty: TypeRef,
    /// Whether a definition is sensitive.
    is_sensitive: bool,
    /// The `const` of a definition.
    constant: Option<Value>,
}

/// `type: object`
pub(crate) fn object<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint) -> Option<Definition> {
    let constraints = Constraints {
        min_length: greatest(group, Schema::property_counts),
        max_length: smallest(group, Schema::property_counts),
        ..Constraints::default()
    };
    let mut properties = Properties::default();
    define(context, group, hint, &mut properties);
    group.schemas.iter().for_each(|schema| required(context, *schema, &mut properties));
    define_covered(context, group, hint, &mut properties);
    properties.unknown = unknown(context, group, hint);
    let known: Vec<&str> = properties.defined.iter().map(|defined| defined.wire).collect();
    properties.required.retain(|(name, _)| known.contains(name) || !properties.names.contains(name));
    unsatisfiable(context, group, &properties);
    if properties.names.is_empty() && properties.required.is_empty() {
        let values = match properties.unknown {
            Some(Unknown::Kept { ty, .. }) => ty,
            Some(Unknown::Rejected) => return Some(Definition::Named(structure(context, properties))),
            _ => TypeRef::Any,
        };
        return Some(constrained(TypeRef::Map(Box::new(values)), constraints));
    }
    if !constraints.is_empty() {
        let limits = group.schemas.iter().map(|schema| schema.property_counts());
        let limit = limits.filter_map(|counts| counts.least.or(counts.most)).next();
        let what =
            format!("`{}` beside `properties`", limit.map_or(Keyword::MinProperties, |limit| limit.keyword).name());
        context.report(limit.map_or(group.at(), |limit| limit.key_at), Kind::NotEnforced { what });
    }
    Some(Definition::Named(structure(context, properties)))
}

/// Adds the properties of all schemas, each once. The type of a property fits all its definitions.
fn define<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint, properties: &mut Properties<'d>) {
    let mut defined: Vec<(&'d str, Vec<Schema<'d>>, Hint)> = Vec::new();
    let mut index: HashMap<&'d str, usize> = HashMap::new();
    for holder in &group.schemas {
        let owner = group.owner(context, *holder, hint);
        for (entry, property) in holder.properties() {
            properties.names.push(&entry.key);
            match index.get(entry.key.as_str()) {
                Some(known) => {
                    defined[*known].1.push(property);
                    defined[*known].2 = hint.clone();
                }
                None => {
                    index.insert(&entry.key, defined.len());
                    defined.push((&entry.key, vec![property], owner.clone()));
                }
            }
        }
    }
    for (name, schemas, owner) in defined {
        if schemas.iter().any(|schema| context.marked.drops(*schema, context.direction)) {
            continue;
        }
        let hint = owner.then(&property_name(name, &schemas));
        properties.defined.extend(property(context, name, &schemas, &hint));
    }
}

/// Resolves a property that is defined by several schemas. `None` after an error, which is reported.
fn property<'d>(context: &mut Context<'d>, wire: &'d str, schemas: &[Schema<'d>], hint: &Hint) -> Option<Defined<'d>> {
    let ty = match schemas {
        [only] => schema(context, *only, hint),
        several => conjunction(context, several, hint),
    }?;
    let is_sensitive = schemas.iter().any(|schema| schema.shows_sensitive(context.root));
    let constant = schemas.iter().find_map(|schema| schema.target(context.root)?.constant());
    Some(Defined { wire, schema: *schemas.first()?, ty, is_sensitive, constant })
}

/// Adds the required properties that no `properties` define, and that `patternProperties` or `additionalProperties` describe.
fn define_covered<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint, properties: &mut Properties<'d>) {
    let names: Vec<&'d str> = properties.required.iter().map(|(name, _)| *name).collect();
    for name in names {
        if properties.names.contains(&name) {
            continue;
        }
        let schemas: Vec<Schema<'d>> = group.schemas.iter().flat_map(|holder| covering(*holder, name)).collect();
        if schemas.is_empty() {
            continue;
        }
        // A pattern is written for names that are not listed.
        if group.schemas.iter().all(|holder| patterns(*holder, name).next().is_none()) {
            report_other_case(context, name, properties);
        }
        // One schema is that of other properties, too, and has the same name for all.
        let hint = match schemas.as_slice() {
            [_] => hint.then("Value"),
            several => hint.then(&property_name(name, several)),
        };
        properties.names.push(name);
        properties.defined.extend(property(context, name, &schemas, &hint));
    }
}

/// Reports a required property that differs only in case from one in `properties`: it is one of the others that the schema allows, but
/// most likely the document means the listed one, unless that one is required, too.
fn report_other_case(context: &mut Context<'_>, name: &str, properties: &Properties<'_>) {
    let is_required = |known: &str| properties.required.iter().any(|(name, _)| *name == known);
    let nearest = properties.names.iter().find(|known| known.eq_ignore_ascii_case(name) && !is_required(known));
    let required = properties.required.iter().find(|(known, _)| *known == name);
    if let (Some(nearest), Some((_, node))) = (nearest, required) {
        let nearest = Some((*nearest).to_owned());
        context.report(node.at, Kind::RequiredNotAProperty { name: name.to_owned(), nearest });
    }
}

/// Returns the schemas that a schema has for a property that its `properties` do not have (JSON Schema 2020-12 core, section 10.3.2).
fn covering<'d>(holder: Schema<'d>, name: &str) -> Vec<Schema<'d>> {
    let by_pattern: Vec<Schema<'d>> = patterns(holder, name).collect();
    match holder.additional_properties() {
        AdditionalProperties::Schema(values) if by_pattern.is_empty() && !values.says_nothing_but(&[]) => vec![values],
        _ => by_pattern,
    }
}

/// Returns the schemas that `patternProperties` have for a property.
fn patterns<'d>(holder: Schema<'d>, name: &str) -> impl Iterator<Item = Schema<'d>> {
    let is_match = move |pattern: &str| Pattern::parse(pattern).is_ok_and(|pattern| pattern.matches(name));
    holder.name_patterns().filter(move |entry| is_match(&entry.key)).map(|entry| Schema::of(&entry.value))
}

/// The name of a property within the names of types: its `x-rust-name`, else its name on the wire.
fn property_name(wire: &str, schemas: &[Schema<'_>]) -> String {
    let chosen =
        schemas.iter().find_map(|schema| schema.rust_name()?.as_str().filter(|name| is_choice(name, Casing::Snake)));
    word(chosen.unwrap_or(wire))
}

fn required<'d>(context: &mut Context<'d>, schema: Schema<'d>, properties: &mut Properties<'d>) {
    let mut seen = HashSet::new();
    for required in schema.required() {
        match required.as_str() {
            Some(name) if seen.insert(name) => properties.required.push((name, required)),
            Some(name) => {
                // Overlays that merge two schemas cause this.
                let what = format!("the second `{name}` in `required`");
                context
                    .report(required.at, Kind::Ignored { feature: "required", what, instead: "remove one of the two" });
            }
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

/// Reports schemas that forbid a required property that another member of `allOf` lists.
fn unsatisfiable<'d>(context: &mut Context<'d>, group: &Group<'d>, properties: &Properties<'d>) {
    for holder in &group.schemas {
        let is_closed = matches!(holder.additional_properties(), AdditionalProperties::Forbidden);
        let Some(entry) = holder.entry(Keyword::AdditionalProperties).filter(|_| is_closed) else { continue };
        if holder.pattern_properties().next().is_some() {
            continue;
        }
        let is_forbidden = |name: &str| holder.properties().all(|(own, _)| own.key != name);
        let mut required = properties.required.iter().filter(|(name, _)| properties.names.contains(name));
        if let Some((name, _)) = required.find(|(name, _)| is_forbidden(name)) {
            context.report(entry.value.at, Kind::Unsatisfiable { property: (*name).to_owned() });
        }
    }
}

/// Decides the treatment of properties that are not listed.
fn unknown<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint) -> Option<Unknown> {
    let holders = group.schemas.iter().filter(|schema| schema.has(Keyword::Properties)).count();
    let any = || Unknown::Kept { field: Wish::text(UNKNOWN), ty: TypeRef::Any };
    let mut found: Option<Unknown> = None;
    for holder in &group.schemas {
        if let Some(ty) = by_pattern(context, *holder, hint) {
            found = Some(Unknown::Kept { field: Wish::text(UNKNOWN), ty });
            continue;
        }
        let Some(entry) = holder.entry(Keyword::AdditionalProperties) else { continue };
        let at = entry.value.at;
        // `additionalProperties` of one schema also applies to properties that only other schemas list.
        let is_about_others = holders > usize::from(holder.has(Keyword::Properties));
        let about_others = |context: &mut Context<'d>| {
            let what = "`additionalProperties` for the properties of another member of `allOf`".to_owned();
            context.report(at, Kind::NotEnforced { what });
        };
        let own = match holder.additional_properties() {
            AdditionalProperties::Absent => continue,
            AdditionalProperties::Any => any(),
            AdditionalProperties::Forbidden if is_about_others => {
                about_others(context);
                Unknown::Ignored
            }
            AdditionalProperties::Forbidden => Unknown::Rejected,
            AdditionalProperties::Schema(values) if is_about_others && values.says_nothing_but(&[]) => any(),
            AdditionalProperties::Schema(_) if is_about_others => {
                about_others(context);
                any()
            }
            AdditionalProperties::Schema(values) => {
                let owner = group.owner(context, *holder, hint);
                let ty = schema(context, values, &owner.then("Value")).unwrap_or(TypeRef::Any);
                Unknown::Kept { field: Wish::text(UNKNOWN), ty }
            }
            AdditionalProperties::Invalid(node) => {
                let what = "`additionalProperties`".to_owned();
                let kind = Kind::WrongType { what, expected: "a schema or a boolean", found: node.kind() };
                context.report(at, kind);
                continue;
            }
        };
        found = Some(match (found, own) {
            (Some(Unknown::Rejected), _) | (_, Unknown::Rejected) => Unknown::Rejected,
            (Some(Unknown::Kept { ty: TypeRef::Any, .. }) | None, own) => own,
            (Some(known), Unknown::Kept { ty, .. }) if ty != TypeRef::Any => {
                if !matches!(&known, Unknown::Kept { ty: known, .. } if *known == ty) {
                    let what = "a second `additionalProperties`".to_owned();
                    context.report(at, Kind::NotEnforced { what });
                }
                known
            }
            (Some(known), _) => known,
        });
    }
    unevaluated(context, group, found)
}

/// Returns the type of the properties that `patternProperties` describes: if it is the only rule, the type of its schema.
fn by_pattern<'d>(context: &mut Context<'d>, holder: Schema<'d>, hint: &Hint) -> Option<TypeRef> {
    let mut schemas = holder.pattern_properties();
    let first = schemas.next()?;
    let is_only = schemas.next().is_none();
    let is_closed = matches!(holder.additional_properties(), AdditionalProperties::Forbidden);
    Some(match is_only && is_closed {
        true => schema(context, first, &hint.then("Value")).unwrap_or(TypeRef::Any),
        false => TypeRef::Any,
    })
}

/// Applies `unevaluatedProperties`. The properties of a group are those of all its schemas, so `false` in the outermost schema
/// closes the type, unless another keyword could allow more properties.
fn unevaluated(context: &mut Context<'_>, group: &Group<'_>, found: Option<Unknown>) -> Option<Unknown> {
    const OPENING: [Keyword; 4] =
        [Keyword::AdditionalProperties, Keyword::PatternProperties, Keyword::If, Keyword::DependentSchemas];
    let is_open = OPENING.into_iter().any(|keyword| group.has(keyword));
    let closes = |schema: &Schema<'_>| schema.rejects_unevaluated() && !is_open && found.is_none();
    if group.schemas.last().is_some_and(closes) {
        return Some(Unknown::Rejected);
    }
    for schema in &group.schemas {
        if let Some(entry) =
            schema.entry(Keyword::UnevaluatedProperties).filter(|entry| entry.value.as_bool() != Some(true))
        {
            let what = format!("`{}`", Keyword::UnevaluatedProperties.name());
            context.report(entry.key_at, Kind::NotEnforced { what });
        }
    }
    found
}

fn structure<'d>(context: &mut Context<'d>, properties: Properties<'d>) -> TypeKind {
    let known: HashSet<&str> = properties.names.iter().copied().collect();
    // Adds required properties that are not defined. Their type is any value.
    let mut lacking: Vec<(&str, &'d Node)> = Vec::new();
    for (name, at) in &properties.required {
        if !known.contains(name) {
            let nearest = nearest(name, properties.names.iter().copied()).map(str::to_owned);
            context.report(at.at, Kind::RequiredNotAProperty { name: (*name).to_owned(), nearest });
            if lacking.iter().all(|(known, _)| known != name) {
                lacking.push((*name, *at));
            }
        }
    }
    let required: HashSet<&str> = properties.required.iter().map(|(name, _)| *name).collect();
    let mut fields: Vec<Field> = Vec::new();
    for Defined { wire, schema, ty, is_sensitive, constant } in &properties.defined {
        fields.push(Field {
            name: schema_wish(context, wire, schema.node(), Casing::Snake),
            wire: (*wire).to_owned(),
            doc: schema.description().map(str::to_owned),
            ty: ty.clone(),
            required: required.contains(wire),
            boxed: false,
            sensitive: *is_sensitive || holds_sensitive(context, ty),
            deprecated: schema.is_deprecated(),
            default: example::default(context, *schema),
            constant: constant.clone(),
        });
    }
    for (wire, node) in lacking {
        let name = schema_wish(context, wire, node, Casing::Snake);
        let (wire, ty) = (wire.to_owned(), TypeRef::Any);
        fields.push(Field {
            name,
            wire,
            doc: None,
            ty,
            required: true,
            boxed: false,
            sensitive: false,
            deprecated: false,
            default: None,
            constant: None,
        });
    }
    let unknown = match properties.unknown {
        // An object without a defined property is a map, so that its values are not lost.
        None if properties.names.is_empty() => Unknown::Kept { field: Wish::text(UNKNOWN), ty: TypeRef::Any },
        Some(unknown) => unknown,
        None => Unknown::Ignored,
    };
    TypeKind::Struct(Struct { fields, unknown })
}

/// Returns whether the `Debug` output of the type would show a sensitive value.
fn holds_sensitive(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => holds_sensitive(context, inner),
        TypeRef::Tuple(elements) => elements.iter().any(|element| holds_sensitive(context, element)),
        TypeRef::Named(id) => context.types[id.0].sensitive,
        _ => false,
    }
}
