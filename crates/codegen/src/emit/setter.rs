//! The setters of the builders of types: their names and arguments.

use std::collections::BTreeSet;

use crate::named::{Api, Field, Struct, TypeKind, TypeRef, Unknown};

/// The type of a property behind its aliases.
pub(crate) enum Argument<'a> {
    /// A type without constraints.
    Plain(&'a TypeRef),
    /// The type without the constraints that it has.
    Checked(&'a TypeRef),
}

/// Follows the aliases of a type.
pub(crate) fn argument<'a>(api: &'a Api, ty: &'a TypeRef) -> Argument<'a> {
    match ty {
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner)) => argument(api, inner),
            Some(TypeKind::Constrained { inner, .. }) => Argument::Checked(inner),
            _ => Argument::Plain(ty),
        },
        _ => Argument::Plain(ty),
    }
}

/// Whether a setter converts the elements of an array or the values of a map: texts, and types that a caller need not name, because
/// their constraints or their place may change. Others have one type, so that `[]` needs no type.
pub(crate) fn is_converted(api: &Api, element: &TypeRef) -> bool {
    match argument(api, element) {
        Argument::Plain(TypeRef::String) | Argument::Checked(_) => true,
        Argument::Plain(TypeRef::Named(id)) => {
            matches!(api.type_named(*id).defined(), Some(TypeKind::Enum(_) | TypeKind::Union(_)))
        }
        Argument::Plain(_) => false,
    }
}

/// The setters of `null`, one for each property that accepts it. They have underscores at the end if a property has their name.
pub(crate) fn null_setters(object: &Struct) -> Vec<Option<String>> {
    let rest = match &object.unknown {
        Unknown::Kept { field, .. } => Some(field),
        Unknown::Ignored | Unknown::Rejected => None,
    };
    let mut taken: BTreeSet<String> = object.fields.iter().map(|field| &field.name).chain(rest).cloned().collect();
    let setter = |field: &Field| {
        field.ty.is_nullable().then(|| {
            let mut name = format!("{}_null", field.name.trim_end_matches('_'));
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            name
        })
    };
    object.fields.iter().map(setter).collect()
}
