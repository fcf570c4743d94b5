//! The constraints of a value in words.

use serde_json::Value;

use crate::named::{Api, Constraints, TypeKind, TypeRef};
use crate::rust::code;

/// The constraints for errors: `at least 1 character, at most 40 characters`. They never contain the value. Nor do they
/// have the listed values of a sensitive type.
pub(crate) fn plain(inner: &TypeRef, constraints: &Constraints, sensitive: bool) -> String {
    words(inner, constraints, sensitive, str::to_owned)
}

/// The constraints for documentation, where patterns and listed texts are code.
pub(crate) fn documented(inner: &TypeRef, constraints: &Constraints, sensitive: bool) -> String {
    words(inner, constraints, sensitive, code)
}

/// The constraints of a type and of its elements, through its aliases, for documentation. `None` if it has none.
pub(crate) fn of_type(api: &Api, ty: &TypeRef) -> Option<String> {
    let (own, inner) = own(api, ty);
    let of_elements = match inner {
        TypeRef::Array(element) => self::own(api, element).0.map(|bounds| format!("each element: {bounds}")),
        _ => None,
    };
    let parts: Vec<String> = own.into_iter().chain(of_elements).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The constraints of a type without those of its elements, and the type that they are about.
fn own<'a>(api: &'a Api, ty: &'a TypeRef) -> (Option<String>, &'a TypeRef) {
    let ty = ty.without_null();
    let TypeRef::Named(id) = ty else { return (None, ty) };
    let def = api.type_named(*id);
    match def.defined() {
        Some(TypeKind::Alias(inner)) => own(api, inner),
        Some(TypeKind::Constrained { inner, constraints, .. }) if !constraints.is_empty() => {
            (Some(documented(inner, constraints, def.sensitive)), inner)
        }
        _ => (None, ty),
    }
}

fn words(inner: &TypeRef, constraints: &Constraints, sensitive: bool, text: fn(&str) -> String) -> String {
    let (one, many) = match inner {
        TypeRef::String => ("character", "characters"),
        TypeRef::Array(_) => ("element", "elements"),
        _ => ("entry", "entries"),
    };
    let counted = |count: u64| format!("{count} {}", if count == 1 { one } else { many });
    let mut parts = Vec::new();
    match (constraints.min_length, constraints.max_length) {
        (Some(least), Some(most)) if least == most => parts.push(format!("exactly {}", counted(least))),
        (least, most) => {
            parts.extend(least.map(|least| format!("at least {}", counted(least))));
            parts.extend(most.map(|most| format!("at most {}", counted(most))));
        }
    }
    if let Some(expression) = &constraints.pattern {
        parts.push(format!("text that matches {}", text(expression)));
    }
    for (bound, inclusive, exclusive) in
        [(&constraints.minimum, "at least", "greater than"), (&constraints.maximum, "at most", "less than")]
    {
        if let Some((bound, excluded)) = bound {
            parts.push(format!("{} {bound}", if *excluded { exclusive } else { inclusive }));
        }
    }
    if let Some(step) = &constraints.multiple_of {
        parts.push(format!("a multiple of {step}"));
    }
    if constraints.unique {
        parts.push("no element twice".to_owned());
    }
    if !constraints.one_of.is_empty() {
        parts.push(if sensitive { "one of its values".to_owned() } else { listed(&constraints.one_of, text) });
    }
    parts.join(", ")
}

/// The listed values, or their number if they are many or long.
fn listed(values: &[Value], text: fn(&str) -> String) -> String {
    const MOST: usize = 10;
    const LONGEST: usize = 40;
    let shown: Vec<String> = values.iter().map(Value::to_string).collect();
    if shown.len() > MOST || shown.iter().any(|value| value.chars().count() > LONGEST) {
        return format!("one of {} listed values", shown.len());
    }
    let shown = values.iter().zip(shown).map(|(value, shown)| if value.is_number() { shown } else { text(&shown) });
    match shown.collect::<Vec<_>>().as_slice() {
        [only] => format!("the value {only}"),
        several => format!("one of {}", several.join(", ")),
    }
}
