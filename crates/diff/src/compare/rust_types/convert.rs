//! Conversions between the type of a schema and the form that it has in requests, as the types crate has them.

use std::collections::HashSet;

use model::api::{Api, Field, Struct, TypeId, TypeKind, TypeRef, Union, Unknown};

/// Returns whether a type converts into another, with all that they hold. `seen` has the pairs that are being looked at, because types can
/// hold themselves.
pub(super) fn is_convertible(
    api: &Api<String>,
    from: TypeId,
    to: TypeId,
    seen: &mut HashSet<(TypeId, TypeId)>,
) -> bool {
    if !seen.insert((from, to)) {
        return true;
    }
    let (old, new) = (api.type_named(from), api.type_named(to));
    let is_form = old.form_of == Some(to) || new.form_of == Some(from);
    match (old.defined(), new.defined()) {
        (Some(TypeKind::Struct(old)), Some(TypeKind::Struct(new))) if is_form => object(api, old, new, seen),
        (Some(TypeKind::Union(old)), Some(TypeKind::Union(new))) if is_form => union(api, old, new, seen),
        _ => false,
    }
}

fn object(api: &Api<String>, old: &Struct<String>, new: &Struct<String>, seen: &mut HashSet<(TypeId, TypeId)>) -> bool {
    let keeps_others = match (&old.unknown, &new.unknown) {
        (Unknown::Kept { ty: old, .. }, Unknown::Kept { ty: new, .. }) => old == new,
        (Unknown::Kept { .. }, _) | (_, Unknown::Kept { .. }) => false,
        _ => true,
    };
    let mut is_made = |field: &Field<String>| match old.fields.iter().find(|known| known.wire == field.wire) {
        Some(from) => {
            let is_alike = from.required == field.required && from.ty.is_nullable() == field.ty.is_nullable();
            is_alike && value(api, from.ty.without_null(), field.ty.without_null(), seen)
        }
        None => !field.required,
    };
    keeps_others && new.fields.iter().all(&mut is_made)
}

fn union(api: &Api<String>, old: &Union<String>, new: &Union<String>, seen: &mut HashSet<(TypeId, TypeId)>) -> bool {
    let mut both = old.variants.iter().zip(&new.variants);
    old.variants.len() == new.variants.len() && both.all(|(old, new)| value(api, &old.ty, &new.ty, seen))
}

fn value(api: &Api<String>, old: &TypeRef, new: &TypeRef, seen: &mut HashSet<(TypeId, TypeId)>) -> bool {
    match (old, new) {
        (old, new) if old == new => true,
        (TypeRef::Array(old), TypeRef::Array(new))
        | (TypeRef::Map(old), TypeRef::Map(new))
        | (TypeRef::Nullable(old), TypeRef::Nullable(new)) => value(api, old, new, seen),
        (TypeRef::Named(old), TypeRef::Named(new)) => is_convertible(api, *old, *new, seen),
        _ => false,
    }
}
