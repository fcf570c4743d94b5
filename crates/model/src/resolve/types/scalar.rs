//! Strings, numbers, lists of values, and arrays.

use super::group::{Group, conjunction};
use super::{Definition, constrained, schema};
use crate::api::{Constraints, Integer, TypeKind, TypeRef, Variant};
use crate::name::Casing;
use crate::node::{self, Node, Value};
use crate::pattern::Pattern;
use crate::problem::{Kind, Object};
use crate::resolve::context::Context;
use crate::resolve::wish::{Hint, schema_wish};
use crate::schema::bounds::{Limit, Range};
use crate::schema::enumeration::{Enumeration, intended};
use crate::schema::{Keyword, Schema, Type};
use crate::source::Span;

/// `enum`: an enum if all values are strings, else a type that is constrained to the values.
pub(crate) fn enumeration<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<Definition> {
    let name = group.all(|schema| schema.type_name()).next();
    let ty = name.and_then(Type::parse).or_else(|| group.all(Schema::constant_type).next());
    let mut listed: Option<Vec<(&'d Node, serde_json::Value)>> = None;
    for list in group.all(Schema::enumeration) {
        let own = values_of(context, list, ty);
        listed = Some(match listed {
            None => own,
            // If there are several lists, a value must be in each of them.
            Some(known) => known.into_iter().filter(|(_, value)| own.iter().any(|(_, own)| own == value)).collect(),
        });
    }
    let listed = listed.unwrap_or_default();
    let at = group.all(Schema::enumeration).next().map_or(group.at(), |list| list.at);
    let texts: Vec<(&str, &'d Node)> =
        listed.iter().filter_map(|(node, value)| Some((value.as_str()?, *node))).collect();
    if listed.is_empty() {
        let only_null = group.all(Schema::enumeration).any(|list| !list.values.is_empty());
        if only_null && group.all(Schema::enumeration).count() == 1 {
            let constraints = Constraints { one_of: vec![serde_json::Value::Null], ..Constraints::default() };
            return Some(constrained(TypeRef::Any, constraints));
        }
        if group.all(Schema::enumeration).all(|list| !list.values.is_empty()) {
            let what = "a schema with lists that have no value in common".to_owned();
            context.report(at, Kind::Loose { what, is_contradiction: true });
            return Some(Definition::Plain(TypeRef::Any));
        }
        let instead = "list the values, or remove `enum`";
        // An ignored `enum` excludes no value.
        context.tolerable(at, Kind::Invalid { what: "`enum`".into(), why: "is empty".into(), instead });
        return context.is_tolerant().then_some(Definition::Plain(TypeRef::Any));
    }
    if texts.len() == listed.len() && name.is_none_or(|name| name == Type::String.name()) {
        let variants = texts.into_iter().map(|(wire, node)| Variant {
            name: schema_wish(context, wire, node, Casing::Pascal),
            wire: wire.to_owned(),
            doc: None,
        });
        return Some(Definition::Named(TypeKind::Enum(variants.collect())));
    }
    let one_of: Vec<serde_json::Value> = listed.into_iter().map(|(_, value)| value).collect();
    let all = |fits: fn(&serde_json::Value) -> bool| one_of.iter().all(fits);
    let integer = (ty == Some(Type::Integer)).then(|| integer_of(group, &one_of)).flatten();
    let inner = match (ty, integer) {
        (_, Some(integer)) => TypeRef::Integer(integer),
        (Some(Type::Boolean), _) if all(serde_json::Value::is_boolean) => TypeRef::Bool,
        (Some(Type::Number), _) if all(serde_json::Value::is_number) => TypeRef::F64,
        _ => {
            let is_of_type = ty.is_some_and(|ty| one_of.iter().all(|value| ty.accepts(value)));
            if let (Some(name), false) = (name, is_of_type) {
                let what = format!("an enum with values that are not of type {name}");
                let is_contradiction = !one_of.iter().any(|value| ty.is_some_and(|ty| ty.accepts(value)));
                context.report(at, Kind::Loose { what, is_contradiction });
            }
            TypeRef::Any
        }
    };
    Some(constrained(inner, Constraints { one_of, ..Constraints::default() }))
}

/// The type of integers that holds all listed values: that of the format, or else the first that does.
pub(super) fn integer_of(group: &Group<'_>, listed: &[serde_json::Value]) -> Option<Integer> {
    let candidates = [integer(group), Integer::I64, Integer::U64];
    candidates.into_iter().find(|integer| listed.iter().all(|value| integer.holds(value)))
}

/// The type of integers of a group.
pub(super) fn integer(group: &Group<'_>) -> Integer {
    Schema::integer_of(&group.schemas)
}

/// The values of one list without `null`, each once.
fn values_of<'d>(
    context: &mut Context<'d>,
    list: Enumeration<'d>,
    ty: Option<Type>,
) -> Vec<(&'d Node, serde_json::Value)> {
    let mut listed: Vec<(&'d Node, serde_json::Value)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for node in list.values.iter().filter(|value| !matches!(value.value, Value::Null)) {
        let value = intended(node, ty);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if seen.insert(value.to_string()) {
            listed.push((node, value));
        } else {
            let (what, why) = (format!("`{text}`"), "occurs twice in `enum`".into());
            context.tolerable(node.at, Kind::Invalid { what, why, instead: "remove one of the two" });
        }
    }
    listed
}

/// `type: string`
pub(crate) fn string<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<Definition> {
    let mut constraints = Constraints {
        min_length: greatest(group, Schema::lengths),
        max_length: smallest(group, Schema::lengths),
        ..Constraints::default()
    };
    for node in group.all(Schema::pattern) {
        match (pattern(context, node), &constraints.pattern) {
            (Some(text), None) => constraints.pattern = Some(text),
            (Some(text), Some(known)) if *known != text => {
                context.report(node.at, Kind::NotEnforced { what: "a second `pattern`".into() });
            }
            _ => {}
        }
    }
    // Lengths and patterns apply to the text, and only a `String` keeps the text unchanged.
    let formats = group.all(|schema| schema.format()).filter(|_| constraints.is_empty());
    let plain = formats.into_iter().find_map(|format| match format {
        "date-time" => Some(TypeRef::DateTime),
        "date" => Some(TypeRef::Date),
        "uuid" => Some(TypeRef::Uuid),
        _ => None,
    });
    Some(constrained(plain.unwrap_or(TypeRef::String), constraints))
}

/// Returns the greatest lower bound. 0 excludes no value.
pub(super) fn greatest<'d>(group: &Group<'d>, range: fn(Schema<'d>) -> Range<'d>) -> Option<u64> {
    group.all(|schema| range(schema).least.and_then(Limit::count)).filter(|bound| *bound > 0).max()
}

/// Returns the smallest upper bound.
pub(super) fn smallest<'d>(group: &Group<'d>, range: fn(Schema<'d>) -> Range<'d>) -> Option<u64> {
    group.all(|schema| range(schema).most.and_then(Limit::count)).min()
}

fn pattern(context: &mut Context<'_>, node: &Node) -> Option<String> {
    let text = node.as_str()?;
    if is_pattern(context, "`pattern`", text, node.at) {
        return Some(text.to_owned());
    }
    // The error is a warning in a document of somebody else.
    Pattern::tolerant(text).map(|pattern| pattern.text)
}

/// Returns whether a text is a regular expression of ECMA-262, and reports the error if it is not.
pub(super) fn is_pattern(context: &mut Context<'_>, what: &str, text: &str, at: Span) -> bool {
    let Err(error) = Pattern::parse(text) else { return true };
    let why = format!("is not a valid regular expression (ECMA-262): {error}");
    let instead = "correct the pattern; it is parsed with the flag `u`, and without it if that fails";
    // An ignored pattern excludes no value.
    context.tolerable(at, Kind::Invalid { what: what.to_owned(), why, instead });
    false
}

/// `type: integer` and `type: number`
pub(crate) fn number<'d>(context: &mut Context<'d>, group: &Group<'d>, plain: TypeRef) -> Option<Definition> {
    let mut constraints = Constraints::default();
    let range = match plain {
        TypeRef::Integer(integer) => Some(integer.range()),
        _ => None,
    };
    for schema in &group.schemas {
        check_number(context, *schema);
        let bound = |limit: Option<Limit<'d>>| {
            let limit = limit.filter(|limit| matches!(limit.value.value, Value::Number(_)))?;
            if range.as_ref().is_some_and(|range| limit.admits_all(range)) {
                return None;
            }
            let value = limit.value.to_json();
            Some((if plain == TypeRef::F64 { value } else { whole(value) }, limit.exclusive))
        };
        let values = schema.values();
        constraints.minimum = tighter(constraints.minimum, bound(values.least), true);
        constraints.maximum = tighter(constraints.maximum, bound(values.most), false);
        let step = step(*schema).filter(|step| is_positive(step));
        match (step, &constraints.multiple_of) {
            (Some(step), None) => constraints.multiple_of = Some(step.to_json()),
            (Some(step), Some(known)) if *known != step.to_json() => {
                context.report(step.at, Kind::NotEnforced { what: "a second `multipleOf`".into() });
            }
            _ => {}
        }
    }
    if let TypeRef::Integer(integer) = plain {
        constrain_to_formats(group, integer, &mut constraints);
    }
    Some(constrained(plain, constraints))
}

