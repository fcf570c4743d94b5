//! Constants for the defaults of properties and parameters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::literal;
use super::setter::{Argument, argument};
use crate::named::{Api, TypeKind, TypeRef};
use crate::rust::ident;

/// Writes a type, as a generated crate names it.
type Written = fn(&Api, &TypeRef) -> TokenStream;

/// The type and the value of a constant.
pub(crate) struct Constant {
    /// It depends on no value, so that a program that names it compiles with any default.
    pub ty: TokenStream,
    pub value: TokenStream,
}

impl Constant {
    /// Returns the constant for a value of a type. `None` if no constant can have the value: Rust makes no `String` or `BTreeMap` with content in a
    /// constant.
    pub(crate) fn of(api: &Api, ty: &TypeRef, value: &Value, written: Written) -> Option<Self> {
        Some(Constant { value: constant(api, ty, value, written)?, ty: constant_ty(api, ty, 8, written)? })
    }
}

/// The name of the constant of an item.
pub(crate) fn default_name(name: &str) -> Ident {
    ident(&format!("DEFAULT_{}", name.trim_matches('_').to_ascii_uppercase()))
}

/// The type of a constant for values of a type. `None` if the type has lists within `depth` lists: a list of itself has no end.
fn constant_ty(api: &Api, ty: &TypeRef, depth: u8, written: Written) -> Option<TokenStream> {
    Some(match argument(api, ty) {
        // No function makes a date or a UUID in a constant.
        Argument::Plain(TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid)
        | Argument::Checked(TypeRef::String) => quote!(&'static str),
        Argument::Plain(TypeRef::Array(inner)) | Argument::Checked(TypeRef::Array(inner)) => {
            let inner = constant_ty(api, inner, depth.checked_sub(1)?, written)?;
            quote!(&'static [#inner])
        }
        Argument::Plain(ty) | Argument::Checked(ty) => written(api, ty),
    })
}

/// The value of a constant. `None` if no constant can have the value.
fn constant(api: &Api, ty: &TypeRef, value: &Value, written: Written) -> Option<TokenStream> {
    match argument(api, ty) {
        Argument::Plain(TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid)
        | Argument::Checked(TypeRef::String) => {
            let text = value.as_str()?;
            Some(quote!(#text))
        }
        Argument::Plain(ty @ (TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64))
        | Argument::Checked(ty @ (TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64)) => {
            literal::expression(api, ty, value)
        }
        Argument::Plain(ty @ TypeRef::Named(id)) => {
            let Some(TypeKind::Enum(variants)) = api.type_named(*id).defined() else { return None };
            let variant = ident(&variants.iter().find(|variant| Some(variant.wire.as_str()) == value.as_str())?.name);
            let ty = written(api, ty);
            Some(quote!(#ty::#variant))
        }
        Argument::Plain(TypeRef::Array(inner)) | Argument::Checked(TypeRef::Array(inner)) => {
            let elements = value.as_array()?.iter().map(|element| constant(api, inner, element, written));
            let elements: Vec<TokenStream> = elements.collect::<Option<_>>()?;
            Some(quote!(&[#(#elements),*]))
        }
        _ => None,
    }
}
