//! A JSON value → a Rust expression of a type, for example programs.

use model::integer::exact;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::plain_values::takes_text;
use super::setter::{self, Argument, null_setters};
use crate::named::{Api, Struct, TypeKind, TypeRef};
use crate::rust::{self, ident};

/// Returns the expression, for use in a function that returns `Result` with a boxed error. `None` if the value does not fit
/// the type.
pub(crate) fn expression(api: &Api, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
    Some(match (ty, value) {
        (TypeRef::Bool, Value::Bool(value)) => quote!(#value),
        // A document may have an example or a default outside of the range of the type.
        (TypeRef::Integer(ty), value) => integer(exact(value).filter(|number| ty.range().contains(number))?),
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
        (TypeRef::Tuple(types), Value::Array(elements)) if types.len() == elements.len() => {
            let elements = types.iter().zip(elements).map(|(ty, element)| expression(api, ty, element));
            let elements = elements.collect::<Option<Vec<_>>>()?;
            quote!((#(#elements,)*))
        }
        (TypeRef::Map(inner), value) => {
            let entries = entries(api, inner, value)?;
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

/// Returns the expression as the argument of a setter with a generic parameter `impl TryInto<ty>`: its type must not depend
/// on the setter. `None` if the value does not fit the type.
pub(crate) fn argument(api: &Api, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
    let written = rust::ty(api, ty);
    let whole = || expression(api, ty, value);
    Some(match ty {
        TypeRef::String => {
            let text = value.as_str()?;
            quote!(#text)
        }
        TypeRef::Bool | TypeRef::F64 => whole()?,
        TypeRef::Integer(integer_type) => {
            let number = exact(value).filter(|number| integer_type.range().contains(number))?;
            let is_small = i32::try_from(number).is_ok();
            let number = integer(number);
            if is_small { number } else { quote!(#number as #written) }
        }
        TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => {
            let text = value.as_str()?;
            quote!(#text.parse::<#written>()?)
        }
        TypeRef::Any => {
            let json = value.to_string();
            quote!(serde_json::from_str::<serde_json::Value>(#json)?)
        }
        TypeRef::Array(inner) => {
            let elements = value.as_array()?.iter().map(|value| expression(api, inner, value));
            let elements: Vec<TokenStream> = elements.collect::<Option<_>>()?;
            let inner = rust::ty(api, inner);
            quote!(Vec::<#inner>::from([#(#elements),*]))
        }
        TypeRef::Tuple(_) => whole()?,
        TypeRef::Map(inner) => {
            let entries = entries(api, inner, value)?;
            let inner = rust::ty(api, inner);
            quote!(std::collections::BTreeMap::<String, #inner>::from([#(#entries),*]))
        }
        TypeRef::Nullable(inner) => {
            let written = rust::ty(api, inner);
            if value.is_null() {
                quote!(None::<#written>)
            } else {
                let value = expression(api, inner, value)?;
                quote!(Some::<#written>(#value))
            }
        }
        TypeRef::Named(id) if api.type_named(*id).rust_type.is_some() => whole()?,
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Alias(inner) => argument(api, inner, value)?,
            TypeKind::Constrained { inner: TypeRef::String, .. } => argument(api, &TypeRef::String, value)?,
            TypeKind::Constrained { inner, .. } if *inner != TypeRef::Any => {
                let value = expression(api, inner, value)?;
                quote!(#written::try_from(#value)?)
            }
            TypeKind::Struct(object) => builder(api, &ident(&api.type_named(*id).name), object, value.as_object()?)?,
            _ => whole()?,
        },
    })
}

/// The entries of a map as pairs.
fn entries(api: &Api, inner: &TypeRef, value: &Value) -> Option<Vec<TokenStream>> {
    let entries = value.as_object()?.iter().map(|(key, value)| {
        let value = expression(api, inner, value)?;
        Some(quote!((#key.to_owned(), #value)))
    });
    entries.collect()
}

fn named(api: &Api, id: crate::named::TypeId, value: &Value) -> Option<TokenStream> {
    let def = api.type_named(id);
    let name = ident(&def.name);
    if def.rust_type.is_some() {
        let json = value.to_string();
        return Some(quote!(serde_json::from_str::<types::#name>(#json)?));
    }
    match &def.kind {
        TypeKind::Alias(inner) => expression(api, inner, value),
        TypeKind::Constrained { inner: TypeRef::Any, .. } | TypeKind::Union(_) => {
            let json = value.to_string();
            Some(quote!(serde_json::from_str::<types::#name>(#json)?))
        }
        TypeKind::Constrained { inner, .. } => {
            let is_negative = value.as_f64().is_some_and(|number| number < 0.0);
            let value = expression(api, inner, value)?;
            // A negative literal needs parentheses before a method call.
            let value = if is_negative { quote!((#value)) } else { value };
            Some(quote!(#value.try_into()?))
        }
        TypeKind::Enum(variants) => {
            let variant = ident(&variants.iter().find(|variant| Some(variant.wire.as_str()) == value.as_str())?.name);
            Some(quote!(types::#name::#variant))
        }
        TypeKind::Struct(object) => {
            let builder = builder(api, &name, object, value.as_object()?)?;
            Some(quote!(#builder.build()?))
        }
    }
}

/// A builder with the given properties.
fn builder(api: &Api, name: &Ident, object: &Struct, given: &Map<String, Value>) -> Option<TokenStream> {
    let mut setters = Vec::new();
    for (field, null) in object.fields.iter().zip(null_setters(object)) {
        let name = ident(&field.name);
        match (given.get(&field.wire), null) {
            (None, _) if field.required => return None,
            (None, _) => {}
            (Some(_), _) if field.deprecated && !field.required => {}
            (Some(Value::Null), Some(null)) => {
                let null = ident(&null);
                setters.push(quote!(.#null()));
            }
            (Some(value), _) => {
                let value = set(api, field.ty.without_null(), value)?;
                setters.push(quote!(.#name(#value)));
            }
        }
    }
    Some(quote!(types::#name::builder()#(#setters)*))
}

/// The argument of a setter of a builder.
fn set(api: &Api, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
    match setter::argument(api, ty) {
        Argument::Plain(TypeRef::String) | Argument::Checked(TypeRef::String) => argument(api, &TypeRef::String, value),
        Argument::Plain(ty @ TypeRef::Named(id)) => match api.type_named(*id).defined() {
            Some(TypeKind::Union(union)) if value.is_string() && takes_text(api, union) => {
                argument(api, &TypeRef::String, value)
            }
            _ => argument(api, ty, value),
        },
        Argument::Plain(TypeRef::Any) => argument(api, &TypeRef::Any, value),
        Argument::Plain(TypeRef::Array(inner)) | Argument::Checked(TypeRef::Array(inner)) => {
            let elements = value.as_array()?;
            let is_converted = setter::is_converted(api, inner);
            if is_converted && elements.is_empty() {
                let inner = rust::ty(api, inner);
                return Some(quote!(Vec::<#inner>::new()));
            }
            let elements = elements.iter().map(|value| match is_converted {
                true => converted(api, inner, value),
                false => expression(api, inner, value),
            });
            let elements: Vec<TokenStream> = elements.collect::<Option<_>>()?;
            Some(quote!([#(#elements),*]))
        }
        Argument::Plain(TypeRef::Map(inner)) | Argument::Checked(TypeRef::Map(inner)) => {
            let object = value.as_object()?;
            if !setter::is_converted(api, inner) {
                let entries = entries(api, inner, value)?;
                return Some(quote!([#(#entries),*]));
            }
            if object.is_empty() {
                let inner = rust::ty(api, inner);
                return Some(quote!(std::collections::BTreeMap::<String, #inner>::new()));
            }
            let entries = object.iter().map(|(key, value)| {
                let value = converted(api, inner, value)?;
                Some(quote!((#key, #value)))
            });
            let entries: Vec<TokenStream> = entries.collect::<Option<_>>()?;
            Some(quote!([#(#entries),*]))
        }
        Argument::Plain(ty) | Argument::Checked(ty) => expression(api, ty, value),
    }
}

/// An element of an array, or a value of a map, whose setter converts it.
fn converted(api: &Api, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
    match setter::argument(api, ty) {
        Argument::Checked(inner) if *inner != TypeRef::Any => argument(api, inner, value),
        _ => argument(api, ty, value),
    }
}

/// The attribute of an enum whose variants hold types of the document, and which may differ in size.
pub(crate) fn uneven_variants(count: usize) -> Option<TokenStream> {
    (count > 1).then(|| quote!(#[allow(clippy::large_enum_variant, reason = "the document's types differ in size")]))
}

/// An integer literal, negative if necessary.
pub(crate) fn integer(number: i128) -> TokenStream {
    let positive = Literal::u128_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#positive) } else { quote!(#positive) }
}