/// Adds the bounds of the other formats of a group: `int32` and `uint32` have no negative value in common.
fn constrain_to_formats(group: &Group<'_>, integer: Integer, constraints: &mut Constraints) {
    for other in group.all(Schema::integer_format) {
        let (own, (least, most)) = (integer.range(), other.ends());
        let least = (other.range().start() > own.start()).then_some((least, false));
        let most = (other.range().end() < own.end()).then_some((most, false));
        constraints.minimum = tighter(constraints.minimum.take(), least, true);
        constraints.maximum = tighter(constraints.maximum.take(), most, false);
    }
}

/// Returns a number without a fraction as an integer, so that a bound written as `0.0` is a value of an integer type.
fn whole(value: serde_json::Value) -> serde_json::Value {
    let number = value.as_f64().filter(|_| value.is_f64()).and_then(node::whole);
    number.map_or(value, Into::into)
}

type Bound = Option<(serde_json::Value, bool)>;

/// Returns the stricter of two bounds.
fn tighter(one: Bound, other: Bound, is_minimum: bool) -> Bound {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let order = one.0.as_f64().partial_cmp(&other.0.as_f64());
    let one_is_tighter = match order {
        Some(std::cmp::Ordering::Equal) | None => one.1,
        Some(order) => (order == std::cmp::Ordering::Greater) == is_minimum,
    };
    Some(if one_is_tighter { one.clone() } else { other.clone() })
}

