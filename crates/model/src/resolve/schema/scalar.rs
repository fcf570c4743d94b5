//! Strings, numbers, lists of values, and arrays.

use super::group::{Group, conjunction};
use super::{Definition, constrained, schema};
use crate::api::{Constraints, TypeKind, TypeRef, Variant};
use crate::json_schema;
use crate::name::{Case, Scope};
use crate::node::{Node, Value};
use crate::pattern::pattern_flags;
use crate::problem::{Kind, Object};
use crate::resolve::context::Context;
use crate::resolve::names;

/// `enum`: of strings an enum, of anything else one of these values.
pub(crate) fn enumeration<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<Definition> {
    let kind = group.all("type").find_map(Node::as_str);
    let mut listed: Option<Vec<(&'d Node, serde_json::Value)>> = None;
    for values in group.all("enum") {
        let own = values_of(context, values, kind);
        listed = Some(match listed {
            None => own,
            // What fits all of several lists stands in each of them.
            Some(known) => known.into_iter().filter(|(_, value)| own.iter().any(|(_, own)| own == value)).collect(),
        });
    }
    let listed = listed.unwrap_or_default();
    let at = group.all("enum").next().map_or(group.at(), |values| values.at);
    let texts: Vec<(&str, &'d Node)> =
        listed.iter().filter_map(|(node, value)| Some((value.as_str()?, *node))).collect();
    if listed.is_empty() {
        let only_null = group.all("enum").any(|values| !values.elements().is_empty());
        if only_null && group.all("enum").count() == 1 {
            let constraints = Constraints { one_of: vec![serde_json::Value::Null], ..Constraints::default() };
            return Some(constrained(TypeRef::Any, constraints));
        }
        let instead = "list the values, or remove `enum`";
        // Passed over, it says nothing.
        context.tolerable(at, Kind::Invalid { what: "`enum`".into(), why: "has no value".into(), instead });
        return context.tolerant.then_some(Definition::Plain(TypeRef::Any));
    }
    if texts.len() == listed.len() && kind.is_none_or(|kind| kind == "string") {
        let variants = names(context, &texts, Case::Pascal, &mut Scope::default());
        let variants = variants.into_iter().zip(texts).map(|(name, (wire, _))| Variant { name, wire: wire.to_owned() });
        return Some(Definition::Named(TypeKind::Enum(variants.collect())));
    }
    let one_of: Vec<serde_json::Value> = listed.into_iter().map(|(_, value)| value).collect();
    let all = |fits: fn(&serde_json::Value) -> bool| one_of.iter().all(fits);
    let inner = match kind {
        Some("boolean") if all(serde_json::Value::is_boolean) => TypeRef::Bool,
        Some("integer") if all(serde_json::Value::is_i64) => {
            let is_int32 = group.all("format").any(|format| format.as_str() == Some("int32"))
                && one_of.iter().all(|value| value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()));
            if is_int32 { TypeRef::I32 } else { TypeRef::I64 }
        }
        Some("number") if all(serde_json::Value::is_number) => TypeRef::F64,
        None => TypeRef::Any,
        Some(kind) => {
            if !one_of.iter().all(|value| json_schema::is_of(value, kind)) {
                context.report(at, Kind::Loose { what: format!("an enum of other values than of type {kind}") });
            }
            TypeRef::Any
        }
    };
    Some(constrained(inner, Constraints { one_of, ..Constraints::default() }))
}

/// The values of one list without `null`, each once.
fn values_of<'d>(
    context: &mut Context<'d>,
    values: &'d Node,
    kind: Option<&str>,
) -> Vec<(&'d Node, serde_json::Value)> {
    let mut listed: Vec<(&'d Node, serde_json::Value)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for node in values.elements().iter().filter(|value| !matches!(value.value, Value::Null)) {
        let value = json_schema::listed(node, kind);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if seen.insert(value.to_string()) {
            listed.push((node, value));
        } else {
            let (what, why) = (format!("`{text}`"), "stands twice in `enum`".into());
            context.tolerable(node.at, Kind::Invalid { what, why, instead: "remove one of the two" });
        }
    }
    listed
}

/// `type: string`
pub(crate) fn string<'d>(context: &mut Context<'d>, group: &Group<'d>) -> Option<Definition> {
    let mut constraints = Constraints {
        min_length: most(group, "minLength"),
        max_length: least(group, "maxLength"),
        ..Constraints::default()
    };
    for node in group.all("pattern") {
        match (pattern(context, node), &constraints.pattern) {
            (Some(text), None) => constraints.pattern = Some(text),
            (Some(text), Some(known)) if *known != text => {
                context.report(node.at, Kind::NotEnforced { what: "a second `pattern`".into() });
            }
            _ => {}
        }
    }
    // What a length or a pattern is about is the text, and only a `String` keeps the text as it was written.
    let formats = group.all("format").filter_map(Node::as_str);
    let plain = formats.filter(|_| constraints.is_empty()).find_map(|format| match format {
        "date-time" => Some(TypeRef::DateTime),
        "date" => Some(TypeRef::Date),
        "uuid" => Some(TypeRef::Uuid),
        _ => None,
    });
    Some(constrained(plain.unwrap_or(TypeRef::String), constraints))
}

