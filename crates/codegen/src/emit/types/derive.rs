//! Decides which types implement `Eq` and `Hash` in addition to `PartialEq`: enums of texts, and types with constraints around a value
//! that has them. Objects and unions never have them: a number or any JSON value that is added to one would take them away.

use model::api::Place;
use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, TypeDef, TypeKind, TypeRef};
use crate::rust::{ident, is_copy};

/// For each named type, whether it implements `Eq` and `Hash`.
pub(crate) struct DerivedTraits {
    /// Indexed like [`Api::types`].
    is_eq: Vec<bool>,
}

impl DerivedTraits {
    /// Examines all types of `api`. A type that contains itself implements `Eq` if all its other parts do.
    pub(crate) fn of(api: &Api) -> Self {
        let mut derives = DerivedTraits { is_eq: vec![true; api.types.len()] };
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for (index, def) in api.types.iter().enumerate() {
                if derives.is_eq[index] && (def.rust_type.is_some() || !derives.is_eq_by_kind(def)) {
                    derives.is_eq[index] = false;
                    has_changed = true;
                }
            }
        }
        derives
    }

    /// The traits for comparing values of a named type, for `#[derive]`, and the macros that settings add.
    pub(crate) fn equality(&self, def: &TypeDef) -> TokenStream {
        let equality = if self.is_eq_by_kind(def) { quote!(PartialEq, Eq, Hash) } else { quote!(PartialEq) };
        let more = more(def);
        quote!(#equality #more)
    }

    fn is_eq_by_kind(&self, def: &TypeDef) -> bool {
        match &def.kind {
            TypeKind::Struct(_) | TypeKind::Union(_) => false,
            TypeKind::Enum(_) => true,
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => self.is_eq(inner),
        }
    }

    /// The traits for the order of a type with constraints.
    pub(crate) fn order(&self, inner: &TypeRef) -> TokenStream {
        match inner {
            TypeRef::F64 => quote!(PartialOrd,),
            inner if is_ordered(inner) => quote!(PartialOrd, Ord,),
            _ => quote!(),
        }
    }

    /// Whether a type implements `Eq` and `Hash`.
    pub(crate) fn is_eq(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::F64 | TypeRef::Any => false,
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => self.is_eq(inner),
            TypeRef::Tuple(elements) => elements.iter().all(|element| self.is_eq(element)),
            TypeRef::Named(id) => self.is_eq.get(id.0).copied().unwrap_or_default(),
            TypeRef::Bool
            | TypeRef::Integer(_)
            | TypeRef::String
            | TypeRef::DateTime
            | TypeRef::Date
            | TypeRef::Uuid => true,
        }
    }
}

/// Whether values of a type, which is not named, have an order.
fn is_ordered(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::String => true,
        TypeRef::F64 => false,
        TypeRef::Array(inner) => is_ordered(inner),
        other => is_copy(other),
    }
}

/// The macros that settings add to a type, each after a comma.
pub(crate) fn more(def: &TypeDef) -> TokenStream {
    let paths = def.derives.iter().map(|path| {
        let segments = path.split("::").map(ident);
        if path.contains("::") { quote!(#(::#segments)*) } else { quote!(#(#segments)*) }
    });
    quote!(#(, #paths)*)
}

/// The traits that a component has without settings. `None` if there is no such component.
pub(crate) fn derived(api: &Api, name: &str) -> Option<Vec<&'static str>> {
    let def = api.types.iter().find(|def| def.place == Place::Component && def.origin == name)?;
    let mut traits = vec!["Clone", "Debug", "Deserialize", "JsonSchema", "PartialEq", "Serialize"];
    let derives = DerivedTraits::of(api);
    if derives.is_eq_by_kind(def) {
        traits.extend(["Eq", "Hash"]);
    }
    match &def.kind {
        TypeKind::Enum(_) => traits.extend(["Ord", "PartialOrd"]),
        TypeKind::Struct(object) if object.fields.iter().all(|field| !field.required) => traits.push("Default"),
        TypeKind::Constrained { inner, .. } => {
            traits.extend(is_copy(inner).then_some("Copy"));
            match inner {
                TypeRef::F64 => traits.push("PartialOrd"),
                inner if is_ordered(inner) => traits.extend(["Ord", "PartialOrd"]),
                _ => {}
            }
        }
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Alias(_) => {}
    }
    Some(traits)
}