/// Returns `multipleOf`, if it is a number.
fn step(schema: Schema<'_>) -> Option<&Node> {
    schema.multiple_of().filter(|step| matches!(step.value, Value::Number(_)))
}

fn is_positive(step: &Node) -> bool {
    step.to_json().as_f64().is_some_and(|step| step > 0.0)
}

fn check_number(context: &mut Context<'_>, schema: Schema<'_>) {
    for (at, kind) in schema.bound_faults() {
        context.report(at, kind);
    }
    if let Some(step) = step(schema).filter(|step| !is_positive(step)) {
        context.report(
            step.at,
            Kind::Invalid {
                what: "`multipleOf`".into(),
                why: "must be greater than 0".into(),
                instead: "write a positive number",
            },
        );
    }
}

/// `type: array`
pub(crate) fn array<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &Hint) -> Option<Definition> {
    if let Some(listing) = group.schemas.iter().copied().find(|schema| schema.prefix_items().is_some()) {
        return prefixed(context, group, listing, hint);
    }
    let items: Vec<Schema<'d>> = group.all(Schema::items).collect();
    let items = match items.as_slice() {
        [] if !group.schemas.iter().any(|schema| schema.requires_items()) => TypeRef::Any,
        [] => {
            let ty = group.schemas.iter().flat_map(|schema| schema.types()).next();
            let at = ty.map_or(group.at(), |ty| ty.at);
            // Elements of any type, as in later versions.
            context.tolerable(at, Kind::MissingKey { object: Object::ArraySchema, key: "items" });
            TypeRef::Any
        }
        [only] => schema(context, *only, &hint.then("Item"))?,
        several => conjunction(context, several, &hint.then("Item"))?,
    };
    let constraints = Constraints {
        min_length: greatest(group, Schema::item_counts),
        max_length: smallest(group, Schema::item_counts),
        unique: group.schemas.iter().any(|schema| schema.unique_items()),
        ..Constraints::default()
    };
    Some(constrained(TypeRef::Array(Box::new(items)), constraints))
}

/// An array whose first elements have schemas of their own, which `listing` lists: a tuple if its length is fixed.
fn prefixed<'d>(context: &mut Context<'d>, group: &Group<'d>, listing: Schema<'d>, hint: &Hint) -> Option<Definition> {
    let tuple = listing.tuple().filter(|tuple| (1..=TypeRef::MAX_TUPLE).contains(&tuple.iter().count()));
    let is_only = group.schemas.iter().filter(|schema| schema.items().is_some() || schema.unique_items()).count() <= 1;
    let Some(tuple) = tuple.filter(|_| is_only && !listing.unique_items()) else {
        let prefix = listing.entry(Keyword::PrefixItems)?;
        context.report(prefix.key_at, Kind::NotEnforced { what: "`prefixItems` of an array of any length".into() });
        return Some(Definition::Plain(TypeRef::Array(Box::new(TypeRef::Any))));
    };
    let elements =
        tuple.iter().enumerate().map(|(at, member)| schema(context, member, &hint.then(&format!("Item{at}"))));
    let elements: Option<Vec<TypeRef>> = elements.collect();
    // With a name: progenitor takes only paths as types of parameters and bodies.
    elements.map(|elements| Definition::Named(TypeKind::Alias(TypeRef::Tuple(elements))))
}