/// The greatest of several lower bounds; 0 says nothing.
fn most(group: &Group<'_>, key: &str) -> Option<u64> {
    group.nodes.iter().filter_map(|node| count(node, key)).filter(|bound| *bound > 0).max()
}

/// The least of several upper bounds.
fn least(group: &Group<'_>, key: &str) -> Option<u64> {
    group.nodes.iter().filter_map(|node| count(node, key)).min()
}

fn pattern(context: &mut Context<'_>, node: &Node) -> Option<String> {
    let text = node.as_str()?;
    match pattern_flags(text) {
        Ok(_) => Some(text.to_owned()),
        Err(error) => {
            let why = format!("is not a regular expression of ECMA-262: {error}");
            let instead = "correct the pattern; it is read with the flag `u`, and where that fails without";
            // Where it is passed over, nothing is held to it.
            context.tolerable(node.at, Kind::Invalid { what: "`pattern`".into(), why, instead });
            None
        }
    }
}

/// `type: integer` and `type: number`
pub(crate) fn number<'d>(context: &mut Context<'d>, group: &Group<'d>, plain: TypeRef) -> Option<Definition> {
    let mut constraints = Constraints::default();
    for node in &group.nodes {
        check_number(context, node);
        let bound = |key: &str, exclusive: &str| {
            let written = node.get(key).filter(|bound| matches!(bound.value, Value::Number(_)))?;
            let bound = (written.to_json(), node.is_true(exclusive));
            // No value of the type is beyond it.
            let is_limit = plain != TypeRef::F64 && !bound.1 && matches!(bound.0.as_i64(), Some(i64::MIN | i64::MAX));
            (!is_limit).then_some(bound)
        };
        constraints.minimum = tighter(constraints.minimum, bound("minimum", "exclusiveMinimum"), true);
        constraints.maximum = tighter(constraints.maximum, bound("maximum", "exclusiveMaximum"), false);
        let step = node.get("multipleOf").filter(|step| matches!(step.value, Value::Number(_)));
        let step = step.filter(|step| step.to_json().as_f64().is_some_and(|step| step > 0.0));
        match (step, &constraints.multiple_of) {
            (Some(step), None) => constraints.multiple_of = Some(step.to_json()),
            (Some(step), Some(known)) if *known != step.to_json() => {
                context.report(step.at, Kind::NotEnforced { what: "a second `multipleOf`".into() });
            }
            _ => {}
        }
    }
    Some(constrained(plain, constraints))
}

type Bound = Option<(serde_json::Value, bool)>;

/// Of two bounds the one that leaves fewer values.
fn tighter(one: Bound, other: Bound, is_minimum: bool) -> Bound {
    let (Some(one), Some(other)) = (&one, &other) else { return one.or(other) };
    let order = one.0.as_f64().partial_cmp(&other.0.as_f64());
    let one_is_tighter = match order {
        Some(std::cmp::Ordering::Equal) | None => one.1,
        Some(order) => (order == std::cmp::Ordering::Greater) == is_minimum,
    };
    Some(if one_is_tighter { one.clone() } else { other.clone() })
}

fn check_number(context: &mut Context<'_>, node: &Node) {
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
}

/// `type: array`
pub(crate) fn array<'d>(context: &mut Context<'d>, group: &Group<'d>, hint: &str) -> Option<Definition> {
    let items: Vec<&'d Node> = group.all("items").collect();
    let items = match items.as_slice() {
        [] => {
            let ty = group.all("type").next();
            let at = ty.map_or(group.at(), |ty| ty.at);
            context.report(at, Kind::MissingKey { object: Object::ArraySchema, key: "items" });
            TypeRef::Any
        }
        [only] => schema(context, only, &format!("{hint}Item"))?,
        several => conjunction(context, several, &format!("{hint}Item"))?,
    };
    let constraints = Constraints {
        min_length: most(group, "minItems"),
        max_length: least(group, "maxItems"),
        unique: group.nodes.iter().any(|node| node.is_true("uniqueItems")),
        ..Constraints::default()
    };
    Some(constrained(TypeRef::Array(Box::new(items)), constraints))
}

pub(crate) fn count(node: &Node, key: &str) -> Option<u64> {
    match &node.get(key)?.value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
