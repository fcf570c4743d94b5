//! A JSON value → the Rust expression that makes it, for programs that people read.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::rust::ident;
use model::api::{Api, TypeKind, TypeRef, Unknown};

/// The expression, in a function that returns `Result` with a boxed error; `None` where the value does not fit the type.
pub(crate) fn expression(api: &Api, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
    Some(match (ty, value) {
        (TypeRef::Bool, Value::Bool(value)) => quote!(#value),
        (TypeRef::I32 | TypeRef::I64, value) => integer(value.as_i64()?),
        (TypeRef::F64, value) => {
            let number = value.as_f64()?;
            let positive = Literal::f64_unsuffixed(number.abs());
            if number < 0.0 { quote!(-#positive) } else { quote!(#positive) }
        }
        (TypeRef::String, Value::String(text)) => quote!(#text.to_owned()),
        (TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid, Value::String(text)) => quote!(#text.parse()?),
        (TypeRef::Any, value) => {
            let json = value.to_string();
            quote!(serde_json::from_str(#json)?)
        }
        (TypeRef::Array(inner), Value::Array(elements)) => {
            let elements =
                elements.iter().map(|element| expression(api, inner, element)).collect::<Option<Vec<_>>>()?;
            quote!(vec![#(#elements),*])
        }
        (TypeRef::Map(inner), Value::Object(entries)) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = expression(api, inner, value)?;
                Some(quote!((#key.to_owned(), #value)))
            });
            let entries = entries.collect::<Option<Vec<_>>>()?;
            quote!([#(#entries),*].into())
        }
        (TypeRef::Nullable(_), Value::Null) => quote!(None),
        (TypeRef::Nullable(inner), value) => {
            let value = expression(api, inner, value)?;
            quote!(Some(#value))
        }
        (TypeRef::Named(id), value) => named(api, *id, value)?,
        _ => return None,
    })
}

fn named(api: &Api, id: model::api::TypeId, value: &Value) -> Option<TokenStream> {
    let def = api.type_named(id);
    let name = ident(&def.name);
    match &def.kind {
        TypeKind::Alias(inner) => expression(api, inner, value),
        TypeKind::Constrained { inner: TypeRef::Any, .. } | TypeKind::Union(_) => {
            let json = value.to_string();
            Some(quote!(serde_json::from_str::<types::#name>(#json)?))
        }
        TypeKind::Constrained { inner, .. } => {
            let value = expression(api, inner, value)?;
            Some(quote!(#value.try_into()?))
        }
        TypeKind::Enum(variants) => {
            let variant = ident(&variants.iter().find(|variant| Some(variant.wire.as_str()) == value.as_str())?.name);
            Some(quote!(types::#name::#variant))
        }
        TypeKind::Struct(object) => {
            let given = value.as_object()?;
            let fields = object.fields.iter().map(|field| {
                let name = ident(&field.name);
                let value = match given.get(&field.wire) {
                    None if field.required => return None,
                    None => quote!(None),
                    Some(value) => {
                        let inner = expression(api, &field.ty, value)?;
                        let inner = if field.boxed { quote!(Box::new(#inner)) } else { inner };
                        if field.required { inner } else { quote!(Some(#inner)) }
                    }
                };
                Some(quote!(#name: #value,))
            });
            let fields = fields.collect::<Option<Vec<_>>>()?;
            let rest = match &object.unknown {
                Unknown::Kept { field, .. } => {
                    let field = ident(field);
                    quote!(#field: Default::default(),)
                }
                _ => quote!(),
            };
            Some(quote!(types::#name { #(#fields)* #rest }))
        }
    }
}

pub(crate) fn integer(number: i64) -> TokenStream {
    let positive = Literal::u64_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#positive) } else { quote!(#positive) }
}
