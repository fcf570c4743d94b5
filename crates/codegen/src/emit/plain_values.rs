//! Which alternatives of a union take plain values, such as texts, numbers and lists.

use crate::named::{Api, TypeKind, TypeRef, Union, UnionVariant};
use crate::rust::is_foreign;

/// An alternative that takes a plain value.
pub(crate) struct Taker<'a> {
    pub variant: &'a UnionVariant,
    /// The type of the plain value, without aliases.
    pub plain: TypeRef,
    /// Whether the alternative rejects some values.
    pub is_checked: bool,
}

/// Whether any text converts into the union.
pub(crate) fn takes_text(api: &Api, union: &Union) -> bool {
    takers(api, union).iter().any(|taker| taker.plain == TypeRef::String && !taker.is_checked)
}

/// The alternatives that take plain values, in order.
pub(crate) fn takers<'a>(api: &'a Api, union: &'a Union) -> Vec<Taker<'a>> {
    // A type of the user's may itself be one of the plain types.
    if union.variants.iter().any(|variant| is_foreign(api, &variant.ty)) {
        return Vec::new();
    }
    union.variants.iter().filter_map(|variant| taker(api, variant)).collect()
}

fn taker<'a>(api: &'a Api, variant: &'a UnionVariant) -> Option<Taker<'a>> {
    let (plain, is_checked) = match unaliased(api, &variant.ty) {
        TypeRef::Named(id) => match api.type_named(*id).defined()? {
            TypeKind::Enum(_) => (TypeRef::String, true),
            TypeKind::Constrained { inner, .. } => (plain(api, inner), true),
            _ => return None,
        },
        other => (plain(api, other), false),
    };
    let is_plain = match plain {
        TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::String => true,
        TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid | TypeRef::Array(_) => true,
        TypeRef::Any | TypeRef::Tuple(_) | TypeRef::Map(_) | TypeRef::Nullable(_) | TypeRef::Named(_) => false,
    };
    is_plain.then_some(Taker { variant, plain, is_checked })
}

/// The type without aliases at any depth, so that two spellings of a type of Rust are equal.
fn plain(api: &Api, ty: &TypeRef) -> TypeRef {
    let boxed = |inner: &TypeRef| Box::new(plain(api, inner));
    match unaliased(api, ty) {
        TypeRef::Array(inner) => TypeRef::Array(boxed(inner)),
        TypeRef::Map(inner) => TypeRef::Map(boxed(inner)),
        TypeRef::Nullable(inner) => TypeRef::Nullable(boxed(inner)),
        TypeRef::Tuple(elements) => TypeRef::Tuple(elements.iter().map(|element| plain(api, element)).collect()),
        other => other.clone(),
    }
}

/// The alternatives that a plain value is tried for: the first that takes any value, or else all.
pub(crate) fn chosen<'t, 'a>(takers: &'t [Taker<'a>], plain: &TypeRef) -> Vec<&'t Taker<'a>> {
    let of_type: Vec<&Taker<'a>> = takers.iter().filter(|taker| taker.plain == *plain).collect();
    match of_type.iter().find(|taker| !taker.is_checked) {
        Some(any) => vec![*any],
        None => of_type,
    }
}

/// Follows the aliases of a type.
pub(crate) fn unaliased<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    match ty {
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner)) => unaliased(api, inner),
            _ => ty,
        },
        _ => ty,
    }
}
