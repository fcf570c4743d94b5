//! The documentation of a type that has no description in the document: its first properties, values or alternatives, so that lists of types show more than names.

use crate::named::{Api, TypeDef, TypeKind, TypeRef};
use crate::rust::code;

/// The number of properties, values or alternatives that a summary names.
const SHOWN: usize = 4;

/// Returns the summary. `None` for types that their definition explains.
pub(super) fn summary(api: &Api, def: &TypeDef) -> Option<String> {
    match def.defined()? {
        TypeKind::Struct(object) if object.fields.is_empty() => None,
        TypeKind::Struct(object) => {
            let names = listed(object.fields.iter().map(|field| code(&field.wire)));
            Some(format!("An object with {names}."))
        }
        TypeKind::Enum(values) => Some(format!("One of {}.", listed(values.iter().map(|value| code(&value.wire))))),
        TypeKind::Union(union) => {
            let names = union.variants.iter().map(|variant| match &variant.ty {
                TypeRef::Named(id) => format!("[`{}`]", api.type_named(*id).name),
                _ => code(&variant.name),
            });
            Some(format!("One of {}.", listed(names)))
        }
        TypeKind::Alias(_) | TypeKind::Constrained { .. } => None,
    }
}

/// The first names, and the number of the others.
fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(SHOWN);
    let names: Vec<String> = names.take(SHOWN).collect();
    match (names.as_slice(), more) {
        (_, 1..) => format!("{} and {more} more", names.join(", ")),
        ([others @ .., last], _) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.join(", "),
    }
}
