//! Variants of a value: values of the same type that differ from it in one place.

use model::integer::exact;
use serde_json::{Value, json};

use super::fill;
use crate::named::{Api, Constraints, TypeKind, TypeRef, Unknown};

/// A text with characters that have a meaning in a URL, a form or JSON.
const NASTY: [&str; 6] =
    ["", "a b+c", "50%25 & more=less?#", "/slash//..", "ünï ☃ 𝄞 \"quoted\" \\", "a;b,c:d@e!f$g(h)*i|j[k]"];

/// Returns variants of `value`. All of them fit the type if `value` does.
pub fn variants(api: &Api, ty: &TypeRef, value: &Value) -> Vec<Value> {
    match (ty, value) {
        (TypeRef::Bool, Value::Bool(value)) => vec![json!(!value)],
        (TypeRef::Integer(integer), _) => <[Value; 2]>::from(integer.ends()).to_vec(),
        (TypeRef::F64, _) => vec![json!(-0.125), json!(1e21)],
        (TypeRef::String, Value::String(_)) => NASTY.iter().map(|text| json!(text)).collect(),
        (TypeRef::Nullable(_), Value::Null) => Vec::new(),
        (TypeRef::Nullable(inner), value) => {
            let mut all = variants(api, inner, value);
            all.push(Value::Null);
            all
        }
        (TypeRef::Array(inner), Value::Array(elements)) => {
            let mut all = elements_varied(api, inner, elements);
            if let Some(first) = elements.first() {
                all.extend([json!([]), json!([first, first])]);
            }
            all
        }
        (TypeRef::Tuple(types), Value::Array(elements)) => {
            let varied = types.iter().zip(elements).enumerate().flat_map(|(at, (ty, element))| {
                variants(api, ty, element).into_iter().map(move |other| {
                    let mut elements = elements.clone();
                    elements[at] = other;
                    Value::Array(elements)
                })
            });
            varied.collect()
        }
        (TypeRef::Map(inner), Value::Object(entries)) => {
            let first = entries.iter().next();
            let varied = first.into_iter().flat_map(|(key, value)| {
                variants(api, inner, value).into_iter().map(move |other| json!({ key.clone(): other }))
            });
            varied.chain([json!({})]).collect()
        }
        (TypeRef::Named(id), value) => named(api, &api.type_named(*id).kind, value),
        _ => Vec::new(),
    }
}

fn elements_varied(api: &Api, inner: &TypeRef, elements: &[Value]) -> Vec<Value> {
    let Some(first) = elements.first() else { return Vec::new() };
    let others = variants(api, inner, first).into_iter();
    others
        .map(|other| {
            let mut elements = elements.to_vec();
            elements[0] = other;
            Value::Array(elements)
        })
        .collect()
}

fn named(api: &Api, kind: &TypeKind, value: &Value) -> Vec<Value> {
    match (kind, value) {
        (TypeKind::Alias(inner), value) => variants(api, inner, value),
        (TypeKind::Enum(known), _) => known.iter().map(|variant| json!(variant.wire)).collect(),
        (TypeKind::Union(union), _) => fill::variants(api, union),
        (TypeKind::Constrained { inner, constraints, .. }, value) => constrained(api, inner, constraints, value),
        (TypeKind::Struct(object), Value::Object(given)) => {
            let mut all = Vec::new();
            for field in &object.fields {
                let Some(value) = given.get(&field.wire) else { continue };
                let mut changed = |other: Option<Value>| {
                    let mut given = given.clone();
                    match other {
                        Some(other) => given.insert(field.wire.clone(), other),
                        None => given.shift_remove(&field.wire),
                    };
                    all.push(Value::Object(given));
                };
                variants(api, &field.ty, value).into_iter().for_each(|other| changed(Some(other)));
                if !field.required {
                    changed(None);
                }
            }
            if let Unknown::Kept { ty, .. } = &object.unknown
                && *ty == TypeRef::Any
            {
                let mut given = given.clone();
                given.insert("not listed".to_owned(), json!("kept"));
                all.push(Value::Object(given));
            }
            all
        }
        _ => Vec::new(),
    }
}

/// The limits of a number type. Other bounds are known to the schema only.
fn constrained(api: &Api, inner: &TypeRef, constraints: &Constraints, value: &Value) -> Vec<Value> {
    let edges = [&constraints.minimum, &constraints.maximum].into_iter().flatten();
    let is_free = constraints.multiple_of.is_none();
    let edges = edges.filter(|(_, excluded)| !excluded && is_free).map(|(edge, _)| edge.clone());
    let edges = edges.filter(|edge| matches!(inner, TypeRef::F64) || exact(edge).is_some());
    match (inner, value) {
        (TypeRef::Integer(_) | TypeRef::F64, _) => edges.collect(),
        (TypeRef::Array(inner), Value::Array(elements)) if !constraints.unique => elements_varied(api, inner, elements),
        _ => Vec::new(),
    }
}
